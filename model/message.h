/* Messages to customers and admins: templates in files, in English and Indonesian, sent, edited and taken away
 * through the outbox as what they show changes. */
#ifndef MODEL_MESSAGE_H
#define MODEL_MESSAGE_H

#include "model/context.h"
#include "model/effect.h"

#include <stdbool.h>
#include <stddef.h>

struct message_value {
    const char *name, *text; /* fills {name}; the text is escaped for the messenger */
};

/* templates/NAME.LANGUAGE.txt, one's own in the configured folder before the shipped ones. A {name} without a
 * value, or an unknown template, is an error. html: for Telegram. In ctx->arena. */
const char *message_fill(struct context *ctx, const char *name, const struct message_value *values, size_t count,
                         bool html, struct error *e);

/* Effects of the outbox: target "message:user" remind_debt and invoice messages are spread over the customer's
 * messengers; "telegram:bot" and "whatsapp:gateway" send. */
bool effect_message_spread(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e);
bool effect_telegram(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e);
bool effect_whatsapp(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e);

#endif

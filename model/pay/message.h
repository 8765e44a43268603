/* Messages to customers and admins: templates in files, in English and Indonesian, sent, edited and taken away
 * through the outbox as what they show changes.
 *
 * A charge has one message in each Telegram chat: the customer's, and those of the admins. Its row in
 * console.payment_message_log stands for it, and a row of the outbox says what it is to show; one that is asked
 * for while another waits takes its place, and no two are done at a time, so that an edit follows its sending.
 * Whoever has no Telegram chat is told by WhatsApp, where a message stays as it was sent.
 *
 * A messenger can't be asked whether it has a message. What was sent and not answered is sent again: told twice
 * is the lesser evil beside not told, up to eight times. What was answered is noted at once, before the next one is
 * sent. */
#ifndef MODEL_PAY_MESSAGE_H
#define MODEL_PAY_MESSAGE_H

#include "model/engine/effect.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

/* A text without markup: templates/NAME.LANGUAGE.txt. */
struct message_template {
    const char *name;
    const char *const *places; /* what may stand in it as {place}; NULL-terminated */
};
extern const struct message_template message_templates[];
extern const size_t message_template_count;

/* Around the name of what is filled in when it is sent: no value can hold it. */
#define MESSAGE_LATE "\x1f"

struct message_value {
    const char *name, *text; /* fills {name}; NULL: there is none */
    bool is_late;   /* a secret: kept out of the outbox, filled in when it is sent; text only says that it is there */
    bool has_lines; /* text may be of several lines; else it stays one */
};

/* The template in the language of the setting message_language, filled; one's own in the configured folder before
 * the shipped one. An unknown template, a {place} that it does not have, or one without a value is an error.
 * Values are made safe to show; html: all of it is escaped for Telegram. In ctx->arena. */
const char *message_fill(struct context *ctx, const char *name, const struct message_value *values, size_t count,
                         bool html, struct error *e);

/* The same in a customer's own language, where it is known. */
const char *message_fill_for(struct context *ctx, const char *user_id, const char *name,
                             const struct message_value *values, size_t count, bool html, struct error *e);

/* The same in that language ("en", "id"); folder: of templates of one's own, NULL: none. */
const char *message_fill_in(struct arena *a, const char *folder, const char *language, const char *name,
                            const struct message_value *values, size_t count, bool html, struct error *e);

/* What a charge is for, in that language: what SQL calls debt. What it does not know stays as it is: the name of a package. */
const char *message_subject(struct arena *a, const char *language, const char *subject);

/* Text without places, of several lines, as message_fill() makes one fit. */
const char *message_plain(struct arena *a, const char *text, bool html);

/* What message_fill() fills, as it stands in the file; and one line of it, filled as the whole is. NULL with e. */
const char *message_template_text(struct context *ctx, const char *name, struct error *e);
const char *message_fill_line(struct context *ctx, const char *name, const char *line,
                              const struct message_value *values, size_t count, struct error *e);

/* Effects of the outbox. Spread: target "message:user"; "charge_message" (payload order_id and event: created,
 * paid, expired, cancelled, late), "remind_debt", "warn_debt" and "remind_invoice" become a row for each messenger and
 * chat. Nobody to tell, for want of a chat or of a messenger in the configuration, is no fault. Send: "message" of
 * targets "telegram:bot" and "whatsapp:gateway"; payload "to", "text", "user_id", "order_id", "role", "notice" (of
 * console.notice: asked once more before it is sent), and with Telegram "gone" (to be taken away) or "replaces" (the
 * message that goes when this one comes), with others "while_open" (an order that must be open when it is sent) or
 * "before" (the day on which it is of no use any more). A worker without any messenger finds nobody to tell; a console
 * without one leaves it to a worker. */
bool effect_message_spread(struct context *ctx, const char *name, struct effect_row *rows, size_t count,
                           struct error *e);
bool effect_telegram(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e);
bool effect_whatsapp(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e);

#endif

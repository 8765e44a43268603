/* What customers and admins are told beyond payments: read, put into words, handed over to what carries messages. What
 * is said of what, and that it is said once, stands in console.notice and console.admin_news; docs/messages.md tells
 * it. */
#ifndef MODEL_NOTICES_NOTICE_H
#define MODEL_NOTICES_NOTICE_H

#include "model/engine/effect.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

/* Effects of the target "message:user", each row in a transaction of its own: what is wrong with a template or a row
 * fails that row alone. */
bool effect_notice(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e);
bool effect_admin_notice(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e);
bool effect_broadcast(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e);

/* One row of theirs. */
typedef bool notice_row(struct context *ctx, struct effect_row *row, struct error *e);
bool notice_each(struct context *ctx, const char *name, struct effect_row *rows, size_t count, notice_row *one,
                 struct error *e);
void notice_say(struct effect_row *row, enum effect_state state, const char *message);

/* Hands a text over for a customer. way: "telegram" or "whatsapp". */
bool notice_hand_over(struct context *ctx, const char *source, const char *notice, const char *way, const char *address,
                      const char *text, const char *user_id, struct error *e);
bool notice_drop(struct context *ctx, const char *notice, const char *why, struct error *e);
const char *notice_no_way(const struct context *ctx); /* why there is none to somebody */

#endif

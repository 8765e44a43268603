/* Notifications of Midtrans; see model/pay/notifier.h. */
#ifndef MODEL_PAY_NOTICE_MIDTRANS_H
#define MODEL_PAY_NOTICE_MIDTRANS_H

#include "model/pay/notifier.h"

enum inbox_answer notice_midtrans_read(struct context *ctx, const char *body, size_t length, const char *token,
                                       struct notice *n, struct error *e);
bool notice_midtrans_news(struct context *ctx, const char *body, size_t length, struct charge_news *news,
                          const char **misfit, struct error *e);
bool notice_midtrans_ask(struct context *ctx, const struct notice_question *q, struct notice_reply *reply,
                         struct error *e);

#endif

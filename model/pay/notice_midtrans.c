/* Notifications of Midtrans. Their signature covers order id, status code and amount, and nothing else. */
#include "model/pay/notice_midtrans.h"

#include "model/config/config.h"
#include "model/pay/checkout_desk.h"
#include "net/midtrans.h"

enum inbox_answer notice_midtrans_read(struct context *ctx, const char *body, size_t length, const char *token,
                                       struct notice *n, struct error *e)
{
    const struct config_midtrans *config = ctx->config->midtrans;
    struct midtrans_charge said;
    (void)token;
    if (!midtrans_read_notification(body, length, ctx->arena, &said, e))
        return INBOX_UNREADABLE;
    *n = (struct notice){ .brand = "",
                          .order_id = said.order_id,
                          .status = arena_printf(ctx->arena, "%s/%s/%s", said.status_code, said.transaction_status,
                                                 said.fraud_status ? said.fraud_status : "") };
    if (!notice_is_short(n, e))
        return INBOX_UNREADABLE;
    if (!config)
        return notice_refuse(e, "Midtrans is not configured here");
    if (!midtrans_verify(&said, config->server_key))
        return notice_refuse(e, "its signature is not made with Midtrans' server key of this configuration, or not of "
                                "an order id, a status code and an amount as Midtrans writes them");
    return INBOX_TAKEN;
}

bool notice_midtrans_news(struct context *ctx, const char *body, size_t length, struct charge_news *news,
                          const char **misfit, struct error *e)
{
    struct midtrans_charge said;
    if (!midtrans_read_notification(body, length, ctx->arena, &said, e))
        return false;
    charge_news_of_midtrans(&said, "notification", news);
    if (!midtrans_code_fits(&said))
        *misfit =
            arena_printf(ctx->arena, "Midtrans signed the status code %s, which does not come with %s: not applied",
                         said.status_code, said.transaction_status);
    return true;
}

/* By the order; where it knows none, by its own id of it: one of DANA on a page of Snap is known by that alone. An id
 * that belongs to another order says nothing. */
static enum desk_answer look_at_midtrans(struct desk *d, const struct notice_question *q, struct midtrans_charge *said)
{
    enum desk_answer answer = desk_status(d, q->order_id, said);
    if (answer != DESK_NONE || !q->transaction_id)
        return answer;
    answer = desk_status_by_transaction(d, q->order_id, q->transaction_id, said);
    return answer == DESK_LATER && d->result.http_status == 200 ? DESK_NONE : answer;
}

bool notice_midtrans_ask(struct context *ctx, const struct notice_question *q, struct notice_reply *reply,
                         struct error *e)
{
    struct desk d;
    struct midtrans_charge said;
    struct error why = { .code = ERR_NONE };
    if (!desk_open(&d, ctx, &why))
        return notice_not_open(ctx, reply, &why, e);
    enum desk_answer answer = look_at_midtrans(&d, q, &said);
    if (context_cancelled(ctx, e))
        return false;
    if (answer == DESK_KNOWN) {
        charge_news_of_midtrans(&said, "poll", &reply->news);
    } else if (answer == DESK_NONE) {
        reply->word = NOTICE_KNOWS_NONE;
    } else {
        notice_is_away(reply, desk_words(&d), d.result.retry_ms > 0 ? d.result.retry_ms : d.wait_ms);
        reply->is_for_all = desk_is_away(&d, &why);
    }
    return reply->word == NOTICE_SAYS || desk_note_asked(ctx, q->order_id, reply->why, e);
}

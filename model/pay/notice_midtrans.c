/* Notifications of Midtrans. Their signature covers order id, status code and amount, and nothing else. */
#include "model/pay/notice_midtrans.h"

#include "db/db.h"
#include "model/config/config.h"
#include "model/pay/checkout_desk.h"
#include "net/midtrans.h"

#include <inttypes.h>
#include <string.h>

enum {
    MOST_DETAIL = 200 /* the last pieces of what went back are the newest */
};

static const char *detail_of(struct arena *a, const struct midtrans_charge *said)
{
    const char *text =
        arena_printf(a, "%s %" PRId64 " %s", said->gross_amount, said->refund_rp, said->refunds ? said->refunds : "");
    size_t length = strlen(text);
    const char *from = length > MOST_DETAIL ? text + length - MOST_DETAIL : text;
    while (((unsigned char)*from & 0xc0) == 0x80)
        from++;
    return from;
}

/* With the key of notifications, or with the server key, which it may still be. */
static bool is_signed(const struct midtrans_charge *said, const struct config_midtrans *config)
{
    bool by_own = midtrans_verify(said, config->signature_key);
    return midtrans_verify(said, config->server_key) || by_own;
}

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
                                                 said.fraud_status ? said.fraud_status : ""),
                          .transaction_id = said.transaction_id,
                          .detail = detail_of(ctx->arena, &said) };
    if (!notice_is_short(n, e))
        return INBOX_UNREADABLE;
    if (!config)
        return notice_refuse(e, "Midtrans is not configured here");
    if (!is_signed(&said, config))
        return notice_refuse(e, "its signature is not made with Midtrans' server key of this configuration, or not of "
                                "an order id, a status code and an amount as Midtrans writes them");
    return INBOX_TAKEN;
}

static bool code_fits(struct context *ctx, const struct midtrans_charge *said, bool *fits, struct error *e)
{
    struct db_result *r =
        db_query(ctx->db, "gateway_word_fits",
                 DB_PARAMS("midtrans", said->transaction_status, said->status_code, said->fraud_status), e);
    *fits = r && db_bool(r, 0, 0);
    db_result_free(r);
    return r != NULL;
}

bool notice_midtrans_news(struct context *ctx, const char *body, size_t length, struct charge_news *news,
                          const char **misfit, struct error *e)
{
    struct midtrans_charge said;
    bool fits;
    if (!midtrans_read_notification(body, length, ctx->arena, &said, e) || !code_fits(ctx, &said, &fits, e))
        return false;
    charge_news_of_midtrans(&said, "notification", news);
    if (!fits)
        *misfit =
            arena_printf(ctx->arena, "Midtrans signed the status code %s, which does not come with %s: not applied",
                         said.status_code, said.transaction_status);
    return true;
}

/* One of several transactions of an order is asked for by its own id: by the order the gateway tells of the newest.
 * Without a clear answer nobody knows whose the notification is. */
static enum desk_answer look_at_its_own(struct desk *d, const struct notice_question *q, struct midtrans_charge *said,
                                        struct notice_reply *reply)
{
    struct midtrans_charge other;
    bool is_same = !q->transaction_id || !said->transaction_id || strcmp(q->transaction_id, said->transaction_id) == 0;
    if (is_same || strcmp(q->transaction_id, GATEWAY_UNREADABLE) == 0)
        return DESK_KNOWN;
    enum desk_answer answer = desk_status_by_transaction(d, q->order_id, q->transaction_id, &other);
    reply->knows_no_transaction = answer != DESK_KNOWN || other.names_transaction;
    if (!reply->knows_no_transaction)
        *said = other;
    return answer == DESK_LATER && d->result.http_status != 200 ? DESK_LATER : DESK_KNOWN;
}

bool notice_midtrans_ask(struct context *ctx, const struct notice_question *q, struct notice_reply *reply,
                         struct error *e)
{
    struct desk d;
    struct midtrans_charge said;
    struct error why = { .code = ERR_NONE };
    if (!desk_open(&d, ctx, &why))
        return notice_not_open(ctx, reply, &why, e);
    const struct desk_claim claim = { .order_id = q->order_id, .transaction_id = q->transaction_id, .code = q->code };
    enum desk_answer answer = desk_look(&d, q->order_id, &claim, &said);
    if (answer == DESK_KNOWN)
        answer = look_at_its_own(&d, q, &said, reply);
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

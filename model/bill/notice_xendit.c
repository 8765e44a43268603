/* Notifications of Xendit. Their token is that of one account and covers nothing of what they say. */
#include "model/bill/notice_xendit.h"

#include "db/db.h"
#include "model/bill/xendit_desk.h"
#include "model/bill/xendit_news.h"
#include "model/config/config.h"
#include "model/pay/checkout_desk.h"
#include "net/xendit.h"

#include <inttypes.h>
#include <string.h>

enum {
    PATIENCE_MS = 1000 /* other gateways' notifications wait for the same thread */
};

/* The brand whose token it is; of several with the same, the one that is wanted (NULL: any). Every brand is compared,
 * so that the time says nothing of which it was. */
static const char *brand_of(const struct config *config, const char *token, const char *wanted)
{
    const char *brand = NULL;
    for (size_t i = 0; token && i < config->xendit_count; i++) {
        const struct config_xendit *x = &config->xendit[i];
        bool fits = x->callback_token && *x->callback_token && xendit_verify(token, x->callback_token);
        if (fits && (!brand || (wanted && strcmp(x->brand, wanted) == 0)))
            brand = x->brand;
    }
    return brand;
}

/* *owner: the brand of the invoice that has this number; NULL: none is known yet. */
static bool read_owner(struct context *ctx, const char *order_id, const char **owner, struct error *e)
{
    struct db_result *r = db_ready(ctx->db, e) ? db_query(ctx->db, "inbox_brand", DB_PARAMS(order_id), e) : NULL;
    if (!r)
        return false;
    *owner = db_rows(r) ? arena_strdup(ctx->arena, db_value(r, 0, 0)) : NULL;
    db_result_free(r);
    return true;
}

/* A token is that of one account: it says nothing of another's invoices. */
enum inbox_answer notice_xendit_read(struct context *ctx, const char *body, size_t length, const char *token,
                                     struct notice *n, struct error *e)
{
    struct xendit_invoice said;
    const char *owner;
    if (!brand_of(ctx->config, token, NULL))
        return notice_refuse(e, token ? "its callback token is that of no brand of Xendit in this configuration"
                                      : "it has no callback token, as Xendit's have");
    if (!xendit_read_notification(body, length, ctx->arena, &said, e))
        return INBOX_UNREADABLE;
    *n = (struct notice){ .order_id = said.external_id,
                          .status = said.status,
                          .transaction_id = said.id,
                          .detail =
                              arena_printf(ctx->arena, "%" PRId64 " %" PRId64, said.amount_rp, said.paid_amount_rp) };
    if (!notice_is_short(n, e))
        return INBOX_UNREADABLE;
    if (!read_owner(ctx, said.external_id, &owner, e))
        return INBOX_LATER;
    n->brand = brand_of(ctx->config, token, owner);
    if (owner && strcmp(n->brand, owner) != 0)
        return notice_refuse(e, "its callback token is that of another brand than the invoice's");
    return INBOX_TAKEN;
}

bool notice_xendit_news(struct context *ctx, const char *body, size_t length, struct charge_news *news,
                        const char **misfit, struct error *e)
{
    struct xendit_invoice said;
    (void)misfit;
    if (!xendit_read_notification(body, length, ctx->arena, &said, e))
        return false;
    charge_news_of_xendit(&said, "notification", news);
    return true;
}

/* By its id, or by the number where no answer ever said that. Another invoice under the same number is asked for by its
 * own. */
static enum xendit_answer look(struct xendit_desk *d, const struct notice_question *q, struct xendit_invoice *said,
                               struct notice_reply *reply)
{
    enum xendit_answer answer;
    if (!q->known_as)
        return xendit_desk_find(d, q->order_id, said);
    if (!q->transaction_id || strcmp(q->transaction_id, q->known_as) == 0)
        return xendit_desk_get(d, q->known_as, said);
    answer = xendit_desk_get(d, q->transaction_id, said);
    if (answer != XENDIT_NONE &&
        (answer != XENDIT_KNOWN || (said->external_id && strcmp(said->external_id, q->order_id) == 0)))
        return answer;
    reply->knows_no_transaction = true;
    return xendit_desk_get(d, q->known_as, said);
}

bool notice_xendit_ask(struct context *ctx, const struct notice_question *q, struct notice_reply *reply,
                       struct error *e)
{
    struct xendit_desk d;
    struct xendit_invoice said;
    struct error why = { .code = ERR_NONE };
    if (!xendit_desk_open(&d, ctx, q->brand, &why))
        return notice_not_open(ctx, reply, &why, e);
    d.patience_ms = PATIENCE_MS;
    enum xendit_answer answer = look(&d, q, &said, reply);
    if (context_cancelled(ctx, e))
        return false;
    if (answer == XENDIT_KNOWN && said.external_id && strcmp(said.external_id, q->order_id) == 0) {
        charge_news_of_xendit(&said, "poll", &reply->news);
    } else if (answer == XENDIT_KNOWN || answer == XENDIT_NONE) {
        reply->word = NOTICE_KNOWS_NONE;
    } else {
        notice_is_away(reply, xendit_desk_words(&d), xendit_desk_retry_ms(&d));
        reply->is_for_all = xendit_desk_is_away(&d, &why);
    }
    return reply->word == NOTICE_SAYS || desk_note_asked(ctx, q->order_id, reply->why, e);
}

/* Asking Midtrans: the lamp, and what is to be done when no answer comes. */
#include "model/pay/checkout_desk.h"

#include "base/log.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/lists/story.h"
#include "model/pay/gateways.h"
#include "model/pay/midtrans_codes.h"

#include <string.h>

static const char lamp[] = "midtrans";

bool desk_open(struct desk *d, struct context *ctx, struct error *e)
{
    *d = (struct desk){ .ctx = ctx, .config = ctx->config->midtrans };
    if (!ctx->gateways)
        return error_set(e, ERR_INTERNAL, "nothing was asked", "this thread talks to no gateway");
    d->midtrans = gateways_midtrans(ctx->gateways, e);
    return d->midtrans != NULL;
}

static enum desk_answer judge(struct desk *d)
{
    const struct gateway_result *r = &d->result;
    /* what was cut short by ourselves says nothing of the gateway */
    d->wait_ms = context_cancelled(d->ctx, NULL) ? 0 : gateways_note(d->ctx, lamp, r);
    /* the next request may take its time: who waits for us is told that we live */
    context_progress(d->ctx, lamp, 0, 0);
    switch (r->verdict) {
    case GATEWAY_DONE:
        return DESK_KNOWN;
    case GATEWAY_REFUSED:
        return midtrans_knows_none(r) ? DESK_NONE : DESK_REFUSED;
    case GATEWAY_RETRY:
    case GATEWAY_UNKNOWN:
        break;
    }
    return DESK_LATER;
}

enum desk_answer desk_snap(struct desk *d, const struct midtrans_order *order, struct midtrans_snap *snap)
{
    midtrans_snap_create(d->midtrans, order, d->ctx->arena, snap, &d->result);
    return judge(d);
}

enum desk_answer desk_charge(struct desk *d, enum midtrans_method method, const struct midtrans_order *order,
                             struct midtrans_charge *said)
{
    midtrans_charge_create(d->midtrans, method, order, d->ctx->arena, said, &d->result);
    return judge(d);
}

enum desk_answer desk_status(struct desk *d, const char *order_id, struct midtrans_charge *said)
{
    midtrans_status(d->midtrans, order_id, d->ctx->arena, said, &d->result);
    return judge(d);
}

enum desk_answer desk_status_by_transaction(struct desk *d, const char *order_id, const char *transaction_id,
                                            struct midtrans_charge *said)
{
    midtrans_status_by_transaction(d->midtrans, order_id, transaction_id, d->ctx->arena, said, &d->result);
    return judge(d);
}

bool desk_claim_of(struct context *ctx, const char *order_id, struct desk_claim *claim, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "charge_asked_by", DB_PARAMS(order_id), e);
    if (!r)
        return false;
    *claim = (struct desk_claim){ .order_id = story_text(ctx->arena, r, 0, 0),
                                  .is_second = db_bool(r, 0, 1),
                                  .transaction_id = story_text(ctx->arena, r, 0, 2),
                                  .code = story_text(ctx->arena, r, 0, 3),
                                  .has_paid = db_bool(r, 0, 4) };
    db_result_free(r);
    return true;
}

/* What names no order is believed of a transaction that the gateway itself told of, or of one that a notification names
 * whose signature covers just this code, and that money came. */
static bool is_believed(const struct desk_claim *claim, const struct midtrans_charge *said)
{
    if (!said->names_transaction || !claim->code)
        return true;
    return strcmp(claim->code, "200") == 0 && said->status_code && strcmp(said->status_code, claim->code) == 0;
}

enum desk_answer desk_look(struct desk *d, const char *order_id, const struct desk_claim *claim,
                           struct midtrans_charge *said)
{
    enum desk_answer answer = claim->is_second ? DESK_NONE : desk_status(d, order_id, said);
    if (answer != DESK_NONE || !claim->transaction_id || strcmp(claim->transaction_id, GATEWAY_UNREADABLE) == 0)
        return answer;
    answer = desk_status_by_transaction(d, claim->order_id, claim->transaction_id, said);
    if (answer == DESK_KNOWN && !is_believed(claim, said))
        return DESK_NONE;
    return answer == DESK_LATER && d->result.http_status == 200 ? DESK_NONE : answer;
}

enum desk_answer desk_look_at_paid(struct desk *d, const char *order_id, const struct desk_claim *claim,
                                   struct midtrans_charge *said)
{
    if (!claim->has_paid || claim->is_second || !said->transaction_id ||
        strcmp(said->transaction_id, claim->transaction_id) == 0)
        return DESK_NONE;
    return desk_status_by_transaction(d, order_id, claim->transaction_id, said);
}

enum desk_answer desk_cancel(struct desk *d, const char *order_id, struct midtrans_charge *said)
{
    midtrans_cancel(d->midtrans, order_id, d->ctx->arena, said, &d->result);
    return judge(d);
}

enum desk_answer desk_expire(struct desk *d, const char *order_id, struct midtrans_charge *said)
{
    midtrans_expire(d->midtrans, order_id, d->ctx->arena, said, &d->result);
    return judge(d);
}

const char *desk_words(const struct desk *d)
{
    const char *said = gateways_words_of(d->ctx, &d->result, "Midtrans",
                                         "midtrans.server_key_file, and whether it is one of that address");
    const char *words = midtrans_code_words(d->result.code);
    return words ? arena_printf(d->ctx->arena, "%s (%s)", said, words) : said;
}

/* Nobody answers, or it wants to be left alone: so will it be with the next order. */
bool desk_is_away(const struct desk *d, struct error *e)
{
    if (context_cancelled(d->ctx, e))
        return true;
    if (d->result.http_status != 0 && d->result.http_status != 429)
        return false;
    error_set(e, ERR_UNREACHABLE, "Midtrans can't be asked", "%s", desk_words(d));
    return true;
}

bool desk_put_off(const struct desk *d, struct effect_row *row, struct error *e)
{
    row->state = EFFECT_RETRY;
    row->message = desk_words(d);
    row->retry_ms = d->result.retry_ms > 0 ? (int)d->result.retry_ms : d->wait_ms;
    return !desk_is_away(d, e);
}

bool desk_note_asked(struct context *ctx, const char *order_id, const char *why, struct error *e)
{
    return db_run(ctx->db, "checkout_asked", DB_PARAMS(order_id, why), NULL, e);
}

static bool note_misfit(struct desk *d, const char *order_id, const char *why, struct error *e)
{
    struct db_result *r = db_query(d->ctx->db, "checkout_misfit", DB_PARAMS(order_id, why), e);
    if (!r)
        return false;
    if (db_rows(r) && db_int64(r, 0, 0) == 1)
        log_line(LOG_LEVEL_WARNING, "what Midtrans answers about %s does not fit: %s", order_id, why);
    db_result_free(r);
    return true;
}

bool desk_note_unclear(struct desk *d, const char *order_id, struct error *e)
{
    const char *why = desk_words(d);
    bool is_misfit = d->result.http_status == 200;
    return is_misfit ? note_misfit(d, order_id, why, e) : desk_note_asked(d->ctx, order_id, why, e);
}

bool desk_tell(struct context *ctx, const char *order_id, const struct midtrans_charge *said, const char *source,
               struct charge_outcome *outcome, struct error *e)
{
    struct charge_news news;
    charge_news_of_midtrans(said, source, &news);
    news.order_id = order_id; /* ours: an answer that names another would be about nothing that we asked */
    return charge_take_news(ctx, &news, outcome, e);
}

bool desk_tell_state(struct context *ctx, const char *order_id, const char *state, const char *gateway_status,
                     const char *source, struct charge_outcome *outcome, struct error *e)
{
    struct charge_news news = {
        .order_id = order_id, .state = state, .gateway_status = gateway_status, .amount_rp = -1, .source = source
    };
    return charge_take_news(ctx, &news, outcome, e);
}

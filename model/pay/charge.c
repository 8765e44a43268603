/* News of charges: what a gateway says, in our words, taken once. */
#include "model/pay/charge.h"

#include "db/db.h"
#include "model/engine/action.h"
#include "model/lists/story.h"
#include "net/midtrans.h"

#include <inttypes.h>
#include <string.h>

void charge_news_of_midtrans(const struct midtrans_charge *said, const char *source, struct charge_news *news)
{
    *news = (struct charge_news){
        .order_id = said->order_id,
        .gateway_status = said->transaction_status,
        .fraud_status = said->fraud_status,
        .transaction_id = said->transaction_id,
        .amount_rp = said->amount_rp,
        .currency = said->currency,
        .at = said->settlement_time ? said->settlement_time : said->transaction_time,
        .source = source,
        .refunds = said->refunds,
        .back_rp = said->refund_rp,
    };
}

/* The news as the arguments of "payments.news", in their order. */
enum {
    NEWS_ARGS = 10
};
static void news_args(struct context *ctx, const struct charge_news *news, const char *args[NEWS_ARGS])
{
    args[0] = news->state;
    args[1] = news->gateway_status;
    args[2] = news->transaction_id;
    args[3] = news->amount_rp == GATEWAY_NO_AMOUNT ? NULL : arena_printf(ctx->arena, "%" PRId64, news->amount_rp);
    args[4] = news->currency;
    args[5] = news->at;
    args[6] = news->source;
    args[7] = news->fraud_status;
    args[8] = news->refunds;
    args[9] = news->back_rp > 0 ? arena_printf(ctx->arena, "%" PRId64, news->back_rp) : NULL;
}

/* What stands, and whether the news would change it. */
static bool look(struct context *ctx, const char *order_id, const char *const args[NEWS_ARGS],
                 struct charge_outcome *outcome, bool *moves, struct error *e)
{
    struct db_result *r = db_query(
        ctx->db, "charge_look",
        DB_PARAMS(order_id, args[0], args[1], args[2], args[3], args[4], args[5], args[6], args[7], args[8], args[9]),
        e);
    if (!r)
        return false;
    outcome->is_known = db_rows(r) > 0;
    outcome->state = outcome->is_known ? story_text(ctx->arena, r, 0, 0) : NULL;
    outcome->words = outcome->is_known ? story_text(ctx->arena, r, 0, 1) : "no such charge";
    *moves = outcome->is_known && db_bool(r, 0, 2);
    outcome->meaning = outcome->is_known ? story_text(ctx->arena, r, 0, 3) : NULL;
    outcome->is_odd = outcome->is_known && db_bool(r, 0, 4);
    db_result_free(r);
    return true;
}

static bool take(struct context *ctx, const char *order_id, const char *const args[NEWS_ARGS], struct error *e)
{
    const char *const ids[] = { order_id };
    const struct plan plan = {
        .action = action_find("payments.news"),
        .args = args,
        .ids = ids,
        .id_count = 1,
        .selection_text = order_id,
    };
    struct action_result result;
    char operation[40];

    action_new_id(operation);
    return action_apply(ctx, &plan, operation, &result, e);
}

/* Not even its words are kept as the gateway's own. */
static bool is_claim(const struct charge_news *news)
{
    return strcmp(news->source, "notification") == 0;
}

static bool keep_word(struct context *ctx, const char *order_id, const char *const args[NEWS_ARGS], struct error *e)
{
    return db_run(
        ctx->db, "charge_note",
        DB_PARAMS(order_id, args[0], args[1], args[2], args[3], args[4], args[5], args[6], args[7], args[8], args[9]),
        NULL, e);
}

bool charge_meaning(struct context *ctx, const struct charge_news *news, const char **meaning, struct error *e)
{
    const char *args[NEWS_ARGS];
    struct charge_outcome outcome;
    bool moves;
    news_args(ctx, news, args);
    bool ok = look(ctx, news->order_id, args, &outcome, &moves, e);
    *meaning = ok ? outcome.meaning : NULL;
    return ok;
}

bool charge_take_news(struct context *ctx, const struct charge_news *news, struct charge_outcome *outcome,
                      struct error *e)
{
    const char *args[NEWS_ARGS];
    struct error why = { .code = ERR_NONE };
    bool moves = true;

    *outcome = (struct charge_outcome){ .is_known = true };
    news_args(ctx, news, args);
    if (!news->is_expected && !look(ctx, news->order_id, args, outcome, &moves, e))
        return false;
    if (is_claim(news)) {
        outcome->is_unproven = moves;
        return true;
    }
    if (!moves)
        return !outcome->is_known || keep_word(ctx, news->order_id, args, e);
    bool is_taken = take(ctx, news->order_id, args, &why);
    /* refused: somebody may have taken the same news just now, which is no failure */
    if ((!is_taken && why.code != ERR_REFUSED) || !look(ctx, news->order_id, args, outcome, &moves, &why) ||
        (!is_taken && moves)) {
        if (e)
            *e = why;
        return false;
    }
    outcome->is_changed = is_taken;
    return keep_word(ctx, news->order_id, args, e);
}

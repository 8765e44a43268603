/* Notifications of gateways: kept, then processed. */
#include "model/pay/inbox.h"

#include "base/log.h"
#include "db/db.h"
#include "model/bill/invoice.h"
#include "model/config/config.h"
#include "model/engine/holder.h"
#include "model/lists/story.h"
#include "model/pay/charge.h"
#include "model/pay/inbox_ask.h"
#include "model/values/bytes.h"
#include "net/midtrans.h"
#include "net/xendit.h"

#include <inttypes.h>
#include <string.h>

/* A lease need only outlive what a batch takes: news are a few statements and a question, and a gateway that gives no
 * answer is not asked twice in a batch. */
enum {
    LEASE_S = 60,
    FIRST_WAIT_MS = 1000,
    LONGEST_MATCH_WAIT_MS = 60 * 1000,
    LONGEST_WAIT_MS = 300 * 1000,
    MATCH_FOR_S = 300,   /* a notification can outrun the commit of what it is about */
    CONFIRM_FOR_S = 300, /* and what the gateway answers when it is asked */
    MOST_TRIES = 16,
    MOST_NAME = 200 /* bytes of an order id or a status: an index holds them */
};

/* --- taking --- */

/* By turns, so that neither waits for the other's: a question to Xendit waits for a slot of its rate. */
static const struct turn {
    const char *gateway;
    size_t most;
} turns[] = { { "midtrans", 10 }, { "xendit", 2 } };
enum {
    TURNS = sizeof turns / sizeof *turns
};

/* What of a notification tells it from others. */
struct notification {
    const char *brand, *order_id, *status;
};

static enum inbox_answer refuse(struct error *e, const char *why)
{
    error_set(e, ERR_REFUSED, "a notification is not believed", "%s", why);
    return INBOX_REFUSED;
}

/* An index holds both. */
static bool is_short(const struct notification *n, struct error *e)
{
    return (strlen(n->order_id) <= MOST_NAME && strlen(n->status) <= MOST_NAME) ||
           error_set(e, ERR_PROTOCOL, "a notification can't be kept", "its order or its status is too long");
}

static enum inbox_answer read_midtrans(struct context *ctx, const char *body, size_t length, struct notification *n,
                                       struct error *e)
{
    const struct config_midtrans *config = ctx->config->midtrans;
    struct midtrans_charge said;
    if (!midtrans_read_notification(body, length, ctx->arena, &said, e))
        return INBOX_UNREADABLE;
    *n =
        (struct notification){ .brand = "",
                               .order_id = said.order_id,
                               .status = arena_printf(ctx->arena, "%s/%s/%s", said.status_code, said.transaction_status,
                                                      said.fraud_status ? said.fraud_status : "") };
    if (!is_short(n, e))
        return INBOX_UNREADABLE;
    if (!config)
        return refuse(e, "Midtrans is not configured here");
    if (!midtrans_verify(&said, config->server_key))
        return refuse(e, "its signature is not made with Midtrans' server key of this configuration, or not of an "
                         "order id, a status code and an amount as Midtrans writes them");
    return INBOX_TAKEN;
}

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
static enum inbox_answer read_xendit(struct context *ctx, const char *body, size_t length, const char *token,
                                     struct notification *n, struct error *e)
{
    struct xendit_invoice said;
    const char *owner;
    if (!brand_of(ctx->config, token, NULL))
        return refuse(e, token ? "its callback token is that of no brand of Xendit in this configuration"
                               : "it has no callback token, as Xendit's have");
    if (!xendit_read_notification(body, length, ctx->arena, &said, e))
        return INBOX_UNREADABLE;
    *n = (struct notification){ .order_id = said.external_id, .status = said.status };
    if (!is_short(n, e))
        return INBOX_UNREADABLE;
    if (!read_owner(ctx, said.external_id, &owner, e))
        return INBOX_LATER;
    n->brand = brand_of(ctx->config, token, owner);
    if (owner && strcmp(n->brand, owner) != 0)
        return refuse(e, "its callback token is that of another brand than the invoice's");
    return INBOX_TAKEN;
}

enum inbox_answer inbox_take(struct context *ctx, const char *gateway, const char *body, size_t length,
                             const char *token, struct error *e)
{
    struct notification n;
    enum inbox_answer answer = strcmp(gateway, "midtrans") == 0 ? read_midtrans(ctx, body, length, &n, e)
                                                                : read_xendit(ctx, body, length, token, &n, e);
    if (answer != INBOX_TAKEN)
        return answer;
    if (db_ready(ctx->db, e) &&
        db_run(ctx->db, "inbox_take",
               DB_PARAMS(gateway, n.brand, n.order_id, n.status, bytes_for_sql(ctx->arena, body, length)), NULL, e))
        return INBOX_TAKEN;
    return INBOX_LATER;
}

/* --- processing --- */

/* A row under our lease, and what becomes of it. */
struct row {
    const char *id, *tries, *gateway;
    const char *misfit;           /* why what it says can't be about what we have of that order id; NULL: it can */
    const char *brand, *known_as; /* the gateway's id of it, as the gateway told */
    const char *body;
    size_t length;
    int64_t try_number, age_s;
    const char *state, *result;
    int64_t wait_ms; /* of state "new" */
};

static bool claim(struct context *ctx, const struct turn *turn, struct row **rows, size_t *count, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "inbox_claim",
                                   DB_PARAMS(ctx->worker_id, arena_printf(ctx->arena, "%d", LEASE_S),
                                             arena_printf(ctx->arena, "%zu", turn->most), turn->gateway),
                                   e);
    if (!r)
        return false;
    *count = (size_t)db_rows(r);
    *rows = ARENA_ARRAY(ctx->arena, struct row, *count + 1);
    for (int i = 0; i < db_rows(r); i++) {
        struct row *row = &(*rows)[i];
        row->id = arena_strdup(ctx->arena, db_value(r, i, 0));
        row->tries = arena_strdup(ctx->arena, db_value(r, i, 1));
        row->try_number = db_int64(r, i, 1);
        row->gateway = arena_strdup(ctx->arena, db_value(r, i, 2));
        row->age_s = db_int64(r, i, 3);
        row->body = bytes_from_hex(ctx->arena, db_value(r, i, 4), &row->length);
        row->misfit = story_text(ctx->arena, r, i, 5);
        row->brand = arena_strdup(ctx->arena, db_value(r, i, 6));
        row->known_as = story_text(ctx->arena, r, i, 7);
    }
    db_result_free(r);
    return true;
}

static void end_row(struct row *row, const char *state, const char *result)
{
    row->state = state;
    row->result = result;
}

/* 1 s, doubling with the tries. */
static void try_again(struct row *row, const char *why, int64_t longest_ms)
{
    int64_t ms = row->try_number < 12 ? (int64_t)FIRST_WAIT_MS << (row->try_number - 1) : longest_ms;
    end_row(row, "new", why);
    row->wait_ms = ms < longest_ms ? ms : longest_ms;
}

static void note_failure(struct context *ctx, struct row *row, const struct error *why)
{
    char text[900];
    error_text(why, text, sizeof text);
    const char *words = arena_strdup(ctx->arena, text);
    if (why->code == ERR_CANCELLED && context_cancelled(ctx, NULL))
        end_row(row, "new", words);
    else if (row->try_number < MOST_TRIES)
        try_again(row, words, LONGEST_WAIT_MS);
    else
        end_row(row, "failed", words);
}

static void note_outcome(struct row *row, const struct charge_outcome *outcome)
{
    if (outcome->is_known)
        end_row(row, "done", outcome->words ? outcome->words : "");
    else if (row->age_s < MATCH_FOR_S)
        try_again(row, "no charge has this order id yet: looked for again", LONGEST_MATCH_WAIT_MS);
    else
        end_row(row, "unmatched", "no charge has this order id");
}

static bool read_midtrans_news(struct context *ctx, struct row *row, struct charge_news *news, struct error *e)
{
    struct midtrans_charge said;
    if (!midtrans_read_notification(row->body, row->length, ctx->arena, &said, e))
        return false;
    charge_news_of_midtrans(&said, "notification", news);
    if (!row->misfit && !midtrans_code_fits(&said))
        row->misfit =
            arena_printf(ctx->arena, "Midtrans signed the status code %s, which does not come with %s: not applied",
                         said.status_code, said.transaction_status);
    return true;
}

static bool read_xendit_news(struct context *ctx, struct row *row, struct charge_news *news, struct error *e)
{
    struct xendit_invoice said;
    if (!xendit_read_notification(row->body, row->length, ctx->arena, &said, e))
        return false;
    charge_news_of_xendit(&said, "notification", news);
    return true;
}

/* --- what it says is asked of the gateway --- */

/* Nothing is lost by it: it is tried for as long as it takes. */
static void wait_for_gateway(struct context *ctx, struct row *row, const struct inbox_reply *reply)
{
    try_again(row, arena_printf(ctx->arena, "waits: %s can't be asked: %s", reply->who, reply->why),
              LONGEST_MATCH_WAIT_MS);
    if (row->wait_ms < reply->wait_ms)
        row->wait_ms = reply->wait_ms;
}

/* The gateway may need a moment to say the same by both ways; what it never says is not applied. */
static void note_contradiction(struct row *row, const char *words)
{
    if (row->age_s < CONFIRM_FOR_S)
        try_again(row, words, LONGEST_MATCH_WAIT_MS);
    else
        end_row(row, "failed", words);
}

static const char *both_words(struct context *ctx, const struct charge_news *claim, const struct inbox_reply *reply,
                              const char *what_came_of_it)
{
    const char *said = reply->word == INBOX_SAYS ? reply->news.gateway_status : NULL;
    return arena_printf(ctx->arena, "%s %s, the notice said %s: %s", reply->who,
                        said ? arena_printf(ctx->arena, "says %s", said) : "knows no such order", claim->gateway_status,
                        what_came_of_it);
}

/* What it answers counts. Where the notification would still move the charge after that, it was contradicted. */
static bool take_reply(struct context *ctx, struct row *row, const struct charge_news *claim, struct inbox_reply *reply,
                       struct error *e)
{
    struct charge_outcome outcome, claimed;
    reply->news.order_id = claim->order_id;
    if (!charge_take_news(ctx, &reply->news, &outcome, e) || !charge_take_news(ctx, claim, &claimed, e))
        return false;
    bool says_the_same = reply->news.state && claim->state && strcmp(reply->news.state, claim->state) == 0;
    if (claimed.is_unproven)
        note_contradiction(row, both_words(ctx, claim, reply, "not applied"));
    else if (says_the_same || !outcome.words)
        note_outcome(row, &outcome);
    else
        end_row(row, "done", both_words(ctx, claim, reply, outcome.words));
    return true;
}

static bool ask(struct inbox_asker *asker, struct context *ctx, struct row *row, const struct charge_news *claim,
                struct error *e)
{
    const struct inbox_question question = { .gateway = row->gateway,
                                             .brand = row->brand,
                                             .order_id = claim->order_id,
                                             .transaction_id = claim->transaction_id,
                                             .known_as = row->known_as };
    struct inbox_reply reply;
    if (!inbox_ask(asker, ctx, &question, &reply, e))
        return false;
    if (reply.word == INBOX_SAYS)
        return take_reply(ctx, row, claim, &reply, e);
    if (reply.word == INBOX_KNOWS_NONE)
        note_contradiction(row, both_words(ctx, claim, &reply, "not applied"));
    else
        wait_for_gateway(ctx, row, &reply);
    return true;
}

static bool take_news(struct inbox_asker *asker, struct context *ctx, struct row *row, const struct charge_news *claim,
                      struct error *e)
{
    struct charge_outcome outcome;
    if (!charge_take_news(ctx, claim, &outcome, e))
        return false;
    if (outcome.is_unproven)
        return ask(asker, ctx, row, claim, e);
    note_outcome(row, &outcome);
    return true;
}

static void process(struct inbox_asker *asker, struct context *ctx, struct row *row)
{
    struct charge_news news;
    struct error why = { .code = ERR_NONE };
    bool is_read = strcmp(row->gateway, "xendit") == 0 ? read_xendit_news(ctx, row, &news, &why)
                                                       : read_midtrans_news(ctx, row, &news, &why);
    if (!is_read)
        row->try_number = MOST_TRIES; /* it will read no better */
    if (row->misfit)
        end_row(row, "failed", row->misfit);
    else if (!is_read || !take_news(asker, ctx, row, &news, &why))
        note_failure(ctx, row, &why);
}

/* What is done stays done where this fails: the row is processed again, and nothing is left to change. */
static bool finish(struct context *ctx, const struct row *row, struct error *e)
{
    if (strcmp(row->state, "failed") == 0)
        log_line(LOG_LEVEL_WARNING, "notification %s of %s can't be processed: %s", row->id, row->gateway, row->result);
    return db_run(ctx->db, "inbox_finish",
                  DB_PARAMS(ctx->worker_id, row->id, row->tries, row->state, row->result,
                            arena_printf(ctx->arena, "%" PRId64, row->wait_ms)),
                  NULL, e);
}

/* One batch in an arena of its own; more: there may be another. */
static bool process_batch(struct inbox_asker *asker, struct context *ctx, const struct turn *turn, size_t *processed,
                          bool *more, struct error *e)
{
    struct context inner = *ctx;
    struct row *rows;
    size_t count = 0;
    inner.arena = arena_new();
    bool ok = claim(&inner, turn, &rows, &count, e);
    for (size_t i = 0; ok && i < count; i++) {
        process(asker, &inner, &rows[i]);
        ok = finish(&inner, &rows[i], e);
        *processed += ok && strcmp(rows[i].state, "new") != 0;
    }
    *more |= ok && count == turn->most;
    arena_free(inner.arena);
    return ok;
}

/* Gives back what processes of this host hold that have ended, and what we left when the database went away. */
static bool rescue(struct context *ctx, struct error *e)
{
    const char *gone = holders_gone(ctx, "inbox_holders", true, e);
    return gone && (strcmp(gone, "{}") == 0 || db_run(ctx->db, "inbox_rescue", DB_PARAMS(gone), NULL, e));
}

bool inbox_process(struct context *ctx, size_t *processed, struct error *e)
{
    struct inbox_asker *asker = inbox_asker_new(ctx);
    bool more = true;
    bool ok = rescue(ctx, e);
    while (ok && more) {
        more = false;
        for (size_t i = 0; ok && i < TURNS && !context_cancelled(ctx, NULL); i++)
            ok = process_batch(asker, ctx, &turns[i], processed, &more, e);
    }
    return ok;
}

/* Notifications of gateways: kept, then processed. */
#include "model/pay/inbox.h"

#include "base/log.h"
#include "db/db.h"
#include "model/engine/holder.h"
#include "model/lists/story.h"
#include "model/pay/charge.h"
#include "model/values/bytes.h"

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
    MOST_TRIES = 16
};

/* --- taking --- */

enum inbox_answer inbox_take(struct context *ctx, const char *gateway, const char *body, size_t length,
                             const char *token, struct error *e)
{
    struct notice n;
    enum inbox_answer answer = notifier_find(gateway)->read(ctx, body, length, token, &n, e);
    if (answer != INBOX_TAKEN)
        return answer;
    if (db_ready(ctx->db, e) &&
        db_run(ctx->db, "inbox_take",
               DB_PARAMS(gateway, n.brand, n.order_id, n.status, bytes_for_sql(ctx->arena, body, length),
                         n.transaction_id ? n.transaction_id : "", n.detail ? n.detail : ""),
               NULL, e))
        return INBOX_TAKEN;
    return INBOX_LATER;
}

/* --- processing --- */

/* A row under our lease, and what becomes of it. */
struct row {
    const struct notifier *from;
    const char *id, *tries;
    const char *misfit;           /* why what it says can't be about what we have of that order id; NULL: it can */
    const char *brand, *known_as; /* the gateway's id of it, as the gateway told */
    const char *code;             /* that its signature covers */
    const char *body;
    size_t length;
    int64_t try_number, age_s;
    const char *state, *result;
    int64_t wait_ms; /* of state "new" */
};

static bool claim(struct context *ctx, const struct notifier *from, struct row **rows, size_t *count, bool *is_last,
                  struct error *e)
{
    struct db_result *r = db_query(ctx->db, "inbox_claim",
                                   DB_PARAMS(ctx->worker_id, arena_printf(ctx->arena, "%d", LEASE_S),
                                             arena_printf(ctx->arena, "%zu", from->batch), from->gateway,
                                             arena_printf(ctx->arena, "%d", INBOX_HANDS)),
                                   e);
    if (!r)
        return false;
    *count = (size_t)db_rows(r);
    *is_last = !*count || db_bool(r, 0, 9);
    *rows = ARENA_ARRAY(ctx->arena, struct row, *count + 1);
    for (int i = 0; i < db_rows(r); i++) {
        struct row *row = &(*rows)[i];
        row->id = arena_strdup(ctx->arena, db_value(r, i, 0));
        row->tries = arena_strdup(ctx->arena, db_value(r, i, 1));
        row->try_number = db_int64(r, i, 1);
        row->from = from;
        row->age_s = db_int64(r, i, 3);
        row->body = bytes_from_hex(ctx->arena, db_value(r, i, 4), &row->length);
        row->misfit = story_text(ctx->arena, r, i, 5);
        row->brand = arena_strdup(ctx->arena, db_value(r, i, 6));
        row->known_as = story_text(ctx->arena, r, i, 7);
        row->code = story_text(ctx->arena, r, i, 8);
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
    if (outcome->is_known && outcome->is_odd)
        end_row(row, "failed", "nobody knows what this word of the gateway means: look at the gateway");
    else if (outcome->is_known)
        end_row(row, "done", outcome->words ? outcome->words : "");
    else if (row->age_s < MATCH_FOR_S)
        try_again(row, "no charge has this order id yet: looked for again", LONGEST_MATCH_WAIT_MS);
    else
        end_row(row, "unmatched", "no charge has this order id");
}

/* --- what it says is asked of the gateway --- */

/* In one round through the inbox a gateway that turns out to be away is not tried again. */
struct absence {
    const struct absence *next;
    const struct notifier *who;
    const char *brand, *why;
    int64_t wait_ms;
};

struct round {
    struct arena *arena;
    const struct absence *away;
};

static const struct absence *find_absence(const struct round *round, const struct row *row)
{
    const struct absence *a = round->away;
    while (a && (a->who != row->from || strcmp(a->brand, row->brand) != 0))
        a = a->next;
    return a;
}

static void remember(struct round *round, const struct row *row, const struct notice_reply *reply)
{
    struct absence *a = ARENA_NEW(round->arena, struct absence);
    *a = (struct absence){ .next = round->away,
                           .who = row->from,
                           .brand = arena_strdup(round->arena, row->brand),
                           .why = arena_strdup(round->arena, reply->why),
                           .wait_ms = reply->wait_ms };
    round->away = a;
}

static bool put_question(struct round *round, struct context *ctx, const struct row *row,
                         const struct charge_news *claim, struct notice_reply *reply, struct error *e)
{
    const struct notice_question question = { .brand = row->brand,
                                              .order_id = claim->order_id,
                                              .transaction_id = claim->transaction_id,
                                              .known_as = row->known_as,
                                              .code = row->code,
                                              .word = claim->gateway_status,
                                              .amount_rp = claim->amount_rp };
    const struct absence *absence = find_absence(round, row);
    *reply = (struct notice_reply){ .word = NOTICE_SAYS };
    if (absence) {
        notice_is_away(reply, absence->why, absence->wait_ms);
        return true;
    }
    if (!row->from->ask(ctx, &question, reply, e))
        return false;
    if (reply->is_for_all)
        remember(round, row, reply);
    return true;
}

/* Nothing is lost by it: it is tried for as long as it takes. */
static void wait_for_gateway(struct context *ctx, struct row *row, const struct notice_reply *reply)
{
    try_again(row, arena_printf(ctx->arena, "waits: %s can't be asked: %s", row->from->label, reply->why),
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

static const char *both_words(struct context *ctx, const struct row *row, const struct charge_news *claim,
                              const struct notice_reply *reply, const char *what_came_of_it)
{
    const char *said = reply->word == NOTICE_SAYS ? reply->news.gateway_status : NULL;
    return arena_printf(ctx->arena, "%s %s, the notice said %s: %s", row->from->label,
                        said ? arena_printf(ctx->arena, "says %s", said) : "knows no such order", claim->gateway_status,
                        what_came_of_it);
}

static bool is_same(const char *one, const char *other)
{
    return one && other && strcmp(one, other) == 0;
}

static bool is_same_or_none(const char *one, const char *other)
{
    return (!one && !other) || is_same(one, other);
}

/* What the gateway answers is what the notification said; word for word it means the same too. */
static bool is_confirmed(const struct charge_news *claim, const struct notice_reply *reply)
{
    return is_same(reply->news.gateway_status, claim->gateway_status) &&
           (reply->knows_no_transaction || is_same(reply->news.transaction_id, claim->transaction_id));
}

/* What it answers counts. Where the notification would still move the charge after that, it was contradicted. */
static bool take_reply(struct context *ctx, struct row *row, const struct charge_news *claim,
                       struct notice_reply *reply, struct error *e)
{
    struct charge_outcome outcome, claimed;
    bool confirmed = is_confirmed(claim, reply);
    reply->news.order_id = claim->order_id;
    reply->news.is_expected = confirmed && is_same_or_none(reply->news.fraud_status, claim->fraud_status);
    if (!charge_take_news(ctx, &reply->news, &outcome, e))
        return false;
    if (reply->news.is_expected) {
        note_outcome(row, &outcome);
        return true;
    }
    if (!charge_take_news(ctx, claim, &claimed, e))
        return false;
    bool says_the_same = is_same(outcome.meaning, claimed.meaning);
    if (claimed.is_unproven && !confirmed)
        note_contradiction(row, both_words(ctx, row, claim, reply, "not applied"));
    else if (says_the_same || claimed.is_odd || !outcome.words)
        note_outcome(row, claimed.is_odd ? &claimed : &outcome);
    else
        end_row(row, "done", both_words(ctx, row, claim, reply, outcome.words));
    return true;
}

static bool ask(struct round *round, struct context *ctx, struct row *row, const struct charge_news *claim,
                struct error *e)
{
    struct notice_reply reply;
    if (!put_question(round, ctx, row, claim, &reply, e))
        return false;
    if (reply.word == NOTICE_SAYS)
        return take_reply(ctx, row, claim, &reply, e);
    if (reply.word == NOTICE_KNOWS_NONE)
        note_contradiction(row, both_words(ctx, row, claim, &reply, "not applied"));
    else
        wait_for_gateway(ctx, row, &reply);
    return true;
}

static bool take_news(struct round *round, struct context *ctx, struct row *row, const struct charge_news *claim,
                      struct error *e)
{
    struct charge_outcome outcome;
    if (!charge_take_news(ctx, claim, &outcome, e))
        return false;
    if (outcome.is_unproven)
        return ask(round, ctx, row, claim, e);
    note_outcome(row, &outcome);
    return true;
}

static void process(struct round *round, struct context *ctx, struct row *row)
{
    struct charge_news news;
    struct error why = { .code = ERR_NONE };
    const char *misfit = NULL;
    bool is_read = row->from->news(ctx, row->body, row->length, &news, &misfit, &why);
    if (!row->misfit)
        row->misfit = misfit;
    if (!is_read)
        row->try_number = MOST_TRIES; /* it will read no better */
    if (row->misfit)
        end_row(row, "failed", row->misfit);
    else if (!is_read || !take_news(round, ctx, row, &news, &why))
        note_failure(ctx, row, &why);
}

/* What is done stays done where this fails: the row is processed again, and nothing is left to change. */
static bool finish(struct context *ctx, const struct row *row, struct error *e)
{
    if (strcmp(row->state, "failed") == 0)
        log_line(LOG_LEVEL_WARNING, "notification %s of %s can't be processed: %s", row->id, row->from->gateway,
                 row->result);
    return db_run(ctx->db, "inbox_finish",
                  DB_PARAMS(ctx->worker_id, row->id, row->tries, row->state, row->result,
                            arena_printf(ctx->arena, "%" PRId64, row->wait_ms)),
                  NULL, e);
}

/* One batch in an arena of its own; more: there may be another. */
static bool process_batch(struct round *round, struct context *ctx, const struct notifier *from, size_t *processed,
                          bool *more, struct error *e)
{
    struct context inner = *ctx;
    struct row *rows;
    size_t count = 0;
    bool is_last = true;
    inner.arena = arena_new();
    bool ok = claim(&inner, from, &rows, &count, &is_last, e);
    for (size_t i = 0; ok && i < count; i++) {
        process(round, &inner, &rows[i]);
        ok = finish(&inner, &rows[i], e);
        *processed += ok && strcmp(rows[i].state, "new") != 0;
    }
    *more |= ok && !is_last;
    arena_free(inner.arena);
    return ok;
}

bool inbox_rescue(struct context *ctx, bool with_own, struct error *e)
{
    const char *gone = holders_gone(ctx, "inbox_holders", with_own, e);
    return gone && (strcmp(gone, "{}") == 0 || db_run(ctx->db, "inbox_rescue", DB_PARAMS(gone), NULL, e));
}

bool inbox_process(struct context *ctx, size_t *processed, struct error *e)
{
    struct round round = { .arena = ctx->arena };
    const struct notifier *from;
    bool more = true;
    bool ok = true;
    while (ok && more) {
        more = false;
        for (size_t i = 0; ok && (from = notifier_at(i)) && !context_cancelled(ctx, NULL); i++)
            ok = process_batch(&round, ctx, from, processed, &more, e);
    }
    return ok;
}

/* The jobs that ask about charges: those whose time is over, and those that the gateway said nothing of. */
#include "model/pay/charge.h"

#include "base/clock.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/pay/checkout_desk.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* A run is bounded: what it leaves is the first of the next. */
enum {
    LONGEST_RUN_S = 45
};

struct round {
    struct context ctx;
    struct desk desk;
    const char **orders;
    size_t count, asked, changed, paid;
    size_t unclear; /* no answer that says anything */
    int64_t until;
};

static bool read_orders(struct round *r, const char *query, struct error *e)
{
    struct db_result *found = db_query(r->ctx.db, query, NULL, 0, e);
    if (!found)
        return false;
    r->count = (size_t)db_rows(found);
    r->orders = ARENA_ARRAY(r->ctx.arena, const char *, r->count + 1);
    for (size_t i = 0; i < r->count; i++)
        r->orders[i] = arena_strdup(r->ctx.arena, db_value(found, (int)i, 0));
    db_result_free(found);
    return true;
}

static bool note(struct round *r, const char *order, const struct charge_outcome *outcome, const char *why,
                 struct error *e)
{
    r->changed += outcome->is_changed;
    r->paid += outcome->is_changed && outcome->state && strcmp(outcome->state, "paid") == 0;
    return desk_note_asked(&r->ctx, order, why, e);
}

static bool tell(struct round *r, const char *order, const struct midtrans_charge *said, struct charge_outcome *outcome,
                 struct error *e)
{
    return desk_tell(&r->ctx, order, said, "poll", outcome, e) && note(r, order, outcome, NULL, e);
}

static bool means(const struct charge_outcome *outcome, const char *meaning)
{
    return outcome->meaning && strcmp(outcome->meaning, meaning) == 0;
}

static bool look(struct round *r, const char *order, struct desk_claim *claim, struct midtrans_charge *said,
                 enum desk_answer *answer, struct error *e)
{
    if (!desk_claim_of(&r->ctx, order, claim, e))
        return false;
    *answer = desk_look(&r->desk, order, claim, said);
    return true;
}

static bool expire_here(struct round *r, const char *order, struct error *e)
{
    struct charge_outcome outcome;
    return desk_tell_state(&r->ctx, order, "expired", NULL, "poll", &outcome, e) && note(r, order, &outcome, NULL, e);
}

/* No clear answer: the next run asks again. False where the others need not be asked either. */
static bool leave(struct round *r, const char *order, struct error *e)
{
    r->unclear++;
    return desk_note_unclear(&r->desk, order, e) && !desk_is_away(&r->desk, e);
}

/* Its time is over and nobody has paid: ended at the gateway first, so that its QR is worth nothing any more. */
static bool expire_there(struct round *r, const char *order, struct error *e)
{
    struct midtrans_charge said;
    struct charge_outcome outcome;
    enum desk_answer answer = desk_expire(&r->desk, order, &said);
    if (answer == DESK_KNOWN)
        return tell(r, order, &said, &outcome, e);
    if (answer == DESK_NONE)
        return expire_here(r, order, e);
    /* it has come to an end of its own in this moment, or can't be reached: the next run sees which */
    return leave(r, order, e);
}

static bool expire_one(struct round *r, const char *order, struct error *e)
{
    struct desk_claim claim;
    struct midtrans_charge said;
    struct charge_outcome outcome;
    enum desk_answer answer;
    if (!look(r, order, &claim, &said, &answer, e))
        return false;
    if (answer == DESK_NONE)
        return expire_here(r, order, e);
    if (answer != DESK_KNOWN)
        return leave(r, order, e);
    if (!tell(r, order, &said, &outcome, e))
        return false;
    if (means(&outcome, "try_failed")) /* and the page's time is over */
        return expire_here(r, order, e);
    return !means(&outcome, "open") || expire_there(r, order, e);
}

static bool is_over(const char *state)
{
    return state && (strcmp(state, "expired") == 0 || strcmp(state, "cancelled") == 0 || strcmp(state, "failed") == 0);
}

/* What became of the money, where the answer was about another payment of the order. */
static bool ask_about_paid(struct round *r, const char *order, const struct desk_claim *claim,
                           struct midtrans_charge *said, struct error *e)
{
    struct charge_outcome outcome;
    switch (desk_look_at_paid(&r->desk, order, claim, said)) {
    case DESK_KNOWN:
        return tell(r, order, said, &outcome, e);
    case DESK_NONE:
        return true;
    case DESK_REFUSED:
    case DESK_LATER:
        break;
    }
    return leave(r, order, e);
}

/* What is over here and can still be paid there, for the two crossed each other, is ended there. */
static bool ask_one(struct round *r, const char *order, struct error *e)
{
    struct desk_claim claim;
    struct midtrans_charge said;
    struct charge_outcome outcome;
    enum desk_answer answer;
    if (!look(r, order, &claim, &said, &answer, e))
        return false;
    if (answer == DESK_KNOWN)
        return tell(r, order, &said, &outcome, e) &&
               (!means(&outcome, "open") || !is_over(outcome.state) || expire_there(r, order, e)) &&
               ask_about_paid(r, order, &claim, &said, e);
    if (answer == DESK_NONE) /* of a Snap page nobody has chosen how to pay yet */
        return desk_note_asked(&r->ctx, order, NULL, e);
    return leave(r, order, e);
}

/* Each in an arena of its own: a run may see many. */
static bool run_each(struct round *r, bool (*one)(struct round *r, const char *order, struct error *e), struct error *e)
{
    struct arena *outer = r->ctx.arena;
    bool ok = true;
    r->until = clock_s() + LONGEST_RUN_S;
    for (size_t i = 0; ok && i < r->count && clock_s() < r->until; i++) {
        r->ctx.arena = arena_new();
        ok = !context_cancelled(&r->ctx, e) && one(r, r->orders[i], e);
        r->asked++;
        arena_free(r->ctx.arena);
        r->ctx.arena = outer;
    }
    return ok;
}

static bool run(struct context *ctx, const char *actor, const char *query,
                bool (*one)(struct round *r, const char *order, struct error *e), char *result, size_t size,
                struct error *e)
{
    struct round r = { .ctx = *ctx };
    if (!ctx->config->midtrans) {
        snprintf(result, size, "Midtrans is not configured here");
        return true;
    }
    r.ctx.actor = actor;
    if (!desk_open(&r.desk, &r.ctx, e) || !read_orders(&r, query, e))
        return false;
    bool ok = run_each(&r, one, e);
    context_touched(ctx, (int64_t)r.changed);
    snprintf(result, size, "%zu of %zu asked about, %zu changed, %zu of them paid, %zu unclear", r.asked, r.count,
             r.changed, r.paid, r.unclear);
    return ok;
}

bool charge_expire_due(struct context *ctx, char *result, size_t size, struct error *e)
{
    return run(ctx, "job:charge_expiry", "charge_due_expiry", expire_one, result, size, e);
}

bool charge_reconcile(struct context *ctx, char *result, size_t size, struct error *e)
{
    return run(ctx, "job:charge_reconcile", "charge_due_ask", ask_one, result, size, e);
}

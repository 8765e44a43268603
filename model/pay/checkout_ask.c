/* Asking Midtrans about a charge, and ending one there. */
#include "model/pay/checkout.h"

#include "db/db.h"
#include "model/pay/checkout_desk.h"

#include <string.h>

/* In the order of checkout_read.sql. */
enum { ORDER_ID = 0, STATE = 4 };

struct question {
    struct desk desk;
    struct effect_row *row;
    const char *order_id, *state;
    /* for ending it */
    enum desk_answer (*end)(struct desk *d, const char *order_id, struct midtrans_charge *said);
    const char *wanted; /* the state that it is brought to */
};

static bool end_row(struct question *q, enum effect_state state, const char *message)
{
    q->row->state = state;
    q->row->message = message;
    return true;
}

static bool read_charge(struct question *q, struct error *e)
{
    struct context *ctx = q->desk.ctx;
    struct db_result *r = db_query(ctx->db, "checkout_read", DB_PARAMS(q->row->entity_id), e);
    if (!r)
        return false;
    q->order_id = db_rows(r) ? arena_strdup(ctx->arena, db_value(r, 0, ORDER_ID)) : NULL;
    q->state = db_rows(r) ? arena_strdup(ctx->arena, db_value(r, 0, STATE)) : NULL;
    db_result_free(r);
    return true;
}

static bool tell_it(struct question *q, const struct midtrans_charge *said, struct charge_outcome *outcome,
                    struct error *e)
{
    *outcome = (struct charge_outcome){ .words = NULL };
    return desk_note_asked(q->desk.ctx, q->order_id, NULL, e) &&
           desk_tell(q->desk.ctx, q->order_id, said, "poll", outcome, e) && end_row(q, EFFECT_DONE, outcome->words);
}

static bool tell(struct question *q, const struct midtrans_charge *said, struct error *e)
{
    struct charge_outcome outcome;
    return tell_it(q, said, &outcome, e);
}

static bool put_off(struct question *q, struct error *e)
{
    return desk_note_asked(q->desk.ctx, q->order_id, desk_words(&q->desk), e) && desk_put_off(&q->desk, q->row, e);
}

static bool refused(struct question *q, struct error *e)
{
    const char *why = desk_words(&q->desk);
    return desk_note_asked(q->desk.ctx, q->order_id, why, e) && end_row(q, EFFECT_FAILED, why);
}

/* What became of the money, where the answer was about another payment of the order. */
static bool ask_about_paid(struct question *q, const struct desk_claim *claim, struct midtrans_charge *said,
                           struct error *e)
{
    switch (desk_look_at_paid(&q->desk, q->order_id, claim, said)) {
    case DESK_KNOWN:
        return tell(q, said, e);
    case DESK_NONE:
        return true;
    case DESK_REFUSED:
        return refused(q, e);
    case DESK_LATER:
        break;
    }
    return put_off(q, e);
}

static bool ask(struct question *q, struct error *e)
{
    static const char none[] = "Midtrans has no such order, or nobody has chosen how to pay it";
    struct midtrans_charge said;
    struct desk_claim claim;
    if (!desk_claim_of(q->desk.ctx, q->order_id, &claim, e))
        return false;
    switch (desk_look(&q->desk, q->order_id, &claim, &said)) {
    case DESK_KNOWN:
        return tell(q, &said, e) && ask_about_paid(q, &claim, &said, e);
    case DESK_NONE:
        return desk_note_asked(q->desk.ctx, q->order_id, none, e) && end_row(q, EFFECT_DONE, none);
    case DESK_REFUSED:
        return refused(q, e);
    case DESK_LATER:
        break;
    }
    return put_off(q, e);
}

/* It was not there, or nobody can pay it: it ends here. */
static bool end_here(struct question *q, struct error *e)
{
    struct charge_outcome outcome = { .words = NULL };
    return desk_tell_state(q->desk.ctx, q->order_id, q->wanted, NULL, "operator", &outcome, e) &&
           end_row(q, EFFECT_DONE, outcome.words);
}

/* It can't be ended: most often because it has ended otherwise meanwhile. */
static bool ask_why(struct question *q, struct error *e)
{
    struct midtrans_charge said;
    struct charge_outcome outcome;
    const char *why = desk_words(&q->desk);
    enum desk_answer answer = desk_status(&q->desk, q->order_id, &said);
    if (answer == DESK_LATER)
        return put_off(q, e);
    if (answer != DESK_KNOWN)
        return refused(q, e);
    if (!tell_it(q, &said, &outcome, e))
        return false;
    if (!outcome.meaning || strcmp(outcome.meaning, "open") != 0)
        return true;
    return desk_note_asked(q->desk.ctx, q->order_id, why, e) && end_row(q, EFFECT_FAILED, why);
}

static bool end(struct question *q, struct error *e)
{
    struct midtrans_charge said;
    if (strcmp(q->state, "new") == 0)
        return end_here(q, e);
    if (strcmp(q->state, "open") != 0)
        return end_row(q, EFFECT_DONE, arena_printf(q->desk.ctx->arena, "it is %s already", q->state));
    switch (q->end(&q->desk, q->order_id, &said)) {
    case DESK_KNOWN:
        return tell(q, &said, e);
    case DESK_NONE:
        return end_here(q, e);
    case DESK_REFUSED:
        return ask_why(q, e);
    case DESK_LATER:
        break;
    }
    return put_off(q, e);
}

/* answer: what is asked of each. */
static bool run_each(struct context *ctx, struct question *q, struct effect_row *rows, size_t count,
                     bool (*answer)(struct question *q, struct error *e), struct error *e)
{
    if (!desk_open(&q->desk, ctx, e))
        return false;
    for (size_t i = 0; i < count; i++) {
        q->row = &rows[i];
        if (context_cancelled(ctx, e) || !read_charge(q, e))
            return false;
        if (!q->order_id || !q->state)
            end_row(q, EFFECT_FAILED, "there is no such charge");
        else if (!answer(q, e))
            return false;
    }
    return true;
}

bool effect_charge_ask(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e)
{
    struct question q = { .row = NULL };
    (void)name;
    return run_each(ctx, &q, rows, count, ask, e);
}

bool effect_charge_cancel(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e)
{
    struct question q = { .end = desk_cancel, .wanted = "cancelled" };
    (void)name;
    return run_each(ctx, &q, rows, count, end, e);
}

bool effect_charge_expire(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e)
{
    struct question q = { .end = desk_expire, .wanted = "expired" };
    (void)name;
    return run_each(ctx, &q, rows, count, end, e);
}

/* What the outbox asks of Xendit about invoices. */
#include "model/bill/invoice.h"

#include "db/db.h"
#include "model/bill/session_desk.h"
#include "model/bill/xendit_desk.h"
#include "model/lists/story.h"

#include <string.h>

enum {
    PATIENCE_MS = 10 * 1000 /* somebody may sit before the screen */
};

/* A question about one charge, by a row of the outbox. */
struct question {
    struct xendit_desk desk;
    struct effect_row *row;
    const char *order_id, *state, *xendit_id;
    bool is_queued;           /* it may be made at Xendit at this moment */
    const char *wanted;       /* for ending it: the state that it is brought to */
    struct session *sessions; /* where it was asked for by sessions */
    size_t session_count;
};

static bool end_row(struct question *q, enum effect_state state, const char *message)
{
    q->row->state = state;
    q->row->message = message;
    return true;
}

static bool read_charge(struct question *q, struct error *e)
{
    enum {
        ORDER_ID,
        STATE,
        XENDIT_ID,
        IS_QUEUED
    };
    struct context *ctx = q->desk.ctx;
    struct db_result *r = db_query(ctx->db, "invoice_charge", DB_PARAMS(q->row->entity_id), e);
    if (!r)
        return false;
    q->order_id = NULL;
    if (db_rows(r)) {
        q->order_id = story_text(ctx->arena, r, 0, ORDER_ID);
        q->state = story_text(ctx->arena, r, 0, STATE);
        q->xendit_id = story_text(ctx->arena, r, 0, XENDIT_ID);
        q->is_queued = db_bool(r, 0, IS_QUEUED);
    }
    db_result_free(r);
    return !q->order_id || session_list(ctx, q->order_id, &q->sessions, &q->session_count, e);
}

static bool note_asked(struct question *q, const char *why, struct error *e)
{
    return db_run(q->desk.ctx->db, "checkout_asked", DB_PARAMS(q->order_id, why), NULL, e);
}

static bool tell(struct question *q, const struct xendit_invoice *said, struct error *e)
{
    struct charge_outcome outcome = { .words = NULL };
    return note_asked(q, NULL, e) && xendit_desk_tell(q->desk.ctx, q->order_id, said, "poll", &outcome, e) &&
           end_row(q, EFFECT_DONE, outcome.words);
}

static bool put_off(struct question *q, struct error *e)
{
    const char *why = xendit_desk_words(&q->desk);
    end_row(q, EFFECT_RETRY, why);
    q->row->retry_ms = xendit_desk_retry_ms(&q->desk);
    return note_asked(q, why, e) && !xendit_desk_is_away(&q->desk, e);
}

static bool refused(struct question *q, struct error *e)
{
    const char *why = xendit_desk_words(&q->desk);
    return note_asked(q, why, e) && end_row(q, EFFECT_FAILED, why);
}

/* By its id, or by ours where no answer ever said it. */
static enum xendit_answer look(struct question *q, struct xendit_invoice *said)
{
    return q->xendit_id ? xendit_desk_get(&q->desk, q->xendit_id, said) : xendit_desk_find(&q->desk, q->order_id, said);
}

/* One of its sessions; the row has its end where it is not done. */
static bool ask_session(struct question *q, const struct session *s, struct error *e)
{
    struct xendit_invoice said;
    enum xendit_answer answer;
    if (!session_look(&q->desk, s, &said, &answer, e))
        return false;
    switch (answer) {
    case XENDIT_KNOWN:
        return tell(q, &said, e);
    case XENDIT_NONE:
        return note_asked(q, NULL, e);
    case XENDIT_REFUSED:
        return refused(q, e);
    case XENDIT_LATER:
    case XENDIT_UNKNOWN:
        break;
    }
    return put_off(q, e);
}

static bool ask_sessions(struct question *q, struct error *e)
{
    bool ok = end_row(q, EFFECT_DONE, "Xendit told of no session, and no money came");
    for (size_t i = 0; ok && i < q->session_count && q->row->state == EFFECT_DONE; i++)
        ok = ask_session(q, &q->sessions[i], e);
    return ok;
}

static bool ask(struct question *q, struct error *e)
{
    static const char none[] = "Xendit has no such invoice";
    struct xendit_invoice said;
    if (q->session_count)
        return ask_sessions(q, e);
    switch (look(q, &said)) {
    case XENDIT_KNOWN:
        return tell(q, &said, e);
    case XENDIT_NONE:
        return note_asked(q, none, e) && end_row(q, q->xendit_id ? EFFECT_FAILED : EFFECT_DONE, none);
    case XENDIT_REFUSED:
        return refused(q, e);
    case XENDIT_LATER:
    case XENDIT_UNKNOWN:
        break;
    }
    return put_off(q, e);
}

/* Its link is worth nothing any more, or there never was one: it ends as was wanted, unless it has ended already. */
static bool end_here(struct question *q, const struct xendit_invoice *said, struct error *e)
{
    struct charge_outcome outcome = { .words = NULL };
    const struct charge_news news = {
        .order_id = q->order_id,
        .state = q->wanted,
        .gateway_status = said ? said->status : NULL,
        .transaction_id = said ? said->id : NULL,
        .amount_rp = -1,
        .source = "poll",
    };
    return note_asked(q, NULL, e) && charge_take_news(q->desk.ctx, &news, &outcome, e) &&
           end_row(q, EFFECT_DONE, outcome.words);
}

static bool is_status(const struct xendit_invoice *said, const char *status)
{
    return said->status && strcmp(said->status, status) == 0;
}

/* It can't be ended: most often because it was paid in this moment. */
static bool ask_why(struct question *q, const char *xendit_id, struct error *e)
{
    struct xendit_invoice said;
    const char *why = xendit_desk_words(&q->desk);
    enum xendit_answer answer = xendit_desk_get(&q->desk, xendit_id, &said);
    if (answer == XENDIT_LATER || answer == XENDIT_UNKNOWN)
        return put_off(q, e);
    if (answer == XENDIT_KNOWN && !is_status(&said, "PENDING"))
        return tell(q, &said, e);
    return note_asked(q, why, e) && end_row(q, EFFECT_FAILED, why);
}

/* Only what can still be paid is ended there; that it was paid meanwhile is news, and counts. */
static bool end_link(struct question *q, const struct xendit_invoice *found, struct error *e)
{
    struct xendit_invoice said;
    if (is_status(found, "EXPIRED"))
        return end_here(q, found, e);
    if (!is_status(found, "PENDING"))
        return tell(q, found, e);
    switch (xendit_desk_expire(&q->desk, found->id, &said)) {
    case XENDIT_KNOWN:
        return is_status(&said, "EXPIRED") ? end_here(q, &said, e) : tell(q, &said, e);
    case XENDIT_NONE:
        return end_here(q, NULL, e);
    case XENDIT_REFUSED:
        return ask_why(q, found->id, e);
    case XENDIT_LATER:
    case XENDIT_UNKNOWN:
        break;
    }
    return put_off(q, e);
}

/* Cancels a session that can be paid, and looks what came of it. *why: Xendit's words, where it won't. */
static bool cancel_session(struct question *q, const struct session *s, struct xendit_invoice *said,
                           enum xendit_answer *answer, const char **why, struct error *e)
{
    *answer = xendit_desk_expire(&q->desk, s->id, said);
    *why = xendit_desk_words(&q->desk);
    return *answer == XENDIT_LATER || *answer == XENDIT_UNKNOWN || session_look(&q->desk, s, said, answer, e);
}

/* *is_over: nobody can pay by it any more, as far as is known, and nobody has. */
static bool end_session(struct question *q, const struct session *s, struct xendit_invoice *said, bool *is_over,
                        struct error *e)
{
    enum xendit_answer answer;
    const char *why = NULL;
    bool ok = session_look(&q->desk, s, said, &answer, e);
    if (ok && answer == XENDIT_KNOWN && xendit_is_payable(said->status))
        ok = cancel_session(q, s, said, &answer, &why, e);
    *is_over = answer == XENDIT_NONE || (answer == XENDIT_KNOWN && xendit_is_over(said->status));
    if (!ok || *is_over)
        return ok;
    if (answer == XENDIT_KNOWN && xendit_is_payable(said->status))
        return note_asked(q, why, e) && end_row(q, EFFECT_FAILED, why);
    if (answer == XENDIT_KNOWN)
        return tell(q, said, e);
    return answer == XENDIT_REFUSED ? refused(q, e) : put_off(q, e);
}

static bool end_sessions(struct question *q, struct error *e)
{
    struct xendit_invoice said, current = { .id = NULL };
    bool ok = end_row(q, EFFECT_DONE, NULL), is_over = true, all_over = true;
    for (size_t i = 0; ok && i < q->session_count && q->row->state == EFFECT_DONE; i++) {
        ok = end_session(q, &q->sessions[i], &said, &is_over, e);
        all_over = all_over && is_over;
        if (q->sessions[i].is_current)
            current = said;
    }
    return ok && (!all_over || end_here(q, current.id ? &current : NULL, e));
}

static bool end(struct question *q, struct error *e)
{
    struct xendit_invoice found;
    if (q->is_queued)
        return end_row(q, EFFECT_RETRY, "it is being made at Xendit: ended as soon as it is there");
    if (q->session_count)
        return end_sessions(q, e);
    switch (look(q, &found)) {
    case XENDIT_KNOWN:
        return end_link(q, &found, e);
    case XENDIT_NONE:
        return end_here(q, NULL, e);
    case XENDIT_REFUSED:
        return refused(q, e);
    case XENDIT_LATER:
    case XENDIT_UNKNOWN:
        break;
    }
    return put_off(q, e);
}

/* answer: what is asked of each. */
static bool run_each(struct context *ctx, const char *brand, struct question *q, struct effect_row *rows, size_t count,
                     bool (*answer)(struct question *q, struct error *e), struct error *e)
{
    if (!xendit_desk_open(&q->desk, ctx, brand, e))
        return false;
    q->desk.patience_ms = PATIENCE_MS;
    for (size_t i = 0; i < count; i++) {
        q->row = &rows[i];
        if (context_cancelled(ctx, e) || !read_charge(q, e))
            return false;
        if (!q->order_id)
            end_row(q, EFFECT_FAILED, "there is no such charge of an invoice");
        else if (!answer(q, e))
            return false;
    }
    return true;
}

bool effect_invoice_ask(struct context *ctx, const char *brand, struct effect_row *rows, size_t count, struct error *e)
{
    struct question q = { .row = NULL };
    return run_each(ctx, brand, &q, rows, count, ask, e);
}

bool effect_invoice_cancel(struct context *ctx, const char *brand, struct effect_row *rows, size_t count,
                           struct error *e)
{
    struct question q = { .wanted = "cancelled" };
    return run_each(ctx, brand, &q, rows, count, end, e);
}

bool effect_invoice_expire(struct context *ctx, const char *brand, struct effect_row *rows, size_t count,
                           struct error *e)
{
    struct question q = { .wanted = "expired" };
    return run_each(ctx, brand, &q, rows, count, end, e);
}

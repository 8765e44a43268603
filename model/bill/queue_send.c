/* One claim of the invoice queue at Xendit: looked up where it may be there, made where it is not, once. */
#include "model/bill/queue_send.h"

#include "base/clock.h"
#include "db/db.h"
#include "model/bill/session_desk.h"
#include "model/config/config.h"
#include "model/engine/rate.h"
#include "model/lists/story.h"

#include <inttypes.h>
#include <string.h>

enum {
    TOO_MANY = 429,
    CONFLICT = 409,
    TELL_MS = 1000,          /* between two words to the screens */
    SETTLE_MS = 3000,        /* what was cut short by ourselves may be on its way still */
    MOST_LAMP_WAIT_MS = 4000 /* that long is asked for after several requests in a row without an answer */
};

static bool may_start(struct xendit_desk *d, void *ctx, struct error *e)
{
    struct queue_desk *q = ctx;
    q->look = queue_item_look(d->ctx, q->item, e);
    return q->look == LOOK_SEND;
}

bool queue_desk_open(struct queue_desk *q, struct context *ctx, const char *brand, struct error *e)
{
    *q = (struct queue_desk){ .look = LOOK_SEND };
    if (!xendit_desk_open(&q->desk, ctx, brand, e))
        return false;
    q->makes_sessions = config_find_xendit(ctx->config, brand)->is_session;
    q->desk.may_start = may_start;
    q->desk.may_start_ctx = q;
    return true;
}

static bool tells_now(struct queue_desk *q)
{
    int64_t now = clock_ms();
    if (!q->is_last && q->told_ms && now < q->told_ms + TELL_MS)
        return false;
    q->told_ms = now;
    return true;
}

static bool fail(struct queue_desk *q, const char *why, bool is_uncertain, struct error *e)
{
    return queue_item_end(q->desk.ctx, q->item,
                          &(struct queue_end){ .state = "failed", .why = why, .is_uncertain = is_uncertain }, e);
}

/* Xendit has it, by our request just now or by an earlier one. */
static bool take(struct queue_desk *q, const struct xendit_order *order, const struct xendit_invoice *said,
                 struct error *e)
{
    struct charge_outcome outcome;
    struct context *ctx = q->desk.ctx;
    /* what money came is told as it came */
    bool is_money = said->status && strncmp(said->status, XENDIT_PAYMENT, strlen(XENDIT_PAYMENT)) == 0;
    if (!is_money && said->amount_rp != order->amount_rp)
        return fail(q,
                    arena_printf(ctx->arena, "Xendit has an invoice of this number for another amount, Rp %" PRId64,
                                 said->amount_rp),
                    true, e);
    if (!queue_item_complete(ctx, q->item, said, tells_now(q), e))
        return false;
    return !said->status || xendit_is_payable(said->status) ||
           xendit_desk_tell(ctx, q->item->order_id, said, "answer", &outcome, e);
}

/* It was not sent: the last look said why, or no slot came. */
static bool hold(struct queue_desk *q, struct error *e)
{
    switch (q->look) {
    case LOOK_GONE:
        q->item->is_over = true;
        return true;
    case LOOK_ENDED:
        return queue_item_end(q->desk.ctx, q->item,
                              &(struct queue_end){ .state = "cancelled",
                                                   .why = "its charge had ended",
                                                   .is_uncertain = q->item->is_uncertain },
                              e);
    case LOOK_PAUSED:
    case LOOK_OVERTAKEN:
        q->hands_back = true;
        return true;
    case LOOK_SEND:
    case LOOK_FAILED:
        break;
    }
    if (e)
        *e = q->desk.held;
    return false;
}

/* Nobody was there to be asked: so will it be with the next, for all hosts. */
static bool leave_alone(struct queue_desk *q, struct error *e)
{
    rate_slow_down(q->desk.ctx, q->desk.rate, xendit_desk_retry_ms(&q->desk), NULL);
    return error_set(e, ERR_UNREACHABLE,
                     arena_printf(q->desk.ctx->arena, "Xendit can't be asked for %s", q->desk.brand), "%s",
                     xendit_desk_words(&q->desk));
}

/* Not now: when Xendit wanted to be left alone, or was not there, that was no try of this invoice. */
static bool put_off(struct queue_desk *q, bool is_uncertain, struct error *e)
{
    const struct gateway_result *r = &q->desk.result;
    struct context *ctx = q->desk.ctx;
    bool is_away = r->http_status == 0 && r->verdict == GATEWAY_RETRY;
    struct queue_end end = { .state = "pending",
                             .why = xendit_desk_words(&q->desk),
                             .is_put_off = is_away || r->http_status == TOO_MANY,
                             .is_uncertain = is_uncertain,
                             .wait_ms = r->retry_ms };
    if (q->desk.was_held)
        return hold(q, e);
    bool is_cancelled = context_cancelled(ctx, e);
    if (is_cancelled)
        end.wait_ms = SETTLE_MS;
    end.is_try = !is_cancelled && !end.is_put_off;
    if (!queue_item_end(ctx, q->item, &end, is_cancelled ? NULL : e))
        return false;
    if (!is_cancelled && is_away)
        return leave_alone(q, e);
    if (q->desk.wait_ms >= MOST_LAMP_WAIT_MS)
        rate_slow_down(ctx, q->desk.rate, q->desk.wait_ms, NULL);
    return !is_cancelled;
}

/* is_settled: it is there and was taken, or nothing more can be said of it now. */
static bool look_up(struct queue_desk *q, const struct xendit_order *order, bool *is_settled, struct error *e)
{
    struct xendit_invoice said;
    *is_settled = true;
    switch (xendit_desk_find(&q->desk, q->item->order_id, &said)) {
    case XENDIT_KNOWN:
        return take(q, order, &said, e);
    case XENDIT_NONE:
        *is_settled = q->item->is_uncertain = false;
        return true;
    case XENDIT_REFUSED:
        return fail(q, xendit_desk_words(&q->desk), true, e);
    case XENDIT_LATER:
    case XENDIT_UNKNOWN:
        break;
    }
    return put_off(q, true, e);
}

/* Of the sessions that were asked for before: one that can be paid, or was, is taken. */
static bool look_up_session(struct queue_desk *q, const struct xendit_order *order, const struct session *s,
                            bool *is_settled, struct error *e)
{
    struct xendit_invoice said;
    enum xendit_answer answer;
    if (!session_look(&q->desk, s, &said, &answer, e))
        return false;
    *is_settled = answer != XENDIT_NONE && !(answer == XENDIT_KNOWN && xendit_is_over(said.status));
    if (!*is_settled)
        return true;
    if (answer == XENDIT_KNOWN)
        return take(q, order, &said, e);
    return answer == XENDIT_REFUSED ? fail(q, xendit_desk_words(&q->desk), true, e) : put_off(q, true, e);
}

/* What may be there already. */
static bool look_up_all(struct queue_desk *q, const struct xendit_order *order, bool *is_settled, struct error *e)
{
    struct session *list;
    size_t count;
    bool ok = session_list(q->desk.ctx, q->item->order_id, &list, &count, e);
    *is_settled = false;
    if (!ok)
        return false;
    if (!count)
        return !q->item->is_uncertain || look_up(q, order, is_settled, e);
    q->item->is_session = true;
    for (size_t i = 0; ok && i < count && !*is_settled; i++)
        ok = look_up_session(q, order, &list[i], is_settled, e);
    return ok;
}

/* It won't make it; perhaps because it has it. */
static bool refused(struct queue_desk *q, const struct xendit_order *order, struct error *e)
{
    const char *why = xendit_desk_words(&q->desk);
    bool is_there = q->desk.result.http_status == CONFLICT || strstr(q->desk.result.code, "DUPLICATE");
    bool is_settled = false;
    if (is_there && !look_up(q, order, &is_settled, e))
        return false;
    return is_settled || fail(q, why, false, e);
}

static bool make(struct queue_desk *q, const struct xendit_order *order, struct error *e)
{
    struct xendit_invoice said;
    switch (xendit_desk_create(&q->desk, order, &said)) {
    case XENDIT_KNOWN:
        return take(q, order, &said, e);
    case XENDIT_NONE:
    case XENDIT_REFUSED:
        return refused(q, order, e);
    case XENDIT_LATER:
        return put_off(q, false, e);
    case XENDIT_UNKNOWN:
        break;
    }
    return put_off(q, true, e);
}

static bool read_reference(struct queue_desk *q, const char **reference, struct error *e)
{
    struct context *ctx = q->desk.ctx;
    struct db_result *r =
        db_query(ctx->db, "session_begin", DB_PARAMS(ctx->worker_id, q->item->id, q->item->attempts), e);
    if (!r)
        return false;
    *reference = story_text(ctx->arena, r, 0, 0);
    db_result_free(r);
    return true;
}

/* The reference was written down before: one under which nothing was made is of no use. */
static bool forget(struct queue_desk *q, const char *reference, struct error *e)
{
    return db_run(q->desk.ctx->db, "session_forget", DB_PARAMS(reference), NULL, e);
}

static bool take_session(struct queue_desk *q, const struct xendit_order *order, const struct xendit_invoice *said,
                         struct error *e)
{
    bool is_noted;
    return session_note(&q->desk, said, &is_noted, e) && take(q, order, said, e);
}

/* Nobody can tell whether a request without an answer was carried out: it counts as lost, and the next try has another
 * reference. */
static bool make_session(struct queue_desk *q, const struct xendit_order *order, struct error *e)
{
    struct xendit_order own = *order;
    struct xendit_invoice said;
    if (!read_reference(q, &own.external_id, e))
        return false;
    if (!own.external_id) {
        q->look = queue_item_look(q->desk.ctx, q->item, e);
        return q->look != LOOK_FAILED && (q->look == LOOK_SEND || hold(q, e));
    }
    switch (xendit_desk_create_session(&q->desk, &own, &said)) {
    case XENDIT_KNOWN:
        return take_session(q, order, &said, e);
    case XENDIT_NONE:
    case XENDIT_REFUSED:
        return forget(q, own.external_id, e) && fail(q, xendit_desk_words(&q->desk), q->item->is_session, e);
    case XENDIT_LATER:
        return forget(q, own.external_id, e) && put_off(q, q->item->is_session, e);
    case XENDIT_UNKNOWN:
        break;
    }
    return put_off(q, true, e);
}

bool queue_send(struct queue_desk *q, struct queue_item *item, struct error *e)
{
    struct xendit_order order;
    struct error failure;
    const char *brand;
    char words[600];
    bool is_settled = false;

    q->item = item;
    q->look = LOOK_SEND;
    if (!invoice_order(q->desk.ctx, item->order_id, &order, &brand, &failure)) {
        if (failure.code == ERR_REFUSED)
            return fail(q, error_text(&failure, words, sizeof words), item->is_uncertain, e);
        if (e)
            *e = failure;
        return false;
    }
    if (!look_up_all(q, &order, &is_settled, e))
        return false;
    if (is_settled || item->is_over || q->hands_back)
        return true;
    return q->makes_sessions || item->is_session ? make_session(q, &order, e) : make(q, &order, e);
}

/* Sessions of a charge at Xendit. */
#include "model/bill/session_desk.h"

#include "db/db.h"
#include "model/lists/story.h"

#include <string.h>

bool session_list(struct context *ctx, const char *order_id, struct session **list, size_t *count, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "session_list", DB_PARAMS(order_id), e);
    if (!r)
        return false;
    *count = (size_t)db_rows(r);
    *list = ARENA_ARRAY(ctx->arena, struct session, *count + 1);
    for (int i = 0; i < db_rows(r); i++)
        (*list)[i] = (struct session){ .reference = story_text(ctx->arena, r, i, 0),
                                       .id = story_text(ctx->arena, r, i, 1),
                                       .is_current = db_bool(r, i, 2),
                                       .amount_rp = db_int64(r, i, 3) };
    db_result_free(r);
    return true;
}

bool session_note(struct xendit_desk *d, const struct xendit_invoice *said, bool *is_noted, struct error *e)
{
    struct db_result *r =
        db_query(d->ctx->db, "session_note",
                 DB_PARAMS(said->external_id, said->id, said->status, said->invoice_url, said->expiry_date), e);
    *is_noted = r && db_rows(r) > 0 && db_bool(r, 0, 0);
    db_result_free(r);
    return r != NULL;
}

/* Money under a reference is that session's, whether or not its id is known. */
enum xendit_answer session_look_at_money(struct xendit_desk *d, const struct session *s, struct xendit_invoice *said)
{
    enum xendit_answer answer = xendit_desk_money(d, s->reference, said);
    said->id = s->id ? s->id : s->reference;
    return answer;
}

bool session_look_by_id(struct xendit_desk *d, const char *id, const struct session *list, size_t count,
                        struct xendit_invoice *said, enum xendit_answer *answer, struct error *e)
{
    bool is_noted = false;
    const struct session *own = NULL;
    *answer = xendit_desk_get(d, id, said);
    for (size_t i = 0; *answer == XENDIT_KNOWN && said->external_id && i < count; i++)
        if (strcmp(list[i].reference, said->external_id) == 0)
            own = &list[i];
    if (*answer != XENDIT_KNOWN)
        return true;
    if (own && !session_note(d, said, &is_noted, e))
        return false;
    if (!is_noted) {
        *answer = XENDIT_NONE;
        return true;
    }
    if (!xendit_is_over(said->status))
        return true;
    struct xendit_invoice money;
    const struct session known = { .reference = own->reference, .id = id };
    enum xendit_answer found = session_look_at_money(d, &known, &money);
    if (found != XENDIT_NONE) {
        *said = money;
        *answer = found;
    }
    return true;
}

bool session_look(struct xendit_desk *d, const struct session *s, struct xendit_invoice *said,
                  enum xendit_answer *answer, struct error *e)
{
    if (s->id)
        return session_look_by_id(d, s->id, s, 1, said, answer, e);
    *answer = session_look_at_money(d, s, said);
    return true;
}

/* --- those beside the one in force --- */

static bool put_off(struct xendit_desk *d, struct effect_row *row, struct error *e)
{
    row->state = EFFECT_RETRY;
    row->message = xendit_desk_words(d);
    row->retry_ms = xendit_desk_retry_ms(d);
    return !xendit_desk_is_away(d, e);
}

/* What came of cancelling it is told by asking: it may have been paid in this moment. */
static bool cancel_one(struct xendit_desk *d, const char *order_id, const struct session *s, struct effect_row *row,
                       struct error *e)
{
    struct xendit_invoice said;
    struct charge_outcome outcome;
    enum xendit_answer answer = xendit_desk_expire(d, s->id, &said);
    const char *why = xendit_desk_words(d);
    if (answer == XENDIT_LATER || answer == XENDIT_UNKNOWN)
        return put_off(d, row, e);
    if (!session_look(d, s, &said, &answer, e))
        return false;
    if (answer == XENDIT_LATER || answer == XENDIT_UNKNOWN)
        return put_off(d, row, e);
    if (answer == XENDIT_KNOWN && xendit_is_payable(said.status)) {
        row->state = EFFECT_FAILED;
        row->message = why;
    }
    return answer != XENDIT_KNOWN || xendit_desk_tell(d->ctx, order_id, &said, "poll", &outcome, e);
}

static bool cancel_all(struct xendit_desk *d, struct effect_row *row, struct error *e)
{
    struct db_result *r = db_query(d->ctx->db, "session_beside", DB_PARAMS(row->entity_id), e);
    bool ok = r != NULL;
    row->state = EFFECT_DONE;
    for (int i = 0; ok && i < db_rows(r) && row->state == EFFECT_DONE; i++) {
        const struct session s = { .reference = db_value(r, i, 1), .id = db_value(r, i, 2) };
        ok = cancel_one(d, arena_strdup(d->ctx->arena, db_value(r, i, 0)), &s, row, e);
    }
    db_result_free(r);
    return ok;
}

bool effect_session_cancel(struct context *ctx, const char *brand, struct effect_row *rows, size_t count,
                           struct error *e)
{
    enum {
        PATIENCE_MS = 10 * 1000
    };
    struct xendit_desk d;
    if (!xendit_desk_open(&d, ctx, brand, e))
        return false;
    d.patience_ms = PATIENCE_MS;
    for (size_t i = 0; i < count; i++)
        if (context_cancelled(ctx, e) || !cancel_all(&d, &rows[i], e))
            return false;
    return true;
}

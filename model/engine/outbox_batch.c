/* A batch of outbox rows: claim, do, finish. */
#include "model/engine/outbox_batch.h"

#include "base/clock.h"
#include "base/text.h"
#include "db/db.h"
#include "model/engine/outbox_ahead.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    FIRST_WAIT_MS = 1000,
    LONGEST_WAIT_MS = 60000
};

static const char *number_text(struct context *ctx, int64_t number)
{
    return arena_printf(ctx->arena, "%" PRId64, number);
}

/* One field of each row as an array. */
static const char *ids_of(struct context *ctx, const struct outbox_batch *b)
{
    const char **items = ARENA_ARRAY(ctx->arena, const char *, b->count + 1);
    for (size_t i = 0; i < b->count; i++)
        items[i] = b->rows[i].id;
    return db_array(ctx->arena, items, b->count);
}

static const char *attempts_of(struct context *ctx, const struct outbox_batch *b)
{
    const char **items = ARENA_ARRAY(ctx->arena, const char *, b->count + 1);
    for (size_t i = 0; i < b->count; i++)
        items[i] = b->rows[i].attempts;
    return db_array(ctx->arena, items, b->count);
}

static void renew_lease(struct outbox_batch *b)
{
    struct context *ctx = b->outer;
    if (clock_s() < b->renew_at)
        return;
    b->renew_at = clock_s() + b->lease_s / 3;
    struct arena *a = arena_new();
    struct context inner = *ctx;
    inner.arena = a;
    /* where it fails the rows may be taken by another: the fence keeps our completion out then */
    db_run(ctx->db, "outbox_renew",
           DB_PARAMS(ctx->worker_id, ids_of(&inner, b), attempts_of(&inner, b), number_text(&inner, b->lease_s)), NULL,
           NULL);
    arena_free(a);
}

/* An effect may drain the outbox itself: the batch around it is told of every step too, to renew its lease. */
static void on_progress(void *progress_ctx, const char *what, size_t done, size_t total)
{
    struct outbox_batch *b = progress_ctx;
    renew_lease(b);
    if (total || b->outer->progress == on_progress)
        context_progress(b->outer, what, done, total);
}

void outbox_batch_alive(struct outbox_batch *b, const char *what, size_t done, size_t total)
{
    on_progress(b, what, done, total);
}

static void take_row(struct context *ctx, const struct outbox_batch *b, const struct db_result *r, int i)
{
    struct outbox_row *row = &b->rows[i];
    const char *kind = arena_copy(ctx->arena, b->target, strcspn(b->target, ":"));
    row->id = arena_strdup(ctx->arena, db_value(r, i, 0));
    row->attempts = arena_strdup(ctx->arena, db_value(r, i, 1));
    row->attempt_number = (int)db_int64(r, i, 1);
    row->entity_id = arena_strdup(ctx->arena, db_value(r, i, 3));
    row->payload = arena_strdup(ctx->arena, db_value(r, i, 4));
    row->effect = effect_find(kind, db_value(r, i, 2));
    row->state = "pending";
    if (!row->effect) {
        row->wait_ms = LONGEST_WAIT_MS; /* a newer one does, which an upgrade may bring while this one still runs */
        row->message = arena_printf(ctx->arena, "this program does not know the effect %s: another is to do it",
                                    db_value(r, i, 2));
    }
}

bool outbox_batch_claim(struct context *ctx, struct outbox_batch *b, int most, const char *operation_id,
                        struct error *e)
{
    struct db_result *r = operation_id ? outbox_ahead_take(ctx->ahead, b->target) : NULL;
    int64_t claimed_at = r ? ctx->ahead->claimed_at : clock_s();
    if (!r)
        r = db_query(
            ctx->db, "outbox_claim",
            DB_PARAMS(b->target, ctx->worker_id, number_text(ctx, b->lease_s), number_text(ctx, most), operation_id),
            e);
    if (!r)
        return false;
    b->name = b->target + strcspn(b->target, ":") + 1;
    b->count = (size_t)db_rows(r);
    b->rows = ARENA_ARRAY(ctx->arena, struct outbox_row, b->count + 1);
    b->renew_at = claimed_at + b->lease_s / 3;
    for (size_t i = 0; i < b->count; i++)
        take_row(ctx, b, r, (int)i);
    db_result_free(r);
    return true;
}

/* 1 s doubling to a minute with the attempts. */
static int wait_after(const struct outbox_row *row)
{
    int attempts = row->attempt_number < 1 ? 1 : row->attempt_number;
    return attempts < 7 ? FIRST_WAIT_MS << (attempts - 1) : LONGEST_WAIT_MS;
}

static void note_outcome(struct outbox_row *row, const struct effect_row *o)
{
    row->message = o->message;
    switch (o->state) {
    case EFFECT_DONE:
    case EFFECT_WAITS:
        row->state = "done";
        break;
    case EFFECT_RETRY:
        row->wait_ms = o->retry_ms > 0 ? o->retry_ms : wait_after(row);
        break;
    case EFFECT_FAILED:
        row->state = "failed";
        break;
    }
}

void outbox_batch_give_back(struct context *ctx, struct outbox_batch *b, const struct error *failure, int wait_ms)
{
    char text[900];
    const char *message = text_safe_copy(ctx->arena, error_text(failure, text, sizeof text));

    for (size_t i = 0; i < b->count; i++) {
        struct outbox_row *row = &b->rows[i];
        if (strcmp(row->state, "pending") != 0)
            continue;
        row->message = message;
        if (wait_ms > 0 || !row->wait_ms)
            row->wait_ms = wait_ms > 0 ? wait_ms : wait_after(row);
        if (failure->code == ERR_CANCELLED)
            row->wait_ms = 0;
    }
}

/* One effect for all rows of the batch that ask for it. */
static bool run_effect(struct context *ctx, const struct outbox_batch *b, const struct effect *effect,
                       struct error *failure)
{
    struct outbox_row **of = ARENA_ARRAY(ctx->arena, struct outbox_row *, b->count + 1);
    struct effect_row *rows = ARENA_ARRAY(ctx->arena, struct effect_row, b->count + 1);
    size_t count = 0;

    for (size_t i = 0; i < b->count; i++) {
        struct outbox_row *row = &b->rows[i];
        if (row->effect != effect)
            continue;
        of[count] = row;
        rows[count++] = (struct effect_row){ .entity_id = row->entity_id,
                                             .payload = row->payload,
                                             .attempts = row->attempt_number };
    }
    if (!count)
        return true;
    bool ok = effect->run(ctx, b->name, rows, count, failure);
    for (size_t i = 0; i < count; i++)
        if (ok)
            note_outcome(of[i], &rows[i]);
        else
            of[i]->wait_ms = rows[i].retry_ms;
    return ok;
}

bool outbox_batch_run(struct context *ctx, struct outbox_batch *b, struct error *failure)
{
    struct context inner = *ctx;
    bool ok = true;

    inner.progress = on_progress;
    inner.progress_ctx = b;
    const struct effect *f;
    for (size_t i = 0; ok && (f = effect_at(i)); i++)
        ok = run_effect(&inner, b, f, failure);
    return ok;
}

/* With how far the operation is then, where that is asked for: one round trip. */
static struct db_result *finish_and_look(struct context *ctx, const char *const *params, int count,
                                         struct outbox_tally *tally, struct error *e)
{
    struct db_result *r = NULL;
    const char *operation = tally->ends_operation;
    if (!operation)
        return db_query(ctx->db, "outbox_finish", params, count, e);
    outbox_tally_forget(tally);
    if (db_later(ctx->db, "outbox_finish", params, count, &r, e) &&
        db_later(ctx->db, "outbox_next_try", DB_PARAMS(operation), &tally->next_try, e) &&
        db_later(ctx->db, "operation_effects", DB_PARAMS(operation), &tally->effects, e) &&
        (tally->standing = db_query(ctx->db, "outbox_of_operation", DB_PARAMS(operation), e)) != NULL)
        return r;
    db_result_free(r);
    outbox_tally_forget(tally);
    return NULL;
}

static struct db_result *send_ends(struct context *ctx, const struct outbox_batch *b, struct outbox_tally *tally,
                                   struct error *e)
{
    const char **states = ARENA_ARRAY(ctx->arena, const char *, b->count + 1);
    const char **messages = ARENA_ARRAY(ctx->arena, const char *, b->count + 1);
    const char **waits = ARENA_ARRAY(ctx->arena, const char *, b->count + 1);

    for (size_t i = 0; i < b->count; i++) {
        states[i] = b->rows[i].state;
        messages[i] = b->rows[i].message ? b->rows[i].message : "";
        /* 0 is for what was cut short by ourselves, or has come to its end */
        waits[i] = number_text(ctx, b->rows[i].wait_ms > 0 ? clock_wait_ms(b->rows[i].wait_ms) : 0);
    }
    const char *const params[] = { ctx->worker_id,
                                   ids_of(ctx, b),
                                   attempts_of(ctx, b),
                                   db_array(ctx->arena, states, b->count),
                                   db_array(ctx->arena, messages, b->count),
                                   db_array(ctx->arena, waits, b->count) };
    return finish_and_look(ctx, params, (int)(sizeof params / sizeof *params), tally, e);
}

bool outbox_batch_finish(struct context *ctx, const struct outbox_batch *b, struct outbox_tally *tally, struct error *e)
{
    struct db_result *r = send_ends(ctx, b, tally, e);
    /* a newer wish came in between looking for it and giving ours back: now it is seen */
    if (!r && strcmp(db_sqlstate(ctx->db), "23505") == 0)
        r = send_ends(ctx, b, tally, e);
    if (!r)
        return false;
    tally->done += (size_t)db_int64(r, 0, 0);
    tally->failed += (size_t)db_int64(r, 0, 1);
    tally->waiting += (size_t)db_int64(r, 0, 2);
    db_result_free(r);
    for (size_t i = 0; i < b->count; i++)
        if (b->rows[i].message && strcmp(b->rows[i].state, "done") != 0)
            outbox_note_error(tally, b->rows[i].message);
    return true;
}

bool outbox_postpone(struct context *ctx, const char *target, const char *operation_id, bool was_tried, int wait_ms,
                     const struct error *why, struct outbox_tally *tally, struct error *e)
{
    char text[900];
    const char *message = text_safe_copy(ctx->arena, error_text(why, text, sizeof text));
    struct db_result *r =
        db_query(ctx->db, "outbox_postpone",
                 DB_PARAMS(target, message, number_text(ctx, wait_ms > 0 ? clock_wait_ms(wait_ms) : FIRST_WAIT_MS),
                           was_tried ? "t" : "f", operation_id),
                 e);
    if (!r)
        return false;
    outbox_tally_forget(tally);
    if (db_rows(r) > 0) {
        tally->waiting += (size_t)db_int64(r, 0, 0);
        outbox_note_error(tally, message);
    }
    db_result_free(r);
    return true;
}

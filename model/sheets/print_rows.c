/* What is left of a print. */
#include "model/sheets/print_rows.h"

#include "base/clock.h"
#include "base/text.h"
#include "db/db.h"
#include "model/lists/story.h"
#include "model/values/amount.h"

#include <stdio.h>

enum {
    PATIENCE_MS = 5000, /* a customer stands at the desk */
    LOOK_AGAIN_MS = 50,
    PART = 500,
    PART_DIGITS = 12
};

/* In the order of sheet_rows.sql. */
enum fact {
    LINE,
    CODE,
    PASSWORD,
    TITLE,
    PRICE,
    VALIDITY,
    UPTIME,
    BYTES,
    LOT,
    PLACE,
    HOST,
    COPY
};

/* is_missing: a template made them, and the router has not got all of them yet. */
static bool look(struct context *ctx, struct print_order *o, bool *is_missing, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "sheet_print", DB_PARAMS(o->id), e);
    if (!r)
        return false;
    bool is_there = db_rows(r) > 0;
    *is_missing = is_there && db_int64(r, 0, 3) > 0;
    if (is_there && !*is_missing) {
        o->file = story_text(ctx->arena, r, 0, 0);
        o->title = story_text(ctx->arena, r, 0, 1);
        o->left = (size_t)db_int64(r, 0, 2);
    }
    db_result_free(r);
    return is_there || error_set(e, ERR_REFUSED, "the vouchers were not printed", "nobody asked for this print");
}

/* The router is told in the same moment, by another thread. */
bool print_order_read(struct context *ctx, const char *id, struct print_order *o, struct error *e)
{
    bool is_missing = true;
    *o = (struct print_order){ .id = id };
    for (int64_t until = clock_ms() + PATIENCE_MS; is_missing && clock_ms() < until;) {
        if (context_cancelled(ctx, e) || !look(ctx, o, &is_missing, e))
            return false;
        if (is_missing)
            clock_pause(LOOK_AGAIN_MS);
    }
    return is_missing
               ? error_set(e, ERR_UNREACHABLE, "the vouchers were not printed", "the router has not got them yet")
               : sheet_form_read(ctx, &o->form, e);
}

static const char *limits_of(struct arena *a, const struct sheet_form *form, const struct db_result *r, int row)
{
    const char *time = sheet_time(a, form, db_int64(r, row, UPTIME)),
               *volume = sheet_volume(a, db_int64(r, row, BYTES));
    return time && volume ? arena_printf(a, "%s · %s", time, volume) : time ? time : volume;
}

static void fill(struct arena *a, const struct print_order *o, const struct db_result *r, int row,
                 struct print_line *line)
{
    char price[AMOUNT_TEXT];
    struct sheet_voucher *v = &line->voucher;
    *line = (struct print_line){ .place = (int)db_int64(r, row, LINE) };
    v->code = db_value(r, row, CODE);
    v->password = db_is_null(r, row, PASSWORD) ? NULL : db_value(r, row, PASSWORD);
    v->title = db_value(r, row, TITLE);
    v->price = arena_strdup(a, rp_human(price, db_int64(r, row, PRICE)));
    v->validity = sheet_time(a, &o->form, db_int64(r, row, VALIDITY));
    v->limits = limits_of(a, &o->form, r, row);
    v->url = sheet_login_url(a, db_value(r, row, HOST), v->code, v->password);
    v->lot = db_value(r, row, LOT);
    v->number = (size_t)db_int64(r, row, PLACE);
    v->is_copy = db_bool(r, row, COPY);
}

/* A part of what is left; *after becomes the place of its last one. */
static bool each_of_part(struct context *ctx, const struct print_order *o, char after[PART_DIGITS], int *count,
                         bool (*take)(void *, const struct print_line *, struct error *), void *take_ctx,
                         struct error *e)
{
    struct context inner = *ctx;
    struct print_line line;
    inner.arena = arena_new();
    struct db_result *r =
        db_query(ctx->db, "sheet_rows", DB_PARAMS(o->id, after, arena_printf(inner.arena, "%d", PART)), e);
    bool ok = r != NULL;
    *count = ok ? db_rows(r) : 0;
    for (int i = 0; ok && i < *count; i++) {
        fill(inner.arena, o, r, i, &line);
        ok = !context_cancelled(ctx, e) && take(take_ctx, &line, e);
        snprintf(after, PART_DIGITS, "%d", line.place);
    }
    db_result_free(r);
    arena_free(inner.arena);
    return ok;
}

bool print_each(struct context *ctx, const struct print_order *o,
                bool (*take)(void *take_ctx, const struct print_line *line, struct error *e), void *take_ctx,
                struct error *e)
{
    char after[PART_DIGITS] = "0";
    int count = 1;
    bool ok = true;
    while (ok && count)
        ok = each_of_part(ctx, o, after, &count, take, take_ctx, e);
    return ok;
}

bool print_note_done(struct context *ctx, const struct print_order *o, const char *places, struct error *e)
{
    return db_run(ctx->db, "sheet_done", DB_PARAMS(o->id, places), NULL, e);
}

bool print_note_begun(struct context *ctx, const struct print_order *o, int place, bool begins, struct error *e)
{
    char number[PART_DIGITS];
    snprintf(number, sizeof number, "%d", place);
    return db_run(ctx->db, "sheet_begin", DB_PARAMS(o->id, number, begins ? "t" : "f"), NULL, e);
}

bool print_note_end(struct context *ctx, const struct print_order *o, size_t pages, struct error *e)
{
    const char *number = pages ? arena_printf(ctx->arena, "%zu", pages) : NULL;
    return db_run(ctx->db, "sheet_end", DB_PARAMS(o->id, number), NULL, e);
}

bool print_fail(struct context *ctx, struct effect_row *row, const struct error *why, const char *then)
{
    char text[900];
    const char *said = text_safe_copy(ctx->arena, error_text(why, text, sizeof text));
    row->state = EFFECT_FAILED;
    row->message = then ? arena_printf(ctx->arena, "%s; %s", said, then) : said;
    return true;
}

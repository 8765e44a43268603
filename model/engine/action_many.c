/* Plans for a great many users.
 *
 * The selection is made in the transaction of the plan and stays in the database, in a setting of that transaction; a
 * parameter can't be taken from there, so the plan is prepared by name and executed with it. Its rows come one by one.
 */
#include "model/engine/action_many.h"

#include "base/error.h"
#include "db/db.h"
#include "model/engine/entity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHOSEN "current_setting('hotspot_console.chosen')::uuid[]"

/* As many rows with texts as a plan may have: of those that are changed, and of those that are refused. */
enum {
    MOST_TOLD = 4 * PLAN_MOST_SAMPLES
};

struct reading {
    struct context *ctx;
    struct plan *plan;
    struct many *many; /* of the plan */
    size_t room;       /* ids that were chosen */
    struct plan_sample told[MOST_TOLD];
    size_t told_count;
    bool is_told; /* all rows with texts have come */
    bool is_broken, fails_on_data;
    bool is_booked; /* what is booked is kept row by row, see action_terms.c */
};

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static unsigned nibble(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static bool pack(unsigned char out[MANY_ID_BYTES], const char *text)
{
    size_t n = 0;
    for (; *text && n < 2 * MANY_ID_BYTES; text++) {
        if (*text == '-')
            continue;
        if (!is_hex(*text))
            return false;
        out[n / 2] = (unsigned char)(n % 2 ? out[n / 2] | nibble(*text) : nibble(*text) << 4);
        n++;
    }
    return !*text && n == 2 * MANY_ID_BYTES;
}

const char *many_array(struct arena *a, const struct many *m, size_t first, size_t count)
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc(a, count * (MANY_ID_TEXT + 1) + 3), *at = text;
    for (size_t i = 0; i < count; i++) {
        *at++ = i ? ',' : '{';
        for (size_t b = 0; b < MANY_ID_BYTES; b++) {
            if (b == 4 || b == 6 || b == 8 || b == 10)
                *at++ = '-';
            *at++ = digits[m->ids[first + i][b] >> 4];
            *at++ = digits[m->ids[first + i][b] & 15];
        }
    }
    strcpy(at, count ? "}" : "{}");
    return text;
}

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, MANY_ID_BYTES);
}

static bool take_row(void *at, const struct db_result *r)
{
    struct reading *x = at;
    struct plan *plan = x->plan;
    bool is_refused = !db_is_null(r, 0, PLAN_REFUSAL);
    if (db_columns(r) > PLAN_TERMS && !db_is_null(r, 0, PLAN_TERMS)) {
        x->is_booked = true;
        return false;
    }
    if (!db_is_null(r, 0, PLAN_NOTE))
        plan_add_note(x->ctx->arena, plan, arena_strdup(x->ctx->arena, db_value(r, 0, PLAN_NOTE)));
    x->is_told = x->is_told || db_is_null(r, 0, PLAN_LABEL);
    if (!x->is_told && x->told_count < MOST_TOLD)
        x->told[x->told_count++] = plan_take_sample(x->ctx->arena, r, 0);
    if (is_refused)
        plan->refused_count++;
    else if (plan->id_count < x->room && pack(x->many->ids[plan->id_count], db_value(r, 0, PLAN_ID)))
        plan->id_count++;
    else
        x->is_broken = true;
    return !x->is_broken;
}

/* How many the choice has; their ids stay in the database. */
static bool choose(struct context *ctx, const struct many_choice *c, size_t *count, struct error *e)
{
    const char *sql = arena_printf(ctx->arena,
                                   "SELECT count(*), set_config('hotspot_console.chosen', '{' || coalesce(string_agg("
                                   "s.id::text, ','), '') || '}', true) IS NULL FROM (%s) s (id)",
                                   c->sql);
    struct db_result *r = db_text(ctx->db, sql, c->params, (int)c->param_count, e);
    if (r)
        *count = (size_t)db_int64(r, 0, 0);
    db_result_free(r);
    return r != NULL;
}

static bool give_arguments(struct context *ctx, const struct plan *plan, struct error *e)
{
    for (size_t i = 0; i < plan->action->arg_count; i++)
        if (!db_run(ctx->db, "plan_argument", DB_PARAMS(arena_printf(ctx->arena, "%zu", i), plan->args[i]), NULL, e))
            return false;
    return true;
}

static bool run(struct context *ctx, const char *sql, struct error *e)
{
    struct db_result *r = db_text(ctx->db, sql, NULL, 0, e);
    db_result_free(r);
    return r != NULL;
}

/* A statement's name outlives its transaction, and goes also where that failed. */
static bool forget(struct context *ctx, const char *name, bool was_run, struct error *e)
{
    struct error unseen;
    if (was_run)
        return run(ctx, arena_printf(ctx->arena, "DEALLOCATE \"%s\"", name), e);
    db_rollback(ctx->db);
    run(ctx, arena_printf(ctx->arena, "DEALLOCATE \"%s\"", name), &unseen);
    return false;
}

/* Row after row of db/NAME.sql, whose $1 are the chosen ids; arguments of the plan follow. */
static bool stream(struct reading *x, const char *query, size_t arguments,
                   bool (*row)(void *at, const struct db_result *r), void *at, struct error *e)
{
    struct strbuf prepare = { .arena = x->ctx->arena }, execute = { .arena = x->ctx->arena };
    char name[40];
    action_new_id(name);
    strbuf_printf(&prepare, "PREPARE \"%s\" (uuid[]", name);
    strbuf_printf(&execute, "EXECUTE \"%s\" (" CHOSEN, name);
    for (size_t i = 0; i < arguments; i++) {
        strbuf_add(&prepare, ", text");
        strbuf_printf(&execute, ", substr(nullif(current_setting('hotspot_console.argument_%zu'), ''), 2)", i);
    }
    strbuf_printf(&prepare, ") AS %s", db_sql(query));
    strbuf_add(&execute, ")");
    if (!run(x->ctx, strbuf_text(&prepare), e))
        return false;
    bool ok = db_stream(x->ctx->db, strbuf_text(&execute), NULL, 0, row, at, e);
    x->fails_on_data = !ok && db_is_of_data(x->ctx->db);
    return forget(x->ctx, name, ok, e);
}

static bool note_damaged(void *at, const struct db_result *r)
{
    (void)r;
    *(bool *)at = false;
    return true;
}

static bool take_note(void *at, const struct db_result *r)
{
    struct reading *x = at;
    plan_add_note(x->ctx->arena, x->plan, arena_strdup(x->ctx->arena, db_value(r, 0, 0)));
    return true;
}

static bool read_plan(struct reading *x, bool *is_plain, struct error *e)
{
    struct context *ctx = x->ctx;
    const struct action *a = x->plan->action;
    const char *damaged = entity_find(a->entity)->damaged_sql;
    if (damaged && !stream(x, damaged, 0, note_damaged, is_plain, e))
        return false;
    if (!*is_plain)
        return true;
    x->many->ids = arena_alloc(ctx->arena, x->room * MANY_ID_BYTES + 1);
    if (!stream(x, arena_printf(ctx->arena, "%s_plan", a->sql), a->arg_count, take_row, x, e))
        return false;
    if (x->is_booked) {
        *is_plain = false;
        return true;
    }
    if (x->is_broken)
        return error_set(e, ERR_INTERNAL, "the plan can't be read", "%s gives what was not chosen", a->sql);
    plan_take_samples(x->told, x->told_count, ctx->arena, x->plan);
    qsort(x->many->ids, x->plan->id_count, MANY_ID_BYTES, by_bytes);
    if (!a->syncs_router || !x->plan->id_count)
        return true;
    plan_note_sync(ctx->arena, x->plan);
    return stream(x, "plan_left_rows", 0, take_note, x, e);
}

bool many_plan(struct context *ctx, const struct many_choice *choice, struct plan *plan, bool *is_plain,
               struct error *e)
{
    struct plan empty = *plan;
    struct reading x = { .ctx = ctx, .plan = plan, .many = ARENA_NEW(ctx->arena, struct many) };
    *is_plain = true;
    if (!db_begin(ctx->db, e))
        return false;
    plan->many = x.many;
    bool ok = db_run(ctx->db, "operation_settings", DB_PARAMS(ctx->actor, NULL), NULL, e) &&
              db_run(ctx->db, "operation_plans", DB_PARAMS("force_custom_plan"), NULL, e) &&
              choose(ctx, choice, &x.room, e) && give_arguments(ctx, plan, e) && read_plan(&x, is_plain, e);
    db_rollback(ctx->db);
    *is_plain = *is_plain && ok;
    ok = ok || x.fails_on_data;
    if (!*is_plain)
        *plan = empty;
    return ok;
}

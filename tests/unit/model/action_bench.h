/* What the tests of actions share: a migrated database, users in it, and one line to run an action. */
#ifndef TESTS_UNIT_MODEL_ACTION_BENCH_H
#define TESTS_UNIT_MODEL_ACTION_BENCH_H

#include "tests/unit/db/scratch.h"

#include "db/migrate.h"
#include "model/config/config.h"
#include "model/engine/action.h"
#include "model/settings/setting.h"

struct bench {
    struct scratch scratch;
    struct context ctx;
    struct config config;
};

static inline struct context bench_context(struct db *db, const struct config *config)
{
    return (struct context){ .config = config, .db = db, .arena = arena_new(), .actor = "siti@kasir-1" };
}

/* NULL where no server was named. */
static inline struct bench *bench_open(void)
{
    static struct bench b;
    struct migrate_options options = { .dry_run = false };
    struct error e = { .code = ERR_NONE };
    if (!scratch_open(&b.scratch))
        return NULL;
    b.config = (struct config){ .database = b.scratch.conninfo };
    b.ctx = bench_context(db_new(b.scratch.conninfo, "bench"), &b.config);
    if (!migrate_run(b.ctx.db, &options, &e))
        fail_msg("%s: %s", e.what, e.why);
    if (!settings_register(&b.ctx, &e))
        fail_msg("%s: %s", e.what, e.why);
    scratch_ask(b.scratch.admin, "SET timezone = 'UTC'");
    scratch_ask(b.scratch.admin, "INSERT INTO console.router VALUES ('main', 0, '{hs1}'), ('north', 1, '{hs2}')");
    return &b;
}

static inline void bench_close(struct bench *b)
{
    if (!b)
        return;
    db_free(b->ctx.db);
    arena_free(b->ctx.arena);
    scratch_close(&b->scratch);
}

/* The first value of a query made by printf. */
static inline const char *ask(struct bench *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
static inline const char *ask(struct bench *b, const char *format, ...)
{
    char sql[8192];
    va_list ap;
    va_start(ap, format);
    vsnprintf(sql, sizeof sql, format, ap);
    va_end(ap);
    return arena_strdup(b->ctx.arena, scratch_ask(b->scratch.admin, sql));
}

/* An approved user on router main with 10240 MB purchased; columns: further assignments, or NULL. */
static inline const char *new_user(struct bench *b, const char *columns)
{
    static int number;
    const char *id = ask(b,
                         "INSERT INTO public.users (id, phone_number, full_name, is_active, approval_status, "
                         "mikrotik_server_name, total_quota_purchased_mb) VALUES (gen_random_uuid(), '+62812%08d', "
                         "'Budi %05d', true, 'APPROVED', 'hs1', 10240) RETURNING id",
                         number, number);
    number++;
    if (columns)
        ask(b, "UPDATE public.users SET %s WHERE id = '%s'", columns, id);
    return id;
}

/* An open debt item, with the user's sum; date: SQL. */
static inline const char *new_debt(struct bench *b, const char *user, int amount, int paid, const char *date)
{
    return ask(b,
               "WITH u AS (UPDATE public.users SET manual_debt_mb = manual_debt_mb + %d WHERE id = '%s') "
               "INSERT INTO public.user_quota_debts (id, user_id, debt_date, amount_mb, paid_mb) "
               "VALUES (gen_random_uuid(), '%s', %s, %d, %d) RETURNING id",
               amount - paid, user, user, date, amount, paid);
}

/* Plans an action; fails the test where it fails. */
static inline struct plan make_plan_of(struct context *ctx, const char *action, const struct selection *s,
                                       const char *const *names, const char *const *values, size_t count)
{
    struct error e = { .code = ERR_NONE };
    struct plan plan = { .action = NULL };
    const char *const *args;
    const struct action *a = action_find(action);
    assert_non_null(a);
    if (!action_parse_args(ctx, a, names, values, count, &args, &e) || !action_plan(ctx, a, s, args, &plan, &e))
        fail_msg("%s: %s: %s", action, e.what, e.why);
    return plan;
}

static inline struct plan make_plan(struct context *ctx, const char *action, const struct selection *s,
                                    const char *name, const char *value)
{
    return make_plan_of(ctx, action, s, &name, &value, name != NULL);
}

/* Applies a plan; fails the test where it fails. */
static inline struct action_result carry_out_plan(struct bench *b, const struct plan *plan)
{
    struct error e = { .code = ERR_NONE };
    struct action_result result;
    char id[40];
    action_new_id(id);
    if (!action_apply(&b->ctx, plan, id, &result, &e))
        fail_msg("%s: %s: %s", plan->action->name, e.what, e.why);
    return result;
}

/* Plans and applies an action on these users. */
static inline struct action_result run_action(struct bench *b, const char *action, const char *const *ids, size_t count,
                                              const char *name, const char *value)
{
    struct plan plan = make_plan(&b->ctx, action, &(struct selection){ .ids = ids, .id_count = count }, name, value);
    return carry_out_plan(b, &plan);
}

static inline struct action_result run_on(struct bench *b, const char *action, const char *user, const char *name,
                                          const char *value)
{
    return run_action(b, action, &user, 1, name, value);
}

/* Quota and debt of a user in one text: purchased/used/offset/manual. */
static inline const char *figures(struct bench *b, const char *user)
{
    return ask(b,
               "SELECT total_quota_purchased_mb || '/' || total_quota_used_mb || '/' || auto_debt_offset_mb || '/' || "
               "manual_debt_mb FROM public.users WHERE id = '%s'",
               user);
}

/* Debt items of a user, oldest first: paid/amount, and p where it is closed. */
static inline const char *items(struct bench *b, const char *user)
{
    return ask(b,
               "SELECT coalesce(string_agg(paid_mb || '/' || amount_mb || CASE WHEN is_paid THEN 'p' ELSE '' END, ' ' "
               "ORDER BY debt_date NULLS LAST, created_at, id), '') FROM public.user_quota_debts WHERE user_id = '%s'",
               user);
}

static inline int count_of(struct bench *b, const char *table, const char *operation)
{
    return atoi(ask(b, "SELECT count(*) FROM %s = '%s'", table, operation));
}
#define LEDGER "public.quota_mutation_ledger WHERE idempotency_key"
#define AUDIT "console.audit_log WHERE operation_id"
#define OUTBOX "console.outbox WHERE operation_id"

#endif

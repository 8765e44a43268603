/* Monthly invoices as jobs: made on their day, reminded of, and a reason to block. */
#include "model/bill/invoice.h"

#include "db/db.h"
#include "model/customers/policy.h"
#include "model/engine/action.h"
#include "model/settings/setting.h"

#include <stdio.h>
#include <string.h>

static const char *copy_value(struct arena *a, const struct db_result *r, int row)
{
    return arena_strdup(a, db_value(r, row, 0));
}

/* The months in which something is missing, NULL-terminated; NULL where that can't be told. */
static const char **read_periods(struct context *ctx, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "invoice_bill_periods", NULL, 0, e);
    if (!r)
        return NULL;
    const char **periods = ARENA_ARRAY(ctx->arena, const char *, db_rows(r) + 1);
    for (int i = 0; i < db_rows(r); i++)
        periods[i] = copy_value(ctx->arena, r, i);
    db_result_free(r);
    return periods;
}

static bool plan_period(struct context *ctx, const char *period, struct plan *plan, struct error *e)
{
    const struct selection all_active = { .ids = NULL };
    const char **args = ARENA_ARRAY(ctx->arena, const char *, 2);
    args[0] = period;
    return action_plan(ctx, action_find("invoices.generate"), &all_active, args, plan, e);
}

/* One operation a month: what is done stays done whatever becomes of the next. */
static bool bill_period(struct context *ctx, const char *period, bool is_report, struct strbuf *words, struct error *e)
{
    struct action_result done;
    struct plan plan;
    char id[40];
    if (!plan_period(ctx, period, &plan, e))
        return false;
    if (plan.id_count == 0)
        return true;
    const char *separator = words->length ? "; " : is_report ? "would make " : "";
    if (is_report) {
        strbuf_printf(words, "%s%s", separator, plan.notes[0] ? plan.notes[0] : plan.summary);
        return true;
    }
    action_new_id(id);
    if (!action_apply(ctx, &plan, id, &done, e))
        return false;
    strbuf_printf(words, "%s%zu made of %s", separator, done.changed, period);
    return true;
}

static bool bill(struct context *ctx, bool is_report, char *result, size_t size, struct error *e)
{
    struct context own = *ctx;
    struct strbuf words = { .arena = ctx->arena };
    const char **periods = read_periods(ctx, e);
    if (!periods)
        return false;
    own.actor = "job:billing";
    for (; *periods; periods++)
        if (context_cancelled(ctx, e) || !bill_period(&own, *periods, is_report, &words, e))
            return false;
    snprintf(result, size, "%s", words.length ? strbuf_text(&words) : "nothing to do");
    return true;
}

bool invoice_bill(struct context *ctx, char *result, size_t size, struct error *e)
{
    const char *policy = setting_read(ctx, "billing_policy", e);
    if (!policy)
        return false;
    if (strcmp(policy, "off") != 0)
        return bill(ctx, strcmp(policy, "report") == 0, result, size, e);
    snprintf(result, size, "off");
    return true;
}

bool invoice_remind(struct context *ctx, char *result, size_t size, struct error *e)
{
    return db_run(ctx->db, "invoice_withdraw_reminders", NULL, 0, NULL, e) &&
           policy_carry_out(ctx, "invoice_reminders", result, size, e);
}

bool invoice_isolate(struct context *ctx, char *result, size_t size, struct error *e)
{
    return policy_run(ctx, "isolir", result, size, e);
}

/* Debt policies as jobs. */
#include "model/customers/policy.h"

#include "db/db.h"
#include "model/engine/action.h"
#include "model/settings/setting.h"

#include <stdio.h>
#include <string.h>

/* The first note of a policy's plan: "block 3, unblock 1". */
static const char *intent(const struct plan *plan)
{
    return plan->notes[0] ? plan->notes[0] : plan->summary;
}

/* Refused are those whose day has not come. */
static void say_idle(const struct plan *plan, char *result, size_t size)
{
    if (plan->refused_count)
        snprintf(result, size, "nothing to do yet, %zu wait for their day", plan->refused_count);
    else
        snprintf(result, size, "nothing to do");
}

static bool plan_policy(struct context *ctx, const char *name, struct plan *plan, struct error *e)
{
    static const char *const no_args[] = { NULL };
    const struct selection everybody = { .ids = NULL };
    const struct action *a = action_find(arena_printf(ctx->arena, "policies.%s", name));
    return action_plan(ctx, a, &everybody, no_args, plan, e);
}

static bool report(struct context *ctx, const char *name, char *result, size_t size, struct error *e)
{
    struct plan plan;
    if (!plan_policy(ctx, name, &plan, e))
        return false;
    if (plan.id_count == 0)
        say_idle(&plan, result, size);
    else
        snprintf(result, size, "would %s", intent(&plan));
    return true;
}

bool policy_carry_out(struct context *ctx, const char *name, char *result, size_t size, struct error *e)
{
    struct context own = *ctx;
    struct action_result done;
    struct plan plan;
    char id[40];
    own.actor = arena_printf(ctx->arena, "job:%s", name);
    if (!plan_policy(&own, name, &plan, e))
        return false;
    if (plan.id_count == 0) {
        say_idle(&plan, result, size);
        return true;
    }
    const char *said = arena_strdup(ctx->arena, intent(&plan));
    action_new_id(id);
    if (!action_apply(&own, &plan, id, &done, e))
        return false;
    snprintf(result, size, "%s: %zu done", said, done.changed);
    return true;
}

bool policy_run(struct context *ctx, const char *name, char *result, size_t size, struct error *e)
{
    const char *policy = setting_read(ctx, arena_printf(ctx->arena, "%s_policy", name), e);
    if (!policy)
        return false;
    if (strcmp(policy, "on") == 0)
        return policy_carry_out(ctx, name, result, size, e);
    if (strcmp(policy, "report") == 0)
        return report(ctx, name, result, size, e);
    snprintf(result, size, "off");
    return true;
}

bool policy_remind(struct context *ctx, char *result, size_t size, struct error *e)
{
    return db_run(ctx->db, "policy_withdraw_reminders", NULL, 0, NULL, e) &&
           db_run(ctx->db, "policy_forget_warnings", NULL, 0, NULL, e) &&
           policy_carry_out(ctx, "debt_reminders", result, size, e);
}

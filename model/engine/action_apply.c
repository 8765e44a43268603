/* Doing what was planned. */
#include "model/engine/action.h"

#include "model/engine/action_operation.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

void action_new_id(char out[40])
{
    unsigned char b[16];
    if (getrandom(b, sizeof b, 0) != (ssize_t)sizeof b)
        abort();
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    snprintf(out, 40, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3],
             b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

static const char *kept_text(const struct plan *plan, size_t i)
{
    const struct action_arg *arg = &plan->action->args[i];
    return arg->is_goods || arg->is_secret ? "***" : plan->args[i];
}

/* {"mb": "10240"}: names and values as they were normalised; of goods and secrets nothing but that they were given. */
static const char *args_json(struct arena *a, const struct plan *plan)
{
    json_t *object = json_object();
    for (size_t i = 0; i < plan->action->arg_count; i++)
        if (plan->args[i])
            json_object_set_new(object, plan->action->args[i].name, json_string(kept_text(plan, i)));
    char *text = json_dumps(object, JSON_COMPACT);
    const char *copy = arena_strdup(a, text ? text : "{}");
    free(text);
    json_decref(object);
    return copy;
}

bool action_apply(struct context *ctx, const struct plan *plan, const char *operation_id, struct action_result *result,
                  struct error *e)
{
    if (!operation_is_allowed(ctx, operation_id, e))
        return false;
    if (plan->id_count == 0)
        return error_set(e, ERR_REFUSED, "nothing is changed", "%s",
                         plan->refused_count ? "every row of the selection is refused" : "no row matches");
    if (action_is_undo(plan->action))
        return action_undo(ctx, plan->ids[0], operation_id, result, e);
    struct operation op = {
        .ctx = ctx,
        .id = operation_id,
        .action = plan->action,
        .rules = plan->action,
        .plan = plan,
        .args = args_json(ctx->arena, plan),
        .selection = plan->selection_text,
        .asked = plan->id_count,
    };
    if (!operation_run(&op, e))
        return false;
    operation_finish(&op, result);
    return true;
}

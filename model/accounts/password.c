/* Showing a hotspot password: noted first, then read. */
#include "model/accounts/password.h"

#include "db/db.h"
#include "model/accounts/room.h"

static bool refuse(struct error *e)
{
    return error_set(e, ERR_REFUSED, "it can't be shown", "this customer has no hotspot password");
}

static bool note_look(struct context *ctx, const char *user_id, struct error *e)
{
    const struct action *a = action_find("users.show_password");
    const struct selection one = { .ids = &user_id, .id_count = 1 };
    struct action_result result;
    const char *const *args;
    struct plan plan;
    char id[40];

    if (!action_parse_args(ctx, a, NULL, NULL, 0, &args, e) || !action_plan(ctx, a, &one, args, &plan, e))
        return false;
    if (plan.id_count == 0)
        return refuse(e);
    action_new_id(id);
    return action_apply(ctx, &plan, id, &result, e);
}

bool account_show_password(struct context *ctx, const char *user_id, struct account_password *out, struct error *e)
{
    struct db_result *r = NULL;
    if (!note_look(ctx, user_id, e) || !(r = db_query(ctx->db, "user_password", DB_PARAMS(user_id), e)))
        return false;
    bool ok = db_rows(r) > 0;
    if (ok)
        *out = (struct account_password){ .name = arena_strdup(ctx->arena, db_value(r, 0, 0)),
                                          .account = arena_strdup(ctx->arena, db_value(r, 0, 1)),
                                          .password = arena_strdup(ctx->arena, db_value(r, 0, 2)) };
    db_result_free(r);
    return ok || refuse(e);
}

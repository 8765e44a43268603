/* A look at a router that Mikhmon ran. */
#include "model/mikhmon/takeover.h"

#include "base/text.h"
#include "db/db.h"
#include "model/mikhmon/mikhmon_read.h"
#include "model/routers/router.h"

bool takeover_is(struct context *ctx, const char *takeover, const char *states, bool *it_is, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "takeover_is", DB_PARAMS(takeover, states), e);
    *it_is = r && db_bool(r, 0, 0);
    db_result_free(r);
    return r != NULL;
}

/* Refused: nothing is the matter with the router, but it can't be read so. Said where the take-over stands. */
static bool settle(struct context *ctx, struct effect_row *row, bool ok, const struct error *failure, struct error *e)
{
    const char *why = ok ? NULL : arena_printf(ctx->arena, "%s: %s", failure->what, failure->why);
    row->state = ok ? EFFECT_DONE : EFFECT_FAILED;
    row->message = why ? text_safe_copy(ctx->arena, why) : NULL;
    return db_run(ctx->db, "takeover_looked", DB_PARAMS(row->entity_id, row->message), NULL, e);
}

bool effect_mikhmon_look(struct context *ctx, const char *router, struct effect_row *rows, size_t count,
                         struct error *e)
{
    struct ros *ros = routers_get(ctx, router, e);
    if (!ros)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct error failure = { .code = ERR_NONE };
        bool is_wanted;
        if (!takeover_is(ctx, rows[i].entity_id, "{looking,looked}", &is_wanted, e))
            return false;
        if (!is_wanted) {
            rows[i].state = EFFECT_DONE;
            continue;
        }
        bool ok = mikhmon_read(ctx, ros, router, rows[i].entity_id, READ_ALL, &failure);
        routers_report(ctx, router, ok ? NULL : &failure);
        if (!ok && failure.code != ERR_REFUSED) {
            if (e)
                *e = failure;
            return false;
        }
        if (!settle(ctx, &rows[i], ok, &failure, e))
            return false;
    }
    return true;
}

/* A customer in database, router and gateways, side by side. */
#include "model/diagnosis/compare.h"

#include "base/i18n.h"
#include "db/db.h"
#include "model/engine/symptom.h"
#include "model/lists/story.h"
#include "model/values/room.h"

static bool read_account(struct context *ctx, struct sides *sides, struct error *e)
{
    static const char *const facts[] = { N_("quota left"), N_("valid until"), N_("debt") };
    struct db_result *r = db_query(ctx->db, "sides_account", DB_PARAMS(sides->user_id), e);
    if (!r)
        return false;
    bool is_there = db_rows(r) > 0;
    sides->full_name = is_there ? story_text(ctx->arena, r, 0, 0) : NULL;
    for (int i = 0; is_there && i < (int)(sizeof facts / sizeof *facts); i++)
        sides_add(sides, facts[i])->database = story_text(ctx->arena, r, 0, i + 1);
    db_result_free(r);
    return is_there || error_set(e, ERR_REFUSED, "this user is gone", "there is no user with id %s", sides->user_id);
}

bool diagnosis_compare(struct context *ctx, const char *user_id, bool asks, struct sides *sides, struct error *e)
{
    struct context inner = *ctx;
    if (!asks) {
        inner.routers = NULL;
        inner.gateways = NULL;
    }
    *sides = (struct sides){ .arena = ctx->arena, .user_id = arena_strdup(ctx->arena, user_id), .was_asked = asks };
    if (!read_account(ctx, sides, e))
        return false;
    ROOM_EACH (symptom_look, look, looks, name)
        if (look->compare)
            look->compare(&inner, sides);
    return true;
}

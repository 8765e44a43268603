/* The outbox of one target, of whatever kind. */
#include "model/engine/outbox_target.h"

#include "db/db.h"
#include "model/values/room.h"

#include <string.h>

const struct target *target_at(size_t i)
{
    ROOM_EACH (target, t, targets, kind)
        if (!i--)
            return t;
    return NULL;
}

const struct target *target_find(const char *target)
{
    size_t length = strcspn(target, ":");
    ROOM_EACH (target, t, targets, kind)
        if (strlen(t->kind) == length && strncmp(t->kind, target, length) == 0)
            return t;
    return NULL;
}

const char *target_name(const char *target)
{
    const char *colon = strchr(target, ':');
    return colon ? colon + 1 : "";
}

bool outbox_drain_target(struct context *ctx, const char *target, const char *operation_id, struct outbox_tally *tally,
                         struct error *e)
{
    const struct target *t = target_find(target);
    if (t)
        return t->drain(ctx, t, target, operation_id, tally, e);
    outbox_note_error(tally, arena_printf(ctx->arena, "%s is nothing that this program knows", target));
    return true;
}

bool outbox_is_due(struct context *ctx, const char *target, bool *is_due, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "outbox_is_due", DB_PARAMS(target), e);
    if (!r)
        return false;
    *is_due = db_bool(r, 0, 0);
    db_result_free(r);
    return true;
}

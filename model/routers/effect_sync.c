/* Effects that bring a router to what the database says: of users, and the way to the bank. */
#include "base/text.h"
#include "model/routers/drift.h"
#include "model/routers/effects.h"
#include "model/routers/garden.h"
#include "model/routers/sync.h"

bool effect_sync_users(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e)
{
    const char **users = ARENA_ARRAY(ctx->arena, const char *, count + 1);
    struct sync_outcome *outcomes = ARENA_ARRAY(ctx->arena, struct sync_outcome, count + 1);

    for (size_t i = 0; i < count; i++)
        users[i] = rows[i].entity_id;
    if (!sync_users(ctx, router, users, count, outcomes, e))
        return false;
    for (size_t i = 0; i < count; i++) {
        rows[i].state = outcomes[i].state;
        rows[i].message = outcomes[i].message;
        if (rows[i].state == EFFECT_WAITS)
            rows[i].message = "no address yet: the lists follow when a device is seen";
    }
    return true;
}

bool effect_garden(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e)
{
    struct error failure = { .code = ERR_NONE };
    const char *message = NULL;
    char text[900];
    size_t changed;
    bool ok = garden_apply(ctx, router, &changed, &failure);

    if (!ok && failure.code != ERR_REFUSED) {
        if (e)
            *e = failure;
        return false;
    }
    if (!ok)
        message = text_safe_copy(ctx->arena, error_text(&failure, text, sizeof text));
    else if (changed)
        message = arena_printf(ctx->arena, "%zu entries changed", changed);
    for (size_t i = 0; i < count; i++) {
        rows[i].state = ok ? EFFECT_DONE : EFFECT_FAILED;
        rows[i].message = message;
    }
    return !ok || drift_forget(ctx, router, "garden", NULL, 0, e);
}

/* A router is asked about an operation's users while the operation is committed.
 *
 * What it says then counts as what it would say after the rows in the outbox are claimed: the operation holds the one
 * row that may wait for each of them, and nobody is at an older one, so that no sync can come between. */
#include "model/routers/sync_foreseen.h"

#include "db/db.h"
#include "model/engine/outbox_ahead.h"
#include "model/routers/router.h"
#include "model/routers/sync_ahead.h"
#include "model/routers/sync_run.h"

#include <string.h>

struct sync_foreseen {
    struct sync_run run;
    struct sync_wanted wanted;
    uint64_t connection; /* on which the router was asked */
    bool is_begun, is_taken;
};

enum {
    ROUTER_COLUMN = 5 /* of sync_foresee.sql */
};

/* That of all of them; NULL: there is none, or several. */
static const char *only_router(struct arena *a, const struct db_result *r)
{
    const char *router = db_rows(r) > 0 ? db_value(r, 0, ROUTER_COLUMN) : NULL;
    for (int i = 1; i < db_rows(r); i++)
        if (strcmp(db_value(r, i, ROUTER_COLUMN), router) != 0)
            return NULL;
    return router ? arena_strdup(a, router) : NULL;
}

/* Fails nothing: then the router is asked later. */
static void begin(struct context *ctx, struct sync_foreseen *f, const struct db_result *places,
                  const struct db_result *hints)
{
    struct sync_run *s = &f->run;
    struct error unseen;
    s->router = only_router(s->arena, places);
    s->ros = s->router ? routers_connected(ctx->routers, s->router) : NULL;
    if (!s->ros)
        return;
    sync_take_devices(s, places, hints);
    f->connection = ros_connection(s->ros);
    f->is_begun = sync_is_few(s->user_count) && sync_foresee(s, &unseen);
}

void *sync_foresee_operation(struct context *ctx, const char *operation_id, struct error *e)
{
    struct sync_foreseen *f = ARENA_NEW(ctx->arena, struct sync_foreseen);
    struct db_result *places = NULL, *hints = NULL;
    f->run = (struct sync_run){ .ctx = ctx, .arena = ctx->arena };
    bool ok = db_later(ctx->db, "sync_foresee", DB_PARAMS(operation_id), &places, e) &&
              (hints = db_query(ctx->db, "sync_foresee_hints", DB_PARAMS(operation_id), e)) != NULL;
    if (ok)
        begin(ctx, f, places, hints);
    db_result_free(places);
    db_result_free(hints);
    return ok ? f : NULL;
}

static bool is_under_way(const struct sync_foreseen *f)
{
    return f->is_begun && !f->is_taken && ros_is_connected(f->run.ros) && ros_connection(f->run.ros) == f->connection;
}

struct sync_foreseen *sync_foreseen_of(const struct context *ctx, const char *router)
{
    struct sync_foreseen *f = ctx->ahead && ctx->ahead->target ? ctx->ahead->kept : NULL;
    return f && is_under_way(f) && strcmp(f->run.router, router) == 0 ? f : NULL;
}

bool sync_foreseen_want(struct context *ctx, void *foreseen, struct error *e)
{
    struct sync_foreseen *f = foreseen;
    if (!is_under_way(f))
        return true;
    const char **ids = ARENA_ARRAY(ctx->arena, const char *, f->run.user_count + 1);
    for (size_t i = 0; i < f->run.user_count; i++)
        ids[i] = f->run.users[i].id;
    f->run.ctx = ctx;
    return sync_want_later(&f->run, ids, f->run.user_count, &f->wanted, e);
}

const char *sync_foreseen_holds(struct context *ctx, const void *foreseen, int *lease_s)
{
    const struct sync_foreseen *f = foreseen;
    if (!is_under_way(f))
        return NULL;
    *lease_s = routers_lease_s(ctx->config, f->run.router);
    return arena_printf(ctx->arena, "router:%s", f->run.router);
}

static bool is_of(const struct sync_foreseen *f, const char *const *user_ids, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < f->run.user_count; i++)
        for (size_t j = 0; j < count; j++)
            found += strcmp(f->run.users[i].id, user_ids[j]) == 0;
    return found == count && count == f->run.user_count;
}

bool sync_foreseen_take(struct sync_foreseen *f, struct sync_run *s, const char *const *user_ids, size_t count)
{
    if (!is_under_way(f) || !f->wanted.desired || !is_of(f, user_ids, count))
        return false;
    f->is_taken = true;
    f->run.ctx = s->ctx;
    s->foreseen = &f->run;
    sync_take_wanted(s, &f->wanted);
    return true;
}

void sync_foreseen_forget(struct sync_foreseen *f)
{
    if (is_under_way(f))
        sync_hear_in_vain(&f->run);
    f->is_taken = true;
}

void sync_foreseen_leave(struct context *ctx, void *foreseen)
{
    struct sync_foreseen *f = foreseen;
    f->run.ctx = ctx;
    sync_foreseen_forget(f);
    sync_wanted_free(&f->wanted);
}

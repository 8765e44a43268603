/* The outbox of one target, of whatever kind. */
#include "model/engine/outbox_target.h"

#include "db/db.h"
#include "model/pay/outbox_gateway.h"
#include "model/routers/outbox_router.h"

#include <string.h>

bool outbox_drain_target(struct context *ctx, const char *target, const char *operation_id, struct outbox_tally *tally,
                         struct error *e)
{
    bool is_router = strncmp(target, OUTBOX_ROUTER, strlen(OUTBOX_ROUTER)) == 0;
    return is_router ? outbox_drain_router(ctx, target, operation_id, tally, e)
                     : outbox_drain_gateway(ctx, target, operation_id, tally, e);
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

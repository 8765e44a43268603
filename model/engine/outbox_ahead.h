/* What of an operation's outbox is begun before its commit, so that a router answers meanwhile. Nothing is told that
 * way: it is asked only, and what it said counts only if the operation's own rows are claimed afterwards. */
#ifndef MODEL_ENGINE_OUTBOX_AHEAD_H
#define MODEL_ENGINE_OUTBOX_AHEAD_H

#include "model/engine/outbox_target.h"

#include <stddef.h>

struct db_result;

struct outbox_ahead {
    struct db_result *due; /* of outbox_targets.sql in the operation's transaction; NULL: not asked, or looked at */
    const struct target *target; /* whose kept is; NULL: of none */
    void *kept;
    const struct context *asker; /* whom to tell that opened_id is settled */
    const char *opened_id;       /* NULL: nothing is to be told */
};

/* Tells that what was asked is in the database, once: where a router was asked already that waits for its next command
 * only, else before anything that may take long. a may be NULL. */
void outbox_ahead_settle(struct outbox_ahead *a);

/* In the operation's transaction, once its rows are in the outbox: what waits is answered with it. */
bool outbox_ahead_begin(struct context *ctx, const char *operation_id, struct outbox_ahead *ahead, struct error *e);
/* With the last round trip before the commit: what is due then, and what should hold outside. */
bool outbox_ahead_ask(struct context *ctx, const char *operation_id, struct outbox_ahead *ahead, struct error *e);
/* Gives back what is left of it; what is not used was asked in vain. */
void outbox_ahead_end(struct context *ctx, struct outbox_ahead *ahead);

#endif

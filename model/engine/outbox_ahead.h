/* What of an operation's outbox is begun before its commit, so that a router answers meanwhile. Nothing is told that way: it is
 * asked only, and what it said counts only if the operation's own rows are claimed afterwards. */
#ifndef MODEL_ENGINE_OUTBOX_AHEAD_H
#define MODEL_ENGINE_OUTBOX_AHEAD_H

#include "model/engine/outbox_target.h"

#include <stddef.h>

struct db_result;

struct outbox_ahead {
    struct db_result *due;       /* of outbox_targets.sql in the operation's transaction; NULL: not asked, or looked at */
    const struct target *target; /* whose kept is; NULL: of none */
    void *kept;
};

/* In the operation's transaction, with its last round trip: what it answers is there before the commit. */
bool outbox_ahead_ask(struct context *ctx, const char *operation_id, struct outbox_ahead *ahead, struct error *e);
/* Begins with what was answered; the commit follows. */
void outbox_ahead_begin(struct context *ctx, struct outbox_ahead *ahead);
/* Gives back what is left of it; what is not used was asked in vain. */
void outbox_ahead_end(struct context *ctx, struct outbox_ahead *ahead);

#endif

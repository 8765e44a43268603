/* What of an operation's outbox is begun before its commit, so that a router answers meanwhile. Nothing is told that
 * way: it is asked only, and what it said counts only if the operation's own rows are claimed: by the transaction that
 * writes them, so that they are ours from its commit on, and nobody else's if there is none. */
#ifndef MODEL_ENGINE_OUTBOX_AHEAD_H
#define MODEL_ENGINE_OUTBOX_AHEAD_H

#include "model/engine/outbox_target.h"

#include <stddef.h>
#include <stdint.h>

struct db_result;

struct outbox_ahead {
    struct db_result *due; /* of outbox_targets.sql in the operation's transaction; NULL: not asked, or looked at */
    const struct target *target; /* whose kept is; NULL: of none */
    void *kept;
    const char *operation_id;
    const char *claims;          /* "router:main": whose rows were claimed; NULL: nobody's */
    struct db_result *claimed;   /* of outbox_claim.sql; NULL: nothing was, or it is being done */
    int64_t claimed_at;          /* clock_s() */
    const struct context *asker; /* whom to tell that opened_id is settled */
    const char *opened_id;       /* NULL: nothing is to be told */
};

/* Tells that what was asked is in the database, once: where a router was asked already that waits for its next command
 * only, else before anything that may take long. a may be NULL. */
void outbox_ahead_settle(struct outbox_ahead *a);

/* In the operation's transaction, once its rows are in the outbox: what waits is answered with it. */
bool outbox_ahead_begin(struct context *ctx, const char *operation_id, struct outbox_ahead *ahead, struct error *e);
/* With the last statements of the transaction: what is due then, what should hold outside, and who does it. */
bool outbox_ahead_ask(struct context *ctx, const char *operation_id, struct outbox_ahead *ahead, struct error *e);
/* What was claimed for the target, once; NULL: nothing was. The caller frees it. ahead may be NULL. */
struct db_result *outbox_ahead_take(struct outbox_ahead *ahead, const char *target);
/* Gives back what is left of it, in the database as well; what is not used was asked in vain. */
void outbox_ahead_end(struct context *ctx, struct outbox_ahead *ahead);
/* What this process holds of an operation and does not know of: the answer to its commit was lost. */
void outbox_release(struct context *ctx, const char *operation_id);

#endif

/* What outbox rows are for, by the part of their target before the colon ("router:main"): tables of the rooms. */
#ifndef MODEL_ENGINE_OUTBOX_TARGET_H
#define MODEL_ENGINE_OUTBOX_TARGET_H

#include "model/engine/outbox_tally.h"
#include "model/values/context.h"

#include <stdbool.h>

struct config;

struct target {
    const char *kind; /* "router" */
    /* Does what is due for it and adds to tally; operation_id NULL: of any operation. outbox_drain_each() for what is
     * asked one request a row. False only when the database fails. */
    bool (*drain)(struct context *ctx, const struct target *t, const char *target, const char *operation_id,
                  struct outbox_tally *tally, struct error *e);
    /* For outbox_drain_each(): whether this process's configuration has it, name being the part after the colon. Rows
     * for what only another host knows are that host's. */
    bool (*is_here)(const struct context *ctx, const char *name, const char *operation_id);
    int batch; /* for outbox_drain_each(): rows at once */
    /* The part after the colon of the ith that this configuration has; NULL: no more. A worker has a thread for each.
     */
    const char *(*name_at)(const struct config *c, size_t i);
    /* What of an operation may be begun before its commit; NULL: nothing. Of one kind of target only. foresee: its rows
     * are in the outbox; asks outside without waiting, and returns what the others are handed; NULL where the database
     * fails. want: has statements wait (db_later()) that say what should hold outside. leave: at the end, used or not.
     * holds: the target ("router:main") whose rows are to be claimed with that, and the length of the lease; NULL: none
     * is asked. */
    void *(*foresee)(struct context *ctx, const char *operation_id, struct error *e);
    bool (*want)(struct context *ctx, void *foreseen, struct error *e);
    const char *(*holds)(struct context *ctx, const void *foreseen, int *lease_s);
    void (*leave)(struct context *ctx, void *foreseen);
    bool talks_to_router; /* over ctx->routers, which one thread at a time may use */
};
const struct target *target_at(size_t i);             /* of all rooms; NULL: no more */
const struct target *target_find(const char *target); /* by "router:main"; NULL: this program does not know it */
const char *target_name(const char *target);          /* "main" */

/* Drains one target; adds to tally. */
bool outbox_drain_target(struct context *ctx, const char *target, const char *operation_id, struct outbox_tally *tally,
                         struct error *e);
/* Whether it has rows that are due. */
bool outbox_is_due(struct context *ctx, const char *target, bool *is_due, struct error *e);

#endif

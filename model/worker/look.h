/* One look at all that a worker may have to do, so that its threads need not look while they sleep. Notifications of
 * the database only bring it forward: it goes on without them, and behind a pooler that passes none. */
#ifndef MODEL_WORKER_LOOK_H
#define MODEL_WORKER_LOOK_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LOOK_MS = 2000 /* what nobody was told of waits so long at most */
};

/* When there was a look last, for who sleeps because of it. */
struct sight {
    atomic_llong looked_ms; /* clock_ms() */
};

void sight_init(struct sight *s);
void sight_note(struct sight *s);
bool sight_is_lost(const struct sight *s); /* nobody has looked for a while: each looks for himself */

/* What is looked for, and a number for whom. */
struct look;
struct look *look_new(struct arena *a);
void look_add_target(struct look *l, int thread, const char *target);
void look_add_brand(struct look *l, int thread, const char *brand);
void look_add_job(struct look *l, int thread, const char *name);
void look_add_inbox(struct look *l, int thread);

/* What a thread may have to do. */
enum {
    LOOK_TASKS = 1, /* for its target or brand, or in the inbox */
    LOOK_JOBS = 2,
    LOOK_ALL = LOOK_TASKS | LOOK_JOBS
};

/* found for each that has something to do. False where the database fails. */
bool look_now(struct look *l, struct context *ctx, void (*found)(void *found_ctx, int thread, int what),
              void *found_ctx, struct error *e);

#endif

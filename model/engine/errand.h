/* What a thread of a worker is at, and what it did last: noted by it, read by who keeps the heartbeat. */
#ifndef MODEL_ENGINE_ERRAND_H
#define MODEL_ENGINE_ERRAND_H

#include "base/arena.h"

#include <stdint.h>

struct errand;

struct errand_seen {
    const char *doing, *last;   /* "usage_sync:main", "outbox"; NULL: nothing, and nothing yet */
    int64_t since_ms, ended_ms; /* clock_ms(), of each */
};

struct errand *errand_new(void);
void errand_free(struct errand *e); /* NULL is allowed, here and below */

void errand_begin(struct errand *e, const char *what);
void errand_end(struct errand *e);
struct errand_seen errand_read(struct errand *e, struct arena *a);

#endif

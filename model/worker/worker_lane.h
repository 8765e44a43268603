/* The worker's threads: a lane for each router, gateway, brand of Xendit and messenger, one for the jobs that ask
 * gateways, and one for those that wait for nothing outside, each with its own connections. One that waits for what is
 * outside holds up no other. */
#ifndef MODEL_WORKER_WORKER_LANE_H
#define MODEL_WORKER_WORKER_LANE_H

#include "model/values/context.h"
#include "model/worker/stop.h"

#include <stdbool.h>
#include <stdint.h>

struct errand;
struct lanes;
struct look;
struct sight;

/* ctx: whose configuration, worker and cancel flag they share; sight: of who looks for them. They sleep until they are
 * called, or nobody looks for them any more; NULL where a thread could not be made. */
struct lanes *lanes_start(const struct context *ctx, const struct sight *sight, struct error *e);
void lanes_look_for(const struct lanes *all, struct look *look); /* adds what there may be for each, numbered from 0 */
size_t lanes_count(const struct lanes *all);
/* What one of them is called that is at work and has asked the database for nothing since so many ms; NULL: none is.
 * For one thread. */
const char *lanes_stalled(struct lanes *all, int64_t ms);
const char *lanes_name(const struct lanes *all, size_t thread); /* "router:main", "jobs", "jobs:gateways" */
struct errand *lanes_errand(const struct lanes *all, size_t thread);
struct routers *lanes_routers(const struct lanes *all, size_t thread); /* NULL: it talks to none */
/* There may be work for it, of what kind: LOOK_TASKS, LOOK_JOBS. Any thread. */
void lanes_wake(struct lanes *all, int thread, int what);
/* Cuts short what they wait for, waits until each has given back what it held, and frees them. False where one did not
 * end in time: then nothing is freed, and the process has to end. */
bool lanes_stop(struct lanes *all, const struct stop *stop);

#endif

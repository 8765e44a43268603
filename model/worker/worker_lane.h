/* The worker's threads: a lane for each router, gateway, brand of Xendit and messenger, one for the jobs that ask
 * gateways, and one for those that wait for nothing outside, each with its own connections. One that waits for what is
 * outside holds up no other. */
#ifndef MODEL_WORKER_WORKER_LANE_H
#define MODEL_WORKER_WORKER_LANE_H

#include "model/values/context.h"
#include "model/worker/stop.h"

#include <stdbool.h>

struct lanes;

/* ctx: whose configuration, worker and cancel flag they share. They run from here on; NULL where a
 * thread could not be made. */
struct lanes *lanes_start(const struct context *ctx, struct error *e);
void lanes_wake(struct lanes *all); /* there may be work: any thread */
/* Cuts short what they wait for, waits until each has given back what it held, and frees them. False where one did not
 * end in time: then nothing is freed, and the process has to end. */
bool lanes_stop(struct lanes *all, const struct stop *stop);

#endif

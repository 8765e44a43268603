/* The worker's threads for notifications: they keep the listener's port open, take what comes in and process
 * what is due, with connections of their own. Gateways are told to send to /notify/midtrans and /notify/xendit;
 * /midtrans and /xendit serve as well, for a web server in front that takes its prefix away. */
#ifndef MODEL_WORKER_INBOX_LANE_H
#define MODEL_WORKER_INBOX_LANE_H

#include "model/values/context.h"
#include "model/worker/beat.h"
#include "model/worker/stop.h"

struct inbox_lane;
struct sight;

/* ctx: whose configuration, worker and cancel flag it shares; sight: of who looks for it. It runs from here on, with or
 * without a port: one that can't be had is said in the log and in console.worker (listen_address, listen_error), and
 * tried again. NULL where the thread could not be made. */
struct inbox_lane *inbox_lane_start(const struct context *ctx, const struct sight *sight, struct error *e);
/* Where it listens, or why it can't, for the lamps: whether that has changed since it was asked; and what it is. For
 * who keeps the heartbeat, in whose row it stands. */
bool inbox_lane_has_news(struct inbox_lane *lane);
struct listening inbox_lane_listening(struct inbox_lane *lane, struct arena *a);
/* There may be work (NOTIFY 'inbox'): any thread; NULL is allowed. */
void inbox_lane_wake(struct inbox_lane *lane);
/* No more is taken; waits until what is held is given back, and frees it. NULL is allowed. False where it did not end
 * in time: then nothing is freed, and the process has to end. */
bool inbox_lane_stop(struct inbox_lane *lane, const struct stop *stop);

/* "midtrans" or "xendit": the gateway that notifies at that path; NULL: none does. */
const char *inbox_gateway_at(const char *path);

#endif

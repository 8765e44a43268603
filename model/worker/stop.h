/* How long the worker's threads are given to end. */
#ifndef MODEL_WORKER_STOP_H
#define MODEL_WORKER_STOP_H

#include <stdint.h>

/* On clock_ms(). Until the first they finish what they hold; then no wait for the database goes on; after the second
 * a thread that waits for something else is left behind. */
struct stop {
    int64_t give_up_at_ms, leave_at_ms;
};

#endif

/* What the worker's threads wait by between two looks: until one of them is woken, or for some time; in any case for
 * a moment, so that neither a row that asks for no wait nor a thread that wakes itself by what it does makes it spin.
 */
#ifndef MODEL_WORKER_WAKEUP_H
#define MODEL_WORKER_WAKEUP_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* What is given back after a failure calls whoever waits, the one that failed among them. */
enum {
    WAKEUP_AFTER_FAILURE_MS = 500
};

struct wakeup {
    pthread_mutex_t lock;
    pthread_cond_t woken;
    unsigned calls; /* under lock: how often there was something to look at */
    bool ends;      /* under lock */
};

void wakeup_init(struct wakeup *w);
void wakeup_destroy(struct wakeup *w);
void wakeup_call(struct wakeup *w); /* there may be work: any thread */
void wakeup_end(struct wakeup *w);  /* every wait is over, and those to come */

/* Waits for a call after the last one that was seen, at most wait_ms; but whatever comes for the clock's least wait, or
 * after a failure for WAKEUP_AFTER_FAILURE_MS. False: it is time to end, which cuts short any of them. */
bool wakeup_wait(struct wakeup *w, unsigned *seen, int64_t wait_ms, bool has_failed);

#endif

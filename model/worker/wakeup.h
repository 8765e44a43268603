/* What the worker's threads wait by between two looks: until one of them is woken, or for some time. Neither a row that
 * asks for no wait nor a thread that wakes itself by what it does makes it spin: what is asked for by data is at least
 * the clock's least wait, and calls end a wait at once only a few times in a row, after that no faster than that wait.
 */
#ifndef MODEL_WORKER_WAKEUP_H
#define MODEL_WORKER_WAKEUP_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* What is given back after a failure calls whoever waits, the one that failed among them. */
enum {
    WAKEUP_AFTER_FAILURE_MS = 500,
    WAKEUP_AT_ONCE = 8 /* so many looks may follow each other without a pause; one more each least wait */
};

struct wakeup {
    pthread_mutex_t lock;
    pthread_cond_t woken;
    unsigned calls; /* under lock: how often there was something to look at */
    bool ends;      /* under lock */
};

/* Of one thread that waits; zero at first. */
struct waiter {
    unsigned seen;   /* calls, as of its last look */
    int64_t paid_ms; /* monotonic: until when its looks are paid for by waits */
};

/* For who waits otherwise and was called: how long not even a call ends its wait, one more look being paid for by that.
 */
int64_t waiter_pause_ms(struct waiter *self, int64_t now_ms);
void waiter_has_done(struct waiter *self); /* its look ended work that does not come back, which pays for all before */

void wakeup_init(struct wakeup *w);
void wakeup_destroy(struct wakeup *w);
void wakeup_call(struct wakeup *w); /* there may be work: any thread */
void wakeup_end(struct wakeup *w);  /* every wait is over, and those to come */

/* Waits for a call after the last one that was seen, at most wait_ms; see above for how little it may be. After a
 * failure it is WAKEUP_AFTER_FAILURE_MS whatever comes. False: it is time to end, which cuts short any of them. */
bool wakeup_wait(struct wakeup *w, struct waiter *self, int64_t wait_ms, bool has_failed);

#endif

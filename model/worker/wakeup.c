/* Waiting between two looks. */
#include "model/worker/wakeup.h"

#include "base/clock.h"

#include <time.h>

void wakeup_init(struct wakeup *w)
{
    pthread_condattr_t attributes;
    w->calls = 0;
    w->ends = false;
    pthread_mutex_init(&w->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&w->woken, &attributes);
    pthread_condattr_destroy(&attributes);
}

void wakeup_destroy(struct wakeup *w)
{
    pthread_cond_destroy(&w->woken);
    pthread_mutex_destroy(&w->lock);
}

static void wake(struct wakeup *w, bool to_end)
{
    pthread_mutex_lock(&w->lock);
    w->calls++;
    w->ends |= to_end;
    pthread_cond_broadcast(&w->woken);
    pthread_mutex_unlock(&w->lock);
}

void wakeup_call(struct wakeup *w)
{
    wake(w, false);
}

void wakeup_end(struct wakeup *w)
{
    wake(w, true);
}

/* seen NULL: calls are not what is waited for. Under lock. */
static void wait_until(struct wakeup *w, const unsigned *seen, int64_t at_ms)
{
    const struct timespec at = { .tv_sec = at_ms / 1000, .tv_nsec = at_ms % 1000 * 1000000 };
    while (!w->ends && (!seen || w->calls == *seen))
        if (pthread_cond_timedwait(&w->woken, &w->lock, &at) != 0)
            break;
}

int64_t waiter_pause_ms(struct waiter *self, int64_t now_ms)
{
    int64_t paid = self->paid_ms > now_ms ? self->paid_ms : now_ms;
    self->paid_ms = paid + CLOCK_LEAST_WAIT_MS;
    int64_t pause = self->paid_ms - WAKEUP_AT_ONCE * CLOCK_LEAST_WAIT_MS - now_ms;
    return pause > 0 ? pause : 0;
}

void waiter_has_done(struct waiter *self)
{
    self->paid_ms = 0;
}

bool wakeup_wait(struct wakeup *w, struct waiter *self, int64_t wait_ms, bool has_failed)
{
    int64_t from = clock_ms() + 1; /* the clock's figure is rounded down */
    int64_t pause = waiter_pause_ms(self, from);
    pthread_mutex_lock(&w->lock);
    wait_until(w, NULL, from + (has_failed ? WAKEUP_AFTER_FAILURE_MS : pause));
    wait_until(w, &self->seen, from + clock_wait_ms(wait_ms));
    self->seen = w->calls;
    bool goes_on = !w->ends;
    pthread_mutex_unlock(&w->lock);
    return goes_on;
}

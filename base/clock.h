/* The monotonic clock: for waits and deadlines, never for dates. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

/* So long waits at least who waits as data say (a row, a setting, an answer from outside): whatever they say, no loop
 * that hangs on them runs without a pause. */
enum {
    CLOCK_LEAST_WAIT_MS = 50
};

int64_t clock_ms(void);
int64_t clock_s(void);                /* whole seconds, not rounded */
int64_t clock_wait_ms(int64_t given); /* what data say, but never less than the least wait */
void clock_pause(int64_t given);      /* sleeps for clock_wait_ms(); for waits that nobody needs to cut short */

#endif

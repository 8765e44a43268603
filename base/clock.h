/* The monotonic clock: for waits and deadlines, never for dates. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

int64_t clock_ms(void);
time_t clock_s(void); /* whole seconds, not rounded */

#endif

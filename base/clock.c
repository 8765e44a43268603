/* The monotonic clock. */
#include "base/clock.h"

static struct timespec now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t;
}

int64_t clock_ms(void)
{
    struct timespec t = now();
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

time_t clock_s(void)
{
    return now().tv_sec;
}

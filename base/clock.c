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

int64_t clock_s(void)
{
    return now().tv_sec;
}

int64_t clock_wait_ms(int64_t given)
{
    return given > CLOCK_LEAST_WAIT_MS ? given : CLOCK_LEAST_WAIT_MS;
}

void clock_pause(int64_t given)
{
    int64_t ms = clock_wait_ms(given);
    nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L }, NULL);
}

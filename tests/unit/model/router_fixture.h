/* The one router bench of a test program, opened for its group and cleaned for each test. */
#ifndef TESTS_UNIT_MODEL_ROUTER_FIXTURE_H
#define TESTS_UNIT_MODEL_ROUTER_FIXTURE_H

#include "tests/unit/model/router_bench.h"

static struct router_bench b;

static inline int begin(void **state)
{
    (void)state;
    router_bench_open(&b);
    return 0;
}

static inline int end(void **state)
{
    (void)state;
    router_bench_close(&b);
    return 0;
}

static inline int clean(void **state)
{
    (void)state;
    if (b.bench)
        router_bench_clean(&b);
    return 0;
}

static inline void need_database(void)
{
    if (!b.bench)
        skip();
}

#endif

/* What a look at a router came to, in figures. */
#ifndef MODEL_ROUTERS_DRIFT_REPORT_H
#define MODEL_ROUTERS_DRIFT_REPORT_H

#include <stddef.h>
#include <stdint.h>

struct drift_report {
    size_t users, devices, entries, foreign, sessions;
    size_t differences, mendable, safe;
    int64_t read_ms, compare_us, ms; /* wall time of reading the router; CPU time of the comparison; all */
};

#endif

/* What a pane says of its matter as a whole, above its rows: how the work gets on, and sums. */
#ifndef MODEL_LISTS_PANE_SUMMARY_H
#define MODEL_LISTS_PANE_SUMMARY_H

#include "model/values/context.h"
#include "model/values/lamp.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct summary_sum {
    const char *label; /* translatable */
    int64_t count;
    int64_t rp;      /* -1: it is no money */
    enum lamp state; /* UNKNOWN: neither good nor bad */
};

/* A queue that is worked off. */
struct summary_work {
    int64_t waiting;    /* not done yet, those under way with them */
    int64_t done, size; /* of the run under way: for the bar; size 0: there is none */
    int64_t per_minute; /* done in the last minute */
    int64_t wait_s;     /* until what waits now is through */
    bool is_paused;
    bool is_moving;     /* something is done just now: the figures are old after a moment */
    const char *health; /* "healthy", "degraded", "stuck" */
    const char *reason; /* in words, empty where healthy */
};

/* A pane's summary() fills it by a few statements; all in ctx->arena. */
struct pane_summary {
    struct summary_work work;
    const char *title; /* of the sums; translatable */
    struct summary_sum *sums;
    size_t sum_count;
};

#endif

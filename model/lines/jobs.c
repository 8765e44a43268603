/* What runs by itself for each router whose lines are followed. */
#include "model/lines/room.h"

#include "base/i18n.h"
#include "model/lines/follow.h"

#include <stdio.h>

static bool run_follow(struct context *ctx, const char *router, char *result, size_t size, struct error *e)
{
    struct lines_tally t;
    if (!lines_follow(ctx, router, &t, e))
        return false;
    if (!t.is_watched)
        snprintf(result, size, "no lines followed there");
    else
        snprintf(result, size, "%zu lines, %zu sessions, %zu written, %zu ended, %zu refused", t.lines, t.sessions,
                 t.written, t.kicked, t.refused);
    return true;
}

const struct job line_jobs[] = {
    { .name = "line_follow",
      .label = N_("PPPoE lines"),
      .help = N_("Count what PPPoE lines use, and isolate and release them as their customers are blocked and let in"),
      .interval_s = 60,
      .lease_s = 300,
      .is_kept = true,
      .run_router = run_follow },
    { .name = NULL },
};

/* Looking for what is wrong, and keeping what was found. */
#ifndef MODEL_INCIDENTS_DETECT_H
#define MODEL_INCIDENTS_DETECT_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

struct detect_report {
    size_t asked;          /* detectors */
    size_t fresh;          /* incidents that are new */
    const char *failed;    /* a detector that could not look; NULL: none. Lives in ctx->arena, like why */
    struct error why;
};

/* Asks all detectors of all rooms in one statement; where it fails, one by one, so that one that can't look hides none of the
 * others. What is new is told to admins, as a setting says. False only where nothing could be asked. */
bool detect_all(struct context *ctx, struct detect_report *report, struct error *e);

#endif

/* One incident, for its page. */
#ifndef MODEL_INCIDENTS_INCIDENT_H
#define MODEL_INCIDENTS_INCIDENT_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct incident_row {
    const char *key, *label, *detail; /* detail NULL: there is none */
    const char *user_id, *full_name;  /* NULL: about no customer */
    const char *since;
};

/* Times as "YYYY-MM-DD HH:MM"; NULL: never, nobody, nothing. */
struct incident {
    const struct detector *detector; /* NULL: this program has none of that kind */
    const char *id, *kind, *cause, *severity, *state;
    int64_t rows, most_rows;
    const char *counts, *since, *found_at, *closed_at, *acknowledged_by, *acknowledged_at, *assigned_to, *snoozed_until, *note;
    struct incident_row *items; /* the first of them */
    size_t item_count;
};

enum {
    INCIDENT_ROWS = 1000 /* as many as are kept of one */
};

/* Everything lives in ctx->arena. */
bool incident_read(struct context *ctx, const char *id, struct incident *i, struct error *e);

#endif

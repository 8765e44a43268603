/* Detectors: what may go wrong while all this runs, declared by the rooms. Each says how it is seen, what it means, how it
 * comes about, what mends it and how to see that it is mended; incidents, their pages and the help are drawn from them. */
#ifndef MODEL_INCIDENTS_DETECTOR_H
#define MODEL_INCIDENTS_DETECTOR_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

/* What a detector found that no statement can tell. Texts live in the context's arena. */
struct detector_row {
    const char *cause, *key, *label, *detail;
};

struct detector_rows {
    struct detector_row *items;
    size_t count, room;
};
void detector_found(struct context *ctx, struct detector_rows *rows, struct detector_row row);

enum {
    DETECTOR_ACTIONS = 4
};

struct detector {
    const char *name;     /* "money_late": as in console.incident */
    const char *severity; /* "critical", "warning" or "notice" */
    const char *sql;      /* db/NAME.sql without parameters; columns cause, key, label, detail, user_id, since. What
                             stands in cause, label and detail changes only with what is wrong: never an age. A few
                             milliseconds with 100,000 customers */
    bool (*look)(struct context *ctx, struct detector_rows *rows, struct error *e); /* instead of sql */
    const char *what;     /* what is wrong, in a few words; these and what follows are translatable */
    const char *means;    /* what it is to customers and to the shop */
    const char *comes;    /* how it comes about */
    const char *mend;     /* what to do */
    const char *check;    /* how to see that it is mended */
    const char *pane;     /* whose rows its keys are; NULL: of none */
    const char *filter;   /* lists them all there; %s is its cause. NULL: their customers are listed, or nothing is */
    bool sums_up;         /* a row stands for many of the pane's: the filter says which */
    const char *actions[DETECTOR_ACTIONS]; /* that mend it there, the usual one first; up to NULL */
};

const struct detector *detector_at(size_t i); /* of all rooms; NULL: no more */
const struct detector *detector_find(const char *name); /* NULL: this program has none */
/* The filter that lists all of a cause; NULL where there is none. */
const char *detector_filter(struct arena *a, const struct detector *d, const char *cause);

#endif

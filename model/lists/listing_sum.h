/* The sums of a list's columns of money and quota, over all that match a filter or over some rows: exact, by the
 * database. */
#ifndef MODEL_LISTS_LISTING_SUM_H
#define MODEL_LISTS_LISTING_SUM_H

#include "model/lists/pane.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct listing_sum_request {
    const struct pane *pane;
    const char *filter;
    const char *const *ids; /* NULL: all that match; else these, whatever the filter */
    size_t id_count;
    const size_t *columns; /* of COL_MB or COL_RP */
    size_t column_count;
};

struct listing_sums {
    int64_t rows;
    const char *const *sums; /* one for each of the columns, as PostgreSQL writes it; NULL: no row has a figure */
};

/* In ctx->arena. */
bool listing_sum(struct context *ctx, const struct listing_sum_request *request, struct listing_sums *out,
                 struct error *e);

#endif

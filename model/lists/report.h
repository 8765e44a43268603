/* What an action that changes nothing tells: the rows of a query without parameters, in columns as they are called. */
#ifndef MODEL_LISTS_REPORT_H
#define MODEL_LISTS_REPORT_H

#include "model/lists/pane.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

struct report {
    const struct column *columns; /* name and type alone */
    size_t column_count;
    const char *const *const *rows; /* the cells of each; NULL: none */
    size_t row_count;
};

/* sql: db/NAME.sql. In ctx->arena. */
bool report_read(struct context *ctx, const char *sql, struct report *report, struct error *e);

#endif

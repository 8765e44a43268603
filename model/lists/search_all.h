/* One text looked for in the panes that have customers, orders, invoices and devices: in each the first rows, within a
 * time. */
#ifndef MODEL_LISTS_SEARCH_ALL_H
#define MODEL_LISTS_SEARCH_ALL_H

#include "model/lists/listing.h"
#include "model/lists/pane.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    SEARCH_ALL_ROWS = 50, /* read of a pane */
    SEARCH_ALL_MS = 1500, /* for a pane */
    SEARCH_ALL_LEAST = 2  /* columns of text: fewer would find everything */
};

const struct pane *search_all_pane(size_t i); /* in the order in which they are shown; NULL: no more */

struct search_found {
    const char *filter; /* what finds these rows in the pane */
    struct listing_page page;
    bool has_more; /* than were read */
};

/* In ctx->arena. What is written is a filter; where it is a whole order id or invoice number, that one row is found at
 * once. Fails where it is no filter of that pane, or takes too long. Outside of a transaction. */
bool search_all_read(struct context *ctx, size_t i, const char *text, struct search_found *found, struct error *e);

#endif

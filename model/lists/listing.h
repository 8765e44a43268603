/* A window on a pane's rows: keyset pages, never OFFSET, whatever the table's size.
 *
 * First rows of a filter come fast for rare and common patterns alike: a bounded walk in sort
 * order first (common ones fill the page there), then the indexes with a bound on the matches (rare
 * ones end there), and only then the walk to the end. A filter that no index serves goes straight from the
 * first walk to the last.
 *
 * What is left for the last walk is a crowd further down: sorted by name, all that are called Siti stand
 * together, half a million rows from A, and the first Ahmad Siti may stand anywhere before them. With a
 * million users that walk takes 0.1 s, too long between two keystrokes. But names that begin with the word are
 * found at once, and are mostly what was meant: may_be_provisional asks for these in such a case, to be shown
 * until the same request without it has brought the true first rows.
 *
 * A pane of several sources is looked at source by source, each along its own indexes, and in the same way: which
 * rows first, then the page of those alone.
 *
 * A listing_fetch() that is filtered, or of several sources, opens a transaction of its own: call it outside of one. */
#ifndef MODEL_LISTS_LISTING_H
#define MODEL_LISTS_LISTING_H

#include "model/lists/filter.h"
#include "model/lists/pane.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct listing_row {
    const char *id;
    const char *key;          /* sort key as text: with id, an anchor */
    const char *const *cells; /* one for each column of the pane, as PostgreSQL writes it; NULL = SQL NULL */
};

struct listing_page {
    struct listing_row *rows; /* in display order */
    size_t count;
    bool at_start, at_end; /* nothing before / after, as far as was seen: false where it is not known */
    bool is_provisional;   /* matching rows in order, but perhaps not the first ones: ask again */
};

enum listing_from {
    LISTING_FIRST,  /* from the top */
    LISTING_LAST,   /* the last rows */
    LISTING_AFTER,  /* after the anchor */
    LISTING_BEFORE, /* before the anchor, the nearest ones */
    LISTING_AT      /* the anchor's row and those after it */
};

struct listing_request {
    const struct pane *pane;
    const char *filter; /* text; "" = all */
    const char *sort;   /* column name, "-name" descending; NULL = the pane's default */
    enum listing_from from;
    const char *anchor_key, *anchor_id;
    size_t limit;
    bool may_be_provisional; /* LISTING_FIRST alone: see above */
    bool reads_demanded;     /* of a page: columns that are COLUMN_ON_DEMAND, too; else they stay NULL */
    const bool *only; /* listing_stream() alone: which of the pane's columns are wanted, the others stay NULL; NULL: all */
};

/* Page and its texts live in ctx->arena. */
bool listing_fetch(struct context *ctx, const struct listing_request *request, struct listing_page *page,
                   struct error *e);

/* Rows that match. is_estimate is set where the number comes from statistics (no filter, big table). */
bool listing_count(struct context *ctx, const struct pane *p, const char *filter, int64_t *count, bool *is_estimate,
                   struct error *e);

/* The rows of these ids, in any order; ids that are gone are left out. */
bool listing_by_ids(struct context *ctx, const struct pane *p, const char *const *ids, size_t count,
                    struct listing_page *page, struct error *e);

/* Every row, one by one, constant memory; limit 0 = all. row returns false to stop; key and id of its rows are "". */
bool listing_stream(struct context *ctx, const struct listing_request *request,
                    bool (*row)(void *row_ctx, const struct listing_row *r), void *row_ctx, struct error *e);

#endif

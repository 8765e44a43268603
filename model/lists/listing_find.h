/* A look at a pane: its filter and order as SQL, and the quickest way to the next rows. */
#ifndef MODEL_LISTS_LISTING_FIND_H
#define MODEL_LISTS_LISTING_FIND_H

#include "model/lists/filter.h"
#include "model/lists/pane.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

enum { LOOK_OWN_PARAMS = 2 };

struct look {
    struct context *ctx;
    const struct pane *pane;
    struct filter filter;
    const struct column *sort;
    bool is_backward;   /* against the order that was asked for */
    bool is_descending; /* in the database's order */
    const char **params; /* the filter's, then up to LOOK_OWN_PARAMS: a position's key and id, or a word */
    size_t param_count;
};

/* A place in the order; key NULL: its beginning. */
struct position {
    const char *key, *id;
    bool is_included;
};

struct found_row {
    const char *key, *id;
};

struct found {
    struct found_row *rows;
    size_t count;
    bool is_provisional; /* not the first ones: those that begin with the filter's word */
};

bool look_open(struct look *l, struct context *ctx, const struct pane *p, const char *filter, const char *sort,
               bool is_backward, struct error *e);

/* The pane's query with these texts; all of them come from the tables of the code. */
const char *look_sql(const struct look *l, const char *columns, const char *where, const char *order, const char *limit);
/* What lies beyond the position, and passes the filter or not; sets the look's parameters. */
const char *look_where(struct look *l, const struct position *from, bool is_filtered);
const char *look_order(const struct look *l); /* "ORDER BY …" over the pane's aliases */
const char *look_limit(const struct look *l, size_t limit);

/* Fills {{name}} in the text of db/NAME.sql; marks without a text vanish. */
struct sql_mark {
    const char *name, *text;
};
const char *sql_fill(struct arena *a, const char *name, const struct sql_mark *marks, size_t count);

/* Up to want rows that match, in order from a position; in a transaction of the caller, which must end
 * before anything else is asked in it: it keeps settings of the planner. */
bool look_find(struct look *l, const struct position *from, size_t want, bool may_be_provisional, struct found *found,
               struct error *e);

#endif

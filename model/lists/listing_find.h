/* A look at a pane: its filter and order as SQL, and the quickest way to the next rows. */
#ifndef MODEL_LISTS_LISTING_FIND_H
#define MODEL_LISTS_LISTING_FIND_H

#include "model/lists/filter.h"
#include "model/lists/pane.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    LOOK_OWN_PARAMS = 5
};

struct found_row {
    const char *key, *id;
};

struct look {
    struct context *ctx;
    const struct pane *pane;
    const struct pane_source *source; /* the one that is looked at; NULL: all of the pane's */
    struct found_row end;             /* nothing behind it is looked for; key NULL: it goes to the end */
    struct filter filter;
    const struct column *sort;
    const bool *only;    /* which columns are read; NULL: all */
    bool is_backward;    /* against the order that was asked for */
    bool is_descending;  /* in the database's order */
    const char **params; /* the filter's, then up to LOOK_OWN_PARAMS: a level, keys and ids of position and end, or a word */
    size_t param_count;
};

/* A place in the order; key NULL: its beginning. */
struct position {
    const char *key, *id;
    bool is_included;
};

struct found {
    struct found_row *rows;
    size_t count;
    bool is_provisional; /* not the first ones: those that begin with the filter's word */
};

bool look_open(struct look *l, struct context *ctx, const struct pane *p, const char *filter, const char *sort,
               bool is_backward, struct error *e);

/* What stands in a pane's query; all of it comes from the tables of the code. */
struct pane_marks {
    const char *source; /* NULL: all of the pane's sources */
    const char *columns, *where;
    const char *order, *limit; /* NULL: none */
    const char *actor;         /* who looks; NULL: nobody who may see what is shown to some alone */
};
const char *pane_sql(struct arena *a, const struct pane *p, const struct pane_marks *m);
/* The same, of the source that is looked at. */
const char *look_sql(const struct look *l, const char *columns, const char *where, const char *order,
                     const char *limit);
/* What lies beyond the position, and passes the filter or not; sets the look's parameters. */
const char *look_where(struct look *l, const struct position *from, bool is_filtered);
const char *look_order(const struct look *l); /* "ORDER BY …" over the pane's aliases */
const char *look_limit(const struct look *l, size_t limit);

/* Fills {{name}} in the text of db/NAME.sql; marks without a text vanish. */
struct sql_mark {
    const char *name, *text;
};
const char *sql_fill(struct arena *a, const char *name, const struct sql_mark *marks, size_t count);

/* Of the order that is asked for; NULL: the pane's query has its own. */
const struct pane_source *look_sources(const struct look *l);

/* The transaction to find in: several sources are seen at one moment, else a row that goes from one to another
 * meanwhile would be in none. */
bool look_begin(struct look *l, struct error *e);

/* Up to want rows that match, in order from a position, of each source of the pane: the first of them all are among
 * these, and their order is for the database to tell, whose collation it is. Between look_begin() and the end of that
 * transaction, which must come before anything else is asked in it: it keeps settings of the planner. */
bool look_find(struct look *l, const struct position *from, size_t want, bool may_be_provisional, struct found *found,
               struct error *e);

#endif

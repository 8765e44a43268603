/* A list on a pane's rows: a window on the database that moves with the cursor.
 *
 * Pages come from LANE_READ and are asked for before they are needed; no call waits. The rows
 * on the screen stay until better ones have come: a filter that is wrong or a database that is gone
 * takes nothing away. Part of a view, which owns it and is redrawn when something has come. */
#ifndef TUI_LISTS_TABLE_H
#define TUI_LISTS_TABLE_H

#include "base/error.h"
#include "model/engine/action.h"
#include "model/lists/pane.h"
#include "tui/lists/marks.h"
#include "tui/lists/window.h"
#include "tui/widgets/columns.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct app;
struct arena;
struct view;

enum {
    TABLE_SORT = 64
};

/* What may be under way on LANE_READ, one of each. */
enum table_read {
    TABLE_READ_WINDOW,
    TABLE_READ_BEFORE,
    TABLE_READ_AFTER,
    TABLE_READS
};

/* A row to come back to. */
struct table_place {
    char *id, *key; /* NULL: nowhere */
    int64_t position;
};

struct table {
    struct app *app;
    struct view *owner;
    const struct pane *pane;

    struct window window;
    char *scope;                                    /* a filter that all rows pass beside the operator's; "": none */
    char *filter, *wanted_filter;                   /* of the rows; asked for */
    char sort[TABLE_SORT], wanted_sort[TABLE_SORT]; /* "full_name", "-created_at" */
    int cursor, top;                                /* rows of the window */
    int height;                                     /* rows on the screen, without the heads */
    int owed;                                       /* rows that the cursor still has to go when they come */
    bool is_loaded;                                 /* something has come, be it nothing */
    bool is_typed_for;                              /* keys go into the filter's line: none clears it */
    bool is_stale;                                  /* the last reading failed */
    struct error error;                             /* why; ERR_NONE: all is well */

    bool is_reading[TABLE_READS];
    bool is_jumping;     /* to the first or the last rows, which are being read */
    bool must_refresh;   /* once more, when the one under way has come */
    bool is_provisional; /* the rows are good ones, but not yet all that belong before and between them */

    int64_t count; /* rows that match; -1: not known */
    bool count_is_estimate, is_counting;
    int64_t counted_ms;

    struct marks marks;
    struct table_place range; /* where one was begun */
    struct table_place back;  /* where the cursor goes when the wanted filter's rows come */

    void (*on_rows)(struct view *owner); /* a window has come, or failed to; may be NULL */

    struct columns_choice choice;
    struct columns_layout layout;
    bool has_demanded; /* what is read has the columns that are worked out on demand */
    size_t skipped; /* columns scrolled away */
};

void table_init(struct table *t, struct app *app, struct view *owner, const struct pane *p, const char *scope);
void table_free(struct table *t); /* the owner's tasks have been forgotten */

/* The rows of another filter, sort or end of the list are on their way: what is on the screen is not what was asked
 * for. */
bool table_is_waiting(const struct table *t);

/* Rows on the screen, from the owner's layout. */
void table_set_height(struct table *t, int height);
void table_draw(struct table *t, const struct view *v, int y);
/* "12 of 1000", "12 of ~1000000", "1000": the place of the cursor. */
void table_describe_place(const struct table *t, char *out, size_t size);

/* Reads again what is on the screen; with another filter or sort in the air, that. */
void table_refresh(struct table *t);
/* Whether it has room for a column that is worked out on demand. */
bool table_shows_demanded(const struct table *t);
/* Counts again, not more often than each least_ms. */
void table_count(struct table *t, int64_t least_ms);

/* False: the filter is none, e says why, and the rows stay. */
bool table_set_filter(struct table *t, const char *filter, struct error *e);
/* The place of the cursor, to come back to; and the way back, to a filter that was in force there. */
void table_note_place(const struct table *t, struct table_place *p);
void table_go_back(struct table *t, const char *filter, const struct table_place *p);
void table_set_sort(struct table *t, const char *sort);
void table_sort_by(struct table *t, size_t column); /* again: the other way around */
void table_sort_next(struct table *t);
void table_sort_reverse(struct table *t);

void table_move(struct table *t, int rows);
void table_page(struct table *t, int pages);
void table_go_first(struct table *t);
void table_go_last(struct table *t);
bool table_go_line(struct table *t, int line); /* to a line of the screen; false: none there */
void table_scroll_columns(struct table *t, int columns);

const struct listing_row *table_cursor_row(const struct table *t); /* NULL: no rows */

/* Row i of the window is about the same user as the row above it on the screen: its COLUMN_GROUP cells need
 * not be said again. Never so for the first row on the screen and for the one under the cursor. */
bool table_is_continued(const struct table *t, int i);

void table_toggle_mark(struct table *t); /* and one row on */
void table_mark_range(struct table *t);
void table_mark_all(struct table *t);
void table_unmark(struct table *t);

struct applied;
/* An action that its rows were chosen for was carried out: their marks end, but for those of what it left. */
void table_end_marks(struct table *t, const struct applied *what);

/* What an action works on: marked rows, all that match, or the row under the cursor. who (in the
 * arena) names it: "Budi", "3 marked", "all that match status:blocked". False: nothing is there. */
bool table_selection(const struct table *t, struct arena *a, struct selection *s, const char **who);

/* Between the files of the table. */
const char *table_within_scope(const struct table *t, struct arena *a, const char *filter); /* both as one filter */
void table_read(struct table *t, enum table_read what, enum listing_from from);
void table_stop_reading(struct table *t);
void table_keep_in_view(struct table *t);
void table_keep_ahead(struct table *t); /* asks for rows that may be wanted next */
void table_drop_place(struct table_place *p);

#endif

/* The page about one row: what a kind of page is, how it is handed in, and what it is written with. The view that
 * shows it stands in tui/lists/detail.h. */
#ifndef TUI_LISTS_DETAIL_PAGE_H
#define TUI_LISTS_DETAIL_PAGE_H

#include "model/lists/pane_action.h"
#include "model/values/context.h"
#include "tui/terminal/theme.h"
#include "tui/widgets/lines.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct action;
struct app;
struct selection;

/* Where a kind writes what it read. Everything for the lines goes into lines->arena. */
struct detail_page {
    struct app *app;
    const struct pane *pane;
    struct lines *lines;
    struct detail_layout *layout; /* NULL: the lines stand for themselves, and none of them is a row */
    int width; /* from x = 2, of the column that is written; alone: of the whole screen, from x = 0 */
    int rows;  /* in sight at a time */
    bool is_alone;
    bool is_ascii;
    bool has_blocks; /* half and eighth blocks can be shown */
    const void *looked; /* what the kind's look() gave; NULL: nothing yet, or no more */
    bool is_looking;
};

/* Asked without lines to write to: whether the one thing that matters can be shown without all the rest, over the
 * whole screen ("show.qr"). */
enum detail_alone {
    ALONE_NOT,
    ALONE_MAY,
    ALONE_BETTER /* the page has no room for it: it begins so */
};

struct detail_kind {
    /* On the lane: data in ctx->arena; NULL and e on failure. */
    void *(*read)(struct context *ctx, const struct pane *p, const char *id, struct error *e);
    const char *(*who)(const void *data); /* the row's name, as it came from outside; NULL: it has none */
    void (*write)(const struct detail_page *page, const void *data);
    /* What another pane is filtered by when it is opened from here ("router:main"); NULL: it opens as it was left. */
    const char *(*elsewhere)(struct arena *a, const void *data, const char *pane);
    /* What follows may be NULL. */
    /* On a lane of its own, once the page is there and whenever it was read again: what takes a look outside. Its data
     * stands in page->looked; a failure is its own matter to tell. */
    void *(*look)(struct context *ctx, const char *id);
    /* What "diagnosis.mend" begins: the action, with its selection in the arena. row_pane, row_id: the row that is chosen, NULL
     * where none is. NULL: nothing here can be mended. */
    const struct action *(*mend)(struct arena *a, const void *data, const void *looked, const struct pane *row_pane,
                                 const char *row_id, struct selection *rows);
    bool (*ticks)(const void *data); /* it counts down: written anew each second */
    /* write() heeds page->is_alone where there is one. */
    enum detail_alone (*alone)(const struct detail_page *page, const void *data);
    /* What stands in a column of the pane's list, for what can be done with the row; see model/lists/pane_action.h. */
    bool (*cell)(const struct pane_row *row, const char *column, const char **text);
    /* The nth thing to be copied ("copy.text"), around the ends, and what it is; NULL: there is none. */
    const char *(*copy)(struct arena *a, const void *data, size_t nth, const char **what);
};

struct detail_copy {
    const char *what, *text; /* NULL or empty: there is none */
};

/* What a kind's copy() chooses from its ways. */
const char *detail_copy_nth(const struct detail_copy *ways, size_t count, size_t nth, const char **what);

struct detail_cell {
    const char *column, *text;
};

/* What a kind's cell() answers of what it knows. */
bool detail_cell_find(const struct detail_cell *cells, size_t count, const char *column, const char **text);
#define DETAIL_CELLS(column, text, ...)                                                                                \
    detail_cell_find((const struct detail_cell[]){ __VA_ARGS__ },                                                      \
                     sizeof((const struct detail_cell[]){ __VA_ARGS__ }) / sizeof(struct detail_cell), (column),       \
                     (text))
const char *detail_cell_bool(bool is_so); /* as PostgreSQL writes it */

/* A room's entry: the page of the rows of a pane. A pane that has none shows all columns of its row. */
struct pane_page {
    const char *pane; /* its name */
    const struct detail_kind *kind;
};

/* A heading, with a blank line before: a section begins. On a wide screen sections stand in two columns. */
void detail_title(const struct detail_page *page, const char *title);
void detail_gap(const struct detail_page *page); /* a section without a heading */
/* The page to write with what needs more than a column, until the next title: a section over both of them. */
struct detail_page detail_whole(const struct detail_page *page);
/* "label   text"; nothing where text is NULL or empty. */
void detail_fact(const struct detail_page *page, const char *label, enum theme_role role, const char *text);

/* What was written since page->lines->count was `from` is a row, which opens the page of that pane's row (id NULL: it
 * is none), or a list of the rows that a filter gives. */
void detail_row_opens(const struct detail_page *page, size_t from, const struct pane *pane, const char *id);
void detail_row_lists(const struct detail_page *page, size_t from, const struct pane *pane, const char *scope);

/* Words for the page, in its arena. */
const char *detail_key(const struct detail_page *page, const char *command); /* "r"; the command where it has no key */
const char *detail_rupiah(const struct detail_page *page, int64_t rp);
const char *detail_when(const struct detail_page *page, const char *at); /* "14:03" where it reads as a time, else at */
const char *detail_phone(const struct detail_page *page, const char *stored); /* as it is dialled here, else stored */

#endif

/* How the lines of a page lie on the screen: its sections in one column or in two, and which lines are rows that open
 * something. A kind of page writes its lines one under the other, in the width of a column; they are placed when all
 * are written. UI thread only. */
#ifndef TUI_LISTS_DETAIL_LAYOUT_H
#define TUI_LISTS_DETAIL_LAYOUT_H

#include "model/lists/pane.h"
#include "tui/widgets/lines.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    DETAIL_WIDE = 110 /* columns of the screen from which on there are two */
};

struct detail_section {
    size_t first;  /* its first line */
    bool has_gap;  /* which is a blank one, to what stands above */
    bool is_whole; /* over both columns */
};

/* What a row opens: the page of a row of that pane, or a list of such rows. */
struct detail_target {
    const struct pane *pane;
    const char *id;    /* NULL: a list … */
    const char *scope; /* … of the rows that this filter gives */
};

struct detail_row {
    struct detail_target target;
    size_t first, count; /* lines */
    int x, width;
    int column; /* 0 or 1 */
};

struct detail_layout {
    struct detail_section *sections;
    size_t section_count, section_room;
    struct detail_row *rows;
    size_t row_count, row_room;
    int width, whole_width; /* of a column, and of the page; the same where there is one */
};

/* Nothing is written yet; screen_width: of the whole screen. wants_two false: one column in any case. */
void detail_layout_begin(struct detail_layout *l, int screen_width, bool wants_two);
bool detail_layout_is_wide(const struct detail_layout *l);

/* What is written from here on is a section; has_gap: its first line is a blank one. */
void detail_layout_section(struct detail_layout *l, struct lines *lines, bool has_gap);
/* The section that is being written lies over both columns. */
void detail_layout_whole(struct detail_layout *l, struct lines *lines);
/* The lines from that one to the last are a row. The texts of the target live as long as the lines. */
void detail_layout_row(struct detail_layout *l, struct lines *lines, size_t from, const struct detail_target *target);

/* All is written: two columns are made of one. */
void detail_layout_place(struct detail_layout *l, struct lines *lines);

/* --- moving over the rows --- */

enum {
    DETAIL_NO_ROW = -1
};

/* The row of a target, the one next to `near` where several have it. */
int detail_layout_find(const struct detail_layout *l, const struct detail_target *target, int near);
/* The row that lies at a place of the page; DETAIL_NO_ROW: none. */
int detail_layout_row_at(const struct detail_layout *l, size_t line, int x);
bool detail_layout_sees(const struct detail_layout *l, const struct lines *lines, int row, int height);

/* One row on (1) or back (-1) from `row`; where the next one is out of sight, a line is scrolled, so that nothing is
 * passed over unread. Returns the row that is chosen now. */
int detail_layout_step(const struct detail_layout *l, struct lines *lines, int row, int step, int height);
/* To the row of the other column that lies nearest. */
int detail_layout_cross(const struct detail_layout *l, struct lines *lines, int row, int column, int height);

#endif

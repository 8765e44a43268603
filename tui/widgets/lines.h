/* A column of lines that scrolls: what help, message log, details and previews are made of.
 *
 * Lines are laid out for one width into the owner's arena; when the width or the matter changes, the
 * owner resets the arena and adds them anew (the place in them stays). */
#ifndef TUI_WIDGETS_LINES_H
#define TUI_WIDGETS_LINES_H

#include "base/arena.h"
#include "tui/terminal/theme.h"
#include "tui/terminal/view.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    LINE_SIDE = 4, /* what one text, fact or row takes at most */
    LINE_CELLS = 2 * LINE_SIDE
};

struct line_cell {
    const char *text; /* NULL: no cell */
    int x, width;
    enum theme_role role;
};

struct line {
    struct line_cell cells[LINE_CELLS];
};

/* Lines, or a part of their width, that are drawn as chosen. */
struct lines_lit {
    size_t first, count; /* 0: none */
    int x, width;
};

struct lines {
    struct arena *arena;
    struct line *items;
    size_t count, room;
    size_t top;       /* first line on the screen */
    const char *find; /* lines that hold it are drawn as matches; NULL: none */
    size_t found;     /* where lines_find() was last */
    struct lines_lit lit;
};

/* Forgets the lines, not the place. The arena's memory is the owner's matter. */
void lines_clear(struct lines *l);

/* A new empty line; its cells are filled by lines_cell(). Valid until the next is added. */
struct line *lines_add(struct lines *l);
void lines_cell(struct line *line, int cell, int x, int width, enum theme_role role, const char *text);

/* A line with one text from x on. */
void lines_text(struct lines *l, int x, int width, enum theme_role role, const char *text);

/* A label, and beside it a text over as many lines as it needs. label may be NULL; the texts are
 * made safe here. */
void lines_pair(struct lines *l, int x, int label_width, const char *label, int width, enum theme_role role,
                const char *text);

/* Texts side by side, each broken within its cell: as many lines as the longest needs. The cells
 * of `like` give texts (from outside), places and roles. */
void lines_columns(struct lines *l, const struct line *like);

/* Draws those that are in sight into height rows from y on. */
void lines_draw(struct lines *l, const struct view *v, int y, int height);

/* Scrolls by a command of moving ("move.down", "page.up", "move.bottom" …); false: none of those. */
bool lines_command(struct lines *l, const char *command, int height);
/* Keeps the place within the lines. */
void lines_keep_in(struct lines *l, int height);
/* Goes to the next line that holds `find` (step 1) or the one before (-1), around the ends, from the
 * one found last; from_here begins with the first line in sight. False: there is none. */
bool lines_find(struct lines *l, int step, bool from_here, int height);

#endif

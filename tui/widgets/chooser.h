/* Choosing one of what the database offers, in a field of a form: typing narrows the list, up and down choose.
 *
 * Part of a form, which owns it. Nothing is chosen until the operator has done so, or a value was given. */
#ifndef TUI_WIDGETS_CHOOSER_H
#define TUI_WIDGETS_CHOOSER_H

#include "model/engine/action.h"
#include "tui/terminal/view.h"
#include "tui/widgets/lineedit.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum {
    CHOOSER_ROWS = 5
}; /* of the list, at most */

struct chooser {
    const struct action_choice *choices; /* outlive it */
    size_t count;
    size_t *found, found_count; /* indexes of those that hold what was typed */
    size_t cursor;              /* in found; found_count: none is chosen */
    size_t top;                 /* first in sight */
    struct lineedit typed;
};

void chooser_init(struct chooser *c, struct arena *a, const struct action_choice *choices, size_t count);

/* Chooses the one of that value; false: there is none, then the list is narrowed by it instead. */
bool chooser_set(struct chooser *c, const char *value);

const char *chooser_value(const struct chooser *c); /* "": none is chosen */
bool chooser_is_lost(const struct chooser *c);      /* nothing answers to what was typed */

/* False: not a key for choosing. */
bool chooser_key(struct chooser *c, const struct key *k);
void chooser_paste(struct chooser *c, const char *text); /* into what narrows the list */
void chooser_click(struct chooser *c, int row);          /* of the list as it was drawn */

int chooser_rows(const struct chooser *c); /* of the list */

/* The line of the field: what was typed, or (not in focus) what is chosen. */
void chooser_draw_line(struct chooser *c, const struct view *v, int y, int x, int columns, enum theme_role role,
                       bool has_focus);
void chooser_draw_list(struct chooser *c, const struct view *v, int y, int x, int columns, int rows);

#endif

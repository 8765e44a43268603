/* What can be done to rows, in the order in which it is offered: the pane's main actions, its others, those that it
 * shares with other panes. What the row says to be impossible is left out; its key still does what it did. */
#ifndef TUI_LISTS_ROW_ACTIONS_H
#define TUI_LISTS_ROW_ACTIONS_H

#include "model/engine/action.h"
#include "model/lists/pane_action.h"

#include <stdbool.h>
#include <stddef.h>

struct row_actions {
    const struct pane *pane;
    /* One of them must offer an action; rows NULL: they are not known, and everything is offered. */
    const struct pane_row *rows;
    size_t row_count;
    bool are_chosen; /* so that an action that otherwise finds its rows itself is for these */
};

/* Into out[action_count()]; of these so many are main ones, and first. */
size_t row_actions(const struct row_actions *r, const struct action **out, size_t *mains);

#endif

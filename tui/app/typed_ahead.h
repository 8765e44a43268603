/* Keys that were typed before the rows that they are meant for have come.
 *
 * Whoever types `/status:habis`, enter, `a`, `b` in one go means the rows of that filter, not those that
 * are still on the screen. Such keys wait for the rows and are then given again, in their order. */
#ifndef TUI_APP_TYPED_AHEAD_H
#define TUI_APP_TYPED_AHEAD_H

#include "tui/terminal/view.h"

#include <stdbool.h>
#include <stddef.h>

enum { TYPED_AHEAD_MOST = 256 };

struct typed_ahead {
    struct key keys[TYPED_AHEAD_MOST];
    size_t count, dropped; /* for which there was no room */
};

struct app;

/* True: the key waits (or, escape, has thrown away those that wait) and is dealt with. command: what
 * it does here; NULL: nothing. To be asked only while rows are awaited. */
bool typed_ahead_take(struct typed_ahead *t, const struct key *k, const char *command);

/* The rows have come: gives the keys again, to whatever is on top by then. */
void typed_ahead_give(struct typed_ahead *t, struct app *app);

#endif

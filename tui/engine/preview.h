/* A plan before it is applied: what would change, for how many, before and after, what is refused
 * and why, and the confirmation that its harm asks for.
 *
 * Part of a dialog's view, like a form. Plan and filter must outlive it. */
#ifndef TUI_ENGINE_PREVIEW_H
#define TUI_ENGINE_PREVIEW_H

#include "model/engine/action.h"
#include "tui/terminal/view.h"

#include <stdbool.h>

struct preview;

enum preview_answer {
    PREVIEW_IGNORED,
    PREVIEW_HANDLED,
    PREVIEW_APPLY,
    PREVIEW_BACK
};

/* filter: what chose the rows; NULL where they were named one by one. */
struct preview *preview_new(const struct plan *plan, const char *filter, bool is_ascii);
void preview_free(struct preview *p); /* NULL is allowed */

enum preview_answer preview_key(struct preview *p, const struct key *k);
/* Into the line for what has to be typed; PREVIEW_IGNORED: nothing has. */
enum preview_answer preview_paste(struct preview *p, const char *text);
enum preview_answer preview_command(struct preview *p, const char *command); /* scrolling */

/* What has to be typed before it is applied, in the language of the screen; NULL: nothing. */
const char *preview_wanted(const struct preview *p);

int preview_height(struct preview *p, int width); /* rows inside the box that it wants */
void preview_draw(struct preview *p, const struct view *v);

#endif

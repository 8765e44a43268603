/* What confirms a change: one key, or a line in which the count or a word is typed. The same for the preview of an
 * action and for every other question; model/engine/confirm.h decides which it is.
 *
 * Part of a view, which sees to it that only keys count that came after it was seen (app_may_answer()). */
#ifndef TUI_WIDGETS_ASKING_H
#define TUI_WIDGETS_ASKING_H

#include "model/engine/confirm.h"
#include "tui/terminal/view.h"
#include "tui/widgets/lineedit.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    ASKING_BYTES = 64
};

struct asking {
    enum confirm by;
    char wanted[ASKING_BYTES]; /* what has to be typed; "": nothing */
    struct lineedit typed;
    bool is_wrong;
};

enum asking_answer {
    ASKING_IGNORED,
    ASKING_HANDLED,
    ASKING_YES
};

/* word: translated; NULL: there is none, and the count stands in for it. */
void asking_begin(struct asking *a, enum confirm by, size_t rows, const char *word);

enum asking_answer asking_key(struct asking *a, const struct key *k);
enum asking_answer asking_paste(struct asking *a, const char *text);

/* What to press, for the hints; NULL: something has to be typed first. */
const char *asking_hint(const struct asking *a);

int asking_rows(const struct asking *a); /* that asking_draw() takes */
void asking_draw(struct asking *a, const struct view *v, int y, int x, int width);

#endif

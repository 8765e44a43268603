/* A text of many lines under the operator's hands: what is pasted there keeps its lines.
 *
 * The text is UTF-8 in the owner's arena; the place is always between two characters. Control characters but line ends
 * never get in. */
#ifndef TUI_WIDGETS_TEXTBOX_H
#define TUI_WIDGETS_TEXTBOX_H

#include "tui/terminal/theme.h"
#include "tui/terminal/view.h"
#include "tui/widgets/lineedit.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum {
    TEXTBOX_ROWS = 6 /* on the screen */
};

struct textbox {
    struct arena *arena;
    char *text; /* terminated */
    size_t length, room, at;
    size_t most;  /* bytes that it takes */
    size_t top;   /* first line in sight */
    bool is_full; /* the last text was not taken: there was no room for it */
};

/* Empty; the arena outlives it. */
void textbox_init(struct textbox *b, struct arena *a, size_t most);
void textbox_set(struct textbox *b, const char *text);

/* As a line's keys, and enter (where the line is empty: ignored, whoever owns it goes on), up and down within it, page
 * up and page down. */
enum lineedit_answer textbox_key(struct textbox *b, const struct key *k);

/* Puts all of a text in at the place, or, where there is no room for it, nothing. */
enum lineedit_answer textbox_paste(struct textbox *b, const char *text);

/* The line of the place is empty. */
bool textbox_is_on_empty_line(const struct textbox *b);

/* So many rows, scrolled so that the place is seen; each line with its number. */
void textbox_draw(struct textbox *b, const struct view *v, int y, int x, int columns, int rows, enum theme_role role,
                  bool has_caret);

#endif

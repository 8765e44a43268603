/* One line of text under the operator's hands: the filter line, form fields, the palette.
 *
 * The text is UTF-8; the place is always between two characters (combining marks stay with
 * theirs). Control characters never get in, and at most LINEEDIT_BYTES are taken. */
#ifndef TUI_WIDGETS_LINEEDIT_H
#define TUI_WIDGETS_LINEEDIT_H

#include "tui/terminal/theme.h"
#include "tui/terminal/view.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    LINEEDIT_BYTES = 1000
};

struct lineedit {
    char text[LINEEDIT_BYTES + 1]; /* terminated */
    size_t length;
    size_t at;        /* bytes before the place where typing goes */
    int scrolled;     /* columns that have left the field on its left side */
    bool is_selected; /* the whole text: typing and cutting replace it, moving keeps it */
};

enum lineedit_answer {
    LINEEDIT_IGNORED, /* not a key for editing: enter, esc, tab, up … */
    LINEEDIT_MOVED,   /* draw it again */
    LINEEDIT_CHANGED  /* the text is another one */
};

/* All zero is an empty line. The place goes to the end. */
void lineedit_set(struct lineedit *l, const char *text);

/* Selects the whole text, unless it is empty. */
void lineedit_select(struct lineedit *l);

/* Characters, left right home end backspace delete, C-a C-e C-b C-f C-d C-k C-u C-w. */
enum lineedit_answer lineedit_key(struct lineedit *l, const struct key *k);

/* Puts a pasted text in at the place, as far as there is room; its lines with a blank between. */
enum lineedit_answer lineedit_paste(struct lineedit *l, const char *text);

/* The bytes of a character that can be typed into a text; 0: it has no place there. */
size_t lineedit_bytes(int c, char bytes[4]);

/* Where the character ends that begins at `at`, and where the one before begins; combining marks stay with theirs. */
size_t lineedit_next(const char *text, size_t length, size_t at);
size_t lineedit_previous(const char *text, size_t length, size_t at);

/* The line in exactly columns, scrolled so that the place is seen; has_caret puts the terminal's
 * cursor there. */
void lineedit_draw(struct lineedit *l, const struct view *v, int y, int x, int columns, enum theme_role role,
                   bool has_caret);

/* The same with a sign in place of each character: a secret that is typed. */
void lineedit_draw_hidden(struct lineedit *l, const struct view *v, int y, int x, int columns, enum theme_role role,
                          bool has_caret);

#endif

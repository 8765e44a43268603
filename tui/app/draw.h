/* Drawing inside a view: y and x count from the view's corner, and nothing leaves its rectangle.
 *
 * Every text passes text_safe() here, so callers hand over what they have. Where the screen is
 * ASCII only, other characters become '?'. UI thread only, from a view's draw. */
#ifndef TUI_APP_DRAW_H
#define TUI_APP_DRAW_H

#include "tui/terminal/theme.h"
#include "tui/terminal/view.h"

#include <stddef.h>

/* At most columns wide, cut with "…"; returns the columns taken. */
int draw_text(const struct view *v, int y, int x, int columns, enum theme_role role, const char *text);
int draw_printf(const struct view *v, int y, int x, int columns, enum theme_role role, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* A line of a QR code, as tui/terminal/qr.h writes it. */
void draw_qr(const struct view *v, int y, int x, int columns, const char *text);

/* Exactly columns wide: padded with blanks behind, or in front for figures. */
void draw_field(const struct view *v, int y, int x, int columns, enum theme_role role, const char *text);
void draw_field_right(const struct view *v, int y, int x, int columns, enum theme_role role, const char *text);

void draw_blank(const struct view *v, int y, int x, int columns, enum theme_role role);

/* Text over several lines, broken at blanks; returns the lines taken, at most lines. */
int draw_wrapped(const struct view *v, int y, int x, int columns, int lines, enum theme_role role, const char *text);
/* The lines that it would take. */
int draw_wrapped_lines(const struct view *v, int columns, const char *text);

/* The whole view: cleared, a border, the title (NULL: none) on it. Inside is 1 from each edge;
 * text usually begins at x = 2. */
void draw_box(const struct view *v, const char *title);

/* "enter Apply  esc Back" on one line, keys and labels in the footer's colours; what does not fit is
 * left out from the end. A NULL key leaves that hint out. */
struct draw_hint {
    const char *key, *label;
};
void draw_hints(const struct view *v, int y, int x, int columns, const struct draw_hint *hints, size_t count);

/* Shows the terminal's cursor here until the view is drawn again. */
void draw_caret(const struct view *v, int y, int x);

/* For a dialog's layout: a rectangle of that size (made smaller where the screen is) in the middle
 * of the body, between header and footer. */
void draw_centre(struct view *v, int screen_height, int screen_width, int height, int width);

/* The body: all between header and footer. */
void draw_body(struct view *v, int screen_height, int screen_width);

#endif

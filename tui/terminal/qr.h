/* A QR code as lines of text: two modules a character with half blocks, or where the terminal has none two characters
 * a module. Dark on light whatever the theme, with its quiet zone, so that every phone reads it: draw_qr() knows how. */
#ifndef TUI_TERMINAL_QR_H
#define TUI_TERMINAL_QR_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct qr {
    const char *const *lines; /* each of the same width, of " ▀▄█" or " #" */
    size_t count;
    int width;
};

/* The smallest code that holds the text, with the widest quiet zone (4 modules, down to 1, above and below as beside
 * it) that so many rows and columns have room for; false where none does, or the text is too long or empty. */
bool qr_make(struct arena *a, const char *text, int rows, int columns, bool is_plain, struct qr *qr);

/* The rows and columns that it needs at least; false: no code holds the text. */
bool qr_least(const char *text, bool is_plain, int *rows, int *columns);

#endif

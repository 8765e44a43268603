/* Text as the sheet's font can write it. What it has no sign for, and what it would write falsely (from right to left,
 * or letters that join), becomes a box: seen on paper, where a gap would not be. Bytes that are no UTF-8 come out as
 * \x9b. */
#ifndef MODEL_SHEETS_SHEET_LETTERS_H
#define MODEL_SHEETS_SHEET_LETTERS_H

#include "base/arena.h"

#include <cairo.h>

const char *sheet_letters(struct arena *a, cairo_scaled_font_t *font, const char *text);

#endif

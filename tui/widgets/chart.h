/* Small charts made of characters: a bar for a percentage, a sparkline for a row of figures. Whole numbers
 * only; plain characters where the screen is ASCII. Draws nothing. */
#ifndef TUI_WIDGETS_CHART_H
#define TUI_WIDGETS_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CHART_WARN = 80, /* per cent: soon full */
    CHART_FULL = 100,
    CHART_MOST = 120, /* columns; a wider chart is made no wider */
    CHART_BYTES = CHART_MOST * 4 + 32
};

/* "████▌···  57 %" in exactly so many columns, "####----  57%" in ASCII. The bar ends at 100 %, the figure
 * tells the truth; it is full only from 100 % on, and begun with the first per cent. Where there is no room for
 * a bar the figure stands alone, perhaps wider than asked for. */
void chart_bar(char out[CHART_BYTES], int64_t percent, int columns, bool is_ascii);

/* "0,1.25,,12.50" as " ▁·█": one character a figure, scaled to the greatest of those shown, the last ones where
 * there is not room for all, on the right of the columns. Zero is a blank and an entry without a figure a mark
 * of its own; all else can be seen. False: that is no row of figures, and out is "". */
bool chart_spark(char out[CHART_BYTES], const char *figures, int columns, bool is_ascii);

#endif

/* Use over days as upright bars, with a scale on the left and dates below. Whole numbers only; eighths of a
 * character where the screen has them, plain characters where it is ASCII. */
#ifndef TUI_CUSTOMERS_DAY_CHART_H
#define TUI_CUSTOMERS_DAY_CHART_H

#include "model/customers/usage_history.h"
#include "tui/widgets/lines.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DAY_CHART_ROWS = 4,  /* of bars; the dates stand on one more */
    DAY_CHART_SCALE = 9, /* columns of the scale */
    DAY_CHART_LEVELS = 8 /* in one row of a bar */
};

/* What the scale ends at: the least of 1, 2, 3, 4, 5, 6, 8, 10, 20 … MB, then of GB, that is not below peak. */
int64_t day_chart_top(int64_t peak_cmb);

/* The height of a bar in levels, half-up, and at least 1 for what is not 0. */
int day_chart_level(int64_t cmb, int64_t top_cmb);

/* How the last days fill so many columns: how many of them, and the columns that each has. */
struct day_chart_fit {
    size_t days;
    int pitch, bar; /* of a day, and of its bar */
};
struct day_chart_fit day_chart_fit(size_t days, int columns);

/* "21 Nov"; the date itself where it is none. */
const char *day_chart_date(struct arena *a, const char *date);

/* The last days, as many as fit; nothing where there is no room for a single one. */
void day_chart_write(struct lines *l, int x, int width, bool is_ascii, const struct usage_day *days, size_t count);

#endif

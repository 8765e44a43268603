/* Small charts made of characters. */
#include "tui/widgets/chart.h"

#include "model/values/amount.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    EIGHTHS = 8,
    LEAST_BAR = 2, /* columns; less says nothing */
    FIGURE_TEXT = 32
};

static const char *const blocks[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█" };
/* Zero, then from little to much. */
static const char *const spark_blocks[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
static const char *const spark_ascii[] = { " ", ".", ":", "-", "=", "+", "*", "#" };

static char *put(char *to, const char *text)
{
    size_t length = strlen(text);
    memcpy(to, text, length + 1);
    return to + length;
}

static char *put_times(char *to, const char *text, int count)
{
    while (count-- > 0)
        to = put(to, text);
    return to;
}

/* How many of the parts of a bar are full. */
static int full_parts(int64_t percent, int parts)
{
    if (percent <= 0)
        return 0;
    if (percent >= CHART_FULL)
        return parts;
    int full = (int)(percent * parts / CHART_FULL);
    return full ? full : 1;
}

static char *put_bar(char *to, int64_t percent, int columns, bool is_ascii)
{
    int each = is_ascii ? 1 : EIGHTHS;
    int full = full_parts(percent, columns * each), begun = full % each != 0;
    to = put_times(to, is_ascii ? "#" : blocks[EIGHTHS], full / each);
    to = put(to, blocks[full % each]);
    return put_times(to, is_ascii ? "-" : "·", columns - full / each - begun);
}

void chart_bar(char out[CHART_BYTES], int64_t percent, int columns, bool is_ascii)
{
    char figure[FIGURE_TEXT];
    /* bars of a list end at the same place: up to 100 % the figures are as wide as each other */
    int width = snprintf(figure, sizeof figure, is_ascii ? "%3" PRId64 "%%" : "%3" PRId64 " %%", percent);
    int room = (columns < CHART_MOST ? columns : CHART_MOST) - width - 1;
    char *to = out;
    if (room >= LEAST_BAR) {
        to = put_bar(to, percent, room, is_ascii);
        to = put(to, " ");
    }
    put(to, figure);
}

/* The next entry of "1.00,,12.50" and the place after it; NULL behind the last one. */
static const char *next_entry(const char *at, char entry[FIGURE_TEXT])
{
    size_t length = strcspn(at, ",");
    size_t kept = length < FIGURE_TEXT - 1 ? length : FIGURE_TEXT - 1;
    memcpy(entry, at, kept);
    entry[kept] = '\0';
    return at[length] ? at + length + 1 : NULL;
}

/* Counts the entries behind the first `skipped` and finds their greatest; false: one is no figure. */
static bool survey(const char *figures, int skipped, int *count, int64_t *most)
{
    char entry[FIGURE_TEXT];
    int64_t cmb;
    *count = 0;
    *most = 0;
    for (const char *at = figures; at;) {
        at = next_entry(at, entry);
        if (++*count <= skipped || !*entry)
            continue;
        if (!mb_from_db(entry, &cmb))
            return false;
        *most = cmb > *most ? cmb : *most;
    }
    return true;
}

static const char *spark_mark(const char *entry, int64_t most, bool is_ascii)
{
    const char *const *marks = is_ascii ? spark_ascii : spark_blocks;
    int steps =
        (int)(is_ascii ? sizeof spark_ascii / sizeof *spark_ascii : sizeof spark_blocks / sizeof *spark_blocks) - 1;
    int64_t cmb;
    if (!*entry)
        return is_ascii ? "_" : "·";
    if (!mb_from_db(entry, &cmb) || cmb <= 0 || most <= 0)
        return marks[0];
    return marks[(cmb * steps + most - 1) / most]; /* an amount has at most 17 digits */
}

bool chart_spark(char out[CHART_BYTES], const char *figures, int columns, bool is_ascii)
{
    char entry[FIGURE_TEXT];
    int count, shown, at_entry = 0;
    int64_t most;
    char *to = out;
    out[0] = '\0';
    if (columns > CHART_MOST)
        columns = CHART_MOST;
    if (!*figures || columns <= 0 || !survey(figures, 0, &count, &most))
        return false;
    shown = count < columns ? count : columns;
    survey(figures, count - shown, &count, &most);
    to = put_times(to, " ", columns - shown);
    for (const char *at = figures; at;) {
        at = next_entry(at, entry);
        if (at_entry++ >= count - shown)
            to = put(to, spark_mark(entry, most, is_ascii));
    }
    return true;
}

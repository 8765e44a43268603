/* Use over days as upright bars. */
#include "tui/customers/day_chart.h"

#include "base/arena.h"
#include "base/calendar.h"
#include "base/text.h"
#include "model/values/amount.h"
#include "tui/widgets/format.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    WEEK = 7,
    WIDEST_BAR = 2
};

/* Nothing, then from little to full; what is not 0 can be seen in every row that it reaches. */
static const char *const blocks[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
static const char *const plain[] = { " ", ".", ".", ".", ":", ":", ":", "#", "#" };

int64_t day_chart_top(int64_t peak_cmb)
{
    static const int steps[] = { 1, 2, 3, 4, 5, 6, 8 };
    for (int64_t unit = CMB_PER_MB; unit <= INT64_MAX / 10; unit *= 10) {
        if (unit == INT64_C(1000) * CMB_PER_MB)
            unit = CMB_PER_GB;
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
            if (unit * steps[i] >= peak_cmb)
                return unit * steps[i];
    }
    return peak_cmb;
}

/* The database's numeric(15,2) leaves room for the factors. */
int day_chart_level(int64_t cmb, int64_t top_cmb)
{
    const int64_t most = DAY_CHART_ROWS * DAY_CHART_LEVELS;
    if (cmb <= 0 || top_cmb <= 0)
        return 0;
    int64_t level = (2 * cmb * most + top_cmb) / (2 * top_cmb);
    if (!level)
        return 1;
    return (int)(level < most ? level : most);
}

struct day_chart_fit day_chart_fit(size_t days, int columns)
{
    struct day_chart_fit fit = { .days = 0 };
    if (columns <= 0 || !days)
        return fit;
    fit.days = days < (size_t)columns ? days : (size_t)columns;
    fit.pitch = columns / (int)fit.days;
    if (fit.pitch > WIDEST_BAR + 1)
        fit.pitch = WIDEST_BAR + 1;
    fit.bar = fit.pitch > 1 ? fit.pitch - 1 : 1;
    return fit;
}

const char *day_chart_date(struct arena *a, const char *date)
{
    struct calendar t = { 0 };
    char text[FORMAT_BYTES];
    if (sscanf(date, "%4d-%2d-%2d", &t.year, &t.month, &t.day) != 3)
        return date;
    return calendar_of(calendar_seconds(&t), &t) ? arena_strdup(a, format_day(text, &t)) : date;
}

static void add_times(struct strbuf *b, const char *text, int count)
{
    while (count-- > 0)
        strbuf_add(b, text);
}

/* What one day shows in a row of the chart, counted from below. */
static const char *mark_of(const struct usage_day *day, int64_t top, int row, bool is_ascii)
{
    const char *const *marks = is_ascii ? plain : blocks;
    int level = day_chart_level(day->cmb, top) - row * DAY_CHART_LEVELS;
    if (row == 0 && !day->cmb)
        return is_ascii ? "_" : "·";
    if (level <= 0)
        return marks[0];
    return marks[level < DAY_CHART_LEVELS ? level : DAY_CHART_LEVELS];
}

/* Every second row says where it ends. */
static const char *scale_text(struct arena *a, int64_t top, int row)
{
    char human[AMOUNT_TEXT];
    if ((DAY_CHART_ROWS - 1 - row) % 2)
        return NULL;
    const char *text = mb_shown(human, top / DAY_CHART_ROWS * (row + 1));
    return arena_printf(a, "%*s", DAY_CHART_SCALE - 1, text);
}

struct chart {
    struct lines *lines;
    const struct usage_day *days;
    struct day_chart_fit fit;
    int64_t top;
    int x;
    bool is_ascii;
};

static void write_row(const struct chart *c, int row)
{
    struct strbuf b = { .arena = c->lines->arena };
    for (size_t i = 0; i < c->fit.days; i++) {
        add_times(&b, mark_of(&c->days[i], c->top, row, c->is_ascii), c->fit.bar);
        add_times(&b, " ", c->fit.pitch - c->fit.bar);
    }
    struct line *line = lines_add(c->lines);
    lines_cell(line, 0, c->x, DAY_CHART_SCALE, ROLE_DIM, scale_text(c->lines->arena, c->top, row));
    lines_cell(line, 1, c->x + DAY_CHART_SCALE, (int)c->fit.days * c->fit.pitch, ROLE_INFO, strbuf_text(&b));
}

/* Today and every week before it, each date ending under its bar. */
static void write_dates(const struct chart *c)
{
    struct strbuf b = { .arena = c->lines->arena };
    int taken = 0;
    for (size_t i = 0; i < c->fit.days; i++) {
        const char *date = day_chart_date(c->lines->arena, c->days[i].date);
        int from = DAY_CHART_SCALE + (int)i * c->fit.pitch + c->fit.bar - text_width(date);
        if ((c->fit.days - 1 - i) % WEEK || from < taken + (taken > 0))
            continue;
        add_times(&b, " ", from - taken);
        strbuf_add(&b, date);
        taken = from + text_width(date);
    }
    lines_text(c->lines, c->x, DAY_CHART_SCALE + (int)c->fit.days * c->fit.pitch, ROLE_DIM, strbuf_text(&b));
}

void day_chart_write(struct lines *l, int x, int width, bool is_ascii, const struct usage_day *days, size_t count)
{
    struct chart c = { .lines = l, .x = x, .is_ascii = is_ascii, .fit = day_chart_fit(count, width - DAY_CHART_SCALE) };
    int64_t peak = 0;
    if (!c.fit.days)
        return;
    c.days = days + (count - c.fit.days);
    for (size_t i = 0; i < c.fit.days; i++)
        peak = c.days[i].cmb > peak ? c.days[i].cmb : peak;
    c.top = day_chart_top(peak);
    for (int row = DAY_CHART_ROWS - 1; row >= 0; row--)
        write_row(&c, row);
    write_dates(&c);
}

/* A value as the screen shows it, by its column's type: "10.0 GB", "Rp 200.000", "14:03". */
#ifndef TUI_WIDGETS_FORMAT_H
#define TUI_WIDGETS_FORMAT_H

#include "model/lists/pane.h"
#include "tui/terminal/theme.h"

#include <stdbool.h>

struct calendar;

enum { FORMAT_BYTES = 512 };

/* value is as PostgreSQL writes it; NULL gives "". now decides how short a time may be. What does not read as
 * its type is shown as it is. The text comes from outside: draw.h makes it safe. Returns out. */
const char *format_cell(char out[FORMAT_BYTES], const struct column *c, const char *value, int64_t now);

/* The same for a place of so many columns: what can be drawn as a chart is drawn. */
struct format_place {
    int columns;
    bool is_ascii;
};
const char *format_cell_in(char out[FORMAT_BYTES], const struct column *c, const char *value, int64_t now,
                           struct format_place place);

/* "14:03" today, "21 Nov 14:03" this year, "2024-11-21" else; in the local zone. False: no time. */
bool format_time(char out[FORMAT_BYTES], const char *timestamptz, int64_t now);

/* "21 Nov" in the language of the face. */
const char *format_day(char out[FORMAT_BYTES], const struct calendar *day);

/* Figures stand on the right. */
bool format_is_right(const struct column *c);

/* The colour that a status or a percentage deserves; ROLE_TEXT for all other cells. */
enum theme_role format_role(const struct column *c, const char *value);

#endif

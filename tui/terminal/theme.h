/* Colour themes: data files (themes/NAME.theme, libconfig), read through one code path; the shipped
 * ones are embedded. A theme gives each role a foreground, background and attributes; roles that
 * it leaves out fall back to `text`. With NO_COLOR, or on a terminal without colours, attributes only. */
#ifndef TUI_TERMINAL_THEME_H
#define TUI_TERMINAL_THEME_H

#include "base/error.h"

#include <curses.h>
#include <stdbool.h>
#include <stddef.h>

enum theme_role {
    ROLE_TEXT, ROLE_DIM, ROLE_HEADER, ROLE_TITLE, ROLE_COLUMN_HEAD, ROLE_CURSOR, ROLE_MARKED, ROLE_FOOTER,
    ROLE_FOOTER_KEY,
    ROLE_GOOD, ROLE_WARN, ROLE_BAD, ROLE_INFO, ROLE_INPUT, ROLE_INPUT_BAD, ROLE_MATCH, ROLE_DIALOG, ROLE_DIALOG_TITLE,
    ROLE_QR,      /* dark on light, also where a theme says nothing of it: phones read no other */
    ROLE_QR_DARK, /* light on dark; where a theme says nothing of it, qr turned around */
    ROLE_COUNT_
};

/* Before curses has begun it only reads, so that a wrong theme is told on a sane terminal;
 * theme_apply() then takes it into use. Under curses it does both. NULL or "default" is "dark". */
bool theme_load(const char *name, const char *theme_dir, struct error *e); /* makes it the current one */
const char *theme_name(void);
size_t theme_list(const char *theme_dir, char names[][32], size_t room);   /* shipped and user's, sorted */
void theme_apply(void); /* curses has begun */
attr_t theme_attr(enum theme_role role); /* ready for attrset(): pair and attributes */
#endif

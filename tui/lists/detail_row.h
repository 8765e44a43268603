/* The page of rows that no room has a page of its own for. */
#ifndef TUI_LISTS_DETAIL_ROW_H
#define TUI_LISTS_DETAIL_ROW_H

#include "tui/lists/detail_page.h"

extern const struct detail_kind detail_row;

#endif

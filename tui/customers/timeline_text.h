/* An entry of a user's timeline in the operator's words. */
#ifndef TUI_CUSTOMERS_TIMELINE_TEXT_H
#define TUI_CUSTOMERS_TIMELINE_TEXT_H

#include "base/arena.h"
#include "model/lists/timeline.h"

#include <stdbool.h>

/* "Add quota by siti@kasir-1", "Payment BELI-1 by qris", "Router sync" */
const char *timeline_title_text(struct arena *a, const struct timeline_entry *n);

enum {
    TIMELINE_TIME = 19,
    TIMELINE_SHORT_TIME = 11
};

/* "2026-11-21 10:41:07", or where there is no room for that "11-21 10:41". */
const char *timeline_time_text(struct arena *a, const struct timeline_entry *n, bool is_short);

/* What it was and became; "" where nothing is said. */
const char *timeline_changes_text(struct arena *a, const struct timeline_entry *n, bool is_ascii);

#endif

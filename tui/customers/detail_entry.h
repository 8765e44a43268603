/* An entry of a timeline that stands in no pane, whole. */
#ifndef TUI_CUSTOMERS_DETAIL_ENTRY_H
#define TUI_CUSTOMERS_DETAIL_ENTRY_H

#include "model/lists/timeline.h"

struct app;

void detail_entry_open(struct app *app, const struct timeline_kind *kind, const char *id);

#endif

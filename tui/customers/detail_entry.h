/* Where an entry of a timeline is shown whole. */
#ifndef TUI_CUSTOMERS_DETAIL_ENTRY_H
#define TUI_CUSTOMERS_DETAIL_ENTRY_H

#include "model/lists/timeline.h"

/* The pane whose row it is, or what stands for one where it has none; for detail_open(). */
const struct pane *detail_entry_pane(const struct timeline_entry *n);

#endif

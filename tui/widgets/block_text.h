/* Why somebody is blocked, in words. */
#ifndef TUI_WIDGETS_BLOCK_TEXT_H
#define TUI_WIDGETS_BLOCK_TEXT_H

#include "base/arena.h"

/* "for an overdue debt: debt due 2026-10-01, 30 days overdue" where a program wrote the reason, else the reason as it
 * is;
 * "-" where there is none. cause: the database's word (console.block_cause), NULL where somebody blocked him by hand.
 * since may be NULL. */
const char *block_text(struct arena *a, const char *cause, const char *reason, const char *since);

#endif

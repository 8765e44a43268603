/* Debt items as a table with their sum, and settlements as lines: what the details of users and debts share. */
#ifndef TUI_CUSTOMERS_DEBT_TABLE_H
#define TUI_CUSTOMERS_DEBT_TABLE_H

#include "model/customers/debt.h"
#include "tui/lists/detail_page.h"

#include <stdbool.h>
#include <stddef.h>

/* "20 GB", "20980 MB", "104.05 MB": exact, so that a sum looks like one; "Unlimited". */
const char *debt_amount_text(struct arena *a, int64_t cmb, bool is_unlimited);
/* "Rp 200.000"; "-" for a price that no package tells. */
const char *debt_price_text(struct arena *a, int64_t rp);

/* The rows, each with its note below, and a last line that is their sum: MB of all that are counted in MB, rupiah
 * of all. marked: the id of the one to be pointed at, or NULL. */
void debt_table_write(const struct detail_page *page, const struct debt_item *items, size_t count, const char *marked);

void debt_settlement_write(const struct detail_page *page, const struct debt_settlement *s, bool is_unlimited);

#endif

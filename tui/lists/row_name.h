/* How an operator calls a row: for heads of pages, forms and previews. */
#ifndef TUI_LISTS_ROW_NAME_H
#define TUI_LISTS_ROW_NAME_H

#include "model/lists/listing.h"

/* Its first frozen text, else its frozen number ("Lot 12"), else its first text; where none is known by a uuid's row the
 * id, as with all other ids. Of the row, or of the arena. */
const char *row_name(struct arena *a, const struct pane *pane, const struct listing_row *row);

#endif

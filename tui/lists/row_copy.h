/* What of a row goes to the operator's clipboard, from its list or its page. */
#ifndef TUI_LISTS_ROW_COPY_H
#define TUI_LISTS_ROW_COPY_H

#include "model/lists/listing.h"
#include "tui/terminal/clipboard.h"
#include "tui/widgets/columns.h"

#include <stddef.h>

struct app;

/* The nth thing of a row that its pane flags as useful, around the ends, and which column it is; NULL: there is none.
 */
const char *row_copy_nth(const struct pane *p, const struct listing_row *row, size_t nth, const struct column **what);

/* The columns of the list in its order as data, with tabs between; in the arena. */
const char *row_copy_line(struct arena *a, const struct pane *p, const struct columns_choice *choice,
                          const struct listing_row *row);

/* Sends it, and says what became of it. what is translated already. */
void row_copy_send(struct app *app, const char *text, enum clipboard_kind kind, const char *what);

#endif

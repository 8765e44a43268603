/* What is wrong with a customer, a line each, on the customer's page. UI thread only. */
#ifndef TUI_DIAGNOSIS_DIAGNOSIS_LINES_H
#define TUI_DIAGNOSIS_DIAGNOSIS_LINES_H

#include "model/diagnosis/diagnosis.h"
#include "tui/lists/detail_page.h"

struct action;
struct selection;

/* stored: what the page has read; page->looked, a struct diagnosis too, counts for more. */
void diagnosis_lines_write(const struct detail_page *page, const struct diagnosis *stored);

/* A struct detail_kind's look(): a struct diagnosis. */
void *diagnosis_lines_look(struct context *ctx, const char *user_id);

/* What mends the finding whose row that is, or (NULL) the worst that anything mends; with it all that the same action
 * mends. */
const struct action *diagnosis_lines_mend(struct arena *a, const struct diagnosis *stored, const void *looked,
                                          const struct pane *row_pane, const char *row_id, struct selection *rows);

#endif

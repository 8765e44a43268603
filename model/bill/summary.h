/* What stands above invoices and their queue; see model/lists/pane_summary.h. */
#ifndef MODEL_BILL_SUMMARY_H
#define MODEL_BILL_SUMMARY_H

#include "model/lists/pane_summary.h"

bool pane_summary_of_queue(struct context *ctx, struct pane_summary *s, struct error *e);
bool pane_summary_of_invoices(struct context *ctx, struct pane_summary *s, struct error *e);

#endif

/* What stands above requests and changes; see model/lists/pane_summary.h. */
#ifndef MODEL_REQUESTS_SUMMARY_H
#define MODEL_REQUESTS_SUMMARY_H

#include "model/lists/pane_summary.h"

bool pane_summary_of_waiting(struct context *ctx, struct pane_summary *s, struct error *e);

#endif

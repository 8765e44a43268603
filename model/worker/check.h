/* The invariants over the data, without looking at anything outside the database. */
#ifndef MODEL_CHECK_H
#define MODEL_CHECK_H

#include "model/worker/health.h"

/* As health_check(), for the data alone. */
bool check_data(struct context *ctx, struct finding **findings, size_t *count, struct error *e);

#endif

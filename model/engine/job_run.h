/* Running the jobs of one router, those that ask gateways, or the others: what a worker's thread does. */
#ifndef MODEL_JOB_RUN_H
#define MODEL_JOB_RUN_H

#include "model/engine/job.h"

/* router NULL: the jobs that wait for nothing outside. ran counts up. failure: that of the last job that failed,
 * untouched where all went well. False only when the database fails. */
bool jobs_run_due_of(struct context *ctx, const char *router, size_t *ran, struct error *failure, struct error *e);
/* The same for the jobs that ask gateways. */
bool jobs_run_due_at_gateways(struct context *ctx, size_t *ran, struct error *failure, struct error *e);

#endif

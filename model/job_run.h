/* Running the jobs of one router, or those of none: what a worker's thread does. */
#ifndef MODEL_JOB_RUN_H
#define MODEL_JOB_RUN_H

#include "model/job.h"

/* router NULL: the jobs that work on no router. ran counts up. failure: that of the last job that failed,
 * untouched where all went well. False only when the database fails. */
bool jobs_run_due_of(struct context *ctx, const char *router, size_t *ran, struct error *failure, struct error *e);

#endif

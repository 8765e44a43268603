/* Periodic jobs: tables of the rooms, a row each in console.job. A lease on the database's clock
 * decides who runs one; a crashed runner's lease ends by itself, and so does what it kept. A job that works on routers
 * has a row for each, "usage_sync:main", so that one router holds up no other. */
#ifndef MODEL_ENGINE_JOB_H
#define MODEL_ENGINE_JOB_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

struct job {
    const char *name, *label, *help;
    int interval_s, lease_s;
    /* result: a line for the jobs pane */
    bool (*run)(struct context *ctx, char *result, size_t size, struct error *e);
    /* instead of run: once for each router of the configuration */
    bool (*run_router)(struct context *ctx, const char *router, char *result, size_t size, struct error *e);
    bool asks_gateway; /* and may wait long for it */
    bool is_long;      /* it may take minutes: in a thread that holds up no other job. It asks the database at times */
    bool is_kept; /* looks often, mostly finds nothing, does no harm twice: the worker that ran it goes on without a
                     claim, and writes what came out as before with its heartbeat */
};
/* Of all rooms; NULL: no more. */
const struct job *job_at(size_t i);
size_t job_count(void);
const struct job *job_find(const char *row_name); /* "usage_sync:main" or "debt_limit"; NULL: this program has none */

bool jobs_register(struct context *ctx, struct error *e);
/* The names, as in their rows, of what jobs_run_due_of() runs, jobs_run_due_at_gateways(), or jobs_run_due_long(). */
const char *const *jobs_names_of(struct arena *a, const char *router, size_t *count);
const char *const *jobs_names_at_gateways(struct arena *a, size_t *count);
const char *const *jobs_names_of_long(struct arena *a, size_t *count);
/* Runs what is due and free; ran counts them. A failing job is recorded in its row and logged, and
 * does not stop the others. False only when the database fails. */
bool jobs_run_due(struct context *ctx, size_t *ran, struct error *e);

/* What a worker's thread does: those of one router, those that ask gateways, or the others.
 * router NULL: the jobs that wait for nothing outside. ran counts up. failure: that of the last job that failed,
 * untouched where all went well. False only when the database fails. */
bool jobs_run_due_of(struct context *ctx, const char *router, size_t *ran, struct error *failure, struct error *e);
/* The same for the jobs that ask gateways. */
bool jobs_run_due_at_gateways(struct context *ctx, size_t *ran, struct error *failure, struct error *e);
/* The same for the long ones. */
bool jobs_run_due_long(struct context *ctx, size_t *ran, struct error *failure, struct error *e);

/* After an operator asked for jobs: where no worker lives, this process runs those of them that it can (ctx->routers
 * for the routers' ones); else a worker does, and nothing happens here. Rows that nobody asked for are left alone.
 * words: "; debt_limit: nothing to do" is added for each that ran. Fails nothing: what goes wrong is logged, and the
 * wish stays for the next worker. */
void jobs_run_wanted(struct context *ctx, const char *const *names, size_t count, struct strbuf *words);

#endif

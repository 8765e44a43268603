/* Debt policies as jobs: what an operator can do by hand with policies.debt_limit and its sisters, done by
 * itself as the setting says. The rules stand in the database (console.debt_limit_cases() and the like), the
 * same for preview, action and job. */
#ifndef MODEL_CUSTOMERS_POLICY_H
#define MODEL_CUSTOMERS_POLICY_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

/* name: "debt_limit", for action policies.debt_limit and setting debt_limit_policy: off does nothing, report
 * says what would be done, on does it, in the name of "job:debt_limit". result: a line for the jobs pane.
 * Nothing to do leaves no operation behind. */
bool policy_run(struct context *ctx, const char *name, char *result, size_t size, struct error *e);

/* The same whatever a setting says. */
bool policy_carry_out(struct context *ctx, const char *name, char *result, size_t size, struct error *e);

/* Reminds whom a policy that is on will block soon, and withdraws reminders that were not sent in time. */
bool policy_remind(struct context *ctx, char *result, size_t size, struct error *e);

#endif

/* A few users of an operation that is not committed yet: their router is asked meanwhile. */
#ifndef MODEL_ROUTERS_SYNC_FORESEEN_H
#define MODEL_ROUTERS_SYNC_FORESEEN_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

struct sync_foreseen;
struct sync_run;

/* The functions of a struct target. A router is asked only over a connection that is there. */
void *sync_foresee_operation(struct context *ctx, const char *operation_id, struct error *e);
bool sync_foreseen_want(struct context *ctx, void *foreseen, struct error *e);
const char *sync_foreseen_holds(struct context *ctx, const void *foreseen, int *lease_s);
void sync_foreseen_leave(struct context *ctx, void *foreseen);

/* What ctx->ahead has of that router, and is under way; NULL: nothing. */
struct sync_foreseen *sync_foreseen_of(const struct context *ctx, const char *router);
/* Hands all of it to a sync of just these users. False where it is of others, or was handed on already. */
bool sync_foreseen_take(struct sync_foreseen *f, struct sync_run *s, const char *const *user_ids, size_t count);
/* It is of no use: what the router answers is passed over. */
void sync_foreseen_forget(struct sync_foreseen *f);

#endif

/* A customer's hotspot password, for somebody who asks to see it: each look is an operation of the audit. */
#ifndef MODEL_ACCOUNTS_PASSWORD_H
#define MODEL_ACCOUNTS_PASSWORD_H

#include "model/values/context.h"

#include <stdbool.h>

struct account_password {
    const char *name, *account, *password;
};

/* In ctx->arena. Where the look can't be noted, nothing is shown; who has none: ERR_REFUSED. */
bool account_show_password(struct context *ctx, const char *user_id, struct account_password *out, struct error *e);

#endif

/* What came of trying a gateway or a messenger: private to model/setup. */
#ifndef MODEL_SETUP_GATEWAY_TRY_H
#define MODEL_SETUP_GATEWAY_TRY_H

#include "base/error.h"
#include "net/gateway.h"

#include <stdbool.h>

struct setup;

/* Whether it was done; else why not, and what to look at: name "Xendit", secret "secret_key". */
bool setup_judge(struct setup *s, const struct gateway_result *result, const char *name, const char *secret,
                 struct error *e);
bool setup_needs_secret(const char *what, const char *secret, struct error *e);

#endif

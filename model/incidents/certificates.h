/* When the certificates of this host's configuration end. */
#ifndef MODEL_INCIDENTS_CERTIFICATES_H
#define MODEL_INCIDENTS_CERTIFICATES_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

/* Looks at each by a connection that asks nothing, and notes what it saw. Who does not answer is told of elsewhere. A job's run. */
bool certificates_look(struct context *ctx, char *result, size_t size, struct error *e);

#endif

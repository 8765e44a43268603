/* Who holds rows under a lease and has ended, on this host: what it held is taken up at once, and not only when the
 * lease is over. Private to model/. */
#ifndef MODEL_ENGINE_HOLDER_H
#define MODEL_ENGINE_HOLDER_H

#include "model/values/context.h"

#include <stdbool.h>

/* query: db/NAME.sql with columns id, pid of the processes of a host ($1) that hold rows. Their ids, as a uuid[] for a
 * parameter, "{}" where there are none; with_own: what this process itself holds counts too. NULL when the database fails. */
const char *holders_gone(struct context *ctx, const char *query, bool with_own, struct error *e);

#endif

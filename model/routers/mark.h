/* The mark of ownership in a comment on the router:
 *   <prefix>|status=…|user=08…|uid=<uuid>|role=…|date=…|time=…
 * Only what carries it is ever changed or removed. Its body is all but prefix, date and time: two marks
 * with the same body say the same. */
#ifndef MODEL_ROUTERS_MARK_H
#define MODEL_ROUTERS_MARK_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct mark {
    const char *body; /* "status=…|user=…|uid=…|role=…" */
    const char *uid;  /* lower case */
};

/* False where the comment is not ours: another prefix, or no uuid in its uid=. comment may be NULL. */
bool mark_read(struct arena *a, const char *prefix, const char *comment, struct mark *m);
char *mark_text(struct arena *a, const char *prefix, const char *body, const char *date, const char *time);

#endif

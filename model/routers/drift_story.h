/* One difference between a router and the database, with the user that it is about and his devices.
 *
 * Texts come as the outside gave them (show them through text_safe()); NULL = not known, or nothing there. Times
 * are texts in the session's zone. */
#ifndef MODEL_ROUTERS_DRIFT_STORY_H
#define MODEL_ROUTERS_DRIFT_STORY_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct drift_device {
    const char *id, *mac_address, *ip_address, *label, *last_seen_at; /* id: of its row in the devices */
    bool is_authorized;
};

struct drift_story {
    const char *id, *router, *kind, *subject;
    const char *expected, *actual; /* as the database and as the router has it */
    const char *cause;
    const char *mend; /* the commands, a line each; NULL: none would mend it */
    const char *item; /* JSON of the router's row */
    bool is_safe;
    int64_t alike; /* differences of this kind on this router, this one too */
    const char *found_at, *seen_at, *scanned_at;
    bool is_asked_for; /* an effect waits that brings it about */
    /* the user; user_id NULL: nobody that the database knows */
    const char *user_id, *full_name, *phone_number, *address, *status, *block_cause, *blocked_reason, *expires_at;
    struct drift_device *devices; /* the one seen last first */
    size_t device_count;
};

/* Everything in ctx->arena. A difference that is gone: ERR_REFUSED. */
bool drift_read_story(struct context *ctx, const char *id, struct drift_story *story, struct error *e);

#endif

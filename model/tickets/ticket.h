/* One ticket, for its page. */
#ifndef MODEL_TICKETS_TICKET_H
#define MODEL_TICKETS_TICKET_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ticket_note {
    const char *at, *actor, *text;
    const char *taken_back; /* when and by whom; NULL: it was not */
};

/* Times as "YYYY-MM-DD HH:MM"; NULL: never, nobody, nothing. */
struct ticket {
    const char *id, *state, *text, *outcome, *assigned_to, *follow_up;
    const char *opened_by, *opened_at, *closed_by, *closed_at;
    const char *user_id, *customer, *incident_id, *incident, *router, *subject; /* incident: its kind */
    int64_t number;
    bool is_due;
    struct ticket_note *notes; /* the latest first, then those that were taken back */
    size_t note_count;
};

enum {
    TICKET_NOTES = 200
};

/* Everything lives in ctx->arena. */
bool ticket_read(struct context *ctx, const char *id, struct ticket *t, struct error *e);

#endif

/* One notification whole, for its page: what a gateway sent, as it came, and what became of it. */
#ifndef MODEL_PAY_INBOX_STORY_H
#define MODEL_PAY_INBOX_STORY_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Texts are as the database and the gateway gave them; NULL: there is none. */
struct inbox_story {
    const char *gateway, *brand, *order_id, *status, *state, *result;
    const char *received_at, *repeated_at, *processed_at;
    const char *next_try_at; /* of one that is to be processed */
    const char *kind, *charge_state, *full_name, *phone_number; /* of the charge that it is about */
    int64_t amount_rp;       /* of that charge; -1: none */
    int64_t tries, repeats;
    bool is_held;            /* it is processed at this moment */
    const char *const *body; /* its lines; NULL-terminated */
};

/* In ctx->arena. One that does not exist: ERR_REFUSED. */
bool inbox_read_story(struct context *ctx, const char *id, struct inbox_story *story, struct error *e);

/* A body as lines: laid out where it is JSON, else as it came. Of a signature the beginning is shown: whoever has
 * it whole can send another notification in the gateway's name. */
const char *const *inbox_body_lines(struct arena *a, const char *body, size_t length);

#endif

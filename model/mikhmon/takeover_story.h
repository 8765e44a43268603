/* One take-over whole, for its page. */
#ifndef MODEL_MIKHMON_TAKEOVER_STORY_H
#define MODEL_MIKHMON_TAKEOVER_STORY_H

#include "model/lists/listing.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct takeover_step {
    const char *step, *done_at; /* done_at NULL: not yet */
    int64_t rows;
};

struct takeover_kept {
    const char *part, *name, *before; /* before: its beginning, as it stood on the router */
    bool is_changed, is_restored;
};

struct takeover_ask {
    const char *id, *kind, *subject, *state, *example, *proposal, *answer;
    int64_t rows;
};

struct takeover_story {
    const struct listing_row *row; /* of the pane */
    struct takeover_step *steps;
    struct takeover_kept *kept;
    struct takeover_ask *asked; /* what is to be answered first */
    size_t step_count, kept_count, asked_count;
};

bool takeover_read_story(struct context *ctx, const char *id, struct takeover_story *story, struct error *e);

#endif

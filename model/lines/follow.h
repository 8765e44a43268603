/* PPPoE lines followed on their router: what it has is taken into the database, which says what is to be done there. */
#ifndef MODEL_LINES_FOLLOW_H
#define MODEL_LINES_FOLLOW_H

#include "model/engine/effect.h"

struct lines_tally {
    bool is_watched; /* else nothing was asked of the router */
    size_t lines, sessions, written, kicked, refused;
    size_t news; /* lines of which the router said what it had not said at the last look */
};

/* Reads the router whole, writes what differs from what is wanted, reads it back, and ends the sessions that are from
 * before. ERR_UNREACHABLE, and nothing counted, where it can't be read whole; what it refused stands on the lines. */
bool lines_follow(struct context *ctx, const char *router, struct lines_tally *t, struct error *e);

bool effect_line_settle(struct context *ctx, const char *router, struct effect_row *rows, size_t count,
                        struct error *e);

#endif

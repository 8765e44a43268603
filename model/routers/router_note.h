/* What a router said that is, but for figures, as it was: kept for who writes it down from time to time, and not each
 * time by itself. Done by router.c. */
#ifndef MODEL_ROUTERS_ROUTER_NOTE_H
#define MODEL_ROUTERS_ROUTER_NOTE_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct router_note {
    int64_t asked_ms;                               /* clock_ms() when it answered; 0: it was not asked */
    char latency_us[24], uptime_s[24], clock_s[24]; /* clock: seconds since 1970; empty: not said */
    char cpu[8], memory[8], rate_kbit[24]; /* per cent, per cent in use, what came in on its ports; empty: not known */
    int64_t read_ms; /* when its counters were read, and nothing came of it; 0: they were not */
    bool has_moved;  /* a customer's counter did, or no customer's device was there */
};

/* From now on notes are kept. Before other threads use r. */
void routers_keep_notes(struct routers *r);
/* Any thread: takes what is kept of the ith; false: nothing is. */
bool routers_take_note(struct routers *r, size_t i, struct router_note *note);

/* words: all that it said, but for the figures. True: the same was written last, and the note is kept; false: it is to
 * be written now. */
bool routers_note_answer(struct context *ctx, const char *name, const char *words, const struct router_note *note);
/* These were written; NULL: what is written is not what it said. */
void routers_note_written(struct context *ctx, const char *name, const char *words);
/* Its counters were read, and nothing came of it. As above. */
bool routers_note_reading(struct context *ctx, const char *name, bool has_moved);

#endif

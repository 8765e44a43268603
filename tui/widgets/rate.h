/* How fast something goes and how long it will still take, from counts that come now and then. Whole numbers
 * only; smoothed, so that the figures can be read. */
#ifndef TUI_WIDGETS_RATE_H
#define TUI_WIDGETS_RATE_H

#include <stddef.h>
#include <stdint.h>

struct rate {         /* all zero: nothing is known yet */
    int64_t since_ms; /* the sample under way began then … */
    size_t from;      /* … with so many done */
    int64_t milli;    /* thousandths of a piece a second, smoothed; 0: not known */
};

enum {
    RATE_TEXT = 96
};

/* So many are done now (monotonic, above 0). Fewer than before: counting has begun anew, the speed stays. */
void rate_note(struct rate *r, size_t done, int64_t now_ms);

int64_t rate_seconds_left(const struct rate *r, size_t left); /* rounded up; -1: not known */

/* "45 s left", "1 min 05 s left", "2 h 10 min left". */
const char *rate_time_left(int64_t seconds, char out[RATE_TEXT]);

/* "120 a second, 1 min 05 s left"; "" while nothing is known. */
const char *rate_describe(const struct rate *r, size_t left, char out[RATE_TEXT]);

#endif

/* How long a question to the terminal and its answer are under way. It is asked whether it is there (CSI 5 n), which all
 * since the VT100 answer: once at the start, and now and then behind a key, never of itself. A multiplexer and mosh answer for
 * the terminal, so that within them it is their nearness that is measured. Only numbers: who sends and reads is the screen. */
#ifndef TUI_TERMINAL_TRIP_H
#define TUI_TERMINAL_TRIP_H

#include <stdbool.h>
#include <stdint.h>

enum {
    TRIP_AGAIN_MS = 60000,
    TRIP_LOST_MS = 20000, /* no answer by then: none will come */
    TRIP_TRIES = 2        /* unanswered: it is not asked again */
};

struct trip {
    bool is_asked, has_answered;
    int64_t asked_ms;
    int unanswered;
    int last_ms, before_ms; /* of the last two answers; there is but one: the same */
};

/* To be asked now: has_key, a key came since it was asked last. */
bool trip_is_due(struct trip *t, int64_t now_ms, bool has_key);
void trip_ask(struct trip *t, int64_t now_ms);
void trip_answer(struct trip *t, int64_t now_ms); /* one that nobody asked for is nothing */

/* The shorter one of the last two, since one may have met a moment's trouble; -1: not known. */
int trip_ms(const struct trip *t);

#endif

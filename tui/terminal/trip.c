/* How long a question to the terminal and its answer are under way. */
#include "tui/terminal/trip.h"

bool trip_is_due(struct trip *t, int64_t now_ms, bool has_key)
{
    if (t->is_asked && now_ms - t->asked_ms >= TRIP_LOST_MS) {
        t->is_asked = false;
        t->unanswered++;
    }
    if (t->is_asked || t->unanswered >= TRIP_TRIES)
        return false;
    return !t->asked_ms || (has_key && now_ms - t->asked_ms >= TRIP_AGAIN_MS);
}

void trip_ask(struct trip *t, int64_t now_ms)
{
    t->is_asked = true;
    t->asked_ms = now_ms;
}

void trip_answer(struct trip *t, int64_t now_ms)
{
    if (!t->is_asked)
        return;
    int64_t took = now_ms - t->asked_ms;
    t->before_ms = t->has_answered ? t->last_ms : (int)took;
    t->last_ms = (int)took;
    t->is_asked = false;
    t->has_answered = true;
    t->unanswered = 0;
}

int trip_ms(const struct trip *t)
{
    if (!t->has_answered)
        return -1;
    return t->last_ms < t->before_ms ? t->last_ms : t->before_ms;
}

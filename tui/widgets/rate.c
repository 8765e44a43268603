/* How fast something goes and how long it will still take. */
#include "tui/widgets/rate.h"

#include "base/i18n.h"
#include "model/values/amount.h"

#include <stdio.h>

enum {
    SAMPLE_MS = 250, /* shorter ones would make the figures dance */
    WEIGHT = 4,      /* the newest sample counts a quarter */
    MILLI = 1000
};

void rate_note(struct rate *r, size_t done, int64_t now_ms)
{
    int64_t elapsed = now_ms - r->since_ms;
    if (!r->since_ms || done < r->from) {
        r->since_ms = now_ms;
        r->from = done;
        return;
    }
    if (elapsed < SAMPLE_MS)
        return;
    int64_t fresh = (int64_t)(done - r->from) * MILLI * MILLI / elapsed;
    r->milli = r->milli ? (r->milli * (WEIGHT - 1) + fresh) / WEIGHT : fresh;
    r->since_ms = now_ms;
    r->from = done;
}

int64_t rate_seconds_left(const struct rate *r, size_t left)
{
    return r->milli > 0 ? ((int64_t)left * MILLI + r->milli - 1) / r->milli : -1;
}

const char *rate_time_left(int64_t seconds, char out[RATE_TEXT])
{
    long long s = (long long)seconds;
    if (s < 60)
        snprintf(out, RATE_TEXT, _("%lld s left"), s);
    else if (s < 3600)
        snprintf(out, RATE_TEXT, _("%lld min %02lld s left"), s / 60, s % 60);
    else
        snprintf(out, RATE_TEXT, _("%lld h %02lld min left"), s / 3600, s / 60 % 60);
    return out;
}

const char *rate_describe(const struct rate *r, size_t left, char out[RATE_TEXT])
{
    char duration[RATE_TEXT], figure[AMOUNT_TEXT];
    long long tenths = (r->milli + MILLI / 20) / (MILLI / 10);
    out[0] = '\0';
    if (r->milli <= 0)
        return out;
    rate_time_left(rate_seconds_left(r, left), duration);
    if (tenths < 100)
        snprintf(out, RATE_TEXT, _("%s a second, %s"), tenths_shown(figure, tenths), duration);
    else
        snprintf(out, RATE_TEXT, _("%lld a second, %s"), tenths / 10, duration);
    return out;
}

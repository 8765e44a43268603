/* What a user used day by day, and how long his quota lasts at that rate. Amounts are hundredths of a MB,
 * days are the customers'; whole numbers only. */
#ifndef MODEL_CUSTOMERS_USAGE_HISTORY_H
#define MODEL_CUSTOMERS_USAGE_HISTORY_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    USAGE_HISTORY_DAYS = 30
};

struct usage_day {
    const char *date; /* "2026-11-21" */
    int64_t cmb;      /* 0 where no log stands */
    bool has_log;
};

struct usage_history {
    struct usage_day *days; /* oldest first, the last one is today; fewer where he is newer than that */
    size_t day_count;
    int64_t total_cmb, average_cmb; /* a day, half-up */
    size_t peak;                    /* index of the day with the most; the latest of equal ones */
    int64_t remaining_cmb;          /* -1: unlimited */
    const char *expires_on;         /* NULL: never */
    const char *lasts_until;        /* the day on which the quota ends at that rate; NULL: nothing says so, or
                                       later than USAGE_LASTS_MOST_DAYS */
};

enum {
    USAGE_LASTS_MOST_DAYS = 3660
};

/* In ctx->arena. A user that is gone has no days. */
bool usage_history_read(struct context *ctx, const char *user_id, size_t days, struct usage_history *history,
                        struct error *e);

/* The sums over days; the rest is left as it is. */
void usage_history_sum(struct usage_history *history);

/* Whole days for which remaining_cmb is enough at total_cmb in so many days; -1: nothing is used. Amounts beyond
 * what the database can hold give INT64_MAX at worst. */
int64_t usage_lasts_days(int64_t remaining_cmb, int64_t total_cmb, size_t days);

/* "2026-11-21" and so many days: in the arena; NULL where that is no date. */
const char *usage_date_after(struct arena *a, const char *date, int64_t days);

#endif

/* What a user used day by day. */
#include "model/customers/usage_history.h"

#include "base/arena.h"
#include "base/calendar.h"
#include "db/db.h"
#include "model/values/amount.h"

#include <stdio.h>

int64_t usage_lasts_days(int64_t remaining_cmb, int64_t total_cmb, size_t days)
{
    if (total_cmb <= 0 || remaining_cmb < 0 || !days)
        return -1;
    /* remaining * days / total, without leaving int64 on the way */
    int64_t n = (int64_t)days, whole = remaining_cmb / total_cmb, rest = remaining_cmb % total_cmb;
    if (whole > INT64_MAX / n - 1 || rest > INT64_MAX / n)
        return INT64_MAX;
    return whole * n + rest * n / total_cmb;
}

const char *usage_date_after(struct arena *a, const char *date, int64_t days)
{
    struct calendar t = { 0 };
    char text[CALENDAR_BYTES];
    if (days < 0 || days > USAGE_LASTS_MOST_DAYS || sscanf(date, "%4d-%2d-%2d", &t.year, &t.month, &t.day) != 3)
        return NULL;
    t.day += (int)days;
    return calendar_of(calendar_seconds(&t), &t) ? arena_strdup(a, calendar_date(text, &t)) : NULL;
}

void usage_history_sum(struct usage_history *h)
{
    int64_t days = (int64_t)h->day_count;
    h->total_cmb = h->average_cmb = 0;
    h->peak = 0;
    for (size_t i = 0; i < h->day_count; i++) {
        h->total_cmb += h->days[i].cmb;
        if (h->days[i].cmb >= h->days[h->peak].cmb)
            h->peak = i;
    }
    if (days)
        h->average_cmb = h->total_cmb / days + (h->total_cmb % days * 2 >= days);
}

static void fill_day(struct arena *a, const struct db_result *r, int row, struct usage_day *day)
{
    day->date = arena_strdup(a, db_value(r, row, 0));
    day->has_log = !db_is_null(r, row, 1);
    if (day->has_log && (!mb_from_db(db_value(r, row, 1), &day->cmb) || day->cmb < 0))
        day->cmb = 0; /* `check` reports usage below zero */
}

static void forecast(struct arena *a, struct usage_history *h)
{
    int64_t days = usage_lasts_days(h->remaining_cmb, h->total_cmb, h->day_count);
    if (h->day_count)
        h->lasts_until = usage_date_after(a, h->days[h->day_count - 1].date, days);
}

bool usage_history_read(struct context *ctx, const char *user_id, size_t days, struct usage_history *history,
                        struct error *e)
{
    char most[24];
    snprintf(most, sizeof most, "%zu", days);
    struct db_result *r = db_query(ctx->db, "usage_history", DB_PARAMS(user_id, most), e);
    if (!r)
        return false;
    *history = (struct usage_history){ .day_count = (size_t)db_rows(r), .remaining_cmb = -1 };
    history->days = ARENA_ARRAY(ctx->arena, struct usage_day, history->day_count + 1);
    for (size_t i = 0; i < history->day_count; i++)
        fill_day(ctx->arena, r, (int)i, &history->days[i]);
    if (history->day_count && !db_is_null(r, 0, 2))
        mb_from_db(db_value(r, 0, 2), &history->remaining_cmb);
    if (history->day_count && !db_is_null(r, 0, 3))
        history->expires_on = arena_strdup(ctx->arena, db_value(r, 0, 3));
    db_result_free(r);
    usage_history_sum(history);
    forecast(ctx->arena, history);
    return true;
}

/* The calendar in 64 bits. */
#include "base/calendar.h"

#include <stdio.h>
#include <time.h>

enum {
    DAYS_TO_1970 = 719468, /* from 1 March of the year 0 */
    ERA_YEARS = 400,
    ERA_DAYS = 146097,
    FIRST_YEAR = -9999,
    LAST_YEAR = 99999
};

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Years begin in March here, so that the day that some of them lack is their last one. */
int64_t calendar_days(int64_t year, int64_t month, int64_t day)
{
    int64_t months = year * 12 + (month - 1) - 2, y = floor_div(months, 12), m = months - y * 12;
    int64_t era = floor_div(y, ERA_YEARS), in_era = y - era * ERA_YEARS;
    int64_t of_year = (153 * m + 2) / 5 + day - 1;
    return era * ERA_DAYS + in_era * 365 + in_era / 4 - in_era / 100 + of_year - DAYS_TO_1970;
}

static void date_of(int64_t days, struct calendar *c)
{
    int64_t since = days + DAYS_TO_1970, era = floor_div(since, ERA_DAYS), of_era = since - era * ERA_DAYS;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / (ERA_DAYS - 1)) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
    c->day = (int)(of_year - (153 * month + 2) / 5 + 1);
    c->month = (int)(month < 10 ? month + 3 : month - 9);
    c->year = (int)(era * ERA_YEARS + year + (c->month <= 2));
}

bool calendar_is_date(int year, int month, int day)
{
    struct calendar c = { 0 };
    if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    date_of(calendar_days(year, month, day), &c);
    return c.day == day;
}

int64_t calendar_seconds(const struct calendar *c)
{
    return calendar_days(c->year, c->month, c->day) * CALENDAR_DAY_S + (int64_t)c->hour * 3600 +
           (int64_t)c->minute * 60 + c->second;
}

bool calendar_of(int64_t seconds, struct calendar *c)
{
    int64_t days = floor_div(seconds, CALENDAR_DAY_S), rest = seconds - days * CALENDAR_DAY_S;
    if (days < calendar_days(FIRST_YEAR, 1, 1) || days > calendar_days(LAST_YEAR, 12, 31))
        return false;
    date_of(days, c);
    c->hour = (int)(rest / 3600);
    c->minute = (int)(rest / 60 % 60);
    c->second = (int)(rest % 60);
    return true;
}

int64_t calendar_now(void)
{
    return (int64_t)time(NULL);
}

const char *calendar_date(char out[CALENDAR_BYTES], const struct calendar *c)
{
    snprintf(out, CALENDAR_BYTES, "%04d-%02d-%02d", c->year, c->month, c->day);
    return out;
}

const char *calendar_time(char out[CALENDAR_BYTES], const struct calendar *c)
{
    snprintf(out, CALENDAR_BYTES, "%02d:%02d:%02d", c->hour, c->minute, c->second);
    return out;
}

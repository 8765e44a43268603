/* Days and times of day, counted in 64 bits on every machine: the C library's time_t has 32 on armhf and ends in 2038.
 * The proleptic Gregorian calendar, in UTC; years from -9999 to 99999. */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CALENDAR_DAY_S = 86400,
    CALENDAR_BYTES = 32
};

struct calendar {
    int year, month, day; /* 2026, 1 to 12, 1 to 31 */
    int hour, minute, second;
};

bool calendar_is_date(int year, int month, int day); /* there is no 31 February */
/* Days since 1970-01-01. What is too much of a month or day runs over into the next: 31 February is 3 March. */
int64_t calendar_days(int64_t year, int64_t month, int64_t day);
/* Seconds since 1970-01-01 00:00:00. */
int64_t calendar_seconds(const struct calendar *c);
/* False: beyond the years that it knows. */
bool calendar_of(int64_t seconds, struct calendar *c);
/* Seconds since 1970, as the host's clock has it. */
int64_t calendar_now(void);

/* "2026-11-28" and "16:30:05". */
const char *calendar_date(char out[CALENDAR_BYTES], const struct calendar *c);
const char *calendar_time(char out[CALENDAR_BYTES], const struct calendar *c);

#endif

/* Dates of HTTP headers, in 64 bits: libcurl's own are of time_t, which ends in 2038 on armhf. */
#include "net/http_date.h"

#include "base/calendar.h"

#include <stdio.h>
#include <string.h>

enum {
    CENTURY = 100,
    PIVOT = 70 /* a year of two digits: from 1970 to 2069 */
};

static int month_of(const char *name)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int i = 0; i < 12; i++)
        if (strncmp(months + 3 * i, name, 3) == 0)
            return i + 1;
    return 0;
}

static bool is_time(const struct calendar *c)
{
    return c->hour >= 0 && c->hour < 24 && c->minute >= 0 && c->minute < 60 && c->second >= 0 && c->second <= 60;
}

bool http_date(const char *text, int64_t *seconds)
{
    struct calendar c = { 0 };
    char month[4] = "";
    int used = 0;
    const char *comma = strchr(text, ',');
    if (comma) {
        if (sscanf(comma + 1, " %2d%*1[ -]%3[A-Za-z]%*1[ -]%4d %2d:%2d:%2d GMT%n", &c.day, month, &c.year, &c.hour,
                   &c.minute, &c.second, &used) < 6 ||
            !used)
            return false;
        if (c.year >= 0 && c.year < CENTURY)
            c.year += c.year < PIVOT ? 2000 : 1900;
    } else if (sscanf(text, "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d%n", month, &c.day, &c.hour, &c.minute,
                      &c.second, &c.year, &used) < 6 ||
               !used) {
        return false;
    }
    c.month = month_of(month);
    if (!calendar_is_date(c.year, c.month, c.day) || !is_time(&c))
        return false;
    *seconds = calendar_seconds(&c);
    return true;
}

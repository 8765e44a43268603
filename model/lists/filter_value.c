/* Reading the values of a filter. */
#include "model/lists/filter_value.h"

#include "base/arena.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool value_parse_int(const char *text, int64_t *value)
{
    char *end;
    if (!isdigit((unsigned char)text[*text == '-']))
        return false;
    errno = 0;
    *value = strtoll(text, &end, 10);
    return errno == 0 && !*end;
}

bool value_parse_bool(const char *text, bool *value)
{
    static const char *const words[2][5] = { { "no", "false", "tidak", "0", NULL }, { "yes", "true", "ya", "1", NULL } };
    for (int truth = 0; truth < 2; truth++)
        for (int i = 0; words[truth][i]; i++)
            if (strcasecmp(text, words[truth][i]) == 0) {
                *value = truth;
                return true;
            }
    return false;
}

static bool read_age(struct arena *a, const char *text, struct value_time *t)
{
    static const struct { char letter; const char *unit; } units[] = {
        { 'm', "minutes" }, { 'h', "hours" }, { 'd', "days" }, { 'w', "weeks" },
    };
    bool is_future = *text == '+';
    const char *digits = text + is_future;
    size_t n = strspn(digits, "0123456789");
    if (n == 0 || n > 5 || !digits[n] || digits[n + 1])
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (digits[n] != units[i].letter)
            continue;
        t->text = arena_printf(a, "%s%.*s %s", is_future ? "" : "-", (int)n, digits, units[i].unit);
        t->length = "";
        t->is_age = true;
        return true;
    }
    return false;
}

static int days_in(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && is_leap);
}

/* Two digits up to limit after a mark, which is moved over. */
static bool read_part(const char **p, const char *marks, int limit, int *value)
{
    const char *c = *p;
    if (!*c || !strchr(marks, *c) || !isdigit((unsigned char)c[1]) || !isdigit((unsigned char)c[2]))
        return false;
    *value = (c[1] - '0') * 10 + (c[2] - '0');
    *p = c + 3;
    return *value <= limit;
}

/* "", "Z", "+07", "+07:00" */
static bool is_offset(const char *p)
{
    int hours, minutes;
    if (!*p || strcmp(p, "Z") == 0)
        return true;
    return read_part(&p, "+-", 14, &hours) && (!*p || read_part(&p, ":", 59, &minutes)) && !*p;
}

/* Days and spans by name, in both languages whatever the face's own is; in the zone of the session. A weekday is the
 * last one, today included. */
static bool read_named(struct arena *a, const char *text, struct value_time *t)
{
#define FIRST_OF_WEEK "console.today() + 1 - extract(isodow FROM console.today())::integer"
#define FIRST_OF_MONTH "date_trunc('month', console.today()::timestamp)"
    static const struct {
        const char *name, *other, *length, *sql; /* sql: a day */
        int weekday;                             /* 1 Monday to 7; 0: sql says it */
    } names[] = {
        { "today", "hari-ini", "1 day", "console.today()", 0 },
        { "yesterday", "kemarin", "1 day", "console.today() - 1", 0 },
        { "tomorrow", "besok", "1 day", "console.today() + 1", 0 },
        { "monday", "senin", "1 day", NULL, 1 },
        { "tuesday", "selasa", "1 day", NULL, 2 },
        { "wednesday", "rabu", "1 day", NULL, 3 },
        { "thursday", "kamis", "1 day", NULL, 4 },
        { "friday", "jumat", "1 day", NULL, 5 },
        { "saturday", "sabtu", "1 day", NULL, 6 },
        { "sunday", "minggu", "1 day", NULL, 7 },
        { "this-week", "minggu-ini", "7 days", FIRST_OF_WEEK, 0 },
        { "last-week", "minggu-lalu", "7 days", FIRST_OF_WEEK " - 7", 0 },
        { "this-month", "bulan-ini", "1 month", FIRST_OF_MONTH "::date", 0 },
        { "last-month", "bulan-lalu", "1 month", "(" FIRST_OF_MONTH " - interval '1 month')::date", 0 },
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcasecmp(text, names[i].name) != 0 && strcasecmp(text, names[i].other) != 0)
            continue;
        t->length = names[i].length;
        t->sql = names[i].sql ? arena_printf(a, "(SELECT %s)", names[i].sql)
                              : arena_printf(a, "(SELECT console.today() - (extract(isodow FROM console.today())::integer + %d) %% 7)",
                                             7 - names[i].weekday);
        return true;
    }
    return false;
}

bool value_parse_time(struct arena *a, const char *text, struct value_time *t)
{
    const char *p = text + 4;
    int year, month, day, hour, minute, second;
    *t = (struct value_time){ .text = arena_strdup(a, text), .length = "1 day" };
    if (read_named(a, text, t) || read_age(a, text, t))
        return true;
    if (strspn(text, "0123456789") != 4)
        return false;
    year = (int)strtol(text, NULL, 10);
    if (year < 1900 || !read_part(&p, "-", 12, &month) || month < 1)
        return false;
    if (!read_part(&p, "-", days_in(year, month), &day) || day < 1)
        return false;
    if (!*p)
        return true;
    if (!read_part(&p, " T", 23, &hour) || !read_part(&p, ":", 59, &minute))
        return false;
    t->length = "1 minute";
    if (*p == ':') {
        if (!read_part(&p, ":", 59, &second))
            return false;
        t->length = "1 second";
    }
    return is_offset(p);
}

bool value_is_uuid(const char *text)
{
    static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    size_t i = 0;
    for (; shape[i]; i++)
        if (shape[i] == '-' ? text[i] != '-' : !isxdigit((unsigned char)text[i]))
            return false;
    return !text[i];
}

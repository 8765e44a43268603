/* Values of a router's rows as the model wants them. */
#include "model/routers/ros_value.h"

#include "base/calendar.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    LONGEST_NUMBER = 18, /* digits that fit an int64_t with room for a sum */
    MOST_DIGITS = 10,    /* of a number in a duration */
    MOST_CLOCK = 3       /* hours, minutes, seconds */
};
#define LONGEST_US (INT64_MAX / 4)

bool ros_value_get(const struct ros_row *row, const char *name, struct ros_word *value)
{
    if (!ros_row_get(row, name, value))
        return false;
    const char *end = value->length ? memchr(value->bytes, '\0', value->length) : NULL;
    if (end)
        value->length = (size_t)(end - value->bytes);
    return value->length > 0;
}

char *ros_value_text(struct arena *a, const struct ros_row *row, const char *name)
{
    struct ros_word value;
    return ros_value_get(row, name, &value) ? arena_copy(a, value.bytes, value.length) : NULL;
}

/* A sign that stands for what is not shown; letters and digits are what passwords are made of. */
static bool is_mask(const char *text)
{
    size_t sign = 1;
    if (isalnum((unsigned char)*text))
        return false;
    while (((unsigned char)text[sign] & 0xC0) == 0x80)
        sign++;
    size_t length = strlen(text);
    for (size_t i = sign; i < length; i += sign)
        if (strncmp(text, text + i, sign) != 0)
            return false;
    return true;
}

char *ros_value_secret(struct arena *a, const struct ros_row *row, const char *name)
{
    char *text = ros_value_text(a, row, name);
    return text && is_mask(text) ? NULL : text;
}

bool ros_value_number(const struct ros_row *row, const char *name, int64_t *number)
{
    struct ros_word value;

    *number = 0;
    if (!ros_value_get(row, name, &value) || value.length > LONGEST_NUMBER)
        return false;
    for (size_t i = 0; i < value.length; i++) {
        if (!isdigit((unsigned char)value.bytes[i]))
            return false;
        *number = *number * 10 + (value.bytes[i] - '0');
    }
    return true;
}

int64_t ros_value_int64(const struct ros_row *row, const char *name)
{
    int64_t number;
    return ros_value_number(row, name, &number) ? number : 0;
}

bool ros_value_bool(const struct ros_row *row, const char *name)
{
    struct ros_word value;
    return ros_value_get(row, name, &value) && ((value.length == 4 && memcmp(value.bytes, "true", 4) == 0) ||
                                                (value.length == 3 && memcmp(value.bytes, "yes", 3) == 0));
}

/* Digits at *text, and what stands behind a point, which is less than what is counted; false where there are none
 * or too many. */
static bool take_number(const char **text, int64_t *number)
{
    int digits = 0;
    *number = 0;
    for (; isdigit((unsigned char)**text); (*text)++) {
        if (++digits > MOST_DIGITS)
            return false;
        *number = *number * 10 + (**text - '0');
    }
    if (digits && **text == '.' && isdigit((unsigned char)(*text)[1]))
        *text += 1 + strspn(*text + 1, "0123456789");
    return digits > 0;
}

/* Microseconds of the unit at *text; 0: there is none. */
static int64_t take_unit(const char **text)
{
    static const struct {
        const char *name;
        int64_t us;
    } units[] = { { "ms", 1000 },      { "us", 1 },       { "w", 604800000000 }, { "d", 86400000000 },
                  { "h", 3600000000 }, { "m", 60000000 }, { "s", 1000000 } };
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t n = strlen(units[i].name);
        if (strncmp(*text, units[i].name, n) == 0) {
            *text += n;
            return units[i].us;
        }
    }
    return 0;
}

/* "03:04:05", "04:05" or "05", which nothing may follow. */
static bool take_clock(const char *text, int64_t *seconds)
{
    int64_t number;
    *seconds = 0;
    for (int i = 0; i < MOST_CLOCK; i++) {
        if (!take_number(&text, &number))
            return false;
        *seconds = *seconds * 60 + number;
        if (!*text)
            return true;
        if (*text++ != ':')
            return false;
    }
    return false;
}

bool ros_parse_seconds(const char *text, int64_t *seconds)
{
    int64_t total = 0, clock = 0, number, unit;
    if (!*text)
        return false;
    for (const char *start = text; *text; start = text) {
        if (!take_number(&text, &number))
            return false;
        unit = take_unit(&text);
        if (!unit) {
            if (!take_clock(start, &clock))
                return false;
            break;
        }
        if (number > (LONGEST_US - total) / unit)
            return false;
        total += number * unit;
    }
    *seconds = total / 1000000 + clock;
    return true;
}

static bool parse_month(const char *name, int *month)
{
    static const char *const names[] = { "jan", "feb", "mar", "apr", "may", "jun",
                                         "jul", "aug", "sep", "oct", "nov", "dec" };
    for (*month = 0; *month < 12; ++*month)
        if (strcasecmp(names[*month], name) == 0)
            return true;
    return false;
}

bool ros_parse_date(const char *text, struct calendar *date)
{
    char name[4];
    int year, month, day, end = -1;

    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3)
        month--;
    else if (sscanf(text, "%3[A-Za-z]/%2d/%4d%n", name, &day, &year, &end) != 3 || !parse_month(name, &month))
        return false;
    if (end < 0 || text[end] || year < 1970 || month < 0 || month > 11 || day < 1 || day > 31)
        return false;
    date->year = year;
    date->month = month + 1;
    date->day = day;
    return true;
}

/* A sign of a MAC as it stands in ours; '\0' where it is none. */
static char mac_sign(int place, char sign)
{
    unsigned char c = (unsigned char)sign;
    if (place % 3 == 2)
        return c == ':' || c == '-' ? ':' : '\0';
    return isxdigit(c) ? (char)toupper(c) : '\0';
}

bool ros_parse_mac(char out[MAC_TEXT], const char *text)
{
    if (strlen(text) != MAC_TEXT - 1)
        return false;
    for (int i = 0; i < MAC_TEXT - 1; i++) {
        out[i] = mac_sign(i, text[i]);
        if (!out[i])
            return false;
    }
    out[MAC_TEXT - 1] = '\0';
    return true;
}

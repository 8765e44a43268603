/* Values of a router's rows as the model wants them. */
#include "model/routers/ros_value.h"

#include <ctype.h>
#include <string.h>

enum {
    LONGEST_NUMBER = 18
}; /* digits that fit an int64_t with room for a sum */

char *ros_value_text(struct arena *a, const struct ros_row *row, const char *name)
{
    struct ros_word value;
    if (!ros_row_get(row, name, &value) || !value.length)
        return NULL;
    return arena_copy(a, value.bytes, value.length);
}

int64_t ros_value_int64(const struct ros_row *row, const char *name)
{
    struct ros_word value;
    int64_t number = 0;

    if (!ros_row_get(row, name, &value) || value.length > LONGEST_NUMBER)
        return 0;
    for (size_t i = 0; i < value.length; i++) {
        if (!isdigit((unsigned char)value.bytes[i]))
            return 0;
        number = number * 10 + (value.bytes[i] - '0');
    }
    return number;
}

bool ros_value_bool(const struct ros_row *row, const char *name)
{
    struct ros_word value;
    return ros_row_get(row, name, &value) && ((value.length == 4 && memcmp(value.bytes, "true", 4) == 0) ||
                                              (value.length == 3 && memcmp(value.bytes, "yes", 3) == 0));
}

static int64_t unit_seconds(char unit)
{
    switch (unit) {
    case 'w':
        return 604800;
    case 'd':
        return 86400;
    case 'h':
        return 3600;
    case 'm':
        return 60;
    case 's':
        return 1;
    default:
        return 0;
    }
}

/* Digits at *text; false where there are none or too many to be a duration. */
static bool take_number(const char **text, int64_t *number)
{
    int digits = 0;
    *number = 0;
    for (; isdigit((unsigned char)**text); (*text)++) {
        if (++digits > 10)
            return false;
        *number = *number * 10 + (**text - '0');
    }
    return digits > 0;
}

bool ros_parse_seconds(const char *text, int64_t *seconds)
{
    int64_t total = 0, clock = 0, number;
    bool has_clock = false;

    if (!*text)
        return false;
    while (*text) {
        if (!take_number(&text, &number))
            return false;
        if (*text == ':' || has_clock || !*text) {
            clock = clock * 60 + number;
            has_clock = true;
            if (*text && *text++ != ':')
                return false;
        } else if (unit_seconds(*text)) {
            total += number * unit_seconds(*text++);
        } else {
            return false;
        }
    }
    *seconds = total + clock;
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

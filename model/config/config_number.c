/* Whole numbers that libconfig would read as others, looked for in the text. */
#include "model/config/config_number.h"

#include "model/config/config_tree.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ*"

enum {
    SHOWN_MOST = 40
};

static size_t quoted_length(const char *p)
{
    size_t n = 1;
    while (p[n] && p[n] != '"')
        n += p[n] == '\\' && p[n + 1] ? 2 : 1;
    return p[n] ? n + 1 : n;
}

/* Bytes of the text, comment or name that begins at p; 0: none does. */
static size_t other_length(const char *p)
{
    if (*p == '"')
        return quoted_length(p);
    if (*p == '#' || strncmp(p, "//", 2) == 0)
        return strcspn(p, "\n");
    if (strncmp(p, "/*", 2) == 0) {
        const char *end = strstr(p + 2, "*/");
        return end ? (size_t)(end - p) + 2 : strlen(p);
    }
    return strchr(LETTERS, *p) ? strspn(p, LETTERS DIGITS "-_") : 0;
}

static bool is_hex(const char *p)
{
    return p[0] == '0' && (p[1] == 'x' || p[1] == 'X');
}

/* Bytes of the sign and digits at p; 0: no number begins there. */
static size_t whole_length(const char *p)
{
    if (is_hex(p))
        return 2 + strspn(p + 2, DIGITS "abcdefABCDEF");
    size_t sign = *p == '-' || *p == '+', digits = strspn(p + sign, DIGITS);
    return digits ? sign + digits : 0;
}

/* A point, or an exponent with digits. */
static bool is_part_next(const char *p)
{
    if (*p != 'e' && *p != 'E')
        return *p == '.';
    p += p[1] == '-' || p[1] == '+' ? 2 : 1;
    return *p >= '0' && *p <= '9';
}

static bool fits(const char *p, size_t length)
{
    errno = 0;
    long long value = strtoll(p, NULL, is_hex(p) ? 16 : 10);
    return errno != ERANGE && (p[length] == 'L' || (value >= INT_MIN && value <= INT_MAX));
}

static bool refuse(const char *file, const char *text, const char *p, size_t length, struct error *e)
{
    struct setting_place place = { .file = file, .line = 1 };
    for (; text < p; text++)
        place.line += *text == '\n';
    config_place_error(e, &place, "the number %.*s is too big", (int)(length < SHOWN_MOST ? length : SHOWN_MOST), p);
    return error_hint(e, "write one between %d and %d, or what is no number (a chat, a phone) in quotes", INT_MIN,
                      INT_MAX);
}

bool config_numbers_fit(const char *file, const char *text, struct error *e)
{
    for (const char *p = text; *p;) {
        size_t other = other_length(p), whole = other ? 0 : whole_length(p);
        bool is_float = !other && is_part_next(p + whole);
        if (whole && !is_float && !fits(p, whole))
            return refuse(file, text, p, whole, e);
        if (is_float)
            whole += 1 + strspn(p + whole + 1, DIGITS "eE+-");
        p += other + whole ? other + whole : 1;
    }
    return true;
}

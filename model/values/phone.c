/* Phone numbers in one stored form. */
#include "model/values/phone.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { SHORTEST = 9, LONGEST = 15 }; /* digits with the country's */

/* The digits alone; false where anything but the usual punctuation stands between them. */
static bool take_digits(char out[PHONE_TEXT], const char *text)
{
    size_t n = 0;
    for (; *text; text++) {
        if (strchr(" -.()/", *text))
            continue;
        if (!isdigit((unsigned char)*text) || n + 1 >= PHONE_TEXT)
            return false;
        out[n++] = *text;
    }
    out[n] = '\0';
    return n > 0;
}

/* Digits after the country code 62: "+62 (0)812" is written too. */
static bool put_indonesian(char out[PHONE_TEXT], const char *national)
{
    if (*national == '0')
        national++;
    size_t n = strlen(national) + 2;
    if (*national == '0' || n < SHORTEST || n > LONGEST)
        return false;
    snprintf(out, PHONE_TEXT, "+62%s", national);
    return true;
}

bool phone_normalise(char out[PHONE_TEXT], const char *text)
{
    char digits[PHONE_TEXT];
    while (*text == ' ')
        text++;
    bool is_international = *text == '+';
    if (!take_digits(digits, text + is_international))
        return false;

    const char *d = digits;
    if (!is_international && strncmp(d, "00", 2) == 0) {
        is_international = true;
        d += 2;
    }
    if (strncmp(d, "62", 2) == 0)
        return put_indonesian(out, d + 2);
    if (is_international) {
        size_t n = strlen(d);
        if (*d == '0' || n < SHORTEST || n > LONGEST)
            return false;
        snprintf(out, PHONE_TEXT, "+%s", d);
        return true;
    }
    return (*d == '0' || *d == '8') && put_indonesian(out, d);
}

void phone_local(char out[PHONE_TEXT], const char *stored)
{
    if (strncmp(stored, "+62", 3) == 0)
        snprintf(out, PHONE_TEXT, "0%s", stored + 3);
    else
        snprintf(out, PHONE_TEXT, "%s", stored);
}

bool phone_fragment(char out[PHONE_TEXT], const char *text, bool *is_start)
{
    char digits[PHONE_TEXT];
    bool is_international = *text == '+';
    if (!take_digits(digits, text + is_international))
        return false;
    bool is_national = !is_international && *digits == '0';
    *is_start = is_national || is_international;
    if (is_national)
        return snprintf(out, PHONE_TEXT, "62%s", digits + 1) < PHONE_TEXT;
    return snprintf(out, PHONE_TEXT, "%s", digits) < PHONE_TEXT;
}

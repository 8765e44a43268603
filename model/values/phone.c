/* Phone numbers in one stored form. */
#include "model/values/phone.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
    SHORTEST = 9,
    LONGEST = 15
}; /* digits with the country's */

/* What stands between digits, as people write them and as it comes along when they copy: blanks that do not break,
 * dashes of all lengths, and marks that nobody sees. console.phone_stored() knows the same. */
static const struct {
    uint32_t first, last;
} between[] = {
    { ' ', ' ' },       { '-', '/' }, /* - . / */
    { '(', ')' },       { 0xAD, 0xAD },     { 0xA0, 0xA0 },     { 0x1680, 0x1680 }, { 0x2000, 0x200F },
    { 0x2010, 0x2015 }, { 0x2028, 0x202F }, { 0x205F, 0x206F }, { 0x2212, 0x2212 }, { 0x3000, 0x3000 },
    { 0xFE63, 0xFE63 }, { 0xFEFF, 0xFEFF }, { 0xFF0D, 0xFF0D },
};

/* The character's bytes, 1 to 3; those of longer ones are no matter here: none of them is between digits. */
static size_t read_character(const char *text, uint32_t *c)
{
    const unsigned char *b = (const unsigned char *)text;
    *c = b[0];
    if ((b[0] & 0xE0) == 0xC0 && (b[1] & 0xC0) == 0x80) {
        *c = (b[0] & 0x1Fu) << 6 | (b[1] & 0x3Fu);
        return 2;
    }
    if ((b[0] & 0xF0) == 0xE0 && (b[1] & 0xC0) == 0x80 && (b[2] & 0xC0) == 0x80) {
        *c = (b[0] & 0x0Fu) << 12 | (b[1] & 0x3Fu) << 6 | (b[2] & 0x3Fu);
        return 3;
    }
    return 1;
}

/* Bytes of what stands between digits at the beginning of the text; 0: something else does. */
static size_t between_bytes(const char *text)
{
    uint32_t c;
    size_t n = read_character(text, &c);
    for (size_t i = 0; *text && i < sizeof between / sizeof *between; i++)
        if (c >= between[i].first && c <= between[i].last)
            return n;
    return 0;
}

static const char *skip_between(const char *text)
{
    size_t n;
    while ((n = between_bytes(text)))
        text += n;
    return text;
}

/* The digits alone, and whether a + stands before them; false where anything but the usual punctuation does between. */
static bool take_digits(char out[PHONE_TEXT], const char *text, bool *has_plus)
{
    size_t n = 0;
    text = skip_between(text);
    *has_plus = *text == '+';
    for (text = skip_between(text + *has_plus); *text; text = skip_between(text + 1)) {
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

/* 00 is dialled for +; the digits behind it. */
static const char *past_international(const char *digits, bool *is_international)
{
    if (*is_international || strncmp(digits, "00", 2) != 0)
        return digits;
    *is_international = true;
    return digits + 2;
}

bool phone_normalise(char out[PHONE_TEXT], const char *text)
{
    char digits[PHONE_TEXT];
    bool is_international;
    if (!take_digits(digits, text, &is_international))
        return false;
    const char *d = past_international(digits, &is_international);
    if (strncmp(d, "62", 2) == 0)
        return put_indonesian(out, d + 2);
    if (is_international) {
        size_t n = strlen(d);
        if (*d == '0' || n < SHORTEST || n > LONGEST)
            return false;
        snprintf(out, PHONE_TEXT, "+%.*s", (int)LONGEST, d);
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

bool phone_beginning(char out[PHONE_TEXT], const char *text, bool *is_start)
{
    char digits[PHONE_TEXT];
    bool is_international;
    if (!take_digits(digits, text, &is_international))
        return false;
    const char *d = past_international(digits, &is_international);
    *is_start = is_international || *digits == '0';
    size_t length = strlen(d);
    if (is_international ? strncmp(d, "62", 2) == 0 : *d == '6' && strncmp(d, "62", length < 2 ? length : 2) == 0) {
        const char *national = length > 2 && d[2] == '0' ? d + 3 : d + (length < 2 ? length : 2);
        return snprintf(out, PHONE_TEXT, "+%.2s%s", d, national) < PHONE_TEXT;
    }
    if (is_international)
        return snprintf(out, PHONE_TEXT, "+%s", d) < PHONE_TEXT;
    return snprintf(out, PHONE_TEXT, "+62%s", d + (*d == '0')) < PHONE_TEXT;
}

bool phone_digits(char out[PHONE_TEXT], const char *text)
{
    bool has_plus;
    return take_digits(out, text, &has_plus);
}

size_t phone_word_bytes(const char *text)
{
    const char *at = text;
    bool has_digit = false;
    for (size_t n; *at && *at != ' ' && *at != '\t'; at += n) {
        has_digit |= isdigit((unsigned char)*at) != 0;
        n = between_bytes(at);
        if (!n && (isdigit((unsigned char)*at) || (*at == '+' && at == text)))
            n = 1;
        if (!n)
            return 0;
    }
    return has_digit ? (size_t)(at - text) : 0;
}

/* Fuzzy matching for the palette. */
#include "tui/widgets/fuzzy.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum {
    POINT_LETTER = 1,
    POINT_NEXT_TO = 10,
    POINT_WORD_START = 8,
    POINT_FIRST = 4,
    POINT_WHOLE = 40
};

static int fold(char c)
{
    return tolower((unsigned char)c);
}

static bool starts_word(const char *text, size_t i)
{
    return i == 0 || !isalnum((unsigned char)text[i - 1]);
}

/* Points of taking letter after letter, the first one at `start`; FUZZY_NONE if one is missing. */
static int score_from(const char *word, size_t length, const char *text, size_t start)
{
    int points = 0;
    size_t at = start, last = start;
    for (size_t i = 0; i < length; i++, at++) {
        while (text[at] && fold(text[at]) != fold(word[i]))
            at++;
        if (!text[at])
            return FUZZY_NONE;
        points += POINT_LETTER;
        if (i && at == last + 1)
            points += POINT_NEXT_TO;
        if (starts_word(text, at))
            points += POINT_WORD_START;
        last = at;
    }
    if (start == 0)
        points += POINT_FIRST;
    return points;
}

static int score_word(const char *word, size_t length, const char *text)
{
    int best = FUZZY_NONE;
    if (strlen(text) == length && strncasecmp(word, text, length) == 0)
        return POINT_WHOLE + (int)length * (POINT_LETTER + POINT_NEXT_TO);
    for (size_t start = 0; text[start]; start++) {
        if (fold(text[start]) != fold(word[0]))
            continue;
        int points = score_from(word, length, text, start);
        if (points > best)
            best = points;
    }
    return best;
}

int fuzzy_score(const char *pattern, const char *text)
{
    int total = 0;
    for (const char *p = pattern; *p;) {
        p += strspn(p, " ");
        size_t length = strcspn(p, " ");
        if (!length)
            break;
        int points = score_word(p, length, text);
        if (points == FUZZY_NONE)
            return FUZZY_NONE;
        total += points;
        p += length;
    }
    return total;
}

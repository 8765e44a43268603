/* The colour of the terminal's ground, by OSC 11. */
#include "tui/terminal/ground.h"

#include "tui/terminal/surroundings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ESCAPE = 0x1B,
    BELL = 0x07,
    COLOURS = 3,
    DIGITS_MOST = 4,
    THOUSAND = 1000
};

const char ground_question[] = "\x1b]11;?\x1b\\";
static const char beginning[] = "\x1b]11;";

/* tmux answers by itself, whatever TERM is in it. */
bool ground_may_be_asked(void)
{
    static const char *const silent[] = { "linux", "vt", "screen", "dumb", "ansi", "cons", "sun", "eterm", "wsvt" };
    if (surroundings_is_screen())
        return false;
    if (surroundings_is_tmux())
        return true;
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
        if (surroundings_has_term(silent[i]))
            return false;
    return true;
}

bool ground_is_answer(const char *p, size_t count)
{
    size_t known = sizeof beginning - 1, length = count < known ? count : known;
    return count >= 2 && memcmp(p, beginning, length) == 0;
}

size_t ground_answer_length(const char *p, size_t count)
{
    for (size_t i = sizeof beginning - 1; i < count && i < GROUND_ANSWER; i++) {
        if (p[i] == BELL)
            return i + 1;
        if (p[i] == ESCAPE && i + 1 == count)
            return 0;
        if (p[i] == ESCAPE)
            return p[i + 1] == '\\' ? i + 2 : i;
    }
    return count < GROUND_ANSWER ? 0 : GROUND_ANSWER;
}

/* In thousandths, of "f", "ff", "fff" or "ffff"; -1: it is none of these. */
static long read_part(const char **p)
{
    char *end;
    size_t digits = strspn(*p, "0123456789abcdefABCDEF");
    if (!digits || digits > DIGITS_MOST)
        return -1;
    long value = strtol(*p, &end, 16), most = (1L << (4 * digits)) - 1;
    *p = *end == '/' ? end + 1 : end;
    return value * THOUSAND / most;
}

/* By how bright the eye finds red, green and blue. */
bool ground_read(const char *answer, size_t length, bool *is_light)
{
    static const long weights[COLOURS] = { 299, 587, 114 };
    char text[GROUND_ANSWER + 1];
    long brightness = 0;
    if (length <= sizeof beginning - 1 || length > GROUND_ANSWER)
        return false;
    snprintf(text, sizeof text, "%.*s", (int)(length - (sizeof beginning - 1)), answer + sizeof beginning - 1);
    if (strncmp(text, "rgb:", 4) != 0 && strncmp(text, "rgba:", 5) != 0)
        return false;
    const char *p = strchr(text, ':') + 1;
    for (int i = 0; i < COLOURS; i++) {
        long part = read_part(&p);
        if (part < 0)
            return false;
        brightness += part * weights[i] / THOUSAND;
    }
    *is_light = brightness > THOUSAND / 2;
    return true;
}

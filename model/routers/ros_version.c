/* Versions of RouterOS. */
#include "model/routers/ros_version.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

enum {
    MOST = 1000000, /* what no number of a version reaches */
    PARTS = 5       /* major, minor, patch, stage, number of the stage */
};

static bool take_number(const char **text, int *number)
{
    if (!isdigit((unsigned char)**text))
        return false;
    for (*number = 0; isdigit((unsigned char)**text); (*text)++) {
        if (*number >= MOST)
            return false;
        *number = *number * 10 + (**text - '0');
    }
    return true;
}

/* 0 and up: on the way to a release; that itself is above them. */
static int take_stage(const char **text)
{
    static const char *const stages[] = { "alpha", "beta", "rc" };
    const size_t count = sizeof stages / sizeof stages[0];
    for (size_t i = 0; i < count; i++) {
        if (strncmp(*text, stages[i], strlen(stages[i])) != 0)
            continue;
        *text += strlen(stages[i]);
        return (int)i;
    }
    return (int)count;
}

static bool parse(const char *text, int parts[PARTS])
{
    memset(parts, 0, PARTS * sizeof *parts);
    if (!text || !take_number(&text, &parts[0]) || *text++ != '.' || !take_number(&text, &parts[1]))
        return false;
    if (*text == '.') {
        text++;
        if (!take_number(&text, &parts[2]))
            return false;
    }
    parts[3] = take_stage(&text);
    take_number(&text, &parts[4]);
    return true;
}

bool ros_version_is_at_least(const char *version, const char *than)
{
    int have[PARTS], want[PARTS];
    if (!parse(version, have) || !parse(than, want))
        return false;
    for (int i = 0; i < PARTS; i++)
        if (have[i] != want[i])
            return have[i] > want[i];
    return true;
}

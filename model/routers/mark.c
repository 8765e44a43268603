/* The mark of ownership in a comment on the router. */
#include "model/routers/mark.h"

#include <ctype.h>
#include <string.h>

enum {
    UUID_LENGTH = 36
};

static bool is_uuid(const char *text)
{
    for (int i = 0; i < UUID_LENGTH; i++) {
        bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (is_dash ? text[i] != '-' : !isxdigit((unsigned char)text[i]))
            return false;
    }
    return text[UUID_LENGTH] == '\0' || text[UUID_LENGTH] == '|';
}

bool mark_read(struct arena *a, const char *prefix, const char *comment, struct mark *m)
{
    size_t n = strlen(prefix);
    if (!comment || strncmp(comment, prefix, n) != 0 || comment[n] != '|')
        return false;
    const char *uid = strstr(comment + n, "|uid=");
    if (!uid || !is_uuid(uid + 5))
        return false;

    const char *date = strstr(comment + n, "|date=");
    const char *body = comment + n + 1;
    m->body = arena_copy(a, body, date ? (size_t)(date - comment) - n - 1 : strlen(body));
    char *lower = arena_copy(a, uid + 5, UUID_LENGTH);
    for (char *c = lower; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    m->uid = lower;
    return true;
}

char *mark_text(struct arena *a, const char *prefix, const char *body, const char *date, const char *time)
{
    return arena_printf(a, "%s|%s|date=%s|time=%s", prefix, body, date, time);
}

/* What a comment on the router says of whose the row is. */
#include "model/routers/mark.h"

#include <ctype.h>
#include <string.h>

enum {
    UUID_LENGTH = 36,
    FEWEST_DIGITS = 6
};

static bool is_uuid(const char *text)
{
    for (int i = 0; i < UUID_LENGTH; i++) {
        bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (is_dash ? text[i] != '-' : !isxdigit((unsigned char)text[i]))
            return false;
    }
    return text[UUID_LENGTH] == '\0';
}

/* The value behind "name=", where that begins a part of the comment; NULL: none, or an empty one. */
static char *tag(struct arena *a, const char *comment, const char *name)
{
    size_t n = strlen(name);

    for (const char *at = strstr(comment, name); at; at = strstr(at + n, name)) {
        if (at[n] != '=' || (at > comment && !strchr("| \t", at[-1])))
            continue;
        const char *value = at + n + 1;
        size_t length = strcspn(value, "|");
        while (length && isspace((unsigned char)value[length - 1]))
            length--;
        return length ? arena_copy(a, value, length) : NULL;
    }
    return NULL;
}

static const char *uid_tag(struct arena *a, const char *comment)
{
    char *uid = tag(a, comment, "uid");
    if (!uid || !is_uuid(uid))
        return NULL;
    for (char *c = uid; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return uid;
}

static const char *user_tag(struct arena *a, const char *comment)
{
    const char *user = tag(a, comment, "user");
    const char *account = user ? mark_account(a, user) : NULL;
    return account ? account : user;
}

static const char *body_of(struct arena *a, const char *prefix, const char *comment)
{
    size_t n = strlen(prefix);
    if (strncmp(comment, prefix, n) != 0 || comment[n] != '|')
        return NULL;
    const char *body = comment + n + 1, *date = strstr(comment + n, "|date=");
    return arena_copy(a, body, !date ? strlen(body) : date < body ? 0 : (size_t)(date - body));
}

bool mark_read(struct arena *a, const char *prefix, const char *comment, struct mark *m)
{
    *m = (struct mark){ .word = "" };
    if (!comment)
        return false;
    m->word = arena_copy(a, comment, strcspn(comment, "|"));
    m->status = tag(a, comment, "status");
    m->role = tag(a, comment, "role");
    m->user = user_tag(a, comment);
    m->uid = uid_tag(a, comment);
    m->body = m->uid ? body_of(a, prefix, comment) : NULL;
    return m->body != NULL;
}

bool mark_names(const struct mark *m)
{
    return m->uid || m->user;
}

static bool agrees(const char *said, const char *wanted)
{
    return !said || (wanted && strcmp(said, wanted) == 0);
}

bool mark_agrees(const struct mark *m, const struct mark *with)
{
    return agrees(m->status, with->status) && agrees(m->user, with->user) && agrees(m->uid, with->uid) &&
           agrees(m->role, with->role);
}

char *mark_text(struct arena *a, const char *prefix, const char *body, const char *date, const char *time)
{
    return arena_printf(a, "%s|%s|date=%s|time=%s", prefix, body, date, time);
}

struct known_tag {
    const char *name, *value;
};

/* The tag that a part of a comment is, of those that have a value; NULL: it is none of them. */
static const struct known_tag *known_tag(const struct known_tag *tags, size_t count, const char *part)
{
    for (size_t i = 0; i < count; i++)
        if (tags[i].value && strncmp(part, tags[i].name, strlen(tags[i].name)) == 0)
            return &tags[i];
    return NULL;
}

const char *mark_rewrite(struct arena *a, const char *comment, const char *word, const struct mark *wanted,
                         const char *date, const char *time)
{
    const struct known_tag tags[] = { { "status=", wanted->status }, { "user=", wanted->user }, { "uid=", wanted->uid },
                                      { "role=", wanted->role },     { "date=", date },         { "time=", time } };
    struct strbuf out = { .arena = a };
    size_t n = strcspn(comment, "|");

    strbuf_add_bytes(&out, word ? word : comment, word ? strlen(word) : n);
    for (const char *part = comment + n; *part; part += n) {
        const struct known_tag *t = known_tag(tags, sizeof tags / sizeof *tags, part + 1);
        n = 1 + strcspn(part + 1, "|");
        if (t)
            strbuf_printf(&out, "|%s%s", t->name, t->value);
        else
            strbuf_add_bytes(&out, part, n);
    }
    return strbuf_text(&out);
}

char *mark_account(struct arena *a, const char *phone)
{
    struct strbuf digits = { .arena = a };

    if (strspn(phone, "+0123456789 ()-.") != strlen(phone))
        return NULL;
    for (; *phone; phone++)
        if (isdigit((unsigned char)*phone))
            strbuf_printf(&digits, "%c", *phone);
    if (digits.length < FEWEST_DIGITS)
        return NULL;
    const char *text = strbuf_text(&digits);
    if (strncmp(text, "62", 2) == 0)
        return arena_printf(a, "0%s", text + 2);
    return arena_printf(a, "%s%s", *text == '8' ? "0" : "", text);
}

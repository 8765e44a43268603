/* A configuration's text with one setting changed. Places are bytes of the text; a span ends before `end`. */
#include "model/config/config_edit.h"

#include "base/arena.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

struct span {
    const char *start, *end;
};

struct member {
    struct span whole; /* from its name to behind its terminator */
    struct span value;
};

/* Blanks, comments and @include lines. */
static const char *skip_blank(const char *p)
{
    for (;;) {
        p += strspn(p, " \t\r\n\f");
        if (*p == '#' || *p == '@' || (p[0] == '/' && p[1] == '/')) {
            p += strcspn(p, "\n");
        } else if (p[0] == '/' && p[1] == '*') {
            const char *end = strstr(p + 2, "*/");
            p = end ? end + 2 : p + strlen(p);
        } else {
            return p;
        }
    }
}

static const char *skip_text(const char *p)
{
    for (p++; *p && *p != '"'; p++)
        if (*p == '\\' && p[1])
            p++;
    return *p ? p + 1 : p;
}

/* Texts that stand one behind the other are one. */
static const char *skip_texts(const char *p)
{
    const char *end = skip_text(p);
    for (p = skip_blank(end); *p == '"'; p = skip_blank(end))
        end = skip_text(p);
    return end;
}

/* Where they are not closed: nowhere, p itself. */
static const char *skip_brackets(const char *p)
{
    const char *start = p;
    int depth = 0;
    do {
        if (strchr("{([", *p))
            depth++;
        else if (strchr("})]", *p))
            depth--;
        p = *p == '"' ? skip_text(p) : p + 1;
        if (depth)
            p = skip_blank(p);
    } while (depth && *p);
    return depth ? start : p;
}

static const char *skip_value(const char *p)
{
    if (*p == '"')
        return skip_texts(p);
    if (*p && strchr("{([", *p))
        return skip_brackets(p);
    return p + strcspn(p, ";,})] \t\r\n#");
}

static const char *skip_name(const char *p)
{
    if (!isalpha((unsigned char)*p) && *p != '*')
        return p;
    while (isalnum((unsigned char)*p) || (*p && strchr("-_*", *p)))
        p++;
    return p;
}

/* The setting that begins at p; false: none does. */
static bool read_member(const char *p, struct member *m)
{
    const char *name_end = skip_name(p), *sign = skip_blank(name_end);
    if (name_end == p || (*sign != '=' && *sign != ':'))
        return false;
    m->whole.start = p;
    m->value.start = skip_blank(sign + 1);
    m->value.end = skip_value(m->value.start);
    const char *after = skip_blank(m->value.end);
    m->whole.end = *after == ';' || *after == ',' ? after + 1 : m->value.end;
    return m->value.end > m->value.start;
}

enum found {
    FOUND,
    NOT_THERE,
    LOST /* it is no text of libconfig's */
};

static enum found find_member(struct span body, const char *key, struct member *m)
{
    size_t length = strlen(key);
    for (const char *p = skip_blank(body.start); p < body.end; p = skip_blank(m->whole.end)) {
        if (!read_member(p, m))
            return LOST;
        if (strncmp(p, key, length) == 0 && skip_name(p) == p + length)
            return FOUND;
    }
    return NOT_THERE;
}

char *config_quote(struct arena *a, const char *text)
{
    struct strbuf out = { .arena = a };
    strbuf_add(&out, "\"");
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            strbuf_add(&out, "\\");
        strbuf_add_bytes(&out, text, 1);
    }
    strbuf_add(&out, "\"");
    return out.text;
}

static char *put(struct arena *a, const char *text, struct span old, const char *new)
{
    struct strbuf out = { .arena = a };
    strbuf_add_bytes(&out, text, (size_t)(old.start - text));
    strbuf_add(&out, new);
    strbuf_add(&out, old.end);
    return arena_strdup(a, strbuf_text(&out));
}

/* From behind the line end before p, where there is nothing but blanks between; else p. */
static const char *line_start(const char *text, const char *p)
{
    const char *start = p;
    while (start > text && (start[-1] == ' ' || start[-1] == '\t'))
        start--;
    return start == text || start[-1] == '\n' ? start : p;
}

static char *take_out(struct arena *a, const char *text, struct span whole)
{
    whole.start = line_start(text, whole.start);
    const char *after = whole.end + strspn(whole.end, " \t");
    if (*after == '\n' && (whole.start == text || whole.start[-1] == '\n'))
        whole.end = after + 1;
    return put(a, text, whole, "");
}

/* A setting more, as the last of a body; its name is written at the depth of its line. */
static char *add_member(struct arena *a, const char *text, struct span body, const char *indent, const char *key,
                        const char *value)
{
    const char *at = line_start(text, body.end);
    bool is_line = at != body.end || (at > text && at[-1] == '\n') || at == text;
    const char *new = is_line ? arena_printf(a, "%s%s = %s;\n", indent, key, value)
                              : arena_printf(a, "%s%s = %s;%s", *indent ? " " : "\n", key, value, *indent ? " " : "\n");
    return put(a, text, (struct span){ at, at }, new);
}

static char *set_member(struct arena *a, const char *text, struct span body, const char *indent, const char *key,
                        const char *value)
{
    struct member m;
    switch (find_member(body, key, &m)) {
    case FOUND:
        return value ? put(a, text, m.value, value) : take_out(a, text, m.whole);
    case NOT_THERE:
        return value ? add_member(a, text, body, indent, key, value) : arena_strdup(a, text);
    default:
        return NULL;
    }
}

/* The entry of a list that is called so. */
static enum found find_entry(struct arena *a, struct span list, const struct config_spot *spot, struct span *entry)
{
    const char *wanted = config_quote(a, spot->is);
    for (const char *p = skip_blank(list.start + 1); p < list.end - 1; p = skip_blank(p)) {
        struct member m;
        if (*p != '{')
            return LOST;
        *entry = (struct span){ p, skip_brackets(p) };
        if (entry->end == p)
            return LOST;
        p = skip_blank(entry->end);
        p += *p == ',';
        enum found found = find_member((struct span){ entry->start + 1, entry->end - 1 }, spot->by, &m);
        if (found == LOST)
            return LOST;
        if (found == FOUND && strncmp(m.value.start, wanted, strlen(wanted)) == 0)
            return FOUND;
    }
    return NOT_THERE;
}

/* The last entry of a list; false: it is empty. */
static bool last_entry(struct span list, struct span *entry)
{
    bool has_one = false;
    for (const char *p = skip_blank(list.start + 1); p < list.end - 1 && *p == '{'; p = skip_blank(p)) {
        *entry = (struct span){ p, skip_brackets(p) };
        has_one = true;
        p = skip_blank(entry->end);
        p += *p == ',';
    }
    return has_one;
}

static char *add_entry(struct arena *a, const char *text, struct span list, const struct config_spot *spot)
{
    struct span last;
    const char *entry = arena_printf(a, "\n  {\n    %s = %s;\n  }", spot->by, config_quote(a, spot->is));
    const char *behind = list.start + 1;
    if (last_entry(list, &last))
        return put(a, text, (struct span){ last.end, last.end }, arena_printf(a, ",%s", entry));
    return put(a, text, (struct span){ behind, behind }, arena_printf(a, "%s%s", entry, *behind == '\n' ? "" : "\n"));
}

static struct span whole_of(const char *text)
{
    return (struct span){ text, text + strlen(text) };
}

static char *add_group(struct arena *a, const char *text, const struct config_spot *spot)
{
    return add_member(a, text, whole_of(text), "", spot->group, spot->by ? "(\n)" : "{\n}");
}

enum place {
    PLACE_FOUND,
    PLACE_NO_GROUP,
    PLACE_NO_ENTRY,
    PLACE_LOST
};

/* Where the setting belongs: the inside of its group; of a list that has no such entry, the list. */
static enum place find_place(struct arena *a, const char *text, const struct config_spot *spot, struct span *inside)
{
    struct member m;
    struct span entry;
    *inside = whole_of(text);
    if (!spot->group)
        return PLACE_FOUND;
    enum found found = find_member(*inside, spot->group, &m);
    if (found != FOUND)
        return found == NOT_THERE ? PLACE_NO_GROUP : PLACE_LOST;
    if (*m.value.start != (spot->by ? '(' : '{'))
        return PLACE_LOST;
    *inside = spot->by ? m.value : (struct span){ m.value.start + 1, m.value.end - 1 };
    if (!spot->by)
        return PLACE_FOUND;
    found = find_entry(a, m.value, spot, &entry);
    if (found == FOUND)
        *inside = (struct span){ entry.start + 1, entry.end - 1 };
    return found == FOUND ? PLACE_FOUND : found == NOT_THERE ? PLACE_NO_ENTRY : PLACE_LOST;
}

char *config_edit(struct arena *a, const char *text, const struct config_spot *spot, const char *value)
{
    const char *indent = !spot->group ? "" : spot->by ? "    " : "  ";
    struct span inside;
    for (int added = 0; added <= 2; added++) { /* a group, then an entry; what is still not there then never will be */
        enum place place = find_place(a, text, spot, &inside);
        if (place == PLACE_LOST)
            return NULL;
        if (place == PLACE_FOUND)
            return set_member(a, text, inside, indent, spot->key, value);
        if (!value)
            return arena_strdup(a, text);
        text = place == PLACE_NO_GROUP ? add_group(a, text, spot) : add_entry(a, text, inside, spot);
    }
    return NULL;
}

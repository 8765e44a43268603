/* Which statements are prepared on a connection. */
#include "db/statement.h"

#include "base/embedded.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void statements_init(struct statements *s)
{
    *s = (struct statements){ .named = calloc(embedded_file_count, sizeof *s->named) };
    if (!s->named)
        abort();
    for (int i = 0; i < STATEMENT_TEXTS; i++)
        snprintf(s->texts[i].name, sizeof s->texts[i].name, "~%d", i);
}

void statements_forget(struct statements *s)
{
    memset(s->named, 0, embedded_file_count * sizeof *s->named);
    for (int i = 0; i < STATEMENT_TEXTS; i++)
        statement_text_drop(&s->texts[i]);
}

void statements_free(struct statements *s)
{
    statements_forget(s);
    free(s->named);
}

const struct embedded_file *statement_find(const char *name)
{
    char file[128];
    if ((size_t)snprintf(file, sizeof file, "%s.sql", name) >= sizeof file)
        return NULL;
    return embedded_find_name(file);
}

bool *statement_is_prepared(struct statements *s, const struct embedded_file *file)
{
    return &s->named[file - embedded_files];
}

struct statement_text *statement_text_slot(struct statements *s, const char *text)
{
    struct statement_text *oldest = &s->texts[0];
    s->clock++;
    for (int i = 0; i < STATEMENT_TEXTS; i++) {
        struct statement_text *t = &s->texts[i];
        if (t->text && strcmp(t->text, text) == 0) {
            t->used = s->clock;
            return t;
        }
        if (t->used < oldest->used)
            oldest = t;
    }
    return oldest;
}

void statement_text_keep(struct statements *s, struct statement_text *slot, const char *text)
{
    slot->text = strdup(text);
    if (!slot->text)
        abort();
    slot->used = s->clock;
}

void statement_text_drop(struct statement_text *slot)
{
    free(slot->text);
    slot->text = NULL;
    slot->used = 0;
}

const char *statement_body(const char *text)
{
    for (;;) {
        text += strspn(text, " \t\r\n");
        if (strncmp(text, "--", 2) != 0)
            return text;
        text += strcspn(text, "\n");
    }
}

static bool has_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (const char *p = text; (p = strcasestr(p, word)); p += length) {
        bool starts = p == text || !(isalnum((unsigned char)p[-1]) || p[-1] == '_');
        bool ends = !(isalnum((unsigned char)p[length]) || p[length] == '_');
        if (starts && ends)
            return true;
    }
    return false;
}

bool statement_may_write(const char *text)
{
    static const char *const harmless[] = { "select", "begin", "rollback", "set", "listen", "deallocate", "show" };
    const char *body = statement_body(text);
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        if (strncasecmp(body, harmless[i], strlen(harmless[i])) == 0)
            return false;
    }
    if (strncasecmp(body, "with", 4) != 0)
        return true;
    return has_word(body, "insert") || has_word(body, "update") || has_word(body, "delete");
}

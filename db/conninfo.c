/* Connection strings of libpq, taken apart and put together. */
#include "db/conninfo.h"

#include "base/arena.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

/* "postgresql+psycopg2://…" is SQLAlchemy's way to name a driver. */
static const char *without_driver(struct arena *a, const char *text)
{
    const char *plus = text + strcspn(text, "+:"), *colon = strstr(text, "://");
    if (*plus != '+' || !colon || plus > colon || strncmp(text, "postgres", 8) != 0)
        return text;
    return arena_printf(a, "postgresql%s", colon);
}

static const char *value_of(const PQconninfoOption *options, const char *keyword)
{
    for (const PQconninfoOption *o = options; o->keyword; o++)
        if (strcmp(o->keyword, keyword) == 0)
            return o->val ? o->val : o->envvar ? getenv(o->envvar) : NULL;
    return NULL;
}

static bool needs_quotes(const char *value)
{
    return !*value || strpbrk(value, " \t\r\n'\\");
}

static void add_word(struct strbuf *out, const char *keyword, const char *value)
{
    bool quoted = needs_quotes(value);
    strbuf_printf(out, "%s%s=%s", out->length ? " " : "", keyword, quoted ? "'" : "");
    for (const char *c = value; *c; c++)
        strbuf_printf(out, "%s%c", *c == '\'' || *c == '\\' ? "\\" : "", *c);
    strbuf_add(out, quoted ? "'" : "");
}

/* As words, without one of them. */
static const char *words_without(struct arena *a, const PQconninfoOption *options, const char *keyword)
{
    struct strbuf out = { .arena = a };
    for (const PQconninfoOption *o = options; o->keyword; o++)
        if (o->val && strcmp(o->keyword, keyword) != 0)
            add_word(&out, o->keyword, o->val);
    return strbuf_text(&out);
}

bool conninfo_read(struct arena *a, const char *text, struct conninfo *c, struct error *e)
{
    char *message = NULL;
    const char *given = without_driver(a, text + strspn(text, " \t\r\n"));
    PQconninfoOption *options = PQconninfoParse(given, &message);
    PQfreemem(message); /* it may quote the password */
    if (!options) {
        error_set(e, ERR_USAGE, "can't read the setting database", "it is no connection string that libpq understands");
        return error_hint(e,
                          "write \"host=… dbname=… user=…\" or postgresql://…; quote values that have spaces in them");
    }
    const PQconninfoOption *password = options;
    while (password->keyword && strcmp(password->keyword, "password") != 0)
        password++;
    *c = (struct conninfo){
        .password = password->keyword && password->val && *password->val ? arena_strdup(a, password->val) : NULL,
        .host = arena_strdup(a, value_of(options, "host")),
        .port = arena_strdup(a, value_of(options, "port")),
        .dbname = arena_strdup(a, value_of(options, "dbname")),
        .user = arena_strdup(a, value_of(options, "user")),
    };
    c->plain = c->password ? words_without(a, options, "password") : arena_strdup(a, given);
    PQconninfoFree(options);
    return true;
}

const char *conninfo_with(struct arena *a, const char *text, const char *keyword, const char *value)
{
    PQconninfoOption *options = PQconninfoParse(text, NULL);
    struct strbuf out = { .arena = a };
    if (!options)
        return text;
    strbuf_add(&out, words_without(a, options, keyword));
    add_word(&out, keyword, value);
    PQconninfoFree(options);
    return strbuf_text(&out);
}

const char *conninfo_passfile_line(struct arena *a, const char *password)
{
    struct strbuf out = { .arena = a };
    strbuf_add(&out, "*:*:*:*:");
    for (const char *c = password; *c; c++)
        strbuf_printf(&out, "%s%c", *c == ':' || *c == '\\' ? "\\" : "", *c);
    return strbuf_text(&out);
}

const char *conninfo_service(struct arena *a, const char *text, const char *name, const char *password)
{
    PQconninfoOption *options = PQconninfoParse(without_driver(a, text + strspn(text, " \t\r\n")), NULL);
    struct strbuf out = { .arena = a };
    bool ok = options != NULL;
    strbuf_printf(&out, "[%s]\n", name);
    for (const PQconninfoOption *o = options; ok && o->keyword; o++) {
        bool is_password = strcmp(o->keyword, "password") == 0;
        const char *value = is_password && password ? password : o->val;
        if (!value || !*value || strcmp(o->keyword, "service") == 0)
            continue;
        ok = !strpbrk(value, "\r\n");
        strbuf_printf(&out, "%s=%s\n", o->keyword, value);
    }
    PQconninfoFree(options);
    return ok ? strbuf_text(&out) : NULL;
}

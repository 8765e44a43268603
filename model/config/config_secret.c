/* Reading secrets, and hiding them. */
#include "model/config/config_secret.h"

#include "base/arena.h"
#include "base/credential.h"
#include "model/config/config_file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LONGEST_SECRET = 4096 };

static bool refuse(struct error *e, const char *what, const char *file, const char *why)
{
    char text[192];
    snprintf(text, sizeof text, "can't read %s", what);
    return error_set(e, ERR_CONFIG, text, "%s: %s", file, why);
}

/* Fills text, ended with '\0'; false with e where the file is not to be used. */
static bool read_private_file(int fd, const char *what, const char *file, char text[LONGEST_SECRET + 1], struct error *e)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return refuse(e, what, file, strerror(errno));
    if (!S_ISREG(info.st_mode))
        return refuse(e, what, file, "not a regular file");
    if ((info.st_mode & 077) && !credential_is(file)) {
        refuse(e, what, file, "others can read it");
        return error_hint(e, "chmod 600 %s", file);
    }
    ssize_t n = read(fd, text, LONGEST_SECRET + 1);
    if (n < 0)
        return refuse(e, what, file, strerror(errno));
    if (n > LONGEST_SECRET)
        return refuse(e, what, file, "too long");
    while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
        n--;
    text[n] = '\0';
    if (!*config_after_mark(text))
        return refuse(e, what, file, "the file is empty");
    if (strlen(text) != (size_t)n || strpbrk(text, "\r\n"))
        return refuse(e, what, file, "one line of text is expected");
    return true;
}

const char *secret_from_file(struct arena *a, const char *what, const char *given, struct error *e)
{
    char text[LONGEST_SECRET + 1];
    const char *file = credential_path(a, given);
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        refuse(e, what, file, strerror(errno));
        return NULL;
    }
    const char *secret = read_private_file(fd, what, file, text, e) ? arena_strdup(a, config_after_mark(text)) : NULL;
    explicit_bzero(text, sizeof text);
    close(fd);
    return secret;
}

const char *secret_from_environment(struct arena *a, const char *what, const char *variable, struct error *e)
{
    const char *value = getenv(variable);
    if (value && *value)
        return arena_strdup(a, value);
    char text[192];
    snprintf(text, sizeof text, "can't read %s", what);
    error_set(e, ERR_CONFIG, text, "the environment variable %s is %s", variable, value ? "empty" : "not set");
    return NULL;
}

static bool is_secret_name(const char *name, size_t length)
{
    static const char *const names[] = { "password", "sslpassword" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == length && strncasecmp(name, names[i], length) == 0)
            return true;
    return false;
}

/* The end of a value of the "name=value" form: 'quoted', with backslashes, or up to a blank. */
static const char *end_of_value(const char *p)
{
    bool is_quoted = *p == '\'';
    if (is_quoted)
        p++;
    for (; *p; p++) {
        if (*p == '\\' && p[1])
            p++;
        else if (is_quoted ? *p == '\'' : isspace((unsigned char)*p))
            break;
    }
    return is_quoted && *p ? p + 1 : p;
}

static const char *hide_in_words(struct arena *a, const char *conninfo)
{
    struct strbuf out = { .arena = a };
    for (const char *p = conninfo; *p;) {
        size_t blanks = strspn(p, " \t\r\n");
        const char *name = p + blanks, *after = name + strcspn(name, "= \t\r\n");
        const char *value = after + strspn(after, " \t\r\n=");
        const char *end = end_of_value(value);
        bool is_secret = is_secret_name(name, (size_t)(after - name));
        strbuf_add_bytes(&out, p, (size_t)((is_secret ? value : end) - p));
        if (is_secret)
            strbuf_add(&out, "***");
        p = end;
    }
    return strbuf_text(&out);
}

/* The query part of a URI: "?a=b&password=c". */
static void hide_in_query(struct strbuf *out, const char *p)
{
    while (*p) {
        size_t name_length = strcspn(p + 1, "=&"), length = 1 + name_length;
        bool is_secret = is_secret_name(p + 1, name_length);
        size_t end = length + strcspn(p + length, "&");
        strbuf_add_bytes(out, p, is_secret ? length : end);
        if (is_secret)
            strbuf_add(out, "=***");
        p += end;
    }
}

static const char *hide_in_uri(struct arena *a, const char *conninfo)
{
    struct strbuf out = { .arena = a };
    const char *start = strstr(conninfo, "://") + 3;
    const char *query = start + strcspn(start, "?");
    const char *at = memrchr(start, '@', (size_t)(query - start));
    const char *colon = at ? memchr(start, ':', (size_t)(at - start)) : NULL;
    if (colon) {
        strbuf_add_bytes(&out, conninfo, (size_t)(colon + 1 - conninfo));
        strbuf_add(&out, "***");
        start = at;
    } else {
        start = conninfo;
    }
    strbuf_add_bytes(&out, start, (size_t)(query - start));
    hide_in_query(&out, query);
    return strbuf_text(&out);
}

const char *secret_hide_in_conninfo(struct arena *a, const char *conninfo)
{
    bool is_uri = strncmp(conninfo, "postgresql://", 13) == 0 || strncmp(conninfo, "postgres://", 11) == 0;
    return is_uri ? hide_in_uri(a, conninfo) : hide_in_words(a, conninfo);
}

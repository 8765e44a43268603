/* Cutting SQL text into its statements, as psql would. */
#include "db/split.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* Behind the quote that closes; a doubled one stands for itself. */
static const char *skip_quoted(const char *p, bool has_escapes)
{
    char quote = *p++;
    while (*p) {
        if (*p == '\\' && has_escapes && p[1])
            p += 2;
        else if (*p != quote)
            p++;
        else if (p[1] == quote)
            p += 2;
        else
            return p + 1;
    }
    return p;
}

static const char *skip_line_comment(const char *p)
{
    return p + strcspn(p, "\n");
}

/* These nest. */
static const char *skip_block_comment(const char *p)
{
    int depth = 0;
    do {
        if (strncmp(p, "/*", 2) == 0 || strncmp(p, "*/", 2) == 0) {
            depth += *p == '/' ? 1 : -1;
            p += 2;
        } else {
            p++;
        }
    } while (*p && depth > 0);
    return p;
}

/* $tag$ … $tag$; p + 1 where it is no such quote but a parameter. */
static const char *skip_dollar_quoted(const char *p)
{
    const char *tag_end = p + 1;
    if (isdigit((unsigned char)*tag_end))
        return p + 1;
    while (is_word(*tag_end))
        tag_end++;
    if (*tag_end != '$')
        return p + 1;
    size_t length = (size_t)(tag_end + 1 - p);
    for (const char *q = tag_end + 1; *q; q++) {
        if (strncmp(q, p, length) == 0)
            return q + length;
    }
    return p + strlen(p);
}

/* One token or character further. */
static const char *skip_one(const char *p, const char *start)
{
    bool after_word = p > start && is_word(p[-1]);
    if (strncmp(p, "--", 2) == 0)
        return skip_line_comment(p);
    if (strncmp(p, "/*", 2) == 0)
        return skip_block_comment(p);
    if (*p == '\'')
        return skip_quoted(p, after_word && (p[-1] == 'e' || p[-1] == 'E') && (p - start < 2 || !is_word(p[-2])));
    if (*p == '"')
        return skip_quoted(p, false);
    if (*p == '$' && !after_word)
        return skip_dollar_quoted(p);
    return p + 1;
}

size_t split_statement(const char *sql)
{
    bool has_words = false;
    const char *p = sql;
    while (*p && *p != ';') {
        bool is_comment = strncmp(p, "--", 2) == 0 || strncmp(p, "/*", 2) == 0;
        has_words |= !is_comment && !isspace((unsigned char)*p);
        p = skip_one(p, sql);
    }
    if (*p == ';')
        return (size_t)(p + 1 - sql);
    return has_words ? (size_t)(p - sql) : 0;
}

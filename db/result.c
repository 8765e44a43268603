/* Reading a result, and writing array parameters. */
#include "db/result.h"

#include "base/arena.h"
#include "db/db.h"

#include <errno.h>
#include <stdlib.h>

struct db_result *result_wrap(PGresult *pg)
{
    struct db_result *r = malloc(sizeof *r);
    if (!r)
        abort();
    r->pg = pg;
    return r;
}

int db_rows(const struct db_result *r)
{
    return PQntuples(r->pg);
}

int db_columns(const struct db_result *r)
{
    return PQnfields(r->pg);
}

int64_t db_changed(const struct db_result *r)
{
    return strtoll(PQcmdTuples(r->pg), NULL, 10);
}

const char *db_column_name(const struct db_result *r, int column)
{
    return PQfname(r->pg, column);
}

enum db_kind db_column_kind(const struct db_result *r, int column)
{
    /* as PostgreSQL numbers its own types, for ever */
    enum {
        BOOL = 16,
        INT8 = 20,
        INT2 = 21,
        INT4 = 23,
        TIMESTAMPTZ = 1184
    };
    switch (PQftype(r->pg, column)) {
    case BOOL:
        return DB_BOOL;
    case INT2:
    case INT4:
    case INT8:
        return DB_INTEGER;
    case TIMESTAMPTZ:
        return DB_TIME;
    default:
        return DB_TEXT;
    }
}

bool db_is_null(const struct db_result *r, int row, int column)
{
    return PQgetisnull(r->pg, row, column);
}

const char *db_value(const struct db_result *r, int row, int column)
{
    return PQgetvalue(r->pg, row, column);
}

int64_t db_int64(const struct db_result *r, int row, int column)
{
    const char *text = db_value(r, row, column);
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' ? value : 0;
}

bool db_bool(const struct db_result *r, int row, int column)
{
    return db_value(r, row, column)[0] == 't';
}

void db_result_free(struct db_result *r)
{
    if (!r)
        return;
    PQclear(r->pg);
    free(r);
}

static void add_item(struct strbuf *b, const char *item)
{
    strbuf_add(b, "\"");
    for (const char *p = item; *p; p++) {
        if (*p == '"' || *p == '\\')
            strbuf_add(b, "\\");
        strbuf_add_bytes(b, p, 1);
    }
    strbuf_add(b, "\"");
}

char *db_array(struct arena *a, const char *const *items, size_t count)
{
    struct strbuf b = { .arena = a };
    strbuf_add(&b, "{");
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            strbuf_add(&b, ",");
        if (items[i])
            add_item(&b, items[i]);
        else
            strbuf_add(&b, "NULL");
    }
    strbuf_add(&b, "}");
    return b.text;
}

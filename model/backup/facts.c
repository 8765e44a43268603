/* What is to be the same in a database and in what was restored of it. */
#include "model/backup/facts.h"

#include "db/db.h"

#include <stdlib.h>
#include <string.h>

const char facts_rows[] = "rows of ";

static void add(struct context *ctx, struct backup_facts *f, const char *name, const char *value)
{
    f->items[f->count++] = (struct backup_fact){ arena_strdup(ctx->arena, name), arena_strdup(ctx->arena, value) };
}

/* One statement, so that it is one round trip; a table of none is counted as well. */
static struct db_result *count_rows(struct context *ctx, struct db *db, const struct db_result *tables, struct error *e)
{
    struct strbuf sql = { .arena = ctx->arena };
    for (int i = 0; i < db_rows(tables); i++)
        strbuf_printf(&sql, "%s SELECT %d, count(*)::text FROM %s", i ? " UNION ALL" : "", i, db_value(tables, i, 1));
    strbuf_add(&sql, " ORDER BY 1");
    return db_text(db, strbuf_text(&sql), NULL, 0, e);
}

static void add_rows(struct context *ctx, struct backup_facts *f, const struct db_result *tables,
                     const struct db_result *counts)
{
    for (int i = 0; i < db_rows(counts); i++) {
        add(ctx, f, arena_printf(ctx->arena, "%s%s", facts_rows, db_value(tables, i, 0)), db_value(counts, i, 1));
        f->rows += db_int64(counts, i, 1);
    }
}

bool facts_read(struct context *ctx, struct db *db, bool with_ledgers, struct backup_facts *f, struct error *e)
{
    struct db_result *counts = NULL, *sums = NULL, *tables = db_query(db, "backup_tables", NULL, 0, e);
    bool ok = tables && (db_rows(tables) == 0 || (counts = count_rows(ctx, db, tables, e))) &&
              (!with_ledgers || (sums = db_query(db, "backup_facts", NULL, 0, e)));
    if (ok) {
        *f = (struct backup_facts){ .tables = (size_t)db_rows(tables) };
        f->items = ARENA_ARRAY(ctx->arena, struct backup_fact, f->tables + (sums ? (size_t)db_rows(sums) : 0) + 1);
        if (counts)
            add_rows(ctx, f, tables, counts);
        for (int i = 0; sums && i < db_rows(sums); i++)
            add(ctx, f, db_value(sums, i, 0), db_value(sums, i, 1));
    }
    db_result_free(tables);
    db_result_free(counts);
    db_result_free(sums);
    return ok;
}

const char *facts_find(const struct backup_facts *f, const char *name)
{
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->items[i].name, name) == 0)
            return f->items[i].value;
    return NULL;
}

size_t facts_compare(struct context *ctx, const struct backup_facts *was, const struct backup_facts *is,
                     struct backup_fact **differences)
{
    size_t count = 0;
    struct backup_fact *found = ARENA_ARRAY(ctx->arena, struct backup_fact, was->count + is->count + 1);
    for (size_t i = 0; i < was->count; i++) {
        const char *now = facts_find(is, was->items[i].name);
        if (!now || strcmp(now, was->items[i].value) != 0)
            found[count++] =
                (struct backup_fact){ was->items[i].name, arena_printf(ctx->arena, "backup: %s, restored: %s",
                                                                       was->items[i].value, now ? now : "nothing") };
    }
    for (size_t i = 0; i < is->count; i++)
        if (!facts_find(was, is->items[i].name))
            found[count++] =
                (struct backup_fact){ is->items[i].name,
                                      arena_printf(ctx->arena, "backup: nothing, restored: %s", is->items[i].value) };
    *differences = found;
    return count;
}

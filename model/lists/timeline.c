/* Everything that happened to one user: first which entries stand on a page, then kind by kind what they say. */
#include "model/lists/timeline.h"

#include "base/arena.h"
#include "db/db.h"
#include "model/lists/listing_find.h"
#include "model/values/room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct timeline_kind *timeline_kind_find(const char *name)
{
    ROOM_EACH (timeline_kind, k, timeline, name)
        if (strcmp(k->name, name) == 0)
            return k;
    return NULL;
}

/* By its number on a page: operations are 0, the others follow as the rooms stand. NULL: no more. */
static const struct timeline_kind *kind_at(size_t number)
{
    bool is_operation = number == 0;
    ROOM_EACH (timeline_kind, k, timeline, name)
        if (is_operation ? !k->found : k->found && --number == 0)
            return k;
    return NULL;
}

/* NULL: a text that is no number, or the number of none. */
static const struct timeline_kind *read_kind(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return digits && digits <= 3 && !text[digits] ? kind_at(strtoul(text, NULL, 10)) : NULL;
}

/* A key is "TIME KIND ID" of an entry. */
struct place {
    const char *at, *kind, *number, *name; /* number or name is NULL, as the kind's ids are; both: the top */
};

static bool read_key(struct context *ctx, const char *key, struct place *p, struct error *e)
{
    *p = (struct place){ .at = "infinity", .kind = "-1" };
    if (!key)
        return true;
    char *at = arena_strdup(ctx->arena, key), *kind = strchr(at, ' '), *id = kind ? strchr(kind + 1, ' ') : NULL;
    const struct timeline_kind *found = NULL;
    if (id) {
        *kind++ = '\0';
        *id++ = '\0';
        found = read_kind(kind);
    }
    if (!found)
        return error_set(e, ERR_USAGE, "can't go on in the timeline", "%s is no place in it", key);
    p->at = at;
    p->kind = kind;
    *(found->has_uuid ? &p->name : &p->number) = id;
    return true;
}

static const char *text_or_null(struct arena *a, const struct db_result *r, int row, int column)
{
    return db_is_null(r, row, column) ? NULL : arena_strdup(a, db_value(r, row, column));
}

/* What timeline_page.sql found. Until they are told, entries carry their own id, which may not be the pane's. */
static size_t fill_page(struct arena *a, const struct db_result *r, struct timeline_entry *entries)
{
    size_t count = 0;
    for (int row = 0; row < db_rows(r); row++) {
        int64_t kind = db_int64(r, row, 0);
        const struct timeline_kind *found = db_is_null(r, row, 0) || kind < 0 ? NULL : kind_at((size_t)kind);
        if (!found)
            continue;
        struct timeline_entry *n = &entries[count++];
        n->kind = found;
        n->id = arena_strdup(a, db_value(r, row, 1));
        n->key = arena_printf(a, "%s %d %s", db_value(r, row, 2), (int)kind, n->id);
        n->at = arena_strdup(a, db_value(r, row, 3));
    }
    return count;
}

static void tell(struct arena *a, const struct timeline_kind *kind, const struct db_result *r, int row,
                 struct timeline_entry *n)
{
    n->pane = db_is_null(r, row, 1) ? NULL : kind->pane;
    if (n->pane)
        n->id = arena_strdup(a, db_value(r, row, 1));
    n->actor = text_or_null(a, r, row, 2);
    n->what = text_or_null(a, r, row, 3);
    n->changes = text_or_null(a, r, row, 4);
    n->has_failed = db_bool(r, row, 5);
}

/* Reads what the page's entries of one kind say. */
static bool tell_kind(struct context *ctx, const char *user_id, const struct timeline_kind *kind,
                      struct timeline_entry *entries, size_t count, struct error *e)
{
    const char **ids = ARENA_ARRAY(ctx->arena, const char *, count + 1);
    struct timeline_entry **of_kind = ARENA_ARRAY(ctx->arena, struct timeline_entry *, count + 1);
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (entries[i].kind == kind) {
            ids[n] = entries[i].id;
            of_kind[n++] = &entries[i];
        }
    if (!n)
        return true;
    struct db_result *r = db_query(ctx->db, kind->told, DB_PARAMS(user_id, db_array(ctx->arena, ids, n)), e);
    if (!r)
        return false;
    for (int row = 0; row < db_rows(r); row++)
        for (size_t i = 0; i < n; i++)
            if (strcmp(ids[i], db_value(r, row, 0)) == 0)
                tell(ctx->arena, kind, r, row, of_kind[i]);
    db_result_free(r);
    return true;
}

/* One that went between the two readings has nothing to say. */
static size_t drop_untold(struct timeline_entry *entries, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (entries[i].what)
            entries[kept++] = entries[i];
    return kept;
}

const char *timeline_page_sql(struct arena *a)
{
    const struct timeline_kind *k;
    struct strbuf branches = { .arena = a };
    for (size_t i = 1; (k = kind_at(i)); i++) {
        const struct sql_mark mark = { "kind", arena_printf(a, "%zu", i) };
        strbuf_printf(&branches, "UNION ALL\n%s\n", sql_fill(a, k->found, &mark, 1));
    }
    const struct sql_mark mark = { "branches", strbuf_text(&branches) };
    return sql_fill(a, "timeline_page", &mark, 1);
}

bool timeline_read(struct context *ctx, const char *user_id, const char *after_key, size_t limit,
                   struct timeline_entry **entries, size_t *count, struct error *e)
{
    char most[24];
    struct place p;
    if (!read_key(ctx, after_key, &p, e))
        return false;
    snprintf(most, sizeof most, "%zu", limit);
    struct db_result *r =
        db_text(ctx->db, timeline_page_sql(ctx->arena), DB_PARAMS(user_id, p.at, p.kind, p.number, p.name, most), e);
    if (!r)
        return false;
    bool is_there = db_rows(r) > 0;
    *entries = ARENA_ARRAY(ctx->arena, struct timeline_entry, db_rows(r) + 1);
    *count = fill_page(ctx->arena, r, *entries);
    db_result_free(r);
    if (!is_there) {
        error_set(e, ERR_REFUSED, "this user is gone", "there is no user with id %s", user_id);
        return error_hint(e, "the customer was deleted meanwhile: go back and refresh the list");
    }
    ROOM_EACH (timeline_kind, kind, timeline, name)
        if (!tell_kind(ctx, user_id, kind, *entries, *count, e))
            return false;
    *count = drop_untold(*entries, *count);
    return true;
}

bool timeline_read_entry(struct context *ctx, const struct timeline_kind *kind, const char *id,
                         struct timeline_fact **facts, size_t *count, struct error *e)
{
    if (!kind->entry)
        return error_set(e, ERR_USAGE, "can't show this entry", "its pane does");
    struct db_result *r = db_query(ctx->db, kind->entry, DB_PARAMS(id), e);
    if (!r)
        return false;
    *count = (size_t)db_rows(r);
    *facts = ARENA_ARRAY(ctx->arena, struct timeline_fact, *count + 1);
    for (size_t i = 0; i < *count; i++)
        (*facts)[i] = (struct timeline_fact){ .label = text_or_null(ctx->arena, r, (int)i, 0),
                                              .text = text_or_null(ctx->arena, r, (int)i, 1) };
    db_result_free(r);
    return *count > 0 || error_set(e, ERR_REFUSED, "this entry is gone", "there is no row with id %s any more", id);
}

/* Everything that happened to one user: first which entries stand on a page, then kind by kind what they say. */
#include "model/lists/timeline.h"

#include "base/arena.h"
#include "db/db.h"

#include <stdio.h>
#include <string.h>

static const struct kind {
    const char *query; /* tells entries: $1 user, $2 their ids */
    const char *entry; /* tells one whole where it has no row in the pane; NULL: all have */
    const char *pane;
    bool has_uuid; /* its ids are; else they are numbers */
} kinds[TIMELINE_KINDS_] = {
    [TIMELINE_OPERATION] = { .query = "timeline_operations", .pane = "audit" },
    [TIMELINE_LEDGER] = { .query = "timeline_ledger", .entry = "timeline_entry_ledger", .has_uuid = true },
    [TIMELINE_SETTLEMENT] = { .query = "timeline_settlements", .pane = "debts" },
    [TIMELINE_PAYMENT] = { .query = "timeline_payments",
                           .entry = "timeline_entry_payment",
                           .pane = "payments",
                           .has_uuid = true },
    [TIMELINE_ROUTER] = { .query = "timeline_router", .pane = "outbox" },
    [TIMELINE_PORTAL] = { .query = "timeline_portal", .entry = "timeline_entry_portal", .has_uuid = true },
};

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
    if (!id || id - kind != 2 || kind[1] < '0' || kind[1] >= '0' + TIMELINE_KINDS_)
        return error_set(e, ERR_USAGE, "can't go on in the timeline", "%s is no place in it", key);
    *kind++ = '\0';
    *id++ = '\0';
    p->at = at;
    p->kind = kind;
    *(kinds[*kind - '0'].has_uuid ? &p->name : &p->number) = id;
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
        if (db_is_null(r, row, 0) || kind < 0 || kind >= TIMELINE_KINDS_)
            continue;
        struct timeline_entry *n = &entries[count++];
        n->kind = (enum timeline_kind)kind;
        n->id = arena_strdup(a, db_value(r, row, 1));
        n->key = arena_printf(a, "%s %d %s", db_value(r, row, 2), (int)kind, n->id);
        n->at = arena_strdup(a, db_value(r, row, 3));
    }
    return count;
}

static void tell(struct arena *a, const struct kind *kind, const struct db_result *r, int row, struct timeline_entry *n)
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
static bool tell_kind(struct context *ctx, const char *user_id, enum timeline_kind kind, struct timeline_entry *entries,
                      size_t count, struct error *e)
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
    struct db_result *r = db_query(ctx->db, kinds[kind].query, DB_PARAMS(user_id, db_array(ctx->arena, ids, n)), e);
    if (!r)
        return false;
    for (int row = 0; row < db_rows(r); row++)
        for (size_t i = 0; i < n; i++)
            if (strcmp(ids[i], db_value(r, row, 0)) == 0)
                tell(ctx->arena, &kinds[kind], r, row, of_kind[i]);
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

bool timeline_read(struct context *ctx, const char *user_id, const char *after_key, size_t limit,
                   struct timeline_entry **entries, size_t *count, struct error *e)
{
    char most[24];
    struct place p;
    if (!read_key(ctx, after_key, &p, e))
        return false;
    snprintf(most, sizeof most, "%zu", limit);
    struct db_result *r =
        db_query(ctx->db, "timeline_page", DB_PARAMS(user_id, p.at, p.kind, p.number, p.name, most), e);
    if (!r)
        return false;
    bool is_there = db_rows(r) > 0;
    *entries = ARENA_ARRAY(ctx->arena, struct timeline_entry, db_rows(r) + 1);
    *count = fill_page(ctx->arena, r, *entries);
    db_result_free(r);
    if (!is_there) {
        error_set(e, ERR_REFUSED, "this user is gone", "there is no user with id %s", user_id);
        return error_hint(e, "he was deleted meanwhile: go back and refresh the list");
    }
    for (int kind = 0; kind < TIMELINE_KINDS_; kind++)
        if (!tell_kind(ctx, user_id, (enum timeline_kind)kind, *entries, *count, e))
            return false;
    *count = drop_untold(*entries, *count);
    return true;
}

bool timeline_read_entry(struct context *ctx, enum timeline_kind kind, const char *id, struct timeline_fact **facts,
                         size_t *count, struct error *e)
{
    if (kind >= TIMELINE_KINDS_ || !kinds[kind].entry)
        return error_set(e, ERR_USAGE, "can't show this entry", "its pane does");
    struct db_result *r = db_query(ctx->db, kinds[kind].entry, DB_PARAMS(id), e);
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

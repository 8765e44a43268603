/* One audit entry, read for its detail screen. */
#include "model/engine/audit_entry.h"

#include "base/arena.h"
#include "db/db.h"

#include <string.h>

static const char *text_or_null(struct arena *a, const struct db_result *r, int row, int column)
{
    return db_is_null(r, row, column) ? NULL : arena_strdup(a, db_value(r, row, column));
}

static bool read_head(struct context *ctx, const char *id, struct audit_entry *n, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "audit_detail_entry", DB_PARAMS(id), e);
    if (!r)
        return false;
    if (db_rows(r) == 0) {
        db_result_free(r);
        return error_set(e, ERR_REFUSED, "can't show this audit entry", "there is no entry %s", id);
    }
    const char **const texts[] = { &n->operation_id, &n->at,      &n->actor,     &n->action,   &n->entity_type,
                                   &n->entity_id,    &n->who,     &n->selection, NULL,         &n->args,
                                   &n->details,      &n->undo_of, &n->undone_at, &n->undone_by };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i])
            *texts[i] = text_or_null(ctx->arena, r, 0, (int)i);
        else
            n->item_count = db_int64(r, 0, (int)i);
    db_result_free(r);
    return true;
}

static bool read_changes(struct context *ctx, const char *id, struct audit_entry *n, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "audit_detail_changes", DB_PARAMS(id), e);
    if (!r)
        return false;
    n->change_count = (size_t)db_rows(r);
    n->changes = ARENA_ARRAY(ctx->arena, struct audit_change, n->change_count + 1);
    for (size_t i = 0; i < n->change_count; i++) {
        struct audit_change *c = &n->changes[i];
        c->field = text_or_null(ctx->arena, r, (int)i, 0);
        c->before = text_or_null(ctx->arena, r, (int)i, 1);
        c->after = text_or_null(ctx->arena, r, (int)i, 2);
        c->is_changed = db_bool(r, (int)i, 3);
    }
    db_result_free(r);
    return true;
}

bool audit_read_entry(struct context *ctx, const char *id, struct audit_entry *entry, struct error *e)
{
    memset(entry, 0, sizeof *entry);
    return read_head(ctx, id, entry, e) && read_changes(ctx, id, entry, e);
}

bool audit_read_last_operation(struct context *ctx, struct audit_operation *op, bool *found, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "operation_last", DB_PARAMS(ctx->actor), e);
    if (!r)
        return false;
    *found = db_rows(r) == 1;
    if (*found) {
        op->id = text_or_null(ctx->arena, r, 0, 0);
        op->at = text_or_null(ctx->arena, r, 0, 1);
        op->action = text_or_null(ctx->arena, r, 0, 2);
        op->selection = text_or_null(ctx->arena, r, 0, 3);
        op->item_count = db_int64(r, 0, 4);
        op->args = text_or_null(ctx->arena, r, 0, 5);
    }
    db_result_free(r);
    return true;
}

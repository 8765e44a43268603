/* The user and the invoice that a row of any pane is about. */
#include "model/lists/row_user.h"

#include "base/i18n.h"
#include "db/db.h"
#include "model/lists/listing_find.h"

/* The pane's own query, so that it is the same user whom an action on the row would change. */
static const char *query_of(struct arena *a, const struct pane *p, const char *wanted)
{
    return pane_sql(a, p,
                    &(struct pane_marks){
                        .columns = arena_printf(a, "(%s)::text", wanted),
                        .where = arena_printf(a, "%s = $1::%s AND %s IS NOT NULL", p->id, p->id_cast, wanted),
                        .limit = "LIMIT 1",
                    });
}

static bool read_name(struct context *ctx, struct row_user *user, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "user_name", DB_PARAMS(user->id), e);
    if (!r)
        return false;
    user->name = db_rows(r) > 0 ? arena_strdup(ctx->arena, db_value(r, 0, 0)) : user->id;
    db_result_free(r);
    return true;
}

/* What the expression gives for the row; NULL in *found: nothing, or the row is gone. */
static bool read_one(struct context *ctx, const struct pane *p, const char *id, const char *wanted, const char **found,
                     struct error *e)
{
    struct db_result *r = db_text(ctx->db, query_of(ctx->arena, p, wanted), DB_PARAMS(id), e);
    if (!r)
        return false;
    *found = db_rows(r) > 0 ? arena_strdup(ctx->arena, db_value(r, 0, 0)) : NULL;
    db_result_free(r);
    return true;
}

bool row_read_user(struct context *ctx, const struct pane *p, const char *id, struct row_user *user, struct error *e)
{
    if (!p->user)
        return error_set(e, ERR_REFUSED, "this row is about no customer", "rows of %s never are", p->name);
    if (!read_one(ctx, p, id, p->user, &user->id, e))
        return false;
    if (!user->id)
        return error_set(e, ERR_REFUSED, "this row is about no customer", "or it is gone: %s", id);
    return read_name(ctx, user, e);
}

bool row_read_user_of_phone(struct context *ctx, const char *phone, struct row_user *user, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "user_of_phone", DB_PARAMS(phone), e);
    if (!r)
        return false;
    bool is_there = db_rows(r) > 0;
    if (is_there) {
        user->id = arena_strdup(ctx->arena, db_value(r, 0, 0));
        user->name = arena_strdup(ctx->arena, db_value(r, 0, 1));
    }
    db_result_free(r);
    return is_there || error_set(e, ERR_REFUSED, N_("no customer has this phone number"), "%s", phone);
}

bool row_read_invoice(struct context *ctx, const struct pane *p, const char *id, const char **invoice_id,
                      struct error *e)
{
    if (!p->invoice)
        return error_set(e, ERR_REFUSED, "this row is about no invoice", "rows of %s never are", p->name);
    if (!read_one(ctx, p, id, p->invoice, invoice_id, e))
        return false;
    if (!*invoice_id)
        return error_set(e, ERR_REFUSED, "this row is about no invoice", "or it is gone: %s", id);
    return true;
}

/* One user's whole story, read for the detail screen. */
#include "model/user.h"

#include "base/arena.h"
#include "db/db.h"
#include "model/amount.h"

#include <stdio.h>
#include <string.h>

enum {
    LIST_LIMIT = 200
};

static const char *text_or_null(struct arena *a, const struct db_result *r, int row, int column)
{
    return db_is_null(r, row, column) ? NULL : arena_strdup(a, db_value(r, row, column));
}

static int64_t cmb(const struct db_result *r, int row, int column)
{
    int64_t value = 0;
    mb_from_db(db_value(r, row, column), &value);
    return value;
}

static int64_t int64_or(const struct db_result *r, int row, int column, int64_t absent)
{
    return db_is_null(r, row, column) ? absent : db_int64(r, row, column);
}

static void fill_account(struct arena *a, const struct db_result *r, struct user_account *u)
{
    const char **const texts[] = { &u->phone_number, &u->full_name, &u->address, &u->role, &u->approval_status };
    int c = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = text_or_null(a, r, 0, c++);
    u->is_active = db_bool(r, 0, c++);
    u->is_blocked = db_bool(r, 0, c++);
    u->blocked_reason = text_or_null(a, r, 0, c++);
    u->blocked_at = text_or_null(a, r, 0, c++);
    u->status = text_or_null(a, r, 0, c++);
    int64_t *const amounts[] = { &u->purchased_cmb, &u->used_cmb,        &u->remaining_cmb, &u->offset_cmb,
                                 &u->auto_debt_cmb, &u->manual_debt_cmb, &u->threshold_cmb };
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
        *amounts[i] = cmb(r, 0, c++);
    u->expires_at = text_or_null(a, r, 0, c++);
    u->is_unlimited = db_bool(r, 0, c++);
    const char **const more[] = { &u->profile,      &u->server,        &u->router,
                                  &u->router_state, &u->router_error,  &u->router_ok_at,
                                  &u->created_at,   &u->last_login_at, &u->telegram };
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        *more[i] = text_or_null(a, r, 0, c++);
    u->open_debt_cmb = cmb(r, 0, c);
}

static bool read_account(struct context *ctx, const char *id, struct user_account *u, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "user_detail_account", DB_PARAMS(id), e);
    if (!r)
        return false;
    bool found = db_rows(r) == 1;
    if (found) {
        fill_account(ctx->arena, r, u);
        u->id = arena_strdup(ctx->arena, id);
    }
    db_result_free(r);
    if (found)
        return true;
    error_set(e, ERR_REFUSED, "this user is gone", "there is no user with id %s", id);
    return error_hint(e, "he was deleted meanwhile: go back and refresh the list");
}

static void fill_debt(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct user_debt *d = item;
    d->id = text_or_null(a, r, row, 0);
    d->debt_date = text_or_null(a, r, row, 1);
    d->due_date = text_or_null(a, r, row, 2);
    d->is_overdue = db_bool(r, row, 3);
    d->amount_cmb = cmb(r, row, 4);
    d->paid_cmb = cmb(r, row, 5);
    d->price_rp = int64_or(r, row, 6, -1);
    d->note = text_or_null(a, r, row, 7);
    d->is_unlimited = d->amount_cmb == CMB_PER_MB && d->price_rp >= 0;
}

static void fill_device(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct user_device *d = item;
    d->mac_address = text_or_null(a, r, row, 0);
    d->ip_address = text_or_null(a, r, row, 1);
    d->label = text_or_null(a, r, row, 2);
    d->last_bytes = int64_or(r, row, 3, -1);
    d->last_seen_at = text_or_null(a, r, row, 4);
    d->is_authorized = db_bool(r, row, 5);
    d->baseline_waits = db_bool(r, row, 6);
}

static void fill_effect(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct user_effect *o = item;
    o->id = text_or_null(a, r, row, 0);
    o->target = text_or_null(a, r, row, 1);
    o->effect = text_or_null(a, r, row, 2);
    o->state = text_or_null(a, r, row, 3);
    o->attempts = db_int64(r, row, 4);
    o->at = text_or_null(a, r, row, 5);
    o->next_attempt_at = text_or_null(a, r, row, 6);
    o->last_error = text_or_null(a, r, row, 7);
}

static void fill_event(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct user_event *v = item;
    v->at = text_or_null(a, r, row, 0);
    v->actor = text_or_null(a, r, row, 1);
    v->what = text_or_null(a, r, row, 2);
    v->is_portal = strcmp(db_value(r, row, 3), "ledger") == 0;
    v->changes = text_or_null(a, r, row, 4);
}

/* Runs one of the list queries and fills an array of items of the given size. */
static bool read_list(struct context *ctx, const char *query, const char *id, size_t item_size,
                      void (*fill)(struct arena *a, const struct db_result *r, int row, void *item), void **items,
                      size_t *count, struct error *e)
{
    char limit[12];
    snprintf(limit, sizeof limit, "%d", LIST_LIMIT);
    struct db_result *r = db_query(ctx->db, query, DB_PARAMS(id, limit), e);
    if (!r)
        return false;
    *count = (size_t)db_rows(r);
    char *array = arena_alloc(ctx->arena, item_size * (*count + 1));
    for (size_t i = 0; i < *count; i++)
        fill(ctx->arena, r, (int)i, array + i * item_size);
    *items = array;
    db_result_free(r);
    return true;
}

bool user_read_story(struct context *ctx, const char *id, struct user_story *story, struct error *e)
{
    void *debts, *devices, *effects, *events;
    memset(story, 0, sizeof *story);
    if (!read_account(ctx, id, &story->account, e) ||
        !read_list(ctx, "user_detail_debts", id, sizeof(struct user_debt), fill_debt, &debts, &story->debt_count, e) ||
        !read_list(ctx, "user_detail_devices", id, sizeof(struct user_device), fill_device, &devices,
                   &story->device_count, e) ||
        !read_list(ctx, "user_detail_effects", id, sizeof(struct user_effect), fill_effect, &effects,
                   &story->effect_count, e) ||
        !read_list(ctx, "user_detail_history", id, sizeof(struct user_event), fill_event, &events, &story->event_count,
                   e))
        return false;
    story->debts = debts;
    story->devices = devices;
    story->effects = effects;
    story->events = events;
    return true;
}

/* One user's whole story, read for the detail screen. */
#include "model/customers/user.h"

#include "base/arena.h"
#include "db/db.h"
#include "model/values/amount.h"

#include <stdio.h>
#include <string.h>

enum {
    LIST_LIMIT = 200,
    LAST_FEW = 5
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
    u->block_cause = text_or_null(a, r, 0, c++);
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
    u->open_debt_cmb = cmb(r, 0, c++);
    u->auto_debt_rp = int64_or(r, 0, c++, -1);
    u->balance_rp = db_int64(r, 0, c++);
    u->used_percent = db_int64(r, 0, c++);
    u->scanned_at = text_or_null(a, r, 0, c);
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
    return error_hint(e, "the customer was deleted meanwhile: go back and refresh the list");
}

static void fill_debt(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct debt_item *d = item;
    int c = 0;
    const char **const texts[] = { &d->id, &d->debt_date, &d->due_date, &d->note };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = text_or_null(a, r, row, c++);
    int64_t *const amounts[] = { &d->amount_cmb, &d->paid_cmb, &d->remaining_cmb };
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
        *amounts[i] = cmb(r, row, c++);
    d->price_rp = int64_or(r, row, c++, -1);
    d->remaining_rp = int64_or(r, row, c++, -1);
    d->age_days = db_int64(r, row, c++);
    bool *const flags[] = { &d->has_own_price, &d->is_paid, &d->is_overdue, &d->is_unlimited };
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        *flags[i] = db_bool(r, row, c++);
}

static void fill_settlement(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct user_settlement *u = item;
    struct debt_settlement *s = &u->settlement;
    const char **const texts[] = { &s->at, &s->actor, &s->kind, &s->note, &s->operation_id };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = text_or_null(a, r, row, (int)i);
    s->cmb = cmb(r, row, 5);
    s->rp = int64_or(r, row, 6, INT64_MIN);
    u->is_unlimited = db_bool(r, row, 7);
}

static void fill_note(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct user_note *n = item;
    *n = (struct user_note){ .at = text_or_null(a, r, row, 0),
                             .actor = text_or_null(a, r, row, 1),
                             .text = text_or_null(a, r, row, 2),
                             .follow_up = text_or_null(a, r, row, 3),
                             .is_open = db_bool(r, row, 4),
                             .is_overdue = db_bool(r, row, 5),
                             .taken_back = text_or_null(a, r, row, 6) };
}

static void fill_ticket(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct user_ticket *t = item;
    *t = (struct user_ticket){ .id = text_or_null(a, r, row, 0),
                               .number = int64_or(r, row, 1, 0),
                               .text = text_or_null(a, r, row, 2),
                               .assigned_to = text_or_null(a, r, row, 3),
                               .follow_up = text_or_null(a, r, row, 4),
                               .is_due = db_bool(r, row, 5),
                               .note = text_or_null(a, r, row, 6) };
}

static void fill_payment(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct user_payment *p = item;
    int c = 0;
    const char **const texts[] = { &p->order_id, &p->kind, &p->subject, &p->method, &p->state };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = text_or_null(a, r, row, c++);
    p->amount_rp = db_int64(r, row, c++);
    const char **const more[] = { &p->at, &p->expires_at, &p->expires_in, &p->waits_for };
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        *more[i] = text_or_null(a, r, row, c++);
    p->is_open = db_bool(r, row, c);
}

static void fill_balance(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct user_balance_entry *b = item;
    *b = (struct user_balance_entry){ .at = text_or_null(a, r, row, 0),
                                      .rp = db_int64(r, row, 1),
                                      .balance_rp = db_int64(r, row, 2),
                                      .note = text_or_null(a, r, row, 3),
                                      .order_id = text_or_null(a, r, row, 4),
                                      .actor = text_or_null(a, r, row, 5) };
}

static void fill_invoice(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct user_invoice *i = item;
    const char **const texts[] = { &i->id, &i->invoice_number, &i->subject, &i->status, &i->due_on };
    int c = 0;
    for (; c < (int)(sizeof texts / sizeof *texts); c++)
        *texts[c] = text_or_null(a, r, row, c);
    i->total_rp = db_int64(r, row, c++);
    i->overdue_days = db_int64(r, row, c);
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
    d->told = text_or_null(a, r, row, 7);
    d->id = text_or_null(a, r, row, 8);
}

static void fill_presence(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct user_presence *p = item;
    const char **const texts[] = { &p->pane, &p->id, &p->router, &p->subject, &p->kind, &p->expected, &p->actual };
    int c = 0;
    for (; c < (int)(sizeof texts / sizeof *texts); c++)
        *texts[c] = text_or_null(a, r, row, c);
    p->uptime_s = int64_or(r, row, c, -1);
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

/* A price that is not known makes the sum unknown. */
static void add_rp(int64_t *sum, int64_t rp)
{
    *sum = *sum < 0 || rp < 0 ? -1 : *sum + rp;
}

static void sum_debts(struct user_story *s)
{
    struct debt_item *total = &s->debt_total;
    for (size_t i = 0; i < s->debt_count; i++) {
        total->amount_cmb += s->debts[i].amount_cmb;
        total->paid_cmb += s->debts[i].paid_cmb;
        total->remaining_cmb += s->debts[i].remaining_cmb;
        total->is_unlimited |= s->debts[i].is_unlimited;
        add_rp(&total->price_rp, s->debts[i].price_rp);
        add_rp(&total->remaining_rp, s->debts[i].remaining_rp);
    }
}

struct list {
    const char *query; /* $1 user, $2 at most so many (where it is cut) */
    size_t item_size;
    void (*fill)(struct arena *a, const struct db_result *r, int row, void *item);
    int limit; /* 0: all */
};
static const struct list debts_of = { "debt_story_open", sizeof(struct debt_item), fill_debt, 0 };
static const struct list notes_of = { "user_detail_notes", sizeof(struct user_note), fill_note, LIST_LIMIT };
static const struct list tickets_of = { "user_detail_tickets", sizeof(struct user_ticket), fill_ticket, LIST_LIMIT };
static const struct list settlements_of = { "user_detail_settlements", sizeof(struct user_settlement), fill_settlement,
                                            LAST_FEW };
static const struct list payments_of = { "user_detail_payments", sizeof(struct user_payment), fill_payment, LAST_FEW };
static const struct list balance_of = { "user_detail_balance", sizeof(struct user_balance_entry), fill_balance,
                                        LAST_FEW };
static const struct list invoices_of = { "user_detail_invoices", sizeof(struct user_invoice), fill_invoice,
                                         LIST_LIMIT };
static const struct list presence_of = { "user_detail_presence", sizeof(struct user_presence), fill_presence,
                                         LAST_FEW };
static const struct list devices_of = { "user_detail_devices", sizeof(struct user_device), fill_device, LIST_LIMIT };
static const struct list effects_of = { "user_detail_effects", sizeof(struct user_effect), fill_effect, LIST_LIMIT };

static bool read_list(struct context *ctx, const struct list *list, const char *id, void **items, size_t *count,
                      struct error *e)
{
    char limit[12];
    snprintf(limit, sizeof limit, "%d", list->limit);
    struct db_result *r = db_query(ctx->db, list->query, (const char *const[]){ id, limit }, list->limit ? 2 : 1, e);
    if (!r)
        return false;
    *count = (size_t)db_rows(r);
    char *array = arena_alloc(ctx->arena, list->item_size * (*count + 1));
    for (size_t i = 0; i < *count; i++)
        list->fill(ctx->arena, r, (int)i, array + i * list->item_size);
    *items = array;
    db_result_free(r);
    return true;
}

bool user_read_story(struct context *ctx, const char *id, struct user_story *story, struct error *e)
{
    void *notes, *tickets, *debts, *settlements, *invoices, *payments, *balance, *presence, *devices, *effects;
    memset(story, 0, sizeof *story);
    if (!read_account(ctx, id, &story->account, e) ||
        !usage_history_read(ctx, id, USAGE_HISTORY_DAYS, &story->usage, e) ||
        !read_list(ctx, &notes_of, id, &notes, &story->note_count, e) ||
        !read_list(ctx, &tickets_of, id, &tickets, &story->ticket_count, e) ||
        !read_list(ctx, &debts_of, id, &debts, &story->debt_count, e) ||
        !read_list(ctx, &settlements_of, id, &settlements, &story->settlement_count, e) ||
        !read_list(ctx, &invoices_of, id, &invoices, &story->invoice_count, e) ||
        !read_list(ctx, &payments_of, id, &payments, &story->payment_count, e) ||
        !read_list(ctx, &balance_of, id, &balance, &story->balance_count, e) ||
        !read_list(ctx, &presence_of, id, &presence, &story->presence_count, e) ||
        !read_list(ctx, &devices_of, id, &devices, &story->device_count, e) ||
        !read_list(ctx, &effects_of, id, &effects, &story->effect_count, e) ||
        !timeline_read(ctx, id, NULL, LAST_FEW, &story->recent, &story->recent_count, e))
        return false;
    story->notes = notes;
    story->tickets = tickets;
    story->debts = debts;
    story->settlements = settlements;
    story->invoices = invoices;
    story->payments = payments;
    story->balance = balance;
    story->presence = presence;
    story->devices = devices;
    story->effects = effects;
    sum_debts(story);
    return true;
}

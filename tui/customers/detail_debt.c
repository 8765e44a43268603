/* One debt item: what it costs, how it was settled, and all else that its user owes. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/customers/debt.h"
#include "model/customers/room.h"
#include "model/values/phone.h"
#include "tui/customers/debt_table.h"
#include "tui/customers/room.h"
#include "tui/lists/detail_page.h"
#include "tui/widgets/block_text.h"

#include <string.h>

static void *debt_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct debt_story *s = ARENA_NEW(ctx->arena, struct debt_story);
    (void)p;
    return debt_read_story(ctx, id, s, e) ? s : NULL;
}

static const char *debt_who(const void *data)
{
    const struct debt_story *s = data;
    return s->full_name;
}

static struct arena *arena_of(const struct detail_page *page)
{
    return page->lines->arena;
}

static const char *price_text(const struct detail_page *page, const struct debt_item *d)
{
    if (d->price_rp < 0)
        return _("not known: no package says what a MB costs");
    return arena_printf(arena_of(page), d->has_own_price ? _("%s, its own") : _("%s, by the reference package"),
                        debt_price_text(arena_of(page), d->price_rp));
}

static const char *due_text(const struct detail_page *page, const struct debt_item *d)
{
    if (!d->due_date)
        return _("no date");
    return d->is_overdue ? arena_printf(arena_of(page), _("%s, overdue"), d->due_date) : d->due_date;
}

static const char *state_text(const struct detail_page *page, const struct debt_story *s)
{
    if (!s->item.is_paid)
        return s->item.paid_cmb ? _("open, part of it is paid") : _("open");
    return arena_printf(arena_of(page), _("closed %s (%s)"), s->paid_at ? s->paid_at : "-",
                        s->last_paid_source ? s->last_paid_source : "-");
}

static void write_item(const struct detail_page *page, const struct debt_story *s)
{
    struct arena *a = arena_of(page);
    const struct debt_item *d = &s->item;
    detail_title(page, _("Debt item"));
    detail_fact(page, _("amount"), ROLE_TEXT, debt_amount_text(a, d->amount_cmb, d->is_unlimited));
    if (!d->is_unlimited) {
        detail_fact(page, _("paid"), ROLE_TEXT, debt_amount_text(a, d->paid_cmb, false));
        detail_fact(page, _("left"), ROLE_TEXT, debt_amount_text(a, d->remaining_cmb, false));
    }
    detail_fact(page, _("price"), d->price_rp < 0 ? ROLE_WARN : ROLE_TEXT, price_text(page, d));
    detail_fact(page, _("to pay"), ROLE_TEXT, debt_price_text(a, d->remaining_rp));
    detail_fact(page, _("state"), d->is_paid ? ROLE_GOOD : ROLE_TEXT, state_text(page, s));
    detail_fact(page, _("date"), ROLE_TEXT,
                arena_printf(a, _("%s, %lld days ago"), d->debt_date ? d->debt_date : "-", (long long)d->age_days));
    detail_fact(page, _("due"), d->is_overdue ? ROLE_BAD : ROLE_TEXT, due_text(page, d));
    detail_fact(page, _("note"), ROLE_TEXT, d->note);
    detail_fact(page, _("entered"), ROLE_TEXT, s->created_at);
}

static void write_settlements(const struct detail_page *page, const struct debt_story *s)
{
    detail_title(page, _("Settlements, newest first"));
    for (size_t i = 0; i < s->settlement_count; i++)
        debt_settlement_write(page, &s->settlements[i], s->item.is_unlimited);
    if (!s->settlement_count)
        lines_text(page->lines, 2, page->width, ROLE_DIM,
                   s->item.paid_cmb ? _("What is paid was paid in the portal.") : _("Nothing of it was settled."));
}

static const char *auto_text(const struct detail_page *page, const struct debt_story *s)
{
    struct arena *a = arena_of(page);
    const char *amount = debt_amount_text(a, s->auto_debt_cmb, false);
    if (s->auto_debt_rp < 0 || !s->auto_debt_cmb)
        return amount;
    return arena_printf(a, "%s, %s", amount, debt_price_text(a, s->auto_debt_rp));
}

static void write_customer(const struct detail_page *page, const struct debt_story *s)
{
    char local[PHONE_TEXT] = "";
    if (s->phone_number && strlen(s->phone_number) < PHONE_TEXT)
        phone_local(local, s->phone_number);
    detail_title(page, _("Customer"));
    size_t from = page->lines->count;
    detail_fact(page, _("name"), ROLE_TEXT, s->full_name);
    detail_row_opens(page, from, &pane_users, s->user_id);
    detail_fact(page, _("contact"), ROLE_TEXT, local);
    if (s->blocked_reason)
        detail_fact(page, _("blocked"), ROLE_BAD, block_text(arena_of(page), s->block_cause, s->blocked_reason, NULL));
    detail_fact(page, _("automatic debt"), s->auto_debt_cmb ? ROLE_BAD : ROLE_TEXT, auto_text(page, s));
}

static void debt_write(const struct detail_page *page, const void *data)
{
    const struct debt_story *s = data;
    write_item(page, s);
    write_customer(page, s);
    detail_title(page, arena_printf(arena_of(page), _("All open debts: %zu"), s->open_count));
    debt_table_write(page, s->open, s->open_count, s->item.id);
    write_settlements(page, s);
}

static bool debt_cell(const struct pane_row *row, const char *column, const char **text)
{
    const struct debt_story *s = row->data;
    return DETAIL_CELLS(column, text, { "is_paid", detail_cell_bool(s->item.is_paid) });
}

const struct detail_kind detail_debt = { .read = debt_read, .who = debt_who, .cell = debt_cell, .write = debt_write };

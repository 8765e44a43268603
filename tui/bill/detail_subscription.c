/* One subscription: what it costs a month, when it is invoiced next, and what became of its last invoices. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/bill/room.h"
#include "model/bill/subscription.h"
#include "model/values/choice.h"
#include "tui/bill/room.h"
#include "tui/lists/detail_page.h"

#include <string.h>

enum {
    NUMBER_WIDTH = 24,
    PERIOD_WIDTH = 8,
    STATUS_WIDTH = 10,
    NARROW = 60
};

static void *subscription_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct subscription_story *s = ARENA_NEW(ctx->arena, struct subscription_story);
    (void)p;
    return subscription_read_story(ctx, id, s, e) ? s : NULL;
}

static const char *subscription_who(const void *data)
{
    const struct subscription_story *s = data;
    return s->full_name;
}

static struct arena *arena_of(const struct detail_page *page)
{
    return page->lines->arena;
}

static const char *tax_text(const struct detail_page *page, const struct subscription_story *s)
{
    struct arena *a = arena_of(page);
    const char *tax = detail_rupiah(page, s->tax_rp);
    if (strcmp(s->tax_kind, "none") == 0)
        return _("none");
    if (strcmp(s->tax_kind, "ppn_2025") == 0)
        tax = arena_printf(a, _("%s, PPN 12 %% of DPP nilai lain %s"), tax, detail_rupiah(page, s->dpp_rp));
    else
        tax = arena_printf(a, s->has_own_tax ? _("%s, %s %% of its own") : _("%s, the brand's %s %%"), tax,
                           s->tax_percent);
    return s->has_tax_in_price ? arena_printf(a, _("%s, in the price"), tax) : tax;
}

static const char *status_text(const struct detail_page *page, const struct subscription_story *s)
{
    if (strcmp(s->status, "ended") == 0)
        return arena_printf(arena_of(page), _("ended on %s"), s->ended_on ? s->ended_on : "-");
    return strcmp(s->status, "paused") == 0 ? _("paused: nothing is invoiced until it is resumed") : _("active");
}

static const char *due_text(const struct detail_page *page, const struct subscription_story *s)
{
    if (s->due_day == 31)
        return _("the last day of the month");
    return arena_printf(arena_of(page), _("day %lld of the month"), (long long)s->due_day);
}

static const char *priority_text(const struct subscription_story *s)
{
    if (s->is_vip)
        return _("VIP: its invoices go before all others");
    return strcmp(s->tipe, "bulk") == 0 ? _("bulk: its invoices go after all others") : NULL;
}

static void write_terms(const struct detail_page *page, const struct subscription_story *s)
{
    detail_title(page, _("Subscription"));
    detail_fact(page, _("status"), strcmp(s->status, "active") == 0 ? ROLE_GOOD : ROLE_WARN, status_text(page, s));
    detail_fact(page, _("package"), ROLE_TEXT, s->package);
    detail_fact(page, _("price"), ROLE_TEXT, detail_rupiah(page, s->price_rp));
    if (s->discount_rp)
        detail_fact(page, _("discount"), ROLE_TEXT, detail_rupiah(page, s->discount_rp));
    detail_fact(page, _("tax"), ROLE_TEXT, tax_text(page, s));
    detail_fact(page, _("a whole month"), ROLE_TEXT, detail_rupiah(page, s->month_rp));
    detail_fact(page, _("brand"), ROLE_TEXT, s->brand);
    detail_fact(page, _("from"), ROLE_TEXT, s->starts_on);
    detail_fact(page, _("due"), ROLE_TEXT, due_text(page, s));
    detail_fact(page, _("next invoice"), ROLE_TEXT, s->next_invoice);
    detail_fact(page, _("priority"), ROLE_TEXT, priority_text(s));
    detail_fact(page, _("made"), ROLE_TEXT, arena_printf(arena_of(page), _("%s by %s"), s->created_at, s->actor));
}

static void write_customer(const struct detail_page *page, const struct subscription_story *s)
{
    detail_title(page, _("Customer"));
    detail_fact(page, _("name"), ROLE_TEXT, s->full_name);
    detail_fact(page, _("contact"), ROLE_TEXT, detail_phone(page, s->phone_number));
    detail_fact(page, _("WhatsApp"), ROLE_TEXT, s->whatsapp ? detail_phone(page, s->whatsapp) : _("the same number"));
    detail_fact(page, _("e-mail"), ROLE_TEXT, s->email);
    if (s->unpaid)
        detail_fact(page, _("unpaid"), ROLE_BAD,
                    arena_printf(arena_of(page), _("%lld, in all %s"), (long long)s->unpaid,
                                 detail_rupiah(page, s->unpaid_rp)));
}

static enum theme_role invoice_role(const struct subscription_invoice *i)
{
    if (strcmp(i->status, "overdue") == 0)
        return ROLE_BAD;
    if (strcmp(i->status, "paid") == 0)
        return ROLE_GOOD;
    return strcmp(i->status, "expired") == 0 ? ROLE_WARN : ROLE_TEXT;
}

/* Number, month, how it stands, and what it asks for until when; on a narrow screen without the month. */
static void write_invoice(const struct detail_page *page, const struct subscription_invoice *i)
{
    int x = 2, month = page->width < NARROW ? 0 : PERIOD_WIDTH;
    size_t from = page->lines->count;
    struct line like = { 0 };
    lines_cell(&like, 0, x, NUMBER_WIDTH - 1, ROLE_TEXT, i->invoice_number);
    x += NUMBER_WIDTH;
    if (month)
        lines_cell(&like, 1, x, month - 1, ROLE_TEXT, i->period);
    x += month;
    lines_cell(&like, 2, x, STATUS_WIDTH - 1, invoice_role(i), choice_word(i->status));
    x += STATUS_WIDTH;
    lines_cell(&like, 3, x, page->width + 2 - x, ROLE_TEXT,
               arena_printf(arena_of(page), _("%s, due %s"), detail_rupiah(page, i->total_rp), i->due_on));
    lines_columns(page->lines, &like);
    detail_row_opens(page, from, &pane_invoices, i->id);
}

static void subscription_write(const struct detail_page *page, const void *data)
{
    const struct subscription_story *s = data;
    write_terms(page, s);
    write_customer(page, s);
    detail_title(page, _("Invoices, newest first"));
    for (size_t i = 0; i < s->invoice_count; i++)
        write_invoice(page, &s->invoices[i]);
    if (!s->invoice_count)
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("It was not invoiced yet."));
}

static const char *subscription_elsewhere(struct arena *a, const void *data, const char *pane)
{
    const struct subscription_story *s = data;
    return strcmp(pane, "invoices") == 0 ? arena_printf(a, "subscription_id:%s", s->id) : NULL;
}

static bool subscription_cell(const struct pane_row *row, const char *column, const char **text)
{
    const struct subscription_story *s = row->data;
    return DETAIL_CELLS(column, text, { "status", s->status });
}

const struct detail_kind detail_subscription = { .read = subscription_read,
                                                 .who = subscription_who,
                                                 .cell = subscription_cell,
                                                 .write = subscription_write,
                                                 .elsewhere = subscription_elsewhere };

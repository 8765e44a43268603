/* One order: how it stands and what is to be done, what was ordered, and what was handed out. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/saying.h"
#include "model/pay/room.h"
#include "model/shop/order.h"
#include "model/shop/room.h"
#include "model/values/choice.h"
#include "tui/shop/room.h"

#include <string.h>

enum {
    CODE_WIDTH = 18
};

static void *order_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct order_story *s = ARENA_NEW(ctx->arena, struct order_story);
    (void)p;
    return order_read_story(ctx, id, s, e) ? s : NULL;
}

static const char *order_who(const void *data)
{
    const struct order_story *s = data;
    return s->full_name ? s->full_name : s->charge_order_id;
}

static struct arena *arena_of(const struct detail_page *page)
{
    return page->lines->arena;
}

static bool is_state(const struct order_story *s, const char *state)
{
    return strcmp(s->state, state) == 0;
}

/* What is to be done now. */
static const char *advice(const struct detail_page *page, const struct order_story *s)
{
    struct arena *a = arena_of(page);
    if (is_state(s, "awaiting_payment"))
        return arena_printf(a, _("Its goods are reserved until it is paid or ends. The charge shows how it is paid; %s "
                                 "cancels it."),
                            detail_key(page, "orders.cancel"));
    if (is_state(s, "paid"))
        return arena_printf(a, _("It is paid and handed out. %s shows the goods, %s sends them again."),
                            detail_key(page, "orders.show_goods"), detail_key(page, "orders.deliver_again"));
    if (is_state(s, "refunded") && s->goods_count)
        return _("The money went back. The customer knows the goods: they are lost, unless they are put back in stock.");
    if (is_state(s, "refunded"))
        return _("The money went back, and the goods are in stock again.");
    return _("It ended unpaid; what was reserved can be sold again.");
}

static const char *method_text(const struct detail_page *page, const struct order_story *s)
{
    if (!s->method)
        return NULL;
    return s->bank ? arena_printf(arena_of(page), "%s %s", choice_word(s->method), s->bank) : choice_word(s->method);
}

static const char *customer_text(const struct detail_page *page, const struct order_story *s)
{
    if (!s->user_id)
        return _("somebody at the counter");
    return arena_printf(arena_of(page), "%s, %s", s->full_name ? s->full_name : "-",
                        s->phone_number ? detail_phone(page, s->phone_number) : "-");
}

static void write_state(const struct detail_page *page, const struct order_story *s)
{
    struct arena *a = arena_of(page);
    enum theme_role role = is_state(s, "paid") ? ROLE_GOOD : is_state(s, "awaiting_payment") ? ROLE_INFO : ROLE_WARN;
    detail_title(page, arena_printf(a, _("Order %lld"), (long long)s->number));
    detail_fact(page, _("status"), role, choice_word(s->state));
    lines_text(page->lines, 2, page->width, ROLE_TEXT, advice(page, s));
    detail_fact(page, _("to decide"), ROLE_BAD, s->waits_for ? say(a, s->waits_for) : NULL);
    detail_fact(page, _("reason"), ROLE_TEXT, s->reason ? say(a, s->reason) : NULL);
    detail_fact(page, _("customer"), ROLE_TEXT, customer_text(page, s));
    detail_fact(page, _("to pay"), ROLE_TEXT, detail_rupiah(page, s->total_rp));
    if (s->discount_rp > 0)
        detail_fact(page, _("discount"), ROLE_TEXT,
                    arena_printf(a, "%s, %s", detail_rupiah(page, s->discount_rp), s->coupon_code));
    detail_fact(page, _("method"), ROLE_TEXT, method_text(page, s));
    detail_fact(page, _("receipt"), ROLE_TEXT, s->receipts);
    detail_fact(page, _("note"), ROLE_TEXT, s->note);
    detail_fact(page, _("made"), ROLE_TEXT,
                arena_printf(a, _("%s by %s"), detail_when(page, s->created_at), s->actor ? s->actor : "-"));
    detail_fact(page, _("ends"), ROLE_TEXT, is_state(s, "awaiting_payment") ? detail_when(page, s->expires_at) : NULL);
    detail_fact(page, _("paid"), ROLE_TEXT, detail_when(page, s->paid_at));
}

/* The charge is a row, which opens its page. */
static void write_charge(const struct detail_page *page, const struct order_story *s)
{
    size_t from = page->lines->count;
    if (!s->charge_order_id)
        return;
    detail_fact(page, _("charge"), ROLE_TEXT,
                arena_printf(arena_of(page), "%s, %s", s->charge_order_id, choice_word(s->charge_state)));
    detail_row_opens(page, from, &pane_payments, s->charge_order_id);
}

static void write_item(const struct detail_page *page, const struct order_item *i)
{
    struct arena *a = arena_of(page);
    size_t from = page->lines->count;
    struct line like = { 0 };
    lines_cell(&like, 0, 2, CODE_WIDTH - 1, ROLE_TEXT, i->code);
    lines_cell(&like, 1, 2 + CODE_WIDTH, page->width - CODE_WIDTH, ROLE_TEXT,
               arena_printf(a, "%lld x %s = %s  %s", (long long)i->quantity, detail_rupiah(page, i->unit_price_rp),
                            detail_rupiah(page, i->quantity * i->unit_price_rp), i->name));
    lines_columns(page->lines, &like);
    detail_row_opens(page, from, &pane_stock, i->product_id);
}

static void write_goods(const struct detail_page *page, const struct order_goods *g)
{
    struct line like = { 0 };
    lines_cell(&like, 0, 2, CODE_WIDTH - 1, ROLE_TEXT, g->code);
    lines_cell(&like, 1, 2 + CODE_WIDTH, page->width - CODE_WIDTH, g->is_reserved ? ROLE_DIM : ROLE_TEXT,
               g->is_reserved ? arena_printf(arena_of(page), _("%s (reserved)"), g->text) : g->text);
    lines_columns(page->lines, &like);
}

static void order_write(const struct detail_page *page, const void *data)
{
    const struct order_story *s = data;
    write_state(page, s);
    write_charge(page, s);
    detail_title(page, _("What was ordered"));
    for (size_t i = 0; i < s->item_count; i++)
        write_item(page, &s->items[i]);
    detail_title(page, s->is_shown ? _("Goods, shown for 5 minutes") : _("Goods, masked"));
    for (size_t i = 0; i < s->goods_count; i++)
        write_goods(page, &s->goods[i]);
    if (!s->goods_count)
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("Nothing is reserved or handed out."));
}

static const char *order_elsewhere(struct arena *a, const void *data, const char *pane)
{
    const struct order_story *s = data;
    return strcmp(pane, "payments") == 0 && s->charge_order_id ? arena_printf(a, "id:%s", s->charge_order_id) : NULL;
}

static bool order_cell(const struct pane_row *row, const char *column, const char **text)
{
    const struct order_story *s = row->data;
    return DETAIL_CELLS(column, text, { "state", s->state });
}

static const char *order_copy(struct arena *a, const void *data, size_t nth, const char **what)
{
    const struct order_story *s = data;
    const struct detail_copy ways[] = { { _("the charge's number"), s->charge_order_id } };
    (void)a;
    return detail_copy_nth(ways, sizeof ways / sizeof *ways, nth, what);
}

const struct detail_kind detail_order = { .read = order_read,
                                          .who = order_who,
                                          .write = order_write,
                                          .elsewhere = order_elsewhere,
                                          .cell = order_cell,
                                          .copy = order_copy };

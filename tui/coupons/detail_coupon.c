/* One coupon: what it takes off and until when, what it gave, and the charges that had it. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/coupons/coupon.h"
#include "model/pay/room.h"
#include "model/values/choice.h"
#include "tui/coupons/room.h"

#include <string.h>

enum {
    TIME_WIDTH = 17,
    STATE_WIDTH = 12,
    RUPIAH_WIDTH = 14,
    NARROW = 60
};

static void *coupon_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct coupon_story *s = ARENA_NEW(ctx->arena, struct coupon_story);
    (void)p;
    return coupon_read_story(ctx, id, s, e) ? s : NULL;
}

static const char *coupon_who(const void *data)
{
    const struct coupon_story *s = data;
    return s->code;
}

static struct arena *arena_of(const struct detail_page *page)
{
    return page->lines->arena;
}

static bool is_percent(const struct coupon_story *s)
{
    return strcmp(s->discount_type, "percent") == 0;
}

static const char *discount_text(const struct detail_page *page, const struct coupon_story *s)
{
    if (is_percent(s))
        return arena_printf(arena_of(page), _("%lld %% of the price"), (long long)s->discount_value);
    return detail_rupiah(page, s->discount_value);
}

static const char *uses_text(const struct detail_page *page, const struct coupon_story *s)
{
    long long used = s->used_count, reserved = s->reserved_count;
    if (s->max_uses < 0)
        return arena_printf(arena_of(page), _("%lld paid, %lld open; no limit"), used, reserved);
    return arena_printf(arena_of(page), _("%lld paid, %lld open, %lld left"), used, reserved,
                        (long long)s->max_uses - used - reserved);
}

static const char *state_text(const struct detail_page *page, const struct coupon_story *s)
{
    if (s->ended_at)
        return arena_printf(arena_of(page), _("ended on %s"), s->ended_at);
    return choice_word(s->state);
}

static void write_terms(const struct detail_page *page, const struct coupon_story *s)
{
    detail_title(page, _("Coupon"));
    detail_fact(page, _("status"), strcmp(s->state, "active") == 0 ? ROLE_GOOD : ROLE_WARN, state_text(page, s));
    detail_fact(page, _("takes off"), ROLE_TEXT, discount_text(page, s));
    detail_fact(page, _("uses"), ROLE_TEXT, uses_text(page, s));
    detail_fact(page, _("from"), ROLE_TEXT, s->valid_from ? s->valid_from : _("its beginning"));
    detail_fact(page, _("until"), ROLE_TEXT, s->valid_until ? s->valid_until : _("no end"));
    detail_fact(page, _("made"), ROLE_TEXT,
                s->actor ? arena_printf(arena_of(page), _("%s by %s"), s->created_at, s->actor) : s->created_at);
    detail_fact(page, _("has taken off"), ROLE_TEXT, detail_rupiah(page, s->given_rp));
    detail_fact(page, _("was paid with it"), ROLE_TEXT, detail_rupiah(page, s->sold_rp));
}

/* When, how it stands, what was taken off, and who; on a narrow screen without the time. */
static void write_charge(const struct detail_page *page, const struct coupon_charge *c)
{
    int x = 2, time = page->width < NARROW ? 0 : TIME_WIDTH;
    size_t from = page->lines->count;
    struct line like = { 0 };
    if (time)
        lines_cell(&like, 0, x, time - 1, ROLE_TEXT, c->at);
    x += time;
    lines_cell(&like, 1, x, STATE_WIDTH - 1, ROLE_TEXT, choice_word(c->state));
    x += STATE_WIDTH;
    lines_cell(&like, 2, x, RUPIAH_WIDTH - 1, ROLE_TEXT, detail_rupiah(page, c->discount_rp));
    x += RUPIAH_WIDTH;
    lines_cell(&like, 3, x, page->width + 2 - x, ROLE_TEXT, c->full_name);
    lines_columns(page->lines, &like);
    detail_row_opens(page, from, &pane_payments, c->order_id);
}

static void coupon_write(const struct detail_page *page, const void *data)
{
    const struct coupon_story *s = data;
    write_terms(page, s);
    detail_title(page, _("Charges, newest first"));
    for (size_t i = 0; i < s->charge_count; i++)
        write_charge(page, &s->charges[i]);
    if (!s->charge_count)
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("Nobody has used it yet."));
}

static const char *coupon_elsewhere(struct arena *a, const void *data, const char *pane)
{
    const struct coupon_story *s = data;
    return strcmp(pane, "payments") == 0 ? arena_printf(a, "coupon=%s", s->code) : NULL;
}

static bool coupon_cell(const struct pane_row *row, const char *column, const char **text)
{
    const struct coupon_story *s = row->data;
    return DETAIL_CELLS(column, text, { "status", s->state });
}

const struct detail_kind detail_coupon = {
    .read = coupon_read, .who = coupon_who, .cell = coupon_cell, .write = coupon_write, .elsewhere = coupon_elsewhere
};

/* One till: what it took, what is to be in the drawer, and its receipts. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/saying.h"
#include "model/till/room.h"
#include "model/till/till_story.h"
#include "model/values/choice.h"
#include "tui/lists/detail_page.h"
#include "tui/till/room.h"

#include <string.h>

enum {
    NUMBER_WIDTH = 16,
    TIME_WIDTH = 9,
    AMOUNT_WIDTH = 13,
    METHOD_WIDTH = 10
};

static void *till_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct till_story *s = ARENA_NEW(ctx->arena, struct till_story);
    (void)p;
    return till_read_story(ctx, id, s, e) ? s : NULL;
}

static const char *till_who(const void *data)
{
    const struct till_story *s = data;
    return s->operator;
}

static struct arena *arena_of(const struct detail_page *page)
{
    return page->lines->arena;
}

static const char *difference_text(const struct detail_page *page, const struct till_story *s)
{
    int64_t rp = s->counted_rp - s->expected_rp;
    if (rp == 0)
        return _("as expected");
    return arena_printf(arena_of(page), rp < 0 ? _("%s are missing") : _("%s are too much"),
                        detail_rupiah(page, rp < 0 ? -rp : rp));
}

static void write_count(const struct detail_page *page, const struct till_story *s)
{
    if (s->counted_rp < 0) {
        detail_fact(page, _("state"), ROLE_GOOD,
                    arena_printf(arena_of(page), _("open; %s counts and closes it"), detail_key(page, "till.close")));
        return;
    }
    detail_fact(page, _("counted"), ROLE_TEXT, detail_rupiah(page, s->counted_rp));
    detail_fact(page, _("difference"), s->counted_rp == s->expected_rp ? ROLE_GOOD : ROLE_WARN,
                difference_text(page, s));
    detail_fact(page, _("reason"), ROLE_TEXT, s->reason);
    detail_fact(page, _("closed"), ROLE_TEXT,
                arena_printf(arena_of(page), _("%s by %s"), detail_when(page, s->closed_at), s->closed_by));
}

static void write_sums(const struct detail_page *page, const struct till_story *s)
{
    detail_title(page, _("Till"));
    detail_fact(page, _("operator"), ROLE_TEXT, s->operator);
    detail_fact(page, _("opened"), ROLE_TEXT, detail_when(page, s->opened_at));
    detail_fact(page, _("float"), ROLE_TEXT, detail_rupiah(page, s->float_rp));
    detail_fact(page, _("cash"), ROLE_TEXT, detail_rupiah(page, s->cash_rp));
    detail_fact(page, _("transfer"), ROLE_TEXT, detail_rupiah(page, s->transfer_rp));
    if (s->reversed_rp)
        detail_fact(page, _("reversed"), ROLE_WARN, detail_rupiah(page, s->reversed_rp));
    detail_fact(page, _("to be in the drawer"), ROLE_TEXT, detail_rupiah(page, s->expected_rp));
    write_count(page, s);
}

/* Number, time, amount, how, who and what for. */
static void write_receipt(const struct detail_page *page, const struct till_receipt *i)
{
    struct arena *a = arena_of(page);
    size_t from = page->lines->count;
    struct line like = { 0 };
    int x = 2;
    lines_cell(&like, 0, x, NUMBER_WIDTH - 1, ROLE_TEXT, i->number);
    x += NUMBER_WIDTH;
    lines_cell(&like, 1, x, TIME_WIDTH - 1, ROLE_TEXT, detail_when(page, i->at));
    x += TIME_WIDTH;
    lines_cell(&like, 2, x, AMOUNT_WIDTH - 1, i->amount_rp < 0 ? ROLE_WARN : ROLE_TEXT,
               detail_rupiah(page, i->amount_rp));
    x += AMOUNT_WIDTH;
    lines_cell(&like, 3, x, METHOD_WIDTH - 1, ROLE_TEXT, i->method ? choice_word(i->method) : "-");
    x += METHOD_WIDTH;
    lines_cell(&like, 4, x, page->width + 2 - x, ROLE_TEXT,
               arena_printf(a, "%s · %s", i->full_name ? i->full_name : "-", say_known(a, i->subject)));
    lines_columns(page->lines, &like);
    detail_row_opens(page, from, &pane_receipts, i->id);
}

static void till_write(const struct detail_page *page, const void *data)
{
    const struct till_story *s = data;
    struct detail_page whole = detail_whole(page);
    write_sums(page, s);
    detail_title(&whole, _("Receipts, newest first"));
    for (size_t i = 0; i < s->receipt_count; i++)
        write_receipt(&whole, &s->receipts[i]);
    if (!s->receipt_count)
        lines_text(whole.lines, 2, whole.width, ROLE_DIM, _("Nothing was taken yet."));
}

static const char *till_elsewhere(struct arena *a, const void *data, const char *pane)
{
    const struct till_story *s = data;
    return strcmp(pane, "receipts") == 0 ? arena_printf(a, "till_id:%s", s->id) : NULL;
}

static bool till_cell(const struct pane_row *row, const char *column, const char **text)
{
    const struct till_story *s = row->data;
    return DETAIL_CELLS(column, text, { "state", s->state });
}

const struct detail_kind detail_till = {
    .read = till_read, .who = till_who, .write = till_write, .elsewhere = till_elsewhere, .cell = till_cell
};

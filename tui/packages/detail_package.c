/* One package: what it gives for what, who has it, and what was sold of it last. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/saying.h"
#include "model/packages/package.h"
#include "model/packages/room.h"
#include "tui/lists/detail_page.h"
#include "tui/packages/room.h"

#include <string.h>

enum {
    TIME_WIDTH = 18,
    AMOUNT_WIDTH = 14
};

static void *package_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct package_story *s = ARENA_NEW(ctx->arena, struct package_story);
    (void)p;
    return package_read_story(ctx, id, s, e) ? s : NULL;
}

static const char *package_who(const void *data)
{
    const struct package_story *s = data;
    return s->name;
}

static struct arena *arena_of(const struct detail_page *page)
{
    return page->lines->arena;
}

static const char *count_text(const struct detail_page *page, int64_t count)
{
    return arena_printf(arena_of(page), "%lld", (long long)count);
}

static void write_terms(const struct detail_page *page, const struct package_story *s)
{
    detail_title(page, _("Package"));
    detail_fact(page, _("state"), s->is_active ? ROLE_GOOD : ROLE_WARN,
                s->is_active ? _("on sale") : _("sold no more; who has it keeps it"));
    detail_fact(page, _("price"), ROLE_TEXT, detail_rupiah(page, s->price_rp));
    detail_fact(page, _("quota"), ROLE_TEXT, say(arena_of(page), s->quota));
    detail_fact(page, _("valid for"), ROLE_TEXT, arena_printf(arena_of(page), _("%lld days"), (long long)s->days));
    size_t from = page->lines->count;
    detail_fact(page, _("profile"), ROLE_TEXT, s->profile);
    detail_row_opens(page, from, &pane_profiles, s->profile_id);
}

static void write_use(const struct detail_page *page, const struct package_story *s)
{
    detail_title(page, _("Who has it"));
    detail_fact(page, _("customers"), ROLE_TEXT, count_text(page, s->customers));
    detail_fact(page, _("subscriptions"), ROLE_TEXT, s->subscriptions ? count_text(page, s->subscriptions) : NULL);
    detail_fact(page, _("open charges"), ROLE_TEXT, s->charges ? count_text(page, s->charges) : NULL);
    detail_fact(page, _("in 30 days"), ROLE_TEXT,
                arena_printf(arena_of(page), _("%lld sold, %s"), (long long)s->sold, detail_rupiah(page, s->sold_rp)));
}

static void write_sale(const struct detail_page *page, const struct package_sale *sale)
{
    size_t from = page->lines->count;
    struct line like = { 0 };
    lines_cell(&like, 0, 2, TIME_WIDTH - 1, ROLE_DIM, detail_when(page, sale->at));
    lines_cell(&like, 1, 2 + TIME_WIDTH, AMOUNT_WIDTH - 1, ROLE_TEXT, detail_rupiah(page, sale->amount_rp));
    lines_cell(&like, 2, 2 + TIME_WIDTH + AMOUNT_WIDTH, page->width - TIME_WIDTH - AMOUNT_WIDTH, ROLE_TEXT,
               sale->who ? sale->who : "-");
    lines_columns(page->lines, &like);
    detail_row_opens(page, from, pane_find("payments"), sale->order_id);
}

static void package_write(const struct detail_page *page, const void *data)
{
    const struct package_story *s = data;
    write_terms(page, s);
    write_use(page, s);
    detail_title(page, _("Last sales"));
    for (size_t i = 0; i < s->sale_count; i++)
        write_sale(page, &s->sales[i]);
    if (!s->sale_count)
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("It was not sold in the last 30 days."));
}

static const char *package_elsewhere(struct arena *a, const void *data, const char *pane)
{
    const struct package_story *s = data;
    if (strcmp(pane, "profiles") == 0)
        return arena_printf(a, "id:%s", s->profile_id);
    return NULL;
}

static bool package_cell(const struct pane_row *row, const char *column, const char **text)
{
    const struct package_story *s = row->data;
    return DETAIL_CELLS(column, text, { "state", s->is_active ? "sold" : "withdrawn" });
}

const struct detail_kind detail_package = { .read = package_read,
                                            .who = package_who,
                                            .cell = package_cell,
                                            .write = package_write,
                                            .elsewhere = package_elsewhere };

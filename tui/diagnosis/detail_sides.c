/* A customer in database, router and gateways, side by side: differences are marked. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/customers/room.h"
#include "model/diagnosis/compare.h"
#include "model/engine/saying.h"
#include "model/values/choice.h"
#include "tui/diagnosis/room.h"
#include "tui/lists/detail.h"
#include "tui/lists/detail_page.h"

#include <string.h>

enum {
    WHAT_WIDTH = 22,
    NARROW = 60,
    WHAT_NARROW = 12,
    COLUMNS = 3
};

static void *sides_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct sides *s = ARENA_NEW(ctx->arena, struct sides);
    (void)p;
    return diagnosis_compare(ctx, id, false, s, e) ? s : NULL;
}

static void *sides_look(struct context *ctx, const char *id)
{
    struct sides *s = ARENA_NEW(ctx->arena, struct sides);
    struct error e = { .code = ERR_NONE };
    return diagnosis_compare(ctx, id, true, s, &e) ? s : NULL;
}

static const char *sides_who(const void *data)
{
    return ((const struct sides *)data)->full_name;
}

static const char *cell(const struct detail_page *page, const char *text)
{
    return text ? say_known(page->lines->arena, choice_word(text)) : "";
}

static void write_line(const struct detail_page *page, const char *const *texts, enum theme_role role)
{
    int what = page->width < NARROW ? WHAT_NARROW : WHAT_WIDTH, width = (page->width - what) / COLUMNS;
    struct line like = { 0 };
    lines_cell(&like, 0, 2, what - 1, role, texts[0]);
    for (int i = 0; i < COLUMNS; i++)
        lines_cell(&like, i + 1, 2 + what + i * width, width - 1, role, texts[i + 1]);
    lines_columns(page->lines, &like);
}

static void write_side(const struct detail_page *page, const struct side *s)
{
    size_t from = page->lines->count;
    const char *mark = !s->differs ? "  " : page->is_ascii ? "! " : "\u2260 ";
    const char *const texts[] = { arena_printf(page->lines->arena, "%s%s", mark, _(s->what)), cell(page, s->database),
                                  cell(page, s->router), cell(page, s->gateway) };
    write_line(page, texts, s->differs ? ROLE_BAD : ROLE_TEXT);
    if (s->pane)
        detail_row_opens(page, from, pane_find(s->pane), s->id);
}

static void write_failures(const struct detail_page *page, const struct sides *s)
{
    struct arena *a = page->lines->arena;
    if (page->is_looking)
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("Router and gateways are being asked…"));
    if (s->router_error)
        lines_pair(page->lines, 2, 0, NULL, page->width, ROLE_BAD,
                   arena_printf(a, _("Router %s: %s"), s->router, say(a, s->router_error)));
    if (s->gateway_error)
        lines_pair(page->lines, 2, 0, NULL, page->width, ROLE_BAD,
                   arena_printf(a, _("Gateway: %s"), say(a, s->gateway_error)));
}

static void sides_write(const struct detail_page *given, const void *data)
{
    const struct sides *s = given->looked ? given->looked : data;
    detail_title(given, _("Side by side"));
    const struct detail_page page = detail_whole(given);
    const char *const heads[] = { "", _("Database"), s->router ? s->router : _("Router"), _("Gateway") };
    write_failures(&page, s);
    write_line(&page, heads, ROLE_TITLE);
    for (size_t i = 0; i < s->count; i++)
        write_side(&page, &s->items[i]);
}

static const struct detail_kind detail_sides = {
    .read = sides_read, .who = sides_who, .write = sides_write, .look = sides_look
};

static void show_sides(struct app *app, const struct row_subject *s)
{
    detail_open_as(app, &pane_users, &detail_sides, s->id);
}

static void run_sides(struct view *v, const struct screen_row *row)
{
    static const struct row_question question = { row_read_customer, show_sides };
    row_ask(v, row, &question);
}

const struct row_command diagnosis_row_commands[] = {
    { "open.sides", row_is_about_customer, run_sides },
    { NULL, NULL, NULL },
};

/* One profile: what it grants here and on each router, what puts customers on it. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/saying.h"
#include "model/packages/package.h"
#include "model/packages/room.h"
#include "model/values/choice.h"
#include "tui/lists/detail_page.h"
#include "tui/packages/room.h"

#include <string.h>

enum {
    NAME_WIDTH = 26
};

static void *profile_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct profile_story *s = ARENA_NEW(ctx->arena, struct profile_story);
    (void)p;
    return profile_read_story(ctx, id, s, e) ? s : NULL;
}

static const char *profile_who(const void *data)
{
    const struct profile_story *s = data;
    return s->name;
}

static struct arena *arena_of(const struct detail_page *page)
{
    return page->lines->arena;
}

static void write_terms(const struct detail_page *page, const struct profile_story *s)
{
    detail_title(page, _("Profile"));
    detail_fact(page, _("grants"), ROLE_TEXT, s->terms ? say(arena_of(page), s->terms) : _("as routers have it"));
    detail_fact(page, _("customers"), ROLE_TEXT, arena_printf(arena_of(page), "%lld", (long long)s->customers));
    detail_fact(page, _("for states"), ROLE_TEXT, s->states ? say_known(arena_of(page), s->states) : NULL);
}

static enum theme_role role_of(const char *state)
{
    if (strcmp(state, "same") == 0)
        return ROLE_GOOD;
    return strcmp(state, "unseen") == 0 ? ROLE_DIM : ROLE_WARN;
}

static void write_router(const struct detail_page *page, const struct profile_router *r)
{
    const char *text = r->text ? say(arena_of(page), r->text) : choice_word(r->state);
    detail_fact(page, r->router, role_of(r->state), text);
}

static void write_package(const struct detail_page *page, const struct profile_package *p)
{
    size_t from = page->lines->count;
    struct line like = { 0 };
    lines_cell(&like, 0, 2, NAME_WIDTH - 1, ROLE_TEXT, p->name);
    lines_cell(&like, 1, 2 + NAME_WIDTH, page->width - NAME_WIDTH, ROLE_DIM, say(arena_of(page), p->text));
    lines_columns(page->lines, &like);
    detail_row_opens(page, from, &pane_packages, p->id);
}

static void profile_write(const struct detail_page *page, const void *data)
{
    const struct profile_story *s = data;
    write_terms(page, s);
    detail_title(page, _("On routers, as last seen"));
    for (size_t i = 0; i < s->router_count; i++)
        write_router(page, &s->routers[i]);
    if (!s->router_count)
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("No router is known."));
    detail_title(page, _("Packages that put customers on it"));
    for (size_t i = 0; i < s->package_count; i++)
        write_package(page, &s->packages[i]);
    if (!s->package_count)
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("No package has it."));
}

static const char *profile_elsewhere(struct arena *a, const void *data, const char *pane)
{
    const struct profile_story *s = data;
    return strcmp(pane, "users") == 0 ? arena_printf(a, "profile:\"%s\"", s->name) : NULL;
}

static bool profile_cell(const struct pane_row *row, const char *column, const char **text)
{
    const struct profile_story *s = row->data;
    return DETAIL_CELLS(column, text, { "state", s->state });
}

const struct detail_kind detail_profile = { .read = profile_read,
                                            .who = profile_who,
                                            .cell = profile_cell,
                                            .write = profile_write,
                                            .elsewhere = profile_elsewhere };

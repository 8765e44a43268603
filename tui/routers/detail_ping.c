/* A ping from the router to a customer's devices. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/customers/room.h"
#include "model/engine/saying.h"
#include "model/routers/live.h"
#include "tui/lists/detail.h"
#include "tui/routers/room.h"

static void *ping_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct live_pings *all = ARENA_NEW(ctx->arena, struct live_pings);
    (void)p;
    return live_pings_plan(ctx, id, all, e) ? all : NULL;
}

static void *ping_look(struct context *ctx, const char *id)
{
    struct live_pings *all = ARENA_NEW(ctx->arena, struct live_pings);
    struct error e = { .code = ERR_NONE };
    if (!live_pings_plan(ctx, id, all, &e))
        return NULL;
    live_pings_run(ctx, all);
    return all;
}

static const char *ping_who(const void *data)
{
    return ((const struct live_pings *)data)->full_name;
}

static void write_one(const struct detail_page *page, const struct live_ping *p, bool is_done)
{
    struct arena *a = page->lines->arena;
    if (p->error)
        detail_fact(page, p->address, ROLE_BAD, say(a, p->error));
    else if (!is_done)
        detail_fact(page, p->address, ROLE_DIM, page->is_looking ? _("being asked…") : "-");
    else if (p->fastest)
        detail_fact(page, p->address, p->received < p->sent ? ROLE_WARN : ROLE_GOOD,
                    arena_printf(a, _("%lld of %lld came back, in %s to %s, %s on average"), (long long)p->received,
                                 (long long)p->sent, p->fastest, p->slowest ? p->slowest : "-",
                                 p->average ? p->average : "-"));
    else
        detail_fact(page, p->address, ROLE_BAD,
                    arena_printf(a, _("none of %lld came back: it is off, away, or does not answer pings"),
                                 (long long)p->sent));
}

static void ping_write(const struct detail_page *page, const void *data)
{
    const struct live_pings *p = page->looked ? page->looked : data;
    detail_title(page, arena_printf(page->lines->arena, _("Ping from router %s"), p->router ? p->router : "-"));
    for (size_t i = 0; i < p->count; i++)
        write_one(page, &p->items[i], p->is_done);
    if (!p->count)
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("No address is known that could be pinged."));
    lines_pair(page->lines, 2, 0, NULL, page->width, ROLE_DIM,
               arena_printf(page->lines->arena, _("%s pings again"), detail_key(page, "refresh.now")));
}

static const struct detail_kind detail_ping = {
    .read = ping_read, .who = ping_who, .write = ping_write, .look = ping_look
};

static void show_ping(struct app *app, const struct row_subject *s)
{
    detail_open_as(app, &pane_users, &detail_ping, s->id);
}

static void run_ping(struct view *v, const struct screen_row *row)
{
    static const struct row_question question = { row_read_customer, show_ping };
    row_ask(v, row, &question);
}

const struct row_command routers_row_commands[] = {
    { "open.ping", row_is_about_customer, run_ping },
    { NULL, NULL, NULL },
};

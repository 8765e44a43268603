/* A router at this moment, on its page: health, interfaces, who moves most, who is on, what its log says. */
#include "tui/routers/live_lines.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "model/customers/room.h"
#include "model/engine/saying.h"
#include "model/routers/live.h"
#include "model/values/amount.h"

#include <string.h>

enum {
    SESSIONS_SHOWN = 20,
    BYTES_PER_MB = 1048576,
    KBIT = 1000,
    MBIT = 1000000
};

void *live_lines_look(struct context *ctx, const char *router)
{
    struct live *v = ARENA_NEW(ctx->arena, struct live);
    live_read(ctx, router, v);
    return v;
}

static struct arena *arena_of(const struct detail_page *page)
{
    return page->lines->arena;
}

/* "3.2 Mbit/s", "840 kbit/s" */
static const char *rate_text(const struct detail_page *page, int64_t bps)
{
    char figure[AMOUNT_TEXT];
    if (bps < 0)
        return "-";
    if (bps >= MBIT)
        return arena_printf(arena_of(page), _("%s Mbit/s"), tenths_shown(figure, bps / (MBIT / 10)));
    return arena_printf(arena_of(page), _("%lld kbit/s"), (long long)(bps / KBIT));
}

static const char *bytes_text(const struct detail_page *page, int64_t bytes)
{
    char figure[AMOUNT_TEXT];
    return bytes >= 0 && bytes < INT64_MAX / CMB_PER_MB
               ? arena_printf(arena_of(page), "%s", mb_shown(figure, bytes * CMB_PER_MB / BYTES_PER_MB))
               : "-";
}

static const char *minutes_text(const struct detail_page *page, int64_t seconds)
{
    return seconds < 0 ? "-"
                       : arena_printf(arena_of(page), _("%lld h %lld min"), (long long)seconds / 3600,
                                      (long long)seconds / 60 % 60);
}

static void add_percent(struct strbuf *b, const char *format, int64_t percent)
{
    if (percent < 0)
        return;
    strbuf_add(b, b->length ? ", " : "");
    strbuf_printf(b, format, (long long)percent);
}

static void write_load(const struct detail_page *page, const struct live *v)
{
    struct strbuf b = { .arena = arena_of(page) };
    add_percent(&b, _("CPU %lld %%"), v->cpu);
    add_percent(&b, _("memory %lld %%"), v->memory);
    add_percent(&b, _("disk %lld %%"), v->disk);
    detail_fact(page, _("load"), v->cpu >= 90 || v->memory >= 95 ? ROLE_WARN : ROLE_TEXT, strbuf_text(&b));
    detail_fact(page, _("health"), ROLE_TEXT, v->health);
    detail_fact(page, _("board"), ROLE_TEXT, v->board);
    if (v->refused)
        detail_fact(page, _("refused"), ROLE_WARN, v->refused);
}

static void write_ports(const struct detail_page *page, const struct live *v)
{
    detail_title(page, _("Interfaces"));
    for (size_t i = 0; i < v->port_count; i++) {
        const struct live_port *p = &v->ports[i];
        detail_fact(page, p->name, p->is_running ? ROLE_TEXT : ROLE_DIM,
                    p->is_running ? arena_printf(arena_of(page), _("in %s, out %s; %s and %s in all"),
                                                 rate_text(page, p->rx_bps), rate_text(page, p->tx_bps),
                                                 bytes_text(page, p->rx_bytes), bytes_text(page, p->tx_bytes))
                                  : _("not running"));
    }
}

/* It opens the customer's page. */
static void open_customer(const struct detail_page *page, size_t from, const char *user_id)
{
    if (user_id)
        detail_row_opens(page, from, &pane_users, user_id);
}

static void write_talkers(const struct detail_page *page, const struct live *v)
{
    detail_title(page, _("Top talkers now"));
    for (size_t i = 0; i < v->talker_count; i++) {
        const struct live_talker *t = &v->talkers[i];
        size_t from = page->lines->count;
        detail_fact(page, t->address ? t->address : "-", t->who ? ROLE_TEXT : ROLE_WARN,
                    arena_printf(arena_of(page), "%s, %s", rate_text(page, t->bps),
                                 t->who   ? t->who
                                 : t->mac ? t->mac
                                          : "-"));
        open_customer(page, from, t->user_id);
    }
    if (!v->talker_count)
        lines_text(page->lines, 2, page->width, ROLE_DIM,
                   arena_printf(arena_of(page), _("Of %lld hosts none moved anything in a second."),
                                (long long)v->host_count));
}

static void write_sessions(const struct detail_page *page, const struct live *v)
{
    detail_title(page, arena_printf(arena_of(page), _("On now, the busiest first: %lld"), (long long)v->all_sessions));
    for (size_t i = 0; i < v->session_count && i < SESSIONS_SHOWN; i++) {
        const struct live_session *s = &v->sessions[i];
        size_t from = page->lines->count;
        detail_fact(page, s->address ? s->address : "-", s->who ? ROLE_TEXT : ROLE_WARN,
                    arena_printf(arena_of(page), "%s (%s), %s, %s", s->who ? s->who : _("unknown"),
                                 s->account ? s->account : "-", minutes_text(page, s->uptime_s),
                                 bytes_text(page, s->bytes)));
        open_customer(page, from, s->user_id);
    }
    if (v->all_sessions > SESSIONS_SHOWN)
        lines_text(page->lines, 2, page->width, ROLE_DIM,
                   arena_printf(arena_of(page), _("and %lld more"), (long long)v->all_sessions - SESSIONS_SHOWN));
    if (!v->all_sessions)
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("Nobody is on."));
}

static void write_log(const struct detail_page *page, const struct live *v)
{
    detail_title(page, _("Its log of the hotspot"));
    for (size_t i = 0; i < v->line_count; i++)
        detail_fact(page, v->lines[i].at, ROLE_TEXT, v->lines[i].text);
    if (!v->line_count)
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("It says nothing of the hotspot."));
}

void live_lines_write(const struct detail_page *page)
{
    const struct live *v = page->looked;
    const char *key = detail_key(page, "refresh.now");
    detail_title(page, _("Now"));
    if (!v) {
        lines_text(page->lines, 2, page->width, ROLE_DIM,
                   page->is_looking ? _("The router is being asked…")
                                    : arena_printf(arena_of(page), _("%s asks the router"), key));
        return;
    }
    if (v->error) {
        lines_pair(page->lines, 2, 0, NULL, page->width, ROLE_BAD, say(arena_of(page), v->error));
        lines_pair(page->lines, 2, 0, NULL, page->width, ROLE_DIM,
                   arena_printf(arena_of(page), _("What follows is as stored; %s asks again"), key));
        return;
    }
    lines_pair(page->lines, 2, 0, NULL, page->width, ROLE_DIM,
               arena_printf(arena_of(page), _("Seen on the router at %s; %s looks again"), v->at ? v->at : "-", key));
    write_load(page, v);
    write_ports(page, v);
    write_talkers(page, v);
    write_sessions(page, v);
    write_log(page, v);
}

/* The first line: the panes as tabs, and lamps for what the console depends on. Where there is no room for
 * all, the tabs around the pane in sight are shown, and signs for those to the left and right of them. */
#include "tui/console/header.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/engine/saying.h"
#include "model/lists/pane.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/draw.h"
#include "tui/console/hits.h"
#include "tui/console/panes.h"
#include "tui/lists/pane_view.h"
#include "tui/terminal/command.h"

#include <stdio.h>
#include <string.h>

enum {
    LAMPS_MOST = 24,
    LAMP_NAME = 32,
    LAMP_DETAIL = 160,
    NARROW = 60,
    SIGN_WIDTH = 2,
    TITLE_WIDTH = 17
};

struct shown_lamp {
    enum lamp state;
    char name[LAMP_NAME], detail[LAMP_DETAIL]; /* detail "": all is well */
};

static const enum theme_role lamp_roles[] = {
    [LAMP_UNKNOWN] = ROLE_HEADER, [LAMP_GOOD] = ROLE_GOOD, [LAMP_WARN] = ROLE_WARN, [LAMP_BAD] = ROLE_BAD
};

static void describe_db(const struct app *app, struct shown_lamp *l)
{
    const struct watch_report *r = app->report;
    *l = (struct shown_lamp){ .state = LAMP_UNKNOWN, .name = "db" };
    if (!r)
        return;
    l->state = r->is_db_up ? LAMP_GOOD : LAMP_BAD;
    if (r->is_db_up)
        return;
    int64_t wait_s = (r->retry_at_ms - app->now_ms + 999) / 1000;
    const char *what = r->error.code == ERR_CONFIG ? _("not usable") : _("down");
    if (wait_s > 0)
        snprintf(l->detail, sizeof l->detail, _("%s, retry in %d s"), what, (int)wait_s);
    else
        snprintf(l->detail, sizeof l->detail, _("%s, trying"), what);
}

static void say_detail(struct shown_lamp *l, const char *detail)
{
    struct arena *a = arena_new();
    detail = say(a, detail);
    text_safe(l->detail, sizeof l->detail, detail, strlen(detail));
    arena_free(a);
}

static size_t collect_lamps(const struct app *app, struct shown_lamp lamps[LAMPS_MOST])
{
    size_t n = 0;
    const struct health *h = app->report ? &app->report->health : NULL;
    if (app->config->read_only || (app->report && app->report->only_reads))
        lamps[n++] = (struct shown_lamp){ .state = LAMP_WARN, .name = "read-only" };
    describe_db(app, &lamps[n++]);
    for (size_t i = 0; h && i < h->count && n < LAMPS_MOST - 1; i++) {
        const struct health_lamp *from = &h->lamps[i];
        struct shown_lamp *l = &lamps[n++];
        *l = (struct shown_lamp){ .state = from->state };
        text_safe(l->name, sizeof l->name, from->name, strlen(from->name));
        if (from->state != LAMP_GOOD && from->detail)
            say_detail(l, from->detail);
    }
    if (h && h->outbox_failed > 0) {
        lamps[n] = (struct shown_lamp){ .state = LAMP_BAD, .name = "outbox" };
        snprintf(lamps[n++].detail, LAMP_DETAIL, _("%lld failed"), (long long)h->outbox_failed);
    }
    return n;
}

/* Columns of a lamp without its detail: a sign, the name, a blank on each side. */
static int least_width(const struct shown_lamp *l)
{
    return text_width(l->name) + 3;
}

static int least_width_of_all(const struct shown_lamp *lamps, size_t count)
{
    int width = 0;
    for (size_t i = 0; i < count; i++)
        width += least_width(&lamps[i]);
    return width;
}

/* Where there is no room for all, those that shine green go first. */
static size_t drop_what_is_well(struct shown_lamp *lamps, size_t count, int room)
{
    for (size_t i = count; i-- > 0 && least_width_of_all(lamps, count) > room;) {
        if (lamps[i].state != LAMP_GOOD && lamps[i].state != LAMP_UNKNOWN)
            continue;
        memmove(&lamps[i], &lamps[i + 1], (count - i - 1) * sizeof lamps[0]);
        count--;
    }
    return count;
}

static int draw_lamp(const struct app *app, int x, const struct shown_lamp *l, int room_for_detail)
{
    const struct view *v = &app->header;
    enum theme_role role = lamp_roles[l->state];
    const char *sign = l->state == LAMP_GOOD ? "●" : "○";
    int start = x;
    x += draw_printf(v, 0, x, v->width - x, role, " %s%s", app->is_ascii ? "*" : sign, l->name);
    if (*l->detail && room_for_detail > 4)
        x += draw_printf(v, 0, x, room_for_detail, role, ": %s", l->detail);
    draw_blank(v, 0, x, 1, role);
    return x + 1 - start;
}

static int detail_width(const struct shown_lamp *l)
{
    return *l->detail ? text_width(l->detail) + 2 : 0;
}

/* In so many columns at the right end. */
static void draw_lamps(struct app *app, struct shown_lamp *lamps, size_t count, int room)
{
    int from = app->header.width - room;
    count = drop_what_is_well(lamps, count, room);
    int spare = room - least_width_of_all(lamps, count);
    int used = 0;
    for (size_t i = 0; i < count; i++)
        used += detail_width(&lamps[i]);
    int x = app->header.width - least_width_of_all(lamps, count) - (used < spare ? used : spare);
    for (size_t i = 0; i < count; i++) {
        int wanted = detail_width(&lamps[i]), got = wanted < spare ? wanted : spare;
        x += draw_lamp(app, x > from ? x : from, &lamps[i], got);
        spare -= got;
    }
}

/* With the details of those that are in such a state or worse. */
static int width_with_details(const struct shown_lamp *lamps, size_t count, enum lamp from)
{
    int width = least_width_of_all(lamps, count);
    for (size_t i = 0; i < count; i++)
        width += lamps[i].state >= from ? detail_width(&lamps[i]) : 0;
    return width;
}

static int tab_width(size_t i)
{
    return text_width(_(pane_tab(i)->label)) + 2;
}

static size_t pane_in_sight(const struct app *app)
{
    const struct pane *now = pane_view_pane(app_base(app));
    size_t i = 0;
    while (pane_tab(i) && pane_on_screen(pane_tab(i)) != now)
        i++;
    return pane_tab(i) ? i : 0;
}

/* The tabs from first to before end, with a sign for those on each side. */
static int tabs_width(size_t first, size_t end, size_t count)
{
    int width = (first > 0 ? SIGN_WIDTH : 0) + (end < count ? SIGN_WIDTH : 0);
    for (size_t i = first; i < end; i++)
        width += tab_width(i);
    return width;
}

struct tabs {
    size_t first, end;
};

/* As many as there is room for, the pane in sight among them, and its neighbour on the right if that fits too:
 * the tabs stay where they are as long as one goes through those that can be seen. */
static struct tabs choose_tabs(size_t now, size_t count, int room)
{
    struct tabs t = { .first = 0 };
    size_t last = now + 1 < count ? now + 1 : now;
    while (t.first < now && tabs_width(t.first, last + 1, count) > room)
        t.first++;
    t.end = now + 1;
    while (t.end < count && tabs_width(t.first, t.end + 1, count) <= room)
        t.end++;
    while (t.first > 0 && tabs_width(t.first - 1, t.end, count) <= room)
        t.first--;
    return t;
}

/* What the tabs need at least: the pane in sight; where there is room, its neighbours too. */
static int least_tabs_width(size_t now, size_t count, int width)
{
    bool is_narrow = width < NARROW;
    size_t first = now && !is_narrow ? now - 1 : now, end = now + 2 <= count && !is_narrow ? now + 2 : now + 1;
    return tabs_width(first, end, count);
}

static void add_hit(struct app *app, int x, int width, const char *pane)
{
    char name[64];
    snprintf(name, sizeof name, "pane.%s", pane);
    const struct command *c = command_find(name);
    if (c)
        hits_add(&app->header_hits, x, width, c->name);
}

/* Stands for the tabs beyond pane i, and leads to it. */
static int draw_sign(struct app *app, int x, size_t i, const char *sign)
{
    draw_blank(&app->header, 0, x, SIGN_WIDTH, ROLE_HEADER);
    draw_text(&app->header, 0, x, SIGN_WIDTH, ROLE_HEADER, sign);
    add_hit(app, x, SIGN_WIDTH, pane_tab(i)->name);
    return SIGN_WIDTH;
}

static void draw_tabs(struct app *app, int x, int room)
{
    const struct view *v = &app->header;
    size_t now = pane_in_sight(app), count = panes_count();
    struct tabs t = choose_tabs(now, count, room);
    int end = x + room;
    if (t.first > 0)
        x += draw_sign(app, x, t.first - 1, app->is_ascii ? "<" : "‹");
    for (size_t i = t.first; i < t.end; i++) {
        enum theme_role role = i == now ? ROLE_TITLE : ROLE_HEADER;
        int taken = draw_printf(v, 0, x, end - x, role, " %s ", _(pane_tab(i)->label));
        add_hit(app, x, taken, pane_tab(i)->name);
        x += taken;
    }
    if (t.end < count && x < end)
        draw_sign(app, x, t.end, app->is_ascii ? " >" : " ›");
}

/* Lamps come before tabs up to half of the line, with the reason of those that are bad; what other lamps have to
 * say takes what the tabs leave over. On a narrow screen they need the line more than the other tabs do. */
static int room_for_tabs(const struct app *app, int x, const struct shown_lamp *lamps, size_t lamp_count)
{
    int width = app->header.width, lamps_width = width_with_details(lamps, lamp_count, LAMP_BAD);
    size_t count = panes_count();
    int least = least_tabs_width(pane_in_sight(app), count, width), all = tabs_width(0, count, count);
    int room = width < NARROW ? least : width - x - (lamps_width < width / 2 ? lamps_width : width / 2);
    room = room < least ? least : room;
    room = room < all ? room : all;
    return room < width - x ? room : width - x;
}

void header_draw(struct app *app)
{
    struct view *v = &app->header;
    struct shown_lamp lamps[LAMPS_MOST];
    size_t count = collect_lamps(app, lamps), tabs = panes_count();
    int x = 0;
    app->header_hits.count = 0;
    draw_blank(v, 0, 0, v->width, ROLE_HEADER);
    if (TITLE_WIDTH + tabs_width(0, tabs, tabs) + width_with_details(lamps, count, LAMP_UNKNOWN) <= v->width)
        x = draw_text(v, 0, 1, v->width, ROLE_HEADER, "hotspot-console") + 2;
    int room = room_for_tabs(app, x, lamps, count);
    draw_tabs(app, x, room);
    draw_lamps(app, lamps, count, v->width - x - room);
}

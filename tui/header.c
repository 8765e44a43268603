/* The first line: the panes as tabs, and lamps for what the console depends on. */
#include "base/i18n.h"
#include "base/text.h"
#include "model/pane.h"
#include "tui/app_state.h"
#include "tui/command.h"
#include "tui/draw.h"
#include "tui/pane_view.h"

#include <stdio.h>
#include <string.h>

enum { LAMPS_MOST = 24, LAMP_NAME = 32, LAMP_DETAIL = 160, WIDE = 100 };

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

static size_t collect_lamps(const struct app *app, struct shown_lamp lamps[LAMPS_MOST])
{
    size_t n = 0;
    const struct health *h = app->report ? &app->report->health : NULL;
    if (app->config->read_only)
        lamps[n++] = (struct shown_lamp){ .state = LAMP_WARN, .name = "read-only" };
    describe_db(app, &lamps[n++]);
    for (size_t i = 0; h && i < h->count && n < LAMPS_MOST - 1; i++) {
        const struct health_lamp *from = &h->lamps[i];
        struct shown_lamp *l = &lamps[n++];
        *l = (struct shown_lamp){ .state = from->state };
        text_safe(l->name, sizeof l->name, from->name, strlen(from->name));
        if (from->state != LAMP_GOOD && from->detail)
            text_safe(l->detail, sizeof l->detail, from->detail, strlen(from->detail));
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

static void draw_lamps(struct app *app, int from)
{
    struct shown_lamp lamps[LAMPS_MOST];
    int room = app->header.width - from;
    size_t count = drop_what_is_well(lamps, collect_lamps(app, lamps), room);
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

static void add_hit(struct app *app, int x, int width, const char *pane)
{
    char name[64];
    snprintf(name, sizeof name, "pane.%s", pane);
    const struct command *c = command_find(name);
    if (c && app->header_hit_count < APP_HITS)
        app->header_hits[app->header_hit_count++] = (struct app_hit){ .x = x, .width = width, .command = c->name };
}

static int draw_tabs(struct app *app, int x)
{
    const struct view *v = &app->header;
    const struct pane *now = pane_view_pane(app_base(app));
    app->header_hit_count = 0;
    for (size_t i = 0; panes[i]; i++) {
        enum theme_role role = panes[i] == now ? ROLE_TITLE : ROLE_HEADER;
        int taken = draw_printf(v, 0, x, v->width - x, role, " %s ", _(panes[i]->label));
        add_hit(app, x, taken, panes[i]->name);
        x += taken;
    }
    return x;
}

void header_draw(struct app *app)
{
    struct view *v = &app->header;
    int x = 0;
    draw_blank(v, 0, 0, v->width, ROLE_HEADER);
    if (v->width >= WIDE)
        x = draw_text(v, 0, 1, v->width, ROLE_HEADER, "hotspot-console") + 2;
    draw_lamps(app, draw_tabs(app, x));
}

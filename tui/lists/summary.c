/* The rows above a pane's list that tell of its matter as a whole. */
#include "tui/lists/summary.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/engine/saying.h"
#include "model/values/amount.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/draw.h"
#include "tui/app/task.h"
#include "tui/widgets/chart.h"
#include "tui/widgets/rate.h"

#include <stdio.h>
#include <string.h>

enum {
    ROWS = 3,
    LOW_SCREEN = 16, /* rows; below that the list needs them all */
    BAR_WIDTH = 26,
    BAR_NARROW = 16,
    NARROW = 60,
    LOOK_MS = 2000,
    GAP = 2
};

void summary_init(struct summary *s, struct app *app, struct view *owner, const struct pane *p)
{
    *s = (struct summary){ .app = app, .owner = owner, .pane = p };
}

void summary_free(struct summary *s)
{
    task_forget(s->app, LANE_COUNT, s);
    arena_free(s->arena);
}

/* --- reading --- */

struct reading {
    const struct pane *pane;
    struct summary *summary; /* the UI thread's alone */
    struct pane_summary found;
};

static void reading_run(struct context *ctx, struct task *t)
{
    struct reading *r = t->data;
    t->ok = r->pane->summary(ctx, &r->found, &t->error);
}

/* A failure is told by the list, which has the same one; the figures stay as they were. */
static void reading_done(struct app *app, struct task *t)
{
    const struct reading *r = t->data;
    struct summary *s = r->summary;
    s->is_reading = false;
    s->read_at_ms = app->now_ms;
    if (t->ok) {
        arena_free(s->arena);
        s->arena = task_keep(t);
        s->read = &r->found;
        app_redraw(app, s->owner);
    }
    if (s->must_read_again)
        summary_refresh(s);
}

void summary_refresh(struct summary *s)
{
    s->must_read_again = s->is_reading;
    if (!s->pane->summary || s->is_reading)
        return;
    struct task *t = task_new();
    struct reading *r = ARENA_NEW(t->arena, struct reading);
    r->pane = s->pane;
    r->summary = s;
    t->data = r;
    t->run = reading_run;
    t->done = reading_done;
    t->owner = s; /* not the view: its list forgets what it counts */
    s->is_reading = true;
    task_submit(s->app, LANE_COUNT, t);
}

bool summary_is_under_way(const struct summary *s)
{
    return s->read && s->read->work.is_moving;
}

bool summary_is_due(const struct summary *s)
{
    return summary_is_under_way(s) && !s->is_reading && s->app->now_ms >= s->read_at_ms + LOOK_MS;
}

/* --- the texts --- */

int summary_percent(const struct summary_work *w)
{
    if (w->waiting <= 0 || w->size <= 0)
        return -1;
    int64_t percent = w->done * CHART_FULL / w->size;
    return (int)(percent < CHART_FULL ? percent : CHART_FULL);
}

const char *summary_progress(char out[SUMMARY_TEXT], const struct summary_work *w)
{
    char left[RATE_TEXT];
    long long waiting = (long long)w->waiting;
    if (waiting <= 0)
        snprintf(out, SUMMARY_TEXT, "%s", w->is_paused ? _("paused; nothing waits") : _("nothing waits"));
    else if (w->is_paused)
        snprintf(out, SUMMARY_TEXT, _("paused; %lld wait"), waiting);
    else if (w->per_minute <= 0)
        snprintf(out, SUMMARY_TEXT, _("%lld wait, about %s"), waiting, rate_time_left(w->wait_s, left));
    else
        snprintf(out, SUMMARY_TEXT, _("%lld wait, %lld a minute, %s"), waiting, (long long)w->per_minute,
                 rate_time_left(w->wait_s, left));
    return out;
}

/* --- drawing --- */

int summary_rows(const struct summary *s)
{
    if (!s->pane->summary || s->app->height < LOW_SCREEN)
        return 0;
    return s->pane->has_sums_alone ? 1 : ROWS;
}

static bool is_dim(const struct summary *s)
{
    return app_db_error(s->app) != NULL;
}

static void draw_progress(const struct summary *s, const struct view *v, int y)
{
    const struct summary_work *w = &s->read->work;
    char bar[CHART_BYTES], text[SUMMARY_TEXT];
    int percent = summary_percent(w), x = GAP;
    enum theme_role role = is_dim(s) ? ROLE_DIM : ROLE_INFO;
    draw_text(v, y, x, v->width - x, ROLE_DIM, _("Queue"));
    x += text_width(_("Queue")) + GAP;
    if (percent >= 0) {
        chart_bar(bar, percent, v->width < NARROW ? BAR_NARROW : BAR_WIDTH, !app_has_blocks(s->app));
        x += draw_text(v, y, x, v->width - x, role, bar) + GAP;
    }
    draw_text(v, y, x, v->width - x, w->is_paused && !is_dim(s) ? ROLE_WARN : ROLE_TEXT, summary_progress(text, w));
}

static const struct {
    const char *health, *words;
    enum theme_role role;
} lamps[] = {
    { "healthy", N_("healthy"), ROLE_GOOD },
    { "degraded", N_("degraded"), ROLE_WARN },
    { "stuck", N_("stuck"), ROLE_BAD },
};

static void draw_health(const struct summary *s, const struct view *v, int y)
{
    const struct summary_work *w = &s->read->work;
    const char *words = w->health, *sign = "○";
    enum theme_role role = ROLE_TEXT;
    for (size_t i = 0; i < sizeof lamps / sizeof *lamps; i++)
        if (w->health && strcmp(w->health, lamps[i].health) == 0) {
            words = _(lamps[i].words);
            role = lamps[i].role;
            sign = i == 0 ? "●" : sign;
        }
    if (app_is_ascii(s->app))
        sign = "*";
    if (is_dim(s))
        role = ROLE_DIM;
    int x = GAP + draw_printf(v, y, GAP, v->width - GAP, role, "%s %s", sign, words ? words : "-");
    if (!w->reason || !*w->reason)
        return;
    struct arena *a = arena_new();
    draw_printf(v, y, x, v->width - x, role, ": %s", say(a, w->reason));
    arena_free(a);
}

static enum theme_role sum_role(const struct summary *s, const struct summary_sum *sum)
{
    if (is_dim(s))
        return ROLE_DIM;
    if (sum->state == LAMP_BAD)
        return ROLE_BAD;
    return sum->state == LAMP_GOOD ? ROLE_GOOD : ROLE_TEXT;
}

/* As many as there is room for, each whole. */
static void draw_sums(const struct summary *s, const struct view *v, int y)
{
    int x = GAP + draw_text(v, y, GAP, v->width - GAP, ROLE_DIM, _(s->read->title)) + GAP;
    for (size_t i = 0; i < s->read->sum_count; i++) {
        const struct summary_sum *sum = &s->read->sums[i];
        char figure[AMOUNT_TEXT + 32], rp[AMOUNT_TEXT];
        const char *label = _(sum->label);
        if (sum->rp < 0)
            snprintf(figure, sizeof figure, "%lld", (long long)sum->count);
        else
            snprintf(figure, sizeof figure, "%lld, %s", (long long)sum->count, rp_shown(rp, sum->rp));
        int width = text_width(label) + 1 + text_width(figure);
        if (x + width > v->width)
            return;
        draw_text(v, y, x, v->width - x, ROLE_DIM, label);
        draw_text(v, y, x + text_width(label) + 1, v->width - x, sum_role(s, sum), figure);
        x += width + GAP;
    }
}

void summary_draw(const struct summary *s, const struct view *v, int y)
{
    int rows = summary_rows(s);
    for (int i = 0; i < rows; i++)
        draw_blank(v, y + i, 0, v->width, ROLE_TEXT);
    if (!rows || !s->read)
        return;
    if (rows == ROWS) {
        draw_progress(s, v, y);
        draw_health(s, v, y + 1);
    }
    draw_sums(s, v, y + rows - 1);
}

/* The console as one thing: the stack of views, who gets a key, who hears of a change. */
#include "tui/app/app.h"

#include "base/i18n.h"
#include "model/engine/action.h"
#include "tui/app/app_state.h"
#include "tui/app/draw.h"
#include "tui/app/task.h"
#include "tui/terminal/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FOOTER_REST_MS = 150,
    HOLD_MS = 30,  /* too short to be noticed */
    PAIR_MS = 1000 /* a key later than that does what it does alone */
};

const struct config *app_config(struct app *app)
{
    return app->config;
}

bool app_is_ascii(struct app *app)
{
    return app->is_ascii;
}

bool app_has_light_cursor(struct app *app)
{
    return app->has_light_cursor;
}

bool app_has_blocks(struct app *app)
{
    return app->has_blocks;
}

void app_change_footer(struct app *app)
{
    app->has_new_footer = true;
    app->footer_due_ms = app->now_ms + FOOTER_REST_MS;
}

const char *app_key_for(struct app *app, const char *pane, const char *command)
{
    return keymap_key(app->keymap, pane, command);
}

struct view *app_base(const struct app *app)
{
    struct view *v = app->top;
    while (v && v->below)
        v = v->below;
    return v;
}

static void lay_out_view(struct app *app, struct view *v)
{
    if (v->ops->layout)
        v->ops->layout(v, app->height, app->width);
    else
        draw_body(v, app->height, app->width);
}

void app_layout(struct app *app)
{
    app->header = (struct view){ .app = app, .height = 1, .width = app->width, .needs_draw = true };
    app->footer = app->header;
    app->footer.y = app->height - 1;
    app->toast.app = app;
    app->toast.needs_draw = true;
    for (struct view *v = app->top; v; v = v->below) {
        lay_out_view(app, v);
        v->needs_draw = true;
    }
}

void app_redraw(struct app *app, struct view *v)
{
    if (v)
        v->needs_draw = true;
    else
        app_layout(app);
}

void app_hold_drawing(struct app *app)
{
    app->drawn_from_ms = app->now_ms + HOLD_MS;
}

void app_push(struct app *app, struct view *v)
{
    v->app = app;
    v->below = app->top;
    v->is_unseen = true;
    app->top = v;
    app_layout(app);
}

static bool is_on_stack(const struct app *app, const struct view *v)
{
    for (const struct view *i = app->top; i; i = i->below)
        if (i == v)
            return true;
    return false;
}

/* One of its handlers may be the caller. The pane at the bottom stays. */
void app_close(struct app *app, struct view *v)
{
    if (!is_on_stack(app, v) || v == app_base(app))
        return;
    struct view **place = &app->top;
    while (*place != v)
        place = &(*place)->below;
    *place = v->below;
    app->top->is_unseen |= place == &app->top; /* what was typed went to the one over it */
    v->below = app->closed;
    app->closed = v;
    for (int lane = 0; lane < LANE_COUNT_; lane++)
        task_forget(app, (enum lane)lane, v);
    app->has_caret = false;
    app_layout(app);
}

void app_free_closed(struct app *app)
{
    while (app->closed) {
        struct view *v = app->closed;
        app->closed = v->below;
        v->ops->close(v);
    }
}

bool app_open_pane(struct app *app, const char *pane, const char *filter)
{
    return app->services->open_pane(app, pane, filter);
}

void app_open_list(struct app *app, const struct pane *p, const char *scope)
{
    app->services->open_list(app, p, scope);
}

void app_start_action(struct app *app, const struct action *a, const struct selection *s, const char *who)
{
    app->services->start_action(app, a, s, who);
}

void app_start_unselected(struct app *app, const struct action *a)
{
    const struct selection none = { .filter = NULL };
    app_start_action(app, a, &none, a->makes_new ? NULL : _("it finds its rows itself"));
}

static unsigned heed(struct app *app, struct view *v, unsigned answer)
{
    if (!is_on_stack(app, v))
        return answer;
    if ((answer & VIEW_CLOSE) == VIEW_CLOSE)
        app_close(app, v);
    else if ((answer & VIEW_REDRAW) == VIEW_REDRAW)
        v->needs_draw = true;
    return answer;
}

static unsigned ask_view(struct app *app, struct view *v, const char *command)
{
    return v->ops->command ? heed(app, v, v->ops->command(v, command)) : VIEW_IGNORED;
}

/* Under a dialog the panes stay where they are, and nothing is begun. */
static bool is_kept_by_dialog(const struct app *app, const char *command)
{
    return app->top->ops->is_dialog && (strncmp(command, "pane.", 5) == 0 || action_find(command));
}

/* To the view on top, then the console. */
static unsigned give_command(struct app *app, const char *command)
{
    if (strcmp(command, "refresh.now") == 0)
        screen_repaint();
    unsigned answer = ask_view(app, app->top, command);
    if (answer != VIEW_IGNORED || is_kept_by_dialog(app, command))
        return answer;
    return app->services->do_command(app, command) ? VIEW_HANDLED : VIEW_IGNORED;
}

/* By name, not by key: a dialog that does it (the palette) means what lies below. */
unsigned app_command(struct app *app, const char *name)
{
    for (struct view *v = app->top; v; v = v->below) {
        unsigned answer = ask_view(app, v, name);
        if (answer != VIEW_IGNORED)
            return answer;
    }
    return app->services->do_command(app, name) ? VIEW_HANDLED : VIEW_IGNORED;
}

static const char *hit_at(const struct app_hits *hits, int x)
{
    for (size_t i = 0; i < hits->count; i++)
        if (x >= hits->items[i].x && x < hits->items[i].x + hits->items[i].width)
            return hits->items[i].command;
    return NULL;
}

/* The command that a click in header or footer means; NULL: none. */
static const char *clicked_command(const struct app *app, const struct key *k)
{
    if (!(k->mouse.bstate & BUTTON1_PRESSED))
        return NULL;
    if (k->mouse.y == app->header.y)
        return hit_at(&app->header_hits, k->mouse.x);
    if (k->mouse.y == app->footer.y)
        return hit_at(&app->footer_hits, k->mouse.x);
    return NULL;
}

static bool is_mouse_outside(const struct app *app, const struct key *k)
{
    return strcmp(k->name, "mouse") == 0 && (k->mouse.y == app->header.y || k->mouse.y == app->footer.y);
}

/* By itself, or right behind the key before it, which has done already what it does alone. */
static const char *command_of_key(struct app *app, const struct view *v, const struct key *k)
{
    bool is_behind = *app->key_before && app->now_ms - app->key_before_ms <= PAIR_MS;
    const char *command = is_behind ? keymap_pair(app->keymap, v->ops->name, app->key_before, k->name) : NULL;
    snprintf(app->key_before, sizeof app->key_before, "%s", k->name);
    app->key_before_ms = app->now_ms;
    return command ? command : keymap_command(app->keymap, v->ops->name, k->name);
}

unsigned app_give_key(struct app *app, const struct key *k)
{
    struct view *v = app->top;
    if (is_mouse_outside(app, k)) {
        const char *clicked = clicked_command(app, k);
        return clicked ? give_command(app, clicked) : VIEW_HANDLED;
    }
    unsigned answer = v->ops->key ? heed(app, v, v->ops->key(v, k)) : VIEW_IGNORED;
    if (answer != VIEW_IGNORED) {
        app->key_before[0] = '\0';
        return answer;
    }
    const char *command = command_of_key(app, v, k);
    return command ? give_command(app, command) : VIEW_IGNORED;
}

void app_tell_changed(struct app *app, const char *channel)
{
    for (struct view *v = app->top, *below; v; v = below) {
        below = v->below; /* told, it may close itself: then it stands among the closed ones */
        if (v->ops->changed)
            heed(app, v, v->ops->changed(v, channel));
    }
}

/* Panes that are not in sight have marks, too. */
void app_tell_applied(struct app *app, const struct applied *what)
{
    for (size_t i = 0; i < app->pane_count; i++)
        if (app->panes[i] && app->panes[i]->ops->applied)
            app->panes[i]->ops->applied(app->panes[i], what);
    for (struct view *v = app->top; v && v->below; v = v->below)
        if (v->ops->applied)
            v->ops->applied(v, what);
}

const struct error *app_db_error(const struct app *app)
{
    return app->report && !app->report->is_db_up ? &app->report->error : NULL;
}

const struct health *app_health(const struct app *app)
{
    return app->report && app->report->is_db_up ? &app->report->health : NULL;
}

bool app_was_seen(const struct view *v, unsigned read)
{
    return !v->is_unseen && read > v->seen_after;
}

bool app_may_answer(const struct view *v, const struct key *k)
{
    return app_was_seen(v, k->read) && k->is_alone;
}

unsigned app_give_paste(struct app *app, const char *text, unsigned read)
{
    struct view *v = app->top;
    if (!*text)
        return VIEW_HANDLED;
    return v->ops->paste ? heed(app, v, v->ops->paste(v, text, read)) : VIEW_IGNORED;
}

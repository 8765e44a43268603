/* The console as one thing: the stack of views, who gets a key, who hears of a change. */
#include "tui/app/app.h"

#include "base/i18n.h"
#include "model/engine/action.h"
#include "model/lists/pane.h"
#include "tui/app/app_state.h"
#include "tui/app/draw.h"
#include "tui/app/lanes.h"
#include "tui/console/dialogs.h"
#include "tui/lists/pane_view.h"
#include "tui/terminal/screen.h"

#include <stdlib.h>
#include <string.h>

const struct config *app_config(struct app *app)
{
    return app->config;
}

bool app_is_ascii(struct app *app)
{
    return app->is_ascii;
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

bool app_open_pane(struct app *app, const char *name)
{
    size_t i = 0;
    while (pane_at(i) && strcmp(pane_at(i)->name, name) != 0)
        i++;
    if (!pane_at(i) || i >= APP_PANES)
        return false;
    while (app->top && app->top->below)
        app_close(app, app->top);
    if (app->panes[i] && app->panes[i] != app->top)
        app->panes[i]->ops->changed(app->panes[i], NULL);
    if (!app->panes[i])
        app->panes[i] = pane_view_new(app, pane_at(i));
    app->top = app->panes[i];
    app->has_caret = false;
    app_layout(app);
    return true;
}

static void step_pane(struct app *app, int step)
{
    size_t count = 0, now = 0;
    for (; pane_at(count); count++)
        if (app->panes[count] == app_base(app))
            now = count;
    if (count)
        app_open_pane(app, pane_at((now + count + (size_t)step) % count)->name);
}

static void do_pane_next(struct app *app)
{
    step_pane(app, 1);
}

static void do_pane_previous(struct app *app)
{
    step_pane(app, -1);
}

static void do_help(struct app *app)
{
    help_open(app, app->top->ops->name);
}

static void do_theme_next(struct app *app)
{
    char names[64][32];
    struct error e;
    size_t count = theme_list(app->config->theme_dir, names, 64), next = 0;
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], theme_name()) == 0)
            next = (i + 1) % count;
    if (!count || !theme_load(names[next], app->config->theme_dir, &e)) {
        app_toast_error(app, &e);
        return;
    }
    screen_repaint();
    app_redraw(app, NULL);
    app_toast(app, TOAST_INFO, _("Theme: %s"), theme_name());
}

static void do_retry(struct app *app)
{
    tasks_retry_now(app->tasks);
    if (app->watch)
        watch_retry_now(app->watch);
    app_tell_changed(app, NULL);
    app_toast(app, TOAST_INFO, _("Trying to connect"));
}

static void do_suspend(struct app *app)
{
    screen_suspend();
    app_redraw(app, NULL);
}

static void do_close(struct app *app)
{
    app_close(app, app->top);
}

static void do_quit(struct app *app)
{
    if (app->top->below)
        app_close(app, app->top);
    else
        app_ask_quit(app);
}

static void do_repaint(struct app *app)
{
    app_redraw(app, NULL);
}

static const struct {
    const char *name;
    void (*run)(struct app *app);
} own_commands[] = {
    { "pane.next", do_pane_next },
    { "pane.previous", do_pane_previous },
    { "help.open", do_help },
    { "palette.open", palette_open },
    { "message.log", message_view_open },
    { "theme.next", do_theme_next },
    { "undo.last", undo_last },
    { "retry.connections", do_retry },
    { "app.suspend", do_suspend },
    { "view.close", do_close },
    { "app.quit", do_quit },
    { "refresh.now", do_repaint },
};

/* Leaves what is being changed the time to end; asked again, it leaves at once: what has been committed is
 * taken up by the next worker. */
void app_ask_quit(struct app *app)
{
    if (!app->is_quitting && tasks_are_acting(app->tasks)) {
        app->is_quitting = true;
        app_toast(app, TOAST_WARN, _("A change is still under way; the console ends when it is done. Again: end now"));
        return;
    }
    app->wants_quit = true;
}

void app_start_unselected(struct app *app, const struct action *a)
{
    const struct selection none = { .filter = NULL };
    app_start_action(app, a, &none, _("it finds its rows itself"));
}

/* No view on the stack has rows for it: it goes where such rows are, and leaves choosing them to the operator. */
static bool do_action_elsewhere(struct app *app, const struct action *a)
{
    if (a->selects_itself) {
        app_start_unselected(app, a);
        return true;
    }
    if (!app_open_pane(app, a->pane))
        return false;
    app_toast(app, TOAST_INFO, _("%s works on rows of %s: choose them here, then do it again"), _(a->label),
              _(pane_find(a->pane)->label));
    return true;
}

static bool do_own_command(struct app *app, const char *command)
{
    const struct action *a = action_find(command);
    if (a)
        return do_action_elsewhere(app, a);
    for (size_t i = 0; i < sizeof own_commands / sizeof own_commands[0]; i++)
        if (strcmp(own_commands[i].name, command) == 0) {
            own_commands[i].run(app);
            return true;
        }
    return strncmp(command, "pane.", 5) == 0 && app_open_pane(app, command + 5);
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

unsigned app_give_command(struct app *app, const char *command)
{
    if (strcmp(command, "refresh.now") == 0)
        screen_repaint();
    unsigned answer = ask_view(app, app->top, command);
    if (answer != VIEW_IGNORED || is_kept_by_dialog(app, command))
        return answer;
    return do_own_command(app, command) ? VIEW_HANDLED : VIEW_IGNORED;
}

/* By name, not by key: a dialog that does it (the palette) means what lies below. */
unsigned app_command(struct app *app, const char *name)
{
    for (struct view *v = app->top; v; v = v->below) {
        unsigned answer = ask_view(app, v, name);
        if (answer != VIEW_IGNORED)
            return answer;
    }
    return do_own_command(app, name) ? VIEW_HANDLED : VIEW_IGNORED;
}

static const char *hit_at(const struct app_hit *hits, size_t count, int x)
{
    for (size_t i = 0; i < count; i++)
        if (x >= hits[i].x && x < hits[i].x + hits[i].width)
            return hits[i].command;
    return NULL;
}

/* The command that a click in header or footer means; NULL: none. */
static const char *clicked_command(const struct app *app, const struct key *k)
{
    if (!(k->mouse.bstate & BUTTON1_PRESSED))
        return NULL;
    if (k->mouse.y == app->header.y)
        return hit_at(app->header_hits, app->header_hit_count, k->mouse.x);
    if (k->mouse.y == app->footer.y)
        return hit_at(app->footer_hits, app->footer_hit_count, k->mouse.x);
    return NULL;
}

static bool is_mouse_outside(const struct app *app, const struct key *k)
{
    return strcmp(k->name, "mouse") == 0 && (k->mouse.y == app->header.y || k->mouse.y == app->footer.y);
}

unsigned app_give_key(struct app *app, const struct key *k)
{
    struct view *v = app->top;
    if (is_mouse_outside(app, k)) {
        const char *clicked = clicked_command(app, k);
        return clicked ? app_give_command(app, clicked) : VIEW_HANDLED;
    }
    unsigned answer = v->ops->key ? heed(app, v, v->ops->key(v, k)) : VIEW_IGNORED;
    if (answer != VIEW_IGNORED)
        return answer;
    const char *command = keymap_command(app->keymap, v->ops->name, k->name);
    return command ? app_give_command(app, command) : VIEW_IGNORED;
}

void app_tell_changed(struct app *app, const char *channel)
{
    for (struct view *v = app->top, *below; v; v = below) {
        below = v->below; /* told, it may close itself: then it stands among the closed ones */
        if (v->ops->changed)
            heed(app, v, v->ops->changed(v, channel));
    }
}

const struct error *app_db_error(const struct app *app)
{
    return app->report && !app->report->is_db_up ? &app->report->error : NULL;
}

bool app_was_seen(const struct view *v, unsigned read)
{
    return !v->is_unseen && read > v->seen_after;
}

bool app_may_answer(const struct view *v, const struct key *k)
{
    return app_was_seen(v, k->read) && k->is_alone;
}

void app_give_paste(struct app *app, const char *text, unsigned read)
{
    struct view *v = app->top;
    if (!*text)
        return;
    if (!v->ops->paste || heed(app, v, v->ops->paste(v, text, read)) == VIEW_IGNORED)
        app_toast(app, TOAST_INFO, "%s", _("Pasted text is for lines that can be typed in: there is none here"));
}

static void tell_db_state(struct app *app, const struct watch_report *before, const struct watch_report *now)
{
    bool was_up = !before || before->is_db_up;
    if (!before && !now->is_db_up)
        message_note_error(app, &now->error); /* the pane says so already: it could not read */
    else if (was_up && !now->is_db_up)
        app_toast_error(app, &now->error);
    else if (before && !was_up && now->is_db_up)
        app_toast(app, TOAST_GOOD, _("The database is there again"));
}

void app_take_report(struct app *app, struct watch_report *r)
{
    struct watch_report *before = app->report;
    app->report = r;
    if (!before || before->is_db_up != r->is_db_up)
        app_redraw(app, NULL); /* rows that may be old look so */
    app->header.needs_draw = true;
    tell_db_state(app, before, r);
    if (r->is_db_up && r->generation != app->db_generation) {
        app->db_generation = r->generation;
        tasks_retry_now(app->tasks);
        app_tell_changed(app, NULL); /* nobody was told of what changed until it listened */
    }
    watch_report_free(before);
}

/* What the console does itself when no view has taken a command. */
#include "tui/console/commands.h"

#include "base/i18n.h"
#include "model/engine/action.h"
#include "model/lists/pane.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/lanes.h"
#include "tui/app/toast.h"
#include "tui/console/help.h"
#include "tui/console/message_view.h"
#include "tui/console/panes.h"
#include "tui/engine/palette.h"
#include "tui/engine/undo.h"
#include "tui/imports/import_view.h"
#include "tui/lists/question.h"
#include "tui/lists/search_view.h"
#include "tui/terminal/screen.h"
#include "tui/terminal/theme.h"

#include <string.h>

static void do_pane_next(struct app *app)
{
    panes_step(app, 1);
}

static void do_pane_previous(struct app *app)
{
    panes_step(app, -1);
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
    app->follows_ground = false;
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

static void end_now(struct app *app, struct view *owner, bool is_yes)
{
    (void)owner;
    app->is_quitting = app->wants_quit = is_yes;
}

/* Leaves what is being changed the time to end, unless the operator says otherwise: what has been committed is taken up
 * by the next worker. */
static void ask_quit(struct app *app)
{
    const struct question question = { .title = _("Quit"),
                                       .text = _("A change is still under way. The console ends when it is done; "
                                                 "what it has written is finished by the worker either way."),
                                       .yes = _("End now"),
                                       .no = _("Stay"),
                                       .reverse = REVERSE_REPEAT,
                                       .rows = 1,
                                       .answered = end_now };
    app->is_quitting = tasks_are_acting(app->tasks);
    if (app->is_quitting)
        question_open(app, app->top, &question);
    else
        app->wants_quit = true;
}

static void do_quit(struct app *app)
{
    if (app->top->below)
        app_close(app, app->top);
    else
        ask_quit(app);
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
    { "search.open", search_view_open },
    { "message.log", message_view_open },
    { "import.open", import_view_open },
    { "theme.next", do_theme_next },
    { "undo.last", undo_last },
    { "retry.connections", do_retry },
    { "app.suspend", do_suspend },
    { "view.close", do_close },
    { "app.quit", do_quit },
    { "refresh.now", do_repaint },
};

/* No view on the stack has rows for it: it goes where such rows are, and leaves choosing them to the operator. */
static bool do_action_elsewhere(struct app *app, const struct action *a)
{
    if (!action_needs_rows(a)) {
        app_start_unselected(app, a);
        return true;
    }
    if (!panes_open(app, a->pane, NULL))
        return false;
    app_toast(app, TOAST_INFO, _("%s works on rows of %s: choose them here, then do it again"), _(a->label),
              _(pane_find(a->pane)->label));
    return true;
}

bool commands_do(struct app *app, const char *command)
{
    const struct action *a = action_find(command);
    if (a)
        return do_action_elsewhere(app, a);
    for (size_t i = 0; i < sizeof own_commands / sizeof own_commands[0]; i++)
        if (strcmp(own_commands[i].name, command) == 0) {
            own_commands[i].run(app);
            return true;
        }
    return strncmp(command, "pane.", 5) == 0 && panes_open(app, command + 5, NULL);
}

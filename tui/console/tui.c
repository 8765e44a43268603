/* The console, from beginning to end: what is wrong in the configuration is told before the screen
 * changes, and the first page is being read while curses begins. */
#include "tui/console/tui.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/engine/action.h"
#include "model/lists/export.h"
#include "model/lists/pane.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/lanes.h"
#include "tui/app/toast.h"
#include "tui/console/commands.h"
#include "tui/console/hits.h"
#include "tui/console/loop.h"
#include "tui/console/panes.h"
#include "tui/engine/action_flow.h"
#include "tui/lists/pane_view.h"
#include "tui/setup/setup_view.h"
#include "tui/terminal/screen.h"
#include "tui/terminal/theme.h"

#include <langinfo.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum {
    WATCH_AFTER_MS = 150,
    READING_WAIT_MS = 1000,
    ACTING_WAIT_MS = 6000,
    HEAP_ARENAS = 2
};

static const struct app_services services = {
    .open_pane = panes_open,
    .open_list = pane_view_open,
    .do_command = commands_do,
    .start_action = action_flow_start,
};

static bool check_pane(const char *name, struct error *e)
{
    const struct pane *nearest = pane_at(0);
    if (pane_find(name))
        return true;
    for (size_t i = 0; pane_at(i); i++)
        if (text_distance(name, pane_at(i)->name) < text_distance(name, nearest->name))
            nearest = pane_at(i);
    error_set(e, ERR_USAGE, _("there is no such pane"), "%s", name);
    return error_hint(e, _("did you mean %s?"), nearest->name);
}

/* Signals come through a descriptor; blocked before any thread is made, so that all inherit it. */
static int open_signals(sigset_t *before)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGWINCH);
    sigaddset(&set, SIGTSTP);
    sigaddset(&set, SIGCONT);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a limit on files is said like a full disk */
    pthread_sigmask(SIG_BLOCK, &set, before);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* The size for the first page, before curses knows it. */
static void guess_size(struct app *app)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return;
    app->height = size.ws_row;
    app->width = size.ws_col;
}

/* The fonts of the kernel's console, as Debian sets it up, have none; what a VT220 has is not known. */
static bool has_blocks(void)
{
    static const char *const without[] = { "linux", "vt", "cons25", "ansi" };
    const char *term = getenv("TERM");
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        if (!term || strncmp(term, without[i], strlen(without[i])) == 0)
            return false;
    return true;
}

/* Where letters are ASCII alone they are UTF-8, too, and in that curses sends one by one what it else has the terminal
 * repeat (REP): some that call themselves xterm, and what runs between them and us, lose the line's end over it. */
static void tell_curses_of_utf8(void)
{
    if (strcmp(nl_langinfo(CODESET), "ANSI_X3.4-1968") == 0)
        setlocale(LC_CTYPE, "C.UTF-8");
}

static void prepare(struct app *app)
{
    app->is_ascii = app->config->ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
    tell_curses_of_utf8();
    app->has_blocks = !app->is_ascii && has_blocks();
    app->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    app->now_ms = clock_ms();
    app->poll_due_ms = app->now_ms + (int64_t)app->config->refresh_s * 1000;
    app->watch_due_ms = app->now_ms + WATCH_AFTER_MS;
    action_new_id(app->worker_id);
    app->tasks = tasks_new(app->config, app->worker_id, app->wake_fd);
    panes_begin(app);
    guess_size(app);
}

static void free_views(struct app *app)
{
    while (app->top && app->top->below)
        app_close(app, app->top);
    app_free_closed(app);
    if (!panes_has(app, app->top))
        app->top->ops->close(app->top);
    panes_free(app);
}

/* Ends the threads. What is being changed is given time; should something hang all the same, the
 * process ends under it: what was committed is in the outbox, the rest rolls back. */
static void finish(struct app *app)
{
    int wait_ms = tasks_are_acting(app->tasks) && !app->is_quitting ? ACTING_WAIT_MS : READING_WAIT_MS;
    bool has_ended = !app->watch || watch_stop(app->watch, READING_WAIT_MS);
    free_views(app);
    has_ended = tasks_free(app->tasks, wait_ms) && has_ended;
    if (!has_ended) {
        export_abandon();
        _exit(0);
    }
    watch_report_free(app->report);
    message_free_all(&app->messages);
    hits_free(&app->header_hits);
    hits_free(&app->footer_hits);
    close(app->wake_fd);
}

/* What the console begins with. */
struct opening {
    const char *pane, *warning;
    struct setup_session *setup; /* NULL: a pane */
};

static void open_first(struct app *app, const struct opening *o)
{
    if (!o->setup) {
        app_open_pane(app, o->pane, NULL);
        return;
    }
    app->watch_due_ms = app->poll_due_ms = INT64_MAX / 2; /* there is no database yet to hear of */
    setup_view_open(app, o->setup);
}

static bool run(const struct config *config, const struct opening *o, struct error *e)
{
    struct app *app = calloc(1, sizeof *app);
    sigset_t signals_before;
    int signal_fd = -1;

    if (!app)
        abort();
    error_clear(e);
    mallopt(M_ARENA_MAX, HEAP_ARENAS);
    app->services = &services;
    app->config = config;
    app->arena = arena_new();
    app->keymap = keymap_new(app->arena, config, e);
    if (!app->keymap || !theme_load(config->theme, config->theme_dir, e) || (o->pane && !check_pane(o->pane, e)) ||
        !screen_check(e))
        goto out;
    signal_fd = open_signals(&signals_before);
    prepare(app);
    open_first(app, o);
    if (screen_start(config->mouse, e)) {
        app->follows_ground = !*config->theme;
        if (app->follows_ground)
            screen_ask_ground();
        getmaxyx(stdscr, app->height, app->width);
        app_layout(app);
        if (o->warning)
            app_toast(app, TOAST_WARN, "%s", o->warning);
        loop_run(app, signal_fd);
        screen_stop();
    }
    finish(app);
    close(signal_fd);
    pthread_sigmask(SIG_SETMASK, &signals_before, NULL);
out:
    arena_free(app->arena);
    free(app);
    return e->code == ERR_NONE;
}

bool tui_run(const struct config *config, const char *pane, const char *warning, struct error *e)
{
    return run(config, &(struct opening){ .pane = pane ? pane : config->first_pane, .warning = warning }, e);
}

bool tui_setup(const struct config *config, struct setup_session *session, struct error *e)
{
    return run(config, &(struct opening){ .setup = session }, e);
}

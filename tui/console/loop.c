/* The loop: one poll over the terminal, the other threads and the signals; then what is due by
 * the clock; then what has to be drawn, in one place. */
#include "tui/console/loop.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/draw.h"
#include "tui/app/lanes.h"
#include "tui/app/toast.h"
#include "tui/console/footer.h"
#include "tui/console/header.h"
#include "tui/console/report.h"
#include "tui/terminal/screen.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum {
    KEYS_A_TURN = 64, /* then the screen gets its turn, however many wait */
    NOTIFY_EVERY_MS = 250,
    SHOWN_FIRST_MS = 20, /* what has come of a task is drawn before anything is read anew */
    HELD_MS = 250,       /* while something is being changed what is told of it waits for its end, but no longer */
    TICK_MS = 1000,
    SLOW_TRIP_MS = 150,  /* from here on the cursor is light … */
    QUICK_TRIP_MS = 100, /* … and below this it is not any more */
    LEAST_HEIGHT = 6,
    LEAST_WIDTH = 20
};

static void draw_too_small(struct app *app)
{
    erase();
    attrset(theme_attr(ROLE_TEXT));
    mvaddnstr(0, 0, _("too small"), app->width);
    screen_update(false, 0, 0);
}

/* The lowest view that can be seen: those below a view that is no dialog are covered by it. */
static bool is_visible(const struct app *app, const struct view *v)
{
    for (const struct view *i = app->top; i && i != v; i = i->below)
        if (!i->ops->is_dialog)
            return false;
    return true;
}

/* v and what lies under it, from the bottom up; what lies over something drawn is drawn, too. */
static bool draw_views(struct app *app, struct view *v)
{
    if (!v || !is_visible(app, v))
        return false;
    bool must = draw_views(app, v->below) || v->needs_draw;
    v->needs_draw = false;
    if (!must)
        return false;
    if (v == app->top)
        app->has_caret = false;
    v->ops->draw(v);
    return true;
}

/* A view in sight lies over header and footer. */
static bool is_all_covered(const struct app *app)
{
    for (const struct view *v = app->top; v; v = v->below)
        if (v->is_full_screen && is_visible(app, v))
            return true;
    return false;
}

/* Returns whether anything was drawn. */
static bool draw_edges(struct app *app)
{
    bool is_covered = is_all_covered(app), drawn = false;
    if (is_covered)
        app->header_hits.count = app->footer_hits.count = 0;
    if (app->header.needs_draw && !is_covered) {
        header_draw(app);
        drawn = true;
    }
    if (app->footer.needs_draw && !is_covered) {
        footer_draw(app);
        drawn = true;
    }
    app->header.needs_draw = app->footer.needs_draw = false;
    return drawn;
}

/* What waits by now was typed before the view could be seen. */
static void note_seen(struct app *app)
{
    struct view *v = app->top;
    unsigned reads = screen_reads();
    if (!v->is_unseen)
        return;
    bool is_all = screen_read_waiting();
    app->has_more_keys |= screen_reads() != reads;
    if (!is_all)
        return;
    v->is_unseen = false;
    v->seen_after = screen_reads();
}

static void draw(struct app *app)
{
    if (app->now_ms < app->drawn_from_ms)
        return;
    app->drawn_from_ms = 0;
    if (app->height < LEAST_HEIGHT || app->width < LEAST_WIDTH) {
        draw_too_small(app);
        return;
    }
    bool drawn = draw_views(app, app->top);
    if (drawn || app->toast.needs_draw)
        toast_draw(app);
    drawn |= draw_edges(app);
    drawn |= app->toast.needs_draw;
    app->toast.needs_draw = false;
    if (drawn)
        screen_update(app->has_caret, app->caret_y, app->caret_x);
    note_seen(app);
}

static void resize(struct app *app)
{
    screen_resize();
    getmaxyx(stdscr, app->height, app->width);
    erase();
    app_redraw(app, NULL);
}

static void take_signal(struct app *app, int number)
{
    switch (number) {
    case SIGWINCH:
        resize(app);
        break;
    case SIGTSTP:
        app_command(app, "app.suspend");
        break;
    case SIGCONT:
        screen_repaint();
        resize(app);
        break;
    default:
        app->wants_quit = true;
        break;
    }
}

/* A storm of resizes is one: all that wait are read before anything is done. */
static void take_signals(struct app *app, int signal_fd)
{
    struct signalfd_siginfo info;
    bool has_come[NSIG] = { false };
    while (read(signal_fd, &info, sizeof info) == sizeof info)
        has_come[info.ssi_signo] = true;
    for (int number = 1; number < NSIG; number++)
        if (has_come[number])
            take_signal(app, number);
}

/* ESC and a key that came together, and no binding for the two: they were typed one after the other. */
static void give_apart(struct app *app, const struct key *k)
{
    struct key parts[] = { { .code = 0x1B }, { .code = k->code } };
    for (size_t i = 0; i < 2; i++) {
        parts[i].read = k->read;
        keymap_name_key(&parts[i]);
        app_give_key(app, &parts[i]);
        app_free_closed(app);
    }
}

static void give_key(struct app *app, const struct key *k)
{
    if (app_give_key(app, k) == VIEW_IGNORED && strncmp(k->name, "M-", 2) == 0)
        give_apart(app, k);
}

static void give_paste(struct app *app, const struct screen_event *event)
{
    if (!event->text)
        app_toast(
            app, TOAST_BAD, "%s",
            _("What was pasted is longer than 1 MB: nothing of it was taken. An import takes files of any length"));
    else if (app_give_paste(app, event->text, event->read) == VIEW_IGNORED)
        app_toast(app, TOAST_INFO, "%s", _("Pasted text is for lines that can be typed in: there is none here"));
}

/* False: nothing is left of what has been read. */
static bool take_one(struct app *app)
{
    struct screen_event event;
    enum screen_kind kind = screen_next(&event);
    if (kind == SCREEN_NOTHING)
        return false;
    toast_give_way(app);
    if (kind == SCREEN_KEY)
        give_key(app, &event.key);
    else
        give_paste(app, &event);
    app_free_closed(app);
    return true;
}

/* Where no theme is set, and none was chosen by hand. */
static void take_ground(struct app *app)
{
    struct error e;
    bool is_light;
    if (!screen_take_ground(&is_light) || !is_light || !app->follows_ground)
        return;
    if (!theme_load("light", app->config->theme_dir, &e)) {
        app_toast_error(app, &e);
        return;
    }
    screen_repaint();
    app_redraw(app, NULL);
}

static void take_input(struct app *app, bool has_come)
{
    int taken = 0;
    if (has_come || app->has_more_keys)
        app->drawn_from_ms = 0; /* a key is answered at once, unless it holds the drawing itself */
    if (has_come && !app->has_more_keys && !screen_read())
        app->wants_quit = true; /* the terminal has gone */
    if (!has_come && !app->has_more_keys)
        screen_note_quiet(app->now_ms);
    while (taken < KEYS_A_TURN && !app->wants_quit && take_one(app))
        taken++;
    take_ground(app);
    app->has_more_keys = taken == KEYS_A_TURN; /* poll knows nothing of these */
}

static bool wants_light_cursor(const struct app *app, int trip_ms)
{
    const char *wanted = app->config->light_cursor;
    if (strcmp(wanted, "auto") != 0)
        return strcmp(wanted, "on") == 0;
    return trip_ms >= (app->has_light_cursor ? QUICK_TRIP_MS : SLOW_TRIP_MS);
}

/* The cursor is as light as the line is slow. */
static void follow_line(struct app *app)
{
    int trip_ms = screen_trip_ms();
    bool is_light = wants_light_cursor(app, trip_ms);
    if (is_light == app->has_light_cursor)
        return;
    app->has_light_cursor = is_light;
    screen_be_brief(is_light);
    if (trip_ms >= SLOW_TRIP_MS && is_light)
        app_toast(app, TOAST_INFO, _("A slow line (%d ms): the cursor is a sign at the left"), trip_ms);
    app_redraw(app, NULL);
}

static bool is_waiting_channel(const struct app *app, const char *channel)
{
    for (size_t i = 0; i < app->channel_count; i++)
        if (strcmp(app->channels[i], channel) == 0)
            return true;
    return false;
}

static void take_channels(struct app *app)
{
    char news[APP_CHANNELS][WATCH_CHANNEL];
    if (!app->channel_count)
        app->held_until_ms = app->now_ms + HELD_MS;
    size_t count = watch_take_channels(app->watch, news, APP_CHANNELS);
    for (size_t i = 0; i < count; i++) {
        if (is_waiting_channel(app, news[i]))
            continue;
        if (app->channel_count < APP_CHANNELS)
            memcpy(app->channels[app->channel_count++], news[i], WATCH_CHANNEL);
        else
            strcpy(app->channels[APP_CHANNELS - 1], "*"); /* too many to tell, as the watch says it */
    }
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static void take_results(struct app *app)
{
    eventfd_t ignored;
    eventfd_read(app->wake_fd, &ignored);
    size_t ended = tasks_collect(app->tasks, app);
    if (ended)
        app->drawn_from_ms = 0;
    if (ended && !app->watch)
        app->watch_due_ms = app->now_ms; /* the first page is there: now the rest may connect */
    if (ended && app->channel_count)
        app->notify_due_ms = later(app->notify_due_ms, earlier(app->now_ms + SHOWN_FIRST_MS, app->held_until_ms));
    app_free_closed(app);
    if (!app->watch)
        return;
    struct watch_report *r = watch_take_report(app->watch);
    if (r)
        report_take(app, r);
    take_channels(app);
}

/* A list that is read while the change that it shows is under way is read again at its end. */
static int64_t channels_due_ms(const struct app *app)
{
    bool waits = app->held_until_ms > app->notify_due_ms && tasks_are_acting(app->tasks);
    return waits ? app->held_until_ms : app->notify_due_ms;
}

static void tell_channels(struct app *app)
{
    if (!app->channel_count || app->now_ms < channels_due_ms(app))
        return;
    app->notify_due_ms = app->now_ms + NOTIFY_EVERY_MS;
    for (size_t i = 0; i < app->channel_count; i++)
        app_tell_changed(app, app->channels[i]);
    app->channel_count = 0;
}

static bool counts_down_in_header(const struct app *app)
{
    return app->report && !app->report->is_db_up;
}

static bool shows_countdown(const struct app *app)
{
    for (const struct view *v = app->top; v; v = v->below)
        if (v->is_ticking && is_visible(app, v))
            return true;
    return counts_down_in_header(app);
}

static void tick(struct app *app)
{
    app->tick_due_ms = app->now_ms + TICK_MS;
    app->header.needs_draw |= counts_down_in_header(app);
    for (struct view *v = app->top; v; v = v->below)
        v->needs_draw |= v->is_ticking && is_visible(app, v);
}

static void draw_footer_when_due(struct app *app)
{
    if (!app->has_new_footer || app->now_ms < app->footer_due_ms)
        return;
    app->has_new_footer = false;
    app->footer.needs_draw = true;
}

static void do_what_is_due(struct app *app)
{
    tell_channels(app);
    draw_footer_when_due(app);
    toast_expire(app);
    if (app->now_ms >= app->poll_due_ms) {
        app->poll_due_ms = app->now_ms + (int64_t)app->config->refresh_s * 1000;
        app_tell_changed(app, NULL);
    }
    if (shows_countdown(app) && app->now_ms >= app->tick_due_ms)
        tick(app);
    if (!app->watch && app->now_ms >= app->watch_due_ms) {
        app->watch = watch_start(app->config, app->worker_id, app->wake_fd);
        app->watch_due_ms = app->now_ms + TICK_MS;
    }
    if (app->is_quitting && !tasks_are_acting(app->tasks))
        app->wants_quit = true;
}

static int ms_until_due(const struct app *app)
{
    int64_t now_ms = clock_ms();
    int64_t due = app->has_more_keys ? 0 : earlier(app->poll_due_ms, screen_due_ms(now_ms));
    if (app->channel_count)
        due = earlier(due, channels_due_ms(app));
    if (app->toast_state.is_shown)
        due = earlier(due, app->toast_state.until_ms);
    if (shows_countdown(app))
        due = earlier(due, app->tick_due_ms);
    if (!app->watch)
        due = earlier(due, app->watch_due_ms);
    if (app->has_new_footer)
        due = earlier(due, app->footer_due_ms);
    if (app->drawn_from_ms)
        due = earlier(due, app->drawn_from_ms);
    int64_t wait = due - now_ms;
    return wait > 0 ? (int)wait : 0;
}

void loop_run(struct app *app, int signal_fd)
{
    struct pollfd fds[] = {
        { .fd = STDIN_FILENO, .events = POLLIN },
        { .fd = app->wake_fd, .events = POLLIN },
        { .fd = signal_fd, .events = POLLIN },
    };
    while (!app->wants_quit) {
        draw(app);
        if (poll(fds, sizeof fds / sizeof fds[0], ms_until_due(app)) < 0) {
            if (errno != EINTR)
                return;
            continue;
        }
        app->now_ms = clock_ms();
        if (fds[2].revents & POLLIN)
            take_signals(app, signal_fd);
        if (fds[1].revents & POLLIN)
            take_results(app);
        take_input(app, fds[0].revents != 0);
        follow_line(app);
        do_what_is_due(app);
    }
}

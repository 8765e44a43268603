/* The message log: every toast with its time, whole. */
#include "tui/console/message_view.h"

#include "base/arena.h"
#include "base/calendar.h"
#include "base/i18n.h"
#include "model/settings/zone.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/draw.h"
#include "tui/app/message.h"
#include "tui/widgets/lines.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    TIME_WIDTH = 8,
    DAY_WIDTH = 10
};

struct message_view {
    struct view view;
    struct arena *arena;
    struct lines lines;
    int width;
    size_t shown; /* messages that are laid out */
};

static struct message_view *message_view_of(struct view *v)
{
    return (struct message_view *)v;
}

static enum theme_role role_of(enum toast_level level)
{
    static const enum theme_role roles[] = {
        [TOAST_INFO] = ROLE_DIALOG, [TOAST_GOOD] = ROLE_GOOD, [TOAST_WARN] = ROLE_WARN, [TOAST_BAD] = ROLE_BAD
    };
    return roles[level];
}

static void add_message(struct message_view *m, const struct message *message, char day[CALENDAR_BYTES], int width)
{
    char now[CALENDAR_BYTES] = "", at[CALENDAR_BYTES] = "";
    struct calendar local;
    if (zone_time(message->at, &local)) {
        calendar_date(now, &local);
        calendar_time(at, &local);
    }
    if (strcmp(now, day) != 0) {
        lines_text(&m->lines, 2, width, ROLE_DIM, now);
        memcpy(day, now, CALENDAR_BYTES);
    }
    lines_pair(&m->lines, 2, TIME_WIDTH, at, width, role_of(message->level), message->text);
}

static void layout_lines(struct message_view *m, int width)
{
    size_t count = message_count(&m->view.app->messages);
    char day[CALENDAR_BYTES] = "";
    arena_reset(m->arena);
    lines_clear(&m->lines);
    m->width = width;
    m->shown = count;
    for (size_t i = 0; i < count; i++) {
        struct message message = message_at(&m->view.app->messages, i);
        add_message(m, &message, day, width);
    }
    if (!count)
        lines_text(&m->lines, 2, width, ROLE_DIM, _("Nothing has been reported yet."));
}

static int rows_of(const struct view *v)
{
    return v->height - 3;
}

static void message_view_draw(struct view *v)
{
    struct message_view *m = message_view_of(v);
    const struct draw_hint hints[] = { { "esc", _("Close") } };
    layout_lines(m, v->width - 4);
    draw_box(v, _("Messages, newest first"));
    lines_draw(&m->lines, v, 1, rows_of(v));
    draw_hints(v, v->height - 2, 2, v->width - 4, hints, 1);
}

static unsigned message_view_command(struct view *v, const char *command)
{
    struct message_view *m = message_view_of(v);
    if (strcmp(command, "message.log") == 0 || strcmp(command, "view.close") == 0 || strcmp(command, "app.quit") == 0)
        return VIEW_CLOSE;
    return lines_command(&m->lines, command, rows_of(v)) ? VIEW_REDRAW : VIEW_IGNORED;
}

static void message_view_layout(struct view *v, int screen_height, int screen_width)
{
    draw_body(v, screen_height, screen_width);
}

static void message_view_close(struct view *v)
{
    arena_free(message_view_of(v)->arena);
    free(v);
}

static const struct view_ops message_view_ops = {
    .name = "messages",
    .is_dialog = true,
    .draw = message_view_draw,
    .command = message_view_command,
    .layout = message_view_layout,
    .close = message_view_close,
};

void message_view_open(struct app *app)
{
    struct message_view *m = calloc(1, sizeof *m);
    if (!m)
        abort();
    m->view.ops = &message_view_ops;
    m->view.app = app;
    m->arena = arena_new();
    m->lines.arena = m->arena;
    app_push(app, &m->view);
}

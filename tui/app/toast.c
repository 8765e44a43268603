/* What the console tells the operator. */
#include "tui/app/toast.h"

#include "base/clock.h"
#include "base/log.h"
#include "model/engine/saying.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/draw.h"

#include <stdarg.h>
#include <stdio.h>

enum {
    TOAST_BYTES = 1024,
    TOAST_LINES = 4,
    SHORT_MS = 4000,
    LONG_MS = 10000,
    SEEN_MS = 1000
};

static void show(struct app *app, enum toast_level level, const char *text)
{
    message_note(&app->messages, level, text);
    int64_t now = clock_ms();
    if (app->toast_state.is_shown)
        app_redraw(app, app->top); /* one that was longer leaves lines behind */
    app->toast_state = (struct app_toast_state){ .is_shown = true,
                                                 .seen_at_ms = now + SEEN_MS,
                                                 .until_ms = now + (level >= TOAST_WARN ? LONG_MS : SHORT_MS) };
    app->toast.needs_draw = true;
}

void app_toast(struct app *app, enum toast_level level, const char *format, ...)
{
    char text[TOAST_BYTES];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    show(app, level, text);
}

void app_toast_error(struct app *app, const struct error *e)
{
    char text[TOAST_BYTES];
    log_error("console", e);
    show(app, TOAST_BAD, say_error(e, text, sizeof text));
}

void toast_draw(struct app *app)
{
    static const enum theme_role roles[] = {
        [TOAST_INFO] = ROLE_INFO, [TOAST_GOOD] = ROLE_GOOD, [TOAST_WARN] = ROLE_WARN, [TOAST_BAD] = ROLE_BAD
    };
    struct view *v = &app->toast;
    if (!app->toast_state.is_shown || !message_count(&app->messages))
        return;
    struct message m = message_at(&app->messages, 0);
    int lines = draw_wrapped_lines(v, app->width - 2, m.text);
    v->height = lines < TOAST_LINES ? lines : TOAST_LINES;
    v->width = app->width;
    v->x = 0;
    v->y = app->height - 1 - v->height;
    for (int y = 0; y < v->height; y++)
        draw_blank(v, y, 0, v->width, roles[m.level]);
    draw_wrapped(v, 0, 1, v->width - 2, v->height, roles[m.level], m.text);
}

static void hide(struct app *app)
{
    app->toast_state.is_shown = false;
    app_redraw(app, NULL);
}

void toast_expire(struct app *app)
{
    if (app->toast_state.is_shown && app->now_ms >= app->toast_state.until_ms)
        hide(app);
}

void toast_give_way(struct app *app)
{
    if (app->toast_state.is_shown && app->now_ms >= app->toast_state.seen_at_ms)
        hide(app);
}

/* The console as one thing: what views may ask of it. UI thread only. */
#ifndef TUI_APP_H
#define TUI_APP_H

#include "base/error.h"
#include "model/config/config.h"
#include "model/engine/action.h"
#include "model/worker/health.h"
#include "tui/app/task.h"
#include "tui/terminal/view.h"

struct app;

const struct config *app_config(struct app *app);
bool app_is_ascii(struct app *app);

void app_push(struct app *app, struct view *v); /* on top; the app owns it from here */
/* Off the stack at once, its tasks are forgotten; freed once no handler, and no done of a task, runs any more. */
void app_close(struct app *app, struct view *v);
void app_redraw(struct app *app, struct view *v); /* mark for drawing; NULL: the whole screen */
/* Opens a pane by name in place of the current one. */
bool app_open_pane(struct app *app, const char *pane);
/* Does a command or an action by its name, as its key would. */
unsigned app_command(struct app *app, const char *name);

/* Whoever pressed k may have meant what v asks: it came after v had been painted, and by itself. Others are keys
 * typed ahead, or a paste that could not be told from keys: they confirm nothing. */
bool app_was_seen(const struct view *v, unsigned read); /* the first half of that: what was read then came after */
bool app_may_answer(const struct view *v, const struct key *k);

enum toast_level {
    TOAST_INFO,
    TOAST_GOOD,
    TOAST_WARN,
    TOAST_BAD
};
/* A line above the footer for some seconds, and in the message log for good. */
void app_toast(struct app *app, enum toast_level level, const char *format, ...) __attribute__((format(printf, 3, 4)));
void app_toast_error(struct app *app, const struct error *e); /* what, why, hint */

/* Key that does a command in a pane, for hints and help: "b", "C-l"; NULL: none. */
const char *app_key_for(struct app *app, const char *pane, const char *command);

/* Starts an action's dialog chain on a selection: form (if it has arguments) → plan → preview →
 * apply → toast. The selection is copied. */
void app_start_action(struct app *app, const struct action *a, const struct selection *s, const char *who);
/* The same for an action that finds its rows itself. */
void app_start_unselected(struct app *app, const struct action *a);

#endif

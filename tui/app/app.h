/* The console as one thing: the stack of views, and what views may ask of it. UI thread only. Toasts are asked for
 * in tui/app/toast.h, work off the UI thread in tui/app/task.h, drawing in tui/app/draw.h. */
#ifndef TUI_APP_APP_H
#define TUI_APP_APP_H

#include "base/error.h"
#include "model/config/config.h"
#include "model/engine/action.h"
#include "tui/terminal/view.h"

#include <stdbool.h>

struct app;
struct health;

/* What a view asks of the console as a whole is done by rooms above it; they hand it in at the start. */
struct app_services {
    bool (*open_pane)(struct app *app, const char *pane, const char *filter);    /* as app_open_pane() */
    void (*open_list)(struct app *app, const struct pane *p, const char *scope); /* as app_open_list() */
    /* A command of the console's own, or an action that no view on the stack has rows for; false: it is neither. */
    bool (*do_command)(struct app *app, const char *command);
    /* as app_start_action() */
    void (*start_action)(struct app *app, const struct action *a, const struct selection *s, const char *who);
};

const struct config *app_config(struct app *app);
bool app_is_ascii(struct app *app);
bool app_has_light_cursor(struct app *app);
bool app_has_blocks(struct app *app); /* the terminal shows half and eighth blocks */

void app_push(struct app *app, struct view *v); /* on top; the app owns it from here */
/* Off the stack at once, its tasks are forgotten; freed once no handler, and no done of a task, runs any more. */
void app_close(struct app *app, struct view *v);
void app_redraw(struct app *app, struct view *v); /* mark for drawing; NULL: the whole screen */
/* What was begun may be over before it could be read: for a blink, or until a key or the result of a task comes,
 * nothing is drawn, and who works at it has the processor. */
void app_hold_drawing(struct app *app);
/* Opens a pane by name in place of the current one, with another filter, or (NULL) as it was left. */
bool app_open_pane(struct app *app, const char *pane, const char *filter);
/* A list of its own over what is in sight: of the pane's rows that a filter gives. */
void app_open_list(struct app *app, const struct pane *p, const char *scope);
/* Does a command or an action by its name, as its key would. */
unsigned app_command(struct app *app, const char *name);

/* Whoever pressed k may have meant what v asks: it came after v had been painted, and by itself. Others are keys
 * typed ahead, or a paste that could not be told from keys: they confirm nothing. */
bool app_was_seen(const struct view *v, unsigned read); /* the first half of that: what was read then came after */
bool app_may_answer(const struct view *v, const struct key *k);

/* The footer has other hints: drawn when the cursor has come to rest, since on its way each would be sent for nothing.
 */
void app_change_footer(struct app *app);

/* Key that does a command in a pane, for hints and help: "b", "C-l"; NULL: none. */
const char *app_key_for(struct app *app, const char *pane, const char *command);

const struct error *app_db_error(const struct app *app); /* why the database is away; NULL: it is not */
/* How all stands, as it was read last; NULL: not yet, or the database is away. Until the next turn of the loop. */
const struct health *app_health(const struct app *app);

/* Starts an action's dialog chain on a selection: form (if it has arguments) → plan → preview →
 * apply → toast. The selection is copied. */
void app_start_action(struct app *app, const struct action *a, const struct selection *s, const char *who);
/* The same for an action that finds its rows itself. */
void app_start_unselected(struct app *app, const struct action *a);

/* What an action was applied to, for the lists that it was chosen in: their marks have served. */
struct applied {
    const struct action *action;
    const struct selection *selection;
    const char *const *left; /* what it left as it was, see action_read_left() */
    size_t left_count;
};
void app_tell_applied(struct app *app, const struct applied *what);

/* For who gives keys and news to the views: the loop, and keys that were typed ahead. */
struct view *app_base(const struct app *app); /* the pane in sight */
unsigned app_give_key(struct app *app, const struct key *k);
/* A pasted text goes to the view on top, or to nobody: VIEW_IGNORED where it has no line for it. */
unsigned app_give_paste(struct app *app, const char *text, unsigned read);
void app_tell_changed(struct app *app, const char *channel); /* NULL: look for yourself */
void app_layout(struct app *app);
void app_free_closed(struct app *app);

#endif

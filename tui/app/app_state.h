/* The console's own record, for the files that make it up: app, loop, header, footer, toasts. Views
 * ask through tui/app/app.h. UI thread only. */
#ifndef TUI_APP_STATE_H
#define TUI_APP_STATE_H

#include "model/config/config.h"
#include "tui/app/app.h"
#include "tui/app/message.h"
#include "tui/app/watch.h"
#include "tui/terminal/keymap.h"
#include "tui/terminal/view.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    APP_PANES = 24,
    APP_CHANNELS = 16,
    APP_HITS = 32
};

/* Something in header or footer that a click does. */
struct app_hit {
    int x, width;
    const char *command;
};

struct app_toast_state {
    bool is_shown;
    int64_t seen_at_ms, until_ms; /* from then on a key takes it away; then it goes by itself */
};

struct app {
    const struct config *config;
    struct arena *arena; /* as long as the app */
    struct keymap *keymap;
    struct tasks *tasks;
    struct watch *watch;
    int wake_fd; /* other threads write here when they have something */
    char worker_id[40];
    bool is_ascii;
    bool has_more_keys;
    bool wants_quit, is_quitting; /* quitting: as soon as nothing is being changed any more */

    struct view *top;              /* the stack; at its bottom the pane in sight */
    struct view *closed;           /* taken off the stack, to be freed when no handler runs */
    struct view *panes[APP_PANES]; /* in the order of model's panes[]; NULL: not opened yet */
    struct view header, footer, toast;
    int height, width; /* of the screen */
    bool has_caret;
    int caret_y, caret_x;

    struct app_hit header_hits[APP_HITS], footer_hits[APP_HITS];
    size_t header_hit_count, footer_hit_count;

    struct message messages[MESSAGES_KEPT]; /* a ring */
    size_t message_total;
    struct app_toast_state toast_state;

    struct watch_report *report;                /* the newest; NULL: none yet */
    unsigned db_generation;                     /* connections made by the watch, as far as the views know */
    char channels[APP_CHANNELS][WATCH_CHANNEL]; /* told by the database, not yet by the views */
    size_t channel_count;

    int64_t now_ms; /* monotonic, as of this turn of the loop */
    int64_t poll_due_ms, notify_due_ms, tick_due_ms, watch_due_ms;
};

/* app.c */
struct view *app_base(const struct app *app); /* the pane in sight */
unsigned app_give_key(struct app *app, const struct key *k);
void app_give_paste(struct app *app, const char *text, unsigned read); /* to the view on top, or to nobody */
unsigned app_give_command(struct app *app, const char *command);       /* to the view on top, then the app */
void app_layout(struct app *app);
void app_free_closed(struct app *app);
const struct error *app_db_error(const struct app *app); /* why the database is away; NULL: it is not */
void app_take_report(struct app *app, struct watch_report *r);
void app_tell_changed(struct app *app, const char *channel); /* NULL: look for yourself */
void app_ask_quit(struct app *app);

/* loop.c: until someone wants to quit */
void loop_run(struct app *app, int signal_fd);

/* header.c, footer.c, toast.c: each draws into its view */
void header_draw(struct app *app);
void footer_draw(struct app *app);
void toast_draw(struct app *app);
void toast_expire(struct app *app);
void toast_give_way(struct app *app);                            /* the operator goes on */
void message_note_error(struct app *app, const struct error *e); /* only in the log */
void message_free_all(struct app *app);

#endif

/* The console's own record, for the files that make it up: app, toasts, drawing, and the room console. Views ask
 * through tui/app/app.h and the headers beside it. UI thread only. */
#ifndef TUI_APP_APP_STATE_H
#define TUI_APP_APP_STATE_H

#include "model/config/config.h"
#include "tui/app/message.h"
#include "tui/app/watch.h"
#include "tui/terminal/keymap.h"
#include "tui/terminal/view.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct app_services;

enum {
    APP_CHANNELS = 16
};

/* Something in header or footer that a click does. */
struct app_hit {
    int x, width;
    const char *command;
};

struct app_hits {
    struct app_hit *items;
    size_t count, most;
};

struct app_toast_state {
    bool is_shown;
    int64_t seen_at_ms, until_ms; /* from then on a key takes it away; then it goes by itself */
};

struct app {
    const struct app_services *services; /* of higher rooms: see tui/app/app.h */
    const struct config *config;
    struct arena *arena; /* as long as the app */
    struct keymap *keymap;
    struct tasks *tasks;
    struct watch *watch;
    int wake_fd; /* other threads write here when they have something */
    char worker_id[40];
    bool is_ascii;
    bool has_light_cursor; /* the cursor of a list is a sign, since a row anew is too much for the line */
    bool has_blocks;       /* the terminal's font has half and eighth blocks */
    bool has_more_keys;
    bool follows_ground;          /* the theme goes by the terminal's ground */
    bool wants_quit, is_quitting; /* quitting: as soon as nothing is being changed any more */

    struct view *top;    /* the stack; at its bottom the pane in sight */
    struct view *closed; /* taken off the stack, to be freed when no handler runs */
    struct view **panes; /* one for each pane_tab(), kept when another is in sight; NULL: not opened yet */
    size_t pane_count;
    struct view header, footer, toast;
    int height, width;     /* of the screen */
    char key_before[24];   /* the one that came last, where it was no text; "": none */
    int64_t key_before_ms; /* when it came */
    bool has_caret;
    int caret_y, caret_x;

    struct app_hits header_hits, footer_hits;

    struct message_log messages;
    struct app_toast_state toast_state;

    struct watch_report *report;                /* the newest; NULL: none yet */
    int64_t incident_newest;                    /* the newest incident that was told here */
    unsigned db_generation;                     /* connections made by the watch, as far as the views know */
    char channels[APP_CHANNELS][WATCH_CHANNEL]; /* told by the database, not yet by the views */
    size_t channel_count;

    int64_t now_ms; /* monotonic, as of this turn of the loop */
    int64_t poll_due_ms, notify_due_ms, held_until_ms, tick_due_ms, watch_due_ms;
    int64_t drawn_from_ms; /* before that nothing is drawn */
    bool has_new_footer;   /* other hints than those in sight … */
    int64_t footer_due_ms; /* … to be drawn then */
};

#endif

/* The terminal: taken over at the start, given back whatever happens. */
#ifndef TUI_TERMINAL_SCREEN_H
#define TUI_TERMINAL_SCREEN_H

#include "base/error.h"
#include "tui/terminal/view.h"

#include <stdbool.h>
#include <stdint.h>

/* Input and output are a terminal that can place the cursor; changes nothing. */
bool screen_check(struct error *e);

/* Curses, colours, mouse, and handlers that give the terminal back on exit and on a crash. After
 * screen_check(). */
bool screen_start(bool with_mouse, struct error *e);
void screen_stop(void); /* again and again is harmless */

void screen_suspend(void); /* back to the shell, stops this process; returns when it goes on */
void screen_resize(void);  /* takes the terminal's present size */
void screen_repaint(void); /* everything anew at the next update: the terminal was written to */

/* Asks the terminal once for the colour of its ground, where that does no harm. */
void screen_ask_ground(void);
/* Its answer; false: none has come since this was asked last. */
bool screen_take_ground(bool *is_light);

/* Takes what the terminal has sent, where it has sent something (else it waits); false: it has gone. */
bool screen_read(void);
/* Takes all that waits; false: there is no room for it all, some must be taken by screen_next() first. */
bool screen_read_waiting(void);
unsigned screen_reads(void); /* how many there were */

/* It was looked for more, and nothing had come; when silence would mean something, INT64_MAX: never. See
 * tui/terminal/input.h. */
void screen_note_quiet(int64_t now_ms);
int64_t screen_due_ms(int64_t now_ms);

enum screen_kind {
    SCREEN_NOTHING,
    SCREEN_KEY,
    SCREEN_PASTE
};
struct screen_event {
    struct key key;   /* named */
    const char *text; /* of a paste: UTF-8, line ends are \n; NULL: it was too long; until the next call */
    unsigned read;    /* number of the read that it began in */
};
/* The next of what has been read. Never waits. */
enum screen_kind screen_next(struct screen_event *event);

/* Sends what was drawn; the caret stands at y, x, or is hidden. */
void screen_update(bool has_caret, int y, int x);

void screen_bell(void); /* the terminal's bell, or what it has in its place */

/* From now on in as few bytes as it takes, for a slow line. */
void screen_be_brief(bool is_brief);

/* How long what is sent and its answer are under way; -1: not known. See tui/terminal/trip.h. */
int screen_trip_ms(void);

#endif

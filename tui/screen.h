/* The terminal: taken over at the start, given back whatever happens. */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include "base/error.h"
#include "tui/view.h"

#include <stdbool.h>

/* Input and output are a terminal that can place the cursor; changes nothing. */
bool screen_check(struct error *e);

/* Curses, colours, mouse, and handlers that give the terminal back on exit and on a crash. After
 * screen_check(). */
bool screen_start(bool with_mouse, struct error *e);
void screen_stop(void); /* again and again is harmless */

void screen_suspend(void); /* back to the shell, stops this process; returns when it goes on */
void screen_resize(void);  /* takes the terminal's present size */
void screen_repaint(void); /* everything anew at the next update: the terminal was written to */

/* The next key that has come, named; false: none. Never waits, but for the rest of an escape
 * sequence (ESCAPE_MS). A paste comes as characters with is_pasted set. */
enum { ESCAPE_MS = 25 };
bool screen_read_key(struct key *k, bool *is_pasted);

/* Sends what was drawn; the caret stands at y, x, or is hidden. */
void screen_update(bool has_caret, int y, int x);

#endif

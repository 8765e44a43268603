/* What curses writes for one update, taken before it goes to the terminal: in fewer bytes, see tui/terminal/squeeze.h, and
 * in one piece. Curses writes to a descriptor and offers no other way, so that for the while the descriptor is another. */
#ifndef TUI_TERMINAL_FRAME_H
#define TUI_TERMINAL_FRAME_H

struct frame;

/* curses_fd: that curses writes to; NULL: there is no room, and it goes on as it did. */
struct frame *frame_new(int curses_fd, int terminal_fd);
void frame_free(struct frame *f); /* NULL is allowed */

void frame_begin(struct frame *f);
void frame_end(struct frame *f); /* sends it */

#endif

/* What is asked of the terminal's description beside curses. */
#ifndef TUI_TERMINAL_TERMINFO_H
#define TUI_TERMINAL_TERMINFO_H

/* Sends characters one by one where the description offers to repeat one (REP): many terminals that
 * call themselves xterm, and what runs between them and us, don't know it, and lose the line's end. */
void terminfo_send_plainly(void);

#endif

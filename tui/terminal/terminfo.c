/* What is asked of the terminal's description beside curses: apart, since term.h names much. */
#include "tui/terminal/terminfo.h"

#include <curses.h>
#include <term.h>

void terminfo_send_plainly(void)
{
    repeat_char = NULL;
}

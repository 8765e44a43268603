/* What curses sends, in fewer bytes: for lines on which each of them takes its time. Curses places the cursor by row and
 * column wherever it goes further than seven columns; where it stays in its row, fewer bytes say the same. What is not
 * known for certain is left as it was. */
#ifndef TUI_TERMINAL_SQUEEZE_H
#define TUI_TERMINAL_SQUEEZE_H

#include <stddef.h>

/* Bytes in place; returns how many are left, never more. For terminals that stay in the row when its last column is
 * written (xenl), and that know ECMA-48's CUP, CHA and CUF. */
size_t squeeze(char *bytes, size_t count);

#endif

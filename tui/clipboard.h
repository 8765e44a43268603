/* The operator's clipboard, wherever he sits: OSC 52 through SSH and tmux. What a terminal does not take is
 * lost without a word, so that the text is always shown as well. */
#ifndef TUI_CLIPBOARD_H
#define TUI_CLIPBOARD_H

#include <stddef.h>

void clipboard_copy(const char *text);
/* The bytes that are sent; for tests. out holds size; returns the length, 0 where the text is too long. */
size_t clipboard_sequence(char *out, size_t size, const char *text);

#endif

/* The operator's clipboard, wherever he sits: OSC 52 through SSH and tmux. What a terminal does not take is
 * lost without a word, so that the text is always shown as well. */
#ifndef TUI_TERMINAL_CLIPBOARD_H
#define TUI_TERMINAL_CLIPBOARD_H

#include <stdbool.h>
#include <stddef.h>

enum {
    CLIPBOARD_TEXT = 4096,                         /* bytes of text, at most */
    CLIPBOARD_BYTES = CLIPBOARD_TEXT / 3 * 8 + 128 /* of the sequence: encoded, and twice under tmux */
};

/* False: nothing was sent, see below. UI thread only. */
bool clipboard_copy(const char *text);

/* The bytes that are sent; for tests. out holds size; returns the length, 0 where the text is empty, too long, no
 * UTF-8, or holds a control character: what is pasted into a shell must not run by itself. */
size_t clipboard_sequence(char *out, size_t size, const char *text);

#endif

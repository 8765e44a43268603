/* The operator's clipboard, wherever he sits: OSC 52 through SSH, mosh, tmux and GNU screen. A terminal does not say
 * whether it took it, so that no more is claimed than that it was sent. */
#ifndef TUI_TERMINAL_CLIPBOARD_H
#define TUI_TERMINAL_CLIPBOARD_H

#include <stddef.h>

enum {
    CLIPBOARD_TEXT = 4096,                         /* bytes of text, at most */
    CLIPBOARD_BYTES = CLIPBOARD_TEXT / 3 * 8 + 128 /* of the sequence: encoded, and twice under tmux */
};

enum clipboard_kind {
    CLIPBOARD_ONE,  /* one text, without a control character: what is pasted into a shell must not run by itself */
    CLIPBOARD_CELLS /* made safe by the caller and put between tabs, which alone are let through */
};

enum clipboard_end {
    CLIPBOARD_SENT,
    CLIPBOARD_REFUSED, /* empty, too long, no UTF-8, or it holds a control character */
    CLIPBOARD_NOWHERE, /* the terminal has no clipboard */
    CLIPBOARD_STUCK    /* the terminal did not take the bytes */
};

/* UI thread only. */
enum clipboard_end clipboard_copy(const char *text, enum clipboard_kind kind);

/* What has to be set around the program for the text to arrive, translatable; NULL: nothing that is known of. */
const char *clipboard_needs(void);

/* The bytes that are sent; for tests. out holds size; returns the length, 0 where nothing is to be sent. */
size_t clipboard_sequence(char *out, size_t size, const char *text, enum clipboard_kind kind);

#endif

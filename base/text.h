/* Text from outside, made fit to be shown.
 *
 * Every name, comment, message or answer that did not come out of this program passes through
 * text_safe() before it reaches a terminal, a log or headless output: control characters, bidi
 * overrides, zero-width and other invisible characters, lone surrogates and bytes that are no
 * UTF-8 are shown as what they are (\e, \n, \x9b, \u{202e}), never sent. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Writes at most size-1 bytes and a '\0'; never cuts inside a character or an escape.
 * Returns the length written. */
size_t text_safe(char *out, size_t size, const char *in, size_t length);

/* The same for a whole '\0'-terminated text, into an arena. */
struct arena;
char *text_safe_copy(struct arena *a, const char *in);

/* Columns that a safe text takes on the screen. */
int text_width(const char *safe);

/* Cuts a safe text to at most columns, ending in "…" (or "~" where ascii) if anything was cut;
 * returns the columns taken. Wide and combining characters are never split. */
int text_fit(char *out, size_t size, const char *safe, int columns, bool ascii);

bool text_is_utf8(const char *in, size_t length);

/* Whether a list of words with blanks between has that one. */
bool text_has_word(const char *words, const char *word);

/* Edit distance of two short words, for "did you mean". */
int text_distance(const char *a, const char *b);

/* For tables of this process: FNV-1a, of which callers fold or stir what they use. */
uint64_t text_hash(const char *text);

#endif

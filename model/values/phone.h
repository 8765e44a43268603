/* Phone numbers: stored as +62…, on the router and to Indonesian eyes 08…. */
#ifndef MODEL_VALUES_PHONE_H
#define MODEL_VALUES_PHONE_H

#include <stdbool.h>
#include <stddef.h>

enum { PHONE_TEXT = 26 };

/* Takes 08…, 62…, +62…, 0062…, 8… with all that stands between digits when they are written or copied: blanks and dashes
 * of any kind, dots, brackets, invisible marks; false where it is no number. */
bool phone_normalise(char out[PHONE_TEXT], const char *text);
/* "+62812…" to "0812…"; other countries' numbers stay as they are. */
void phone_local(char out[PHONE_TEXT], const char *stored);

/* How the stored form of a number begins that begins like this: "0812-34" and "812 34" give "+6281234", "0065 61" gives
 * "+6561". is_start: it can be nothing but a beginning, by its 0, 00 or +. False where it holds anything else. */
bool phone_beginning(char out[PHONE_TEXT], const char *text, bool *is_start);

/* The digits of a part of a number, as they stand: "0812-34" gives "081234". False where it holds anything else. */
bool phone_digits(char out[PHONE_TEXT], const char *text);

/* Bytes up to the next blank where these can be a part of a number that is written with blanks; 0: they can't. */
size_t phone_word_bytes(const char *text);

#endif

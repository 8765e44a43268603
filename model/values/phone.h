/* Phone numbers: stored as +62…, on the router and to Indonesian eyes 08…. */
#ifndef MODEL_VALUES_PHONE_H
#define MODEL_VALUES_PHONE_H

#include <stdbool.h>

enum { PHONE_TEXT = 26 };

/* Takes 08…, 62…, +62…, 8… with spaces, dashes, dots, brackets; false where it is no number. */
bool phone_normalise(char out[PHONE_TEXT], const char *text);
/* "+62812…" to "0812…"; other countries' numbers stay as they are. */
void phone_local(char out[PHONE_TEXT], const char *stored);

/* The digits of a part of a number, for searching in stored ones: "0812-34" gives "6281234" and is_start,
 * since a leading 0 or + can only begin a number; "812-34" gives "81234". False where it holds anything else. */
bool phone_fragment(char out[PHONE_TEXT], const char *text, bool *is_start);

#endif

/* Phone numbers: stored as +62…, on the router and to Indonesian eyes 08…. */
#ifndef MODEL_PHONE_H
#define MODEL_PHONE_H

#include <stdbool.h>

enum { PHONE_TEXT = 26 };

/* Takes 08…, 62…, +62…, 8… with spaces, dashes, dots, brackets; false where it is no number. */
bool phone_normalise(char out[PHONE_TEXT], const char *text);
/* "+62812…" to "0812…"; other countries' numbers stay as they are. */
void phone_local(char out[PHONE_TEXT], const char *stored);

#endif

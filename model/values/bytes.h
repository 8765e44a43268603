/* Bytes as the database writes and reads them in texts. */
#ifndef MODEL_VALUES_BYTES_H
#define MODEL_VALUES_BYTES_H

#include <stddef.h>

struct arena;

/* A value for a parameter of type bytea. */
const char *bytes_for_sql(struct arena *a, const char *bytes, size_t length);
/* What encode(…, 'hex') gave; terminated, though it may hold zeros of its own. */
const char *bytes_from_hex(struct arena *a, const char *hex, size_t *length);

#endif

/* The text of a configuration file, and who else may touch it. */
#ifndef MODEL_CONFIG_CONFIG_FILE_H
#define MODEL_CONFIG_CONFIG_FILE_H

#include "base/error.h"

#include <stdbool.h>

struct arena;

/* The whole text, without a byte order mark; NULL and ERR_CONFIG where it can't be read, is no text, is too big, or where
 * others can write it: they would say which database, which router and which program is run. */
const char *config_file_text(struct arena *a, const char *file, struct error *e);

/* Whether every account of the host can read it. */
bool config_file_is_public(const char *file);

/* What stands behind a byte order mark, as editors on Windows leave one. */
const char *config_after_mark(const char *text);

#endif

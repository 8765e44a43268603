/* Secrets: where they are read, and how they are kept out of what is shown. */
#ifndef MODEL_CONFIG_CONFIG_SECRET_H
#define MODEL_CONFIG_CONFIG_SECRET_H

#include "base/error.h"

#include <stdbool.h>

struct arena;

/* The file's text without the trailing line ends; NULL and ERR_CONFIG where it can't be read, is
 * empty or too long, or is open to others (systemd's credentials folder excepted, which is looked in first). what names the
 * secret: "the password of router main". */
const char *secret_from_file(struct arena *a, const char *what, const char *file, struct error *e);

/* The same from a variable of the environment. */
const char *secret_from_environment(struct arena *a, const char *what, const char *variable, struct error *e);

/* A connection string, of either of libpq's forms, with its passwords replaced by "***". */
const char *secret_hide_in_conninfo(struct arena *a, const char *conninfo);

#endif

/* Writing the configuration and the secrets beside it: a file is there as a whole, or as it was. */
#ifndef MODEL_CONFIG_CONFIG_WRITE_H
#define MODEL_CONFIG_CONFIG_WRITE_H

#include "base/error.h"

#include <stdbool.h>
#include <sys/types.h>

struct arena;

/* Puts a text in the place of a file; one that is there keeps its mode and owner. */
bool file_put(struct arena *a, const char *file, const char *text, mode_t mode, struct error *e);

/* The whole text of a file; "" where there is none; NULL and e where it can't be read. */
const char *config_text(struct arena *a, const char *file, struct error *e);

/* Puts text in the place of the configuration, once config_load() has taken it; the former one stays beside it as
 * FILE.before. A new one is readable by its owner alone, an existing one keeps its mode and owner. */
bool config_save(struct arena *a, const char *file, const char *text, struct error *e);

/* A secret that is being put beside the configuration. */
struct secret_file {
    const char *file, *before; /* before: what stood there; NULL: nothing did */
};
/* Writes it, mode 0600, and keeps what stood there until it is known what becomes of the whole. */
bool secret_put(struct arena *a, const char *file, const char *secret, struct secret_file *kept, struct error *e);
void secret_keep(const struct secret_file *kept);      /* it holds: the former one goes */
void secret_take_back(const struct secret_file *kept); /* all is as it was */

#endif

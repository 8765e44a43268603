/* What is sold, as a command line gives it: by a file, for everybody on the host sees a command line. */
#ifndef CLI_GOODS_H
#define CLI_GOODS_H

#include "base/error.h"
#include "model/engine/action.h"

#include <stdbool.h>

/* NAME_file=FILE, or NAME_file=- for standard input, becomes NAME and the text, in the arena; other words stay as they are.
 * ERR_USAGE where the file can't be read, is no text or too long, and where goods stand on the command line itself. */
bool goods_take(struct arena *arena, const struct action *a, const char **name, const char **value, struct error *e);

#endif

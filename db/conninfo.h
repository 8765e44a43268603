/* Connection strings of libpq, taken apart and put together: for who asks for one and writes it down. */
#ifndef DB_CONNINFO_H
#define DB_CONNINFO_H

#include "base/error.h"

#include <stdbool.h>

struct arena;

struct conninfo {
    const char *plain; /* the same without a password, as "name=value" words where it held one; else as it was given */
    const char *password;                    /* NULL: it holds none */
    const char *host, *port, *dbname, *user; /* as libpq would take them, the environment included; NULL: not said */
};

/* Any form that libpq knows, and postgresql+DRIVER://, as programs in Python write it. Asks nobody. */
bool conninfo_read(struct arena *a, const char *text, struct conninfo *c, struct error *e);

/* With one word more, or with another value for it. Of a text that conninfo_read() has taken. */
const char *conninfo_with(struct arena *a, const char *text, const char *keyword, const char *value);

/* A service file of libpq with the one service [NAME], for another program: nothing of it stands on a command line.
 * password NULL: the text's own, or none. NULL where a value can't stand in such a file. */
const char *conninfo_service(struct arena *a, const char *text, const char *name, const char *password);

/* A line for a password file of libpq: this password, wherever it leads. */
const char *conninfo_passfile_line(struct arena *a, const char *password);

#endif

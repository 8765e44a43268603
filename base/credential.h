/* Secrets that systemd hands a service as files in a folder of its own ($CREDENTIALS_DIRECTORY). */
#ifndef BASE_CREDENTIAL_H
#define BASE_CREDENTIAL_H

#include <stdbool.h>

struct arena;

/* Whether the file lies there: systemd sets the modes itself, 0400 of the service's user (Debian 12) or 0440 of root
 * with an access list (Debian 13). Symbolic links and ".." are followed before the look. */
bool credential_is(const char *file);

/* Where it is read: under its own name in that folder where it lies there ("router-main.password", or, loaded with all
 * others of a folder, "hotspot-console_router-main.password"), else as it is given. */
const char *credential_path(struct arena *a, const char *file);

#endif

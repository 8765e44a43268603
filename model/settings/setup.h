/* Creating, adopting and upgrading the database, for the faces. */
#ifndef MODEL_SETTINGS_SETUP_H
#define MODEL_SETTINGS_SETUP_H

#include "base/error.h"

#include <stdbool.h>

struct config;

struct setup_options {
    bool dry_run, enforce;
    const char *const *roles; /* of owner, operator and viewer; NULL: roles stay as they are */
    /* Told once a migration, in order: "applied", "would apply", "done before", "not for this database". */
    void (*report)(void *ctx, const char *migration, const char *state);
    /* Told once for each thing that stands against it, where it is refused. */
    void (*finding)(void *ctx, const char *what);
    /* Told line by line what a portal's settings come to; of a database that no portal made, nothing. */
    void (*portal)(void *ctx, const char *line);
    void *ctx;
};

bool setup_migrate(const struct config *config, const struct setup_options *options, struct error *e);

#endif

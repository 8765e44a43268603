/* What hears the database's notifications: on a thread's own connection, or past a pooler on one of its own. */
#ifndef MODEL_WORKER_EAR_H
#define MODEL_WORKER_EAR_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct config;
struct db;

struct ear {
    struct db *db;      /* which hears */
    bool is_own;        /* by database_direct: its loss is said in the log, and nothing more comes of it */
    bool is_cut_off;    /* said once */
    int64_t look_at_ms; /* when to see whether it is still there */
};

/* db: the thread's connection, which hears where no database_direct is configured. Does not connect. */
void ear_open(struct ear *ear, const struct config *config, struct db *db, const char *name);
void ear_close(struct ear *ear);

/* Listens to hotspot_console, again where the connection was lost; cheap where all is well. False and e only where the
 * thread's own connection fails. */
bool ear_listen(struct ear *ear, struct error *e);

int ear_socket(const struct ear *ear); /* for poll(); -1: not connected */

/* Reads what has come in: note(ctx, payload) for each. False and e as in ear_listen(). */
bool ear_hear(struct ear *ear, void (*note)(void *ctx, const char *payload), void *ctx, struct error *e);

#endif

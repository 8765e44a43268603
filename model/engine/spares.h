/* Connections that nobody needs at the moment. A thread that sleeps has none; one that wakes takes what another left,
 * with all that is prepared on it, or a new one. A few are kept, whatever the number of threads: the database has few
 * connections for many hosts. */
#ifndef MODEL_ENGINE_SPARES_H
#define MODEL_ENGINE_SPARES_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

struct db;

enum {
    SPARES = 3
};

/* What connections to the database are called that drain the outbox beside another. */
#define OUTBOX_CONNECTION "hotspot-console outbox"

struct spares {
    const char *conninfo, *name;
    pthread_mutex_t lock;
    struct db *idle[SPARES];
    size_t count;
    int64_t end_by_ms; /* 0: the program does not end */
};

void spares_init(struct spares *s, const char *conninfo, const char *name); /* name: application_name */
void spares_free(struct spares *s);

/* Any thread. Never NULL; it may not be connected. */
struct db *spares_take(struct spares *s);
void spares_give(struct spares *s, struct db *db); /* the caller's no more */

/* Ends those that nobody has at the moment. */
void spares_rest(struct spares *s);

/* From any thread: the program ends; for what is taken from here on, see db_end_by(). */
void spares_end_by(struct spares *s, int64_t at_ms);

#endif

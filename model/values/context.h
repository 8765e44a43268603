/* What every function of the model is handed: who asks, on which connection, and how to stop it. */
#ifndef MODEL_VALUES_CONTEXT_H
#define MODEL_VALUES_CONTEXT_H

#include "base/arena.h"
#include "base/error.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config;
struct db;
struct errand;
struct gateways;
struct job_book;
struct outbox_ahead;
struct routers;
struct spares;

/* What a job's run changes, as far as it tells. */
struct touched {
    int64_t rows;
    size_t operations;
    char operation_id[40]; /* the last, which outlives what it was done in; "": none */
};

struct context {
    const struct config *config;
    struct db *db;              /* this thread's connection */
    struct arena *arena;        /* results of a call live here until the caller resets it */
    struct routers *routers;    /* NULL where this thread never talks to a router */
    struct gateways *gateways;  /* NULL where it never talks to a gateway or messenger */
    struct outbox_ahead *ahead; /* what of an operation's outbox was begun before its commit; NULL: nothing */
    struct spares *spares;      /* for threads that help this one, kept between actions; NULL: each opens its own */
    const char *actor;          /* "siti@kasir-1": who does it, for the audit */
    const char *worker_id;      /* uuid of this process in console.worker */
    struct job_book *book;      /* of a worker: what its heartbeat writes; NULL: whoever has news writes them */
    struct errand *errand;      /* of a worker's thread: what it is at, for its heartbeat; NULL: nobody asks */
    struct touched *touched;    /* of a job's run; NULL: nobody asks */
    bool read_only;
    const char *looks_only; /* the account of the database, where it may change nothing there; NULL: it may */
    atomic_bool *cancel;    /* set by another thread to stop; NULL: can't be stopped */
    void (*progress)(void *progress_ctx, const char *what, size_t done, size_t total); /* may be NULL */
    /* What was asked is in the database and waits for nobody; what is left is to tell others. opened_id: what it made,
     * which has a page. May be NULL */
    void (*settled)(void *progress_ctx, const char *opened_id);
    void *progress_ctx;
};

bool context_cancelled(const struct context *c, struct error *e); /* true and ERR_CANCELLED when so */
void context_touched(const struct context *c, int64_t rows);      /* that a run changed so many */
void context_progress(const struct context *c, const char *what, size_t done, size_t total);

/* "user@host" of this process, from SUDO_USER, LOGNAME or the uid; in the arena. */
const char *context_default_actor(struct arena *a);

#endif

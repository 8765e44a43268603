/* A thread's way into the model: its context with a database connection, an arena and, on
 * request, routers and gateways. The faces open sessions and never see db/ themselves. */
#ifndef MODEL_WORKER_SESSION_H
#define MODEL_WORKER_SESSION_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stdint.h>

struct session;

/* What a statement of the session may take: see db.h. */
enum session_pace {
    SESSION_JOB,
    SESSION_WATCH,  /* a lamp: it is to say in time that nobody answers */
    SESSION_SCREEN, /* somebody looks at it */
    SESSION_BULK    /* actions on many, exports */
};

struct session_options {
    const struct config *config;
    enum session_pace pace;
    const char *name;      /* application_name in pg_stat_activity: "hotspot-console read" */
    const char *actor;     /* NULL: context_default_actor() */
    const char *worker_id; /* NULL: one is made for this session */
    bool with_routers, with_gateways;
    bool read_only;
};

/* Makes the session and does not connect; never NULL. One thread uses it. */
struct session *session_open(const struct session_options *options);
void session_close(struct session *s); /* NULL is allowed */
struct context *session_context(struct session *s);

/* Connected, and the schema is what this program needs (looked at once a connection); a session with
 * routers has made the configured ones known to the database, unless it is read-only. While the
 * back-off runs it fails at once with the last error. */
bool session_ready(struct session *s, struct error *e);
int session_retry_in_ms(struct session *s);
void session_retry_now(struct session *s);
bool session_is_connected(const struct session *s);

/* From any thread: ends what the session's thread is waiting for, in the database, at routers and at gateways. */
/* Closes what an action opened besides the session's own connection: to routers, and of those that helped. */
void session_rest(struct session *s);
void session_interrupt(struct session *s);

/* From any thread: the program ends; what waits for the database at that time (clock_ms()) is given up. */
void session_end_by(struct session *s, int64_t at_ms);

/* LISTEN hotspot_console on this session's connection or, past a pooler, on one of its own; waits up to timeout_ms for
 * notifications or wake_fd to become readable (-1: none). note may be called several times. False when the connection
 * is gone. */
bool session_listen(struct session *s, struct error *e);
bool session_wait(struct session *s, int wake_fd, int timeout_ms, void (*note)(void *ctx, const char *payload),
                  void *ctx, struct error *e);

#endif

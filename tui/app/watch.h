/* The thread that watches: is the database there, how are routers and workers, what has changed. It
 * listens for notifications, reads the lamps every few seconds and keeps this console's
 * heartbeat; the UI thread collects what it has found. */
#ifndef TUI_APP_WATCH_H
#define TUI_APP_WATCH_H

#include "base/error.h"
#include "model/worker/health.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct config;
struct watch;

enum {
    WATCH_CHANNEL = 32
};

/* How things stand; made by the watch, owned by who collected it. */
struct watch_report {
    struct arena *arena; /* holds this record too */
    bool is_db_up;
    bool only_reads;      /* by the configuration, or because this account of the database may change nothing there */
    unsigned generation;  /* how often a connection has been made */
    struct error error;   /* why the database is down, or why the lamps can't be read */
    int64_t retry_at_ms;  /* monotonic; when it is down */
    struct health health; /* empty while the database is down */
};

/* wake_fd (an eventfd) is written when there is something to collect. NULL: no thread could be made. */
struct watch *watch_start(const struct config *config, const char *worker_id, int wake_fd);

/* The newest report, or NULL when nothing is new since the last call. */
struct watch_report *watch_take_report(struct watch *w);
void watch_report_free(struct watch_report *r); /* NULL is allowed */

/* Copies what the database has said since the last call; returns how many, at most room. "*" stands
 * for "too many to tell". */
size_t watch_take_channels(struct watch *w, char channels[][WATCH_CHANNEL], size_t room);

void watch_retry_now(struct watch *w);

/* False: the thread is still waiting for something after wait_ms; then nothing was freed. */
bool watch_stop(struct watch *w, int wait_ms);

#endif

/* The worker's HTTP port for notifications, by libmicrohttpd; meant to stand behind a web server that speaks
 * TLS. Bounded: connections, their time, and the size of what they send. */
#ifndef NET_LISTENER_H
#define NET_LISTENER_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct listener_request {
    const char *method, *path;
    const char *body;
    size_t length;
    const char *(*header)(const struct listener_request *request, const char *name); /* NULL: none came */
    void *connection;
};

struct listener_options {
    const char *address; /* "127.0.0.1:8089", "[::1]:8089"; port 0: any */
    size_t most_bytes;   /* of a body; 0: 64 KiB */
    int most_connections; /* 0: 64 */
    int timeout_s;       /* 0: 10 */
    /* Called on the listener's threads, one request at a time; returns the status to answer with. */
    int (*take)(void *ctx, const struct listener_request *request);
    void *ctx;
};

struct listener;
struct listener *listener_start(const struct listener_options *options, struct error *e);
int listener_port(const struct listener *l);
void listener_stop(struct listener *l); /* waits for the running request; NULL is allowed */

#endif

/* The worker's HTTP port for notifications, by libmicrohttpd; meant to stand behind a web server that speaks
 * TLS. Bounded: connections, their time, and the size of what they send. A connection brings one request. */
#ifndef NET_LISTENER_H
#define NET_LISTENER_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct listener_request {
    const char *method, *path; /* method is always "POST": others are answered with 405; path without its query */
    const char *body;          /* terminated; length bytes, which may hold anything */
    size_t length;
    const char *(*header)(const struct listener_request *request, const char *name); /* NULL: none came */
    void *connection;
};

struct listener_options {
    const char *address; /* "127.0.0.1:8089", "[::1]:8089"; port 0: any */
    size_t most_bytes;   /* of a body, beyond it 413; 0: 64 KiB */
    int most_connections; /* 0: 64; who comes when they are taken waits to be let in */
    int timeout_s;       /* until a request has come in whole; then it is cut; 0: 10 */
    /* Called on the listener's one thread, one request at a time; returns the status to answer with. The
     * request is gone when it returns. */
    int (*take)(void *ctx, const struct listener_request *request);
    void *ctx;
};

struct listener;
/* ERR_CONFIG: that is no address. ERR_UNREACHABLE: it can't be had now, in use for one. */
struct listener *listener_start(const struct listener_options *options, struct error *e);
int listener_port(const struct listener *l);
void listener_stop(struct listener *l); /* waits for the running request; NULL is allowed */

#endif

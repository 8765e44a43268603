/* HTTP requests to gateways and messengers, by libcurl: a deadline for the whole of it, an end at any moment
 * from another thread, answers bounded in size, no redirect followed, TLS verified unless the configuration
 * names the host as insecure. A struct http keeps its connection between requests; one thread uses it. */
#ifndef NET_HTTP_H
#define NET_HTTP_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Any number that is 0 takes its default. */
struct http_config {
    const char *name;    /* for messages: "Midtrans" */
    const char *ca_file; /* NULL: the system's */
    bool insecure;       /* the configuration names this host as unverified */
    int connect_ms;      /* default 5000 */
    int deadline_ms;     /* of a request, all in all; default 15000 */
    size_t most_bytes;   /* of an answer's body; default 1 MiB */
};

struct http;
struct http *http_new(const struct http_config *config); /* copies config; never NULL */
void http_free(struct http *h);                          /* NULL is allowed */
void http_interrupt(struct http *h);                     /* any thread: the running request ends with ERR_CANCELLED */

struct http_header {
    const char *name, *value;
};

struct http_request {
    const char *method;     /* "GET", "POST" */
    const char *url;        /* http:// or https://; never in an error: it may hold a secret */
    const char *basic_user; /* Basic authorisation with an empty password; NULL: none. Never logged */
    const struct http_header *headers;
    size_t header_count;
    const char *body; /* NULL: none */
    size_t body_length;
};

struct http_answer {
    int status;
    char *body; /* terminated; length bytes, which may hold anything */
    size_t length;
    const char *content_type; /* "" where none came */
    int64_t retry_after_ms;   /* of Retry-After, seconds or a date, at most an hour; -1: none */
    int64_t limit, remaining; /* of RateLimit-*, X-RateLimit-* or Rate-Limit-*; -1: none */
    int64_t limit_reset_ms;   /* until the limit begins anew, at most an hour; -1: none */
};

/* True when an answer came, whatever its status. ERR_UNREACHABLE: nothing was sent, so that nothing can have
 * happened there. ERR_UNKNOWN: it was sent, in part at least, and no whole answer came: ask before sending
 * again. ERR_CANCELLED likewise may have been processed. ERR_REFUSED: the answer is one that is not taken
 * (a redirect, a body beyond the bound); the request may have been processed. */
bool http_send(struct http *h, const struct http_request *request, struct arena *a, struct http_answer *answer,
               struct error *e);

#endif

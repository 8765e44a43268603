/* A gateway for unit tests: a thread on a loopback socket that takes requests, keeps them, and does with each
 * what its step says; further ones are answered with 500. It never asserts: the test reads what it heard. */
#ifndef TESTS_UNIT_NET_GATEWAY_SERVER_H
#define TESTS_UNIT_NET_GATEWAY_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum server_does {
    SERVER_ANSWERS,
    SERVER_RESETS, /* once it has the request */
    SERVER_FAILS,  /* before it reads any of it */
    SERVER_MUTE,   /* until it is stopped or the client goes */
    SERVER_DRIPS,  /* a byte each 20 ms */
    SERVER_CUTS    /* answers, and resets where more was promised */
};

struct server_step {
    enum server_does does;
    const char *bytes;
    size_t length; /* 0: strlen(bytes) */
};

enum {
    SERVER_HEARS = 16,
    SERVER_REQUEST = 16384
};

struct server_heard {
    char text[SERVER_REQUEST]; /* head and body as they came */
    size_t length;
    int connection; /* the how manyth it came on */
};

struct gateway_server {
    int listener, port, fd, stop;
    pthread_t thread;
    SSL_CTX *tls;
    SSL *ssl;
    const struct server_step *steps;
    size_t step_count;
    /* What is answered to whatever is asked, instead of steps; on the server's thread, set before it is asked */
    void (*answer)(const struct server_heard *h, char *out, size_t size);
    struct server_heard heard[SERVER_HEARS];
    atomic_int heard_count, connections;
    char url[64];
};

/* False when the test is over; else that something can be read from fd. */
static inline bool server_wait(struct gateway_server *s, int fd, int ms)
{
    struct pollfd p[2] = { { .fd = s->stop, .events = POLLIN }, { .fd = fd, .events = POLLIN } };
    if (fd == s->fd && s->ssl && SSL_pending(s->ssl))
        return true;
    return poll(p, 2, ms) >= 0 && !p[0].revents;
}

static inline ssize_t server_read(struct gateway_server *s, char *bytes, size_t size)
{
    if (!server_wait(s, s->fd, -1))
        return -1;
    return s->ssl ? SSL_read(s->ssl, bytes, (int)size) : recv(s->fd, bytes, size, 0);
}

static inline bool server_write(struct gateway_server *s, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        ssize_t n = s->ssl ? SSL_write(s->ssl, bytes + at, (int)(length - at))
                           : send(s->fd, bytes + at, length - at, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    return true;
}

static inline void server_hang_up(struct gateway_server *s, bool hard)
{
    const struct linger at_once = { .l_onoff = 1 };
    if (s->fd < 0)
        return;
    if (hard)
        setsockopt(s->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    SSL_free(s->ssl);
    s->ssl = NULL;
    close(s->fd);
    s->fd = -1;
}

/* Whether the client says more on its connection, rather than opening another. */
static inline bool server_is_kept(struct gateway_server *s)
{
    struct pollfd p[3] = { { .fd = s->stop, .events = POLLIN },
                           { .fd = s->fd, .events = POLLIN },
                           { .fd = s->listener, .events = POLLIN } };
    return (s->ssl && SSL_pending(s->ssl)) || (poll(p, 3, -1) > 0 && p[1].revents);
}

/* The next connection; its handshake may fail, then there is none. */
static inline bool server_accept(struct gateway_server *s)
{
    while (s->fd < 0) {
        if (!server_wait(s, s->listener, -1))
            return false;
        s->fd = accept(s->listener, NULL, NULL);
        atomic_fetch_add(&s->connections, 1);
        if (s->fd < 0 || !s->tls)
            continue;
        s->ssl = SSL_new(s->tls);
        SSL_set_fd(s->ssl, s->fd);
        if (SSL_accept(s->ssl) != 1)
            server_hang_up(s, false);
    }
    return true;
}

static inline size_t server_body_length(const char *head)
{
    const char *line = strcasestr(head, "\r\nContent-Length:");
    return line ? strtoul(line + 17, NULL, 10) : 0;
}

/* One request into h; false where the client hung up or the test is over. */
static inline bool server_hear(struct gateway_server *s, struct server_heard *h)
{
    *h = (struct server_heard){ .connection = atomic_load(&s->connections) };
    for (;;) {
        const char *end = strstr(h->text, "\r\n\r\n");
        if (end && h->length >= (size_t)(end + 4 - h->text) + server_body_length(h->text))
            return true;
        if (h->length == 0 && !server_is_kept(s))
            return false;
        ssize_t n = server_read(s, h->text + h->length, sizeof h->text - 1 - h->length);
        if (n <= 0)
            return false;
        h->length += (size_t)n;
    }
}

static inline void server_drip(struct gateway_server *s, const struct server_step *step, size_t length)
{
    struct pollfd p = { .fd = s->stop, .events = POLLIN };
    for (size_t i = 0; i < length && server_write(s, step->bytes + i, 1); i++)
        if (poll(&p, 1, 20) != 0)
            return;
}

static inline void server_play(struct gateway_server *s, const struct server_step *step)
{
    char byte;
    size_t length = step->length ? step->length : strlen(step->bytes ? step->bytes : "");
    if (step->does == SERVER_MUTE)
        server_read(s, &byte, 1);
    else if (step->does == SERVER_DRIPS)
        server_drip(s, step, length);
    else if (length)
        server_write(s, step->bytes, length);
    if (step->does != SERVER_ANSWERS)
        server_hang_up(s, true);
}

static inline void server_play_or_answer(struct gateway_server *s, const struct server_step *step,
                                         const struct server_heard *heard)
{
    char answer[SERVER_REQUEST];
    if (s->answer)
        s->answer(heard, answer, sizeof answer);
    server_play(s, s->answer ? &(struct server_step){ SERVER_ANSWERS, answer, 0 } : step);
}

static inline void *server_thread(void *arg)
{
    static const struct server_step beyond = { SERVER_ANSWERS, "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", 0 };
    struct gateway_server *s = arg;
    for (size_t at = 0; server_accept(s);) {
        int count = atomic_load(&s->heard_count);
        const struct server_step *step = at < s->step_count ? &s->steps[at] : &beyond;
        if (step->does == SERVER_FAILS) {
            server_hang_up(s, true);
            at++;
        } else if (server_hear(s, &s->heard[count])) {
            atomic_store(&s->heard_count, count + 1 < SERVER_HEARS ? count + 1 : count);
            server_play_or_answer(s, step, &s->heard[count]);
            at++;
        } else {
            server_hang_up(s, false);
        }
    }
    server_hang_up(s, false);
    return NULL;
}

/* tls NULL: plain. */
static inline void server_start(struct gateway_server *s, SSL_CTX *tls, const struct server_step *steps, size_t count)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t size = sizeof address;
    *s = (struct gateway_server){ .fd = -1, .tls = tls, .steps = steps, .step_count = count };
    signal(SIGPIPE, SIG_IGN); /* OpenSSL writes to who has gone */
    s->stop = eventfd(0, EFD_CLOEXEC);
    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(s->listener, (struct sockaddr *)&address, size) || listen(s->listener, 8) ||
        getsockname(s->listener, (struct sockaddr *)&address, &size))
        abort();
    s->port = ntohs(address.sin_port);
    snprintf(s->url, sizeof s->url, "%s://127.0.0.1:%d", tls ? "https" : "http", s->port);
    if (pthread_create(&s->thread, NULL, server_thread, s))
        abort();
}

static inline void server_stop(struct gateway_server *s)
{
    if (eventfd_write(s->stop, 1))
        abort();
    pthread_join(s->thread, NULL);
    close(s->listener);
    close(s->stop);
}

/* An answer's bytes, in a buffer of the test's. headers: "Name: value\r\n…" or "". */
static inline const char *server_text(char *out, size_t size, int status, const char *headers, const char *body)
{
    snprintf(out, size, "HTTP/1.1 %d X\r\nContent-Type: application/json\r\n%sContent-Length: %zu\r\n\r\n%s", status,
             headers, strlen(body), body);
    return out;
}

/* A header's value, cut at its end, in a buffer of the test's; "" where it did not come. */
static inline const char *heard_header(const struct server_heard *h, const char *name, char *out, size_t size)
{
    char line[80];
    snprintf(line, sizeof line, "\r\n%s: ", name);
    const char *at = strcasestr(h->text, line);
    snprintf(out, size, "%s", at ? at + strlen(line) : "");
    out[strcspn(out, "\r")] = '\0';
    return out;
}

static inline const char *heard_body(const struct server_heard *h)
{
    const char *end = strstr(h->text, "\r\n\r\n");
    return end ? end + 4 : "";
}

#endif

/* A router for tests: a thread that plays a script on a loopback socket, plain or through a
 * test's own reading and writing (TLS). It never asserts: a fault is noted and the test reads it. */
#ifndef TESTS_UNIT_NET_STUB_ROUTER_H
#define TESTS_UNIT_NET_STUB_ROUTER_H

#include "net/ros.h"
#include "net/ros_wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define STUB_USER "console"
#define STUB_PASSWORD "s3cret-pass"

struct stub {
    int listener, port, fd;
    pthread_t thread;
    void (*script)(struct stub *s);
    const void *with;   /* the script's own */
    struct ros *client; /* for scripts that interrupt it */
    struct ros_decoder in;
    char fault[400];
    atomic_int step; /* how far the script is, for a test that waits for it */
    void *tls;
    ssize_t (*read)(struct stub *s, void *bytes, size_t size);
    ssize_t (*write)(struct stub *s, const void *bytes, size_t size);
};

static inline void stub_fault(struct stub *s, const char *what)
{
    if (!s->fault[0])
        snprintf(s->fault, sizeof s->fault, "%s", what);
}

static inline ssize_t stub_plain_read(struct stub *s, void *bytes, size_t size)
{
    ssize_t n;
    do
        n = recv(s->fd, bytes, size, 0);
    while (n < 0 && errno == EINTR);
    return n;
}

static inline ssize_t stub_plain_write(struct stub *s, const void *bytes, size_t size)
{
    ssize_t n;
    do
        n = send(s->fd, bytes, size, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n;
}

/* Waits for the next connection of the client. */
static inline bool stub_accept(struct stub *s)
{
    struct pollfd p = { .fd = s->listener, .events = POLLIN };
    int ready;
    do
        ready = poll(&p, 1, 10000);
    while (ready < 0 && errno == EINTR);
    do
        s->fd = ready > 0 ? accept(s->listener, NULL, NULL) : -1;
    while (s->fd < 0 && ready > 0 && errno == EINTR);
    if (s->fd < 0) {
        stub_fault(s, "nobody connected");
        return false;
    }
    const struct timeval limit = { .tv_sec = 20 };
    setsockopt(s->fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(s->fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    const int on = 1; /* else each small answer waits for the last one's acknowledgement */
    setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const struct ros_limits generous = { .word_bytes = 1 << 26, .sentence_bytes = 1 << 26 };
    ros_decoder_init(&s->in, &generous);
    return true;
}

static inline void stub_hang_up(struct stub *s)
{
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
    ros_decoder_free(&s->in);
}

/* As a router that loses power does: what is on its way is gone. */
static inline void stub_reset(struct stub *s)
{
    const struct linger at_once = { .l_onoff = 1 };
    setsockopt(s->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    stub_hang_up(s);
}

/* The client's next sentence; false where it hung up. */
static inline bool stub_hear(struct stub *s)
{
    unsigned char bytes[4096];
    struct error e;
    for (;;) {
        enum ros_decode got = ros_decode(&s->in, &e);
        if (got == ROS_SENTENCE)
            return true;
        if (got == ROS_BROKEN)
            stub_fault(s, e.why);
        ssize_t n = got == ROS_NEED_MORE ? s->read(s, bytes, sizeof bytes) : -1;
        if (n <= 0)
            return false;
        ros_decoder_feed(&s->in, bytes, (size_t)n);
    }
}

/* Whether the client has said more than was read. */
static inline bool stub_has_more(struct stub *s, int wait_ms)
{
    struct pollfd p = { .fd = s->fd, .events = POLLIN };
    return s->in.in.start < s->in.in.end || poll(&p, 1, wait_ms) > 0;
}

static inline bool stub_send(struct stub *s, const void *bytes, size_t length)
{
    for (const char *at = bytes; length;) {
        ssize_t n = s->write(s, at, length);
        if (n <= 0)
            return false;
        at += n;
        length -= (size_t)n;
    }
    return true;
}

/* Says a sentence: words up to NULL. */
static inline bool stub_say(struct stub *s, ...)
{
    struct ros_buffer b = { 0 };
    va_list words;
    va_start(words, s);
    for (const char *word; (word = va_arg(words, const char *));)
        ros_put_text(&b, word);
    va_end(words);
    ros_put_end(&b);
    bool ok = stub_send(s, b.bytes + b.start, b.end - b.start);
    ros_buffer_free(&b);
    return ok;
}

static inline bool stub_word_is(const struct stub *s, size_t at, const char *text)
{
    return at < s->in.count && s->in.words[at].length == strlen(text) &&
           memcmp(s->in.words[at].bytes, text, strlen(text)) == 0;
}

/* The whole ".tag=…" word of the sentence just heard, to be said back. */
static inline void stub_tag(struct stub *s, char out[40])
{
    struct ros_word tag = { 0 };
    if (!ros_word_value(s->in.words, s->in.count, ".tag", &tag))
        stub_fault(s, "a command without a tag");
    snprintf(out, 40, ".tag=%.*s", (int)tag.length, tag.length ? tag.bytes : "");
}

static inline bool stub_hear_login(struct stub *s)
{
    if (!stub_hear(s))
        return false;
    if (!stub_word_is(s, 0, "/login") || !stub_word_is(s, 1, "=name=" STUB_USER) ||
        !stub_word_is(s, 2, "=password=" STUB_PASSWORD) || s->in.count != 3)
        stub_fault(s, "not the login that was expected");
    return true;
}

static inline bool stub_let_in(struct stub *s)
{
    return stub_accept(s) && stub_hear_login(s) && stub_say(s, "!done", NULL);
}

/* Until the client hangs up. */
static inline void stub_drain(struct stub *s)
{
    while (stub_hear(s))
        stub_fault(s, "the client says more than it should");
    stub_hang_up(s);
}

static inline void *stub_thread(void *arg)
{
    struct stub *s = arg;
    s->script(s);
    stub_hang_up(s);
    return NULL;
}

static inline void stub_start(struct stub *s, void (*script)(struct stub *s), const void *with)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t size = sizeof address;
    *s = (struct stub){ .fd = -1, .script = script, .with = with, .read = stub_plain_read, .write = stub_plain_write };
    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(s->listener, (struct sockaddr *)&address, size) || listen(s->listener, 8) ||
        getsockname(s->listener, (struct sockaddr *)&address, &size))
        abort();
    s->port = ntohs(address.sin_port);
}

/* After what a test still had to set is set. */
static inline void stub_go(struct stub *s)
{
    if (pthread_create(&s->thread, NULL, stub_thread, s))
        abort();
}

static inline struct ros_config stub_config(const struct stub *s)
{
    return (struct ros_config){ .name = "stub",
                                .host = "127.0.0.1",
                                .port = s->port,
                                .user = STUB_USER,
                                .password = STUB_PASSWORD,
                                .connect_ms = 60000,
                                .deadline_ms = 15000 };
}

static inline void stub_join(struct stub *s)
{
    pthread_join(s->thread, NULL);
    close(s->listener);
}

#endif

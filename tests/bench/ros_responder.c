/* A peer for measurements: it answers, late by as much as it was told, and keeps nothing. */
#include "tests/bench/ros_responder.h"

#include "net/ros_wire.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    CHUNK = 65536,
    MOST_WAITING = 4096 /* answers to what came in one piece wait together */
};

/* Bytes up to a place in out go at a time. */
struct release {
    int64_t at_us;
    uint64_t upto;
};

struct line {
    int fd;
    struct ros_decoder in;
    struct ros_buffer out;
    uint64_t queued, sent;
    struct release waiting[MOST_WAITING];
    size_t first, count;
    int64_t latency_us;
    long hosts, last_id;
};

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void put_tag(struct line *l)
{
    struct ros_word tag;
    char word[64];
    if (ros_word_value(l->in.words, l->in.count, ".tag", &tag)) {
        snprintf(word, sizeof word, ".tag=%.*s", (int)tag.length, tag.bytes);
        ros_put_text(&l->out, word);
    }
}

static void put_hosts(struct line *l)
{
    char word[96];
    for (long n = 0; n < l->hosts; n++) {
        ros_put_text(&l->out, "!re");
        put_tag(l);
        snprintf(word, sizeof word, "=.id=*%lX", n + 1);
        ros_put_text(&l->out, word);
        snprintf(word, sizeof word, "=mac-address=02:00:00:%02lX:%02lX:%02lX", n >> 16 & 255, n >> 8 & 255, n & 255);
        ros_put_text(&l->out, word);
        snprintf(word, sizeof word, "=address=10.%ld.%ld.%ld", 128 + (n >> 16), n >> 8 & 255, n & 255);
        ros_put_text(&l->out, word);
        snprintf(word, sizeof word, "=to-address=10.%ld.%ld.%ld", 128 + (n >> 16), n >> 8 & 255, n & 255);
        ros_put_text(&l->out, word);
        snprintf(word, sizeof word, "=bytes-in=%ld", 1000000 + n * 977);
        ros_put_text(&l->out, word);
        snprintf(word, sizeof word, "=bytes-out=%ld", 90000000 + n * 7919);
        ros_put_text(&l->out, word);
        snprintf(word, sizeof word, "=uptime=%ldh%ldm%lds", n % 23 + 1, n % 59 + 1, n % 57 + 1);
        ros_put_text(&l->out, word);
        ros_put_end(&l->out);
    }
}

static bool ends_with(const struct ros_word *word, const char *end)
{
    size_t n = strlen(end);
    return word->length >= n && memcmp(word->bytes + word->length - n, end, n) == 0;
}

static void answer(struct line *l)
{
    char ret[32];
    if (!l->in.count)
        return;
    bool is_add = ends_with(&l->in.words[0], "/add");
    if (ends_with(&l->in.words[0], "/print"))
        put_hosts(l);
    ros_put_text(&l->out, "!done");
    if (is_add) {
        snprintf(ret, sizeof ret, "=ret=*%lX", ++l->last_id);
        ros_put_text(&l->out, ret);
    }
    put_tag(l);
    ros_put_end(&l->out);
}

/* False at the end of the connection. */
static bool listen_once(struct line *l)
{
    char bytes[CHUNK];
    struct error e;
    ssize_t n = recv(l->fd, bytes, sizeof bytes, 0);
    if (n <= 0)
        return false;
    ros_decoder_feed(&l->in, bytes, (size_t)n);
    size_t before = l->out.end - l->out.start;
    while (ros_decode(&l->in, &e) == ROS_SENTENCE)
        answer(l);
    l->queued += l->out.end - l->out.start - before;
    l->waiting[(l->first + l->count++) % MOST_WAITING] =
        (struct release){ .at_us = now_us() + l->latency_us, .upto = l->queued };
    return true;
}

static bool send_what_is_due(struct line *l)
{
    while (l->count && l->waiting[l->first].at_us <= now_us()) {
        size_t length = l->waiting[l->first].upto - l->sent;
        while (length) {
            ssize_t n = send(l->fd, l->out.bytes + l->out.start, length, MSG_NOSIGNAL);
            if (n <= 0)
                return false;
            l->out.start += (size_t)n;
            l->sent += (uint64_t)n;
            length -= (size_t)n;
        }
        l->first = (l->first + 1) % MOST_WAITING;
        l->count--;
    }
    return true;
}

static void serve(struct line *l)
{
    const int on = 1;
    setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ros_decoder_init(&l->in, NULL);
    for (;;) {
        int64_t left = l->count ? l->waiting[l->first].at_us - now_us() : 10000000;
        struct timespec timeout = { .tv_sec = left > 0 ? left / 1000000 : 0,
                                    .tv_nsec = left > 0 ? left % 1000000 * 1000 : 0 };
        struct pollfd p = { .fd = l->fd, .events = l->count < MOST_WAITING ? POLLIN : 0 };
        if (ppoll(&p, 1, &timeout, NULL) > 0 && !listen_once(l))
            break;
        if (!send_what_is_due(l))
            break;
    }
    ros_decoder_free(&l->in);
    ros_buffer_free(&l->out);
    close(l->fd);
}

static void run(int listener, long latency_ms, long hosts)
{
    struct line *l = calloc(1, sizeof *l);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    prctl(PR_SET_TIMERSLACK, 1UL); /* 50 us more on each of thousands of waits would count as the link's */
    for (;;) {
        *l = (struct line){ .latency_us = latency_ms * 1000, .hosts = hosts };
        l->fd = accept(listener, NULL, NULL);
        if (l->fd >= 0)
            serve(l);
    }
}

bool responder_start(struct responder *r, long latency_ms, long hosts)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, size) || listen(fd, 8) ||
        getsockname(fd, (struct sockaddr *)&at, &size))
        return false;
    r->port = ntohs(at.sin_port);
    r->pid = fork();
    if (r->pid == 0)
        run(fd, latency_ms, hosts);
    close(fd);
    return r->pid > 0;
}

void responder_stop(struct responder *r)
{
    kill(r->pid, SIGTERM);
    waitpid(r->pid, NULL, 0);
}

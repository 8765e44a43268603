/* The worker's HTTP port for notifications. One thread drives the library and all of its connections, so that it
 * can also cut those that take too long: the library alone only cuts those that send nothing at all. */
#include "net/listener.h"

#include "base/arena.h"

#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    MOST_BYTES = 64 * 1024,
    MOST_CONNECTIONS = 64,
    TIMEOUT_S = 10,
    HEAD_BYTES = 16 * 1024, /* of a connection, without the body */
    WASTE = 16,             /* so many times the most that is kept are read and dropped, to answer at all */
    LOOK_MS = 250,          /* how exactly a connection's time is kept */
    NAME_ROOM = 256
};

/* A connection, from its beginning on. */
struct peer {
    struct listener *listener;
    struct peer *next;
    int socket;
    int64_t cut_at_ms;
    bool is_cut;
};

/* What one has sent so far. */
struct incoming {
    struct arena *arena;
    struct strbuf body;
    size_t length; /* more than the body where that is too long */
};

struct listener {
    struct listener_options options;
    struct MHD_Daemon *daemon;
    struct MHD_Response *empty;
    struct peer *peers;
    bool has_room; /* somebody has just left */
    pthread_t thread;
    int events; /* of all connections */
    int wake;
    int port;
};

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- one request --- */

static const char *header_of(const struct listener_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

static enum MHD_Result answer(struct listener *l, struct MHD_Connection *connection, int status)
{
    return MHD_queue_response(connection, (unsigned int)status, l->empty);
}

/* Before anything of the body is read; 0: go on. */
static int refusal_of(const struct listener *l, struct MHD_Connection *connection, const char *method)
{
    const char *length = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
    if (strcmp(method, MHD_HTTP_METHOD_POST) != 0)
        return MHD_HTTP_METHOD_NOT_ALLOWED;
    if (length && strtoull(length, NULL, 10) > l->options.most_bytes)
        return MHD_HTTP_CONTENT_TOO_LARGE;
    return 0;
}

static enum MHD_Result begin(struct listener *l, struct MHD_Connection *connection, const char *method, void **state)
{
    int refusal = refusal_of(l, connection, method);
    if (refusal)
        return answer(l, connection, refusal);
    struct arena *a = arena_new();
    struct incoming *in = ARENA_NEW(a, struct incoming);
    in->arena = a;
    in->body.arena = a;
    *state = in;
    return MHD_YES;
}

static enum MHD_Result add(const struct listener *l, struct incoming *in, const char *data, size_t *length)
{
    in->length += *length;
    if (in->length <= l->options.most_bytes)
        strbuf_add_bytes(&in->body, data, *length);
    *length = 0;
    return in->length / WASTE <= l->options.most_bytes ? MHD_YES : MHD_NO;
}

static enum MHD_Result end(struct listener *l, struct MHD_Connection *connection, const char *path,
                           const struct incoming *in)
{
    struct listener_request request = { .method = MHD_HTTP_METHOD_POST,
                                        .path = path,
                                        .body = strbuf_text(&in->body),
                                        .length = in->length,
                                        .header = header_of,
                                        .connection = connection };
    if (in->length > l->options.most_bytes)
        return answer(l, connection, MHD_HTTP_CONTENT_TOO_LARGE);
    return answer(l, connection, l->options.take(l->options.ctx, &request));
}

/* Called when the head is there, for each piece of the body, and at the end. */
static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection, const char *path, const char *method,
                                  const char *version, const char *data, size_t *length, void **state)
{
    struct listener *l = ctx;
    (void)version;
    if (!*state)
        return begin(l, connection, method, state);
    return *length ? add(l, *state, data, length) : end(l, connection, path, *state);
}

static void on_completed(void *ctx, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode why)
{
    struct incoming *in = *state;
    (void)ctx;
    (void)connection;
    (void)why;
    if (in)
        arena_free(in->arena);
    *state = NULL;
}

/* --- connections --- */

static void add_peer(struct listener *l, struct MHD_Connection *connection, void **peer)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct peer *p = calloc(1, sizeof *p);
    if (!p)
        abort();
    p->listener = l;
    p->socket = info->connect_fd;
    p->cut_at_ms = now_ms() + l->options.timeout_s * 1000;
    p->next = l->peers;
    l->peers = p;
    *peer = p;
}

static void on_connection(void *ctx, struct MHD_Connection *connection, void **peer,
                          enum MHD_ConnectionNotificationCode what)
{
    struct listener *l = ctx;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        add_peer(l, connection, peer);
        return;
    }
    for (struct peer **p = &l->peers; *p; p = &(*p)->next)
        if (*p == *peer) {
            *p = (*p)->next;
            break;
        }
    free(*peer);
    *peer = NULL;
    l->has_room = true;
}

/* The library notices the end of the connection, and clears away. */
static void cut_slow_peers(struct listener *l)
{
    int64_t now = now_ms();
    for (struct peer *p = l->peers; p; p = p->next)
        if (!p->is_cut && now >= p->cut_at_ms) {
            p->is_cut = true;
            shutdown(p->socket, SHUT_RDWR);
        }
}

/* Idle, it waits for good. Full, the library lets the next one in only when it is run after somebody left. */
static int patience_ms(struct listener *l)
{
    MHD_UNSIGNED_LONG_LONG wanted;
    int ms = l->has_room ? 0 : l->peers ? LOOK_MS : -1;
    l->has_room = false;
    if (MHD_get_timeout(l->daemon, &wanted) == MHD_YES && (ms < 0 || wanted < (MHD_UNSIGNED_LONG_LONG)ms))
        ms = wanted < LOOK_MS ? (int)wanted : LOOK_MS;
    return ms;
}

static void *run(void *arg)
{
    struct listener *l = arg;
    struct pollfd fds[] = { { .fd = l->wake, .events = POLLIN }, { .fd = l->events, .events = POLLIN } };
    while (!(fds[0].revents & POLLIN)) {
        MHD_run(l->daemon);
        cut_slow_peers(l);
        if (poll(fds, 2, patience_ms(l)) < 0)
            fds[0].revents = 0;
    }
    return NULL;
}

/* --- the port --- */

/* Checked here, for the resolver takes any number and cuts it. */
static bool is_port(const char *text)
{
    size_t length = strlen(text);
    return length && length <= 5 && strspn(text, "0123456789") == length && strtol(text, NULL, 10) <= UINT16_MAX;
}

/* Cuts "host:port" or "[host]:port" in two. */
static bool split_address(const char *address, char host[NAME_ROOM], const char **port)
{
    const char *colon = strrchr(address, ':');
    size_t length = colon ? (size_t)(colon - address) : 0;
    if (!length || length >= NAME_ROOM || !is_port(colon + 1))
        return false;
    bool is_bracketed = *address == '[' && colon[-1] == ']';
    if (!is_bracketed && memchr(address, ':', length))
        return false;
    snprintf(host, NAME_ROOM, "%.*s", (int)(is_bracketed ? length - 2 : length), address + is_bracketed);
    *port = colon + 1;
    return *host != '\0';
}

static bool refuse_address(const char *address, const char *why, struct error *e)
{
    error_set(e, ERR_CONFIG, "can't listen for notifications", "%s: %s", address, why);
    return error_hint(e, "worker.listen is an address and a port, like 127.0.0.1:8089");
}

static bool refuse_port(const char *address, int number, struct error *e)
{
    error_set(e, ERR_UNREACHABLE, "can't listen for notifications", "%s: %s", address, strerror(number));
    return number == EADDRINUSE &&
           error_hint(e, "something else on this host has that port: end it, or set worker.listen "
                         "to another");
}

/* -1 and e where it can't be had. */
static int open_socket(const struct addrinfo *at, const char *address, struct error *e)
{
    const int on = 1;
    int s = socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s >= 0 && setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        bind(s, at->ai_addr, at->ai_addrlen) == 0 && listen(s, SOMAXCONN) == 0)
        return s;
    refuse_port(address, errno, e);
    if (s >= 0)
        close(s);
    return -1;
}

static int listen_at(const char *address, struct error *e)
{
    struct addrinfo want = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV }, *found = NULL;
    char host[NAME_ROOM];
    const char *port;
    if (!split_address(address, host, &port)) {
        refuse_address(address, "that is no address with a port", e);
        return -1;
    }
    int why = getaddrinfo(host, port, &want, &found);
    if (why) {
        refuse_address(address, gai_strerror(why), e);
        return -1;
    }
    int s = open_socket(found, address, e);
    freeaddrinfo(found);
    return s;
}

static int port_of(int s)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } at = { .any.sa_family = AF_UNSPEC };
    socklen_t length = sizeof at;
    if (getsockname(s, &at.any, &length) != 0)
        return 0;
    return ntohs(at.any.sa_family == AF_INET6 ? at.v6.sin6_port : at.v4.sin_port);
}

/* --- start and stop --- */

/* The socket is the library's from here on. */
static bool start_daemon(struct listener *l, int s)
{
    const struct listener_options *o = &l->options;
    l->daemon = MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, on_request, l, MHD_OPTION_LISTEN_SOCKET, s,
                                 MHD_OPTION_CONNECTION_LIMIT, (unsigned int)o->most_connections,
                                 MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int)o->timeout_s,
                                 MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_BYTES, MHD_OPTION_NOTIFY_COMPLETED,
                                 on_completed, l, MHD_OPTION_NOTIFY_CONNECTION, on_connection, l, MHD_OPTION_END);
    if (!l->daemon) {
        close(s);
        return false;
    }
    l->events = MHD_get_daemon_info(l->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    return true;
}

static bool start_thread(struct listener *l)
{
    sigset_t every, before;
    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    bool ok = pthread_create(&l->thread, NULL, run, l) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok;
}

static struct listener *listener_new(const struct listener_options *options)
{
    struct listener *l = calloc(1, sizeof *l);
    if (!l)
        abort();
    l->options = *options;
    l->options.address = NULL; /* not ours to keep */
    if (!l->options.most_bytes)
        l->options.most_bytes = MOST_BYTES;
    if (!l->options.most_connections)
        l->options.most_connections = MOST_CONNECTIONS;
    if (!l->options.timeout_s)
        l->options.timeout_s = TIMEOUT_S;
    l->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    l->empty = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    if (l->empty) {
        MHD_add_response_header(l->empty, MHD_HTTP_HEADER_CONNECTION, "close");
        MHD_add_response_header(l->empty, MHD_HTTP_HEADER_ALLOW, MHD_HTTP_METHOD_POST);
    }
    return l;
}

static void listener_free(struct listener *l)
{
    if (l->daemon)
        MHD_stop_daemon(l->daemon);
    if (l->empty)
        MHD_destroy_response(l->empty);
    if (l->wake >= 0)
        close(l->wake);
    free(l);
}

struct listener *listener_start(const struct listener_options *options, struct error *e)
{
    int s = listen_at(options->address, e);
    if (s < 0)
        return NULL;
    struct listener *l = listener_new(options);
    l->port = port_of(s);
    if (start_daemon(l, s) && l->wake >= 0 && l->empty && start_thread(l))
        return l;
    error_set(e, ERR_INTERNAL, "can't listen for notifications", "no thread or no memory for it");
    listener_free(l);
    return NULL;
}

int listener_port(const struct listener *l)
{
    return l->port;
}

void listener_stop(struct listener *l)
{
    if (!l)
        return;
    eventfd_write(l->wake, 1);
    pthread_join(l->thread, NULL);
    listener_free(l);
}

/* Between a test and its server: what the server says to a commit can be lost on the way. */
#ifndef TESTS_UNIT_MODEL_DOOR_H
#define TESTS_UNIT_MODEL_DOOR_H

#include "tests/unit/db/scratch.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A server's socket with a door: it forwards, and once, when told, swallows the answer to COMMIT. */
struct door {
    char dir[32], path[64], real[96];
    int listener;
    atomic_bool stop, swallow;
    pthread_t thread;
};

static inline int dial(const char path[96])
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    memcpy(a.sun_path, path, strnlen(path, 95));
    assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    return fd;
}

/* False where the one or the other has closed. */
static inline bool pass_on(int from, int to, bool *saw_commit)
{
    char bytes[16384];
    ssize_t n = read(from, bytes, sizeof bytes);
    if (n <= 0)
        return false;
    if (saw_commit) /* with its end: other statements speak of it */
        *saw_commit = memmem(bytes, (size_t)n, "COMMIT", sizeof "COMMIT");
    return write(to, bytes, (size_t)n) == n;
}

static inline void serve(struct door *d, int client)
{
    int server = dial(d->real);
    bool commit = false, open = true;
    while (open && !d->stop) {
        struct pollfd p[] = { { .fd = client, .events = POLLIN }, { .fd = server, .events = POLLIN } };
        poll(p, 2, 20);
        if (p[0].revents)
            open = pass_on(client, server, &commit);
        if (open && p[1].revents) {
            if (commit && atomic_exchange(&d->swallow, false))
                break;
            open = pass_on(server, client, NULL);
        }
    }
    close(server);
    close(client);
}

static inline void *door_run(void *data)
{
    struct door *d = data;
    while (!d->stop) {
        struct pollfd p = { .fd = d->listener, .events = POLLIN };
        if (poll(&p, 1, 20) == 1)
            serve(d, accept(d->listener, NULL, NULL));
    }
    return NULL;
}

static inline void door_open(struct door *d, const PGconn *admin)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    memset(d, 0, sizeof *d);
    snprintf(d->dir, sizeof d->dir, "/tmp/hc-door-XXXXXX");
    assert_non_null(mkdtemp(d->dir));
    snprintf(d->path, sizeof d->path, "%s/.s.PGSQL.5432", d->dir);
    snprintf(d->real, sizeof d->real, "%s/.s.PGSQL.%s", PQhost(admin), PQport(admin));
    snprintf(a.sun_path, sizeof a.sun_path, "%s", d->path);
    d->listener = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(d->listener, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(d->listener, 4), 0);
    assert_int_equal(pthread_create(&d->thread, NULL, door_run, d), 0);
}

static inline void door_close(struct door *d)
{
    d->stop = true;
    pthread_join(d->thread, NULL);
    close(d->listener);
    unlink(d->path);
    rmdir(d->dir);
}

#endif

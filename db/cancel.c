/* Asking the server to end a statement.
 *
 * PQcancel() connects, sends and reads until the other side closes, and knows no deadline: towards a server that keeps
 * silent it would hold up the thread that wants to be quicker than that. So a thread of its own does it, and is left
 * behind where it does not come back. */
#include "db/cancel.h"

#include "db/thread.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

/* Left behind at a server that keeps silent; more would be of no use either. */
enum {
    MOST_AT_ONCE = 16
};

struct cancel {
    PGcancel *request;
    pthread_mutex_t lock;
    pthread_cond_t done;
    bool is_done, is_given_up;
};

static atomic_int under_way;

static void cancel_free(struct cancel *c)
{
    PQfreeCancel(c->request);
    pthread_mutex_destroy(&c->lock);
    pthread_cond_destroy(&c->done);
    free(c);
}

static void *send_it(void *arg)
{
    struct cancel *c = arg;
    char why[256];
    PQcancel(c->request, why, sizeof why);
    pthread_mutex_lock(&c->lock);
    c->is_done = true;
    bool is_given_up = c->is_given_up;
    pthread_cond_signal(&c->done);
    pthread_mutex_unlock(&c->lock);
    if (is_given_up)
        cancel_free(c);
    atomic_fetch_sub(&under_way, 1);
    return NULL;
}

static struct cancel *cancel_new(PGcancel *request)
{
    struct cancel *c = calloc(1, sizeof *c);
    pthread_condattr_t attributes;
    if (!c)
        abort();
    c->request = request;
    pthread_mutex_init(&c->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&c->done, &attributes);
    pthread_condattr_destroy(&attributes);
    return c;
}

struct cancel *cancel_send(PGconn *conn)
{
    PGcancel *request = PQgetCancel(conn);
    if (!request)
        return NULL;
    struct cancel *c = cancel_new(request);
    if (atomic_fetch_add(&under_way, 1) < MOST_AT_ONCE && thread_leave_behind(send_it, c))
        return c;
    atomic_fetch_sub(&under_way, 1);
    cancel_free(c);
    return NULL;
}

bool cancel_end(struct cancel *c, int64_t until)
{
    const struct timespec at = { .tv_sec = until / 1000, .tv_nsec = until % 1000 * 1000000 };
    if (!c)
        return true;
    pthread_mutex_lock(&c->lock);
    while (!c->is_done && pthread_cond_timedwait(&c->done, &c->lock, &at) == 0)
        ;
    bool is_done = c->is_done;
    c->is_given_up = true;
    pthread_mutex_unlock(&c->lock);
    if (is_done)
        cancel_free(c);
    return is_done;
}

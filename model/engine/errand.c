/* What a thread of a worker is at. */
#include "model/engine/errand.h"

#include "base/clock.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    LONGEST = 96 /* what is longer is cut: it is for people */
};

struct errand {
    pthread_mutex_t lock;
    char doing[LONGEST], last[LONGEST]; /* empty: nothing */
    int64_t since_ms, ended_ms;
};

struct errand *errand_new(void)
{
    struct errand *e = calloc(1, sizeof *e);
    if (!e)
        abort();
    pthread_mutex_init(&e->lock, NULL);
    return e;
}

void errand_free(struct errand *e)
{
    if (!e)
        return;
    pthread_mutex_destroy(&e->lock);
    free(e);
}

void errand_begin(struct errand *e, const char *what)
{
    if (!e)
        return;
    pthread_mutex_lock(&e->lock);
    snprintf(e->doing, sizeof e->doing, "%s", what);
    e->since_ms = clock_ms();
    pthread_mutex_unlock(&e->lock);
}

void errand_end(struct errand *e)
{
    if (!e)
        return;
    pthread_mutex_lock(&e->lock);
    snprintf(e->last, sizeof e->last, "%s", e->doing);
    e->doing[0] = '\0';
    e->ended_ms = clock_ms();
    pthread_mutex_unlock(&e->lock);
}

struct errand_seen errand_read(struct errand *e, struct arena *a)
{
    struct errand_seen seen = { NULL, NULL, 0, 0 };
    if (!e)
        return seen;
    pthread_mutex_lock(&e->lock);
    seen = (struct errand_seen){ *e->doing ? arena_strdup(a, e->doing) : NULL,
                                 *e->last ? arena_strdup(a, e->last) : NULL, e->since_ms, e->ended_ms };
    pthread_mutex_unlock(&e->lock);
    return seen;
}

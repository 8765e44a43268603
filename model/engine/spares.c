/* Connections that nobody needs at the moment. */
#include "model/engine/spares.h"

#include "db/db.h"

void spares_init(struct spares *s, const char *conninfo, const char *name)
{
    *s = (struct spares){ .conninfo = conninfo, .name = name };
    pthread_mutex_init(&s->lock, NULL);
}

void spares_rest(struct spares *s)
{
    struct db *idle[SPARES];
    pthread_mutex_lock(&s->lock);
    size_t count = s->count;
    for (size_t i = 0; i < count; i++)
        idle[i] = s->idle[i];
    s->count = 0;
    pthread_mutex_unlock(&s->lock);
    for (size_t i = 0; i < count; i++)
        db_free(idle[i]);
}

void spares_free(struct spares *s)
{
    spares_rest(s);
    pthread_mutex_destroy(&s->lock);
}

struct db *spares_take(struct spares *s)
{
    pthread_mutex_lock(&s->lock);
    struct db *db = s->count > 0 ? s->idle[--s->count] : NULL;
    int64_t end_by_ms = s->end_by_ms;
    pthread_mutex_unlock(&s->lock);
    if (!db)
        db = db_new(s->conninfo, s->name);
    if (end_by_ms > 0)
        db_end_by(db, end_by_ms);
    return db;
}

void spares_give(struct spares *s, struct db *db)
{
    pthread_mutex_lock(&s->lock);
    bool is_kept = db_is_connected(db) && s->count < SPARES;
    if (is_kept)
        s->idle[s->count++] = db;
    pthread_mutex_unlock(&s->lock);
    if (!is_kept)
        db_free(db);
}

void spares_end_by(struct spares *s, int64_t at_ms)
{
    pthread_mutex_lock(&s->lock);
    s->end_by_ms = at_ms;
    pthread_mutex_unlock(&s->lock);
}

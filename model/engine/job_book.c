/* Runs of jobs that came out as the ones before. */
#include "model/engine/job_book.h"

#include "base/clock.h"
#include "db/db.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    struct entry *next;
    unsigned long number;
    int64_t began_ms, again_ms; /* again: when it would be due by its interval */
    char *name, *due_at;
};

struct job_book {
    pthread_mutex_t lock;
    struct entry *first;
    unsigned long last;
};

struct job_book *job_book_new(void)
{
    struct job_book *b = calloc(1, sizeof *b);
    if (!b)
        abort();
    pthread_mutex_init(&b->lock, NULL);
    return b;
}

static void entry_free(struct entry *e)
{
    free(e->name);
    free(e->due_at);
    free(e);
}

void job_book_forget(struct job_book *b, unsigned long last)
{
    pthread_mutex_lock(&b->lock);
    for (struct entry **at = &b->first; *at;) {
        struct entry *e = *at;
        if (e->number > last) {
            at = &e->next;
            continue;
        }
        *at = e->next;
        entry_free(e);
    }
    pthread_mutex_unlock(&b->lock);
}

void job_book_free(struct job_book *b)
{
    if (!b)
        return;
    job_book_forget(b, b->last);
    pthread_mutex_destroy(&b->lock);
    free(b);
}

static char *copy(const char *text)
{
    char *made = strdup(text);
    if (!made)
        abort();
    return made;
}

/* Of one job the last run counts. */
static void drop(struct job_book *b, const char *name)
{
    for (struct entry **at = &b->first; *at; at = &(*at)->next)
        if (strcmp((*at)->name, name) == 0) {
            struct entry *e = *at;
            *at = e->next;
            entry_free(e);
            return;
        }
}

void job_book_note(struct job_book *b, const char *name, const char *due_at, int interval_s, int64_t began_ms)
{
    struct entry *e = calloc(1, sizeof *e);
    if (!e)
        abort();
    e->name = copy(name);
    e->due_at = copy(due_at);
    e->began_ms = began_ms;
    e->again_ms = began_ms + (int64_t)interval_s * 1000;
    pthread_mutex_lock(&b->lock);
    drop(b, name);
    e->number = ++b->last;
    e->next = b->first;
    b->first = e;
    pthread_mutex_unlock(&b->lock);
}

static size_t count_all(const struct job_book *b)
{
    size_t count = 0;
    for (const struct entry *e = b->first; e; e = e->next)
        count++;
    return count;
}

/* Under lock. until_ms: those that would not be due before it. */
static struct job_runs read_from(const struct job_book *b, struct arena *a, int64_t until_ms)
{
    size_t room = count_all(b) + 1;
    const char **names = ARENA_ARRAY(a, const char *, room), **due_at = ARENA_ARRAY(a, const char *, room);
    const char **ages = ARENA_ARRAY(a, const char *, room);
    struct job_runs runs = { .last = b->last };
    int64_t now = clock_ms();
    for (const struct entry *e = b->first; e; e = e->next) {
        if (e->again_ms <= until_ms)
            continue;
        names[runs.count] = arena_strdup(a, e->name);
        due_at[runs.count] = arena_strdup(a, e->due_at);
        ages[runs.count++] = arena_printf(a, "%lld", (long long)(now - e->began_ms));
    }
    runs.names = db_array(a, names, runs.count);
    runs.due_at = db_array(a, due_at, runs.count);
    runs.ages = db_array(a, ages, runs.count);
    return runs;
}

static struct job_runs read_until(struct job_book *b, struct arena *a, int64_t until_ms)
{
    if (!b)
        return (struct job_runs){ .names = "{}", .due_at = "{}", .ages = "{}" };
    pthread_mutex_lock(&b->lock);
    struct job_runs runs = read_from(b, a, until_ms);
    pthread_mutex_unlock(&b->lock);
    return runs;
}

struct job_runs job_book_rested(struct job_book *b, struct arena *a)
{
    return read_until(b, a, clock_ms());
}

struct job_runs job_book_read(struct job_book *b, struct arena *a)
{
    return read_until(b, a, INT64_MIN);
}

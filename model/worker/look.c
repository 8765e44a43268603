/* One look at all that a worker may have to do. */
#include "model/worker/look.h"

#include "base/clock.h"
#include "db/db.h"
#include "model/engine/job_book.h"

#include <string.h>

enum {
    MISSED_LOOKS = 2
};

void sight_init(struct sight *s)
{
    atomic_init(&s->looked_ms, clock_ms());
}

void sight_note(struct sight *s)
{
    atomic_store(&s->looked_ms, clock_ms());
}

bool sight_is_lost(const struct sight *s)
{
    return clock_ms() - atomic_load(&s->looked_ms) > (int64_t)MISSED_LOOKS * LOOK_MS;
}

/* Names of one kind, and whose each is. */
struct part {
    const char **threads, **names;
    size_t count, room;
    const char *threads_array, *names_array; /* for the statement */
};

struct look {
    struct arena *arena;
    struct part targets, brands, jobs;
    int inbox;
};

struct look *look_new(struct arena *a)
{
    struct look *l = ARENA_NEW(a, struct look);
    *l = (struct look){ .arena = a, .inbox = -1 };
    return l;
}

static void grow(struct arena *a, const char ***items, size_t count, size_t room)
{
    const char **more = ARENA_ARRAY(a, const char *, room);
    for (size_t i = 0; i < count; i++)
        more[i] = (*items)[i];
    *items = more;
}

static void add(struct look *l, struct part *p, int thread, const char *name)
{
    if (p->count == p->room) {
        p->room = p->room ? p->room * 2 : 8;
        grow(l->arena, &p->threads, p->count, p->room);
        grow(l->arena, &p->names, p->count, p->room);
    }
    p->threads[p->count] = arena_printf(l->arena, "%d", thread);
    p->names[p->count++] = name;
    p->names_array = NULL;
}

void look_add_target(struct look *l, int thread, const char *target)
{
    add(l, &l->targets, thread, target);
}

void look_add_brand(struct look *l, int thread, const char *brand)
{
    add(l, &l->brands, thread, brand);
}

void look_add_job(struct look *l, int thread, const char *name)
{
    add(l, &l->jobs, thread, name);
}

void look_add_inbox(struct look *l, int thread)
{
    l->inbox = thread;
}

/* Once for all looks. */
static void write_arrays(struct look *l)
{
    struct part *const parts[] = { &l->targets, &l->brands, &l->jobs };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct part *p = parts[i];
        if (p->names_array)
            continue;
        p->threads_array = db_array(l->arena, p->threads, p->count);
        p->names_array = db_array(l->arena, p->names, p->count);
    }
}

bool look_now(struct look *l, struct context *ctx, void (*found)(void *found_ctx, int thread, int what),
              void *found_ctx, struct error *e)
{
    write_arrays(l);
    struct job_runs rested = job_book_rested(ctx->book, ctx->arena);
    struct db_result *r = db_query(ctx->db, "look",
                                   DB_PARAMS(l->targets.threads_array, l->targets.names_array, l->brands.threads_array,
                                             l->brands.names_array, arena_printf(ctx->arena, "%d", LOOK_MS),
                                             l->jobs.threads_array, l->jobs.names_array, ctx->worker_id, rested.names,
                                             rested.due_at, arena_printf(ctx->arena, "%d", l->inbox)),
                                   e);
    if (!r)
        return false;
    for (int i = 0; i < db_rows(r); i++)
        found(found_ctx, (int)db_int64(r, i, 0), db_bool(r, i, 1) ? LOOK_JOBS : LOOK_TASKS);
    db_result_free(r);
    return true;
}

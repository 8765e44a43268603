/* A look outside, and what becomes of what was stored. */
#include "base/arena.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/diagnosis/diagnosis.h"
#include "model/values/room.h"

#include <stdlib.h>
#include <string.h>

static bool is_outdated(const struct symptoms_seen *seen, const struct symptom *s)
{
    for (size_t i = 0; i < seen->outdated_count; i++)
        for (const char *const *name = seen->outdated[i]; *name; name++)
            if (strcmp(*name, s->name) == 0)
                return true;
    return false;
}

static const struct diagnosis_line *stored_one(const struct diagnosis_line *stored, size_t count,
                                               const struct symptom *s)
{
    for (size_t i = 0; i < count; i++)
        if (stored[i].symptom == s)
            return &stored[i];
    return NULL;
}

/* Where the database knows of it as well, the row there is what is opened and mended. */
static struct diagnosis_line live_one(struct arena *a, const struct symptom_seen *one,
                                      const struct diagnosis_line *stored)
{
    struct diagnosis_line f = { .symptom = one->symptom,
                                .sentence = symptom_sentence(a, one->symptom, one->arguments),
                                .page_id = one->page_id,
                                .mend_id = one->mend_id,
                                .mends = one->mends,
                                .is_live = true };
    if (stored && !f.page_id) {
        f.at = stored->at;
        f.age = stored->age;
        f.page_id = stored->page_id;
        f.mend_id = stored->mend_id;
        f.mends = stored->mends;
    }
    return f;
}

/* By rank; of the same rank as they stand. */
static void put(struct diagnosis *d, const struct diagnosis_line *f)
{
    size_t place = d->count++;
    for (; place && d->lines[place - 1].symptom->rank > f->symptom->rank; place--)
        d->lines[place] = d->lines[place - 1];
    d->lines[place] = *f;
}

static void merge(struct arena *a, struct diagnosis *d, const struct symptoms_seen *seen)
{
    const struct diagnosis_line *stored = d->lines;
    size_t count = d->count;
    d->lines = ARENA_ARRAY(a, struct diagnosis_line, count + seen->count + 1);
    d->count = 0;
    for (size_t i = 0; i < count; i++)
        if (!is_outdated(seen, stored[i].symptom))
            put(d, &stored[i]);
    for (size_t i = 0; i < seen->count; i++) {
        const struct diagnosis_line f = live_one(a, &seen->items[i], stored_one(stored, count, seen->items[i].symptom));
        put(d, &f);
    }
}

static const char *now(struct context *ctx)
{
    struct db_result *r = db_query(ctx->db, "look_now", NULL, 0, NULL);
    const char *text = r && db_rows(r) ? arena_strdup(ctx->arena, db_value(r, 0, 0)) : "-";
    db_result_free(r);
    return text;
}

bool diagnosis_look(struct context *ctx, const char *user_id, struct diagnosis *d, struct error *e)
{
    struct symptoms_seen seen = { .arena = ctx->arena, .user_id = user_id };
    if (!diagnosis_read(ctx, user_id, d, e))
        return false;
    ROOM_EACH (symptom_look, look, looks, name) {
        if (context_cancelled(ctx, e))
            return false;
        look->run(ctx, &seen);
    }
    d->looked_at = now(ctx);
    d->look_failed = seen.has_failed;
    merge(ctx->arena, d, &seen);
    return true;
}

static void bound(int *deadline_ms)
{
    if (!*deadline_ms || *deadline_ms > LOOK_MS)
        *deadline_ms = LOOK_MS;
}

const struct config *diagnosis_config(struct arena *a, const struct config *config)
{
    struct config *own = ARENA_NEW(a, struct config);
    struct config_router *routers = ARENA_ARRAY(a, struct config_router, config->router_count + 1);
    *own = *config;
    for (size_t i = 0; i < config->router_count; i++) {
        routers[i] = config->routers[i];
        bound(&routers[i].deadline_ms);
    }
    own->routers = routers;
    if (config->midtrans) {
        struct config_midtrans *midtrans = ARENA_NEW(a, struct config_midtrans);
        *midtrans = *config->midtrans;
        bound(&midtrans->deadline_ms);
        own->midtrans = midtrans;
    }
    return own;
}

/* What is wrong with one customer, from what the database knows. */
#include "model/diagnosis/diagnosis.h"

#include "base/arena.h"
#include "db/db.h"
#include "model/engine/action.h"
#include "model/engine/saying.h"
#include "model/lists/listing_find.h"
#include "model/lists/story.h"
#include "model/values/room.h"

#include <string.h>

enum {
    ID,
    FULL_NAME,
    PHONE_NUMBER,
    NAME,
    AT,
    AGE,
    ARGUMENTS,
    MOST_ARGUMENTS = 3,
    PAGE_ID = ARGUMENTS + MOST_ARGUMENTS,
    MEND_ID
};

const char *symptom_sentence(struct arena *a, const struct symptom *s, const char *const *arguments)
{
    struct strbuf b = { .arena = a };
    for (const char *at = s->says->stored; *at;) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        if (!end) {
            strbuf_add_bytes(&b, at++, 1);
            continue;
        }
        strbuf_add(&b, *arguments ? *arguments++ : "-");
        at = end + 1;
    }
    return strbuf_text(&b);
}

static const char *symptoms_sql(struct arena *a)
{
    struct strbuf branches = { .arena = a };
    for (const struct room *const *room = rooms; *room; room++)
        if ((*room)->symptoms_from)
            strbuf_printf(&branches, "%sSELECT * FROM %s(u)\n", branches.length ? "UNION ALL " : "",
                          (*room)->symptoms_from);
    const struct sql_mark mark = { "branches", strbuf_text(&branches) };
    return sql_fill(a, "symptoms", &mark, 1);
}

/* The row is what the action is for, where it works on rows of that pane; else the customer is. */
static bool is_mended_by_row(const struct symptom *s)
{
    const struct action *action = s->mends ? action_find(s->mends) : NULL;
    return action && s->pane && strcmp(action->pane, s->pane) == 0;
}

static void fill(struct arena *a, const struct db_result *r, int row, struct diagnosis *d)
{
    const struct symptom *s = db_is_null(r, row, NAME) ? NULL : symptom_find(db_value(r, row, NAME));
    const char *arguments[MOST_ARGUMENTS + 1] = { NULL };
    if (!s)
        return;
    for (int i = 0; i < MOST_ARGUMENTS; i++)
        arguments[i] = story_text(a, r, row, ARGUMENTS + i);
    d->lines[d->count++] =
        (struct diagnosis_line){ .symptom = s,
                                 .sentence = symptom_sentence(a, s, arguments),
                                 .at = story_text(a, r, row, AT),
                                 .age = story_text(a, r, row, AGE),
                                 .page_id = story_text(a, r, row, PAGE_ID),
                                 .mend_id = is_mended_by_row(s) ? story_text(a, r, row, MEND_ID) : NULL,
                                 .mends = s->mends };
}

bool diagnosis_read(struct context *ctx, const char *user_id, struct diagnosis *d, struct error *e)
{
    struct db_result *r = db_text(ctx->db, symptoms_sql(ctx->arena), DB_PARAMS(user_id), e);
    if (!r)
        return false;
    bool is_there = db_rows(r) > 0;
    *d = (struct diagnosis){ .user_id = arena_strdup(ctx->arena, user_id) };
    d->lines = ARENA_ARRAY(ctx->arena, struct diagnosis_line, db_rows(r) + 1);
    for (int i = 0; i < db_rows(r); i++)
        fill(ctx->arena, r, i, d);
    d->full_name = is_there ? story_text(ctx->arena, r, 0, FULL_NAME) : NULL;
    d->phone_number = is_there ? story_text(ctx->arena, r, 0, PHONE_NUMBER) : NULL;
    db_result_free(r);
    if (is_there)
        return true;
    error_set(e, ERR_REFUSED, "this user is gone", "there is no user with id %s", user_id);
    return error_hint(e, "the customer was deleted meanwhile: go back and refresh the list");
}

bool diagnosis_is_bad(const struct diagnosis *d)
{
    return d->count && symptom_severity(d->lines[0].symptom) < SYMPTOM_TELLS;
}

/* The same row once. */
static bool has_id(const char *const *ids, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(ids[i], id) == 0)
            return true;
    return false;
}

size_t diagnosis_mends(const struct diagnosis *d, size_t i, const char **ids, size_t room)
{
    size_t count = 0;
    for (size_t n = i; n < d->count && count < room; n++) {
        const struct diagnosis_line *f = &d->lines[n];
        const char *id = f->mend_id ? f->mend_id : d->user_id;
        if (f->mends && d->lines[i].mends && strcmp(f->mends, d->lines[i].mends) == 0 && !has_id(ids, count, id))
            ids[count++] = id;
    }
    return count;
}

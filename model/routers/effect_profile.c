/* Hotspot user profiles on a router: it is looked at, told what it lacks or has otherwise, and looked at again. What it
 * then has decides, not what it answered, so that doing it twice is harmless. */
#include "base/text.h"
#include "db/db.h"
#include "model/routers/effects.h"
#include "model/routers/profile_seen.h"
#include "model/routers/router.h"

#include <string.h>

enum {
    MOST_WORDS = 6 /* the path, which profile, and four properties */
};

/* What the database says that the router is to be told. */
struct telling {
    struct context *ctx;
    const char *router;
    const char *ids; /* of all rows, as an array */
    struct profiles_seen seen;
    struct db_result *wanted;
};

/* In the order of profile_wanted.sql. */
enum wanted_column {
    WANTED_ID,
    WANTED_NAME,
    WANTED_IS_THERE,
    WANTED_RATE,
    WANTED_SHARED,
    WANTED_SESSION,
    WANTED_LIST
};

static const struct {
    enum wanted_column column;
    const char *property;
} properties[] = {
    { WANTED_RATE, "rate-limit" },
    { WANTED_SHARED, "shared-users" },
    { WANTED_SESSION, "session-timeout" },
    { WANTED_LIST, "address-list" },
};

static bool look(struct telling *t, struct ros *ros, struct error *e)
{
    db_result_free(t->wanted);
    t->wanted = NULL;
    return profiles_read(t->ctx, ros, &t->seen, e) && profiles_note(t->ctx, t->router, &t->seen, e) &&
           (t->wanted = db_query(t->ctx->db, "profile_wanted", DB_PARAMS(t->router, t->ids), e)) != NULL;
}

/* False where the router has it as it should be. */
static bool command_of(const struct telling *t, int row, struct ros_command *command)
{
    struct arena *a = t->ctx->arena;
    const char **words = ARENA_ARRAY(a, const char *, MOST_WORDS);
    const char *name = db_value(t->wanted, row, WANTED_NAME);
    bool is_there = db_bool(t->wanted, row, WANTED_IS_THERE);
    size_t count = 2;

    words[0] = is_there ? "/ip/hotspot/user/profile/set" : "/ip/hotspot/user/profile/add";
    words[1] = is_there ? arena_printf(a, "=.id=%s", (const char *)lookup_get(t->seen.ids, name))
                        : arena_printf(a, "=name=%s", name);
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
        if (!db_is_null(t->wanted, row, properties[i].column))
            words[count++] =
                arena_printf(a, "=%s=%s", properties[i].property, db_value(t->wanted, row, properties[i].column));
    *command = (struct ros_command){ .words = words, .word_count = count };
    return !is_there || count > 2;
}

static struct ros_command *commands_of(const struct telling *t, size_t *count)
{
    int rows = db_rows(t->wanted);
    struct ros_command *commands = ARENA_ARRAY(t->ctx->arena, struct ros_command, rows + 1);
    *count = 0;
    for (int i = 0; i < rows; i++) {
        struct ros_command *c = &commands[*count];
        if (!command_of(t, i, c))
            continue;
        c->owner = arena_strdup(t->ctx->arena, db_value(t->wanted, i, WANTED_ID));
        ++*count;
    }
    return commands;
}

static int row_of(const struct telling *t, const char *id)
{
    int rows = db_rows(t->wanted), i = 0;
    while (i < rows && strcmp(db_value(t->wanted, i, WANTED_ID), id) != 0)
        i++;
    return i < rows ? i : -1;
}

static void settle(const struct telling *t, const struct ros_command *sent, size_t count, struct effect_row *row)
{
    struct ros_command left;
    int at = row_of(t, row->entity_id);
    row->state = at < 0 || !command_of(t, at, &left) ? EFFECT_DONE : EFFECT_FAILED;
    if (at < 0)
        row->message = "there is no such profile any more";
    if (row->state == EFFECT_DONE)
        return;
    row->message = "the router has it otherwise all the same";
    for (size_t i = 0; i < count; i++)
        if (sent[i].outcome == ROS_TRAP && strcmp(sent[i].owner, row->entity_id) == 0)
            row->message = text_safe_copy(t->ctx->arena, sent[i].message);
}

static const char *ids_of(struct arena *a, const struct effect_row *rows, size_t count)
{
    const char **ids = ARENA_ARRAY(a, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        ids[i] = rows[i].entity_id;
    return db_array(a, ids, count);
}

bool effect_profile(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e)
{
    struct telling t = { .ctx = ctx, .router = router, .ids = ids_of(ctx->arena, rows, count) };
    struct error failure = { .code = ERR_NONE };
    struct ros_command *sent = NULL;
    size_t sent_count = 0;
    struct ros *ros = routers_get(ctx, router, e);

    if (!ros)
        return false;
    bool ok = look(&t, ros, &failure);
    if (ok)
        sent = commands_of(&t, &sent_count);
    if (sent_count)
        ok = ros_run(ros, sent, sent_count, NULL, NULL, &failure) && look(&t, ros, &failure);
    routers_report(ctx, router, ok ? NULL : &failure);
    for (size_t i = 0; ok && i < count; i++)
        settle(&t, sent, sent_count, &rows[i]);
    db_result_free(t.wanted);
    if (!ok && e)
        *e = failure;
    return ok;
}

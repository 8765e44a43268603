/* Vouchers put on their router as users of the hotspot, a batch of a lot at a time. What was sent and not answered is
 * found again: a name that is there with the lot's comment is ours. */
#include "model/vouchers/put.h"

#include "base/text.h"
#include "db/db.h"
#include "model/routers/ros_value.h"
#include "model/routers/router.h"
#include "model/values/lookup.h"
#include "net/ros.h"

#include <string.h>

enum {
    WORDS = 9
};
/* In the order of voucher_put_rows.sql, behind id and comment. */
static const char *const properties[] = { "name",         "password",          "server",  "profile",
                                          "limit-uptime", "limit-bytes-total", "disabled" };
static const struct voucher_put own = { "voucher_put_rows", "voucher_put_done" };
static const char taken_message[] = "already have user with this name";

struct batch {
    struct context *ctx;
    const struct voucher_put *kind;
    struct ros *ros;
    const char *comment; /* of the lot; NULL: nothing of it is to be put */
    const char **ids, **names;
    struct ros_command *commands;
    size_t count;
    struct lookup *ours; /* names that the router has with the lot's comment */
};

static bool load(struct batch *b, const char *payload, struct error *e)
{
    struct arena *a = b->ctx->arena;
    struct db_result *r = db_query(b->ctx->db, b->kind->rows, DB_PARAMS(payload), e);
    if (!r)
        return false;
    b->count = (size_t)db_rows(r);
    b->ids = ARENA_ARRAY(a, const char *, b->count + 1);
    b->names = ARENA_ARRAY(a, const char *, b->count + 1);
    b->commands = ARENA_ARRAY(a, struct ros_command, b->count + 1);
    for (int i = 0; i < db_rows(r); i++) {
        const char **words = ARENA_ARRAY(a, const char *, WORDS);
        words[0] = "/ip/hotspot/user/add";
        b->ids[i] = arena_strdup(a, db_value(r, i, 0));
        b->comment = b->comment ? b->comment : arena_strdup(a, db_value(r, i, 1));
        b->names[i] = arena_strdup(a, db_value(r, i, 2));
        words[1] = arena_printf(a, "=comment=%s", db_value(r, i, 1));
        for (int k = 0; k < WORDS - 2; k++)
            words[2 + k] = arena_printf(a, "=%s=%s", properties[k], db_value(r, i, 2 + k));
        b->commands[i] = (struct ros_command){ .words = words, .word_count = WORDS };
    }
    db_result_free(r);
    return true;
}

static bool take_name(void *ctx, const struct ros_row *row)
{
    struct batch *b = ctx;
    const char *name = ros_value_text(b->ctx->arena, row, "name");
    if (name)
        lookup_put(b->ours, name, b);
    return true;
}

/* Whose the names are that the router has already. */
static bool look(struct batch *b, struct error *e)
{
    const char *queries[] = { arena_printf(b->ctx->arena, "?comment=%s", b->comment) };
    return ros_print(b->ros, "/ip/hotspot/user", "name", queries, 1, take_name, b, NULL, e);
}

static bool is_taken(const struct ros_command *c)
{
    return c->outcome == ROS_TRAP && strstr(c->message, taken_message);
}

static bool note(struct batch *b, struct effect_row *row, struct error *e)
{
    struct arena *a = b->ctx->arena;
    const char **there = ARENA_ARRAY(a, const char *, b->count + 1),
               **taken = ARENA_ARRAY(a, const char *, b->count + 1);
    size_t n = 0, m = 0, refused = 0;
    const char *why = NULL, *first = NULL;
    for (size_t i = 0; i < b->count; i++) {
        const struct ros_command *c = &b->commands[i];
        bool is_ours = c->outcome == ROS_DONE || (is_taken(c) && (!b->kind->done || lookup_get(b->ours, b->names[i])));
        if (is_ours) {
            there[n++] = b->ids[i];
            continue;
        }
        if (is_taken(c)) {
            taken[m++] = b->ids[i];
            continue;
        }
        refused++;
        why = why ? why : text_safe_copy(a, c->message);
        first = first ? first : b->names[i];
    }
    row->state = refused ? EFFECT_FAILED : EFFECT_DONE;
    if (refused)
        row->message = refused == 1 ? arena_printf(a, "1 voucher is not on the router: %s", why)
                                    : arena_printf(a, "%zu vouchers are not on the router: %s", refused, why);
    else if (m)
        row->message = m == 1 ? "1 code is another user's there: that voucher is void"
                              : arena_printf(a, "%zu codes are other users' there: those vouchers are void", m);
    return !b->kind->done ||
           (db_run(b->ctx->db, b->kind->done, DB_PARAMS(db_array(a, there, n), db_array(a, taken, m)), NULL, e) &&
            (!refused || db_run(b->ctx->db, "voucher_put_refused", DB_PARAMS(row->payload, why), NULL, e)));
}

static bool put(struct context *ctx, const struct voucher_put *kind, struct ros *ros, struct effect_row *row,
                struct error *e)
{
    struct batch b = { .ctx = ctx, .kind = kind, .ros = ros };
    bool any_taken = false;
    if (!load(&b, row->payload, e))
        return false;
    if (!b.count) {
        row->state = EFFECT_DONE;
        return true;
    }
    if (!ros_run(ros, b.commands, b.count, NULL, NULL, e))
        return false;
    for (size_t i = 0; i < b.count; i++)
        any_taken = any_taken || (kind->done && is_taken(&b.commands[i]));
    b.ours = lookup_new(ctx->arena);
    return (!any_taken || look(&b, e)) && note(&b, row, e);
}

/* An arena of its own for each batch: however large a lot is, no more than one batch is held. */
static bool put_apart(struct context *ctx, const struct voucher_put *kind, struct ros *ros, struct effect_row *row,
                      struct error *e)
{
    struct context apart = *ctx;
    apart.arena = arena_new();
    bool ok = put(&apart, kind, ros, row, e);
    row->message = arena_strdup(ctx->arena, row->message);
    arena_free(apart.arena);
    return ok;
}

bool vouchers_put(struct context *ctx, const struct voucher_put *kind, const char *router, struct effect_row *rows,
                  size_t count, struct error *e)
{
    struct ros *ros = routers_get(ctx, router, e);
    struct error failure = { .code = ERR_NONE };
    bool ok = ros != NULL;
    for (size_t i = 0; ok && i < count; i++)
        ok = put_apart(ctx, kind, ros, &rows[i], &failure) && !context_cancelled(ctx, &failure);
    if (ros)
        routers_report(ctx, router, ok ? NULL : &failure);
    if (ros && !ok && e)
        *e = failure;
    return ok;
}

bool effect_voucher_put(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e)
{
    return vouchers_put(ctx, &own, router, rows, count, e);
}

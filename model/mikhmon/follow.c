/* Vouchers that came along from Mikhmon, followed on their router. */
#include "model/mikhmon/follow.h"

#include "base/text.h"
#include "db/db.h"
#include "model/mikhmon/mikhmon_text.h"
#include "model/routers/ros_value.h"
#include "model/routers/router.h"
#include "model/values/lookup.h"
#include "net/ros.h"

#include <inttypes.h>
#include <string.h>

/* A row to be removed: of a session, or a cookie. */
struct entry {
    const char *menu, *id;
    struct entry *next;
};

struct voucher {
    const char *name, *server, *id; /* id NULL: the router has it no more */
    int64_t seconds, bytes;
    bool is_in, is_off, is_over;
    struct entry *entries;
    struct voucher *namesake; /* of another server */
};

struct following {
    struct context *ctx;
    struct voucher *vouchers;
    size_t count;
    struct lookup *by_key;  /* name and server as its row has it */
    struct lookup *by_name; /* the first of its namesakes */
};

static const char *key_of(struct arena *a, const char *name, const char *server)
{
    return arena_printf(a, "%s\n%s", name, server);
}

static const char *text_of(struct arena *a, const struct ros_row *row, const char *name)
{
    const char *text = ros_value_text(a, row, name);
    return !text ? "" : text_is_utf8(text, strlen(text)) ? text : text_safe_copy(a, text);
}

static bool load(struct following *f, const char *router, struct error *e)
{
    struct arena *a = f->ctx->arena;
    struct db_result *r = db_query(f->ctx->db, "mikhmon_names", DB_PARAMS(router), e);
    if (!r)
        return false;
    f->vouchers = ARENA_ARRAY(a, struct voucher, db_rows(r) + 1);
    for (int i = 0; i < db_rows(r); i++) {
        struct voucher *v = &f->vouchers[f->count++];
        v->name = arena_strdup(a, db_value(r, i, 0));
        v->server = arena_strdup(a, db_value(r, i, 1));
        lookup_put(f->by_key, key_of(a, v->name, v->server), v);
        v->namesake = lookup_get(f->by_name, v->name);
        lookup_put(f->by_name, v->name, v);
    }
    db_result_free(r);
    return true;
}

static struct voucher *find(const struct following *f, const char *name, const char *server)
{
    struct arena *a = f->ctx->arena;
    struct voucher *v = *server ? lookup_get(f->by_key, key_of(a, name, server)) : NULL;
    return v ? v : lookup_get(f->by_key, key_of(a, name, "all"));
}

static bool take_user(void *ctx, const struct ros_row *row)
{
    struct following *f = ctx;
    struct arena *a = f->ctx->arena;
    const char *server = text_of(a, row, "server");
    struct voucher *v = lookup_get(f->by_key, key_of(a, text_of(a, row, "name"), *server ? server : "all"));
    if (!v)
        return true;
    int64_t seconds = mikhmon_seconds(ros_value_text(a, row, "uptime"));
    v->id = ros_value_text(a, row, ".id");
    v->seconds += seconds < 0 ? 0 : seconds;
    v->bytes += ros_value_int64(row, "bytes-in") + ros_value_int64(row, "bytes-out");
    v->is_off = ros_value_bool(row, "disabled");
    return true;
}

static void add_entry(struct following *f, struct voucher *v, const char *menu, const struct ros_row *row)
{
    struct entry *n = ARENA_NEW(f->ctx->arena, struct entry);
    *n = (struct entry){ menu, ros_value_text(f->ctx->arena, row, ".id"), v->entries };
    v->entries = n;
}

/* The row of a user is written at log-out: what runs now comes on top of it. */
static bool take_session(void *ctx, const struct ros_row *row)
{
    struct following *f = ctx;
    struct arena *a = f->ctx->arena;
    struct voucher *v = find(f, text_of(a, row, "user"), text_of(a, row, "server"));
    if (!v)
        return true;
    int64_t seconds = mikhmon_seconds(ros_value_text(a, row, "uptime"));
    v->seconds += seconds < 0 ? 0 : seconds;
    v->bytes += ros_value_int64(row, "bytes-in") + ros_value_int64(row, "bytes-out");
    v->is_in = true;
    add_entry(f, v, "/ip/hotspot/active", row);
    return true;
}

/* By a cookie a session that was ended comes back without anybody typing anything. It names no server: one whose namesake
 * is over has to be typed in once more. */
static bool take_cookie(void *ctx, const struct ros_row *row)
{
    struct following *f = ctx;
    for (struct voucher *v = lookup_get(f->by_name, text_of(f->ctx->arena, row, "user")); v; v = v->namesake)
        add_entry(f, v, "/ip/hotspot/cookie", row);
    return true;
}

static bool read_router(struct following *f, struct ros *ros, struct error *e)
{
    return ros_print(ros, "/ip/hotspot/user", ".id,name,server,disabled,uptime,bytes-in,bytes-out", NULL, 0, take_user,
                     f, NULL, e) &&
           ros_print(ros, "/ip/hotspot/active", ".id,user,server,uptime,bytes-in,bytes-out", NULL, 0, take_session, f,
                     NULL, e) &&
           ros_print(ros, "/ip/hotspot/cookie", ".id,user", NULL, 0, take_cookie, f, NULL, e);
}

/* Marks those that have to be ended. */
static bool count(struct following *f, const char *router, size_t *ended, struct error *e)
{
    enum {
        NAMES,
        SERVERS,
        SECONDS,
        BYTES,
        ONLINE,
        OFF,
        LISTS
    };
    struct arena *a = f->ctx->arena;
    const char **lists[LISTS], *arrays[LISTS];
    size_t n = 0;

    for (int k = 0; k < LISTS; k++)
        lists[k] = ARENA_ARRAY(a, const char *, f->count + 1);
    for (size_t i = 0; i < f->count; i++) {
        const struct voucher *v = &f->vouchers[i];
        if (!v->id)
            continue;
        lists[NAMES][n] = v->name;
        lists[SERVERS][n] = v->server;
        lists[SECONDS][n] = arena_printf(a, "%" PRId64, v->seconds);
        lists[BYTES][n] = arena_printf(a, "%" PRId64, v->bytes);
        lists[ONLINE][n] = v->is_in ? "t" : "f";
        lists[OFF][n++] = v->is_off ? "t" : "f";
    }
    for (int k = 0; k < LISTS; k++)
        arrays[k] = db_array(a, lists[k], n);
    struct db_result *r = db_query(
        f->ctx->db, "mikhmon_follow",
        DB_PARAMS(router, arrays[NAMES], arrays[SERVERS], arrays[SECONDS], arrays[BYTES], arrays[ONLINE], arrays[OFF]),
        e);
    for (int i = 0; r && i < db_rows(r); i++)
        ((struct voucher *)lookup_get(f->by_key, key_of(a, db_value(r, i, 0), db_value(r, i, 1))))->is_over = true;
    *ended = r ? (size_t)db_rows(r) : 0;
    db_result_free(r);
    return r != NULL;
}

static struct ros_command remove_command(struct arena *a, const struct entry *n)
{
    const char **words = ARENA_ARRAY(a, const char *, 2);
    words[0] = arena_printf(a, "%s/remove", n->menu);
    words[1] = arena_printf(a, "=.id=%s", n->id);
    return (struct ros_command){ .words = words, .word_count = 2 };
}

static struct ros_command off_command(struct arena *a, const struct voucher *v)
{
    const char **words = ARENA_ARRAY(a, const char *, 3);
    words[0] = "/ip/hotspot/user/set";
    words[1] = arena_printf(a, "=.id=%s", v->id);
    words[2] = "=disabled=yes";
    return (struct ros_command){ .words = words, .word_count = 3 };
}

/* Nobody gets in any more before those who are in are put out. A refusal is met again at the next look. */
static bool end_over(struct following *f, struct ros *ros, struct error *e)
{
    struct arena *a = f->ctx->arena;
    size_t room = 0, n = 0, m = 0;
    for (size_t i = 0; i < f->count; i++)
        for (const struct entry *x = f->vouchers[i].is_over ? f->vouchers[i].entries : NULL; x; x = x->next)
            room++;
    struct ros_command *off = ARENA_ARRAY(a, struct ros_command, f->count + 1);
    struct ros_command *out = ARENA_ARRAY(a, struct ros_command, room + 1);
    for (size_t i = 0; i < f->count; i++) {
        const struct voucher *v = &f->vouchers[i];
        if (v->is_over && !v->is_off)
            off[n++] = off_command(a, v);
        for (const struct entry *x = v->is_over ? v->entries : NULL; x; x = x->next)
            out[m++] = remove_command(a, x);
    }
    return (!n || ros_run(ros, off, n, NULL, NULL, e)) && (!m || ros_run(ros, out, m, NULL, NULL, e));
}

static bool is_wanted(struct context *ctx, const char *router, bool *wanted, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "mikhmon_wanted", DB_PARAMS(router), e);
    *wanted = r && db_bool(r, 0, 0);
    db_result_free(r);
    return r != NULL;
}

bool mikhmon_follow(struct context *ctx, const char *router, size_t *followed, size_t *ended, struct error *e)
{
    struct following f = { .ctx = ctx, .by_key = lookup_new(ctx->arena), .by_name = lookup_new(ctx->arena) };
    struct error failure = { .code = ERR_NONE };
    bool wanted;

    if (!is_wanted(ctx, router, &wanted, e) || (wanted && !load(&f, router, e)))
        return false;
    *followed = f.count;
    if (!f.count)
        return true;
    struct ros *ros = routers_get(ctx, router, e);
    if (!ros)
        return false;
    bool ok = read_router(&f, ros, &failure) && count(&f, router, ended, &failure) &&
              is_wanted(ctx, router, &wanted, &failure) && (!wanted || end_over(&f, ros, &failure));
    routers_report(ctx, router, ok ? NULL : &failure);
    if (!ok && e)
        *e = failure;
    return ok;
}

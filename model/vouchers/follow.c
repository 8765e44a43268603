/* Vouchers followed on their router. */
#include "model/vouchers/follow.h"

#include "base/text.h"
#include "db/db.h"
#include "model/routers/ros_value.h"
#include "model/routers/router.h"
#include "model/values/lookup.h"
#include "net/ros.h"

#include <inttypes.h>
#include <string.h>

const struct voucher_kind voucher_kind_own = { "voucher_names", "voucher_due", "voucher_follow", "voucher_strays" };

enum {
    MOST_ASKED_FOR = 32 /* by their names; of more the whole router is read */
};

/* A session, or a cookie. */
struct entry {
    const char *menu, *id;
    int64_t seconds, bytes; /* of a session */
    struct entry *next;
};

struct voucher {
    const char *id, *name, *server;
    const char *row; /* of its user; NULL: the router has it no more */
    const char *comment;
    int64_t seconds, bytes; /* of its user: what is written when a session ends */
    int64_t limit_s, limit_bytes;
    bool is_off;
    struct entry *sessions, *cookies;
    const char *what;              /* is to be done; NULL: nothing */
    const char *new_s, *new_bytes; /* what its limits are to be; NULL: they are right */
    struct voucher *next_stray;
    struct voucher *namesake; /* of another server */
};

struct following {
    struct context *ctx;
    const struct voucher_kind *kind;
    bool is_whole;  /* all that the router has; else those alone that are over soon */
    bool is_anyway; /* also where the router is to have none */
    int64_t up_s;   /* how long the router is up; -1: not known */
    struct voucher *vouchers;
    size_t count;
    struct voucher *strays, **last_stray; /* users with the comment of a lot that are none of them */
    size_t stray_count;
    struct lookup *by_key;  /* name and server as its row has it */
    struct lookup *by_name; /* the first of its namesakes */
    struct lookup *by_id;
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

static int64_t seconds_of(struct arena *a, const struct ros_row *row, const char *name)
{
    const char *text = ros_value_text(a, row, name);
    int64_t seconds;
    return text && ros_parse_seconds(text, &seconds) ? seconds : 0;
}

static int64_t bytes_of(const struct ros_row *row)
{
    return ros_value_int64(row, "bytes-in") + ros_value_int64(row, "bytes-out");
}

static void enter(struct following *f, struct voucher *v)
{
    lookup_put(f->by_key, key_of(f->ctx->arena, v->name, v->server), v);
    v->namesake = lookup_get(f->by_name, v->name);
    lookup_put(f->by_name, v->name, v);
}

static bool load(struct following *f, const char *router, struct error *e)
{
    struct arena *a = f->ctx->arena;
    struct db_result *r = db_query(f->ctx->db, f->is_whole ? f->kind->names : f->kind->due, DB_PARAMS(router), e);
    if (!r)
        return false;
    f->vouchers = ARENA_ARRAY(a, struct voucher, db_rows(r) + 1);
    for (int i = 0; i < db_rows(r); i++) {
        struct voucher *v = &f->vouchers[f->count++];
        v->id = arena_strdup(a, db_value(r, i, 0));
        v->name = arena_strdup(a, db_value(r, i, 1));
        v->server = arena_strdup(a, db_value(r, i, 2));
        lookup_put(f->by_id, v->id, v);
        enter(f, v);
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

/* "lot 12"; whose it is the database tells. */
static bool is_of_a_lot(const char *comment)
{
    return strncmp(comment, "lot ", 4) == 0 && comment[4] && strspn(comment + 4, "0123456789") == strlen(comment + 4);
}

static void take_stray(struct following *f, const struct ros_row *row, const char *name, const char *server)
{
    struct arena *a = f->ctx->arena;
    const char *comment = text_of(a, row, "comment");
    if (!f->kind->strays || !f->is_whole || !is_of_a_lot(comment))
        return;
    struct voucher *v = ARENA_NEW(a, struct voucher);
    *v = (struct voucher){ .name = name,
                           .server = server,
                           .row = ros_value_text(a, row, ".id"),
                           .comment = comment,
                           .is_off = ros_value_bool(row, "disabled") };
    enter(f, v);
    *f->last_stray = v;
    f->last_stray = &v->next_stray;
    f->stray_count++;
}

static bool take_user(void *ctx, const struct ros_row *row)
{
    struct following *f = ctx;
    struct arena *a = f->ctx->arena;
    const char *name = text_of(a, row, "name"), *server = text_of(a, row, "server");
    server = *server ? server : "all";
    struct voucher *v = lookup_get(f->by_key, key_of(a, name, server));
    if (!v) {
        take_stray(f, row, name, server);
        return true;
    }
    v->row = ros_value_text(a, row, ".id");
    v->comment = text_of(a, row, "comment");
    v->seconds = seconds_of(a, row, "uptime");
    v->bytes = bytes_of(row);
    v->limit_s = seconds_of(a, row, "limit-uptime");
    v->limit_bytes = ros_value_int64(row, "limit-bytes-total");
    v->is_off = ros_value_bool(row, "disabled");
    return true;
}

static void add_entry(struct following *f, struct entry **list, const char *menu, const struct ros_row *row)
{
    struct entry *n = ARENA_NEW(f->ctx->arena, struct entry);
    *n = (struct entry){ .menu = menu,
                         .id = ros_value_text(f->ctx->arena, row, ".id"),
                         .seconds = seconds_of(f->ctx->arena, row, "uptime"),
                         .bytes = bytes_of(row),
                         .next = *list };
    *list = n;
}

static bool take_session(void *ctx, const struct ros_row *row)
{
    struct following *f = ctx;
    struct arena *a = f->ctx->arena;
    struct voucher *v = find(f, text_of(a, row, "user"), text_of(a, row, "server"));
    if (v)
        add_entry(f, &v->sessions, "/ip/hotspot/active", row);
    return true;
}

/* By a cookie a session that was ended comes back without anybody typing anything. It names no server: one whose
 * namesake is over has to be typed in once more. */
static bool take_cookie(void *ctx, const struct ros_row *row)
{
    struct following *f = ctx;
    for (struct voucher *v = lookup_get(f->by_name, text_of(f->ctx->arena, row, "user")); v; v = v->namesake)
        add_entry(f, &v->cookies, "/ip/hotspot/cookie", row);
    return true;
}

static bool take_up(void *ctx, const struct ros_row *row)
{
    struct following *f = ctx;
    const char *text = ros_value_text(f->ctx->arena, row, "uptime");
    if (!text || !ros_parse_seconds(text, &f->up_s))
        f->up_s = -1;
    return true;
}

/* "?name=a", "?name=b", "?#|": those of the vouchers alone; none where all are wanted. */
static size_t queries_of(const struct following *f, const char *property, const char **queries)
{
    size_t n = 0;
    if (f->is_whole || f->count > MOST_ASKED_FOR)
        return 0;
    for (size_t i = 0; i < f->count; i++) {
        queries[n++] = arena_printf(f->ctx->arena, "?%s=%s", property, f->vouchers[i].name);
        if (i)
            queries[n++] = "?#|";
    }
    return n;
}

static bool print(struct following *f, struct ros *ros, const char *menu, const char *proplist, const char *property,
                  bool (*take)(void *ctx, const struct ros_row *row), struct error *e)
{
    const char *queries[2 * MOST_ASKED_FOR];
    size_t n = queries_of(f, property, queries);
    return ros_print(ros, menu, proplist, n ? queries : NULL, n, take, f, NULL, e);
}

/* Counters before sessions: console.voucher_used_since() rests on that. */
static bool read_router(struct following *f, struct ros *ros, struct error *e)
{
    return ros_print(ros, "/system/resource", "uptime", NULL, 0, take_up, f, NULL, e) &&
           print(f, ros, "/ip/hotspot/user",
                 ".id,name,server,comment,disabled,limit-uptime,limit-bytes-total,uptime,bytes-in,bytes-out", "name",
                 take_user, e) &&
           print(f, ros, "/ip/hotspot/active", ".id,user,server,uptime,bytes-in,bytes-out", "user", take_session, e) &&
           print(f, ros, "/ip/hotspot/cookie", ".id,user", "user", take_cookie, e);
}

enum part {
    IDS,
    SECONDS,
    BYTES,
    ONLINE,
    COOKIES,
    OFF,
    COMMENTS,
    LIMITS_S,
    LIMITS_BYTES,
    MISSING,
    SESSION_OF,
    SESSIONS,
    SESSION_SECONDS,
    SESSION_BYTES,
    PARTS
};

struct look {
    const char **lists[PARTS];
    size_t count, missing, sessions;
};

static void add_sessions(struct arena *a, struct look *l, const struct voucher *v)
{
    for (const struct entry *x = v->sessions; x; x = x->next) {
        l->lists[SESSION_OF][l->sessions] = v->id;
        l->lists[SESSIONS][l->sessions] = x->id;
        l->lists[SESSION_SECONDS][l->sessions] = arena_printf(a, "%" PRId64, x->seconds);
        l->lists[SESSION_BYTES][l->sessions++] = arena_printf(a, "%" PRId64, x->bytes);
    }
}

/* What is missing is looked for when all is. */
static void add_voucher(const struct following *f, struct look *l, const struct voucher *v)
{
    struct arena *a = f->ctx->arena;
    if (!v->row) {
        if (f->is_whole)
            l->lists[MISSING][l->missing++] = v->id;
        return;
    }
    size_t n = l->count++;
    l->lists[IDS][n] = v->id;
    l->lists[SECONDS][n] = arena_printf(a, "%" PRId64, v->seconds);
    l->lists[BYTES][n] = arena_printf(a, "%" PRId64, v->bytes);
    l->lists[ONLINE][n] = v->sessions ? "t" : "f";
    l->lists[COOKIES][n] = v->cookies ? "t" : "f";
    l->lists[OFF][n] = v->is_off ? "t" : "f";
    l->lists[COMMENTS][n] = v->comment;
    l->lists[LIMITS_S][n] = arena_printf(a, "%" PRId64, v->limit_s);
    l->lists[LIMITS_BYTES][n] = arena_printf(a, "%" PRId64, v->limit_bytes);
    add_sessions(a, l, v);
}

static size_t count_sessions(const struct following *f)
{
    size_t n = 0;
    for (size_t i = 0; i < f->count; i++)
        for (const struct entry *x = f->vouchers[i].sessions; x; x = x->next)
            n++;
    return n;
}

static const char *said(struct arena *a, const struct db_result *r, int row, int column)
{
    return db_is_null(r, row, column) ? NULL : arena_strdup(a, db_value(r, row, column));
}

/* Takes the look into the database, which says what is to be done. */
static bool count(struct following *f, const char *router, size_t *ended, struct error *e)
{
    struct arena *a = f->ctx->arena;
    struct look l = { .count = 0 };
    const char *params[PARTS + 2] = { router };
    const size_t room = f->count + count_sessions(f) + 1;

    for (int k = 0; k < PARTS; k++)
        l.lists[k] = ARENA_ARRAY(a, const char *, room);
    for (size_t i = 0; i < f->count; i++)
        add_voucher(f, &l, &f->vouchers[i]);
    for (int k = 0; k < PARTS; k++)
        params[k + 1] = db_array(a, l.lists[k], k < MISSING ? l.count : k == MISSING ? l.missing : l.sessions);
    params[PARTS + 1] = f->up_s < 0 ? NULL : arena_printf(a, "%" PRId64, f->up_s);
    struct db_result *r = db_query(f->ctx->db, f->kind->follow, params, PARTS + 2, e);
    for (int i = 0; r && i < db_rows(r); i++) {
        struct voucher *v = lookup_get(f->by_id, db_value(r, i, 0));
        v->what = said(a, r, i, 1);
        v->new_s = said(a, r, i, 2);
        v->new_bytes = said(a, r, i, 3);
        *ended += v->what && strcmp(v->what, "on") != 0;
    }
    db_result_free(r);
    return r != NULL;
}

/* Which of them are to be switched off. */
static bool judge_strays(struct following *f, const char *router, struct error *e)
{
    struct arena *a = f->ctx->arena;
    const size_t n = f->stray_count;
    const char **names = ARENA_ARRAY(a, const char *, n + 1), **servers = ARENA_ARRAY(a, const char *, n + 1);
    const char **comments = ARENA_ARRAY(a, const char *, n + 1), **offs = ARENA_ARRAY(a, const char *, n + 1);
    struct voucher **strays = ARENA_ARRAY(a, struct voucher *, n + 1);
    size_t i = 0;

    if (!f->kind->strays || !f->is_whole)
        return true;
    for (struct voucher *v = f->strays; v; v = v->next_stray, i++) {
        strays[i] = v;
        names[i] = v->name;
        servers[i] = v->server;
        comments[i] = v->comment;
        offs[i] = v->is_off ? "t" : "f";
    }
    struct db_result *r = db_query(f->ctx->db, f->kind->strays,
                                   DB_PARAMS(router, db_array(a, names, n), db_array(a, servers, n),
                                             db_array(a, comments, n), db_array(a, offs, n)),
                                   e);
    for (int k = 0; r && k < db_rows(r); k++)
        strays[db_int64(r, k, 0) - 1]->what = "off";
    db_result_free(r);
    return r != NULL;
}

static struct ros_command command_on(struct arena *a, const char *menu, const char *verb, const char *id,
                                     const char *change)
{
    const char **words = ARENA_ARRAY(a, const char *, 3);
    words[0] = arena_printf(a, "%s/%s", menu, verb);
    words[1] = arena_printf(a, "=.id=%s", id);
    words[2] = change;
    return (struct ros_command){ .words = words, .word_count = change ? 3 : 2 };
}

static struct ros_command change_of(struct arena *a, const struct voucher *v)
{
    if (strcmp(v->what, "remove") == 0)
        return command_on(a, "/ip/hotspot/user", "remove", v->row, NULL);
    return command_on(a, "/ip/hotspot/user", "set", v->row,
                      strcmp(v->what, "on") == 0 ? "=disabled=no" : "=disabled=yes");
}

static struct ros_command limits_of(struct arena *a, const struct voucher *v)
{
    const char **words = ARENA_ARRAY(a, const char *, 4);
    words[0] = "/ip/hotspot/user/set";
    words[1] = arena_printf(a, "=.id=%s", v->row);
    words[2] = arena_printf(a, "=limit-uptime=%ss", v->new_s);
    words[3] = arena_printf(a, "=limit-bytes-total=%s", v->new_bytes);
    return (struct ros_command){ .words = words, .word_count = 4 };
}

static size_t add_removals(struct arena *a, struct ros_command *out, size_t n, const struct entry *x)
{
    for (; x; x = x->next)
        out[n++] = command_on(a, x->menu, "remove", x->id, NULL);
    return n;
}

/* What is to be told a router: first what users are to be, then who is put out. */
struct telling {
    struct arena *arena;
    struct ros_command *changes, *out;
    size_t changed, removed;
};

static size_t count_entries(const struct following *f)
{
    size_t n = 0;
    for (size_t i = 0; i < f->count; i++) {
        for (const struct entry *x = f->vouchers[i].sessions; x; x = x->next)
            n++;
        for (const struct entry *x = f->vouchers[i].cookies; x; x = x->next)
            n++;
    }
    for (const struct voucher *v = f->strays; v; v = v->next_stray) {
        for (const struct entry *x = v->sessions; x; x = x->next)
            n++;
        for (const struct entry *x = v->cookies; x; x = x->next)
            n++;
    }
    return n;
}

static void tell(struct telling *t, const struct voucher *v)
{
    if (v->new_s)
        t->changes[t->changed++] = limits_of(t->arena, v);
    if (!v->what)
        return;
    if (strcmp(v->what, "out") != 0)
        t->changes[t->changed++] = change_of(t->arena, v);
    if (strcmp(v->what, "on") != 0)
        t->removed =
            add_removals(t->arena, t->out, add_removals(t->arena, t->out, t->removed, v->sessions), v->cookies);
}

/* Nobody gets in any more before those who are in are put out. A refusal is met again at the next look. */
static bool settle(struct following *f, struct ros *ros, struct error *e)
{
    struct arena *a = f->ctx->arena;
    struct telling t = { .arena = a,
                         .changes = ARENA_ARRAY(a, struct ros_command, 2 * (f->count + f->stray_count) + 1),
                         .out = ARENA_ARRAY(a, struct ros_command, count_entries(f) + 1) };
    for (size_t i = 0; i < f->count; i++)
        tell(&t, &f->vouchers[i]);
    for (const struct voucher *v = f->strays; v; v = v->next_stray)
        tell(&t, v);
    return (!t.changed || ros_run(ros, t.changes, t.changed, NULL, NULL, e)) &&
           (!t.removed || ros_run(ros, t.out, t.removed, NULL, NULL, e));
}

static bool follow(struct following *f, const char *router, size_t *ended, struct error *e)
{
    struct error failure = { .code = ERR_NONE };
    f->last_stray = &f->strays;
    if (!load(f, router, e))
        return false;
    if (!f->count && !f->is_anyway)
        return true;
    struct ros *ros = routers_get(f->ctx, router, e);
    if (!ros)
        return false;
    bool ok = read_router(f, ros, &failure) && count(f, router, ended, &failure) && judge_strays(f, router, &failure) &&
              settle(f, ros, &failure);
    routers_report(f->ctx, router, ok ? NULL : &failure);
    if (!ok && e)
        *e = failure;
    return ok;
}

static struct following following_new(struct context *ctx, const struct voucher_kind *kind, bool is_whole,
                                      bool is_anyway)
{
    return (struct following){ .ctx = ctx,
                               .kind = kind,
                               .is_whole = is_whole,
                               .is_anyway = is_anyway,
                               .up_s = -1,
                               .by_key = lookup_new(ctx->arena),
                               .by_name = lookup_new(ctx->arena),
                               .by_id = lookup_new(ctx->arena) };
}

bool vouchers_follow(struct context *ctx, const struct voucher_kind *kind, const char *router, size_t *followed,
                     size_t *ended, struct error *e)
{
    struct following f = following_new(ctx, kind, true, false);
    bool ok = follow(&f, router, ended, e);
    *followed = f.count;
    return ok;
}

bool vouchers_look(struct context *ctx, const struct voucher_kind *kind, const char *router, size_t *followed,
                   size_t *ended, struct error *e)
{
    struct following f = following_new(ctx, kind, true, true);
    bool ok = follow(&f, router, ended, e);
    *followed = f.count;
    return ok;
}

static bool settle_rows(struct following f, const char *router, struct effect_row *rows, size_t count, struct error *e)
{
    size_t ended = 0;
    bool ok = follow(&f, router, &ended, e);
    for (size_t i = 0; ok && i < count; i++)
        rows[i].state = EFFECT_DONE;
    return ok;
}

bool vouchers_end(struct context *ctx, const struct voucher_kind *kind, const char *router, struct effect_row *rows,
                  size_t count, struct error *e)
{
    return settle_rows(following_new(ctx, kind, false, false), router, rows, count, e);
}

bool effect_voucher_settle(struct context *ctx, const char *router, struct effect_row *rows, size_t count,
                           struct error *e)
{
    return settle_rows(following_new(ctx, &voucher_kind_own, true, true), router, rows, count, e);
}

bool effect_voucher_end(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e)
{
    return vouchers_end(ctx, &voucher_kind_own, router, rows, count, e);
}

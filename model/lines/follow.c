/* PPPoE lines followed on their router. */
#include "model/lines/follow.h"

#include "base/text.h"
#include "db/db.h"
#include "model/routers/ros_value.h"
#include "model/routers/router.h"
#include "net/ros.h"

#include <inttypes.h>
#include <string.h>

enum {
    MOST_PROPERTIES = 9,
    LISTS = 25,
    PASSES = 3, /* write; read back and end sessions; see that they are gone */
    MOST_WORDS = 9
};

/* What is read, in the order of console.ppp_look. */
static const struct menu {
    const char *path, *query;
    const char *properties[MOST_PROPERTIES + 1];
} menus[] = {
    { "/ppp/secret",
      NULL,
      { ".id", "name", "service", "profile", "remote-address", "caller-id", "disabled", "comment",
        "last-disconnect-reason" } },
    { "/ppp/active", NULL, { ".id", "name", "session-id", "caller-id", "address", "uptime" } },
    { "/interface/pppoe-server", NULL, { "name", "user", "remote-address", "uptime" } },
    { "/interface", "?type=pppoe-in", { "name", "rx-byte", "tx-byte" } },
    { "/ppp/profile", NULL, { "name", "address-list", "remote-address" } },
};
enum {
    MENUS = sizeof menus / sizeof *menus
};

/* The rows of one menu, a list for each property. */
struct rows {
    struct arena *arena;
    const struct menu *menu;
    const char **lists[MOST_PROPERTIES];
    size_t columns, count, room;
};

struct look {
    struct rows of[MENUS];
};

static void grow(struct rows *r)
{
    r->room = r->room ? r->room * 2 : 64;
    for (size_t i = 0; i < r->columns; i++) {
        const char **more = ARENA_ARRAY(r->arena, const char *, r->room);
        if (r->count)
            memcpy(more, r->lists[i], r->count * sizeof *more);
        r->lists[i] = more;
    }
}

static const char *value_of(struct arena *a, const struct ros_row *row, const char *name)
{
    const char *text = ros_value_text(a, row, name);
    int64_t seconds;
    if (text && strcmp(name, "uptime") == 0)
        return ros_parse_seconds(text, &seconds) ? arena_printf(a, "%" PRId64, seconds) : NULL;
    return !text || text_is_utf8(text, strlen(text)) ? text : text_safe_copy(a, text);
}

static bool take_row(void *ctx, const struct ros_row *row)
{
    struct rows *r = ctx;
    if (r->count == r->room)
        grow(r);
    for (size_t i = 0; i < r->columns; i++)
        r->lists[i][r->count] = value_of(r->arena, row, r->menu->properties[i]);
    r->count++;
    return true;
}

static bool read_menu(struct rows *r, const struct menu *m, struct arena *a, struct ros *ros, struct error *e)
{
    const char *proplist = "";
    *r = (struct rows){ .arena = a, .menu = m };
    for (; m->properties[r->columns]; r->columns++)
        proplist = arena_printf(a, "%s%s%s", proplist, r->columns ? "," : "", m->properties[r->columns]);
    return ros_print(ros, m->path, proplist, &m->query, m->query ? 1 : 0, take_row, r, NULL, e);
}

static bool read_router(struct look *l, struct arena *a, struct ros *ros, struct error *e)
{
    bool ok = true;
    for (size_t i = 0; ok && i < MENUS; i++)
        ok = read_menu(&l->of[i], &menus[i], a, ros, e);
    return ok;
}

/* In the order of line_follow.sql's columns. */
enum column {
    LINE,
    VERB,
    TARGET,
    FIRST_FIELD
};
static const char *const fields[] = { "name",           "service",   "password", "profile",
                                      "remote-address", "caller-id", "disabled" };

static void add_word(struct ros_command *c, const char **words, const char *word)
{
    words[c->word_count++] = word;
    c->words = words;
}

/* A fixed address is taken away by a command of its own: set takes no empty one. */
static struct ros_command unset_address(struct arena *a, const char *id)
{
    struct ros_command c = { .word_count = 0 };
    const char **words = ARENA_ARRAY(a, const char *, 3);
    add_word(&c, words, "/ppp/secret/unset");
    add_word(&c, words, arena_printf(a, "=.id=%s", id));
    add_word(&c, words, "=value-name=remote-address");
    return c;
}

static struct ros_command command_of(struct arena *a, const struct db_result *r, int row, const char **without)
{
    struct ros_command c = { .word_count = 0 };
    const char **words = ARENA_ARRAY(a, const char *, MOST_WORDS);
    const char *verb = db_value(r, row, VERB), *id = arena_strdup(a, db_value(r, row, TARGET));
    bool ends = strcmp(verb, "kick") == 0;

    add_word(&c, words, ends ? "/ppp/active/remove" : arena_printf(a, "/ppp/secret/%s", verb));
    if (*id)
        add_word(&c, words, arena_printf(a, "=.id=%s", id));
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (db_is_null(r, row, FIRST_FIELD + (int)i))
            continue;
        const char *value = db_value(r, row, FIRST_FIELD + (int)i);
        if (strcmp(fields[i], "remote-address") == 0 && !*value)
            *without = *id ? id : NULL;
        else
            add_word(&c, words, arena_printf(a, "=%s=%s", fields[i], value));
    }
    return c;
}

/* What the database says is to be done, and to which line. */
struct tasks {
    struct ros_command *commands;
    const char **lines;
    size_t count;
};

static void add_task(struct tasks *t, const char *line, struct ros_command c)
{
    t->lines[t->count] = line;
    t->commands[t->count++] = c;
}

static bool follow(struct context *ctx, const char *router, const struct look *l, struct tasks *t,
                   struct lines_tally *tally, struct error *e)
{
    struct arena *a = ctx->arena;
    const char *params[LISTS + 1] = { router };
    size_t n = 1;

    for (size_t i = 0; i < MENUS; i++)
        for (size_t k = 0; k < l->of[i].columns; k++)
            params[n++] = db_array(a, l->of[i].lists[k], l->of[i].count);
    struct db_result *r = db_query(ctx->db, "line_follow", params, LISTS + 1, e);
    if (!r)
        return false;
    *t = (struct tasks){ .commands = ARENA_ARRAY(a, struct ros_command, 2 * db_rows(r) + 1),
                         .lines = ARENA_ARRAY(a, const char *, 2 * db_rows(r) + 1) };
    for (int i = 0; i < db_rows(r); i++) {
        const char *line = arena_strdup(a, db_value(r, i, LINE)), *without = NULL;
        struct ros_command c = command_of(a, r, i, &without);
        if (without)
            add_task(t, line, unset_address(a, without));
        if (!without || c.word_count > 2)
            add_task(t, line, c);
        *(strcmp(db_value(r, i, VERB), "kick") == 0 ? &tally->kicked : &tally->written) += 1;
    }
    db_result_free(r);
    return true;
}

/* A session that went by itself meanwhile is no refusal. */
static bool is_refused(const struct ros_command *c)
{
    return c->outcome == ROS_TRAP &&
           !(strcmp(c->words[0], "/ppp/active/remove") == 0 && strstr(c->message, "no such item"));
}

static bool note_refusals(struct context *ctx, const struct tasks *t, struct lines_tally *tally, struct error *e)
{
    struct arena *a = ctx->arena;
    const char **ids = ARENA_ARRAY(a, const char *, t->count + 1), **said = ARENA_ARRAY(a, const char *, t->count + 1);
    size_t n = 0;
    for (size_t i = 0; i < t->count; i++)
        if (is_refused(&t->commands[i])) {
            ids[n] = t->lines[i];
            said[n++] = text_safe_copy(a, t->commands[i].message);
        }
    tally->refused = n;
    struct db_result *r =
        n ? db_query(ctx->db, "line_refused", DB_PARAMS(db_array(a, ids, n), db_array(a, said, n)), e) : NULL;
    if (r)
        tally->news += (size_t)db_int64(r, 0, 0);
    db_result_free(r);
    return !n || r;
}

/* The last pass writes nothing: what it finds is for the next look. What is refused holds up nothing else. */
static bool follow_on(struct context *ctx, const char *router, struct ros *ros, struct lines_tally *tally,
                      struct error *e)
{
    struct look l;
    struct tasks t;
    bool ok = true, more = true;
    for (int pass = 1; ok && more && pass <= PASSES; pass++) {
        ok = read_router(&l, ctx->arena, ros, e) && follow(ctx, router, &l, &t, tally, e);
        more = ok && t.count && pass < PASSES;
        ok = ok && (!more || (ros_run(ros, t.commands, t.count, NULL, NULL, e) && note_refusals(ctx, &t, tally, e)));
        more = more && t.count > tally->refused;
    }
    tally->lines = l.of[0].count;
    tally->sessions = l.of[1].count;
    return ok;
}

bool lines_follow(struct context *ctx, const char *router, struct lines_tally *tally, struct error *e)
{
    struct error failure = { .code = ERR_NONE };
    *tally = (struct lines_tally){ .is_watched = false };
    struct db_result *r = db_query(ctx->db, "line_is_watched", DB_PARAMS(router), e);
    if (!r)
        return false;
    tally->is_watched = db_bool(r, 0, 0);
    db_result_free(r);
    if (!tally->is_watched)
        return true;
    struct ros *ros = routers_get(ctx, router, e);
    if (!ros)
        return false;
    bool ok = follow_on(ctx, router, ros, tally, &failure);
    routers_report(ctx, router, ok ? NULL : &failure);
    if (!ok && e)
        *e = failure;
    return ok;
}

bool effect_line_settle(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e)
{
    struct lines_tally t;
    bool ok = lines_follow(ctx, router, &t, e);
    bool is_news = ok && t.refused && t.news;
    for (size_t i = 0; ok && i < count; i++) {
        rows[i].state = is_news ? EFFECT_FAILED : EFFECT_DONE;
        if (is_news)
            rows[i].message =
                t.news == 1 ? "the router refused a change of a line: it says why"
                            : arena_printf(ctx->arena, "the router refused changes of %zu lines: they say why", t.news);
    }
    return ok;
}

/* Vouchers' rows on a router, as they were when it was taken over. */
#include "model/mikhmon/takeover_part.h"

#include "base/text.h"
#include "db/db.h"
#include "model/mikhmon/mikhmon_text.h"
#include "model/routers/ros_value.h"
#include "model/routers/router_secrets.h"
#include "model/values/lookup.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_WORDS = 12,
    PROPERTIES = 8 /* behind name and server */
};
/* In the order of takeover_users.sql, behind name and server. */
static const char *const properties[PROPERTIES] = { "password",    "profile",      "comment",           "disabled",
                                                    "mac-address", "limit-uptime", "limit-bytes-total", NULL };
static const char proplist[] = ".id,name,server,password,profile,comment,disabled,mac-address,limit-uptime,"
                               "limit-bytes-total";

struct user {
    const char *name, *server;
    const char *wanted[PROPERTIES];
    const char *words[MOST_WORDS];
    size_t word_count;
    const char *refusal;
    bool is_there;
};

struct restoring {
    struct context *ctx;
    struct user *users;
    size_t count;
    struct lookup *by_key;
};

static const char *key_of(struct arena *a, const char *name, const char *server)
{
    return arena_printf(a, "%s\n%s", name, server && *server ? server : "all");
}

static bool load(struct restoring *r, const char *takeover, struct error *e)
{
    struct arena *a = r->ctx->arena;
    struct db_result *rows = db_query(r->ctx->db, "takeover_users", DB_PARAMS(takeover), e);
    if (!rows)
        return false;
    r->users = ARENA_ARRAY(a, struct user, db_rows(rows) + 1);
    for (int i = 0; i < db_rows(rows); i++) {
        struct user *u = &r->users[r->count++];
        u->name = arena_strdup(a, db_value(rows, i, 0));
        u->server = arena_strdup(a, db_value(rows, i, 1));
        for (int k = 0; properties[k]; k++)
            u->wanted[k] = arena_strdup(a, db_value(rows, i, 2 + k));
        lookup_put(r->by_key, key_of(a, u->name, u->server), u);
    }
    db_result_free(rows);
    return true;
}

/* Times and limits are compared as numbers: one is spelled in many ways. */
static const char *value_of(struct arena *a, const struct ros_row *row, const char *property)
{
    const char *text = ros_value_text(a, row, property);
    if (strcmp(property, "limit-uptime") == 0) {
        int64_t seconds = mikhmon_seconds(text);
        return arena_printf(a, "%" PRId64, seconds < 0 ? 0 : seconds);
    }
    if (strcmp(property, "limit-bytes-total") == 0)
        return arena_printf(a, "%" PRId64, ros_value_int64(row, property));
    if (strcmp(property, "disabled") == 0)
        return ros_value_bool(row, property) ? "yes" : "no";
    if (strcmp(property, "mac-address") == 0 && text && strcmp(text, "00:00:00:00:00:00") == 0)
        return "";
    return !text ? "" : text_is_utf8(text, strlen(text)) ? text : text_safe_copy(a, text);
}

static const char *word_of(struct arena *a, const char *property, const char *value)
{
    bool is_no_mac = strcmp(property, "mac-address") == 0 && !*value;
    return arena_printf(a, "=%s=%s", property, is_no_mac ? "00:00:00:00:00:00" : value);
}

static bool take_user(void *ctx, const struct ros_row *row)
{
    struct restoring *r = ctx;
    struct arena *a = r->ctx->arena;
    const char *name = ros_value_text(a, row, "name");
    struct user *u = name ? lookup_get(r->by_key, key_of(a, name, ros_value_text(a, row, "server"))) : NULL;
    if (!u)
        return true;
    u->is_there = true;
    u->word_count = 2;
    for (int k = 0; properties[k]; k++) {
        /* what is hidden was no reason to take it over, and is none to change it */
        if (k == 0 && !ros_value_secret(a, row, "password"))
            continue;
        if (strcmp(value_of(a, row, properties[k]), u->wanted[k]) != 0)
            u->words[u->word_count++] = word_of(a, properties[k], u->wanted[k]);
    }
    u->words[0] = "/ip/hotspot/user/set";
    u->words[1] = arena_printf(a, "=.id=%s", ros_value_text(a, row, ".id"));
    return true;
}

/* One that is gone comes back; its counters begin anew, for the router holds them. */
static void add_again(struct arena *a, struct user *u)
{
    u->words[0] = "/ip/hotspot/user/add";
    u->words[1] = arena_printf(a, "=name=%s", u->name);
    u->words[2] = arena_printf(a, "=server=%s", u->server);
    u->word_count = 3;
    for (int k = 0; properties[k]; k++)
        if (*u->wanted[k])
            u->words[u->word_count++] = word_of(a, properties[k], u->wanted[k]);
}

static bool tell(struct restoring *r, struct ros *ros, struct error *e)
{
    struct arena *a = r->ctx->arena;
    struct ros_command *commands = ARENA_ARRAY(a, struct ros_command, r->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < r->count; i++) {
        struct user *u = &r->users[i];
        if (!u->is_there)
            add_again(a, u);
        if (u->word_count > 2)
            commands[count++] = (struct ros_command){ .words = u->words, .word_count = u->word_count, .owner = u };
    }
    if (count && !ros_run(ros, commands, count, NULL, NULL, e))
        return false;
    for (size_t i = 0; i < count; i++)
        if (commands[i].outcome == ROS_TRAP)
            ((struct user *)commands[i].owner)->refusal = text_safe_copy(a, commands[i].message);
    return true;
}

static bool look(struct restoring *r, struct ros *ros, const char *router, struct error *e)
{
    for (size_t i = 0; i < r->count; i++) {
        r->users[i].is_there = false;
        r->users[i].word_count = 0;
    }
    return routers_print_secrets(r->ctx, router, ros, "/ip/hotspot/user", proplist, NULL, 0, take_user, r, e);
}

/* What it then has decides, not what it answered. */
static bool is_settled(const struct restoring *r, struct error *e)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct user *u = &r->users[i];
        if (u->is_there && u->word_count <= 2)
            continue;
        if (u->refusal)
            return error_set(e, ERR_REFUSED, "the router refuses a change", "%s: %s", u->name, u->refusal);
        return error_set(e, ERR_REFUSED, "the router refuses a change", "%s is as it was", u->name);
    }
    return true;
}

bool takeover_restore_users(struct context *ctx, struct ros *ros, const char *router, const char *takeover,
                            struct error *e)
{
    struct restoring r = { .ctx = ctx, .by_key = lookup_new(ctx->arena) };
    return load(&r, takeover, e) && look(&r, ros, router, e) && tell(&r, ros, e) && look(&r, ros, router, e) &&
           is_settled(&r, e);
}

/* A look at a whole router in parts: reading and putting aside, and giving back part by part. */
#include "model/routers/sync_aside.h"

#include "db/db.h"
#include "model/config/config.h"
#include "model/routers/ros_value.h"
#include "model/routers/sync_spool.h"

#include <stdlib.h>
#include <string.h>

enum {
    FEWEST_EACH = 1024, /* users in a part */
    MOST_PARTS = 64,    /* of those with users: what was put aside is gone through once for each */
    WANTED = 0,         /* kind of what the database wants; the router's are behind it */
    NO_MENU = -1
};

static const char *const menus[] = { NULL,
                                     "/ip/hotspot/ip-binding",
                                     "/ip/hotspot/host",
                                     "/ip/hotspot/active",
                                     "/ip/dhcp-server/lease",
                                     "/ip/hotspot/user",
                                     "/ip/firewall/address-list" };
enum {
    BINDING = 1,
    LEASE = 4
};

/* Whatever menu prints it. */
static const struct key_property {
    const char *name;
    enum sync_key kind;
} key_properties[] = { { "mac-address", SYNC_KEY_MAC },    { "address", SYNC_KEY_ADDRESS },
                       { "to-address", SYNC_KEY_ADDRESS }, { "active-address", SYNC_KEY_ADDRESS },
                       { "user", SYNC_KEY_ACCOUNT },       { "name", SYNC_KEY_ACCOUNT } };

struct sync_aside {
    struct sync_spool *spool;
    struct sync_parts *parts;
    struct arena *row; /* of one row */
    struct error failure;
    size_t user_count, lease_count;
    uint32_t last_user;
    const struct sync_run *run;
    int menu; /* that rows are put aside of */
    bool is_replay;
    uint32_t part;
    bool (*take)(void *ctx, const struct ros_row *row);
    struct sync_run *taker;
    size_t row_count;
};

struct sync_aside *sync_aside_new(void)
{
    struct sync_aside *a = calloc(1, sizeof *a);
    if (!a)
        abort();
    a->spool = sync_spool_new();
    a->parts = sync_parts_new();
    a->row = arena_new();
    return a;
}

void sync_aside_free(struct sync_aside *a)
{
    if (!a)
        return;
    sync_spool_free(a->spool);
    sync_parts_free(a->parts);
    arena_free(a->row);
    free(a);
}

static int menu_of(const char *path)
{
    for (size_t i = 1; i < sizeof menus / sizeof *menus; i++)
        if (strcmp(menus[i], path) == 0)
            return (int)i;
    return NO_MENU;
}

static void join(struct sync_aside *a, uint32_t *key, enum sync_key kind, const char *text)
{
    uint32_t other = sync_parts_key(a->parts, kind, text);
    if (*key)
        sync_parts_join(a->parts, *key, other);
    *key = *key ? *key : other;
}

/* As the comparison finds it; NULL: it is no key. A binding without an address says 0.0.0.0. */
static const char *key_text(struct sync_aside *a, enum sync_key kind, char *text)
{
    char mac[MAC_TEXT];
    if (kind == SYNC_KEY_MAC)
        return ros_parse_mac(mac, text) ? arena_strdup(a->row, mac) : NULL;
    if (kind != SYNC_KEY_ADDRESS)
        return text;
    char *mask = strstr(text, "/32");
    if (mask && !mask[3])
        *mask = '\0';
    return a->menu == BINDING && strcmp(text, "0.0.0.0") == 0 ? NULL : text;
}

static uint32_t key_of(struct sync_aside *a, const struct ros_row *row)
{
    uint32_t key = 0;
    struct mark mark;

    for (size_t i = 0; i < sizeof key_properties / sizeof *key_properties; i++) {
        const struct key_property *p = &key_properties[i];
        char *given = ros_value_text(a->row, row, p->name);
        const char *text = given ? key_text(a, p->kind, given) : NULL;
        if (text)
            join(a, &key, p->kind, text);
    }
    mark_read(a->row, a->run->ctx->config->mark_prefix, ros_value_text(a->row, row, "comment"), &mark);
    if (mark.uid)
        join(a, &key, SYNC_KEY_UID, mark.uid);
    if (mark.user)
        join(a, &key, SYNC_KEY_ACCOUNT, mark.user);
    return key;
}

static bool put_row(void *ctx, const struct ros_row *row)
{
    struct sync_aside *a = ctx;

    arena_reset(a->row);
    a->lease_count += a->menu == LEASE;
    return sync_spool_put(a->spool, a->menu, key_of(a, row), row->words, row->count, &a->failure);
}

struct sync_tap sync_tap_aside(struct sync_run *s, const char *path)
{
    s->aside->menu = menu_of(path);
    s->aside->run = s;
    return (struct sync_tap){ .take = put_row, .ctx = s->aside };
}

bool sync_tap_holds(const struct sync_tap *tap, struct error *e)
{
    const struct sync_aside *a = tap->take == put_row ? tap->ctx : NULL;
    if (!a || a->failure.code == ERR_NONE)
        return true;
    if (e)
        *e = a->failure;
    return false;
}

/* Columns of sync_desired.sql that are keys. */
enum {
    USER_ID = 0,
    ACCOUNT = 4,
    DEVICE_ID = 14,
    MAC = 15,
    ADDRESS = 16,
    IS_CURRENT = 17
};

static uint32_t key_of_wanted(struct sync_aside *a, const struct ros_word *words)
{
    uint32_t key = 0;
    char mac[MAC_TEXT];
    const char *given = words[MAC].bytes;

    join(a, &key, SYNC_KEY_UID, words[USER_ID].bytes);
    join(a, &key, SYNC_KEY_ACCOUNT, words[ACCOUNT].bytes);
    if (words[DEVICE_ID].bytes && given) {
        bool is_mac = ros_parse_mac(mac, given);
        join(a, &key, SYNC_KEY_MAC, is_mac ? mac : given);
        if (is_mac && *words[IS_CURRENT].bytes == 't')
            sync_parts_key(a->parts, SYNC_KEY_OWNED_MAC, mac);
    }
    if (words[ADDRESS].bytes)
        join(a, &key, SYNC_KEY_ADDRESS, words[ADDRESS].bytes);
    return key;
}

static bool put_wanted(void *ctx, const struct db_result *r)
{
    struct sync_aside *a = ctx;
    struct ros_word words[SYNC_WANTED_COLUMNS];

    for (int c = 0; c < SYNC_WANTED_COLUMNS; c++) {
        words[c].bytes = db_is_null(r, 0, c) ? NULL : db_value(r, 0, c);
        words[c].length = words[c].bytes ? strlen(words[c].bytes) : 0;
    }
    uint32_t key = key_of_wanted(a, words);
    uint32_t user = sync_parts_key(a->parts, SYNC_KEY_UID, words[USER_ID].bytes);
    if (user != a->last_user) {
        sync_parts_add_user(a->parts, user);
        a->user_count++;
    }
    a->last_user = user;
    return sync_spool_put(a->spool, WANTED, key, words, SYNC_WANTED_COLUMNS, &a->failure);
}

bool sync_aside_wanted(struct sync_run *s, struct error *e)
{
    struct sync_aside *a = s->aside;

    if (!db_stream(s->ctx->db, db_sql("sync_desired_all"), DB_PARAMS(s->router), put_wanted, a, e))
        return false;
    if (a->failure.code != ERR_NONE && e)
        *e = a->failure;
    return a->failure.code == ERR_NONE;
}

uint32_t sync_aside_divide(struct sync_aside *a)
{
    size_t each = a->user_count / MOST_PARTS;
    a->is_replay = true;
    return sync_parts_divide(a->parts, each > FEWEST_EACH ? each : FEWEST_EACH);
}

size_t sync_aside_leases(const struct sync_aside *a)
{
    return a->lease_count;
}

struct sync_parts *sync_aside_parts(const struct sync_aside *a)
{
    return a->parts;
}

static bool is_of_part(void *ctx, uint32_t key)
{
    const struct sync_aside *a = ctx;
    return sync_parts_of(a->parts, key) == a->part;
}

static bool count_row(void *ctx, const struct ros_row *row)
{
    struct sync_aside *a = ctx;
    (void)row;
    a->row_count++;
    return true;
}

static bool load_wanted(void *ctx, const struct ros_row *row)
{
    const struct sync_aside *a = ctx;
    const char *values[SYNC_WANTED_COLUMNS];

    for (int c = 0; c < SYNC_WANTED_COLUMNS; c++)
        values[c] = row->words[c].bytes;
    sync_add_wanted(a->taker, values);
    return true;
}

static bool give_row(void *ctx, const struct ros_row *row)
{
    const struct sync_aside *a = ctx;
    return a->take(a->taker, row);
}

static bool read_part(struct sync_aside *a, int kind, bool (*take)(void *ctx, const struct ros_row *row),
                      struct error *e)
{
    return sync_spool_read(a->spool, kind, &(struct sync_spool_reader){ .wants = is_of_part, .take = take, .ctx = a },
                           e);
}

bool sync_aside_load(struct sync_run *s, uint32_t part, struct error *e)
{
    struct sync_aside *a = s->aside;

    a->part = part;
    a->taker = s;
    a->row_count = 0;
    if (!read_part(a, WANTED, count_row, e))
        return false;
    sync_expect_wanted(s, a->row_count);
    return read_part(a, WANTED, load_wanted, e);
}

bool sync_is_replay(const struct sync_run *s)
{
    return s->aside && s->aside->is_replay;
}

bool sync_replay(struct sync_run *s, const char *path, bool (*take)(void *ctx, const struct ros_row *row),
                 struct error *e)
{
    s->aside->taker = s;
    s->aside->take = take;
    return read_part(s->aside, menu_of(path), give_row, e);
}

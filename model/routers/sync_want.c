/* Sync: what the database wants of the router. */
#include "db/db.h"
#include "model/config/config.h"
#include "model/routers/sync_run.h"
#include "model/settings/setting.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* In the order of sync_desired.sql. */
enum {
    USER_ID,
    STRICTNESS,
    LIST,
    MARK,
    ACCOUNT,
    PASSWORD,
    SERVER,
    PROFILE,
    IS_PROFILE_SET,
    BASE_PROFILE,
    LIMIT_BYTES,
    IS_DISABLED,
    WANTS_ACCOUNT,
    BINDING_TYPE,
    DEVICE_ID,
    MAC,
    ADDRESS,
    IS_CURRENT,
    TAKES_BASELINE,
    STATUS,
    IS_CLAIMED,
    HAS_ACCOUNT,
    ACCOUNT_HOLDER,
    NEW_SERVER,
    COLUMNS
};
_Static_assert((int)COLUMNS == (int)SYNC_WANTED_COLUMNS, "a column more, or less");

static const char *text_at(struct sync_run *s, const struct db_result *r, int row, int column)
{
    return db_is_null(r, row, column) ? NULL : arena_strdup(s->arena, db_value(r, row, column));
}

static const char *copy(struct sync_run *s, const char *const *values, int column)
{
    return arena_strdup(s->arena, values[column]);
}

static int64_t number(const char *const *values, int column)
{
    return values[column] ? strtoll(values[column], NULL, 10) : 0;
}

static bool is_true(const char *const *values, int column)
{
    return values[column] && *values[column] == 't';
}

static void load_user(struct sync_run *s, const char *const *values, struct sync_user *u)
{
    u->id = copy(s, values, USER_ID);
    u->strictness = (int)number(values, STRICTNESS);
    u->list = copy(s, values, LIST);
    u->mark = copy(s, values, MARK);
    u->account = copy(s, values, ACCOUNT);
    u->password = copy(s, values, PASSWORD);
    u->server = copy(s, values, SERVER);
    u->new_server = copy(s, values, NEW_SERVER);
    u->profile = copy(s, values, PROFILE);
    u->is_profile_set = is_true(values, IS_PROFILE_SET);
    u->base_profile = copy(s, values, BASE_PROFILE);
    u->limit_bytes = number(values, LIMIT_BYTES);
    u->is_disabled = is_true(values, IS_DISABLED);
    u->wants_account = is_true(values, WANTS_ACCOUNT);
    u->binding_type = copy(s, values, BINDING_TYPE);
    u->status = copy(s, values, STATUS);
    u->is_claim_noted = is_true(values, IS_CLAIMED);
    u->is_claimed = u->is_claim_noted || s->claims_by_touch;
    u->has_known_account = is_true(values, HAS_ACCOUNT);
    u->account_holder = copy(s, values, ACCOUNT_HOLDER);
    mark_read(s->arena, s->ctx->config->mark_prefix, mark_text(s->arena, s->ctx->config->mark_prefix, u->mark, "", ""),
              &u->says);
    lookup_put(s->users_by_id, u->id, u);
    if (!u->account_holder)
        lookup_put(s->users_by_account, u->account, u);
}

static void load_device(struct sync_run *s, const char *const *values, const struct sync_user *u, struct sync_device *d)
{
    char mac[MAC_TEXT];
    const char *given = values[MAC] ? values[MAC] : "";

    d->id = copy(s, values, DEVICE_ID);
    d->mac = ros_parse_mac(mac, given) ? arena_strdup(s->arena, mac) : arena_strdup(s->arena, given);
    d->known_address = copy(s, values, ADDRESS);
    d->is_current = is_true(values, IS_CURRENT) && ros_parse_mac(mac, given);
    d->takes_baseline = is_true(values, TAKES_BASELINE) && d->is_current;
    d->seen = lookup_get(s->macs, d->mac);
    if (!d->seen) {
        d->seen = ARENA_NEW(s->arena, struct sync_mac);
        lookup_put(s->macs, d->mac, d->seen);
    }
    if (d->is_current)
        d->seen->owner = u;
    if (d->known_address)
        sync_place(s, d->known_address);
}

void sync_expect_wanted(struct sync_run *s, size_t rows)
{
    s->users_by_id = lookup_new(s->arena);
    s->users_by_account = lookup_new(s->arena);
    s->macs = lookup_new(s->arena);
    s->places = lookup_new(s->arena);
    s->users = ARENA_ARRAY(s->arena, struct sync_user, rows + 1);
    s->devices = ARENA_ARRAY(s->arena, struct sync_device, rows + 1);
}

void sync_add_wanted(struct sync_run *s, const char *const *values)
{
    struct sync_user *u = s->user_count ? &s->users[s->user_count - 1] : NULL;

    if (!u || strcmp(u->id, values[USER_ID]) != 0) {
        u = &s->users[s->user_count++];
        load_user(s, values, u);
        u->devices = &s->devices[s->device_count];
    }
    if (values[DEVICE_ID]) {
        load_device(s, values, u, &s->devices[s->device_count++]);
        u->device_count++;
    }
}

static void load_users(struct sync_run *s, const struct db_result *r)
{
    const char *values[COLUMNS];

    sync_expect_wanted(s, (size_t)db_rows(r));
    for (int i = 0; i < db_rows(r); i++) {
        for (int c = 0; c < COLUMNS; c++)
            values[c] = db_is_null(r, i, c) ? NULL : db_value(r, i, c);
        sync_add_wanted(s, values);
    }
}

char *sync_lower(struct arena *a, const char *text)
{
    char *lower = arena_strdup(a, text);
    for (char *c = lower; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return lower;
}

/* Of lists that several states share the most open one counts. */
static void add_list(struct sync_run *s, const char *name, int strictness)
{
    struct sync_list *list = lookup_get(s->lists, name);
    if (!list) {
        list = ARENA_NEW(s->arena, struct sync_list);
        list->strictness = strictness;
        lookup_put(s->lists, name, list);
    }
    if (strictness < list->strictness)
        list->strictness = strictness;
}

static void load_rules(struct sync_run *s, const struct db_result *r)
{
    enum {
        RULE_LIST,
        RULE_STRICTNESS,
        RULE_PROFILE,
        RULE_CLAIMING,
        RULE_TIMEOUT,
        RULE_DATE,
        RULE_TIME
    };
    s->lists = lookup_new(s->arena);
    s->state_profiles = lookup_new(s->arena);
    for (int i = 0; i < db_rows(r); i++) {
        if (!db_is_null(r, i, RULE_LIST))
            add_list(s, text_at(s, r, i, RULE_LIST), (int)db_int64(r, i, RULE_STRICTNESS));
        if (!db_is_null(r, i, RULE_PROFILE))
            lookup_put(s->state_profiles, text_at(s, r, i, RULE_PROFILE), s);
    }
    s->claims_by_touch = strcmp(db_value(r, 0, RULE_CLAIMING), "touch") == 0;
    s->date = text_at(s, r, 0, RULE_DATE);
    s->time = text_at(s, r, 0, RULE_TIME);
    s->list_timeout_s = setting_number("list_timeout_s", db_value(r, 0, RULE_TIMEOUT));
}

#define RULES_PARAMS DB_PARAMS(setting_find("router_claim")->fallback, setting_find("list_timeout_s")->fallback)

bool sync_begin(struct sync_run *s, struct error *e)
{
    struct db_result *r = db_query(s->ctx->db, "sync_rules", RULES_PARAMS, e);
    if (r)
        load_rules(s, r);
    db_result_free(r);
    return r != NULL;
}

static void load_hints(struct sync_run *s, const struct db_result *r)
{
    const char **hints = ARENA_ARRAY(s->arena, const char *, db_rows(r) + 1);
    s->hint_count = (size_t)db_rows(r);
    for (int i = 0; i < db_rows(r); i++)
        hints[i] = text_at(s, r, i, 0);
    s->hints = hints;
}

/* A row of sync_devices.sql as one of sync_desired.sql that says nothing else. */
static void load_places(struct sync_run *s, const struct db_result *r)
{
    enum {
        PLACE_USER,
        PLACE_ACCOUNT,
        PLACE_DEVICE,
        PLACE_MAC,
        PLACE_ADDRESS,
        PLACE_COLUMNS
    };
    static const int columns[] = { [PLACE_USER] = USER_ID,
                                   [PLACE_ACCOUNT] = ACCOUNT,
                                   [PLACE_DEVICE] = DEVICE_ID,
                                   [PLACE_MAC] = MAC,
                                   [PLACE_ADDRESS] = ADDRESS };
    sync_expect_wanted(s, (size_t)db_rows(r));
    for (int i = 0; i < db_rows(r); i++) {
        const char *values[COLUMNS] = { NULL };
        struct sync_user *u = s->user_count ? &s->users[s->user_count - 1] : NULL;
        for (int c = 0; c < PLACE_COLUMNS; c++)
            values[columns[c]] = db_is_null(r, i, c) ? NULL : db_value(r, i, c);
        if (!u || strcmp(u->id, values[USER_ID]) != 0) {
            u = &s->users[s->user_count++];
            *u = (struct sync_user){ .id = copy(s, values, USER_ID), .account = copy(s, values, ACCOUNT) };
            u->devices = &s->devices[s->device_count];
        }
        if (values[DEVICE_ID]) {
            load_device(s, values, u, &s->devices[s->device_count++]);
            u->device_count++;
        }
    }
}

void sync_take_devices(struct sync_run *s, const struct db_result *places, const struct db_result *hints)
{
    load_places(s, places);
    load_hints(s, hints);
}

bool sync_load_devices(struct sync_run *s, const char *const *user_ids, size_t count, struct error *e)
{
    struct db *db = s->ctx->db;
    const char *users = db_array(s->arena, user_ids, count);
    struct db_result *places = NULL, *hints = NULL;
    bool ok = db_later(db, "sync_devices", DB_PARAMS(users), &places, e) &&
              (hints = db_query(db, "sync_hints", DB_PARAMS(s->router, users), e)) != NULL;
    if (ok)
        sync_take_devices(s, places, hints);
    db_result_free(places);
    db_result_free(hints);
    return ok;
}

/* A router is asked for what stands at certain addresses and MACs: what the last look found elsewhere would
 * never be seen. */
static bool find_hints(struct sync_run *s, const char *users, struct error *e)
{
    struct db_result *r = db_query(s->ctx->db, "sync_hints", DB_PARAMS(s->router, users), e);
    if (r)
        load_hints(s, r);
    db_result_free(r);
    return r != NULL;
}

bool sync_want_later(struct sync_run *s, const char *const *user_ids, size_t count, struct sync_wanted *w,
                     struct error *e)
{
    const char *users = db_array(s->arena, user_ids, count);
    return db_later(s->ctx->db, "sync_rules", RULES_PARAMS, &w->rules, e) &&
           db_later(s->ctx->db, "sync_desired", DB_PARAMS(users, s->router), &w->desired, e);
}

void sync_take_wanted(struct sync_run *s, const struct sync_wanted *w)
{
    load_rules(s, w->rules);
    load_users(s, w->desired);
    if (s->foreseen) {
        s->hints = s->foreseen->hints;
        s->hint_count = s->foreseen->hint_count;
    }
}

void sync_wanted_free(struct sync_wanted *w)
{
    db_result_free(w->rules);
    db_result_free(w->desired);
    *w = (struct sync_wanted){ .rules = NULL };
}

bool sync_load_wanted(struct sync_run *s, const char *const *user_ids, size_t count, struct error *e)
{
    struct db *db = s->ctx->db;
    const char *users = db_array(s->arena, user_ids, count);
    struct sync_wanted w = { .rules = NULL };
    /* Planned once for a connection where they are few: to plan it takes as long as to run it. */
    bool ok = (!sync_is_few(count) || db_later(db, "operation_plans", DB_PARAMS("force_generic_plan"), NULL, e)) &&
              db_later(db, "sync_rules", RULES_PARAMS, &w.rules, e) &&
              (w.desired = db_query(db, "sync_desired", DB_PARAMS(users, s->router), e)) != NULL;
    if (ok)
        sync_take_wanted(s, &w);
    sync_wanted_free(&w);
    return ok && (s->foreseen || find_hints(s, users, e));
}

/* Sync: what the database wants of the router. */
#include "db/db.h"
#include "model/config/config.h"
#include "model/routers/sync_run.h"
#include "model/settings/setting.h"

#include <ctype.h>
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
    NEW_SERVER
};

static const char *text_at(struct sync_run *s, const struct db_result *r, int row, int column)
{
    return db_is_null(r, row, column) ? NULL : arena_strdup(s->arena, db_value(r, row, column));
}

static void load_user(struct sync_run *s, const struct db_result *r, int row, struct sync_user *u)
{
    u->id = text_at(s, r, row, USER_ID);
    u->strictness = (int)db_int64(r, row, STRICTNESS);
    u->list = text_at(s, r, row, LIST);
    u->mark = text_at(s, r, row, MARK);
    u->account = text_at(s, r, row, ACCOUNT);
    u->password = text_at(s, r, row, PASSWORD);
    u->server = text_at(s, r, row, SERVER);
    u->new_server = text_at(s, r, row, NEW_SERVER);
    u->profile = text_at(s, r, row, PROFILE);
    u->is_profile_set = db_bool(r, row, IS_PROFILE_SET);
    u->base_profile = text_at(s, r, row, BASE_PROFILE);
    u->limit_bytes = db_int64(r, row, LIMIT_BYTES);
    u->is_disabled = db_bool(r, row, IS_DISABLED);
    u->wants_account = db_bool(r, row, WANTS_ACCOUNT);
    u->binding_type = text_at(s, r, row, BINDING_TYPE);
    u->status = text_at(s, r, row, STATUS);
    u->is_claim_noted = db_bool(r, row, IS_CLAIMED);
    u->is_claimed = u->is_claim_noted || s->claims_by_touch;
    u->has_known_account = db_bool(r, row, HAS_ACCOUNT);
    u->account_holder = text_at(s, r, row, ACCOUNT_HOLDER);
    mark_read(s->arena, s->ctx->config->mark_prefix, mark_text(s->arena, s->ctx->config->mark_prefix, u->mark, "", ""),
              &u->says);
    lookup_put(s->users_by_id, u->id, u);
    if (!u->account_holder)
        lookup_put(s->users_by_account, u->account, u);
}

static void load_device(struct sync_run *s, const struct db_result *r, int row, const struct sync_user *u,
                        struct sync_device *d)
{
    char mac[MAC_TEXT];
    const char *given = db_value(r, row, MAC);

    d->id = text_at(s, r, row, DEVICE_ID);
    d->mac = ros_parse_mac(mac, given) ? arena_strdup(s->arena, mac) : arena_strdup(s->arena, given);
    d->known_address = text_at(s, r, row, ADDRESS);
    d->is_current = db_bool(r, row, IS_CURRENT) && ros_parse_mac(mac, given);
    d->takes_baseline = db_bool(r, row, TAKES_BASELINE) && d->is_current;
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

/* Rows come user by user. */
static void load_users(struct sync_run *s, const struct db_result *r)
{
    int rows = db_rows(r);
    struct sync_device *devices = ARENA_ARRAY(s->arena, struct sync_device, rows + 1);
    struct sync_user *u = NULL;

    s->users = ARENA_ARRAY(s->arena, struct sync_user, rows + 1);
    for (int i = 0; i < rows; i++) {
        if (!u || strcmp(u->id, db_value(r, i, USER_ID)) != 0) {
            u = &s->users[s->user_count++];
            load_user(s, r, i, u);
            u->devices = &devices[s->device_count];
        }
        if (!db_is_null(r, i, DEVICE_ID)) {
            load_device(s, r, i, u, &devices[s->device_count++]);
            u->device_count++;
        }
    }
}

char *sync_lower(struct arena *a, const char *text)
{
    char *lower = arena_strdup(a, text);
    for (char *c = lower; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return lower;
}

static bool load_state_profiles(struct sync_run *s, struct error *e)
{
    struct db_result *r = db_query(s->ctx->db, "sync_profiles", NULL, 0, e);
    for (int i = 0; r && i < db_rows(r); i++)
        lookup_put(s->state_profiles, text_at(s, r, i, 0), s);
    db_result_free(r);
    return r != NULL;
}

static bool load_claiming(struct sync_run *s, struct error *e)
{
    const char *claiming = setting_read(s->ctx, "router_claim", e);
    s->claims_by_touch = claiming && strcmp(claiming, "touch") == 0;
    return claiming != NULL;
}

static bool load_lists(struct sync_run *s, struct error *e)
{
    struct db_result *r = db_query(s->ctx->db, "sync_lists", NULL, 0, e);
    if (!r)
        return false;
    for (int i = 0; i < db_rows(r); i++) {
        struct sync_list *list = ARENA_NEW(s->arena, struct sync_list);
        list->strictness = (int)db_int64(r, i, 1);
        lookup_put(s->lists, text_at(s, r, i, 0), list);
        s->date = text_at(s, r, i, 2);
        s->time = text_at(s, r, i, 3);
    }
    db_result_free(r);
    return true;
}

static bool load(struct sync_run *s, struct db_result *r)
{
    if (r)
        load_users(s, r);
    db_result_free(r);
    return r != NULL;
}

static bool begin(struct sync_run *s, struct error *e)
{
    s->users_by_id = lookup_new(s->arena);
    s->users_by_account = lookup_new(s->arena);
    s->macs = lookup_new(s->arena);
    s->places = lookup_new(s->arena);
    s->lists = lookup_new(s->arena);
    s->state_profiles = lookup_new(s->arena);
    return load_lists(s, e) && load_state_profiles(s, e) && load_claiming(s, e) &&
           setting_read_int(s->ctx, "list_timeout_s", &s->list_timeout_s, e);
}

/* A router is asked for what stands at certain addresses and MACs: what the last look found elsewhere would
 * never be seen. */
static bool load_hints(struct sync_run *s, const char *users, struct error *e)
{
    struct db_result *r = db_query(s->ctx->db, "sync_hints", DB_PARAMS(s->router, users), e);
    if (!r)
        return false;
    const char **hints = ARENA_ARRAY(s->arena, const char *, db_rows(r) + 1);
    s->hint_count = (size_t)db_rows(r);
    for (int i = 0; i < db_rows(r); i++)
        hints[i] = text_at(s, r, i, 0);
    s->hints = hints;
    db_result_free(r);
    return true;
}

bool sync_load_wanted(struct sync_run *s, const char *const *user_ids, size_t count, struct error *e)
{
    const char *users = db_array(s->arena, user_ids, count);
    return begin(s, e) && load(s, db_query(s->ctx->db, "sync_desired", DB_PARAMS(users, s->router), e)) &&
           load_hints(s, users, e);
}

bool sync_load_all(struct sync_run *s, struct error *e)
{
    return begin(s, e) && load(s, db_query(s->ctx->db, "sync_desired_all", DB_PARAMS(s->router), e));
}

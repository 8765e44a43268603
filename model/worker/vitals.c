/* The database, its followers, routers, gateways, the worker, backups and certificates, as they were last seen. */
#include "model/worker/vitals.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/worker/health.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    MUCH_SKEW_S = 120,
    MUCH_BEHIND_S = 60,
    MUCH_BEHIND_KB = 64 * 1024,
    MANY_CONNECTIONS = 80 /* percent, as incidents take it */
};

void vitals_add(struct vitals *v, const struct vital *vital)
{
    if (v->count == v->room) {
        size_t room = v->room ? 2 * v->room : 32;
        struct vital *more = ARENA_ARRAY(v->ctx->arena, struct vital, room);
        if (v->count)
            memcpy(more, v->items, v->count * sizeof *more);
        v->items = more;
        v->room = room;
    }
    v->items[v->count++] = *vital;
}

static void add_clock(struct vitals *v, int64_t database_s)
{
    int64_t skew = (int64_t)time(NULL) - database_s;
    skew = skew < 0 ? -skew : skew;
    bool is_much = skew > MUCH_SKEW_S;
    vitals_add(v, &(struct vital){ .name = "clock",
                                   .state = is_much ? LAMP_WARN : LAMP_GOOD,
                                   .detail = is_much
                                                 ? arena_printf(v->ctx->arena,
                                                                "this host's clock and the database's differ by %lld s",
                                                                (long long)skew)
                                                 : "this host's clock and the database's agree",
                                   .mend = is_much ? "check the time service of both hosts (timedatectl)" : NULL,
                                   .figure = "skew_s",
                                   .value = skew,
                                   .warn = MUCH_SKEW_S });
}

/* In the order of vitals_database.sql. */
enum {
    VERSION,
    IS_STANDBY,
    BEHIND_S,
    TAKEN,
    MOST,
    NOW_S
};

static void add_server(struct vitals *v, const struct db_result *r, int64_t took_ms)
{
    struct arena *a = v->ctx->arena;
    const char *version = text_safe_copy(a, db_value(r, 0, VERSION));
    bool is_standby = db_bool(r, 0, IS_STANDBY);
    vitals_add(v, &(struct vital){
                      .name = "database",
                      .state = is_standby ? LAMP_WARN : LAMP_GOOD,
                      .detail = is_standby ? arena_printf(a, "PostgreSQL %s, a standby that is %lld s behind", version,
                                                          (long long)db_int64(r, 0, BEHIND_S))
                                           : arena_printf(a, "PostgreSQL %s, %lld ms", version, (long long)took_ms),
                      .mend = is_standby ? "it can be read and not changed: name the primary in database, or promote it"
                                         : NULL,
                      .figure = "ms",
                      .value = took_ms,
                      .is_outside = true });
}

static void add_connections(struct vitals *v, const struct db_result *r)
{
    int64_t taken = db_int64(r, 0, TAKEN), most = db_int64(r, 0, MOST), warn = most * MANY_CONNECTIONS / 100;
    bool are_many = taken >= warn;
    vitals_add(v, &(struct vital){ .name = "connections",
                                   .state = taken >= most ? LAMP_BAD
                                            : are_many    ? LAMP_WARN
                                                          : LAMP_GOOD,
                                   .detail = arena_printf(v->ctx->arena, "%lld of %lld connections are taken",
                                                          (long long)taken, (long long)most),
                                   .mend = are_many ? "find who holds them (pg_stat_activity), or raise max_connections"
                                                    : NULL,
                                   .figure = "taken",
                                   .value = taken,
                                   .warn = warn,
                                   .most = most });
}

static bool look_at_database(struct vitals *v, struct error *e)
{
    int64_t before = clock_ms();
    struct db_result *r = db_query(v->ctx->db, "vitals_database", NULL, 0, e);
    if (!r)
        return false;
    add_server(v, r, clock_ms() - before);
    add_connections(v, r);
    add_clock(v, db_int64(r, 0, NOW_S));
    db_result_free(r);
    return true;
}

/* In the order of vitals_standbys.sql. */
enum {
    FOLLOWER_KIND,
    FOLLOWER_NAME,
    FOLLOWER_STATE,
    FOLLOWER_BEHIND_KB,
    FOLLOWER_BEHIND_S
};

static void add_standby(struct vitals *v, const struct db_result *r, int row, struct vital *vital)
{
    struct arena *a = v->ctx->arena;
    int64_t kb = db_int64(r, row, FOLLOWER_BEHIND_KB), seconds = db_int64(r, row, FOLLOWER_BEHIND_S);
    const char *state = text_safe_copy(a, db_value(r, row, FOLLOWER_STATE));
    if (db_is_null(r, row, FOLLOWER_STATE)) {
        vital->detail = "how far it is, PostgreSQL does not show to this account";
        vital->mend = "GRANT pg_monitor TO the account that looks";
    } else {
        bool is_late = strcmp(state, "streaming") != 0 || kb > MUCH_BEHIND_KB || seconds > MUCH_BEHIND_S;
        vital->state = is_late ? LAMP_WARN : LAMP_GOOD;
        vital->detail = arena_printf(a, "%s, %lld kB and %lld s behind", state, (long long)kb, (long long)seconds);
        vital->mend = is_late ? "look at the standby's log, its disk and the link to it" : NULL;
        vital->figure = "behind_kb";
        vital->value = kb;
        vital->warn = MUCH_BEHIND_KB;
    }
    vitals_add(v, vital);
}

static void add_slot(struct vitals *v, const struct db_result *r, int row, struct vital *vital)
{
    int64_t kb = db_int64(r, row, FOLLOWER_BEHIND_KB);
    bool is_much = kb > MUCH_BEHIND_KB;
    vital->state = is_much ? LAMP_WARN : LAMP_GOOD;
    vital->detail = arena_printf(v->ctx->arena, "nobody reads it, %lld kB are kept for who does", (long long)kb);
    vital->mend =
        is_much ? "start who reads it, or drop it (pg_drop_replication_slot): the disk fills until then" : NULL;
    vital->figure = "kept_kb";
    vital->value = kb;
    vital->warn = MUCH_BEHIND_KB;
    vitals_add(v, vital);
}

static bool look_at_followers(struct vitals *v, struct error *e)
{
    struct arena *a = v->ctx->arena;
    struct db_result *r = db_query(v->ctx->db, "vitals_standbys", NULL, 0, e);
    for (int i = 0; r && i < db_rows(r); i++) {
        const char *kind = db_value(r, i, FOLLOWER_KIND);
        struct vital vital = { .name =
                                   arena_printf(a, "%s %s", kind, text_safe_copy(a, db_value(r, i, FOLLOWER_NAME))) };
        if (strcmp(kind, "slot") == 0)
            add_slot(v, r, i, &vital);
        else
            add_standby(v, r, i, &vital);
    }
    bool ok = r != NULL;
    db_result_free(r);
    return ok;
}

/* What the header shows, which the worker has seen: routers first, then gateways and messengers. */
static bool look_at_lamps(struct vitals *v, struct error *e)
{
    const struct config *c = v->ctx->config;
    size_t gateways = (size_t)(c->midtrans != NULL) + c->xendit_count,
           messengers = (size_t)(c->telegram != NULL) + (size_t)(c->whatsapp != NULL);
    struct health h;
    if (!health_read(v->ctx, &h, e))
        return false;
    for (size_t i = 0; i < h.count; i++) {
        const struct health_lamp *lamp = &h.lamps[i];
        bool is_outside = i < c->router_count + gateways + messengers;
        const char *kind = i < c->router_count              ? "router "
                           : i < c->router_count + gateways ? "gateway "
                           : is_outside                     ? "messenger "
                                                            : "";
        vitals_add(v, &(struct vital){ .name = arena_printf(v->ctx->arena, "%s%s", kind, lamp->name),
                                       .state = lamp->state,
                                       .detail = lamp->detail,
                                       .is_a_rule = i < c->router_count || !is_outside,
                                       .is_outside = is_outside });
    }
    return true;
}

/* In the order of backup_last.sql. */
enum {
    BACKUP_KIND,
    BACKUP_IS_WANTED,
    BACKUP_GOOD_AT,
    BACKUP_AGE_S,
    BACKUP_ERROR = 6,
    BACKUP_IS_LATE
};

static bool look_at_backups(struct vitals *v, struct error *e)
{
    enum {
        HOUR_S = 3600
    };
    struct arena *a = v->ctx->arena;
    struct db_result *r = db_query(v->ctx->db, "backup_last", NULL, 0, e);
    for (int i = 0; r && i < db_rows(r); i++) {
        const char *kind = text_safe_copy(a, db_value(r, i, BACKUP_KIND));
        bool has_good = !db_is_null(r, i, BACKUP_GOOD_AT), is_late = db_bool(r, i, BACKUP_IS_LATE);
        const char *good = has_good ? arena_printf(a, "the last good one is of %s", db_value(r, i, BACKUP_GOOD_AT))
                                    : "there is no good one";
        vitals_add(v, &(struct vital){ .name = kind,
                                       .is_a_rule = true,
                                       .state = is_late    ? LAMP_WARN
                                                : has_good ? LAMP_GOOD
                                                           : LAMP_UNKNOWN,
                                       .detail = db_is_null(r, i, BACKUP_ERROR)
                                                     ? good
                                                     : arena_printf(a, "%s, the last try: %s", good,
                                                                    text_safe_copy(a, db_value(r, i, BACKUP_ERROR))),
                                       .mend = is_late ? arena_printf(a, "hotspot-console %s", kind) : NULL,
                                       .figure = has_good ? "age_h" : NULL,
                                       .value = db_int64(r, i, BACKUP_AGE_S) / HOUR_S });
    }
    bool ok = r != NULL;
    db_result_free(r);
    return ok;
}

static bool look_at_certificates(struct vitals *v, struct error *e)
{
    enum {
        LABEL,
        DAY,
        IS_OVER,
        IS_SOON,
        DAYS
    };
    struct arena *a = v->ctx->arena;
    struct db_result *r = db_query(v->ctx->db, "vitals_certificates", NULL, 0, e);
    for (int i = 0; r && i < db_rows(r); i++) {
        bool is_over = db_bool(r, i, IS_OVER), is_soon = db_bool(r, i, IS_SOON);
        vitals_add(v, &(struct vital){
                          .name = arena_printf(a, "certificate of %s", text_safe_copy(a, db_value(r, i, LABEL))),
                          .state = is_over   ? LAMP_BAD
                                   : is_soon ? LAMP_WARN
                                             : LAMP_GOOD,
                          .detail = arena_printf(a, is_over ? "it ended on %s" : "it ends on %s", db_value(r, i, DAY)),
                          .mend = is_soon ? "renew it: without it nothing is sent there" : NULL,
                          .figure = "days_left",
                          .value = db_int64(r, i, DAYS) });
    }
    bool ok = r != NULL;
    db_result_free(r);
    return ok;
}

/* What is looked at, in this order. */
static const struct {
    const char *name; /* where the look itself fails */
    bool (*look)(struct vitals *v, struct error *e);
    bool wants_database;
} looks[] = {
    { "database", look_at_database, true },
    { "standbys", look_at_followers, true },
    { "lamps", look_at_lamps, true },
    { "backups", look_at_backups, true },
    { "certificates", look_at_certificates, true },
    { "portal", vitals_look_at_portal, false },
    { "disks", vitals_look_at_disks, false },
    { "files", vitals_look_at_files, false },
};

static void add_failure(struct vitals *v, const char *name, const struct error *why)
{
    struct arena *a = v->ctx->arena;
    vitals_add(v, &(struct vital){
                      .name = name,
                      .state = LAMP_BAD,
                      .detail = text_safe_copy(a, arena_printf(a, *why->why ? "%s: %s" : "%s", why->what, why->why)),
                      .mend = *why->hint ? arena_strdup(a, why->hint) : NULL,
                      .is_outside = true });
}

void vitals_look(struct vitals *v, const struct error *database)
{
    if (database)
        add_failure(v, "database", database);
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        struct error why = { .code = ERR_NONE };
        if (!(database && looks[i].wants_database) && !looks[i].look(v, &why))
            add_failure(v, looks[i].name, &why);
    }
}

/* The zone that sessions speak in.
 *
 * It is asked for anew when somebody said that it may have changed, and after ten seconds of use: a portal tells
 * nobody of what it sets, and a pooler passes no notification on. It is less than a screen waits until it reads again,
 * for an idle one would show the old zone once more. TimeZone is one of the parameters that a pooler
 * keeps for each of its clients. */
#include "db/zone.h"

#include "db/db.h"
#include "db/handle.h"

#include <stdatomic.h>
#include <string.h>

enum {
    KEPT_MS = 10000,
    WIB_S = 7 * 3600
};

/* Of the whole process: its connections are all to the one database. */
static atomic_uint changes;
static atomic_long offset_s = WIB_S;

void db_zone_changed(void)
{
    atomic_fetch_add(&changes, 1);
}

long db_zone_offset_s(void)
{
    return atomic_load(&offset_s);
}

/* The database is not migrated, was restored in part, or came from a server that knows more zones: `check` tells of these. */
static bool has_no_zone(const struct db *db)
{
    static const char *const states[] = { "42883", "42P01", "3F000", "22023" };
    for (size_t i = 0; db->conn && i < sizeof states / sizeof *states; i++)
        if (strcmp(db->sqlstate, states[i]) == 0)
            return true;
    return false;
}

void db_ignore_zone(struct db *db)
{
    db->ignores_zone = true;
}

bool zone_follow(struct db *db, struct error *e)
{
    unsigned known = atomic_load(&changes);
    bool is_kept = db->ignores_zone || (db->zone_until > db_now_ms() && db->zone_change == known);
    if (is_kept || db->later.count > 0 || PQtransactionStatus(db->conn) != PQTRANS_IDLE)
        return true;
    /* Before it is asked for: the statement comes through here, too. */
    db->zone_until = db_now_ms() + KEPT_MS;
    db->zone_change = known;
    struct error why = { .code = ERR_NONE };
    struct db_result *r = db_query(db, "zone_follow", NULL, 0, &why);
    if (!r && has_no_zone(db))
        r = db_query(db, "zone_fallback", NULL, 0, &why);
    if (!r) {
        db->zone_until = 0;
        if (e)
            *e = why;
        return false;
    }
    atomic_store(&offset_s, (long)db_int64(r, 0, 1));
    db_result_free(r);
    return true;
}

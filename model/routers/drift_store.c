/* Drift: what a look found, into the database, in one transaction. */
#include "db/db.h"
#include "model/routers/drift_run.h"

#include <inttypes.h>

static const char *safe(struct drift_run *d, const char *text)
{
    return drift_known_text(d->arena, text);
}

static const char *number(struct drift_run *d, int64_t n)
{
    return arena_printf(d->arena, "%" PRId64, n);
}

static bool write_rows(struct drift_run *d, const char **changes, struct error *e)
{
    enum {
        KIND,
        USER,
        SUBJECT,
        EXPECTED,
        ACTUAL,
        CAUSE,
        MEND,
        ITEM,
        SAFE,
        COLUMNS
    };
    const char **columns[COLUMNS], *params[COLUMNS + 2] = { d->whole.router };

    for (int c = 0; c < COLUMNS; c++)
        columns[c] = ARENA_ARRAY(d->arena, const char *, d->rows.count + 1);
    for (size_t i = 0; i < d->rows.count; i++) {
        const struct drift_row *row = d->rows.items[i];
        columns[KIND][i] = drift_kinds[row->kind].name;
        columns[USER][i] = row->user_id;
        columns[SUBJECT][i] = safe(d, row->subject);
        columns[EXPECTED][i] = safe(d, row->expected);
        columns[ACTUAL][i] = safe(d, row->actual);
        columns[CAUSE][i] = safe(d, row->cause);
        columns[MEND][i] = safe(d, row->mend);
        columns[ITEM][i] = row->item;
        columns[SAFE][i] = row->is_safe ? "t" : "f";
    }
    for (int c = 0; c < COLUMNS; c++)
        params[c + 1] = db_array(d->arena, columns[c], d->rows.count);
    params[COLUMNS + 1] = d->started_at;
    struct db_result *r = db_query(d->ctx->db, "drift_write", params, COLUMNS + 2, e);
    if (r)
        *changes = number(d, db_int64(r, 0, 0));
    db_result_free(r);
    return r != NULL;
}

/* Whose session it is: by the device, else by the name. */
static const char *user_of(const struct drift_run *d, const struct sync_session *s)
{
    const struct sync_mac *m = s->mac ? lookup_get(d->sync.macs, s->mac) : NULL;
    const struct sync_user *u = m ? m->owner : NULL;
    if (!u && s->account)
        u = lookup_get(d->sync.users_by_account, s->account);
    return u ? u->id : NULL;
}

/* Entries that end soon live on. */
static void keep_renewal(struct drift_run *d, const struct sync_user *u)
{
    struct drift_renewal *r = ARENA_NEW(d->kept, struct drift_renewal);
    r->user_id = arena_strdup(d->kept, u->id);
    *d->next_renewal = r;
    d->next_renewal = &r->next;
    d->renewal_count++;
}

void drift_keep(struct drift_run *d, const struct sync_session *known)
{
    const struct sync_user *last = NULL;

    for (struct sync_session *s = d->scan.sessions; s != known; s = s->next_seen)
        s->user_id = arena_strdup(d->kept, user_of(d, s));
    for (const struct sync_difference *f = d->sync.differences; f; f = f->next) {
        if (f->kind == SYNC_RENEWAL && f->user != last)
            keep_renewal(d, f->user);
        last = f->kind == SYNC_RENEWAL ? f->user : last;
    }
}

static bool write_sessions(struct drift_run *d, const char **changes, struct error *e)
{
    enum {
        ID,
        USER,
        ACCOUNT,
        MAC,
        ADDRESS,
        SERVER,
        UPTIME,
        BYTES,
        COLUMNS
    };
    const char **columns[COLUMNS], *params[COLUMNS + 1] = { d->whole.router };
    size_t n = 0;

    for (int c = 0; c < COLUMNS; c++)
        columns[c] = ARENA_ARRAY(d->arena, const char *, d->scan.session_count + 1);
    for (const struct sync_session *s = d->scan.sessions; s; s = s->next_seen, n++) {
        columns[ID][n] = safe(d, s->id);
        columns[USER][n] = s->user_id;
        columns[ACCOUNT][n] = safe(d, s->account);
        columns[MAC][n] = s->mac;
        columns[ADDRESS][n] = s->address;
        columns[SERVER][n] = safe(d, s->server);
        columns[UPTIME][n] = s->uptime_s == HOST_UNSAID ? NULL : number(d, s->uptime_s);
        columns[BYTES][n] = number(d, s->bytes);
    }
    for (int c = 0; c < COLUMNS; c++)
        params[c + 1] = db_array(d->arena, columns[c], n);
    struct db_result *r = db_query(d->ctx->db, "drift_write_sessions", params, COLUMNS + 1, e);
    if (r)
        *changes = number(d, db_int64(r, 0, 0));
    db_result_free(r);
    return r != NULL;
}

/* Upkeep, which is asked for in passing. */
static bool renew(struct drift_run *d, struct error *e)
{
    const char **users = ARENA_ARRAY(d->arena, const char *, d->renewal_count + 1);
    size_t count = 0;
    for (const struct drift_renewal *r = d->renewals; r; r = r->next)
        users[count++] = r->user_id;
    return !count ||
           db_run(d->ctx->db, "drift_renew", DB_PARAMS(d->whole.router, db_array(d->arena, users, count)), NULL, e);
}

static bool write_all(struct drift_run *d, const struct drift_report *r, struct error *e)
{
    struct db *db = d->ctx->db;
    const char *drift_changes = "0", *session_changes = "0";
    return db_run(db, "operation_settings", DB_PARAMS(d->ctx->actor, NULL), NULL, e) &&
           db_run(db, "operation_plans", DB_PARAMS("force_custom_plan"), NULL, e) &&
           db_run(db, "drift_lock", DB_PARAMS(d->whole.router), NULL, e) && write_rows(d, &drift_changes, e) &&
           write_sessions(d, &session_changes, e) && renew(d, e) &&
           db_run(db, "drift_scanned",
                  DB_PARAMS(d->whole.router, number(d, r->ms), number(d, (int64_t)r->users),
                            number(d, (int64_t)r->entries), number(d, (int64_t)r->foreign),
                            number(d, (int64_t)r->sessions), drift_changes, session_changes),
                  NULL, e);
}

bool drift_store(struct drift_run *d, const struct drift_report *report, struct error *e)
{
    if (!db_begin(d->ctx->db, e))
        return false;
    if (write_all(d, report, e))
        return db_commit(d->ctx->db, e);
    db_rollback(d->ctx->db);
    return false;
}

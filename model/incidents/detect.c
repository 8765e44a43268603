/* All detectors in one statement, and what they found into the table of incidents. */
#include "model/incidents/detect.h"

#include "base/i18n.h"
#include "base/text.h"
#include "db/db.h"
#include "model/incidents/detector.h"
#include "model/values/room.h"

#include <string.h>

enum {
    MOST_ROWS = 1000 /* of one detector */
};

void detector_found(struct context *ctx, struct detector_rows *rows, struct detector_row row)
{
    if (rows->count == rows->room) {
        size_t room = rows->room ? rows->room * 2 : 8;
        struct detector_row *more = ARENA_ARRAY(ctx->arena, struct detector_row, room);
        if (rows->count)
            memcpy(more, rows->items, rows->count * sizeof *more);
        *rows = (struct detector_rows){ more, rows->count, room };
    }
    rows->items[rows->count++] = row;
}

const struct detector *detector_at(size_t i)
{
    ROOM_EACH (detector, d, detectors, name)
        if (i-- == 0)
            return d;
    return NULL;
}

const struct detector *detector_find(const char *name)
{
    ROOM_EACH (detector, d, detectors, name)
        if (strcmp(d->name, name) == 0)
            return d;
    return NULL;
}

const char *detector_filter(struct arena *a, const struct detector *d, const char *cause)
{
    const char *mark = d->filter ? strstr(d->filter, "%s") : NULL;
    return mark ? arena_printf(a, "%.*s\"%s\"%s", (int)(mark - d->filter), d->filter, cause, mark + 2) : d->filter;
}

/* What the detectors without a statement have found, as the statement's parameters: texts of equal length. */
struct found_here {
    const char **columns[6]; /* kind, severity, cause, key, label, detail */
    size_t count, room;
};

static void put_here(struct context *ctx, struct found_here *f, const struct detector *d,
                     const struct detector_row *row)
{
    const char *const values[] = {
        d->name, d->severity, row->cause ? row->cause : "", row->key, row->label, row->detail
    };
    if (f->count == f->room) {
        size_t room = f->room ? f->room * 2 : 16;
        for (size_t i = 0; i < 6; i++) {
            const char **more = ARENA_ARRAY(ctx->arena, const char *, room);
            if (f->count)
                memcpy(more, f->columns[i], f->count * sizeof *more);
            f->columns[i] = more;
        }
        f->room = room;
    }
    for (size_t i = 0; i < 6; i++)
        f->columns[i][f->count] = values[i];
    f->count++;
}

static bool look_here(struct context *ctx, const struct detector *d, struct found_here *f, struct error *e)
{
    struct detector_rows rows = { 0 };
    if (!d->look(ctx, &rows, e))
        return false;
    for (size_t i = 0; i < rows.count; i++)
        put_here(ctx, f, d, &rows.items[i]);
    return true;
}

/* Names and severities are words of the tables, without quotes. */
static void put_statement(struct strbuf *out, const struct detector *d)
{
    strbuf_add(out, " UNION ALL (SELECT '");
    strbuf_add(out, d->name);
    strbuf_add(out, "', '");
    strbuf_add(out, d->severity);
    strbuf_add(out, "', coalesce(p.cause, '')::text, p.key::text, p.label::text, p.detail::text, p.user_id::uuid,"
                    " p.since::timestamptz FROM (\n");
    strbuf_add(out, db_sql(d->sql));
    strbuf_add(out, arena_printf(out->arena, "\n) p LIMIT %d)", MOST_ROWS));
}

#define FOUND_HERE                                                                                                     \
    "SELECT h.kind, h.severity, h.cause, h.key, h.label, h.detail, NULL::uuid, NULL::timestamptz"                      \
    " FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])"                             \
    " AS h (kind, severity, cause, key, label, detail)"

/* only NULL: all. */
static const char *keep_sql(struct arena *a, const struct detector *only)
{
    struct strbuf out = { .arena = a };
    strbuf_add(&out,
               "SELECT k.kind, k.cause, k.severity, k.rows, k.example, k.id FROM console.incidents_keep($1::text[],"
               " (SELECT coalesce(array_agg(ROW(f.*)::console.incident_found), '{}') FROM (" FOUND_HERE);
    ROOM_EACH (detector, d, detectors, name)
        if (d->sql && (!only || only == d))
            put_statement(&out, d);
    strbuf_add(&out, ") f)) k");
    return strbuf_text(&out);
}

static bool tell_admins(struct context *ctx, const struct db_result *r, struct error *e)
{
    for (int i = 0; i < db_rows(r); i++) {
        const struct detector *d = detector_find(db_value(r, i, 0));
        const char *cause = db_value(r, i, 1);
        const char *said = arena_printf(ctx->arena, "%s%s%s%s: %s", d ? _(d->what) : db_value(r, i, 0),
                                        *cause ? " (" : "", cause, *cause ? ")" : "", db_value(r, i, 4));
        if (strcmp(db_value(r, i, 2), "notice") != 0 &&
            !db_run(ctx->db, "incident_tell", DB_PARAMS(db_value(r, i, 5), said), NULL, e))
            return false;
    }
    return true;
}

static bool keep(struct context *ctx, const char *sql, const char *const *kinds, size_t count,
                 const struct found_here *f, struct detect_report *report, struct error *e)
{
    const char *params[7] = { db_array(ctx->arena, kinds, count) };
    for (size_t i = 0; i < 6; i++)
        params[i + 1] = db_array(ctx->arena, f->columns[i], f->count);
    struct db_result *r = db_text(ctx->db, sql, params, 7, e);
    if (!r)
        return false;
    report->fresh += (size_t)db_rows(r);
    bool ok = tell_admins(ctx, r, e);
    db_result_free(r);
    return ok;
}

static void note_failure(struct detect_report *report, const struct detector *d, const struct error *why)
{
    if (report->failed)
        return;
    report->failed = d->name;
    report->why = *why;
}

static bool detect_one(struct context *ctx, const struct detector *d, struct detect_report *report, struct error *e)
{
    struct found_here here = { 0 };
    if (d->look && !look_here(ctx, d, &here, e))
        return false;
    return keep(ctx, keep_sql(ctx->arena, d), &d->name, 1, &here, report, e);
}

/* After the statement of all has failed. */
static bool detect_each(struct context *ctx, struct detect_report *report, struct error *e)
{
    report->fresh = 0;
    ROOM_EACH (detector, d, detectors, name) {
        struct error why = { .code = ERR_NONE };
        if (context_cancelled(ctx, e))
            return false;
        if (detect_one(ctx, d, report, &why))
            continue;
        if (!db_is_connected(ctx->db)) {
            *e = why;
            return false;
        }
        note_failure(report, d, &why);
    }
    return true;
}

bool detect_all(struct context *ctx, struct detect_report *report, struct error *e)
{
    struct found_here here = { 0 };
    size_t room = 0, count = 0;
    *report = (struct detect_report){ 0 };
    ROOM_EACH (detector, d, detectors, name)
        room++;
    const char **kinds = ARENA_ARRAY(ctx->arena, const char *, room + 1);
    ROOM_EACH (detector, d, detectors, name) {
        struct error why = { .code = ERR_NONE };
        report->asked++;
        if (!d->look || look_here(ctx, d, &here, &why))
            kinds[count++] = d->name;
        else
            note_failure(report, d, &why);
    }
    struct error why = { .code = ERR_NONE };
    if (keep(ctx, keep_sql(ctx->arena, NULL), kinds, count, &here, report, &why))
        return true;
    if (!db_is_connected(ctx->db) || context_cancelled(ctx, &why)) {
        *e = why;
        return false;
    }
    return detect_each(ctx, report, e);
}

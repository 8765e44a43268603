/* Looking for data that breaks a rule. */
#include "model/engine/check.h"

#include "base/i18n.h"
#include "base/text.h"
#include "db/db.h"
#include "model/engine/audit.h"
#include "model/engine/seal.h"
#include "model/values/room.h"

enum {
    MOST_STORED = 10000 /* of one rule; beyond, they are counted alone */
};

struct findings findings_new(struct context *ctx, size_t beside_the_data)
{
    size_t room = beside_the_data + 6; /* the audit's chain, its file, its seals */
    ROOM_EACH (check, c, checks, name)
        room++;
    ROOM_EACH (probe, p, probes, name)
        room++;
    return (struct findings){ .ctx = ctx, .items = ARENA_ARRAY(ctx->arena, struct finding, room) };
}

void findings_add(struct findings *f, const struct finding *finding)
{
    f->items[f->count++] = *finding;
}

static void add_found(struct findings *f, const struct check *check, const struct db_result *r)
{
    if (db_int64(r, 0, 0) > 0)
        findings_add(f, &(struct finding){ .name = check->name,
                                           .what = check->what,
                                           .mend = check->mend,
                                           .count = db_int64(r, 0, 0),
                                           .example = text_safe_copy(f->ctx->arena, db_value(r, 0, 1)) });
}

bool findings_look(struct findings *f, const struct check *check, struct error *e)
{
    struct db_result *r = db_query(f->ctx->db, check->sql, NULL, 0, e);
    if (!r)
        return false;
    add_found(f, check, r);
    db_result_free(r);
    return true;
}

static bool check_chain(struct findings *f, struct error *e)
{
    int64_t broken, links;
    const char *why;
    if (!audit_verify_all(f->ctx, &broken, &links, &why, e))
        return false;
    if (broken)
        findings_add(f, &(struct finding){ .name = "audit_chain",
                                           .what = N_("the audit was changed after it was written"),
                                           .mend = N_("compare it with a backup and with the audit file"),
                                           .count = 1,
                                           .example = arena_printf(
                                               f->ctx->arena, "operation number %lld of %lld does not fit%s%s",
                                               (long long)broken, (long long)links, why ? ": " : "", why ? why : "") });
    return true;
}

/* Its copy on this host, which whoever owns the database can't rewrite. */
static bool check_audit_file(struct findings *f, struct error *e)
{
    struct audit_file_findings found;
    struct arena *a = f->ctx->arena;
    if (!audit_compare_file(f->ctx, &found, e))
        return false;
    if (found.differing)
        findings_add(f, &(struct finding){ .name = "audit_file",
                                           .what = N_("the audit file and the database differ"),
                                           .mend = N_("one of the two was changed: compare both with a backup"),
                                           .count = (int64_t)found.differing,
                                           .example = arena_printf(a, "%s:%zu: operation %s %s", found.file,
                                                                   found.first_differing,
                                                                   text_safe_copy(a, found.operation), found.why) });
    if (found.torn)
        findings_add(
            f, &(struct finding){ .name = "audit_file_torn",
                                  .what = N_("lines of the audit file can't be read"),
                                  .mend = N_("the disk was full, or the power went: the database has these operations"),
                                  .count = (int64_t)found.torn,
                                  .example = arena_printf(a, "%s:%zu", found.file, found.first_torn) });
    return true;
}

/* What whoever owns the database can't write: the seals on the chain. */
static bool check_seals(struct findings *f, struct error *e)
{
    struct seal_findings found;
    struct arena *a = f->ctx->arena;
    if (!seal_verify(f->ctx, &found, e))
        return false;
    if (found.why)
        findings_add(f, &(struct finding){ .name = "audit_seal",
                                           .what = N_("the audit was changed after it was sealed"),
                                           .mend = N_("compare it with a backup and with the audit file"),
                                           .count = 1,
                                           .example = found.why });
    if (found.no_key)
        findings_add(f, &(struct finding){ .name = "audit_key",
                                           .what = N_("the audit's seals can't be verified here"),
                                           .mend = found.no_key_mend
                                                       ? found.no_key_mend
                                                       : N_("let the worker's account check, or leave audit_key_file "
                                                            "out of this account's configuration"),
                                           .count = 1,
                                           .example = found.no_key });
    if (found.late)
        findings_add(
            f, &(struct finding){
                   .name = "audit_unsealed",
                   .what = N_("operations have had no seal for ten minutes"),
                   .mend = N_("start a worker whose configuration has audit_key_file, and look at its job audit_seal"),
                   .count = found.late,
                   .example = arena_printf(a, "operation number %lld", (long long)found.first_late) });
    return true;
}

/* A rule of either kind, with its rows as they are stored. */
struct rule {
    struct check check;
    const char *rows;
};

static struct rule rule_of_probe(struct arena *a, const struct probe *p)
{
    return (struct rule){ { p->name, p->sql, p->what, p->mend },
                          arena_printf(a, "SELECT p.*, 1::bigint AS rows FROM (\n%s\n) p", db_sql(p->sql)) };
}

static struct rule rule_of_check(struct arena *a, const struct check *check)
{
    const char *rows =
        arena_printf(a,
                     "SELECT ''::text AS key, NULL::text AS label, c.example AS present, NULL::text AS repaired,"
                     " NULL::uuid AS user_id, NULL::timestamptz AS since, c.count AS rows"
                     " FROM (\n%s\n) c WHERE c.count > 0",
                     db_sql(check->sql));
    return (struct rule){ *check, rows };
}

/* Looks for the rows, brings what is stored of them to it, and gives how many there are and one of them. */
static const char *store_sql(struct arena *a, const struct rule *rule)
{
    return arena_printf(
        a,
        "WITH probe AS MATERIALIZED (%s), kept AS ("
        " INSERT INTO console.finding AS f (kind, key, rows, label, present, repaired, user_id, since)"
        " SELECT $1, p.key, p.rows, p.label, coalesce(p.present, '-'), p.repaired, p.user_id, p.since"
        " FROM (SELECT * FROM probe ORDER BY key LIMIT %d) p"
        " ON CONFLICT (kind, key) WHERE closed_at IS NULL DO UPDATE SET rows = excluded.rows, label = excluded.label,"
        " present = excluded.present, repaired = excluded.repaired, user_id = excluded.user_id, seen_at = now()"
        " RETURNING 1), ended AS ("
        " UPDATE console.finding f SET closed_at = now(), closed_how = 'gone' WHERE f.kind = $1 AND f.closed_at IS NULL"
        " AND NOT EXISTS (SELECT FROM probe p WHERE p.key = f.key) RETURNING 1)"
        " SELECT (SELECT coalesce(sum(p.rows), 0)::bigint FROM probe p) AS count,"
        " (SELECT concat_ws(': ', p.label, p.present) FROM probe p ORDER BY p.key LIMIT 1) AS example,"
        " CASE WHEN EXISTS (SELECT FROM kept) OR EXISTS (SELECT FROM ended)"
        " THEN pg_notify('hotspot_console', 'findings') END",
        rule->rows, MOST_STORED);
}

static const char *look_sql(struct arena *a, const struct rule *rule)
{
    return arena_printf(a,
                        "WITH probe AS MATERIALIZED (%s)"
                        " SELECT coalesce(sum(p.rows), 0)::bigint AS count,"
                        " (SELECT concat_ws(': ', o.label, o.present) FROM probe o ORDER BY o.key LIMIT 1) AS example"
                        " FROM probe p",
                        rule->rows);
}

/* Of one of the rooms' rules; what was found is stored for the pane, unless nothing may be written. */
static bool look_and_store(struct findings *f, struct rule rule, struct error *e)
{
    struct context *ctx = f->ctx;
    if (context_cancelled(ctx, e))
        return false;
    struct db_result *r = ctx->read_only
                              ? db_text(ctx->db, look_sql(ctx->arena, &rule), NULL, 0, e)
                              : db_text(ctx->db, store_sql(ctx->arena, &rule), DB_PARAMS(rule.check.name), e);
    if (!r)
        return false;
    add_found(f, &rule.check, r);
    db_result_free(r);
    return true;
}

/* Those of rules that are no more, and those that were closed long ago. */
static bool forget(struct context *ctx, struct error *e)
{
    size_t count = 0, room = 0;
    ROOM_EACH (check, c, checks, name)
        room++;
    ROOM_EACH (probe, p, probes, name)
        room++;
    const char **names = ARENA_ARRAY(ctx->arena, const char *, room + 1);
    ROOM_EACH (check, c, checks, name)
        names[count++] = c->name;
    ROOM_EACH (probe, p, probes, name)
        names[count++] = p->name;
    return ctx->read_only || db_run(ctx->db, "finding_forget", DB_PARAMS(db_array(ctx->arena, names, count)), NULL, e);
}

bool findings_look_at_data(struct findings *f, struct error *e)
{
    ROOM_EACH (check, c, checks, name)
        if (!look_and_store(f, rule_of_check(f->ctx->arena, c), e))
            return false;
    ROOM_EACH (probe, p, probes, name)
        if (!look_and_store(f, rule_of_probe(f->ctx->arena, p), e))
            return false;
    return forget(f->ctx, e) && check_chain(f, e) && check_audit_file(f, e) && check_seals(f, e);
}

bool check_data(struct context *ctx, struct finding **findings, size_t *count, struct error *e)
{
    struct findings f = findings_new(ctx, 0);
    bool ok = findings_look_at_data(&f, e);
    *findings = f.items;
    *count = f.count;
    return ok;
}

/* Looking for data that breaks a rule. */
#include "model/engine/check.h"

#include "base/i18n.h"
#include "base/text.h"
#include "db/db.h"
#include "model/engine/audit.h"
#include "model/values/room.h"

struct findings findings_new(struct context *ctx, size_t beside_the_data)
{
    size_t room = beside_the_data + 1; /* the audit's chain */
    ROOM_EACH (check, c, checks, name)
        room++;
    return (struct findings){ .ctx = ctx, .items = ARENA_ARRAY(ctx->arena, struct finding, room) };
}

void findings_add(struct findings *f, const struct finding *finding)
{
    f->items[f->count++] = *finding;
}

bool findings_look(struct findings *f, const struct check *check, struct error *e)
{
    struct db_result *r = db_query(f->ctx->db, check->sql, NULL, 0, e);
    if (!r)
        return false;
    if (db_int64(r, 0, 0) > 0)
        findings_add(f, &(struct finding){ .name = check->name,
                                           .what = check->what,
                                           .mend = check->mend,
                                           .count = db_int64(r, 0, 0),
                                           .example = text_safe_copy(f->ctx->arena, db_value(r, 0, 1)) });
    db_result_free(r);
    return true;
}

static bool check_chain(struct findings *f, struct error *e)
{
    int64_t broken, links;
    if (!audit_verify(f->ctx, &broken, &links, e))
        return false;
    if (broken)
        findings_add(
            f, &(struct finding){ .name = "audit_chain",
                                  .what = N_("the audit was changed after it was written"),
                                  .mend = N_("compare it with a backup and with the audit file"),
                                  .count = 1,
                                  .example = arena_printf(f->ctx->arena, "operation number %lld of %lld does not fit",
                                                          (long long)broken, (long long)links) });
    return true;
}

bool findings_look_at_data(struct findings *f, struct error *e)
{
    ROOM_EACH (check, c, checks, name)
        if (context_cancelled(f->ctx, e) || !findings_look(f, c, e))
            return false;
    return check_chain(f, e);
}

bool check_data(struct context *ctx, struct finding **findings, size_t *count, struct error *e)
{
    struct findings f = findings_new(ctx, 0);
    bool ok = findings_look_at_data(&f, e);
    *findings = f.items;
    *count = f.count;
    return ok;
}

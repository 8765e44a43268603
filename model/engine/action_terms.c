/* What the operator saw and said yes to is what may be booked.
 *
 * A plan says the terms of each row that has any: an amount, and what it is for. Its apply says them again of what it
 * has just written. Where a price, a coupon or a tax was changed in between they differ, and nothing of it is kept. */
#include "model/engine/action_operation.h"

#include "db/db.h"

#include <stdlib.h>
#include <string.h>

struct terms {
    const char *id, *text;
};

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct terms *)a)->id, ((const struct terms *)b)->id);
}

static int column_of(const struct db_result *r, const char *name)
{
    int column = db_columns(r) - 1;
    while (column >= 0 && strcmp(db_column_name(r, column), name) != 0)
        column--;
    return column;
}

/* Those that were planned, in the order of their ids. */
static struct terms *planned_terms(struct arena *a, const struct plan *plan)
{
    struct terms *list = ARENA_ARRAY(a, struct terms, plan->id_count + 1);
    for (size_t i = 0; i < plan->id_count; i++)
        list[i] = (struct terms){ plan->ids[i], plan->terms[i] };
    qsort(list, plan->id_count, sizeof *list, by_id);
    return list;
}

/* Of a row alone whatever came of it counts: what is found instead has another id. */
static const char *find_terms(const struct terms *list, size_t count, const char *id)
{
    const struct terms wanted = { id, NULL };
    const struct terms *found = count == 1 ? list : bsearch(&wanted, list, count, sizeof *list, by_id);
    return found && found->text ? found->text : "-";
}

bool terms_hold(const struct operation *op, const struct db_result *applied, struct error *e)
{
    const struct plan *plan = op->plan;
    if (!plan || !plan->terms || !applied)
        return true;
    int id = column_of(applied, "id"), terms = column_of(applied, "terms");
    if (id < 0 || terms < 0)
        return error_set(e, ERR_INTERNAL, "nothing was changed", "%s does not say what it booked", op->action->name);
    struct arena *scratch = arena_new();
    const struct terms *list = planned_terms(scratch, plan);
    bool ok = true;
    for (int i = 0; ok && i < db_rows(applied); i++) {
        const char *now = db_value(applied, i, terms);
        const char *then =
            db_is_null(applied, i, terms) ? now : find_terms(list, plan->id_count, db_value(applied, i, id));
        ok = strcmp(then, now) == 0 ||
             error_set(e, ERR_REFUSED, "nothing was changed",
                       "what was planned has changed meanwhile: it was %s, now it is %s", then, now);
    }
    arena_free(scratch);
    return ok || (e->code == ERR_REFUSED && error_hint(e, "look at what it comes to now before you say yes to it"));
}

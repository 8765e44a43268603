/* What stands above requests and changes: how much waits for an operator, registrations too. */
#include "model/requests/summary.h"

#include "base/i18n.h"
#include "db/db.h"

static enum lamp warn_if_any(int64_t count)
{
    return count > 0 ? LAMP_WARN : LAMP_UNKNOWN;
}

bool pane_summary_of_waiting(struct context *ctx, struct pane_summary *s, struct error *e)
{
    static const char *const names[] = { N_("requests"), N_("changes"), N_("registrations") };
    struct db_result *r = db_query(ctx->db, "waiting_sums", NULL, 0, e);
    if (!r)
        return false;
    s->title = N_("Waiting");
    s->sum_count = sizeof names / sizeof *names;
    s->sums = ARENA_ARRAY(ctx->arena, struct summary_sum, s->sum_count);
    for (size_t i = 0; i < s->sum_count; i++) {
        int64_t count = db_int64(r, 0, (int)i);
        s->sums[i] = (struct summary_sum){ names[i], count, -1, warn_if_any(count) };
    }
    db_result_free(r);
    return true;
}

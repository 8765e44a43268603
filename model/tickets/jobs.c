/* What is done with old tickets by itself. */
#include "model/tickets/room.h"

#include "base/i18n.h"
#include "db/db.h"

#include <stdio.h>

static bool run_clean(struct context *ctx, char *result, size_t size, struct error *e)
{
    int64_t forgotten;
    if (!db_run(ctx->db, "tickets_forget", NULL, 0, &forgotten, e))
        return false;
    context_touched(ctx, forgotten);
    snprintf(result, size, "%lld tickets forgotten", (long long)forgotten);
    return true;
}

const struct job tickets_jobs[] = {
    { .name = "ticket_cleanup",
      .label = N_("Ticket clean-up"),
      .help = N_("Forget tickets that were closed two years ago"),
      .interval_s = 86400,
      .lease_s = 300,
      .run = run_clean },
    { .name = NULL },
};

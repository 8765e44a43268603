/* What runs by itself for the shop. */
#include "model/shop/room.h"

#include "base/i18n.h"
#include "db/db.h"

#include <inttypes.h>
#include <stdio.h>

static bool run_settle(struct context *ctx, char *result, size_t size, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "product_count_settle", NULL, 0, e);
    if (!r)
        return false;
    context_touched(ctx, db_int64(r, 0, 0));
    snprintf(result, size, "%" PRId64 " changes of stock summed up", db_int64(r, 0, 0));
    db_result_free(r);
    return true;
}

const struct job shop_jobs[] = {
    { .name = "stock_count",
      .label = N_("Stock summed up"),
      .help = N_("Sum up what sales have changed in the counts of products"),
      .interval_s = 300,
      .lease_s = 300,
      .run = run_settle },
    { .name = NULL },
};

/* Vouchers as they are put on paper. */
#include "model/vouchers/paper.h"

#include "db/db.h"
#include "model/lists/story.h"

/* In the order of print_rows.sql. */
static void fill(struct arena *a, const struct db_result *r, int row, struct voucher_paper *p)
{
    *p = (struct voucher_paper){
        .id = story_text(a, r, row, 0),
        .lot = story_int(r, row, 1, 0),
        .place = story_int(r, row, 2, 0),
        .code = story_text(a, r, row, 3),
        .password = story_text(a, r, row, 4),
        .is_code_password = db_bool(r, row, 5),
        .package = story_text(a, r, row, 6),
        .profile = story_text(a, r, row, 7),
        .price_rp = story_int(r, row, 8, 0),
        .validity = story_text(a, r, row, 9),
        .uptime = story_text(a, r, row, 10),
        .volume_mb = story_int(r, row, 11, 0),
        .router = story_text(a, r, row, 12),
        .server = story_text(a, r, row, 13),
        .dns_name = story_text(a, r, row, 14),
        .seller = story_text(a, r, row, 15),
        .state = story_text(a, r, row, 16),
    };
}

bool vouchers_read_paper(struct context *ctx, const char *lot_id, const char *codes, struct voucher_paper **papers,
                         size_t *count, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "print_rows", DB_PARAMS(lot_id, codes), e);
    if (!r)
        return false;
    *count = (size_t)db_rows(r);
    *papers = ARENA_ARRAY(ctx->arena, struct voucher_paper, *count + 1);
    for (size_t i = 0; i < *count; i++)
        fill(ctx->arena, r, (int)i, &(*papers)[i]);
    db_result_free(r);
    return true;
}

bool vouchers_note_printed(struct context *ctx, const char *lot_id, const char *codes, struct error *e)
{
    return db_run(ctx->db, "voucher_printed", DB_PARAMS(lot_id, codes), NULL, e);
}

/* The brands of Xendit. */
#include "model/bill/brand.h"

#include "db/db.h"
#include "model/config/config.h"

bool brands_register(struct context *ctx, struct error *e)
{
    const struct config *c = ctx->config;
    const char **names = ARENA_ARRAY(ctx->arena, const char *, c->xendit_count + 1);
    const char **prefixes = ARENA_ARRAY(ctx->arena, const char *, c->xendit_count + 1);
    const char **taxes = ARENA_ARRAY(ctx->arena, const char *, c->xendit_count + 1);
    const char **kinds = ARENA_ARRAY(ctx->arena, const char *, c->xendit_count + 1);
    const char **tax_kinds = ARENA_ARRAY(ctx->arena, const char *, c->xendit_count + 1);
    const char **included = ARENA_ARRAY(ctx->arena, const char *, c->xendit_count + 1);
    const char **numbers = ARENA_ARRAY(ctx->arena, const char *, c->xendit_count + 1);
    const char **places = ARENA_ARRAY(ctx->arena, const char *, c->xendit_count + 1);

    for (size_t i = 0; i < c->xendit_count; i++) {
        names[i] = c->xendit[i].brand;
        prefixes[i] = c->xendit[i].prefix;
        taxes[i] = c->xendit[i].tax_percent;
        kinds[i] = c->xendit[i].is_live ? "live" : "test";
        tax_kinds[i] = c->xendit[i].tax;
        included[i] = c->xendit[i].tax_included ? "t" : "f";
        numbers[i] = c->xendit[i].pkp_npwp ? c->xendit[i].pkp_npwp : "";
        places[i] = c->xendit[i].pkp_tku;
    }
    return !c->xendit_count ||
           db_run(ctx->db, "brand_register",
                  DB_PARAMS(
                      db_array(ctx->arena, names, c->xendit_count), db_array(ctx->arena, prefixes, c->xendit_count),
                      db_array(ctx->arena, taxes, c->xendit_count), db_array(ctx->arena, kinds, c->xendit_count),
                      db_array(ctx->arena, tax_kinds, c->xendit_count), db_array(ctx->arena, included, c->xendit_count),
                      db_array(ctx->arena, numbers, c->xendit_count), db_array(ctx->arena, places, c->xendit_count)),
                  NULL, e);
}

const char *brand_rate(struct context *ctx, const char *brand, const char **setting, struct error *e)
{
    const struct config_xendit *x = config_find_xendit(ctx->config, brand);
    if (x) {
        *setting = x->is_live ? "xendit_live_per_minute" : "xendit_test_per_minute";
        return arena_printf(ctx->arena, "xendit:%s:%s", x->is_live ? "live" : "test", brand);
    }
    error_set(e, ERR_CONFIG, "nothing was sent", "the brand %s of Xendit is not in this configuration", brand);
    error_hint(e, "add it to xendit in the configuration file");
    return NULL;
}

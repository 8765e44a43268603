/* What outbox rows ask of Xendit. */
#include "model/bill/room.h"

#include "base/i18n.h"
#include "model/bill/invoice.h"
#include "model/bill/session_desk.h"
#include "model/config/config.h"
#include "model/engine/outbox_each.h"

const struct effect bill_effects[] = {
    { .kind = "xendit",
      .name = "charge_cancel",
      .help = N_("Withdraw an invoice's link"),
      .run = effect_invoice_cancel },
    { .kind = "xendit", .name = "charge_expire", .help = N_("End an invoice's link"), .run = effect_invoice_expire },
    { .kind = "xendit", .name = "charge_ask", .help = N_("Ask what became of an invoice"), .run = effect_invoice_ask },
    { .kind = "xendit",
      .name = "session_cancel",
      .help = N_("Cancel an invoice's other sessions"),
      .run = effect_session_cancel },
    { .kind = NULL },
};

static bool has_brand(const struct context *ctx, const char *name, const char *operation_id)
{
    (void)operation_id;
    return ctx->gateways && config_find_xendit(ctx->config, name);
}

static const char *brand_at(const struct config *c, size_t i)
{
    return i < c->xendit_count ? c->xendit[i].brand : NULL;
}

const struct target bill_targets[] = {
    { .kind = "xendit", .drain = outbox_drain_each, .is_here = has_brand, .name_at = brand_at, .batch = 1 },
    { .kind = NULL },
};

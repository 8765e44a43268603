/* What outbox rows ask of printers, and of messengers for receipts. */
#include "model/receipts/room.h"

#include "base/i18n.h"
#include "model/config/config.h"
#include "model/engine/outbox_each.h"
#include "model/receipts/printers.h"

const struct effect receipts_effects[] = {
    { .kind = "printer",
      .name = "receipt_print",
      .word = N_("Receipt"),
      .help = N_("Print a receipt"),
      .run = effect_receipt_print },
    { .kind = "message",
      .name = "receipt_message",
      .help = N_("Send a receipt to its customer"),
      .run = effect_receipt_message },
    { .kind = NULL },
};

static bool has_printer(const struct context *ctx, const char *name, const char *operation_id)
{
    (void)operation_id;
    return config_find_printer(ctx->config, name);
}

static const char *printer_at(const struct config *c, size_t i)
{
    return i < c->printer_count ? c->printers[i].name : NULL;
}

/* A printer takes one after the other: what it is out of paper for is known of one alone. */
const struct target receipts_targets[] = {
    { .kind = "printer", .drain = outbox_drain_each, .is_here = has_printer, .name_at = printer_at, .batch = 1 },
    { .kind = NULL },
};

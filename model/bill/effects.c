/* What outbox rows ask of Xendit. */
#include "model/bill/room.h"

#include "base/i18n.h"
#include "model/bill/invoice.h"

const struct effect bill_effects[] = {
    { .kind = "xendit",
      .name = "charge_cancel",
      .help = N_("Withdraw an invoice's link"),
      .run = effect_invoice_cancel },
    { .kind = "xendit", .name = "charge_expire", .help = N_("End an invoice's link"), .run = effect_invoice_expire },
    { .kind = "xendit", .name = "charge_ask", .help = N_("Ask what became of an invoice"), .run = effect_invoice_ask },
    { .kind = NULL },
};

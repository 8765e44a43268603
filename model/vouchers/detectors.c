/* What may go wrong with vouchers that were sold. */
#include "model/vouchers/room.h"

#include "base/i18n.h"
#include "model/incidents/detector.h"

const struct detector voucher_detectors[] = {
    { .name = "voucher_without_content",
      .severity = "critical",
      .sql = "detect_voucher_without_content",
      .what = N_("Sold vouchers that let nobody in"),
      .means = N_("Whoever bought one types its code, and the router does not know it."),
      .comes = N_("The router lost its users, or refused to take the lot."),
      .mend = N_("Run the integrity check, and repair what it finds of the lot: its vouchers are put on the router "
                 "again. Or take the "
                 "voucher back."),
      .check = N_("The voucher says since when the router has it."),
      .pane = "vouchers",
      .actions = { "vouchers.return" } },
    { .name = NULL },
};

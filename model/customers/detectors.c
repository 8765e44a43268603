/* What may go wrong with access. */
#include "model/customers/room.h"

#include "base/i18n.h"
#include "model/incidents/detector.h"

const struct detector customers_detectors[] = {
    { .name = "debt_block_without_debt",
      .severity = "critical",
      .sql = "detect_debt_block_without_debt",
      .what = N_("Blocked for a debt that is paid"),
      .means = N_("A customer who owes nothing is kept out."),
      .comes = N_("The debt was settled past this program, or a policy was switched off while it had blocked."),
      .mend = N_("Let the customer in again."),
      .check = N_("The customer is not blocked, and online again."),
      .pane = "users",
      .actions = { "users.unblock" } },
    { .name = NULL },
};

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
    { .name = "quota_impossible",
      .severity = "warning",
      .sql = "detect_quota_impossible",
      .what = N_("Quota that can't be"),
      .means = N_("The customer's quota is reckoned wrong, or not at all."),
      .comes = N_("A portal, an import or somebody by hand wrote it past the rules."),
      .mend = N_("Open the finding: it says which figure. Reset the customer's quota, or correct the row."),
      .check = N_("Run the job integrity_check: it finds it no more."),
      .pane = "findings",
      .filter = "kind:%s",
      .actions = { "findings.repair" } },
    { .name = "debt_sum_wrong",
      .severity = "warning",
      .sql = "detect_debt_sum_wrong",
      .what = N_("A sum of debt unlike its debts"),
      .means = N_("The customer is asked for too much or too little, and may be blocked for it."),
      .comes = N_("A debt was written without its sum, past this program."),
      .mend = N_("Repair the finding: the sum becomes that of the open debts."),
      .check = N_("The finding is closed."),
      .pane = "findings",
      .filter = "kind:manual_debt_is_ledger_sum",
      .actions = { "findings.repair" } },
    { .name = NULL },
};

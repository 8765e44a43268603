/* What must hold for debts, quota and usage. */
#include "model/customers/room.h"

#include "base/i18n.h"

const struct check customers_checks[] = {
    { "debt_paid_within_amount", "check_debt_paid", N_("a debt's paid MB do not fit its amount"),
      N_("correct paid_mb and is_paid of the debt; debts.write_off closes an open one, audit.undo takes it back") },
    { "debt_payments_fit", "check_debt_payments", N_("a debt's settlements do not fit what counts as paid"),
      N_("look for what changed it since in the audit; debts.set replaces the user's open debts by one") },
    { "quota_not_negative", "check_quota_negative", N_("a quota figure is below zero"),
      N_("reset the user's quota with quota.reset") },
    { "left_by_old_portals", "check_quota_rule", N_("a portal that leaves the offset out sees another status"),
      N_("count the offset as bought with quota.count_offset, or update the portal") },
    { "usage_not_negative", "check_usage_negative", N_("a day's usage is below zero"),
      N_("correct the row in daily_usage_logs") },
    { "rows_can_be_reckoned", "check_damaged", N_("a row of the portal holds figures or times that are none"),
      N_("correct the row where the portal or an import wrote it; until then its sums stay empty") },
    { .name = NULL },
};

const struct probe customers_probes[] = {
    { "manual_debt_is_ledger_sum", "check_debt_sum", N_("manual debt differs from the sum of the open debts"),
      N_("findings.repair makes it that sum; then run migrate --enforce") },
    { .name = NULL },
};

/* What can be amiss with a customer's access, quota and debt. */
#include "base/i18n.h"
#include "model/customers/room.h"
#include "model/engine/symptom.h"
#include "model/values/choice.h"

#include <stddef.h>

const struct symptom customers_symptoms[] = {
    { .name = "blocked_cleared",
      .rank = 110,
      .says = SAYS(N_("blocked since {date} for debt, and none is left")),
      .mends = "users.unblock" },
    { .name = "waiting_approval",
      .rank = 200,
      .says = SAYS(N_("the registration of {date} waits for approval")),
      .mends = "users.approve" },
    { .name = "rejected", .rank = 201, .says = SAYS(N_("the registration was rejected")), .mends = "users.approve" },
    { .name = "switched_off", .rank = 202, .says = SAYS(N_("the account is off")), .mends = "users.activate" },
    { .name = "blocked_overdue",
      .rank = 210,
      .says = SAYS(N_("blocked for debt of {text} days by the overdue policy on {date}: {mb} are owed")),
      .mends = "payments.settle_debt" },
    { .name = "blocked_limit",
      .rank = 211,
      .says = SAYS(N_("blocked by the automatic debt limit on {date}: {mb} are owed")),
      .mends = "payments.settle_debt" },
    { .name = "blocked_month_end",
      .rank = 212,
      .says = SAYS(N_("blocked for debt at the end of a month, on {date}: {mb} are owed")),
      .mends = "payments.settle_debt" },
    { .name = "blocked_by_hand",
      .rank = 213,
      .says = SAYS(N_("blocked by hand on {date}: {text}")),
      .mends = "users.unblock" },
    { .name = "expired", .rank = 220, .says = SAYS(N_("the quota was valid until {date}")), .mends = "payments.sell" },
    { .name = "never_bought", .rank = 221, .says = SAYS(N_("no quota was ever bought")), .mends = "payments.sell" },
    { .name = "quota_gone", .rank = 222, .says = SAYS(N_("all of {mb} are used")), .mends = "payments.sell" },
    { .name = "fup",
      .rank = 301,
      .says = SAYS(N_("{mb} are left, at or below the limit of {mb2}: slower until more is bought")),
      .mends = "payments.sell" },
    { .name = "debt_sum_wrong",
      .rank = 342,
      .says = SAYS(N_("manual debt says {mb}, the open debts sum to {mb2}: see check")) },
    { .name = NULL },
};

const struct choice_word customers_symptom_words[] = {
    { "blocked_cleared", N_("blocked wrongly") },
    { "waiting_approval", N_("not approved") },
    { "switched_off", N_("switched off") },
    { "blocked_overdue", N_("debt overdue") },
    { "blocked_limit", N_("debt limit reached") },
    { "blocked_month_end", N_("debt at month end") },
    { "blocked_by_hand", N_("blocked by hand") },
    { "never_bought", N_("nothing bought") },
    { "quota_gone", N_("quota gone") },
    { "debt_sum_wrong", N_("debt sum wrong") },
    { NULL, NULL },
};

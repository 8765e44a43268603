/* What can be amiss with what a customer paid, or is to pay. */
#include "base/i18n.h"
#include "model/engine/symptom.h"
#include "model/pay/look.h"
#include "model/pay/room.h"
#include "model/values/choice.h"

#include <stddef.h>

const struct symptom pay_symptoms[] = {
    { .name = "paid_late",
      .rank = 100,
      .says = SAYS(N_("{rp} for {text} came late")),
      .mends = "payments.apply_late",
      .pane = "payments" },
    { .name = "paid_otherwise",
      .rank = 101,
      .says = SAYS(N_("{rp} for {text} was paid otherwise: {part}")),
      .mends = "payments.apply_late",
      .pane = "payments" },
    { .name = "paid_unapplied",
      .rank = 102,
      .says = SAYS(N_("{rp} for {text} is paid, and nothing was applied")),
      .mends = "payments.apply_late",
      .pane = "payments" },
    { .name = "money_waits",
      .rank = 103,
      .says = SAYS(N_("{rp} for {text} waits for a decision: {part}")),
      .pane = "payments" },
    { .name = "paid_there",
      .rank = 104,
      .says = SAYS(N_("{rp} for {text} is paid at {text2}, and not known here")),
      .mends = "payments.refresh",
      .pane = "payments" },
    { .name = "link_over",
      .rank = 333,
      .says = SAYS(N_("the link for {rp}, {text}, ended on {date}")),
      .mends = "payments.sell",
      .pane = "payments" },
    { .name = "debt_link_over",
      .rank = 334,
      .says = SAYS(N_("the link for the debt, {rp} ({text}), ended on {date}")),
      .mends = "payments.settle_debt",
      .pane = "payments" },
    { .name = "charge_unheard",
      .rank = 335,
      .says = SAYS(N_("{rp} for {text} was to be paid until {date}, and the gateway has not said what became of it")),
      .mends = "payments.refresh",
      .pane = "payments" },
    { .name = "ended_there",
      .rank = 336,
      .says = SAYS(N_("{rp} for {text} has ended at {text2}, and is open here")),
      .mends = "payments.refresh",
      .pane = "payments" },
    { .name = "gateway_silent", .rank = 350, .says = SAYS(N_("{text} did not answer now: {part}")) },
    { .name = "charge_open",
      .rank = 401,
      .says = SAYS(N_("{rp} for {text} can be paid until {date}")),
      .pane = "payments" },
    { .name = NULL },
};

const struct symptom_look pay_looks[] = { { "gateway", pay_look, pay_compare }, { NULL, NULL, NULL } };

const struct choice_word pay_symptom_words[] = {
    { "paid_late", N_("paid late") },
    { "paid_otherwise", N_("paid otherwise") },
    { "paid_unapplied", N_("paid, not applied") },
    { "paid_there", N_("paid at the gateway") },
    { "ended_there", N_("ended at the gateway") },
    { "gateway_silent", N_("gateway silent") },
    { "money_waits", N_("money waits") },
    { "link_over", N_("link expired") },
    { "debt_link_over", N_("debt link expired") },
    { "charge_unheard", N_("gateway not heard") },
    { "charge_open", N_("to be paid") },
    { NULL, NULL },
};

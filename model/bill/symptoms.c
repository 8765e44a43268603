/* What can be amiss with the invoices of a customer. */
#include "base/i18n.h"
#include "model/bill/room.h"
#include "model/engine/symptom.h"
#include "model/values/choice.h"

#include <stddef.h>

const struct symptom bill_symptoms[] = {
    { .name = "isolir_cleared",
      .rank = 111,
      .says = SAYS(N_("kept out since {date} for an invoice, and none is overdue")),
      .mends = "users.unblock" },
    { .name = "isolir",
      .rank = 214,
      .says = SAYS(N_("kept out since {date} for invoice {text} of {rp}")),
      .mends = "invoices.pay",
      .pane = "invoices" },
    { .name = "invoice_link_over",
      .rank = 330,
      .says = SAYS(N_("the link of invoice {text}, {rp}, is over")),
      .mends = "invoices.resend",
      .pane = "invoices" },
    { .name = "invoice_unlinked",
      .rank = 331,
      .says = SAYS(N_("invoice {text} has no link: {part}")),
      .mends = "invoices.resend",
      .pane = "invoices" },
    { .name = "invoice_overdue",
      .rank = 332,
      .says = SAYS(N_("invoice {text} of {rp} was due on {date}")),
      .mends = "invoices.pay",
      .pane = "invoices" },
    { .name = NULL },
};

const struct choice_word bill_symptom_words[] = {
    { "isolir_cleared", N_("kept out wrongly") },
    { "invoice_link_over", N_("invoice link over") },
    { "invoice_unlinked", N_("invoice without link") },
    { "invoice_overdue", N_("invoice overdue") },
    { NULL, NULL },
};

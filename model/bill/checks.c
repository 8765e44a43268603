/* What must hold for invoices. */
#include "model/bill/room.h"

#include "base/i18n.h"

const struct check bill_checks[] = {
    { "invoices_paid_once", "check_invoices_paid", N_("an invoice and its payment do not fit"),
      N_("look for it in the audit and at the gateway; invoices.mark_paid settles it by hand") },
    { "invoices_payable", "check_invoices_payable", N_("an invoice is owed, and there is no way to pay it"),
      N_("mend the cause, then try it again with queue.retry or invoices.resend") },
    { "isolir_has_cause", "check_isolir", N_("a customer is blocked for an invoice that is not overdue"),
      N_("let the customer in with users.unblock") },
    { .name = NULL },
};

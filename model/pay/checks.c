/* What must hold for charges, balances and notifications. */
#include "model/pay/room.h"

#include "base/i18n.h"

const struct check pay_checks[] = {
    { "one_open_charge", "check_open_charges", N_("a user has two open charges for one package"),
      N_("cancel all but the newest of them") },
    { "paid_is_applied", "check_paid_without_effect", N_("a charge is paid, and nothing was applied"),
      N_("look in the audit whether it was given by hand; if not, payments.apply_late gives what was paid for") },
    { "applied_is_paid", "check_effect_without_payment", N_("something was applied for a charge that is not paid"),
      N_("look for it in the audit and at the gateway; audit.undo takes back what was applied") },
    { "portal_success_is_taken", "check_success_not_taken",
      N_("the portal has a charge as paid that counts as unpaid here"), N_("ask the gateway with payments.refresh") },
    { "charges_decided", "check_charges_waiting", N_("money waits for a decision"),
      N_("show payments --where waits:yes lists them; payments.apply_late takes the money, payments.refund_note gives "
         "it back") },
    { "charges_end", "check_charges_overdue", N_("a charge is open long after its time"),
      N_("see why with show payments --id, ask the gateway with payments.refresh, or end it with payments.expire") },
    { "words_known", "check_words_unknown", N_("a gateway says a word that nobody knows here"),
      N_("look at the gateway what it means for the order; payments.apply_late sets the word aside") },
    { "answers_fit", "check_answers_misfit", N_("what the gateway answers about a charge does not fit it"),
      N_("see what does not fit with show payments --id, look at the gateway, then ask again with payments.refresh") },
    { "notifications_processed", "check_inbox_failed", N_("notifications of a gateway could not be processed"),
      N_("look at them with show inbox --where state:failed, mend the cause, then inbox.replay") },
    { "payments_fit_a_charge", "check_inbox_unmatched", N_("payments of the last week fit no charge"),
      N_("show inbox --where state:unmatched lists them; see at the gateway whose they are, inbox.replay tries "
         "again") },
    { .name = NULL },
};

const struct probe pay_probes[] = {
    { "coupons_counted", "check_coupons", N_("a coupon's counts are not those of its charges, or beyond its limit"),
      N_("findings.repair counts anew; a limit below what was given becomes what was given") },
    { "balance_not_negative", "check_balances", N_("a balance is below zero"),
      N_("look for who spent it in the timeline of the user; findings.repair books what is missing") },
    { "deposits_fit", "check_deposits", N_("a deposit, its charge and the balance do not say the same"),
      N_("findings.repair books what was paid, and brings the deposit to what the balance and the charge say") },
    { "messages_end", "check_messages_left", N_("a message still shows how to pay what has ended"),
      N_("findings.repair takes it away") },
    { "balances_have_customers", "check_balances_orphaned", N_("a balance is of a customer who is gone"),
      N_("look for whose it was in the audit, then give the money back by hand") },
    { "balances_kept", "check_balances_kept", N_("a balance that lists show is not what its entries come to"),
      N_("findings.repair adds it up anew") },
    { .name = NULL },
};

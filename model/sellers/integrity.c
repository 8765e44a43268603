/* What must hold for sellers, row by row; console.mend_NAME repairs. That no balance is below zero, and that it is its
 * ledger, is looked at for all customers in the room pay. */
#include "model/sellers/room.h"

#include "base/i18n.h"

const struct probe sellers_probes[] = {
    { "seller_months", "check_seller_months", N_("a seller's months are not what the orders are"),
      N_("findings.repair sums the orders up anew") },
    { "seller_orders", "check_seller_orders", N_("a seller's order and the balance say different sums"),
      N_("look at both with show orders --id and show users --id; payments.correct_balance corrects a balance") },
    { .name = NULL },
};

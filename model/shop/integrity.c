/* What must hold for stock, contents and orders, row by row; console.mend_NAME repairs. */
#include "model/shop/room.h"

#include "base/i18n.h"

const struct probe shop_probes[] = {
    { "stock_is_its_contents", "check_product_counts", N_("the stock of a product is not what its contents are"),
      N_("findings.repair counts anew") },
    { "orders_have_goods", "check_orders_goods", N_("a paid order lacks goods"),
      N_("findings.repair hands out what is in stock; where too little is, add contents, or refund the order") },
    { "reserved_for_open_orders", "check_reserved", N_("contents are reserved for an order that has ended"),
      N_("findings.repair puts them back in stock") },
    { "used_by_orders", "check_used", N_("a content is used, and no paid order has it"),
      N_("findings.repair removes what no order has: somebody may have seen it; of an order, see whether it was "
         "paid") },
    { "contents_differ", "check_contents_alike", N_("two contents say the same"),
      N_("findings.repair removes the younger one, which nobody has yet") },
    { "orders_follow_charges", "check_orders_charges", N_("an order is not where its charge is"),
      N_("findings.repair ends what was to be paid by a charge that has ended; else ask the gateway with "
         "payments.refresh") },
    { "order_totals", "check_order_totals", N_("an order's total is not that of its lines"),
      N_("findings.repair makes it what the charge and the lines say; else look at both with show orders --id") },
    { "charges_have_orders", "check_charges_orders", N_("a charge is for an order that is not there"),
      N_("cancel it with payments.cancel, or give the money back") },
    { "states_allowed", "check_states", N_("a state that no rule allows"),
      N_("findings.repair brings it to what a rule allows: what is beyond that back to stock, a time, a coupon's use, "
         "a deposit on the "
         "balance; without a repair, end its charge with payments.cancel, or look for who changed it in the audit") },
    { .name = NULL },
};

/* What is done to sellers. What is done to their balances (a deposit, a correction, a transfer) is done to the
 * customers that they are. */
#include "model/sellers/room.h"

#include "base/i18n.h"
#include "model/engine/action_table.h"
#include "model/pay/room.h"

enum {
    LONGEST_NAME = 100,
    LONGEST_TEXT = 900
};

/* On what terms one sells; what stands there at first, or NULL: as it is. */
#define TERMS_ARGS(at_first, clears)                                                                                   \
    { .name = "name",                                                                                                  \
      .label = N_("Name"),                                                                                             \
      .help = N_("what the seller is called; left out: as the customer"),                                              \
      .type = ARG_TEXT,                                                                                                \
      .minimum = 1,                                                                                                    \
      .maximum = LONGEST_NAME },                                                                                       \
        { .name = "discount",                                                                                          \
          .label = N_("Discount"),                                                                                     \
          .help = N_("per cent off the price of each, rounded down"),                                                  \
          .type = ARG_INT,                                                                                             \
          .fallback = at_first,                                                                                        \
          .minimum = 0,                                                                                                \
          .maximum = 99 },                                                                                             \
        { .name = "commission",                                                                                        \
          .label = N_("Commission"),                                                                                   \
          .help = N_("per cent of what was paid, put on the balance when you say so"),                                 \
          .type = ARG_INT,                                                                                             \
          .fallback = at_first,                                                                                        \
          .minimum = 0,                                                                                                \
          .maximum = 100 },                                                                                            \
        { .name = "limit",                                                                                             \
          .label = N_("A day"),                                                                                        \
          .help = clears ? N_("rupiah that may be bought for in a day; - for no limit")                                \
                         : N_("rupiah that may be bought for in a day; left out: no limit"),                           \
          .type = ARG_RP,                                                                                              \
          .minimum = 1,                                                                                                \
          .maximum = MOST_RP,                                                                                          \
          .may_clear = clears },                                                                                       \
    {                                                                                                                  \
        .name = "note", .label = N_("Note"), .help = N_("where the seller is found, what was agreed"),                 \
        .type = ARG_TEXT, .minimum = 1, .maximum = LONGEST_NOTE, .may_clear = clears                                   \
    }

static const struct action_arg create_args[] = {
    { .name = "customer",
      .label = N_("Customer"),
      .help = N_("phone number of the customer who sells; balance and messages are that customer's"),
      .also = (const char *const[]){ "user", "phone", NULL },
      .type = ARG_PHONE,
      .is_required = true },
    TERMS_ARGS("0", false),
};

static const struct action_arg edit_args[] = { TERMS_ARGS(NULL, true) };

static const struct action_arg price_args[] = {
    { .name = "product",
      .label = N_("Product"),
      .help = N_("of the shop; or a package"),
      .type = ARG_CHOICE,
      .choices_sql = "seller_product_choices" },
    { .name = "package",
      .label = N_("Package"),
      .help = N_("of which the seller sells vouchers; or a product"),
      .type = ARG_CHOICE,
      .choices_sql = "package_choices" },
    { .name = "price",
      .label = N_("Price"),
      .help = N_("what the seller pays for one, in rupiah; - for the price less the discount"),
      .type = ARG_RP,
      .is_required = true,
      .minimum = 1,
      .maximum = MOST_RP,
      .may_clear = true },
};

static const struct action_arg buy_args[] = {
    { .name = "product",
      .label = N_("Product"),
      .help = N_("what is bought: code, price, how many there are"),
      .type = ARG_CHOICE,
      .choices_sql = "order_product_choices" },
    { .name = "quantity",
      .label = N_("Quantity"),
      .help = N_("how many of it"),
      .type = ARG_INT,
      .fallback = "1",
      .minimum = 1,
      .maximum = 1000 },
    { .name = "items",
      .label = N_("More"),
      .help = N_("further lines, as in PULSA:2, GAME:1"),
      .type = ARG_TEXT,
      .minimum = 1,
      .maximum = LONGEST_TEXT },
    { .name = "method",
      .label = N_("Method"),
      .help = N_("balance: from what the seller has paid in; cash and transfer: taken here; others: at the gateway"),
      .type = ARG_CHOICE,
      .choices = pay_methods,
      .fallback = "balance" },
    { .name = "bank",
      .label = N_("Bank"),
      .help = N_("of a virtual account"),
      .type = ARG_CHOICE,
      .choices = pay_banks,
      .fallback = "bca" },
    { .name = "note",
      .label = N_("Note"),
      .help = N_("of a payment that is taken here; it stands on the receipt"),
      .type = ARG_TEXT,
      .maximum = LONGEST_NOTE },
};

static const struct action_arg commission_args[] = {
    { .name = "amount",
      .label = N_("Amount"),
      .help = N_("of each, in rupiah, with a - in front: taken back; left out: all that is due"),
      .type = ARG_RP,
      .minimum = -MOST_RP,
      .maximum = MOST_RP },
};

const struct action sellers_actions[] = {
    { .name = "sellers.create",
      .also = "sellers.add",
      .label = N_("New seller"),
      .help = N_("Have a customer buy at a price of a seller's, to sell on"),
      .sql = "seller_create",
      .pane = "sellers",
      .entity = "seller",
      .values_sql = "seller_create_values",
      .done = N_("made"),
      ARGS(create_args),
      TAKEN_BACK_BY("sellers.end"),
      .role = ROLE_ADMIN,
      .makes_new = true },
    { .name = "sellers.edit",
      .label = N_("Edit seller"),
      .help = N_("Change name, discount, commission, the limit of a day; what was ordered keeps its price"),
      .sql = "seller_edit",
      .pane = "sellers",
      .entity = "seller",
      .values_sql = "seller_edit_values",
      .done = N_("edited"),
      ARGS(edit_args),
      TAKEN_BACK_BY("sellers.edit"),
      .role = ROLE_ADMIN },
    { .name = "sellers.set_price",
      .label = N_("Price of a seller"),
      .help = N_("Give sellers a price of their own for a product or a package"),
      .sql = "seller_set_price",
      .pane = "sellers",
      .entity = "seller",
      .done = N_("with a price of their own"),
      ARGS(price_args),
      TAKEN_BACK_BY("sellers.set_price"),
      .role = ROLE_ADMIN },
    { .name = "sellers.buy",
      .label = N_("Seller buys"),
      .help = N_("Order products at the seller's price, paid from the seller's balance"),
      .sql = "seller_buy",
      .pane = "sellers",
      .entity = "seller",
      .counts = "order",
      .done = N_("ordered"),
      ARGS(buy_args),
      TAKEN_BACK_BY("orders.cancel", "orders.refund"),
      TAKEN_BACK_WHERE(PAID_AT_GATEWAY, PAID_ANYWHERE),
      .role = ROLE_OPERATOR,
      .opens = "orders",
      .has_effects = true },
    { .name = "sellers.pay_commission",
      .label = N_("Credit commission"),
      .help = N_("Put the commission that is due on sellers' balances"),
      .sql = "seller_pay_commission",
      .pane = "sellers",
      .entity = "seller",
      .done = N_("with their commission"),
      ARGS(commission_args),
      TAKEN_BACK_BY("sellers.pay_commission"),
      .role = ROLE_ADMIN },
    { .name = "sellers.end",
      .label = N_("End seller"),
      .help = N_("Have sellers pay what everybody pays; balance and history stay"),
      .sql = "seller_end",
      .pane = "sellers",
      .entity = "seller",
      .done = N_("ended"),
      TAKEN_BACK_BY("sellers.resume"),
      .role = ROLE_ADMIN },
    { .name = "sellers.resume",
      .label = N_("Sell again"),
      .help = N_("Have sellers sell again, on the terms that they had"),
      .sql = "seller_resume",
      .pane = "sellers",
      .entity = "seller",
      .done = N_("selling again"),
      TAKEN_BACK_BY("sellers.end"),
      .role = ROLE_ADMIN },
    { .name = NULL },
};

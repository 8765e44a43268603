/* What is done to products and contents. */
#include "model/shop/room.h"

#include "base/i18n.h"
#include "model/engine/action_table.h"
#include "model/pay/room.h"

enum {
    LONGEST_CODE = 32,
    LONGEST_NAME = 100,
    LONGEST_TEXT = 900,
    LONGEST_CONTENTS = 1 << 20
};

#define CODE_ARG(...)                                                                                                  \
    {                                                                                                                  \
        .name = "code", .label = N_("Code"),                                                                           \
        .help = N_("2 to 32 letters, digits, - and _; small letters count as capital ones"), .type = ARG_TEXT,         \
        .minimum = 2, .maximum = LONGEST_CODE, __VA_ARGS__                                                             \
    }
#define NAME_ARG(...)                                                                                                  \
    {                                                                                                                  \
        .name = "name", .label = N_("Name"), .help = N_("what customers see"), .type = ARG_TEXT, .minimum = 1,         \
        .maximum = LONGEST_NAME, __VA_ARGS__                                                                           \
    }
#define PRICE_ARG(...)                                                                                                 \
    {                                                                                                                  \
        .name = "price", .label = N_("Price"), .help = N_("in rupiah: 200000, 200rb"), .type = ARG_RP, .minimum = 0,   \
        .maximum = MOST_RP, __VA_ARGS__                                                                                \
    }
#define WORDS_ARGS(clears)                                                                                             \
    { .name = "category",                                                                                              \
      .label = N_("Category"),                                                                                         \
      .help = N_("what it stands under"),                                                                              \
      .type = ARG_TEXT,                                                                                                \
      .minimum = 1,                                                                                                    \
      .maximum = LONGEST_NAME,                                                                                         \
      .may_clear = clears },                                                                                           \
        { .name = "terms",                                                                                             \
          .label = N_("Terms"),                                                                                        \
          .help = N_("told with each that is sold"),                                                                   \
          .type = ARG_TEXT,                                                                                            \
          .minimum = 1,                                                                                                \
          .maximum = LONGEST_TEXT,                                                                                     \
          .may_clear = clears },                                                                                       \
    {                                                                                                                  \
        .name = "description", .label = N_("Description"), .help = N_("what customers read about it"),                 \
        .type = ARG_TEXT, .minimum = 1, .maximum = LONGEST_TEXT, .may_clear = clears                                   \
    }
#define CONTENTS_ARG(...)                                                                                              \
    {                                                                                                                  \
        .name = "contents", .label = N_("Contents"), .help = N_("what buyers get, a line each"), .type = ARG_TEXT,     \
        .minimum = 1, .maximum = LONGEST_CONTENTS, .is_goods = true, __VA_ARGS__                                       \
    }

static const struct action_arg add_args[] = {
    CODE_ARG(.is_required = true),
    NAME_ARG(.is_required = true),
    PRICE_ARG(.is_required = true),
    WORDS_ARGS(false),
    { .name = "count",
      .label = N_("How many"),
      .help = N_("how many contents follow, to see that none is missing; left out: as many as there are"),
      .type = ARG_INT,
      .minimum = 0,
      .maximum = LONGEST_CONTENTS },
    CONTENTS_ARG(.is_required = false, .counted_by = "count"),
};

static const struct action_step add_steps[] = {
    { N_("Code"), 1, "product_code_check" },
    { N_("Name"), 1, NULL },
    { N_("Price"), 1, NULL },
    { N_("Description"), 3, NULL }, /* with category and terms */
    { N_("How many"), 1, NULL },
    { N_("Contents"), 1, "contents_check" },
};

static const struct action_arg edit_args[] = {
    CODE_ARG(.is_required = false),
    NAME_ARG(.is_required = false),
    PRICE_ARG(.is_required = false),
    WORDS_ARGS(true),
};

static const struct action_arg contents_args[] = { CONTENTS_ARG(.is_required = true) };

static const struct action_arg order_args[] = {
    { .name = "customer",
      .label = N_("Customer"),
      .help = N_("phone number of who orders; left out: somebody at the counter"),
      .also = (const char *const[]){ "user", NULL },
      .type = ARG_PHONE },
    { .name = "product",
      .label = N_("Product"),
      .help = N_("what is ordered: code, price, how many there are"),
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
      .maximum = LONGEST_TEXT,
      .is_list = true,
      .gathers = (const char *const[]){ "product", "quantity", NULL } },
    { .name = "method",
      .label = N_("Method"),
      .help = N_("cash and transfer: taken here, paid at once; balance: from the deposit; others: at the gateway"),
      .type = ARG_CHOICE,
      .choices = pay_methods,
      .fallback = "qris" },
    { .name = "bank",
      .label = N_("Bank"),
      .help = N_("of a virtual account"),
      .type = ARG_CHOICE,
      .choices = pay_banks,
      .fallback = "bca" },
    { .name = "coupon",
      .label = N_("Coupon"),
      .help = N_("its code; left out: none"),
      .type = ARG_TEXT,
      .maximum = LONGEST_CODE },
    { .name = "note",
      .label = N_("Note"),
      .help = N_("of a payment that is taken here; it stands on the receipt"),
      .type = ARG_TEXT,
      .maximum = LONGEST_NOTE },
};

static const char *const goods_after[] = { "lost", "stock", NULL };
static const struct action_arg order_refund_args[] = {
    { .name = "reason",
      .label = N_("Reason"),
      .help = N_("why the money goes back"),
      .type = ARG_TEXT,
      .is_required = true,
      .minimum = 1,
      .maximum = LONGEST_NOTE },
    { .name = "goods",
      .label = N_("Goods"),
      .help = N_("lost: the customer knows them; stock: they can't be used any more elsewhere, and are sold again"),
      .type = ARG_CHOICE,
      .choices = goods_after,
      .fallback = "lost" },
};

const struct action shop_actions[] = {
    { .name = "stock.add",
      .also = "products.add",
      .label = N_("Add product"),
      .help = N_("Make a product, with what is inside of it"),
      .sql = "product_add",
      .pane = "stock",
      .entity = "product",
      .done = N_("added"),
      ARGS(add_args),
      STEPS(add_steps),
      TAKEN_BACK_BY("stock.withdraw"),
      .role = ROLE_ADMIN,
      .makes_new = true },
    { .name = "stock.edit",
      .also = "products.edit",
      .label = N_("Edit product"),
      .help = N_("Change code, name, price or texts; what was ordered keeps its price"),
      .sql = "product_edit",
      .pane = "stock",
      .entity = "product",
      .values_sql = "product_edit_values",
      .done = N_("changed"),
      ARGS(edit_args),
      TAKEN_BACK_BY("stock.edit"),
      .role = ROLE_ADMIN },
    { .name = "stock.withdraw",
      .also = "products.withdraw",
      .label = N_("Withdraw product"),
      .help = N_("Sell it no more; its contents stay"),
      .sql = "product_withdraw",
      .pane = "stock",
      .entity = "product",
      .done = N_("withdrawn"),
      TAKEN_BACK_BY("stock.offer"),
      .role = ROLE_ADMIN },
    { .name = "stock.offer",
      .also = "products.offer",
      .label = N_("Offer product"),
      .help = N_("Sell it again"),
      .sql = "product_offer",
      .pane = "stock",
      .entity = "product",
      .done = N_("on sale"),
      TAKEN_BACK_BY("stock.withdraw"),
      .role = ROLE_ADMIN },
    { .name = "stock.remove",
      .also = "products.remove",
      .label = N_("Remove product"),
      .help = N_("Remove a product without contents that stands in no order"),
      .sql = "product_remove",
      .pane = "stock",
      .entity = "product",
      .done = N_("removed"),
      TAKEN_BACK_BY("stock.add"),
      .role = ROLE_ADMIN },
    { .name = "contents.add",
      .label = N_("Add contents"),
      .help = N_("Put contents into a product: so many more can be sold"),
      .sql = "contents_add",
      .pane = "stock",
      .entity = "product",
      .done = N_("filled"),
      ARGS(contents_args),
      TAKEN_BACK_BY("contents.remove"),
      .role = ROLE_OPERATOR },
    { .name = "contents.show",
      .label = N_("Show content"),
      .help = N_("Show what is inside, for 5 minutes; the audit says who looked"),
      .sql = "contents_show",
      .pane = "contents",
      .entity = "content",
      .opens = "contents",
      .done = N_("shown"),
      .reverse = REVERSE_REPEAT,
      .role = ROLE_OPERATOR },
    { .name = "contents.remove",
      .label = N_("Remove content"),
      .help = N_("Take contents out that nobody has"),
      .sql = "contents_remove",
      .pane = "contents",
      .entity = "content",
      .done = N_("removed"),
      NOT_TAKEN_BACK(N_("remove")),
      .role = ROLE_ADMIN },
    { .name = "orders.create",
      .also = "orders.add",
      .label = N_("New order"),
      .help = N_("Order products for a customer, or for somebody at the counter, and have them paid"),
      .sql = "order_create",
      .pane = "orders",
      .entity = "order",
      .values_sql = "order_create_values",
      .done = N_("ordered"),
      ARGS(order_args),
      TAKEN_BACK_BY("orders.cancel", "orders.refund"),
      TAKEN_BACK_WHERE(PAID_AT_GATEWAY, PAID_ANYWHERE),
      .role = ROLE_OPERATOR,
      .makes_new = true,
      .opens = "orders",
      .has_effects = true },
    { .name = "orders.cancel",
      .label = N_("Cancel order"),
      .help = N_("Withdraw orders that are not paid; what is reserved for them can be sold again"),
      .sql = "order_cancel",
      .pane = "orders",
      .entity = "order",
      .done = N_("to be cancelled"),
      NOT_TAKEN_BACK(N_("cancel")),
      .role = ROLE_OPERATOR,
      .has_effects = true },
    { .name = "orders.refund",
      .label = N_("Refund order"),
      .help = N_(
          "Give the money of an order back: at the counter and on the balance at once, at a gateway it is due first"),
      .sql = "order_refund",
      .pane = "orders",
      .entity = "order",
      .done = N_("refunded"),
      ARGS(order_refund_args),
      NOT_TAKEN_BACK(N_("refund")),
      .role = ROLE_ADMIN,
      .has_effects = true },
    { .name = "orders.restock",
      .label = N_("Back to stock"),
      .help = N_("Put the goods of refunded orders back in stock, to be sold to others"),
      .sql = "order_restock",
      .pane = "orders",
      .entity = "order",
      .done = N_("back in stock"),
      NOT_TAKEN_BACK(N_("restock")),
      .role = ROLE_ADMIN },
    { .name = "orders.deliver_again",
      .label = N_("Deliver again"),
      .help = N_("Send the customer the message with the goods once more"),
      .sql = "order_deliver_again",
      .pane = "orders",
      .entity = "order",
      .done = N_("to be sent"),
      NOT_TAKEN_BACK(N_("send")),
      .role = ROLE_OPERATOR,
      .has_effects = true },
    { .name = "orders.show_goods",
      .label = N_("Show goods"),
      .help = N_("Show what was handed out for an order, for 5 minutes; the audit says who looked"),
      .sql = "order_show_goods",
      .pane = "orders",
      .entity = "order",
      .done = N_("shown"),
      .reverse = REVERSE_REPEAT,
      .role = ROLE_OPERATOR,
      .opens = "orders" },
    { .name = NULL },
};

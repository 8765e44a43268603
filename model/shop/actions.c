/* What is done to products and contents. */
#include "model/shop/room.h"

#include "base/i18n.h"
#include "model/engine/action_table.h"

enum {
    LONGEST_CODE = 32,
    LONGEST_NAME = 100,
    LONGEST_TEXT = 900,
    LONGEST_CONTENTS = 1 << 20
};

#define CODE_ARG(...)                                                                                                  \
    {                                                                                                                  \
        .name = "code", .label = N_("Code"), .help = N_("2 to 32 letters, digits, - and _; small letters count as capital ones"), \
        .type = ARG_TEXT, .minimum = 2, .maximum = LONGEST_CODE, __VA_ARGS__                                           \
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
        .name = "description", .label = N_("Description"), .help = N_("what customers read about it"), .type = ARG_TEXT, \
        .minimum = 1, .maximum = LONGEST_TEXT, .may_clear = clears                                                     \
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
    CONTENTS_ARG(.is_required = false),
};

static const struct action_arg edit_args[] = {
    CODE_ARG(.is_required = false),
    NAME_ARG(.is_required = false),
    PRICE_ARG(.is_required = false),
    WORDS_ARGS(true),
};

static const struct action_arg contents_args[] = { CONTENTS_ARG(.is_required = true) };

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
    { .name = NULL },
};

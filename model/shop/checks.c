/* What must hold for products and contents. */
#include "model/shop/room.h"

#include "base/i18n.h"

const struct check shop_checks[] = {
    { "stock_is_its_contents", "check_product_counts", N_("the stock of products is not what their contents are"),
      N_("somebody changed console.product_count by hand: delete its rows of the product and insert one that is right") },
    { .name = NULL },
};

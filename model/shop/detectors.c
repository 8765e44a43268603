/* What may go wrong in the shop. */
#include "model/shop/room.h"

#include "base/i18n.h"
#include "model/incidents/detector.h"

const struct detector shop_detectors[] = {
    { .name = "nothing_inside",
      .severity = "notice",
      .sql = "detect_nothing_inside",
      .what = N_("A product has nothing left to sell"),
      .means = N_("Customers are told that it is sold out."),
      .comes = N_("All that was put into it is sold or reserved."),
      .mend = N_("Add contents, or withdraw the product until there are some."),
      .check = N_("The stock shows what is free."),
      .pane = "stock",
      .actions = { "contents.add", "stock.withdraw" } },
    { .name = "order_without_content",
      .severity = "critical",
      .sql = "detect_order_without_content",
      .what = N_("A paid order lacks what was bought"),
      .means = N_("The customer paid and got nothing, or less."),
      .comes = N_("Contents were removed past this program, or the stock ran out between order and payment."),
      .mend = N_("Add contents to the product, run the integrity check, and repair its finding: it hands them out."),
      .check = N_("The order has all that it is for."),
      .pane = "orders" },
    { .name = NULL },
};

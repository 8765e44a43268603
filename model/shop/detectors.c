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
    { .name = NULL },
};

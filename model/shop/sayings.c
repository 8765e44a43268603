/* What is said of the shop, see model/engine/saying.h. */
#include "model/engine/saying.h"

#include "base/i18n.h"
#include "model/shop/room.h"

#include <stddef.h>

const struct saying shop_sayings[] = {
    { N_("there is a product {text} already"), NULL },
    { N_("code and name are of one product alone"), NULL },
    { N_("it stands in orders: withdraw it instead"), NULL },
    { N_("it has contents: remove them first"), NULL },
    { N_("line {n} is there twice"), NULL },
    { N_("line {n} is longer than 4000 characters"), NULL },
    { N_("line {n} is there already, in product {text}"), NULL },
    { N_("without contents it can't be sold: contents.add puts some in"), NULL },
    { N_("{n} contents can be sold from now on"), NULL },
    { N_("orders that are made already keep their price"), NULL },
    { N_("its contents stay, and open orders for it can still be paid"), NULL },
    { N_("contents are put into one product at a time"), NULL },
    { N_("there is no content in what was given"), NULL },
    { N_("{n} in stock"), NULL },
    { N_("it is withdrawn: nobody can buy it"), NULL },
    { N_("it is sold: it stays with its order"), NULL },
    { N_("an open order has it"), NULL },
    { N_("shown for 5 minutes"), NULL },
    { N_("the audit says who looked"), NULL },
    { N_("{n} changes of stock summed up"), NULL },
    { NULL, NULL },
};

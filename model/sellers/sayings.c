/* What is said of sellers, see model/engine/saying.h. */
#include "model/engine/saying.h"

#include "base/i18n.h"
#include "model/sellers/room.h"

#include <stddef.h>

const struct saying sellers_sayings[] = {
    { N_("a seller buys at the seller's price, without a coupon"), NULL },
    { N_("may buy for {rp} a day, and has for {rp2}"), NULL },
    { N_("no commission is due"), NULL },
    { N_("only {rp} of commission are due"), NULL },
    { N_("only {rp} of commission were put on the balance"), NULL },
    { N_("{rp} of commission together"), NULL },
    { N_("{rp} due"), NULL },
    /* xgettext:no-c-format */
    { N_("{n} % less"), NULL },
    /* xgettext:no-c-format */
    { N_("{n} % commission"), NULL },
    { N_("{rp} a day"), NULL },
    { N_("commission"), NULL },
    { N_("sells no more"), NULL },
    { N_("sells no more already"), NULL },
    { N_("sells already"), NULL },
    { N_("no seller"), NULL },
    { N_("nobody has the number {text}: add the customer first (users.add)"), NULL },
    { N_("is a seller already: {text}"), NULL },
    { N_("is a seller"), NULL },
    { N_("pays from the balance, which holds {rp}"), NULL },
    { N_("a name is of one seller alone"), NULL },
    { N_("one seller at a time buys"), NULL },
    { N_("orders that are made already keep their price and commission"), NULL },
    { N_("{text}: {rp} stay on the balance"), NULL },
    { N_("say what it is a price of: a product, or a package"), NULL },
    { N_("everybody else pays {rp}"), NULL },
    { NULL, NULL },
};

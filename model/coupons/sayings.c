/* What is said of coupons, see model/engine/saying.h. */
#include "model/engine/saying.h"

#include "base/i18n.h"
#include "model/coupons/room.h"

#include <stddef.h>

const struct saying coupons_sayings[] = {
    { N_("the coupon can't be shown"), NULL },
    { N_("no coupon"), NULL },
    { N_("a code has 2 to 32 letters, digits, - and _"), NULL },
    { N_("is there already: {text}"), NULL },
    { N_("its last day is over"), NULL },
    { N_("percent or an amount, not both"), NULL },
    { N_("say what it gives: percent, or an amount"), NULL },
    { N_("it would end before it begins"), NULL },
    { N_("has {n} uses already"), NULL },
    { N_("has ended already"), NULL },
    { N_("ended · nobody can use it any more"), NULL },
    { N_("{text}: {n} open charges keep their discount"), NULL },
    { N_("{n} %"), NULL },
    { N_("any number of uses"), NULL },
    { N_("1 use"), NULL },
    { N_("{n} uses"), NULL },
    { N_("from {date}"), NULL },
    { NULL, NULL },
};

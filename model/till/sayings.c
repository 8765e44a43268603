/* What is said of tills and of money at the counter, see model/engine/saying.h. */
#include "model/engine/saying.h"

#include "base/i18n.h"
#include "model/till/room.h"

#include <stddef.h>

const struct saying till_sayings[] = {
    { N_("has a till open already: close it first"), NULL },
    { N_("till of {text}"), NULL },
    { N_("none is open"), NULL },
    { N_("float {rp}"), NULL },
    { N_("cash {rp}"), NULL },
    { N_("transfer {rp}"), NULL },
    { N_("{rp} to be in the drawer"), NULL },
    { N_("your till holds {rp}: it goes {rp2} below zero"), NULL },
    { N_("no till of yours is open: one is opened {rp} below zero"), NULL },
    { N_("is closed already"), NULL },
    { N_("{rp} are missing in the drawer: count again, or give a reason"), NULL },
    { N_("{rp} are too much in the drawer: count again, or give a reason"), NULL },
    { N_("{rp} counted"), NULL },
    { N_("{rp} missing"), NULL },
    { N_("{rp} too much"), NULL },
    { N_("as expected"), NULL },
    { N_("the till can't be shown"), NULL },
    { N_("there is no till {text}"), NULL },
    { NULL, NULL },
};

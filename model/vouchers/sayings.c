/* What is said of vouchers, see model/engine/saying.h. */
#include "model/engine/saying.h"

#include "base/i18n.h"
#include "model/vouchers/room.h"

#include <stddef.h>

const struct saying voucher_sayings[] = {
    { N_("on which router? router=NAME"), NULL },
    { N_("validity is a time from the first login, like 30d or 12h"), NULL },
    { N_("the time online is like 3h or 90m"), NULL },
    { N_("it would never end: say a package, a validity, a time online or a volume"), NULL },
    { N_("what does one cost? price=5000"), NULL },
    { N_("the commission is more than the price"), NULL },
    { N_("a prefix has letters and the digits 2 to 9 only"), NULL },
    { N_("so short, codes could be guessed: make them longer (length)"), NULL },
    { N_("there are not enough codes left: make them longer"), NULL },
    { N_("{n} vouchers"), NULL },
    { N_("{text} online"), NULL },
    { N_("router {text}"), NULL },
    { N_("seller {text}"), NULL },
    { N_("{rp} commission"), NULL },
    { N_("{rp} when all are sold"), NULL },
    { N_("another user of the router has that name"), NULL },
    { N_("{n} vouchers are not on the router: {text}"), NULL },
    { N_("{n} codes are other users' there: those vouchers are void"), NULL },
    { N_("is not in stock"), NULL },
    { N_("is not on the router yet: look at the outbox"), NULL },
    { N_("somebody changed its comment on the router: look there first"), NULL },
    { N_("somebody switched it off on the router: look there first"), NULL },
    { N_("somebody changed it on the router: look there first"), NULL },
    { N_("costs nothing: there is nothing to take"), NULL },
    { N_("was used: only unused ones are taken back"), NULL },
    { N_("was not sold"), NULL },
    { N_("was taken for vouchers: take those back (vouchers.return)"), NULL },
    { N_("is let in no more as it is"), NULL },
    { N_("blocked: {text}"), NULL },
    { N_("sold"), NULL },
    { N_("in stock again"), NULL },
    { N_("let in no more"), NULL },
    { N_("{rp} are taken ({word})"), NULL },
    { N_("no vouchers there"), NULL },
    { N_("{n} vouchers followed, {n2} ended"), NULL },
    { N_("lot {n}"), NULL },
    { N_("router {text} lacks {n} of its vouchers"), NULL },
    { N_("put on the router by the outbox"), NULL },
    { N_("router {text} lets it in as {text2}"), NULL },
    { N_("switched off on the router"), NULL },
    { NULL, NULL },
};

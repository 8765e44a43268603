/* What is said of take-overs, see model/engine/saying.h. */
#include "model/engine/saying.h"

#include "base/i18n.h"
#include "model/mikhmon/room.h"

#include <stddef.h>

const struct saying mikhmon_sayings[] = {
    { N_("it is being taken over"), NULL },
    { N_("it was taken over: takeover.confirm or takeover.undo ends that"), NULL },
    { N_("it is being given back"), NULL },
    { N_("never looked at for vouchers of Mikhmon"), NULL },
    { N_("{n} vouchers at the last look"), NULL },
    { N_("read, nothing is written on the router"), NULL },
    { N_("the router is taken over already"), NULL },
    { N_("there is nothing to answer"), NULL },
    { N_("nothing is proposed: say the answer"), NULL },
    { N_("a price is whole rupiah, like 5000"), NULL },
    { N_("expire, or for how many days they go on"), NULL },
    { N_("end or keep"), NULL },
    { N_("the router can't be taken over"), NULL },
    { N_("its clock is not set"), NULL },
    { N_("set its clock and time zone, or let it ask an NTP server"), NULL },
    { N_("menus read"), NULL },
    { N_("{n} passwords are hidden: give our account on the router the policy sensitive, and look again"), NULL },
    { N_("Mikhmon left nothing there"), NULL },
    { N_("a question is open: takeover.answer"), NULL },
    { N_("{n} questions are open: takeover.answer"), NULL },
    { NULL, NULL },
};

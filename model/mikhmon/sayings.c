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
    { N_("steps"), NULL },
    { N_("the router was changed meanwhile"), NULL },
    { N_("{text} is otherwise by now"), NULL },
    { N_("the router refuses a change"), NULL },
    { N_("{text} is as it was"), NULL },
    { N_("the take-over can't be shown"), NULL },
    { N_("there is no take-over {text}"), NULL },
    { N_("it is not read yet"), NULL },
    { N_("it was given back: look at the router again"), NULL },
    { N_("was read more than an hour ago: look at the router again"), NULL },
    { N_("Mikhmon: {n} vouchers, {n2} sales, {n3} monitors"), NULL },
    { N_("here: {n} unsold, {n2} running, {n3} over"), NULL },
    { N_("{text}: {n} users are no vouchers and stay as they are"), NULL },
    { N_("{n} vouchers are kept here"), NULL },
    { N_("as it was: {n} schedulers on, {n2} scripts"), NULL },
    { N_("has another script by now and was left: {text}"), NULL },
    { N_("it is confirmed already"), NULL },
    { N_("the router is not taken over yet"), NULL },
    { N_("can be given back"), NULL },
    { N_("stays here for good"), NULL },
    { N_("it is confirmed: it can't be given back"), NULL },
    { N_("it is being taken over this moment: wait for that"), NULL },
    { N_("no vouchers of Mikhmon"), NULL },
    { NULL, NULL },
};

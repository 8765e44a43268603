/* What is said of lines, see model/engine/saying.h. */
#include "model/engine/saying.h"

#include "base/i18n.h"
#include "model/lines/room.h"

#include <stddef.h>

const struct saying line_sayings[] = {
    { N_("is in our hands already"), NULL },
    { N_("is not in our hands: take it over first (lines.take)"), NULL },
    { N_("is isolated already: {text}"), NULL },
    { N_("is isolated because its customer is blocked: unblock the customer"), NULL },
    { N_("is not isolated"), NULL },
    { N_("is isolated: release it first"), NULL },
    { N_("has no session"), NULL },
    { N_("there is no customer {text}"), NULL },
    { N_("is gone from the router, and its password is not known: make it there"), NULL },
    { N_("is gone from the router"), NULL },
    { N_("is on the router as it is here"), NULL },
    { N_("what is to change? customer, profile, address, caller or off"), NULL },
    { N_("an address is like 10.20.30.40, or pool"), NULL },
    { N_("a MAC is like AA:BB:CC:00:11:22, or any"), NULL },
    { N_("the router has a line {text} already"), NULL },
    { N_("the router has no profile {text}"), NULL },
    { N_("its password is drawn, and stands in the list (column password)"), NULL },
    { N_("its lines are followed already"), NULL },
    { N_("its lines are not followed"), NULL },
    { N_("has lines in our hands: leave them first (lines.leave)"), NULL },
    { N_("lines not followed"), NULL },
    { N_("lines followed"), NULL },
    { N_("PPPoE lines are read each minute; nothing is changed before they are taken over"), NULL },
    { N_("gone from the router"), NULL },
    { N_("kept in order from then on"), NULL },
    { N_("left to the router"), NULL },
    { N_("isolated still"), NULL },
    { N_("as it was before"), NULL },
    { N_("{n} session ends"), NULL },
    { N_("{n} sessions end"), NULL },
    { N_("{n} of nobody: say whose with lines.change"), NULL },
    { N_("from {text}"), NULL },
    { N_("differs: {text}"), NULL },
    { N_("the router refused {n} changes of lines: they say why"), NULL },
    { N_("no lines followed there"), NULL },
    { N_("{n} lines, {n2} sessions, {n3} written, {n4} ended, {n5} refused"), NULL },
    { NULL, NULL },
};

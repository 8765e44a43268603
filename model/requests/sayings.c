/* What is said of requests, see model/engine/saying.h. */
#include "model/engine/saying.h"

#include "base/i18n.h"
#include "model/requests/room.h"

#include <stddef.h>

const struct saying requests_sayings[] = {
    { N_("there is no such request"), NULL },
    { N_("was answered already"), NULL },
    { N_("its customer is not approved yet: users.approve comes first"), NULL },
    { N_("asks for something that is not known here: {text}"), NULL },
    { N_("its customer asks for something else, too: answer one after the other"), NULL },
    { N_("unlimited access is asked for: say by days for how long"), NULL },
    { N_("nothing would be given: say by mb how much, or reject it"), NULL },
    { N_("more than KOMANDAN_MAX_QUOTA_MB allows: {n} MB"), NULL },
    { N_("longer than KOMANDAN_MAX_QUOTA_DAYS allows: {n}"), NULL },
    { N_("longer than KOMANDAN_MAX_UNLIMITED_DAYS allows: {n}"), NULL },
    { N_("not what was asked for: say by reason why"), NULL },
    { N_("not what was asked for: {part}"), NULL },
    { N_("{n} days from now"), NULL },
    { N_("rejected: {text}"), NULL },
    { N_("rejected"), NULL },
    { N_("names no phone number: nobody can tell whose record it is"), NULL },
    { N_("no customer has the number {text}"), NULL },
    { N_("is about an administrator: change it in the portal"), NULL },
    { N_("asks for a role that is not known here: {text}"), NULL },
    { N_("a TAMPING needs its kind"), NULL },
    { N_("a USER needs block and room"), NULL },
    { N_("all stands so already"), NULL },
    { N_("1 request waits again"), NULL },
    { N_("{n} requests wait again"), NULL },
    { NULL, NULL },
};

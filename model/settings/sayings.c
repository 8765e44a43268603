/* What is said of settings, see model/engine/saying.h. */
#include "model/engine/saying.h"

#include "base/i18n.h"
#include "model/settings/room.h"

#include <stddef.h>

const struct saying settings_sayings[] = {
    { N_("there is no such setting"), NULL },
    { N_("is a text: change it alone"), NULL },
    { N_("the portal keeps it encrypted: change it there"), NULL },
    { N_("is as the portal has it already"), NULL },
    { N_("is at its default already"), NULL },
    { N_("is no time zone that the database's server knows: Asia/Jakarta, Asia/Makassar and Asia/Jayapura are"), NULL },
    { N_("is the list of a state of users: their entries are ours to remove"), NULL },
    { N_("is the list of the networks that everybody may reach to pay"), NULL },
    { N_("is {text} already"), NULL },
    { N_("routers follow with the next reconcile"), NULL },
    { N_("routers follow with the next reconcile, by hand: reconcile_policy is {word}"), NULL },
    { N_("as it is"), NULL },
    { N_("encrypted by the portal"), NULL },
    { N_("up to {n} characters"), NULL },
    { N_("wants a whole number in digits"), NULL },
    { N_("wants a whole number of MB in digits"), NULL },
    { N_("wants a whole number of rupiah in digits"), NULL },
    { N_("must be between {n} and {n2}"), NULL },
    { N_("must be one of {text}"), NULL },
    { N_("may have at most {n} characters"), NULL },
    { N_("may have letters and digits, with - and _ between"), NULL },
    { N_("{text} is no state: unlimited, active, fup, habis, expired, inactive, blocked"), NULL },
    { N_("{text} is no number of days like 3 or -3"), NULL },
    { N_("{text} is no way to pay: {text2}"), NULL },
    { N_("{text} is no host like *.bank.co.id"), NULL },
    { N_("{text} is no address, network or host like 10.0.0.0/8 or pay.bank.co.id"), NULL },
    { NULL, NULL },
};

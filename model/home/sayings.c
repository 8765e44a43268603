/* What the room says, in the words it is made with. */
#include "model/home/room.h"

#include "base/i18n.h"

#include <stddef.h>

const struct saying home_sayings[] = {
    { N_("{n} days summed up"), NULL },
    { N_("of {n} payments"), NULL },
    { N_("CPU {n} %"), NULL },
    { N_("memory {n} %"), NULL },
    { N_("{n} kbit/s"), NULL },
    { N_("as of {text}"), NULL },
    { N_("heard of {n} s ago, version {text}"), NULL },
    { N_("{n} or more"), NULL },
    { NULL, NULL },
};

/* What is said of incidents, see model/engine/saying.h. */
#include "model/engine/saying.h"

#include "base/i18n.h"
#include "model/incidents/room.h"

#include <stddef.h>

const struct saying incidents_sayings[] = {
    { N_("there is no such incident"), NULL },
    { N_("can't show this incident"), NULL },
    { N_("there is no incident {text}"), NULL },
    { N_("the detector {text} can't look"), NULL },
    { N_("is new"), NULL },
    { N_("given to {text}"), NULL },
    { N_("put off for {n} h"), NULL },
    { N_("nothing new"), NULL },
    { N_("{n} new incidents"), NULL },
    { N_("{n} forgotten"), NULL },
    { N_("{n} operations fit"), NULL },
    { N_("{n} of {n} certificates seen"), NULL },
    { NULL, NULL },
};

/* What is said of tickets, see model/engine/saying.h. */
#include "model/engine/saying.h"

#include "base/i18n.h"
#include "model/tickets/room.h"

#include <stddef.h>

const struct saying tickets_sayings[] = {
    { N_("there is no such ticket"), NULL },
    { N_("can't show this ticket"), NULL },
    { N_("there is no ticket {text}"), NULL },
    { N_("is closed"), NULL },
    { N_("is open"), NULL },
    { N_("a new ticket"), NULL },
    { N_("given to nobody"), NULL },
    { N_("a time of the day is like 14:00"), NULL },
    { N_("a time needs its day"), NULL },
    { N_("has notes: close it instead"), NULL },
    { N_("{n} tickets forgotten"), NULL },
    { NULL, NULL },
};

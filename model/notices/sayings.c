/* What is said of messages to customers and admins, see model/engine/saying.h. */
#include "model/engine/saying.h"

#include "base/i18n.h"
#include "model/notices/room.h"

#include <stddef.h>

const struct saying notices_sayings[] = {
    { N_("waits for the end of the quiet hours"), NULL },
    { N_("was switched off before it was sent"), NULL },
    { N_("the customer is gone"), NULL },
    { N_("the customer is not active"), NULL },
    { N_("has no hotspot password"), NULL },
    { N_("has no chat and no number that a messenger takes"), NULL },
    { N_("no messenger is configured"), NULL },
    { N_("there is no such notice"), NULL },
    { N_("was told already"), NULL },
    { N_("the broadcast was stopped"), NULL },
    { N_("{n} of {n2} handed over"), NULL },
    { N_("a text has no place called {text}: name, phone, left, expires_at and debt are known"), NULL },
    { N_("{n} by Telegram, {n2} by WhatsApp: about {n3} min at their rates"), NULL },
    { N_("there is no such broadcast"), NULL },
    { N_("is stopped already"), NULL },
    { N_("{n} of {n2} wait"), NULL },
    { N_("has it already"), NULL },
    { N_("as message_language says"), NULL },
    { N_("{n} to tell"), NULL },
    { N_("nothing to tell"), NULL },
    { N_("{text} is no percentage like 20"), NULL },
    { N_("{text} is no number of days like 7"), NULL },
    { N_("{text} is no time of the day like 21:00-07:00"), NULL },
    { NULL, NULL },
};

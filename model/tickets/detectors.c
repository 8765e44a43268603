/* Tickets that wait for somebody. */
#include "model/tickets/room.h"

#include "base/i18n.h"

const struct detector tickets_detectors[] = {
    { .name = "follow_up_due",
      .severity = "notice",
      .sql = "detect_follow_up_due",
      .what = N_("A follow-up is due"),
      .means = N_("Somebody was promised an answer, or something was to be looked at again by now."),
      .comes = N_("The time that its ticket says has come."),
      .mend = N_("Call the customer or look at it; then close the ticket with its outcome, or note what is known and "
                 "set another time."),
      .check = N_("The ticket is closed, or its follow-up lies ahead."),
      .pane = "tickets",
      .filter = "due:yes",
      .actions = { "tickets.close", "tickets.note", "tickets.follow_up" } },
    { .name = NULL },
};

/* What is done with tickets. */
#include "model/tickets/room.h"

#include "base/i18n.h"
#include "model/engine/action_table.h"

enum {
    LONGEST_NAME = 80,
    LONGEST_TIME = 5,
    LONGEST_CUSTOMER = 40
};

#define TIME_ARG                                                                                                       \
    {                                                                                                                  \
        .name = "at", .label = N_("At"), .help = N_("the time of that day, like 14:00; left out: 08:00"),              \
        .type = ARG_TEXT, .maximum = LONGEST_TIME                                                                      \
    }
#define TO_HELP N_("the name of an operator, as the audit has it")

static const struct action_arg open_args[] = {
    { .name = "text",
      .label = N_("What is to be done"),
      .help = N_("what the customer said, or what has to be looked at"),
      .type = ARG_TEXT,
      .is_required = true,
      .minimum = 1,
      .maximum = LONGEST_NOTE },
    { .name = "customer",
      .label = N_("Customer"),
      .help = N_("phone number or id of the customer whom it is about; left out: none"),
      .type = ARG_TEXT,
      .maximum = LONGEST_CUSTOMER },
    { .name = "incident",
      .label = N_("Incident"),
      .help = N_("number of the incident that it is about; left out: none"),
      .type = ARG_INT,
      .minimum = 1,
      .maximum = INT64_C(999999999999) },
    { .name = "router",
      .label = N_("Router"),
      .help = N_("name of the router that it is about; left out: none"),
      .type = ARG_TEXT,
      .maximum = LONGEST_NAME },
    { .name = "to", .label = N_("To whom"), .help = TO_HELP, .type = ARG_TEXT, .maximum = LONGEST_NAME },
    { .name = "follow_up",
      .label = N_("Follow-up"),
      .help = N_("the day on which to look at it again, like 2026-12-31"),
      .type = ARG_DATE },
    TIME_ARG,
};

static const struct action_arg note_args[] = {
    { .name = "text",
      .label = N_("Note"),
      .help = N_("what is known of it, or what was done"),
      .type = ARG_TEXT,
      .is_required = true,
      .minimum = 1,
      .maximum = LONGEST_NOTE },
    { .name = "follow_up",
      .label = N_("Follow-up"),
      .help = N_("the day on which to look again, like 2026-12-31; - for no more; left out: as it is"),
      .type = ARG_DATE,
      .may_clear = true },
    TIME_ARG,
};

static const struct action_arg assign_args[] = {
    { .name = "to",
      .label = N_("To whom"),
      .help = N_("the name of an operator, as the audit has it; - for nobody"),
      .type = ARG_TEXT,
      .is_required = true,
      .minimum = 1,
      .maximum = LONGEST_NAME },
};

static const struct action_arg follow_up_args[] = {
    { .name = "follow_up",
      .label = N_("Follow-up"),
      .help = N_("the day on which to look at it again, like 2026-12-31; - for no more"),
      .type = ARG_DATE,
      .is_required = true,
      .may_clear = true },
    TIME_ARG,
};

static const struct action_arg close_args[] = {
    { .name = "outcome",
      .label = N_("Outcome"),
      .help = N_("what came of it"),
      .type = ARG_TEXT,
      .is_required = true,
      .minimum = 1,
      .maximum = LONGEST_NOTE },
};

static const char *const begins_on[] = { "incidents", "routers", NULL };

const struct action tickets_actions[] = {
    { .name = "tickets.open",
      .label = N_("Open a ticket"),
      .help = N_("Keep what a customer called about, or what is to be done of an incident or router"),
      .sql = "ticket_open",
      .pane = "tickets",
      .entity = "ticket",
      .values_sql = "ticket_open_values",
      .begins_on = begins_on,
      .opens = "tickets",
      .done = N_("opened"),
      ARGS(open_args),
      .reverse = REVERSE_UNDO,
      .role = ROLE_OPERATOR,
      .makes_new = true },
    { .name = "tickets.note",
      .label = N_("Note on it"),
      .help = N_("Write down what is known of tickets or was done, and when to look again; it is never changed, and "
                 "can be taken back"),
      .sql = "ticket_note",
      .pane = "tickets",
      .entity = "ticket",
      .counts = "ticket_note",
      .done = N_("written"),
      ARGS(note_args),
      .reverse = REVERSE_UNDO,
      .role = ROLE_OPERATOR },
    { .name = "tickets.assign",
      .label = N_("Give to"),
      .help = N_("Say whose tickets are"),
      .sql = "ticket_assign",
      .pane = "tickets",
      .entity = "ticket",
      .done = N_("given"),
      ARGS(assign_args),
      .reverse = REVERSE_UNDO,
      .role = ROLE_OPERATOR },
    { .name = "tickets.follow_up",
      .label = N_("Follow up"),
      .help = N_("Say when to look at tickets again"),
      .sql = "ticket_follow_up",
      .pane = "tickets",
      .entity = "ticket",
      .done = N_("put off"),
      ARGS(follow_up_args),
      .reverse = REVERSE_UNDO,
      .role = ROLE_OPERATOR },
    { .name = "tickets.close",
      .label = N_("Close"),
      .help = N_("End tickets with what came of them"),
      .sql = "ticket_close",
      .pane = "tickets",
      .entity = "ticket",
      .done = N_("closed"),
      ARGS(close_args),
      .reverse = REVERSE_UNDO,
      .role = ROLE_OPERATOR },
    { .name = "tickets.reopen",
      .label = N_("Open again"),
      .help = N_("Take up closed tickets again"),
      .sql = "ticket_reopen",
      .pane = "tickets",
      .entity = "ticket",
      .done = N_("opened again"),
      .reverse = REVERSE_UNDO,
      .role = ROLE_OPERATOR },
    { .name = NULL },
};

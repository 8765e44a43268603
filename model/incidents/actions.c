/* What is done with incidents themselves; what mends them are the actions of what they are about. */
#include "model/incidents/room.h"

#include "base/i18n.h"
#include "model/engine/action_table.h"

#define NOTE_ARG                                                                                                       \
    {                                                                                                                  \
        .name = "note", .label = N_("Note"),                                                                           \
        .help = N_("what is known of it, or what was done; left out: the note stays"), .type = ARG_TEXT,               \
        .maximum = LONGEST_NOTE                                                                                        \
    }

static const struct action_arg acknowledge_args[] = { NOTE_ARG };

static const struct action_arg assign_args[] = {
    { .name = "to",
      .label = N_("To whom"),
      .help = N_("the name of an operator, as the audit has it"),
      .type = ARG_TEXT,
      .is_required = true,
      .minimum = 1,
      .maximum = 80 },
    NOTE_ARG,
};

static const struct action_arg snooze_args[] = {
    { .name = "hours",
      .label = N_("Hours"),
      .help = N_("for how long it is put off, 1 to 168"),
      .type = ARG_INT,
      .is_required = true,
      .fallback = "4",
      .minimum = 1,
      .maximum = 168 },
    NOTE_ARG,
};

const struct action incidents_actions[] = {
    { .name = "incidents.acknowledge",
      .label = N_("Take on"),
      .help = N_("Say that you are at it: it stays in the list, and the header is quiet about it"),
      .sql = "incident_acknowledge",
      .pane = "incidents",
      .entity = "incident",
      .done = N_("taken on"),
      ARGS(acknowledge_args),
      TAKEN_BACK_BY("incidents.reopen"),
      .role = ROLE_OPERATOR },
    { .name = "incidents.snooze",
      .label = N_("Put off"),
      .help = N_("Hide incidents for some hours; one that is still there then comes back"),
      .sql = "incident_snooze",
      .pane = "incidents",
      .entity = "incident",
      .done = N_("put off"),
      ARGS(snooze_args),
      TAKEN_BACK_BY("incidents.reopen"),
      .role = ROLE_OPERATOR },
    { .name = "incidents.assign",
      .label = N_("Give to"),
      .help = N_("Say whose an incident is"),
      .sql = "incident_assign",
      .pane = "incidents",
      .entity = "incident",
      .done = N_("given"),
      ARGS(assign_args),
      TAKEN_BACK_BY("incidents.assign"),
      .role = ROLE_OPERATOR },
    { .name = "incidents.reopen",
      .label = N_("New again"),
      .help = N_("Take back that somebody is at it, or that it was put off"),
      .sql = "incident_reopen",
      .pane = "incidents",
      .entity = "incident",
      .done = N_("new again"),
      TAKEN_BACK_BY("incidents.acknowledge", "incidents.snooze"),
      .role = ROLE_OPERATOR },
    { .name = NULL },
};

/* What is answered to requests. */
#include "model/requests/room.h"

#include "base/i18n.h"
#include "model/engine/action_table.h"

enum {
    MOST_DAYS = 3650,
    SHORTEST_REASON = 5, /* as the portal wants it */
    LONGEST_REASON = 255
};

static const struct action_arg approve_args[] = {
    { .name = "mb",
      .label = N_("Quota"),
      .help = N_("whole MB, or with a unit: 500, 10GB; left out: as asked for"),
      .type = ARG_MB,
      .minimum = 0,
      .maximum = MOST_CMB },
    { .name = "days",
      .label = N_("Days"),
      .help = N_("from now on; left out: as asked for"),
      .type = ARG_INT,
      .minimum = 0,
      .maximum = MOST_DAYS },
    { .name = "reason",
      .label = N_("Reason"),
      .help = N_("where it is not what was asked for; the customer reads it"),
      .type = ARG_TEXT,
      .minimum = SHORTEST_REASON,
      .maximum = LONGEST_REASON },
};

static const struct action_arg reject_args[] = {
    { .name = "reason",
      .label = N_("Reason"),
      .help = N_("the customer reads it"),
      .type = ARG_TEXT,
      .is_required = true,
      .minimum = SHORTEST_REASON,
      .maximum = LONGEST_REASON },
};

static const struct action_arg reject_change_args[] = {
    { .name = "reason",
      .label = N_("Reason"),
      .help = N_("may be left out"),
      .type = ARG_TEXT,
      .minimum = 1,
      .maximum = LONGEST_REASON },
};

const struct action requests_actions[] = {
    { .name = "requests.approve",
      .label = N_("Approve"),
      .help = N_("Give what customers asked for, or another amount: quota pays debt first, validity counts from now"),
      .sql = "request_approve",
      .pane = "requests",
      .entity = "quota_request",
      .values_sql = "request_approve_values",
      .sends_values = true,
      .done = N_("approved"),
      ARGS(approve_args),
      .reverse = REVERSE_UNDO,
      .role = ROLE_OPERATOR,
      .has_effects = true,
      .may_open_access = true,
      .changes_quota = true },
    { .name = "requests.reject",
      .label = N_("Reject"),
      .help = N_("Say no to what customers asked for, with a reason"),
      .sql = "request_reject",
      .pane = "requests",
      .entity = "quota_request",
      .done = N_("rejected"),
      ARGS(reject_args),
      .reverse = REVERSE_UNDO,
      .role = ROLE_OPERATOR,
      .has_effects = true },
    { .name = "changes.approve",
      .label = N_("Approve"),
      .help = N_("Change customers' records as they asked: name, role, block and room"),
      .sql = "change_approve",
      .pane = "changes",
      .entity = "change_request",
      .done = N_("approved"),
      .reverse = REVERSE_UNDO,
      .role = ROLE_OPERATOR,
      .has_effects = true,
      .may_open_access = true,
      .changes_record = true },
    { .name = "changes.reject",
      .label = N_("Reject"),
      .help = N_("Leave customers' records as they are, whatever was asked"),
      .sql = "change_reject",
      .pane = "changes",
      .entity = "change_request",
      .done = N_("rejected"),
      ARGS(reject_change_args),
      .reverse = REVERSE_UNDO,
      .role = ROLE_OPERATOR,
      .has_effects = true },
    { .name = NULL },
};

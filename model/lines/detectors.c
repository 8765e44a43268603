/* What may go wrong with PPPoE lines. */
#include "model/lines/room.h"

#include "base/i18n.h"
#include "model/incidents/detector.h"

const struct detector line_detectors[] = {
    { .name = "line_kept_in",
      .severity = "critical",
      .sql = "detect_line_kept_in",
      .what = N_("A line is isolated, and its customer owes nothing"),
      .means = N_("Somebody who has paid sits before a dead line."),
      .comes = N_("The router refused the release, nobody looked at it since, or an operator isolated the line and "
                  "forgot it."),
      .mend = N_("Release what an operator isolated. Write the others to the router once more: what it says against "
                 "it stands in the note of the line."),
      .check = N_("The line is active, and its modem dials again."),
      .pane = "lines",
      .actions = { "lines.put", "lines.release" } },
    { .name = "line_let_through",
      .severity = "warning",
      .sql = "detect_line_let_through",
      .what = N_("A line is not isolated, and its customer is blocked"),
      .means = N_("Somebody who is blocked uses the line as before."),
      .comes = N_("The router has no profile of the name in line_isolation_profile, or refused the change or the end "
                  "of a session."),
      .mend = N_("Make that profile on the router, or say another one in the settings. Then write the line to the "
                 "router."),
      .check = N_("The line is isolated, and its note is empty."),
      .pane = "lines",
      .actions = { "lines.put" } },
    { .name = "line_gone",
      .severity = "critical",
      .sql = "detect_line_gone",
      .what = N_("A line's secret is gone from the router"),
      .means = N_("Its customer can't dial in any more."),
      .comes = N_("Somebody removed it there, or the router was reset or restored from an older backup."),
      .mend = N_("Write the line to the router: one that was made here comes back as it was. Of others the password is "
                 "not known: make the secret there, or remove the line here if it is not needed."),
      .check = N_("The line is active or isolated, not gone."),
      .pane = "lines",
      .actions = { "lines.put", "lines.remove" } },
    { .name = "line_twice",
      .severity = "notice",
      .sql = "detect_line_twice",
      .what = N_("A line is dialled in more often than it may"),
      .means = N_("Two houses may share what one pays for."),
      .comes = N_("Name and password went to a second modem, or a modem was changed and the old one dials on."),
      .mend = N_("End its sessions, and let the line in from one MAC only. Where two are right, raise line_sessions."),
      .check = N_("The line has as many sessions as the setting line_sessions says."),
      .pane = "lines",
      .actions = { "lines.kick", "lines.change" } },
    { .name = NULL },
};

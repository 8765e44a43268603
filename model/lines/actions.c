/* What can be done to PPPoE lines. */
#include "model/lines/room.h"

#include "base/i18n.h"
#include "model/engine/action_table.h"

enum {
    LONGEST_LINE = 100,
    LONGEST_ADDRESS = 17
};

static const char *const follow_choices[] = { "yes", "no", NULL };
static const struct action_arg watch_args[] = {
    { .name = "follow",
      .label = N_("Follow"),
      .help = N_("yes: the PPPoE lines of the router are read each minute; no: no more"),
      .type = ARG_CHOICE,
      .choices = follow_choices,
      .fallback = "yes" },
};

static const struct action_arg take_args[] = {
    { .name = "customer",
      .label = N_("Customer"),
      .help = N_("phone number of whose they are; left out: by their name or comment"),
      .also = (const char *const[]){ "user", NULL },
      .type = ARG_PHONE },
};

static const struct action_arg isolate_args[] = {
    { .name = "reason",
      .label = N_("Reason"),
      .help = N_("why the line is isolated until it is released"),
      .type = ARG_TEXT,
      .is_required = true,
      .minimum = 1,
      .maximum = LONGEST_NOTE },
};

#define CUSTOMER                                                                                                       \
    {                                                                                                                  \
        .name = "customer", .label = N_("Customer"),                                                                   \
        .help = N_("phone number of whose it is, or nobody; left out: as it is"),                                      \
        .also = (const char *const[]){ "user", NULL }, .type = ARG_TEXT, .minimum = 1, .maximum = LONGEST_LINE         \
    }
#define PROFILE                                                                                                        \
    {                                                                                                                  \
        .name = "profile", .label = N_("Profile"), .help = N_("PPP profile of the router; left out: as it is"),        \
        .type = ARG_TEXT, .minimum = 1, .maximum = LONGEST_LINE                                                        \
    }
#define ADDRESS                                                                                                        \
    {                                                                                                                  \
        .name = "address", .label = N_("Address"),                                                                     \
        .help = N_("a fixed one, or pool: from the profile's; left out: as it is"), .type = ARG_TEXT, .minimum = 1,    \
        .maximum = LONGEST_ADDRESS                                                                                     \
    }
#define CALLER                                                                                                         \
    {                                                                                                                  \
        .name = "caller", .label = N_("MAC"), .help = N_("that it must come from, or any; left out: as it is"),        \
        .type = ARG_TEXT, .minimum = 1, .maximum = LONGEST_ADDRESS                                                     \
    }

static const struct action_arg change_args[] = {
    CUSTOMER,
    PROFILE,
    ADDRESS,
    CALLER,
    { .name = "off",
      .label = N_("Off"),
      .help = N_("yes: its secret is switched off; left out: as it is"),
      .type = ARG_CHOICE,
      .choices = arg_no_yes },
};

static const struct action_arg add_args[] = {
    { .name = "router",
      .label = N_("Router"),
      .help = N_("that gets its secret"),
      .type = ARG_CHOICE,
      .choices_sql = "line_router_choices",
      .is_required = true },
    { .name = "name",
      .label = N_("Name"),
      .help = N_("that it dials in with"),
      .type = ARG_TEXT,
      .is_required = true,
      .minimum = 1,
      .maximum = LONGEST_LINE },
    CUSTOMER,
    PROFILE,
    ADDRESS,
    CALLER,
};

#define ON_LINES(stem, does, said)                                                                                     \
    .sql = (stem), .pane = "lines", .entity = "ppp_line", .done = (said), .help = (does), .role = ROLE_OPERATOR,       \
    .has_effects = true

const struct action line_actions[] = {
    { .name = "routers.lines",
      .label = N_("Follow PPPoE lines"),
      .help = N_("Read the PPPoE lines of routers each minute, or no more; nothing there is changed by that"),
      .sql = "router_lines",
      .pane = "routers",
      .entity = "router",
      .done = N_("noted"),
      ARGS(watch_args),
      TAKEN_BACK_BY("routers.lines"),
      .role = ROLE_ADMIN,
      .has_effects = true },
    { .name = "lines.add",
      .label = N_("New line"),
      .help = N_("Make a PPPoE line: the router gets its secret, with a password that is drawn"),
      .sql = "line_add",
      .pane = "lines",
      .entity = "ppp_line",
      .done = N_("made"),
      ARGS(add_args),
      TAKEN_BACK_BY("lines.change"),
      .role = ROLE_OPERATOR,
      .makes_new = true,
      .opens = "lines",
      .has_effects = true },
    { .name = "lines.take",
      .label = N_("Take over"),
      ON_LINES(
          "line_take",
          N_("Take lines over as the router has them: from then on they are isolated, released and counted from here"),
          N_("taken over")),
      ARGS(take_args),
      TAKEN_BACK_BY("lines.leave") },
    { .name = "lines.leave",
      .label = N_("Leave to the router"),
      ON_LINES("line_leave", N_("Leave lines to the router: they are looked at, and changed no more"),
               N_("left to the router")),
      TAKEN_BACK_BY("lines.take") },
    { .name = "lines.remove",
      .label = N_("Remove line"),
      ON_LINES("line_remove",
               N_("Remove lines: one that the router does not have is forgotten, of the others its secret goes and "
                  "sessions end"),
               N_("removed")),
      NOT_TAKEN_BACK(N_("remove")) },
    { .name = "lines.change",
      .label = N_("Edit line"),
      ON_LINES("line_change",
               N_("Change whose a line is, its profile, address or MAC, or switch it off; it dials again"),
               N_("changed")),
      ARGS(change_args),
      TAKEN_BACK_BY("lines.change") },
    { .name = "lines.isolate",
      .label = N_("Isolate"),
      ON_LINES("line_isolate",
               N_("Isolate lines until they are released, as line_isolation says; how they were is remembered"),
               N_("isolated")),
      ARGS(isolate_args),
      TAKEN_BACK_BY("lines.release") },
    { .name = "lines.release",
      .label = N_("Release"),
      ON_LINES("line_release", N_("Release lines that an operator isolated: they get back what they had"),
               N_("released")),
      TAKEN_BACK_BY("lines.isolate") },
    { .name = "lines.kick",
      .label = N_("End sessions"),
      ON_LINES("line_kick", N_("End all sessions of lines; their modems dial again"), N_("dial again")),
      .reverse = REVERSE_REPEAT },
    { .name = "lines.put",
      .label = N_("Write to the router"),
      ON_LINES("line_put", N_("Bring lines on the router to what stands here"), N_("written")),
      .reverse = REVERSE_REPEAT },
    { .name = "lines.adopt",
      .label = N_("Take as it is there"),
      ON_LINES("line_adopt", N_("Take lines as the router has them: what differs is right there"),
               N_("taken as they are")),
      TAKEN_BACK_BY("lines.change") },
    { .name = NULL },
};

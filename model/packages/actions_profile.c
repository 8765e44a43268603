/* What is done to profiles. */
#include "model/packages/room.h"

#include "base/i18n.h"
#include "model/engine/action_table.h"

enum {
    SHORTEST_NAME = 2, /* as the portal takes them */
    LONGEST_NAME = 100,
    LONGEST_LIST = 63
};

#define NAME_ARG(needed)                                                                                               \
    {                                                                                                                  \
        .name = "name", .label = N_("Name"), .help = N_("as the routers' hotspot user profile is called"),             \
        .type = ARG_TEXT, .minimum = SHORTEST_NAME, .maximum = LONGEST_NAME, .is_required = (needed)                   \
    }
#define TERMS_ARGS                                                                                                     \
    { .name = "rate",                                                                                                  \
      .label = N_("Rate"),                                                                                             \
      .help = N_("up/down: 5M/5M, 512k/2M; unlimited; -: as routers have it"),                                         \
      .type = ARG_TEXT,                                                                                                \
      .maximum = 120,                                                                                                  \
      .may_clear = true },                                                                                             \
        { .name = "shared",                                                                                            \
          .label = N_("Devices"),                                                                                      \
          .help = N_("at once with one account: 1, 2, unlimited; -: as routers have it"),                              \
          .type = ARG_TEXT,                                                                                            \
          .maximum = 10,                                                                                               \
          .may_clear = true },                                                                                         \
        { .name = "session",                                                                                           \
          .label = N_("Session"),                                                                                      \
          .help = N_("how long a login lasts: 8h, 1d12h, unlimited; -: as routers have it"),                           \
          .type = ARG_TEXT,                                                                                            \
          .maximum = 30,                                                                                               \
          .may_clear = true },                                                                                         \
    {                                                                                                                  \
        .name = "list", .label = N_("Address list"),                                                                   \
        .help = N_("that routers put who logs in on; none; -: as routers have it"), .type = ARG_TEXT,                  \
        .maximum = LONGEST_LIST, .may_clear = true                                                                     \
    }

static const struct action_arg add_args[] = { NAME_ARG(true), TERMS_ARGS };
static const struct action_arg edit_args[] = { NAME_ARG(false), TERMS_ARGS };

const struct action packages_profile_actions[] = {
    { .name = "profiles.add",
      .label = N_("Add profile"),
      .help = N_("Make a hotspot profile here, with what it grants"),
      .sql = "profile_add",
      .pane = "profiles",
      .entity = "profile",
      .done = N_("added"),
      ARGS(add_args),
      TAKEN_BACK_BY("profiles.remove"),
      .role = ROLE_ADMIN,
      .makes_new = true },
    { .name = "profiles.edit",
      .label = N_("Edit profile"),
      .help = N_("Change what a profile grants; routers are told by pushing it"),
      .sql = "profile_edit",
      .pane = "profiles",
      .entity = "profile",
      .values_sql = "profile_edit_values",
      .done = N_("changed"),
      ARGS(edit_args),
      TAKEN_BACK_BY("profiles.edit"),
      .role = ROLE_ADMIN },
    { .name = "profiles.push",
      .label = N_("Push profile"),
      .help = N_("Make the profile on the routers that lack it, and change it on those that differ"),
      .sql = "profile_push",
      .pane = "profiles",
      .entity = "profile",
      .done = N_("pushed to the routers"),
      TAKEN_BACK_BY("profiles.edit", "profiles.push"),
      .role = ROLE_ADMIN,
      .has_effects = true },
    { .name = "profiles.remove",
      .label = N_("Remove profile"),
      .help = N_("Remove a profile here that no package, customer or setting names; routers keep theirs"),
      .sql = "profile_remove",
      .pane = "profiles",
      .entity = "profile",
      .done = N_("removed"),
      TAKEN_BACK_BY("profiles.add"),
      .role = ROLE_ADMIN },
    { .name = NULL },
};

/* What is done to packages. */
#include "model/packages/room.h"

#include "base/i18n.h"
#include "model/engine/action_table.h"

enum {
    SHORTEST_NAME = 3, /* as the portal takes them */
    LONGEST_NAME = 100,
    MOST_DAYS = 3650
};

static const char *const also_quota[] = { "gb", NULL };
#define NAME_ARG(...)                                                                                                  \
    {                                                                                                                  \
        .name = "name", .label = N_("Name"), .help = N_("what customers see, 3 to 100 characters"), .type = ARG_TEXT,  \
        .minimum = SHORTEST_NAME, .maximum = LONGEST_NAME, __VA_ARGS__                                                 \
    }
#define PRICE_ARG(...)                                                                                                 \
    {                                                                                                                  \
        .name = "price", .label = N_("Price"), .help = N_("in rupiah: 200000, 200rb"), .type = ARG_RP, .minimum = 0,   \
        .maximum = MOST_RP, __VA_ARGS__                                                                                \
    }
#define QUOTA_ARG(...)                                                                                                 \
    {                                                                                                                  \
        .name = "quota", .also = also_quota, .label = N_("Quota"), .help = N_("in GB: 10, 2.5; 512MB; 0 for unlimited"), .type = ARG_TEXT, \
        .minimum = 1, .maximum = 20, __VA_ARGS__                                                                       \
    }
#define DAYS_ARG(...)                                                                                                  \
    {                                                                                                                  \
        .name = "days", .label = N_("Days"), .help = N_("how long it is valid from the purchase on"), .type = ARG_INT, \
        .minimum = 1, .maximum = MOST_DAYS, __VA_ARGS__                                                                \
    }

static const struct action_arg add_args[] = {
    NAME_ARG(.is_required = true),
    PRICE_ARG(.is_required = true),
    QUOTA_ARG(.is_required = true),
    DAYS_ARG(.fallback = "30"),
    { .name = "profile",
      .label = N_("Profile"),
      .help = N_("hotspot user profile of its customers; left out: as MIKROTIK_*_PROFILE says"),
      .type = ARG_CHOICE,
      .choices_sql = "package_profile_choices" },
};

static const struct action_arg edit_args[] = {
    NAME_ARG(.is_required = false),
    PRICE_ARG(.is_required = false),
    QUOTA_ARG(.is_required = false),
    DAYS_ARG(.is_required = false),
    { .name = "profile",
      .label = N_("Profile"),
      .help = N_("hotspot user profile of who buys it from now on"),
      .type = ARG_CHOICE,
      .choices_sql = "package_profile_choices" },
};

const struct action packages_actions[] = {
    { .name = "packages.add",
      .label = N_("Add package"),
      .help = N_("Make a package that is sold from now on"),
      .sql = "package_add",
      .pane = "packages",
      .entity = "package",
      .done = N_("added"),
      ARGS(add_args),
      TAKEN_BACK_BY("packages.remove"),
      .role = ROLE_ADMIN,
      .makes_new = true },
    { .name = "packages.edit",
      .label = N_("Edit package"),
      .help = N_("Change name, price, quota, days or profile; what was bought stays as it is"),
      .sql = "package_edit",
      .pane = "packages",
      .entity = "package",
      .values_sql = "package_edit_values",
      .done = N_("changed"),
      ARGS(edit_args),
      TAKEN_BACK_BY("packages.edit"),
      .role = ROLE_ADMIN },
    { .name = "packages.withdraw",
      .label = N_("Withdraw package"),
      .help = N_("Sell it no more; who has it keeps it"),
      .sql = "package_withdraw",
      .pane = "packages",
      .entity = "package",
      .done = N_("withdrawn"),
      TAKEN_BACK_BY("packages.offer"),
      .role = ROLE_ADMIN },
    { .name = "packages.offer",
      .label = N_("Offer package"),
      .help = N_("Sell it again"),
      .sql = "package_offer",
      .pane = "packages",
      .entity = "package",
      .done = N_("on sale"),
      TAKEN_BACK_BY("packages.withdraw"),
      .role = ROLE_ADMIN },
    { .name = "packages.remove",
      .label = N_("Remove package"),
      .help = N_("Remove a package that nobody has and nothing refers to"),
      .sql = "package_remove",
      .pane = "packages",
      .entity = "package",
      .done = N_("removed"),
      TAKEN_BACK_BY("packages.add"),
      .role = ROLE_ADMIN },
    { .name = NULL },
};

/* What must hold for settings. */
#include "model/settings/room.h"

#include "base/i18n.h"

const struct check settings_checks[] = {
    { "time_zone_is_known", "check_zone",
      N_("the time zone is none that the database's server knows; Asia/Jakarta is used"),
      N_("set APP_TIMEZONE with settings.set; run migrate where the server has learnt it since") },
    { "portal_settings_read", "check_portal_settings",
      N_("the portal has a setting that can't be read here: the default counts in its place"),
      N_("correct it in the portal, or set ours with settings.set; show settings says of each where it comes from") },
    { .name = NULL },
};

/* How much a portal's customers may be given on request; the portal's own settings. */
#include "model/requests/room.h"

#include "base/i18n.h"

const struct setting requests_settings[] = {
    { .key = "KOMANDAN_MAX_QUOTA_MB",
      .help = N_("Most quota that one request may be given"),
      .kind = SETTING_MB,
      .fallback = "51200",
      .minimum = 1,
      .maximum = 104857600,
      .is_portal = true },
    { .key = "KOMANDAN_MAX_QUOTA_DAYS",
      .help = N_("Most days that quota on request may be valid"),
      .kind = SETTING_INTEGER,
      .fallback = "30",
      .minimum = 1,
      .maximum = 3650,
      .is_portal = true },
    { .key = "KOMANDAN_MAX_UNLIMITED_DAYS",
      .help = N_("Most days of unlimited access on request"),
      .kind = SETTING_INTEGER,
      .fallback = "30",
      .minimum = 1,
      .maximum = 3650,
      .is_portal = true },
    { .key = NULL },
};

/* What may be set about all rooms alike. */
#include "model/settings/room.h"

#include "base/i18n.h"

const struct setting settings_settings[] = {
    { .key = "APP_TIMEZONE",
      .help = N_("Time zone of all days and times: due dates, months' ends, what is shown, sent and filtered by"),
      .kind = SETTING_ZONE,
      .fallback = "Asia/Jakarta",
      .is_portal = true },
    { .key = NULL },
};

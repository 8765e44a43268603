/* What may be set about all rooms alike. */
#include "model/settings/room.h"

#include "base/i18n.h"

const struct setting settings_settings[] = {
    { .key = "APP_TIMEZONE",
      .help = N_("Time zone of all days and times: due dates, months' ends, what is shown, sent and filtered by"),
      .kind = SETTING_ZONE,
      .fallback = "Asia/Jakarta",
      .is_portal = true },
    { .key = "job_runs_kept",
      .help = N_("Lines of the jobs' runs that are kept of each job; runs that came out the same stand in one"),
      .kind = SETTING_INTEGER,
      .fallback = "100",
      .minimum = 1,
      .maximum = 10000 },
    { .key = NULL },
};

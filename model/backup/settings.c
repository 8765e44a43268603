/* What may be set about backups. */
#include "model/backup/room.h"

#include "base/i18n.h"

static const char *const off_on[] = { "off", "on", NULL };

const struct setting backup_settings[] = {
    { .key = "backup_daily",
      .help = N_("Whether a worker makes a backup each day"),
      .kind = SETTING_CHOICE,
      .fallback = "off",
      .choices = off_on },
    { .key = "backup_hour",
      .help = N_("At which hour the daily backup is made"),
      .kind = SETTING_INTEGER,
      .fallback = "2",
      .minimum = 0,
      .maximum = 23 },
    { .key = "backup_keep_days",
      .help = N_("How many days backups are kept; the newest three always are"),
      .kind = SETTING_INTEGER,
      .fallback = "30",
      .minimum = 1,
      .maximum = 3650 },
    { .key = "backup_drill_days",
      .help = N_("After how many days the newest backup is restored and compared again; 0: never"),
      .kind = SETTING_INTEGER,
      .fallback = "7",
      .minimum = 0,
      .maximum = 365 },
    { .key = NULL },
};

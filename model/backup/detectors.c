/* What may go wrong with backups. */
#include "model/backup/room.h"

#include "base/i18n.h"
#include "model/incidents/detector.h"

const struct detector backup_detectors[] = {
    { .name = "backup_stale",
      .severity = "warning",
      .sql = "detect_backup_stale",
      .what = N_("The last good backup is too old"),
      .means = N_("What came since would be lost with the disk."),
      .comes = N_("The job failed, its folder or disk is full, or no worker runs at its hour; a drill found a backup "
                  "that is not whole."),
      .mend = N_("Read why the last try failed, mend that, then make one now."),
      .check = N_("The newest backup is of today, and a drill of it went well."),
      .pane = "backups",
      .actions = { "backups.make", "backups.drill" } },
    { .name = NULL },
};

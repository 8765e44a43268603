/* What is asked for about backups. */
#include "model/backup/room.h"

#include "base/i18n.h"
#include "model/engine/action_table.h"

const struct action backup_actions[] = {
    { .name = "backups.make",
      .label = N_("Back up"),
      .help = N_("Make a backup of the database now"),
      .sql = "backup_make",
      .pane = "backups",
      .entity = "job",
      .done = N_("asked for"),
      .reverse = REVERSE_REPEAT,
      .role = ROLE_OPERATOR,
      .selects_itself = true },
    { .name = "backups.drill",
      .label = N_("Drill"),
      .help = N_("Restore the newest backup into a scratch database now, and compare it"),
      .sql = "backup_drill",
      .pane = "backups",
      .entity = "job",
      .done = N_("asked for"),
      .reverse = REVERSE_REPEAT,
      .role = ROLE_OPERATOR,
      .selects_itself = true },
    { .name = NULL },
};

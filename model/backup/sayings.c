/* What is said of backups. */
#include "model/engine/saying.h"

#include "base/i18n.h"
#include "model/backup/room.h"

#include <stddef.h>

const struct saying backup_sayings[] = {
    { N_("off: backup_daily is not on"), NULL },
    { N_("nothing to do before its time"), NULL },
    { N_("{text}, {n} rows"), NULL },
    { N_("{n} figures are the same"), NULL },
    { N_("there is no file with checksum and counts beside it: what was restored is compared with nothing"), NULL },
    { N_("owners and rights were left out, for this server lacks roles: {text}; make them, or run hotspot-console "
         "migrate --roles"),
      NULL },
    { N_("it is of another version of this program: its rows were compared, and its sums were not"), NULL },
    { N_("the audit's chain was not computed again: {text}"), NULL },
    { N_("the scratch database {text} could not be dropped"), NULL },
    { N_("the report was not written: {text}"), NULL },
    { N_("the programs of PostgreSQL {text} have known security holes in how they read dumps, mended in {text2}"),
      NULL },
    { NULL, NULL },
};

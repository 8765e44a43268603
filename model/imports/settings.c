/* What may be set about imports. */
#include "model/imports/room.h"

#include "base/i18n.h"

const struct setting imports_settings[] = {
    { .key = "import_keep_days",
      .help = N_("How many days the lines of an import that was not written are kept, to go on with it"),
      .kind = SETTING_INTEGER,
      .fallback = "7",
      .minimum = 1,
      .maximum = 365 },
    { .key = NULL },
};

/* What may be set about PPPoE lines. */
#include "model/lines/room.h"

#include "base/i18n.h"

static const char *const isolations[] = { "profile", "off", NULL };

const struct setting line_settings[] = {
    { .key = "line_isolation",
      .help = N_("How a line is isolated: profile puts it on the profile of line_isolation_profile, off switches its "
                 "secret off"),
      .kind = SETTING_CHOICE,
      .fallback = "profile",
      .choices = isolations },
    { .key = "line_isolation_profile",
      .help = N_("PPP profile of isolated lines; with an address list it works for fixed addresses, with a pool alone "
                 "those are taken away meanwhile"),
      .kind = SETTING_TEXT,
      .fallback = "isolir",
      .minimum = 1,
      .maximum = 63 },
    { .key = "line_sessions",
      .help = N_("Most sessions that a line may have at once: more are an incident; 0 is no limit"),
      .kind = SETTING_INTEGER,
      .fallback = "1",
      .minimum = 0,
      .maximum = 100 },
    { .key = NULL },
};

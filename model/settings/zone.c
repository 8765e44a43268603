/* The one zone of all days and times. */
#include "model/settings/zone.h"

#include "base/calendar.h"
#include "db/db.h"

#include <string.h>

bool zone_time(int64_t at, struct calendar *out)
{
    return calendar_of(at + db_zone_offset_s(), out);
}

void zone_hear(const char *payload)
{
    if (strcmp(payload, "settings") == 0)
        db_zone_changed();
}

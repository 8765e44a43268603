/* The one zone of all days and times. */
#include "model/settings/zone.h"

#include "db/db.h"

#include <string.h>

bool zone_time(time_t at, struct tm *out)
{
    at += db_zone_offset_s();
    return gmtime_r(&at, out) != NULL;
}

void zone_hear(const char *payload)
{
    if (strcmp(payload, "settings") == 0)
        db_zone_changed();
}

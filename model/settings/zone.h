/* The one zone of all days and times, for what no row of the database tells. */
#ifndef MODEL_SETTINGS_ZONE_H
#define MODEL_SETTINGS_ZONE_H

#include <stdbool.h>
#include <stdint.h>

struct calendar;

/* A moment in that zone. False: it has no such form. */
bool zone_time(int64_t at, struct calendar *out);

/* For whoever hears the database's messages: sessions look the zone up again where settings have changed. */
void zone_hear(const char *payload);

#endif

/* The zone that a session speaks in: the setting's (console.zone()), whatever the server, the role or the host has. */
#ifndef DB_ZONE_H
#define DB_ZONE_H

#include "base/error.h"

#include <stdbool.h>

struct db;

/* Gives the session the zone where that is due: at its first statement, after db_zone_changed(), and every 30 s of
 * use; never within a transaction. False where the database fails. */
bool zone_follow(struct db *db, struct error *e);

#endif

/* What actions change. */
#include "model/engine/entity.h"

#include "model/values/room.h"

#include <string.h>

const struct entity *entity_find(const char *name)
{
    ROOM_EACH (entity, n, entities, name)
        if (strcmp(n->name, name) == 0)
            return n;
    return NULL;
}

const char *entity_channels(const char *name)
{
    const struct entity *n = entity_find(name);
    return n && n->channels ? n->channels : "{users,debts,audit,outbox}";
}

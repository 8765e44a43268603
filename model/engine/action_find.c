/* Finding actions in the rooms' tables. */
#include "model/engine/action.h"

#include "model/engine/action_operation.h"
#include "model/engine/action_table.h"
#include "model/values/room.h"

#include <string.h>

const char *const arg_no_yes[] = { "no", "yes", NULL };

const struct action *action_at(size_t i)
{
    ROOM_EACH (action, a, actions, name)
        if (!i--)
            return a;
    return NULL;
}

size_t action_count(void)
{
    size_t count = 0;
    ROOM_EACH (action, a, actions, name)
        count++;
    return count;
}

const struct action *action_find(const char *name)
{
    ROOM_EACH (action, a, actions, name)
        if (strcmp(a->name, name) == 0 || (a->also && strcmp(a->also, name) == 0))
            return a;
    return NULL;
}

bool action_is_undo(const struct action *a)
{
    return strcmp(a->name, "audit.undo") == 0;
}

/* Finding actions in the rooms' tables. */
#include "model/engine/action.h"

#include "model/engine/action_operation.h"
#include "model/engine/action_table.h"
#include "model/values/room.h"

#include <string.h>

const char *const arg_no_yes[] = { "no", "yes", NULL };

/* Room by room, so that what is of one subject stands together. */
#define EACH_ACTION(a)                                                                                                 \
    for (const struct room *const *room = rooms; *room; room++)                                                        \
        for (const struct action *const *table =                                                                       \
                 (const struct action *const[]){ (*room)->actions, (*room)->more_actions, &no_action };                \
             *table != &no_action; table++)                                                                            \
            for (const struct action *a = *table; a && a->name; a++)

static const struct action no_action; /* behind the last table */

const struct action *action_at(size_t i)
{
    EACH_ACTION (a)
        if (!i--)
            return a;
    return NULL;
}

size_t action_count(void)
{
    size_t count = 0;
    EACH_ACTION (a)
        count++;
    return count;
}

const struct action *action_find(const char *name)
{
    EACH_ACTION (a)
        if (strcmp(a->name, name) == 0 || (a->also && strcmp(a->also, name) == 0))
            return a;
    return NULL;
}

bool action_needs_rows(const struct action *a)
{
    return !a->selects_itself && !a->makes_new;
}

bool action_is_undoable(const struct action *a)
{
    return a->reverse == REVERSE_UNDO;
}

size_t action_rows(const struct plan *plan)
{
    return plan->stands_for > plan->id_count ? plan->stands_for : plan->id_count;
}

enum confirm action_confirm(const struct plan *plan)
{
    return confirm_by(plan->action->reverse, action_rows(plan));
}

bool action_is_undo(const struct action *a)
{
    return strcmp(a->name, "audit.undo") == 0;
}

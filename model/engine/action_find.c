/* Finding actions in the rooms' tables. */
#include "model/engine/action.h"

#include "model/engine/action_operation.h"
#include "model/engine/action_table.h"
#include "model/values/room.h"

#include <pthread.h>
#include <stdlib.h>
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

/* All of them one behind the other, and by their names: a screen asks for them hundreds of times. */
struct named {
    const char *name;
    const struct action *action;
};

static struct {
    const struct action **items;
    struct named *names;
    size_t count, name_count;
} all;

/* No two have the same: a test holds that. */
static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

static void collect(void)
{
    EACH_ACTION (a)
        all.count++;
    all.items = calloc(all.count + 1, sizeof *all.items);
    all.names = calloc(2 * all.count + 1, sizeof *all.names);
    if (!all.items || !all.names)
        abort();
    size_t i = 0;
    EACH_ACTION (a) {
        all.items[i++] = a;
        all.names[all.name_count++] = (struct named){ a->name, a };
        if (a->also)
            all.names[all.name_count++] = (struct named){ a->also, a };
    }
    qsort(all.names, all.name_count, sizeof *all.names, by_name);
}

static void be_collected(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, collect);
}

const struct action *action_at(size_t i)
{
    be_collected();
    return i < all.count ? all.items[i] : NULL;
}

size_t action_count(void)
{
    be_collected();
    return all.count;
}

static int is_named(const void *name, const void *item)
{
    return strcmp(name, ((const struct named *)item)->name);
}

const struct action *action_find(const char *name)
{
    be_collected();
    const struct named *found = bsearch(name, all.names, all.name_count, sizeof *all.names, is_named);
    return found ? found->action : NULL;
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

/* What a form asks for beside what its action's table says. Rooms hand these in; each leaves forms alone that it has
 * nothing to say about. */
#ifndef TUI_ENGINE_FORM_HABIT_H
#define TUI_ENGINE_FORM_HABIT_H

#include "model/engine/action.h"
#include "tui/engine/form.h"

struct arena;
struct config;
struct health;

/* given, in both: what the operator has given already, an entry an argument (NULL: nothing); NULL: nothing at all. */
struct form_habit {
    const char *name;
    /* given, or in its place the same with more, known from what he stands on; in the arena. NULL: nothing to add. */
    const char *const *(*given)(struct arena *a, const struct action *action, const struct selection *s,
                                const char *const *given);
    /* In the form's arena. Leaves fields out, or asks for them only with others. health: as it was read last; NULL: not yet.
     * NULL: nothing of the kind. */
    void (*fit)(struct arena *a, struct form *f, const struct action *action, const char *const *given,
                const struct config *config, const struct health *health);
};

#endif

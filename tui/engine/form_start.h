/* What a form begins with, read on a lane: what there is to choose, and what stands in the row now. */
#ifndef TUI_ENGINE_FORM_START_H
#define TUI_ENGINE_FORM_START_H

#include "model/engine/action.h"
#include "tui/app/task.h"
#include "tui/engine/form.h"

#include <stdbool.h>

struct arena;

/* Something has to be read before the form can be shown. */
bool form_start_is_needed(const struct action *a, const struct selection *s);

/* A task for LANE_READ; the caller adds owner and done. */
struct task *form_start_task(const struct action *a, const struct selection *s);

/* The form, of what a task that ended well has read: its arena must live as long as the form. given: what the
 * operator has given already, an entry an argument (NULL: nothing); NULL: nothing at all. */
struct form *form_start_make(const struct task *t, struct arena *a, const char *const *given, bool is_ascii);

#endif

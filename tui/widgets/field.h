/* One typed value of an action, as the operator writes it: is it right, and what does it mean. */
#ifndef TUI_WIDGETS_FIELD_H
#define TUI_WIDGETS_FIELD_H

#include "model/engine/action.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    FIELD_MESSAGE = 400
};

/* Checks text for argument i of the action by the rules of action_parse_args(). message: what the
 * value means ("10240 → 10.0 GB") or why it can't be, ready to be shown, "" where there is
 * nothing to say. arrow is what stands between value and meaning ("→", "->" in ASCII). */
bool field_check(const struct action *a, size_t i, const char *text, const char *arrow, char message[FIELD_MESSAGE]);

/* The choice after (step 1) or before (step -1) text, around the ends; an optional one has the
 * empty text among its choices. */
const char *field_next_choice(const struct action_arg *arg, const char *text, int step);

#endif

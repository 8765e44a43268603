/* The filter language, the same in every pane and in `act --where`.
 *
 *   status:blocked debt>10GB budi -router:north "siti aminah" created>=2026-01-01 full_name:~ari
 *
 * Terms are ANDed; `,` inside a value means one of (status:blocked,expired); a leading - negates.
 * field:value equals (text: case folded; with * a pattern), field:~value contains, > >= < <= !=
 * compare. Sizes take MB GB TB, rupiah rb jt, times a date, a date and time, or an age (7d, 12h).
 * `field:` with an empty value (field:"") means empty. Free words are looked for as pane->search says.
 * An error names the place and, for a wrong field or choice, the nearest right one. */
#ifndef MODEL_FILTER_H
#define MODEL_FILTER_H

#include "base/arena.h"
#include "base/error.h"
#include "model/pane.h"

#include <stdbool.h>
#include <stddef.h>

struct filter {
    const char *text;          /* as written */
    const char *where;         /* SQL over the pane's aliases, "true" for an empty filter */
    const char *const *params; /* $1 … $param_count */
    size_t param_count;
    bool is_empty;
};

/* The result lives in the arena. */
bool filter_compile(struct arena *a, const struct pane *p, const char *text, struct filter *f, struct error *e);

#endif

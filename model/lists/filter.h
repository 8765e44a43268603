/* The filter language, the same in every pane and in `act --where`.
 *
 *   status:blocked debt>10GB budi -router:north "siti aminah" created>=2026-01-01 full_name:~ari
 *
 * Terms are ANDed; `,` inside a value means one of (status:blocked,expired); a leading - negates.
 * field:value equals (text: case folded; with * a pattern), field:~value contains, > >= < <= !=
 * compare. Sizes take MB GB TB, rupiah rb jt, times a date, a date and time, or an age (7d, 12h).
 * `field:` with an empty value (field:"") means empty. Free words are looked for as pane->search says.
 * An error names the place and, for a wrong field or choice, the nearest right one.
 *
 *   filter   = { blank } [ term { blank { blank } term } ]
 *   term     = [ "-" ] ( word | field test )
 *   test     = ( ":" | "=" | ":~" | "!=" ) [ value { "," value } ] | ( ">" | ">=" | "<" | "<=" ) value
 *   word     = quoted | any characters but blanks
 *   value    = quoted | any characters but blanks and "," ("," too after > >= < <=)
 *   quoted   = '"' any characters, \" and \\ for " and \ '"'
 *   field    = a letter, then letters, digits and "_"
 *
 * Without quotes * in a value of a text or phone stands for any characters. An age is a point in
 * time: created>7d is "in the last 7 days", expires<+3d is "before three days from now" (m h d w). A date
 * means the whole day: created:2026-01-01, created:today, created>2026-01-01 is from the 2nd on. A row where the
 * field is empty never passes a test but `field:`, and always its negation.
 *
 * A free word of three characters or more is looked for anywhere in the text columns; one of one or
 * two only where words begin, so that the trigram index serves it. Digits are looked for in phone
 * numbers too, 0812 also as 62812; one or two of them only at the beginning. */
#ifndef MODEL_LISTS_FILTER_H
#define MODEL_LISTS_FILTER_H

#include "base/arena.h"
#include "base/error.h"
#include "model/lists/pane.h"

#include <stdbool.h>
#include <stddef.h>

struct filter {
    const char *text;          /* as written */
    const char *where;         /* SQL over the pane's aliases, "true" for an empty filter */
    const char *const *params; /* $1 … $param_count */
    size_t param_count;
    bool is_empty;
    bool is_indexed;  /* a term that all matches must pass is served by an index */
    bool is_covered;  /* reads nothing but columns that are COLUMN_INDEXED or searched by index */
    const char *word; /* the one free word that is all of it; NULL: there is more to it */
};

/* The result lives in the arena. */
bool filter_compile(struct arena *a, const struct pane *p, const char *text, struct filter *f, struct error *e);

#endif

/* The filter language, the same in every pane and in `act --where`.
 *
 *   status:blocked debt>10GB budi -router:north "siti aminah" created>=2026-01-01 full_name:~ari
 *
 * Terms are ANDed; `,` inside a value means one of (status:blocked,expired); a leading - negates.
 * field:value equals (text: case folded; with * a pattern; of some fields, as actor, how it begins, where field=value
 * equals), field:~value contains, > >= < <= != compare. Sizes take MB GB TB, rupiah rb jt, times a date, a date and time, or an age (7d, 12h).
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
 * numbers too; one or two of them, and what 0, 00 or + begins, at the beginning: 0812 as +62812, 0065 as +65.
 *
 * A number may be written with blanks, free or as the value of a phone: words of digits and what stands between those
 * are one where they begin with 0 or +, or are a whole number. phone:value is the customer's number, or how numbers begin
 * where no customer has it; phone=value is that number. Outside of quotes blanks that do not break count as blanks, and marks that nobody sees as
 * nothing. A MAC address is a word, though it looks like a field. */
#ifndef MODEL_LISTS_FILTER_H
#define MODEL_LISTS_FILTER_H

#include "base/arena.h"
#include "base/error.h"
#include "model/lists/pane.h"

#include <stdbool.h>
#include <stddef.h>

struct filter {
    const char *text;          /* as written */
    const char *where;         /* SQL over the pane's aliases; of an empty filter "true", or which rows it shows usually */
    const char *const *params; /* $1 … $param_count */
    size_t param_count;
    bool is_empty;
    bool is_by_parts; /* looks into rows of another table by an index that a walk in the pane's order can't use */
    bool asks_all;    /* about more than the rows that the pane shows usually */
    bool is_indexed;  /* a term that all matches must pass is served by an index */
    bool is_covered;  /* reads nothing but columns that the indexes of orders hold */
    const char *word; /* the one free word that is all of it; NULL: there is more to it */
    /* The same as where, each looking for a free word in one of its texts alone: what passes where passes one of these,
     * and each is served by an index. None where the texts need not be looked at apart. */
    const char *const *alternatives;
    size_t alternative_count;
};

/* The result lives in the arena. */
bool filter_compile(struct arena *a, const struct pane *p, const char *text, struct filter *f, struct error *e);

#endif

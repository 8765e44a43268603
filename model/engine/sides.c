/* Facts side by side. */
#include "model/engine/sides.h"

struct side *sides_add(struct sides *s, const char *what)
{
    struct side *one = &s->items[s->count < SIDES_MOST ? s->count++ : SIDES_MOST - 1];
    *one = (struct side){ .what = what };
    return one;
}

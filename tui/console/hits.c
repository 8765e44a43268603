/* What a click in header or footer does. */
#include "tui/console/hits.h"

#include "tui/app/app_state.h"

#include <stdlib.h>

enum {
    HITS_MORE = 32
};

void hits_add(struct app_hits *hits, int x, int width, const char *command)
{
    if (hits->count == hits->most) {
        hits->most += HITS_MORE;
        hits->items = realloc(hits->items, hits->most * sizeof *hits->items);
        if (!hits->items)
            abort();
    }
    hits->items[hits->count++] = (struct app_hit){ .x = x, .width = width, .command = command };
}

void hits_free(struct app_hits *hits)
{
    free(hits->items);
    *hits = (struct app_hits){ .items = NULL };
}

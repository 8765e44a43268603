/* The sums of money and quota below a list: of all that match its filter, and of the rows that are marked.
 *
 * Nothing is asked for while they are not shown. Shown, they are asked for on LANE_COUNT when the list is drawn with
 * another filter or other marks, and again after news, with a pause between. Part of a view, which owns them. */
#ifndef TUI_LISTS_SUMS_H
#define TUI_LISTS_SUMS_H

#include "tui/lists/table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct sums_reading;

struct sums {
    const struct table *table;
    bool is_shown, is_reading, is_old;
    int64_t read_at_ms;
    struct arena *arena;             /* of what was read last; NULL: nothing yet */
    const struct sums_reading *read; /* in it */
};

void sums_init(struct sums *s, const struct table *t);
void sums_free(struct sums *s);

/* False: the list has no column of money or quota, and they stay away. */
bool sums_toggle(struct sums *s);
void sums_note_news(struct sums *s);
void sums_refresh(struct sums *s); /* the operator wants them now */
/* There was news within the pause: the view has to be drawn again before long. */
bool sums_are_due(const struct sums *s);

int sums_rows(const struct sums *s);
/* Asks for what is missing, and draws what there is. */
void sums_draw(struct sums *s, const struct view *v, int y);

#endif

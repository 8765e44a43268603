/* The rows above a pane's list that tell of its matter as a whole: a bar with speed and time left, a lamp with its
 * reason, sums. Read on a lane when something changed; what was read last stays until then. Part of a view, which
 * owns it and is redrawn when something has come. On a low screen it takes no rows. */
#ifndef TUI_LISTS_SUMMARY_H
#define TUI_LISTS_SUMMARY_H

#include "model/lists/pane.h"
#include "model/lists/pane_summary.h"
#include "tui/terminal/view.h"

#include <stdbool.h>
#include <stdint.h>

struct app;
struct arena;

struct summary {
    struct app *app;
    struct view *owner;
    const struct pane *pane;         /* one without a summary: takes no rows, reads nothing */
    struct arena *arena;             /* of what was read last */
    const struct pane_summary *read; /* NULL: nothing yet */
    int64_t read_at_ms;              /* monotonic; the last time, whether it went well or not */
    bool is_reading, must_read_again;
};

void summary_init(struct summary *s, struct app *app, struct view *owner, const struct pane *p);
void summary_free(struct summary *s); /* with what it reads just now */
void summary_refresh(struct summary *s);

/* Something is under way, so that the figures are old after a moment, told of a change or not; and that moment is
 * over. */
bool summary_is_under_way(const struct summary *s);
bool summary_is_due(const struct summary *s);

int summary_rows(const struct summary *s);
void summary_draw(const struct summary *s, const struct view *v, int y);

enum {
    SUMMARY_TEXT = 160
};
/* "43 of 100 wait, 118 a minute, 22 s left", "paused: 43 wait", "nothing waits". */
const char *summary_progress(char out[SUMMARY_TEXT], const struct summary_work *w);
/* Per cent of the run that is through; -1: there is none under way. */
int summary_percent(const struct summary_work *w);

#endif

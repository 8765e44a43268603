/* A plan that is being applied.
 *
 * It lives in its task on LANE_ACT, not in the dialog that began it: closing the dialog loses
 * nothing, the work goes on, and a toast tells how it ended either way. What is nothing but effects can be stopped. */
#ifndef TUI_ENGINE_APPLY_H
#define TUI_ENGINE_APPLY_H

#include "model/engine/action.h"
#include "tui/app/task.h"
#include "tui/terminal/view.h"
#include "tui/widgets/rate.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    APPLY_ID = 40,
    APPLY_WHAT = 96,
    APPLY_ROWS = 6
};

struct apply {
    char operation_id[APPLY_ID]; /* made before the first try, and the same in every further one */
    struct plan plan;
    struct selection selection; /* that it was planned for */
    struct action_result result;
    const char *const *left; /* what it left as it was */
    size_t left_count;
    bool knows_left;       /* else its marks stay as they are */
    char what[APPLY_WHAT]; /* progress: what is done now, and how far; steps 0: not known */
    size_t step, steps;
    struct rate rate;
    struct task *task;                                  /* while it waits or runs */
    bool is_stopping;                                   /* the operator has said so */
    struct view *dialog;                                /* who began it; NULL: closed meanwhile */
    void (*ended)(struct view *dialog, struct task *t); /* not called without a dialog */
    /* What it made is there, and waits for nobody: the dialog may go. Likewise */
    void (*settled)(struct view *dialog, const char *opened_id);
};

struct selection apply_copy_selection(struct arena *a, const struct selection *s);

/* t->data is the struct apply, all of it in t->arena. */
void apply_begin(struct app *app, struct task *t);

/* Stopped halfway, what has not begun is withdrawn; before the commit, nothing is done at all. */
bool apply_can_stop(const struct apply *a);
void apply_stop(struct apply *a);
/* It was stopped before anything was changed: that is how it was meant, and no failure. */
bool apply_was_stopped(const struct apply *a, const struct error *e);

/* Done or not, only a second try with the same id can tell. */
bool apply_is_unknown(const struct error *e);

/* What stands in the dialog's box meanwhile: APPLY_ROWS rows. */
void apply_draw(const struct apply *a, const struct view *v, bool is_ascii);

/* An error whole, with what was kept: the rows that it takes at that width, and drawing it. */
int apply_error_height(const struct view *v, const struct error *e, const char *kept, int width);
void apply_draw_error(const struct view *v, const struct error *e, const char *kept);

#endif

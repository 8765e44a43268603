/* What an import does off the UI thread. UI thread only, but for what tasks run. */
#ifndef TUI_IMPORTS_IMPORT_TASK_H
#define TUI_IMPORTS_IMPORT_TASK_H

#include "model/imports/import.h"
#include "tui/app/task.h"
#include "tui/widgets/rate.h"

#include <stdbool.h>
#include <stddef.h>

struct view;

/* How far it is. */
struct import_progress {
    char what[96];
    size_t done, total; /* total 0: not known */
    struct rate rate;
};

/* Reading a file, or going on with one that was read; all of it in the task's arena. */
struct import_reading {
    const struct import_kind *kind;
    const char *file, *existing;
    const char *resumed; /* number of an import; NULL: the file is read */
    struct import import;
    struct import_verdict verdict;
    struct plan plan; /* for the preview */
};
/* Closing the owner takes it away; what was staged by then stays. */
void import_read_begin(struct app *app, struct view *owner, struct task *t,
                       void (*done)(struct app *app, struct task *t),
                       void (*progress)(struct app *app, struct task *t, const char *what, size_t done, size_t total));

/* What was read before and not written. */
struct import_left {
    struct import import;
    bool is_there;
};
void import_left_begin(struct app *app, struct view *owner, void (*done)(struct app *app, struct task *t));

/* Writing it. It lives on where its view is closed, and a toast tells how it ended. */
struct import_writing {
    struct import import;
    struct import_verdict verdict;
    const char *rejects; /* where the faulty lines go; NULL: there are none */
    struct action_result result;
    struct import_progress progress;
    struct task *task;
    bool is_stopping;
    struct view *view;                                             /* NULL: closed meanwhile */
    void (*ended)(struct view *v, bool ok, const struct error *e); /* not called without it */
};
void import_write_begin(struct app *app, struct task *t);
void import_write_stop(struct import_writing *w); /* heeded between two steps: then nothing of it is written */

void import_progress_note(struct app *app, struct import_progress *p, const char *what, size_t done, size_t total);

#endif

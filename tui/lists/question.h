/* A question over a view, before something is done that is no action. What confirms it is the same as of actions. */
#ifndef TUI_LISTS_QUESTION_H
#define TUI_LISTS_QUESTION_H

#include "model/engine/confirm.h"

#include <stdbool.h>
#include <stddef.h>

struct app;
struct view;

struct question {
    const char *title, *text, *yes, *no; /* translated; yes and no: what the keys do */
    enum reverse reverse;
    size_t rows;
    const char *word; /* REVERSE_NONE: what is typed, translated */
    /* Once, when the operator has answered; the question is closed by then. owner: as it was given, below it. */
    void (*answered)(struct app *app, struct view *owner, bool is_yes);
};

/* The text is copied; the others stay where they are. */
void question_open(struct app *app, struct view *owner, const struct question *q);

#endif

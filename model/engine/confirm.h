/* What has to be done before something is changed, by the harm that it can do: the same wherever a screen asks. */
#ifndef MODEL_ENGINE_CONFIRM_H
#define MODEL_ENGINE_CONFIRM_H

#include <stddef.h>

/* How a change is taken back. */
enum reverse {
    REVERSE_UNSAID, /* nothing is changed, or nobody has said how */
    REVERSE_UNDO,   /* its operation is undone */
    REVERSE_ACTION, /* another action does the opposite, or the same one with the value of before */
    REVERSE_REDO,   /* what it took back is done once more */
    REVERSE_REPEAT, /* nothing to take back: it asks, or brings about what was decided before; again, it does no more */
    REVERSE_NONE    /* it stays as it is: money, messages, invoices have gone out */
};

enum confirm {
    CONFIRM_ENTER,
    CONFIRM_Y,
    CONFIRM_COUNT, /* typed: how many rows */
    CONFIRM_WORD   /* typed: what is done */
};

enum {
    CONFIRM_MOST_ROWS = 20 /* as many as a preview shows; of more, the count is asked for */
};

enum confirm confirm_by(enum reverse reverse, size_t rows);

#endif

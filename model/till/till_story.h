/* One till whole, with its receipts, for its page. */
#ifndef MODEL_TILL_TILL_STORY_H
#define MODEL_TILL_TILL_STORY_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TILL_MOST_RECEIPTS = 200 /* the newest; the others stand in the list of receipts */
};

struct till_receipt {
    const char *number, *at, *full_name, *method, *subject, *id;
    int64_t amount_rp; /* below zero: given back */
};

struct till_story {
    const char *id, *operator, * state, *opened_at, *closed_at, *closed_by, *reason;
    int64_t float_rp, cash_rp, transfer_rp, reversed_rp, expected_rp;
    int64_t counted_rp;            /* -1: it is open */
    struct till_receipt *receipts; /* newest first */
    size_t receipt_count;
};

/* In ctx->arena. A till that is not there: ERR_REFUSED. */
bool till_read_story(struct context *ctx, const char *id, struct till_story *story, struct error *e);

#endif

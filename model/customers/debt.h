/* One debt item with all that belongs to it: how it was settled, and what else its user owes, item by item
 * with totals that are the sums of the rows. Amounts are exact: hundredths of a MB, whole rupiah. */
#ifndef MODEL_CUSTOMERS_DEBT_H
#define MODEL_CUSTOMERS_DEBT_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct debt_item {
    const char *id, *debt_date, *due_date, *note;
    int64_t amount_cmb, paid_cmb, remaining_cmb;
    int64_t price_rp, remaining_rp; /* -1: no package says what it costs */
    int64_t age_days;               /* since debt_date, or since it was entered */
    bool has_own_price, is_paid, is_overdue, is_unlimited;
};

struct debt_settlement {
    const char *at, *actor, *kind, *note, *operation_id;
    int64_t cmb, rp; /* below zero: an undo took it back; rp INT64_MIN: not known */
};

struct debt_story {
    const char *user_id, *full_name, *phone_number, *created_at, *paid_at, *last_paid_source, *block_cause, *blocked_reason;
    struct debt_item item;
    struct debt_settlement *settlements; /* newest first */
    size_t settlement_count;
    struct debt_item *open; /* all open items of the user, in the order in which they are paid; this one too */
    size_t open_count;
    struct debt_item total; /* the sums of open; prices -1 where one of them has none */
    int64_t auto_debt_cmb, auto_debt_rp; /* -1: no package says what it costs */
};

/* In ctx->arena. An item that is gone: ERR_REFUSED. */
bool debt_read_story(struct context *ctx, const char *id, struct debt_story *story, struct error *e);

#endif

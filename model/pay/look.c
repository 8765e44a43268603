/* What Midtrans says of a customer's charges at this moment. */
#include "model/pay/look.h"

#include "db/db.h"
#include "model/engine/symptom.h"
#include "model/pay/checkout_desk.h"
#include "model/pay/gateways.h"
#include "model/values/amount.h"

#include <string.h>

/* In the order of look_charges.sql. */
enum {
    ORDER_ID,
    AMOUNT,
    SUBJECT,
    STATE
};

struct asked {
    const char *order_id, *amount, *subject, *state;
};

static bool is_any(const char *word, const char *const *words)
{
    for (; word && *words; words++)
        if (strcmp(word, *words) == 0)
            return true;
    return false;
}

static void compare(const struct asked *c, const struct midtrans_charge *said, struct symptoms_seen *seen)
{
    static const char *const paid[] = { "settlement", "capture", NULL };
    static const char *const over[] = { "expire", "cancel", "deny", "failure", NULL };
    struct symptom_seen *one = NULL;
    if (is_any(said->transaction_status, paid))
        one = SYMPTOM_ADD(seen, "paid_there", c->amount, c->subject, "Midtrans");
    else if (strcmp(c->state, "open") == 0 && is_any(said->transaction_status, over))
        one = SYMPTOM_ADD(seen, "ended_there", c->amount, c->subject, "Midtrans");
    if (one)
        one->page_id = one->mend_id = c->order_id;
}

/* False: the gateway is away, and need not be asked for the next one. */
static bool ask(struct desk *d, const struct asked *c, struct symptoms_seen *seen)
{
    struct midtrans_charge said;
    switch (desk_status(d, c->order_id, &said)) {
    case DESK_KNOWN:
        compare(c, &said, seen);
        return true;
    case DESK_NONE:
    case DESK_REFUSED:
        return true;
    case DESK_LATER:
        break;
    }
    seen->has_failed = true;
    SYMPTOM_ADD(seen, "gateway_silent", "Midtrans", desk_words(d));
    return false;
}

void pay_look(struct context *ctx, struct symptoms_seen *seen)
{
    struct desk d;
    struct db_result *r = db_query(ctx->db, "look_charges", DB_PARAMS(seen->user_id), NULL);
    bool goes_on = r && db_rows(r) && ctx->gateways && desk_open(&d, ctx, NULL);
    for (int i = 0; goes_on && i < db_rows(r); i++) {
        const struct asked c = { arena_strdup(ctx->arena, db_value(r, i, ORDER_ID)),
                                 arena_strdup(ctx->arena, db_value(r, i, AMOUNT)),
                                 arena_strdup(ctx->arena, db_value(r, i, SUBJECT)),
                                 arena_strdup(ctx->arena, db_value(r, i, STATE)) };
        goes_on = ask(&d, &c, seen);
    }
    db_result_free(r);
}

/* --- side by side --- */

/* In the order of sides_charges.sql. */
enum {
    SIDE_ORDER,
    SIDE_STATE,
    SIDE_AMOUNT,
    SIDE_GATEWAY,
    SIDE_SAID
};

/* The states here that the gateway's word stands for. */
static const struct {
    const char *word;
    const char *const states[6];
} meanings[] = {
    { "settlement", { "paid", "late", "mismatch", "refund_due", NULL } },
    { "capture", { "paid", "late", "mismatch", "refund_due", NULL } },
    { "pending", { "open", "new", NULL } },
    { "expire", { "expired", NULL } },
    { "cancel", { "cancelled", "expired", NULL } },
    { "deny", { "failed", "open", NULL } },
    { "failure", { "failed", NULL } },
    { "refund", { "refunded", NULL } },
    { "partial_refund", { "part_refunded", NULL } },
};

static bool differs(const char *state, const char *word)
{
    for (size_t i = 0; word && i < sizeof meanings / sizeof *meanings; i++)
        if (strcmp(meanings[i].word, word) == 0)
            return !is_any(state, meanings[i].states);
    return false;
}

static bool ask_side(struct desk *d, const char *order_id, struct side *one, struct sides *sides)
{
    struct midtrans_charge said;
    switch (desk_status(d, order_id, &said)) {
    case DESK_KNOWN:
        one->gateway = said.transaction_status;
        return true;
    case DESK_NONE:
        one->gateway = "unknown";
        return true;
    case DESK_REFUSED:
        return true;
    case DESK_LATER:
        break;
    }
    sides->gateway_error = desk_words(d);
    return false;
}

void pay_compare(struct context *ctx, struct sides *sides)
{
    struct desk d;
    struct arena *a = ctx->arena;
    struct db_result *r = db_query(ctx->db, "sides_charges", DB_PARAMS(sides->user_id), NULL);
    bool asks = r && db_rows(r) && ctx->gateways && desk_open(&d, ctx, NULL);
    for (int i = 0; r && i < db_rows(r); i++) {
        const char *order_id = arena_strdup(a, db_value(r, i, SIDE_ORDER)),
                   *state = arena_strdup(a, db_value(r, i, SIDE_STATE));
        struct side *one = sides_add(sides, order_id);
        one->pane = "payments";
        one->id = order_id;
        one->database = arena_printf(a, "%s, %s", state, db_value(r, i, SIDE_AMOUNT));
        one->gateway = db_is_null(r, i, SIDE_SAID) ? NULL : arena_strdup(a, db_value(r, i, SIDE_SAID));
        if (asks && strcmp(db_value(r, i, SIDE_GATEWAY), "midtrans") == 0)
            asks = ask_side(&d, order_id, one, sides);
        one->differs = differs(state, one->gateway);
    }
    db_result_free(r);
}

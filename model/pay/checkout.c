/* Making a charge at Midtrans: once, whatever happens on the way. */
#include "model/pay/checkout.h"

#include "db/db.h"
#include "model/config/config.h"
#include "model/lists/story.h"
#include "model/pay/checkout_desk.h"
#include "model/values/phone.h"

#include <string.h>

struct checkout {
    struct desk desk;
    struct context *ctx;
    struct effect_row *row;
    const char *order_id, *kind, *method, *bank, *state;
    struct midtrans_order order;
    bool is_over; /* its time has passed before it was asked for */
    bool is_snap; /* else by the Core API: the mode, or what alone has its method */
};

/* In the order of checkout_read.sql. */
enum {
    ORDER_ID,
    KIND,
    METHOD,
    BANK,
    STATE,
    AMOUNT,
    ITEM_ID,
    ITEM_NAME,
    CUSTOMER,
    PHONE,
    EXPIRY_MINUTES,
    IS_OVER,
    MODE,
    IS_CORE,
    IS_SNAP,
    TOKEN,
    TOKENS_OFFERED
};

/* What a customer needs to pay, beyond what Midtrans says of a charge. */
struct means {
    const char *mode, *snap_token, *redirect_url, *qr_url;
};

static const char *local_phone(struct arena *a, const char *stored)
{
    char local[PHONE_TEXT];
    phone_local(local, stored);
    return arena_strdup(a, local);
}

/* found false: the row speaks of no charge. */
static bool read_charge(struct checkout *c, bool *found, struct error *e)
{
    struct context *ctx = c->ctx;
    struct db_result *r = db_query(ctx->db, "checkout_read", DB_PARAMS(c->row->entity_id), e);
    if (!r)
        return false;
    *found = db_rows(r) > 0;
    if (*found) {
        c->order_id = story_text(ctx->arena, r, 0, ORDER_ID);
        c->kind = story_text(ctx->arena, r, 0, KIND);
        c->method = story_text(ctx->arena, r, 0, METHOD);
        c->bank = story_text(ctx->arena, r, 0, BANK);
        c->state = story_text(ctx->arena, r, 0, STATE);
        c->is_over = db_bool(r, 0, IS_OVER);
        bool is_mode_snap = config_midtrans_is_snap(c->desk.config, db_value(r, 0, MODE));
        c->is_snap = is_mode_snap ? db_bool(r, 0, IS_SNAP) : !db_bool(r, 0, IS_CORE);
        c->order = (struct midtrans_order){ .order_id = c->order_id,
                                            .amount_rp = db_int64(r, 0, AMOUNT),
                                            .item_id = story_text(ctx->arena, r, 0, ITEM_ID),
                                            .item_name = story_text(ctx->arena, r, 0, ITEM_NAME),
                                            .customer_name = story_text(ctx->arena, r, 0, CUSTOMER),
                                            .customer_phone = story_text(ctx->arena, r, 0, PHONE),
                                            .payer_phone = local_phone(ctx->arena, db_value(r, 0, PHONE)),
                                            .finish_url = ctx->config->midtrans->finish_url,
                                            .expiry_minutes = (int)db_int64(r, 0, EXPIRY_MINUTES),
                                            .snap_methods =
                                                story_text(ctx->arena, r, 0, is_mode_snap ? TOKENS_OFFERED : TOKEN) };
    }
    db_result_free(r);
    return true;
}

static bool end_row(struct checkout *c, enum effect_state state, const char *message)
{
    c->row->state = state;
    c->row->message = message;
    return true;
}

/* 'open' with all that there is to pay by, where it is 'new' still. */
static bool record_open(struct checkout *c, const struct midtrans_charge *said, const struct means *means,
                        struct error *e)
{
    return db_run(c->ctx->db, "checkout_open",
                  DB_PARAMS(c->row->entity_id, means->mode, said->transaction_id, said->expiry_time, said->qr_string,
                            said->qr_url ? said->qr_url : means->qr_url, said->deeplink_url, said->va_number,
                            said->bill_key, said->biller_code, means->snap_token, means->redirect_url,
                            said->transaction_status),
                  NULL, e);
}

/* A status holds no QR; Midtrans draws it at an address that follows from the transaction. */
static const char *qr_address(struct checkout *c, const struct midtrans_charge *said)
{
    const char *type = said->payment_type;
    if (!type || !said->transaction_id || (strcmp(type, "qris") != 0 && strcmp(type, "gopay") != 0))
        return NULL;
    return arena_printf(c->ctx->arena, "%s/v2/%s/%s/qr-code", c->desk.config->core_url, type, said->transaction_id);
}

/* It can still be paid, as far as anybody knows. */
static bool goes_on(const char *meaning)
{
    static const char *const going_on[] = { "open", "held", "try_failed" };
    for (size_t i = 0; meaning && i < sizeof going_on / sizeof *going_on; i++)
        if (strcmp(meaning, going_on[i]) == 0)
            return true;
    return !meaning;
}

static enum midtrans_method method_of(const struct checkout *c)
{
    return midtrans_method_of(c->method ? c->method : "qris", c->bank);
}

/* An OVO is paid or over within a minute, and whoever pays stands at the counter. */
static bool ask_soon(struct checkout *c, struct error *e)
{
    return method_of(c) != MIDTRANS_OVO ||
           db_run(c->ctx->db, "checkout_ask_soon", DB_PARAMS(c->row->entity_id), NULL, e);
}

/* The gateway has it: by our request just now, or by one whose answer was lost. */
static bool adopt(struct checkout *c, const struct midtrans_charge *said, struct error *e)
{
    struct charge_news news;
    struct charge_outcome outcome;
    const char *meaning;
    charge_news_of_midtrans(said, "answer", &news);
    news.order_id = c->order_id;
    struct means means = { .mode = c->is_snap ? "snap" : "core_api", .qr_url = qr_address(c, said) };
    if (!db_run(c->ctx->db, "checkout_mode", DB_PARAMS(c->order_id, means.mode), NULL, e) ||
        !charge_meaning(c->ctx, &news, &meaning, e))
        return false;
    bool is_paid = meaning && strcmp(meaning, "paid") == 0;
    if ((goes_on(meaning) || is_paid) && !record_open(c, said, &means, e))
        return false;
    if ((!goes_on(meaning) || !meaning) && !desk_tell(c->ctx, c->order_id, said, "answer", &outcome, e))
        return false;
    return ask_soon(c, e) && end_row(c, EFFECT_DONE, NULL);
}

/* It never will be paid: the reason stands in the charge, and in the outbox for who waits for it. */
static bool give_up(struct checkout *c, const char *state, const char *why, struct error *e)
{
    struct charge_outcome outcome;
    const char *code = *c->desk.result.code ? c->desk.result.code : NULL;
    if (!desk_tell_state(c->ctx, c->order_id, state, code, "answer", &outcome, e) ||
        !db_run(c->ctx->db, "checkout_reason", DB_PARAMS(c->order_id, state, why), NULL, e))
        return false;
    return end_row(c, EFFECT_FAILED, why);
}

/* Nobody knows yet: the row comes again, and the charge's page says why it waits. */
static bool put_off(struct checkout *c, struct error *e)
{
    return desk_note_asked(c->ctx, c->order_id, desk_words(&c->desk), e) && desk_put_off(&c->desk, c->row, e);
}

/* Whether it is there already; then the row is at its end. */
static bool look_up(struct checkout *c, bool *is_over, struct error *e)
{
    struct midtrans_charge said;
    enum desk_answer answer = desk_status(&c->desk, c->order_id, &said);
    *is_over = answer == DESK_KNOWN || answer == DESK_LATER;
    if (answer == DESK_KNOWN)
        return adopt(c, &said, e);
    return answer != DESK_LATER || put_off(c, e);
}

/* No answer that is one came: perhaps it has been made all the same. Where it has not, it is not sent again at once:
 * our first may be on its way still. */
static bool look_up_lost(struct checkout *c, struct error *e)
{
    struct desk before = c->desk;
    struct midtrans_charge said;
    bool may_be_there = before.result.verdict == GATEWAY_UNKNOWN && !context_cancelled(c->ctx, NULL);
    if (may_be_there && desk_status(&c->desk, c->order_id, &said) == DESK_KNOWN)
        return adopt(c, &said, e);
    c->desk = before;
    return put_off(c, e);
}

static bool send_snap(struct checkout *c, struct error *e)
{
    struct midtrans_snap snap;
    const struct midtrans_charge nothing = { .amount_rp = -1 };
    enum desk_answer answer = desk_snap(&c->desk, &c->order, &snap);
    if (answer == DESK_LATER)
        return look_up_lost(c, e);
    if (answer != DESK_KNOWN)
        return give_up(c, "failed", desk_words(&c->desk), e);
    struct means means = { .mode = "snap", .snap_token = snap.token, .redirect_url = snap.redirect_url };
    return record_open(c, &nothing, &means, e) && end_row(c, EFFECT_DONE, NULL);
}

static bool send_core(struct checkout *c, struct error *e)
{
    struct midtrans_charge said;
    bool is_over;
    enum midtrans_method method = method_of(c);
    if (method == MIDTRANS_METHODS)
        return give_up(c, "failed", "Midtrans has no such way to pay", e);
    enum desk_answer answer = desk_charge(&c->desk, method, &c->order, &said);
    if (answer == DESK_KNOWN)
        return adopt(c, &said, e);
    if (answer == DESK_LATER)
        return look_up_lost(c, e);
    const char *why = desk_words(&c->desk);
    if (strcmp(c->desk.result.code, "406") != 0)
        return give_up(c, "failed", why, e);
    /* the order is there already: it can only be ours */
    if (!look_up(c, &is_over, e))
        return false;
    return is_over || give_up(c, "failed", why, e);
}

static bool create_charge(struct checkout *c, struct error *e)
{
    bool found, is_over = false;
    if (!read_charge(c, &found, e))
        return false;
    if (!found)
        return end_row(c, EFFECT_FAILED, "there is no such charge");
    if (strcmp(c->state, "new") != 0)
        return end_row(c, EFFECT_DONE, NULL);
    if (c->row->attempts > 1 && !look_up(c, &is_over, e))
        return false;
    if (is_over)
        return true;
    if (c->is_over)
        return give_up(c, "expired", "its time was over before the gateway could be asked", e);
    return c->is_snap ? send_snap(c, e) : send_core(c, e);
}

bool effect_charge_create(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e)
{
    struct checkout c = { .ctx = ctx };
    (void)name;
    if (!desk_open(&c.desk, ctx, e))
        return false;
    for (size_t i = 0; i < count; i++) {
        c.row = &rows[i];
        if (context_cancelled(ctx, e) || !create_charge(&c, e))
            return false;
    }
    return true;
}

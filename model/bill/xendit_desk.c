/* Asking Xendit: the slot, the lamp, and what is to be done when no answer comes. */
#include "model/bill/xendit_desk.h"

#include "db/db.h"
#include "model/bill/brand.h"
#include "model/bill/xendit_news.h"
#include "model/engine/rate.h"
#include "model/lists/story.h"
#include "model/pay/gateways.h"
#include "model/settings/setting.h"
#include "model/values/phone.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

enum {
    MOST_SLOTS = 4,          /* that are given up for being late */
    SLOW_DOWN_MS = 5 * 1000, /* after a 429 that does not say for how long */
    LEAST_PAUSE_MS = 1000,
    TOO_MANY = 429
};

bool xendit_desk_open(struct xendit_desk *d, struct context *ctx, const char *brand, struct error *e)
{
    const char *setting;
    *d = (struct xendit_desk){ .ctx = ctx, .brand = brand };
    if (!ctx->gateways)
        return error_set(e, ERR_INTERNAL, "nothing was asked", "this thread talks to no gateway");
    d->lamp = arena_printf(ctx->arena, "xendit:%s", brand);
    d->rate = brand_rate(ctx, brand, &setting, e);
    d->xendit = d->rate ? gateways_xendit(ctx->gateways, brand, e) : NULL;
    return d->xendit && setting_read_int(ctx, setting, &d->per_minute, e);
}

/* Whether everybody was asked for a pause that is longer than this desk waits. */
static bool is_patient(struct xendit_desk *d)
{
    struct db_result *r = d->patience_ms ? db_query(d->ctx->db, "rate_pause", DB_PARAMS(d->rate), &d->held) : NULL;
    if (!r)
        return !d->patience_ms;
    int64_t ms = db_int64(r, 0, 0);
    db_result_free(r);
    if (ms <= d->patience_ms)
        return true;
    d->result.retry_ms = ms;
    return error_set(&d->held, ERR_UNREACHABLE, arena_printf(d->ctx->arena, "Xendit can't be asked for %s", d->brand),
                     "it wants no requests for another %" PRId64 " s", (ms + 999) / 1000);
}

static bool wait_for_slot(struct xendit_desk *d)
{
    struct rate_slot slot;
    bool is_late = true;
    if (!d->may_start)
        return rate_wait(d->ctx, d->rate, d->per_minute, &d->held);
    for (int taken = 0; is_late && taken < MOST_SLOTS; taken++)
        if (!rate_take(d->ctx, d->rate, d->per_minute, &slot, &d->held) ||
            !d->may_start(d, d->may_start_ctx, &d->held) || !rate_start(d->ctx, &slot, &is_late, &d->held))
            return false;
    return true;
}

static bool begin(struct xendit_desk *d)
{
    error_clear(&d->held);
    d->result = (struct gateway_result){ .verdict = GATEWAY_RETRY };
    d->wait_ms = 0;
    d->was_held = !is_patient(d) || !wait_for_slot(d);
    if (d->was_held)
        error_text(&d->held, d->result.message, sizeof d->result.message);
    return !d->was_held;
}

/* What it says of its limits is for everybody; less than a second is what our own rate is for. Fails nothing: who asks
 * too early is told once more. */
static void note_limits(struct xendit_desk *d)
{
    const struct gateway_result *r = &d->result;
    int64_t ms = r->used_up_ms > LEAST_PAUSE_MS ? r->used_up_ms : 0;
    if (r->http_status == TOO_MANY && r->retry_ms > ms)
        ms = r->retry_ms;
    if (r->http_status == TOO_MANY && ms == 0)
        ms = SLOW_DOWN_MS;
    if (ms > 0)
        rate_slow_down(d->ctx, d->rate, ms, NULL);
}

static enum xendit_answer judge(struct xendit_desk *d)
{
    const struct gateway_result *r = &d->result;
    /* what was cut short by ourselves says nothing of the gateway */
    d->wait_ms = context_cancelled(d->ctx, NULL) ? 0 : gateways_note(d->ctx, d->lamp, r);
    note_limits(d);
    /* the next request may take its time: who waits for us is told that we live */
    context_progress(d->ctx, d->lamp, 0, 0);
    switch (r->verdict) {
    case GATEWAY_DONE:
        return XENDIT_KNOWN;
    case GATEWAY_REFUSED:
        return r->http_status == 404 ? XENDIT_NONE : XENDIT_REFUSED;
    case GATEWAY_RETRY:
        return XENDIT_LATER;
    case GATEWAY_UNKNOWN:
        break;
    }
    return XENDIT_UNKNOWN;
}

enum xendit_answer xendit_desk_create(struct xendit_desk *d, const struct xendit_order *order,
                                      struct xendit_invoice *said)
{
    if (!begin(d))
        return XENDIT_LATER;
    xendit_create(d->xendit, order, d->ctx->arena, said, &d->result);
    return judge(d);
}

enum xendit_answer xendit_desk_create_session(struct xendit_desk *d, const struct xendit_order *order,
                                              struct xendit_invoice *said)
{
    if (!begin(d))
        return XENDIT_LATER;
    xendit_session_create(d->xendit, order, d->ctx->arena, said, &d->result);
    return judge(d);
}

enum xendit_answer xendit_desk_get(struct xendit_desk *d, const char *id, struct xendit_invoice *said)
{
    if (!begin(d))
        return XENDIT_LATER;
    if (xendit_is_session(id))
        xendit_session_get(d->xendit, id, d->ctx->arena, said, &d->result);
    else
        xendit_get(d->xendit, id, d->ctx->arena, said, &d->result);
    return judge(d);
}

enum xendit_answer xendit_desk_money(struct xendit_desk *d, const char *reference, struct xendit_invoice *said)
{
    bool found;
    if (!begin(d))
        return XENDIT_LATER;
    xendit_find_money(d->xendit, reference, d->ctx->arena, said, &found, &d->result);
    enum xendit_answer answer = judge(d);
    return answer == XENDIT_KNOWN && !found ? XENDIT_NONE : answer;
}

/* A list may leave out how much was paid: then the invoice itself is asked. */
static enum xendit_answer complete(struct xendit_desk *d, struct xendit_invoice *said)
{
    bool is_paid = said->status && (strcmp(said->status, "PAID") == 0 || strcmp(said->status, "SETTLED") == 0);
    return is_paid && said->paid_amount_rp == GATEWAY_NO_AMOUNT ? xendit_desk_get(d, said->id, said) : XENDIT_KNOWN;
}

enum xendit_answer xendit_desk_find(struct xendit_desk *d, const char *external_id, struct xendit_invoice *said)
{
    bool found;
    if (!begin(d))
        return XENDIT_LATER;
    xendit_find(d->xendit, external_id, d->ctx->arena, said, &found, &d->result);
    enum xendit_answer answer = judge(d);
    if (answer != XENDIT_KNOWN)
        return answer;
    return found ? complete(d, said) : XENDIT_NONE;
}

enum xendit_answer xendit_desk_expire(struct xendit_desk *d, const char *id, struct xendit_invoice *said)
{
    if (!begin(d))
        return XENDIT_LATER;
    if (xendit_is_session(id))
        xendit_session_cancel(d->xendit, id, d->ctx->arena, said, &d->result);
    else
        xendit_expire(d->xendit, id, d->ctx->arena, said, &d->result);
    return judge(d);
}

enum xendit_answer xendit_desk_list_paid(struct xendit_desk *d, const char *status, const char *paid_after,
                                         const char *after_id, struct xendit_invoice **said, size_t *count)
{
    *count = 0;
    if (!begin(d))
        return XENDIT_LATER;
    xendit_list_paid(d->xendit, status, paid_after, after_id, d->ctx->arena, said, count, &d->result);
    return judge(d);
}

/* What to do about what Xendit refuses; %s: the brand. Of a key that it refuses gateways_words_of() says it. */
static const struct {
    const char *code, *advice;
} advices[] = {
    { "INVALID_EXPIRY_DATE", "lower invoice_duration_days" },
    { "INVALID_AMOUNT", "no channel of this account takes this amount" },
    { "INVALID_PAYMENT_CHANNEL", "activate a payment channel in Xendit's dashboard" },
    { "SESSION_TYPE_NOT_SUPPORTED", "this account makes no sessions: set mode = \"invoice\" for brand %s" },
    { "MODE_NOT_SUPPORTED", "this account makes no sessions: set mode = \"invoice\" for brand %s" },
    { "ITEMS_NOT_SUPPORTED", "this account makes no sessions: set mode = \"invoice\" for brand %s" },
    { "INVALID_CURRENCY", "the account of brand %s takes no IDR" },
    { "INVALID_COUNTRY", "the account of brand %s is none of Indonesia" },
    { "DUPLICATE_ERROR", "Xendit has a customer or an invoice of this reference already" },
    { "INVALID_SESSION_STATUS", "it is not active any more" },
    { "RATE_LIMIT_EXCEEDED", "lower the requests a minute in the settings" },
};

static const char *advice_for(const struct xendit_desk *d)
{
    for (size_t i = 0; i < sizeof advices / sizeof *advices; i++) {
        const char *advice = advices[i].advice, *brand = strstr(advice, "%s");
        if (strcmp(advices[i].code, d->result.code) != 0)
            continue;
        return brand ? arena_printf(d->ctx->arena, "%.*s%s%s", (int)(brand - advice), advice, d->brand, brand + 2)
                     : advice;
    }
    return NULL;
}

const char *xendit_desk_words(const struct xendit_desk *d)
{
    const char *advice = advice_for(d);
    const char *words = gateways_words_of(d->ctx, &d->result, "Xendit",
                                          arena_printf(d->ctx->arena, "brand %s's secret_key_file", d->brand));
    return advice ? arena_printf(d->ctx->arena, "%s (%s)", words, advice) : words;
}

int xendit_desk_retry_ms(const struct xendit_desk *d)
{
    int64_t ms = d->result.retry_ms > 0 ? d->result.retry_ms : d->wait_ms;
    return ms < INT_MAX ? (int)ms : INT_MAX;
}

bool xendit_desk_is_away(const struct xendit_desk *d, struct error *e)
{
    if (d->was_held) {
        if (e)
            *e = d->held;
        return true;
    }
    if (context_cancelled(d->ctx, e))
        return true;
    if (d->result.http_status != 0 && d->result.http_status != TOO_MANY)
        return false;
    error_set(e, ERR_UNREACHABLE, arena_printf(d->ctx->arena, "Xendit can't be asked for %s", d->brand), "%s",
              xendit_desk_words(d));
    return true;
}

/* --- what is asked for --- */

/* By the ways that were chosen, as far as there is an address. */
static unsigned ways_of(const char *notify, const struct xendit_order *order)
{
    bool is_both = strcmp(notify, "both") == 0;
    unsigned ways = 0;
    if (order->customer_mobile && (is_both || strcmp(notify, "whatsapp") == 0))
        ways |= XENDIT_NOTIFY_WHATSAPP;
    if (order->customer_email && (is_both || strcmp(notify, "email") == 0))
        ways |= XENDIT_NOTIFY_EMAIL;
    return ways;
}

static void fill_order(struct context *ctx, const struct db_result *r, struct xendit_order *order, const char **brand)
{
    enum {
        BRAND,
        AMOUNT,
        DURATION,
        DESCRIPTION,
        NAME,
        EMAIL,
        MOBILE,
        NOTIFY,
        ITEM,
        PRICE,
        TAX,
        EXPIRES,
        TAX_NAME
    };
    char mobile[PHONE_TEXT];
    *brand = story_text(ctx->arena, r, 0, BRAND);
    *order = (struct xendit_order){ .description = story_text(ctx->arena, r, 0, DESCRIPTION),
                                    .amount_rp = db_int64(r, 0, AMOUNT),
                                    .duration_s = db_int64(r, 0, DURATION),
                                    .customer_name = story_text(ctx->arena, r, 0, NAME),
                                    .customer_email = story_text(ctx->arena, r, 0, EMAIL),
                                    .item_name = story_text(ctx->arena, r, 0, ITEM),
                                    .item_price_rp = db_int64(r, 0, PRICE),
                                    .tax_rp = db_int64(r, 0, TAX),
                                    .expires_at = story_text(ctx->arena, r, 0, EXPIRES),
                                    .tax_name = story_text(ctx->arena, r, 0, TAX_NAME) };
    if (!db_is_null(r, 0, MOBILE) && phone_normalise(mobile, db_value(r, 0, MOBILE)))
        order->customer_mobile = arena_strdup(ctx->arena, mobile);
    order->notify = ways_of(db_value(r, 0, NOTIFY), order);
}

bool invoice_order(struct context *ctx, const char *order_id, struct xendit_order *order, const char **brand,
                   struct error *e)
{
    struct db_result *r = db_query(ctx->db, "invoice_order", DB_PARAMS(order_id), e);
    if (!r)
        return false;
    bool found = db_rows(r) > 0;
    if (found)
        fill_order(ctx, r, order, brand);
    else
        error_set(e, ERR_REFUSED, "nothing is asked of Xendit", "%s is no charge of an invoice", order_id);
    db_result_free(r);
    order->external_id = found ? arena_strdup(ctx->arena, order_id) : NULL;
    return found;
}

bool xendit_desk_tell(struct context *ctx, const char *order_id, const struct xendit_invoice *said, const char *source,
                      struct charge_outcome *outcome, struct error *e)
{
    struct charge_news news;
    charge_news_of_xendit(said, source, &news);
    news.order_id = order_id; /* ours: an answer that names another would be about nothing that we asked */
    return charge_take_news(ctx, &news, outcome, e);
}

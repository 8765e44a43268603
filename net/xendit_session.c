/* Xendit's payment sessions, and notifications of both kinds. */
#include "net/xendit.h"

#include "base/text.h"
#include "net/xendit_call.h"

#include <ctype.h>
#include <string.h>

enum {
    MOST_DESCRIPTION = 1000,
    MOST_NAME = 255,
    MOST_METADATA = 80,
    MOST_EMAIL = 50
};

static const char session_id[] = "ps-";

bool xendit_is_session(const char *id)
{
    return id && strncmp(id, session_id, sizeof session_id - 1) == 0;
}

static bool is_one_of(const char *status, const char *const *list)
{
    for (; status && *list; list++)
        if (strcmp(status, *list) == 0)
            return true;
    return false;
}

bool xendit_is_payable(const char *status)
{
    static const char *const list[] = { "PENDING", "ACTIVE", NULL };
    return is_one_of(status, list);
}

bool xendit_is_over(const char *status)
{
    static const char *const list[] = { "EXPIRED", "CANCELED", NULL };
    return is_one_of(status, list);
}

/* --- what is asked for --- */

/* Of a text no more than is taken, and no half character. */
static json_t *short_text(struct arena *a, const char *text, size_t most)
{
    const char *whole = text && *text ? text : "-";
    size_t length = strlen(whole);
    if (length > most)
        for (length = most; length && ((unsigned char)whole[length] & 0xc0) == 0x80;)
            length--;
    return gateway_safe_json(a, arena_copy(a, whole, length));
}

/* Letters and digits only, as a customer's fields take them. other: stands for what is neither; 0: nothing does. */
static const char *plain(struct arena *a, const char *text, char other)
{
    char *made = arena_copy(a, text, strlen(text)), *to = made;
    for (const char *from = text; *from; from++)
        if (isalnum((unsigned char)*from))
            *to++ = *from;
        else if (other)
            *to++ = other;
    *to = '\0';
    return made;
}

/* The customer's first word that has a letter or digit. */
static const char *given_name(struct arena *a, const char *name)
{
    const char *at = name ? name : "";
    while (*(at += strspn(at, " \t"))) {
        size_t length = strcspn(at, " \t");
        const char *word = plain(a, arena_copy(a, at, length), 0);
        if (*word)
            return word;
        at += length;
    }
    return "Customer";
}

static bool sends_email(const struct xendit_order *o)
{
    return (o->notify & XENDIT_NOTIFY_EMAIL) && o->customer_email && strlen(o->customer_email) <= MOST_EMAIL;
}

/* Only for an e-mail: it is left out else, for its fields take little. Its reference is to be another one each time. */
static json_t *customer(struct arena *a, const struct xendit_order *o)
{
    return json_pack("{s:s,s:s,s:{s:s},s:o}", "type", "INDIVIDUAL", "reference_id", plain(a, o->external_id, 'x'),
                     "individual_detail", "given_names", given_name(a, o->customer_name), "email",
                     gateway_safe_json(a, o->customer_email));
}

static json_t *item(struct arena *a, const char *reference, const char *type, const char *name, int64_t rp)
{
    return json_pack("{s:s,s:s,s:o,s:I,s:i,s:s}", "reference_id", reference, "type", type, "name",
                     short_text(a, name, MOST_NAME), "net_unit_amount", (json_int_t)rp, "quantity", 1, "category",
                     "Internet");
}

static bool is_https(const char *url)
{
    return url && strncmp(url, "https://", 8) == 0;
}

static json_t *session_body(struct arena *a, const struct xendit_order *o)
{
    json_t *items = json_pack("[o]", item(a, "service", "DIGITAL_SERVICE", o->item_name, o->item_price_rp));
    if (o->tax_rp)
        json_array_append_new(items, item(a, "tax", "FEE", o->tax_name ? o->tax_name : "Tax", o->tax_rp));
    json_t *body = json_pack("{s:s,s:s,s:s,s:I,s:s,s:s,s:s,s:o,s:o,s:{s:o}}", "reference_id", o->external_id,
                             "session_type", "PAY", "mode", "PAYMENT_LINK", "amount", (json_int_t)o->amount_rp,
                             "currency", "IDR", "country", "ID", "expires_at", o->expires_at ? o->expires_at : "",
                             "description", short_text(a, o->description, MOST_DESCRIPTION), "items", items, "metadata",
                             "reference", short_text(a, o->external_id, MOST_METADATA));
    json_object_set_new(body, "locale", json_string("id"));
    if (sends_email(o)) {
        json_object_set_new(body, "customer", customer(a, o));
        json_object_set_new(body, "notification_channels", json_pack("[s]", "EMAIL"));
    }
    if (is_https(o->success_url))
        json_object_set_new(body, "success_return_url", json_string(o->success_url));
    if (is_https(o->failure_url))
        json_object_set_new(body, "cancel_return_url", json_string(o->failure_url));
    return body;
}

/* --- what it answers --- */

static void read_session(struct arena *a, const json_t *body, struct xendit_invoice *s)
{
    *s = (struct xendit_invoice){
        .id = gateway_said_text(a, body, "payment_session_id"),
        .external_id = gateway_text(a, body, "reference_id"),
        .status = gateway_text(a, body, "status"),
        .invoice_url = gateway_text(a, body, "payment_link_url"),
        .amount_rp = gateway_rupiah(body, "amount"),
        .paid_amount_rp = GATEWAY_NO_AMOUNT, /* it takes its own amount, or none */
        .expiry_date = gateway_time(a, body, "expires_at"),
        .currency = gateway_said_text(a, body, "currency"),
        .payment_id = gateway_text(a, body, "payment_id"),
    };
    if (s->status && strcmp(s->status, "COMPLETED") == 0)
        s->paid_at = gateway_time(a, body, "updated");
}

static void ask_session(struct xendit *x, struct gateway_call call, const char *path, struct arena *a,
                        struct xendit_invoice *session, struct gateway_result *result)
{
    json_t *body = xendit_ask(x, call, path, a, result);
    read_session(a, body, session);
    if (result->verdict == GATEWAY_DONE && (!xendit_is_session(session->id) || !session->status))
        gateway_no_answer(&call, "the answer is no session", result);
    json_decref(body);
}

void xendit_session_create(struct xendit *x, const struct xendit_order *order, struct arena *a,
                           struct xendit_invoice *session, struct gateway_result *result)
{
    json_t *body = session_body(a, order);
    const struct gateway_call call = { .method = "POST", .body = body, .has_body = true, .changes = true };
    ask_session(x, call, "/sessions", a, session, result);
    if (result->verdict == GATEWAY_DONE &&
        (!session->external_id || strcmp(session->external_id, order->external_id) != 0))
        gateway_no_answer(&call, "the answer is another's session", result);
    json_decref(body);
}

static void ask_one(struct xendit *x, struct gateway_call call, const char *id, const char *what, struct arena *a,
                    struct xendit_invoice *session, struct gateway_result *result)
{
    ask_session(x, call, arena_printf(a, "/sessions/%s%s", gateway_escape(a, id), what), a, session, result);
    if (result->verdict == GATEWAY_DONE && strcmp(session->id, id) != 0)
        gateway_no_answer(&call, "the answer is another's session", result);
}

void xendit_session_get(struct xendit *x, const char *id, struct arena *a, struct xendit_invoice *session,
                        struct gateway_result *result)
{
    ask_one(x, (struct gateway_call){ .method = "GET" }, id, "", a, session, result);
}

void xendit_session_cancel(struct xendit *x, const char *id, struct arena *a, struct xendit_invoice *session,
                           struct gateway_result *result)
{
    ask_one(x, (struct gateway_call){ .method = "POST", .changes = true }, id, "/cancel", a, session, result);
}

static bool is_text(struct arena *a, const json_t *object, const char *name, const char *wanted)
{
    const char *text = gateway_text(a, object, name);
    return text && strcmp(text, wanted) == 0;
}

static void read_money(struct arena *a, const json_t *object, struct xendit_invoice *payment)
{
    *payment = (struct xendit_invoice){
        .external_id = gateway_text(a, object, "reference_id"),
        .status = XENDIT_PAYMENT "SUCCEEDED",
        .amount_rp = GATEWAY_NO_AMOUNT,
        .paid_amount_rp = gateway_rupiah(object, "amount"),
        .paid_at = gateway_said_time(a, object, "created"),
        .currency = gateway_said_text(a, object, "currency"),
        .payment_channel = gateway_text(a, object, "channel_code"),
        .payment_id = gateway_text(a, object, "product_id"),
    };
}

void xendit_find_money(struct xendit *x, const char *reference, struct arena *a, struct xendit_invoice *payment,
                       bool *found, struct gateway_result *result)
{
    const struct gateway_call call = { .method = "GET" };
    const char *path =
        arena_printf(a, "/transactions?reference_id=%s&types=PAYMENT&limit=50", gateway_escape(a, reference));
    json_t *body = xendit_ask(x, call, path, a, result);
    const json_t *list = json_object_get(body, "data"), *one = NULL;
    size_t i;
    *found = false;
    *payment = (struct xendit_invoice){ .amount_rp = GATEWAY_NO_AMOUNT, .paid_amount_rp = GATEWAY_NO_AMOUNT };
    if (result->verdict == GATEWAY_DONE && !json_is_array(list))
        gateway_no_answer(&call, "the answer is no list of transactions", result);
    json_array_foreach(list, i, one)
    {
        if (result->verdict != GATEWAY_DONE || !is_text(a, one, "reference_id", reference) ||
            !is_text(a, one, "type", "PAYMENT") || !is_text(a, one, "status", "SUCCESS"))
            continue;
        *found = true;
        read_money(a, one, payment); /* the newest come first: the last is the first that came */
    }
    json_decref(body);
}

/* --- notifications --- */

/* The word of an event whose data say none. */
static const struct {
    const char *event, *word;
} events[] = {
    { "payment_session.completed", "COMPLETED" }, { "payment_session.expired", "EXPIRED" },
    { "payment.capture", "SUCCEEDED" },           { "payment.succeeded", "SUCCEEDED" }, /* as the guide has it */
    { "payment.authorization", "AUTHORIZED" },    { "payment.failure", "FAILED" },
};

static const char *word_of(struct arena *a, const char *event, const json_t *data)
{
    const char *word = gateway_text(a, data, "status");
    for (size_t i = 0; !word && i < sizeof events / sizeof *events; i++)
        if (strcmp(events[i].event, event) == 0)
            word = events[i].word;
    return word;
}

/* All that was captured; where nothing was, what was asked for. One sum that can't be read spoils all. */
static int64_t captured_rp(struct arena *a, const json_t *data, const char **ids)
{
    const json_t *one, *list = json_object_get(data, "captures");
    struct strbuf names = { .arena = a };
    int64_t sum = 0;
    size_t i;
    *ids = NULL;
    if (json_array_size(list) == 0)
        return gateway_rupiah(data, "request_amount");
    json_array_foreach(list, i, one)
    {
        const char *id = gateway_text(a, one, "capture_id");
        int64_t rp = gateway_rupiah(one, "capture_amount");
        strbuf_printf(&names, "%s%s", names.length ? " " : "", id ? id : GATEWAY_UNREADABLE);
        if (sum >= 0 && rp < 0)
            sum = rp;
        else if (sum >= 0 && __builtin_add_overflow(sum, rp, &sum))
            sum = GATEWAY_BAD_AMOUNT;
    }
    *ids = strbuf_text(&names);
    return sum;
}

static void read_payment(struct arena *a, const json_t *data, struct xendit_notice *n)
{
    const json_t *capture = json_array_get(json_object_get(data, "captures"), 0);
    n->said = (struct xendit_invoice){
        .external_id = gateway_text(a, data, "reference_id"),
        .amount_rp = GATEWAY_NO_AMOUNT,
        .paid_amount_rp = captured_rp(a, data, &n->captures),
        .paid_at = capture ? gateway_said_time(a, capture, "capture_timestamp") : NULL,
        .currency = gateway_said_text(a, data, "currency"),
        .payment_channel = gateway_text(a, data, "channel_code"),
        .payment_id = gateway_text(a, data, "payment_id"),
    };
}

static bool read_event(struct arena *a, const json_t *object, struct xendit_notice *n, struct error *e)
{
    static const char of_session[] = "payment_session.", of_payment[] = XENDIT_PAYMENT;
    const json_t *data = json_object_get(object, "data");
    const char *event = gateway_text(a, object, "event"), *word = event ? word_of(a, event, data) : NULL;
    bool is_session = event && strncmp(event, of_session, sizeof of_session - 1) == 0;

    *n = (struct xendit_notice){ .event = event, .is_payment = !is_session };
    if (!is_session && (!event || strncmp(event, of_payment, sizeof of_payment - 1) != 0))
        return error_set(e, ERR_PROTOCOL, "this notification of Xendit is about nothing that is looked at here",
                         "it tells of %s", event ? text_safe_copy(a, event) : "no event");
    if (is_session)
        read_session(a, data, &n->said);
    else
        read_payment(a, data, n);
    n->said.status = word && !is_session ? arena_printf(a, "%s%s", of_payment, word) : word;
    bool is_named = is_session ? xendit_is_session(n->said.id) : n->said.payment_id != NULL;
    return (n->said.external_id && word && is_named) ||
           error_set(e, ERR_PROTOCOL, "this is no notification of Xendit", "its reference, status or id is missing");
}

bool xendit_read_notification(const char *body, size_t length, struct arena *a, struct xendit_notice *notice,
                              struct error *e)
{
    const char *why = "";
    json_t *object = gateway_read(a, body, length, &why);
    bool ok = object != NULL;
    *notice = (struct xendit_notice){ .event = NULL };
    if (!ok)
        error_set(e, ERR_PROTOCOL, "this is no notification of Xendit", "%s", why);
    else if (json_object_get(object, "event"))
        ok = read_event(a, object, notice, e);
    else
        ok = xendit_read_invoice_notice(a, object, notice, e);
    json_decref(object);
    return ok;
}

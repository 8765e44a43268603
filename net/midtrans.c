/* Midtrans: Snap and the Core API. */
#include "net/midtrans.h"

#include "net/gateway_json.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char digits[] = "0123456789";

/* The longest that the gateway takes, in bytes. */
enum {
    MOST_ORDER_ID = 50,
    MOST_ITEM_ID = 50,
    MOST_ITEM_NAME = 50,
    MOST_CUSTOMER_NAME = 255
};

struct midtrans {
    struct arena *arena; /* this, and the config's texts */
    struct midtrans_config config;
    struct http *http;
};

/* How each method is asked for. */
static const struct method {
    const char *name; /* that charges have */
    const char *payment_type;
    const char *bank; /* of a bank transfer */
} methods[MIDTRANS_METHODS] = {
    [MIDTRANS_QRIS] = { "qris", "qris", NULL },
    [MIDTRANS_GOPAY] = { "gopay", "gopay", NULL },
    [MIDTRANS_SHOPEEPAY] = { "shopeepay", "shopeepay", NULL },
    [MIDTRANS_VA_BCA] = { "va", "bank_transfer", "bca" },
    [MIDTRANS_VA_BNI] = { "va", "bank_transfer", "bni" },
    [MIDTRANS_VA_BRI] = { "va", "bank_transfer", "bri" },
    [MIDTRANS_VA_PERMATA] = { "va", "bank_transfer", "permata" },
    [MIDTRANS_VA_CIMB] = { "va", "bank_transfer", "cimb" },
    [MIDTRANS_MANDIRI_BILL] = { "mandiri_bill", "echannel", NULL },
    [MIDTRANS_OVO] = { "ovo", "ovo", NULL },
};

enum midtrans_method midtrans_method_of(const char *method, const char *bank)
{
    size_t i = 0;
    while (i < MIDTRANS_METHODS &&
           (strcmp(methods[i].name, method) != 0 || (methods[i].bank && (!bank || strcmp(methods[i].bank, bank) != 0))))
        i++;
    return (enum midtrans_method)i;
}

/* A transaction of the newer interface, looked at through this one. */
static const struct http_header snap_api_headers[] = { { "Content-Type", "application/json" },
                                                       { "Accept", "application/json" },
                                                       { "transaction-source", "SNAP_API" } };
static const struct http_header json_headers[] = { { "Content-Type", "application/json" },
                                                   { "Accept", "application/json" } };

struct midtrans *midtrans_new(const struct midtrans_config *config)
{
    struct arena *a = arena_new();
    struct midtrans *m = ARENA_NEW(a, struct midtrans);
    m->arena = a;
    m->config = *config;
    m->config.snap_url = arena_strdup(a, config->snap_url);
    m->config.core_url = arena_strdup(a, config->core_url);
    m->config.server_key = arena_strdup(a, config->server_key);
    m->http = http_new(&(struct http_config){ .name = "Midtrans",
                                              .ca_file = config->ca_file,
                                              .insecure = config->insecure,
                                              .deadline_ms = config->deadline_ms });
    return m;
}

void midtrans_free(struct midtrans *m)
{
    if (!m)
        return;
    http_free(m->http);
    arena_free(m->arena);
}

void midtrans_interrupt(struct midtrans *m)
{
    http_interrupt(m->http);
}

/* Cut between characters. */
static json_t *short_text(struct arena *a, const char *text, size_t most)
{
    size_t length = strlen(text);
    if (length > most)
        for (length = most; length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80; length--)
            ;
    return gateway_safe_json(a, arena_copy(a, text, length));
}

/* What all ways of paying have in common. */
static json_t *order_body(struct arena *a, const struct midtrans_order *o)
{
    return json_pack("{s:{s:s,s:I},s:[{s:o,s:I,s:i,s:o}],s:{s:o,s:o*}}", "transaction_details", "order_id", o->order_id,
                     "gross_amount", (json_int_t)o->amount_rp, "item_details", "id",
                     short_text(a, o->item_id, MOST_ITEM_ID), "price", (json_int_t)o->amount_rp, "quantity", 1, "name",
                     short_text(a, o->item_name, MOST_ITEM_NAME), "customer_details", "first_name",
                     short_text(a, o->customer_name ? o->customer_name : "-", MOST_CUSTOMER_NAME), "phone",
                     gateway_safe_json(a, o->customer_phone));
}

static void add_method(struct arena *a, json_t *body, enum midtrans_method method, const struct midtrans_order *o)
{
    json_object_set_new(body, "payment_type", json_string(methods[method].payment_type));
    if (methods[method].bank)
        json_object_set_new(body, "bank_transfer", json_pack("{s:s}", "bank", methods[method].bank));
    else if (method == MIDTRANS_QRIS)
        json_object_set_new(body, "qris", json_pack("{s:s}", "acquirer", "gopay"));
    else if (method == MIDTRANS_MANDIRI_BILL)
        json_object_set_new(body, "echannel",
                            json_pack("{s:s,s:s}", "bill_info1", "Payment:", "bill_info2", "Hotspot"));
    else if (method == MIDTRANS_OVO)
        json_object_set_new(body, "ovo",
                            json_pack("{s:o*}", "payer_phone_number", gateway_safe_json(a, o->payer_phone)));
    else if (method == MIDTRANS_GOPAY && o->finish_url)
        json_object_set_new(body, "gopay", json_pack("{s:b,s:s}", "enable_callback", 1, "callback_url", o->finish_url));
    else if (method == MIDTRANS_SHOPEEPAY && o->finish_url)
        json_object_set_new(body, "shopeepay", json_pack("{s:s}", "callback_url", o->finish_url));
}

/* The error list of Snap, or Core's message and what it found fault with first. */
static const char *words_of(struct arena *a, const json_t *body)
{
    const char *snap = json_string_value(json_array_get(json_object_get(body, "error_messages"), 0));
    const char *detail = json_string_value(json_array_get(json_object_get(body, "validation_messages"), 0));
    const char *words = gateway_text(a, body, "status_message");
    if (snap)
        return arena_strdup(a, snap);
    return words && detail ? arena_printf(a, "%s (%s)", words, detail) : words;
}

/* By their names: their order says nothing. Of QR codes the plain one comes before those in a frame. */
static void read_actions(struct arena *a, const json_t *body, struct midtrans_charge *c)
{
    const json_t *action;
    size_t i;
    json_array_foreach(json_object_get(body, "actions"), i, action)
    {
        const char *name = json_string_value(json_object_get(action, "name"));
        if (name && strncmp(name, "generate-qr-code", 16) == 0 && (!c->qr_url || !name[16]))
            c->qr_url = gateway_text(a, action, "url");
        else if (name && strcmp(name, "deeplink-redirect") == 0)
            c->deeplink_url = gateway_text(a, action, "url");
    }
}

static void read_numbers(struct arena *a, const json_t *body, struct midtrans_charge *c)
{
    const json_t *first = json_array_get(json_object_get(body, "va_numbers"), 0);
    c->bank = gateway_text(a, first, "bank");
    c->va_number = gateway_text(a, first, "va_number");
    if (!c->va_number && (c->va_number = gateway_text(a, body, "permata_va_number")))
        c->bank = "permata";
    c->bill_key = gateway_text(a, body, "bill_key");
    c->biller_code = gateway_text(a, body, "biller_code");
}

/* Each piece with its key, or where it has none with the number that the gateway gave it. */
static void read_refunds(struct arena *a, const json_t *body, struct midtrans_charge *c)
{
    const json_t *piece;
    json_t *list = json_array();
    size_t i;
    json_array_foreach(json_object_get(body, "refunds"), i, piece)
    {
        const char *key = gateway_text(a, piece, "refund_key");
        int64_t rp = gateway_rupiah(piece, "refund_amount");
        key = key ? key : gateway_text(a, piece, "refund_chargeback_id");
        if (key && rp > 0)
            json_array_append_new(list, json_pack("{s:s,s:I}", "key", key, "rp", (json_int_t)rp));
    }
    int64_t sum = gateway_rupiah(body, "refund_amount");
    char *text = json_array_size(list) > 0 ? json_dumps(list, JSON_COMPACT) : NULL;
    c->refunds = text ? arena_strdup(a, text) : NULL;
    c->refund_rp = sum > 0 ? sum : 0;
    free(text);
    json_decref(list);
}

static void read_charge(struct arena *a, const json_t *body, struct midtrans_charge *c)
{
    *c = (struct midtrans_charge){
        .order_id = gateway_text(a, body, "order_id"),
        .transaction_id = gateway_said_text(a, body, "transaction_id"),
        .payment_type = gateway_text(a, body, "payment_type"),
        .transaction_status = gateway_text(a, body, "transaction_status"),
        .fraud_status = gateway_text(a, body, "fraud_status"),
        .status_code = gateway_text(a, body, "status_code"),
        .amount_rp = gateway_rupiah(body, "gross_amount"),
        .gross_amount = gateway_text(a, body, "gross_amount"),
        .currency = gateway_said_text(a, body, "currency"),
        .transaction_time = gateway_said_time(a, body, "transaction_time"),
        .settlement_time = gateway_said_time(a, body, "settlement_time"),
        .expiry_time = gateway_time(a, body, "expiry_time"),
        .qr_string = gateway_text(a, body, "qr_string"),
        .signature_key = gateway_text(a, body, "signature_key"),
    };
    read_numbers(a, body, c);
    read_actions(a, body, c);
    read_refunds(a, body, c);
}

/* HTTP may say 200 where the body's own code tells of an error; 407 is a state of a charge, no error. A gateway
 * that fell over has no say about the charge, whatever the body holds. */
static void judge(const struct gateway_call *call, struct arena *a, const json_t *body, struct gateway_result *result)
{
    const char *code = gateway_text(a, body, "status_code"), *words = words_of(a, body);
    long number = code ? strtol(code, NULL, 10) : 0;
    enum gateway_verdict verdict = result->verdict;
    if (result->http_status < 500 && number == 429)
        verdict = GATEWAY_RETRY;
    else if (result->http_status < 500 && number >= 500)
        verdict = call->changes ? GATEWAY_UNKNOWN : GATEWAY_RETRY;
    else if (result->http_status < 300 && number >= 400 && number != 407)
        verdict = GATEWAY_REFUSED;
    else if (result->http_status == 407 && number == 407)
        verdict = GATEWAY_DONE;
    if (code || words)
        gateway_say(result, verdict, code ? code : result->code, words ? words : result->message);
}

static json_t *ask(struct midtrans *m, const struct gateway_call *call, struct arena *a, struct gateway_result *result)
{
    json_t *body = gateway_ask(m->http, call, a, result);
    if (body)
        judge(call, a, body, result);
    return body;
}

static json_t *words_to_list(const char *words)
{
    json_t *list = json_array();
    for (const char *at = words + strspn(words, " "); *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        json_array_append_new(list, json_stringn(at, length));
        at += length;
    }
    return list;
}

void midtrans_snap_create(struct midtrans *m, const struct midtrans_order *order, struct arena *a,
                          struct midtrans_snap *snap, struct gateway_result *result)
{
    json_t *body = order_body(a, order);
    struct gateway_call call = { .method = "POST",
                                 .url = arena_printf(a, "%s/snap/v1/transactions", m->config.snap_url),
                                 .basic_user = m->config.server_key,
                                 .headers = json_headers,
                                 .header_count = 2,
                                 .body = body,
                                 .has_body = true,
                                 .changes = true };
    if (order->expiry_minutes)
        json_object_set_new(body, "expiry",
                            json_pack("{s:i,s:s}", "duration", order->expiry_minutes, "unit", "minutes"));
    if (order->finish_url)
        json_object_set_new(body, "callbacks", json_pack("{s:s}", "finish", order->finish_url));
    if (order->snap_methods)
        json_object_set_new(body, "enabled_payments", words_to_list(order->snap_methods));
    json_t *answer = ask(m, &call, a, result);
    *snap = (struct midtrans_snap){ .token = gateway_text(a, answer, "token"),
                                    .redirect_url = gateway_text(a, answer, "redirect_url") };
    if (result->verdict == GATEWAY_DONE && !snap->redirect_url)
        gateway_no_answer(&call, "the answer holds no address to pay at", result);
    json_decref(answer);
    json_decref(body);
}

/* Of DANA and some banks on Snap's page it says the transaction where it says the order of others. */
static bool is_about(struct midtrans_charge *charge, const char *order_id)
{
    if (!charge->order_id || strcmp(charge->order_id, order_id) == 0)
        return charge->order_id != NULL;
    charge->names_transaction = charge->transaction_id && strcmp(charge->order_id, charge->transaction_id) == 0;
    return charge->names_transaction;
}

/* The same request twice is one request to it, for some minutes. It knows keys across its addresses, and passes over
 * long ones: what is asked for and of which order is in it, cut down to a fixed length. */
static const char *idempotency_key(struct arena *a, const char *path, const char *detail)
{
    enum {
        KEY_BYTES = 20
    };
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    struct strbuf key = { .arena = a };
    const char *text = arena_printf(a, "%s\n%s", path, detail);
    if (EVP_Digest(text, strlen(text), digest, &length, EVP_sha256(), NULL) != 1)
        return NULL;
    for (unsigned int i = 0; i < KEY_BYTES; i++)
        strbuf_printf(&key, "%02x", digest[i]);
    return strbuf_text(&key);
}

/* As said of what changes something, with a key of its own. */
static void add_key(struct arena *a, struct gateway_call *call, const char *path, const char *refund_key,
                    const char *order_id)
{
    struct http_header *headers = ARENA_ARRAY(a, struct http_header, 3);
    const char *key = idempotency_key(a, path, refund_key ? refund_key : order_id);
    memcpy(headers, json_headers, sizeof json_headers);
    headers[2] = (struct http_header){ "Idempotency-Key", key };
    call->headers = headers;
    call->header_count = key ? 3 : 2;
}

/* A request about the charge of an order; what comes back describes it. path: with the order in it. */
static void ask_charge(struct midtrans *m, struct gateway_call call, const char *order_id, const char *path,
                       struct arena *a, struct midtrans_charge *charge, struct gateway_result *result)
{
    call.url = arena_printf(a, "%s/v2/%s", m->config.core_url, path);
    call.basic_user = m->config.server_key;
    if (call.changes)
        add_key(a, &call, path, call.body ? json_string_value(json_object_get(call.body, "refund_key")) : NULL,
                order_id);
    else if (!call.headers)
        call.headers = json_headers, call.header_count = 2;
    json_t *answer = ask(m, &call, a, result);
    read_charge(a, answer, charge);
    if (result->http_status == 202 && !charge->transaction_status)
        gateway_no_answer(&call, "it is still busy with the same request", result);
    else if (result->verdict == GATEWAY_DONE && !charge->transaction_status)
        gateway_no_answer(&call, "the answer does not say how the charge stands", result);
    else if (result->verdict == GATEWAY_DONE && !is_about(charge, order_id))
        gateway_no_answer(&call, "the answer is about another order", result);
    json_decref(answer);
}

static const char *order_path(struct arena *a, const char *order_id, const char *verb)
{
    return arena_printf(a, "%s/%s", gateway_escape(a, order_id), verb);
}

void midtrans_charge_create(struct midtrans *m, enum midtrans_method method, const struct midtrans_order *order,
                            struct arena *a, struct midtrans_charge *charge, struct gateway_result *result)
{
    json_t *body = order_body(a, order);
    add_method(a, body, method, order);
    if (order->expiry_minutes && method != MIDTRANS_OVO)
        json_object_set_new(body, "custom_expiry",
                            json_pack("{s:i,s:s}", "expiry_duration", order->expiry_minutes, "unit", "minute"));
    ask_charge(m, (struct gateway_call){ .method = "POST", .body = body, .has_body = true, .changes = true },
               order->order_id, "charge", a, charge, result);
    json_decref(body);
}

void midtrans_status(struct midtrans *m, const char *order_id, struct arena *a, struct midtrans_charge *charge,
                     struct gateway_result *result)
{
    json_t *empty = json_object();
    ask_charge(m, (struct gateway_call){ .method = "GET", .body = empty, .has_body = true }, order_id,
               order_path(a, order_id, "status"), a, charge, result);
    json_decref(empty);
}

void midtrans_status_by_transaction(struct midtrans *m, const char *order_id, const char *transaction_id,
                                    struct arena *a, struct midtrans_charge *charge, struct gateway_result *result)
{
    ask_charge(m, (struct gateway_call){ .method = "GET", .headers = snap_api_headers, .header_count = 3 }, order_id,
               order_path(a, transaction_id, "status"), a, charge, result);
}

void midtrans_cancel(struct midtrans *m, const char *order_id, struct arena *a, struct midtrans_charge *charge,
                     struct gateway_result *result)
{
    ask_charge(m, (struct gateway_call){ .method = "POST", .changes = true }, order_id,
               order_path(a, order_id, "cancel"), a, charge, result);
}

void midtrans_expire(struct midtrans *m, const char *order_id, struct arena *a, struct midtrans_charge *charge,
                     struct gateway_result *result)
{
    ask_charge(m, (struct gateway_call){ .method = "POST", .changes = true }, order_id,
               order_path(a, order_id, "expire"), a, charge, result);
}

void midtrans_refund(struct midtrans *m, const char *order_id, const char *refund_key, int64_t amount_rp,
                     const char *reason, struct arena *a, struct midtrans_charge *charge, struct gateway_result *result)
{
    json_t *body = json_pack("{s:s,s:I,s:o}", "refund_key", refund_key, "amount", (json_int_t)amount_rp, "reason",
                             gateway_safe_json(a, reason));
    ask_charge(m, (struct gateway_call){ .method = "POST", .body = body, .has_body = true, .changes = true }, order_id,
               order_path(a, order_id, "refund"), a, charge, result);
    json_decref(body);
}

bool midtrans_read_notification(const char *body, size_t length, struct arena *a, struct midtrans_charge *charge,
                                struct error *e)
{
    static const char what[] = "this is no notification of Midtrans";
    const char *why = "";
    json_t *object = gateway_read(a, body, length, &why);
    bool ok = false;
    *charge = (struct midtrans_charge){ .amount_rp = -1 };
    if (!object) {
        error_set(e, ERR_PROTOCOL, what, "%s", why);
    } else {
        read_charge(a, object, charge);
        ok = charge->order_id && charge->transaction_status && charge->status_code && charge->gross_amount &&
             charge->signature_key;
        if (!ok)
            error_set(e, ERR_PROTOCOL, what, "order, status, amount or signature is missing");
    }
    json_decref(object);
    return ok;
}

/* As the gateway takes order ids. */
static bool is_order_id(const char *text)
{
    static const char taken[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~.";
    size_t length = strlen(text);
    return length > 0 && length <= MOST_ORDER_ID && strspn(text, taken) == length;
}

static bool is_status_code(const char *text)
{
    return strlen(text) == 3 && strspn(text, digits) == 3;
}

/* "50000.00": no zero in front, two decimals. */
static bool is_gross_amount(const char *text)
{
    size_t whole = strspn(text, digits);
    const char *rest = text + whole;
    return whole > 0 && *text != '0' && *rest == '.' && strlen(rest) == 3 && strspn(rest + 1, digits) == 2;
}

static bool has_exact_shape(const struct midtrans_charge *c)
{
    return is_order_id(c->order_id) && is_status_code(c->status_code) && is_gross_amount(c->gross_amount);
}

bool midtrans_verify(const struct midtrans_charge *c, const char *key)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    char hex[2 * EVP_MAX_MD_SIZE + 1];
    if (!c->order_id || !c->status_code || !c->gross_amount || !c->signature_key || !key || !*key ||
        !has_exact_shape(c))
        return false;
    struct arena *a = arena_new();
    const char *text = arena_printf(a, "%s%s%s%s", c->order_id, c->status_code, c->gross_amount, key);
    bool ok = EVP_Digest(text, strlen(text), digest, &length, EVP_sha512(), NULL) == 1;
    arena_free(a);
    for (unsigned int i = 0; ok && i < length; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    return ok && gateway_same_secret(c->signature_key, hex);
}

/* Xendit's invoices. */
#include "net/xendit.h"

#include "net/xendit_call.h"

#include <string.h>

/* Which ways a moment of an invoice's life is told by. */
static json_t *ways(unsigned notify)
{
    json_t *list = json_array();
    if (notify & XENDIT_NOTIFY_WHATSAPP)
        json_array_append_new(list, json_string("whatsapp"));
    if (notify & XENDIT_NOTIFY_EMAIL)
        json_array_append_new(list, json_string("email"));
    return list;
}

static json_t *customer(struct arena *a, const struct xendit_order *o)
{
    json_t *object = json_object();
    json_object_set_new(object, "given_names", gateway_safe_json(a, o->customer_name ? o->customer_name : "-"));
    if (o->customer_email)
        json_object_set_new(object, "email", gateway_safe_json(a, o->customer_email));
    if (o->customer_mobile)
        json_object_set_new(object, "mobile_number", json_string(o->customer_mobile));
    return object;
}

static json_t *order_body(struct arena *a, const struct xendit_order *o)
{
    json_t *body =
        json_pack("{s:s,s:I,s:o,s:I,s:o,s:s}", "external_id", o->external_id, "amount", (json_int_t)o->amount_rp,
                  "description", gateway_safe_json(a, o->description), "invoice_duration", (json_int_t)o->duration_s,
                  "customer", customer(a, o), "currency", "IDR");
    json_object_set_new(body, "items",
                        json_pack("[{s:o,s:I,s:i}]", "name", gateway_safe_json(a, o->item_name), "price",
                                  (json_int_t)o->item_price_rp, "quantity", 1));
    if (o->tax_rp)
        json_object_set_new(body, "fees",
                            json_pack("[{s:o,s:I}]", "type", gateway_safe_json(a, o->tax_name ? o->tax_name : "Tax"),
                                      "value", (json_int_t)o->tax_rp));
    if (o->notify)
        json_object_set_new(body, "customer_notification_preference",
                            json_pack("{s:o,s:o,s:o}", "invoice_created", ways(o->notify), "invoice_reminder",
                                      ways(o->notify & XENDIT_NOTIFY_WHATSAPP), "invoice_paid", ways(o->notify)));
    if (o->success_url)
        json_object_set_new(body, "success_redirect_url", json_string(o->success_url));
    if (o->failure_url)
        json_object_set_new(body, "failure_redirect_url", json_string(o->failure_url));
    return body;
}

static void read_invoice(struct arena *a, const json_t *body, struct xendit_invoice *i)
{
    *i = (struct xendit_invoice){
        .id = gateway_said_text(a, body, "id"),
        .external_id = gateway_text(a, body, "external_id"),
        .status = gateway_text(a, body, "status"),
        .invoice_url = gateway_text(a, body, "invoice_url"),
        .amount_rp = gateway_rupiah(body, "amount"),
        .paid_amount_rp = gateway_rupiah(body, "paid_amount"),
        .expiry_date = gateway_time(a, body, "expiry_date"),
        .paid_at = gateway_said_time(a, body, "paid_at"),
        .payment_method = gateway_text(a, body, "payment_method"),
        .payment_channel = gateway_text(a, body, "payment_channel"),
        .currency = gateway_said_text(a, body, "currency"),
    };
}

/* An answer that should be an invoice. */
static void ask_invoice(struct xendit *x, struct gateway_call call, const char *path, struct arena *a,
                        struct xendit_invoice *invoice, struct gateway_result *result)
{
    json_t *body = xendit_ask(x, call, path, a, result);
    read_invoice(a, body, invoice);
    if (result->verdict == GATEWAY_DONE && (!invoice->id || strcmp(invoice->id, GATEWAY_UNREADABLE) == 0))
        gateway_no_answer(&call, "the answer is no invoice", result);
    json_decref(body);
}

void xendit_create(struct xendit *x, const struct xendit_order *order, struct arena *a, struct xendit_invoice *invoice,
                   struct gateway_result *result)
{
    json_t *body = order_body(a, order);
    const struct gateway_call call = { .method = "POST", .body = body, .has_body = true, .changes = true };
    ask_invoice(x, call, "/v2/invoices/", a, invoice, result);
    if (result->verdict == GATEWAY_DONE &&
        (!invoice->external_id || strcmp(invoice->external_id, order->external_id) != 0))
        gateway_no_answer(&call, "the answer is another's invoice", result);
    json_decref(body);
}

void xendit_get(struct xendit *x, const char *id, struct arena *a, struct xendit_invoice *invoice,
                struct gateway_result *result)
{
    const struct gateway_call call = { .method = "GET" };
    ask_invoice(x, call, arena_printf(a, "/v2/invoices/%s", gateway_escape(a, id)), a, invoice, result);
    if (result->verdict == GATEWAY_DONE && strcmp(invoice->id, id) != 0)
        gateway_no_answer(&call, "the answer is another's invoice", result);
}

void xendit_expire(struct xendit *x, const char *id, struct arena *a, struct xendit_invoice *invoice,
                   struct gateway_result *result)
{
    ask_invoice(x, (struct gateway_call){ .method = "POST", .changes = true },
                arena_printf(a, "/invoices/%s/expire!", gateway_escape(a, id)), a, invoice, result);
}

/* A list of invoices; NULL where none came, result says why. */
static struct xendit_invoice *ask_list(struct xendit *x, const char *path, struct arena *a, size_t *count,
                                       struct gateway_result *result)
{
    json_t *body = xendit_ask(x, (struct gateway_call){ .method = "GET" }, path, a, result);
    struct xendit_invoice *list = NULL;
    *count = 0;
    if (result->verdict == GATEWAY_DONE && !json_is_array(body))
        gateway_say(result, GATEWAY_RETRY, "", "the answer is no list of invoices");
    if (result->verdict == GATEWAY_DONE) {
        list = ARENA_ARRAY(a, struct xendit_invoice, json_array_size(body) + 1);
        for (; *count < json_array_size(body); ++*count)
            read_invoice(a, json_array_get(body, *count), &list[*count]);
    }
    json_decref(body);
    return list;
}

/* How much an invoice says among others of the same external id. */
static int weight(const struct xendit_invoice *i)
{
    const char *status = i->status ? i->status : "";
    if (strcmp(status, "PAID") == 0 || strcmp(status, "SETTLED") == 0)
        return 3;
    return strcmp(status, "PENDING") == 0 ? 2 : 1;
}

void xendit_find(struct xendit *x, const char *external_id, struct arena *a, struct xendit_invoice *invoice,
                 bool *found, struct gateway_result *result)
{
    size_t count;
    int best = 0;
    const char *path = arena_printf(a, "/v2/invoices?external_id=%s", gateway_escape(a, external_id));
    struct xendit_invoice *list = ask_list(x, path, a, &count, result);
    *invoice = (struct xendit_invoice){ .amount_rp = -1, .paid_amount_rp = -1 };
    for (size_t i = 0; list && i < count; i++) {
        if (!list[i].id || !list[i].external_id || strcmp(list[i].external_id, external_id) != 0 ||
            weight(&list[i]) <= best)
            continue;
        best = weight(&list[i]);
        *invoice = list[i];
    }
    *found = best > 0;
}

void xendit_list_paid(struct xendit *x, const char *status, const char *paid_after, const char *after_id,
                      struct arena *a, struct xendit_invoice **invoices, size_t *count, struct gateway_result *result)
{
    const char *last = after_id ? arena_printf(a, "&last_invoice=%s", gateway_escape(a, after_id)) : "";
    *invoices = ask_list(x,
                         arena_printf(a, "/v2/invoices?statuses=%s&limit=%d&paid_after=%s%s", status, XENDIT_PAGE,
                                      gateway_escape(a, paid_after), last),
                         a, count, result);
}

bool xendit_read_invoice_notice(struct arena *a, const json_t *object, struct xendit_notice *n, struct error *e)
{
    *n = (struct xendit_notice){ .event = NULL };
    read_invoice(a, object, &n->said);
    return (n->said.external_id && n->said.status) ||
           error_set(e, ERR_PROTOCOL, "this is no notification of Xendit", "external_id or status is missing");
}

/* Fuzz target: what gateways answer and notify, read as Midtrans and Xendit have it. */
#include "base/text.h"
#include "net/gateway_json.h"
#include "net/midtrans.h"
#include "net/xendit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* What reaches the database is UTF-8. */
static void check_text(const char *text)
{
    assert(!text || (*text && text_is_utf8(text, strlen(text))));
}

static void check_charge(const struct midtrans_charge *c)
{
    const char *const texts[] = { c->order_id,     c->transaction_id,  c->payment_type,    c->transaction_status,
                                  c->fraud_status, c->status_code,     c->gross_amount,    c->currency,
                                  c->bank,         c->va_number,       c->bill_key,        c->biller_code,
                                  c->qr_string,    c->qr_url,          c->deeplink_url,    c->signature_key,
                                  c->expiry_time,  c->settlement_time, c->transaction_time };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        check_text(texts[i]);
    assert(c->amount_rp >= -1);
    assert(!midtrans_verify(c, ""));
}

/* Everything that was read can be written and read again. */
static void check_json(struct arena *a, const char *body, size_t length)
{
    const char *why = NULL;
    json_t *read = gateway_read(a, body, length, &why);
    assert(read || why);
    char *text = read ? json_dumps(read, JSON_ENCODE_ANY) : NULL;
    assert(!read || text);
    free(text);
    json_decref(read);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct arena *a = arena_new();
    struct midtrans_charge charge;
    struct xendit_notice notice;
    struct gateway_result result = { 0 };
    struct error e;
    const char *body = arena_copy(a, data, size);
    error_clear(&e);
    bool ok = midtrans_read_notification(body, size, a, &charge, &e);
    check_charge(&charge);
    assert(ok ? charge.order_id && charge.signature_key : e.code == ERR_PROTOCOL);
    error_clear(&e);
    ok = xendit_read_notification(body, size, a, &notice, &e);
    check_text(notice.said.external_id);
    check_text(notice.said.paid_at);
    check_text(notice.captures);
    assert(ok ? notice.said.external_id && notice.said.status : e.code == ERR_PROTOCOL);
    check_json(a, body, size);
    gateway_say(&result, GATEWAY_REFUSED, body, body);
    assert(text_is_utf8(result.message, strlen(result.message)));
    arena_free(a);
    return 0;
}

/* Midtrans: what is sent and how answers are read, by the recorded cases and beside them; notifications. */
#include "net/midtrans.h"

#include "tests/unit/net/wire_cases.h"

#include <openssl/evp.h>
#include <time.h>

#define ORDER "BD-LPSR-0A1B2C3D4E5F"
#define KEY "SB-Mid-server-EXAMPLE"

static const struct midtrans_order order = { .order_id = ORDER,
                                             .amount_rp = 200000,
                                             .item_id = "pkg-25",
                                             .item_name = "Paket Pintar 25 GB",
                                             .customer_name = "Budi",
                                             .customer_phone = "+6281234567890",
                                             .expiry_minutes = 15 };

static struct midtrans *client(const char *url, const char *key, int deadline_ms)
{
    return midtrans_new(
        &(struct midtrans_config){ .snap_url = url, .core_url = url, .server_key = key, .deadline_ms = deadline_ms });
}

/* --- the recorded cases ------------------------------------------------------------------------- */

static void make_charge(const char *url, const char *key, int method, struct arena *a, struct gateway_result *result)
{
    struct midtrans *m = client(url, key, 0);
    struct midtrans_order o = order;
    struct midtrans_charge c;
    o.finish_url = "https://portal.example/payment/finish";
    midtrans_charge_create(m, (enum midtrans_method)method, &o, a, &c, result);
    bool has_way = c.qr_string || c.va_number || (c.bill_key && c.biller_code) || c.deeplink_url;
    assert_true(has_way);
    assert_int_equal(c.amount_rp, 200000);
    assert_string_equal(c.transaction_status, "pending");
    assert_string_equal(c.expiry_time, "2026-11-21 07:45:00+07:00");
    midtrans_free(m);
}

static void make_duplicate(const char *url, const char *key, int method, struct arena *a, struct gateway_result *result)
{
    struct midtrans *m = client(url, key, 0);
    struct midtrans_order o = order;
    struct midtrans_charge c;
    o.expiry_minutes = 0;
    midtrans_charge_create(m, (enum midtrans_method)method, &o, a, &c, result);
    assert_string_equal(result->code, "406");
    midtrans_free(m);
}

static void make_snap(const char *url, const char *key, int minutes, struct arena *a, struct gateway_result *result)
{
    struct midtrans *m = client(url, key, 0);
    struct midtrans_order o = order;
    struct midtrans_snap snap;
    o.expiry_minutes = minutes;
    midtrans_snap_create(m, &o, a, &snap, result);
    if (minutes)
        assert_string_equal(
            snap.redirect_url,
            "https://app.sandbox.midtrans.com/snap/v4/redirection/66e4fa55-fdac-4ef9-91b5-733b97d1b862");
    else
        assert_true(result->message[0]);
    midtrans_free(m);
}

enum {
    ASK_STATUS,
    ASK_UNKNOWN,
    ASK_CANCEL,
    ASK_EXPIRE,
    ASK_REFUND
};

static void make_look(const char *url, const char *key, int what, struct arena *a, struct gateway_result *result)
{
    struct midtrans *m = client(url, key, 0);
    struct midtrans_charge c;
    if (what == ASK_CANCEL)
        midtrans_cancel(m, ORDER, a, &c, result);
    else if (what == ASK_EXPIRE)
        midtrans_expire(m, ORDER, a, &c, result);
    else if (what == ASK_REFUND)
        midtrans_refund(m, ORDER, "ref-1", 200000, "double", a, &c, result);
    else
        midtrans_status(m, what == ASK_UNKNOWN ? "NO-SUCH" : ORDER, a, &c, result);
    if (what == ASK_UNKNOWN)
        assert_string_equal(result->code, "404");
    if (result->verdict == GATEWAY_DONE)
        assert_string_equal(c.order_id, ORDER);
    midtrans_free(m);
}

static void test_wire(void **state)
{
    (void)state;
    static const struct wire_call calls[] = {
        { "charge-qris", GATEWAY_DONE, make_charge, MIDTRANS_QRIS },
        { "charge-gopay", GATEWAY_DONE, make_charge, MIDTRANS_GOPAY },
        { "charge-shopeepay", GATEWAY_DONE, make_charge, MIDTRANS_SHOPEEPAY },
        { "charge-va-bca", GATEWAY_DONE, make_charge, MIDTRANS_VA_BCA },
        { "charge-va-bni", GATEWAY_DONE, make_charge, MIDTRANS_VA_BNI },
        { "charge-va-bri", GATEWAY_DONE, make_charge, MIDTRANS_VA_BRI },
        { "charge-va-cimb", GATEWAY_DONE, make_charge, MIDTRANS_VA_CIMB },
        { "charge-va-permata", GATEWAY_DONE, make_charge, MIDTRANS_VA_PERMATA },
        { "charge-mandiri-bill", GATEWAY_DONE, make_charge, MIDTRANS_MANDIRI_BILL },
        { "charge-duplicate", GATEWAY_REFUSED, make_duplicate, MIDTRANS_QRIS },
        { "snap-create", GATEWAY_DONE, make_snap, 15 },
        { "snap-create-bad-key", GATEWAY_REFUSED, make_snap, 0 },
        { "snap-create-duplicate", GATEWAY_REFUSED, make_snap, 0 },
        { "status-pending", GATEWAY_DONE, make_look, ASK_STATUS },
        { "status-settlement", GATEWAY_DONE, make_look, ASK_STATUS },
        { "status-expire", GATEWAY_DONE, make_look, ASK_STATUS },
        { "status-unknown", GATEWAY_REFUSED, make_look, ASK_UNKNOWN },
        { "server-error", GATEWAY_RETRY, make_look, ASK_STATUS },
        { "cancel", GATEWAY_DONE, make_look, ASK_CANCEL },
        { "expire", GATEWAY_DONE, make_look, ASK_EXPIRE },
        { "refund", GATEWAY_DONE, make_look, ASK_REFUND },
    };
    wire_play_all("tests/data/wire/midtrans.json", calls, sizeof calls / sizeof calls[0]);
}

/* --- answers that no recording has ---------------------------------------------------------------- */

#define CHARGE(members) "{\"order_id\":\"" ORDER "\",\"transaction_status\":\"pending\"" members "}"

static const struct {
    const char *name;
    int status;
    const char *headers, *body;
    enum gateway_verdict creating, looking;
    int64_t retry_ms;
    const char *message;
} answers[] = {
    { "a wait in seconds", 429, "Retry-After: 13\r\n", "{}", GATEWAY_RETRY, GATEWAY_RETRY, 13000, "fewer requests" },
    { "a wait by the limit's end", 429, "Rate-Limit-Reset: 12.3\r\n", "{}", GATEWAY_RETRY, GATEWAY_RETRY, 12300,
      "fewer" },
    { "a wait for ever", 429, "Retry-After: 99999999999\r\n", "{}", GATEWAY_RETRY, GATEWAY_RETRY, 3600000, "" },
    { "429 in the body alone", 200, "", "{\"status_code\":\"429\",\"status_message\":\"slow\"}", GATEWAY_RETRY,
      GATEWAY_RETRY, 0, "slow" },
    { "busy", 503, "Retry-After: 2\r\n", "{\"status_message\":\"busy\"}", GATEWAY_UNKNOWN, GATEWAY_RETRY, 2000,
      "busy" },
    { "500 in the body alone", 200, "", "{\"status_code\":\"500\"}", GATEWAY_UNKNOWN, GATEWAY_RETRY, 0, "" },
    { "a proxy's 502 says nothing of the order", 502, "", "{\"status_code\":\"404\"}", GATEWAY_UNKNOWN, GATEWAY_RETRY,
      0, "" },
    { "a refusal with a reason", 200, "",
      "{\"status_code\":\"400\",\"status_message\":\"invalid\",\"validation_messages\":[\"gross_amount is required\"]}",
      GATEWAY_REFUSED, GATEWAY_REFUSED, 0, "invalid (gross_amount is required)" },
    { "a page for a wrong address", 404, "", "<html>", GATEWAY_REFUSED, GATEWAY_REFUSED, 0, "HTTP 404" },
    { "a page with 200", 200, "", "<html>Just a moment", GATEWAY_UNKNOWN, GATEWAY_RETRY, 0, "no JSON" },
    { "half an answer", 200, "", "{\"status_code\":\"200\", ", GATEWAY_UNKNOWN, GATEWAY_RETRY, 0, "no JSON" },
    { "nothing", 200, "", "", GATEWAY_UNKNOWN, GATEWAY_RETRY, 0, "no JSON" },
    { "a list", 200, "", "[1]", GATEWAY_UNKNOWN, GATEWAY_RETRY, 0, "how the charge stands" },
    { "an empty object", 200, "", "{}", GATEWAY_UNKNOWN, GATEWAY_RETRY, 0, "how the charge stands" },
    { "an end that HTTP tells of too", 407, "",
      "{\"order_id\":\"" ORDER "\",\"transaction_status\":\"expire\",\"status_code\":\"407\"}", GATEWAY_DONE,
      GATEWAY_DONE, 0, "" },
    { "a proxy that wants a name", 407, "", "{\"status_message\":\"who?\"}", GATEWAY_REFUSED, GATEWAY_REFUSED, 0,
      "who?" },
    { "another order", 200, "", "{\"order_id\":\"X\",\"transaction_status\":\"settlement\"}", GATEWAY_UNKNOWN,
      GATEWAY_RETRY, 0, "another order" },
    { "Latin-1 in a name", 200, "",
      CHARGE(",\"note\":\"\x80"
             "caf\xe9 \xff\""),
      GATEWAY_DONE, GATEWAY_DONE, 0, "" },
    { "a byte order mark", 200, "", "\xef\xbb\xbf" CHARGE(""), GATEWAY_DONE, GATEWAY_DONE, 0, "" },
    { "figures beyond bounds", 200, "", CHARGE(",\"x\":123456789012345678901234567890,\"y\":1e999"), GATEWAY_DONE,
      GATEWAY_DONE, 0, "" },
    { "an escape for a terminal", 200, "", "{\"status_code\":\"400\",\"status_message\":\"a\\u001b[31m\"}",
      GATEWAY_REFUSED, GATEWAY_REFUSED, 0, "a\\e[31m" },
};

static void test_answers(void **state)
{
    (void)state;
    static struct gateway_server server;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        char bytes[1024];
        server_text(bytes, sizeof bytes, answers[i].status, answers[i].headers, answers[i].body);
        const struct server_step steps[] = { { SERVER_ANSWERS, bytes, 0 }, { SERVER_ANSWERS, bytes, 0 } };
        struct gateway_result created, looked;
        struct midtrans_charge c;
        struct arena *a = arena_new();
        print_message("%s\n", answers[i].name);
        server_start(&server, NULL, steps, 2);
        struct midtrans *m = client(server.url, KEY, 0);
        midtrans_charge_create(m, MIDTRANS_QRIS, &order, a, &c, &created);
        midtrans_status(m, ORDER, a, &c, &looked);
        midtrans_free(m);
        server_stop(&server);
        arena_free(a);
        assert_int_equal(created.verdict, answers[i].creating);
        assert_int_equal(looked.verdict, answers[i].looking);
        assert_int_equal(created.retry_ms, answers[i].retry_ms);
        if (!strstr(created.message, answers[i].message))
            fail_msg("%s", created.message);
    }
}

/* A page that nobody can open is none. */
static void test_snap_without_address(void **state)
{
    (void)state;
    static struct gateway_server server;
    char bytes[256];
    const struct server_step steps[] = { { SERVER_ANSWERS,
                                           server_text(bytes, sizeof bytes, 201, "", "{\"token\":\"t\"}"), 0 } };
    struct gateway_result result;
    struct midtrans_snap snap;
    struct arena *a = arena_new();
    server_start(&server, NULL, steps, 1);
    struct midtrans *m = client(server.url, KEY, 0);
    midtrans_snap_create(m, &order, a, &snap, &result);
    midtrans_free(m);
    server_stop(&server);
    assert_int_equal(result.verdict, GATEWAY_UNKNOWN);
    assert_null(snap.redirect_url);
    arena_free(a);
}

/* What was sent, of a request that is answered by this. */
static json_t *sent_to(int status, const char *answer, void (*ask)(struct midtrans *m, struct arena *a))
{
    static struct gateway_server server;
    char bytes[512];
    const struct server_step steps[] = { { SERVER_ANSWERS, server_text(bytes, sizeof bytes, status, "", answer), 0 } };
    struct arena *a = arena_new();
    server_start(&server, NULL, steps, 1);
    struct midtrans *m = client(server.url, KEY, 0);
    ask(m, a);
    midtrans_free(m);
    server_stop(&server);
    arena_free(a);
    json_t *body = json_loads(heard_body(&server.heard[0]), 0, NULL);
    assert_non_null(body);
    return body;
}

static void ask_by_ovo(struct midtrans *m, struct arena *a)
{
    struct midtrans_order o = order;
    struct midtrans_charge c;
    struct gateway_result result;
    o.payer_phone = "081234567890";
    midtrans_charge_create(m, MIDTRANS_OVO, &o, a, &c, &result);
    assert_int_equal(result.verdict, GATEWAY_REFUSED);
    assert_string_equal(result.code, "404");
    assert_string_equal(result.message, "Payer phone number doesn't exist");
}

/* It has its own minute, and takes no other. */
static void test_ovo_asks_a_number(void **state)
{
    (void)state;
    json_t *body = sent_to(404, "{\"status_code\":\"404\",\"status_message\":\"Payer phone number doesn't exist\"}",
                           ask_by_ovo),
           *expected = json_pack("{s:s}", "payer_phone_number", "081234567890");
    assert_string_equal(json_string_value(json_object_get(body, "payment_type")), "ovo");
    assert_true(json_equal(json_object_get(body, "ovo"), expected));
    assert_null(json_object_get(body, "custom_expiry"));
    json_decref(expected);
    json_decref(body);
}

static void ask_for_some(struct midtrans *m, struct arena *a)
{
    struct midtrans_order o = order;
    struct midtrans_snap snap;
    struct gateway_result result;
    o.snap_methods = " other_qris  bca_va ";
    midtrans_snap_create(m, &o, a, &snap, &result);
    assert_int_equal(result.verdict, GATEWAY_DONE);
}

static void test_snap_shows_what_is_named(void **state)
{
    (void)state;
    json_t *body = sent_to(201, "{\"token\":\"t\",\"redirect_url\":\"https://app.example/t\"}", ask_for_some),
           *expected = json_pack("[s,s]", "other_qris", "bca_va");
    assert_true(json_equal(json_object_get(body, "enabled_payments"), expected));
    json_decref(expected);
    json_decref(body);
}

/* By the names of a charge; a bank is of a virtual account alone. */
static void test_methods_by_name(void **state)
{
    (void)state;
    assert_int_equal(midtrans_method_of("va", "permata"), MIDTRANS_VA_PERMATA);
    assert_int_equal(midtrans_method_of("ovo", NULL), MIDTRANS_OVO);
    assert_int_equal(midtrans_method_of("qris", "bca"), MIDTRANS_QRIS);
    assert_int_equal(midtrans_method_of("va", NULL), MIDTRANS_METHODS);
    assert_int_equal(midtrans_method_of("va", "bsi"), MIDTRANS_METHODS);
    assert_int_equal(midtrans_method_of("dana", NULL), MIDTRANS_METHODS);
}

/* The charge that a 200 with these members is read as. */
static void read_members(const char *members, struct arena *a, struct midtrans_charge *c)
{
    char body[2048];
    struct error e;
    snprintf(body, sizeof body,
             "{\"order_id\":\"A\",\"transaction_status\":\"pending\",\"status_code\":\"201\","
             "\"signature_key\":\"s\",\"gross_amount\":\"1.00\"%s}",
             members);
    assert_true(midtrans_read_notification(body, strlen(body), a, c, &e));
}

static void test_amounts(void **state)
{
    (void)state;
    static const struct {
        const char *figure;
        int64_t rupiah;
    } cases[] = {
        { "\"200000.00\"", 200000 },
        { "\"200000\"", 200000 },
        { "200000", 200000 },
        { "200000.00", 200000 },
        { "200000.000000000000000001", GATEWAY_BAD_AMOUNT },
        { "\"200000.50\"", GATEWAY_BAD_AMOUNT },
        { "9007199254740993.0", 9007199254740993 },
        { "99999999999999999999", GATEWAY_BAD_AMOUNT },
        { "2e5", GATEWAY_BAD_AMOUNT },
        { "-5", GATEWAY_BAD_AMOUNT },
        { "\"\"", GATEWAY_NO_AMOUNT },
        { "\"12x\"", GATEWAY_BAD_AMOUNT },
        { "null", GATEWAY_NO_AMOUNT },
        { "true", GATEWAY_BAD_AMOUNT },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char members[128];
        struct arena *a = arena_new();
        struct midtrans_charge c;
        struct error e;
        snprintf(members, sizeof members, "{\"gross_amount\":%s}", cases[i].figure);
        midtrans_read_notification(members, strlen(members), a, &c, &e);
        print_message("%s\n", cases[i].figure);
        assert_int_equal(c.amount_rp, cases[i].rupiah);
        arena_free(a);
    }
}

static void test_times(void **state)
{
    (void)state;
    static const struct {
        const char *given, *read;
    } cases[] = {
        { "2026-11-21 07:45:00", "2026-11-21 07:45:00+07:00" },
        { "2026-11-21T07:45:00.123Z", "2026-11-21T07:45:00.123Z" },
        { "2026-11-21 07:45:00 +0700", NULL },
        { "2026-11-21 07:45:00+0700", "2026-11-21 07:45:00+0700" },
        { "2026-02-31 07:45:00", NULL },
        { "2026-11-21 25:45:00", NULL },
        { "2026-11-21", NULL },
        { "soon", NULL },
        { "2026-11-21 07:45:00; drop", NULL },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char members[128];
        struct arena *a = arena_new();
        struct midtrans_charge c;
        snprintf(members, sizeof members, ",\"expiry_time\":\"%s\"", cases[i].given);
        read_members(members, a, &c);
        print_message("%s\n", cases[i].given);
        if (cases[i].read)
            assert_string_equal(c.expiry_time, cases[i].read);
        else
            assert_null(c.expiry_time);
        arena_free(a);
    }
}

static void test_ways_to_pay(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct midtrans_charge c;
    read_members(",\"va_numbers\":[{\"bank\":\"cimb\",\"va_number\":\"123\"}]", a, &c);
    assert_string_equal(c.bank, "cimb");
    assert_string_equal(c.va_number, "123");
    read_members(",\"permata_va_number\":\"850\"", a, &c);
    assert_string_equal(c.bank, "permata");
    assert_string_equal(c.va_number, "850");
    read_members(",\"bill_key\":\"99\",\"biller_code\":70012", a, &c);
    assert_string_equal(c.bill_key, "99");
    assert_string_equal(c.biller_code, "70012");
    read_members(
        ",\"actions\":[{\"name\":\"deeplink-redirect\",\"url\":\"https://d\"},{\"name\":\"generate-qr-code-v2\","
        "\"url\":\"https://q\"},{\"name\":7},null]",
        a, &c);
    assert_string_equal(c.deeplink_url, "https://d");
    assert_string_equal(c.qr_url, "https://q");
    /* by name: the plain one, wherever it stands */
    read_members(",\"actions\":[{\"name\":\"generate-qr-code-v2\",\"url\":\"https://framed\"},"
                 "{\"name\":\"generate-qr-code\",\"url\":\"https://plain\"}]",
                 a, &c);
    assert_string_equal(c.qr_url, "https://plain");
    read_members(",\"qr_string\":\"00\\u000001\"", a, &c);
    assert_null(c.qr_string);
    arena_free(a);
}

static void test_what_went_back(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct midtrans_charge c;
    read_members(",\"refund_amount\":\"50000.00\",\"refunds\":[{\"refund_key\":\"k1\",\"refund_amount\":\"30000.00\"},"
                 "{\"refund_chargeback_id\":7,\"refund_amount\":\"20000.00\"},{\"refund_key\":\"k3\"},null]",
                 a, &c);
    assert_string_equal(c.refunds, "[{\"key\":\"k1\",\"rp\":30000},{\"key\":\"7\",\"rp\":20000}]");
    assert_int_equal(c.refund_rp, 50000);
    read_members(",\"refunds\":\"none\",\"refund_amount\":-5", a, &c);
    assert_null(c.refunds);
    assert_int_equal(c.refund_rp, 0);
    arena_free(a);
}

static void test_unsaid_is_not_unreadable(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct midtrans_charge c;
    read_members(",\"currency\":null", a, &c);
    assert_null(c.currency);
    assert_null(c.settlement_time);
    read_members(",\"currency\":true,\"settlement_time\":\"soon\",\"transaction_id\":{}", a, &c);
    assert_string_equal(c.currency, GATEWAY_UNREADABLE);
    assert_string_equal(c.settlement_time, GATEWAY_UNREADABLE);
    assert_string_equal(c.transaction_id, GATEWAY_UNREADABLE);
    arena_free(a);
}

/* What is sent where the names are long or are no UTF-8, and the order is an odd one. */
static void test_hostile_orders(void **state)
{
    (void)state;
    static struct gateway_server server;
    static const struct server_step steps[] = { { SERVER_RESETS, NULL, 0 }, { SERVER_RESETS, NULL, 0 } };
    struct midtrans_order o = order;
    struct midtrans_charge c;
    struct gateway_result result;
    struct arena *a = arena_new();
    server_start(&server, NULL, steps, 2);
    struct midtrans *m = client(server.url, KEY, 0);
    o.item_name = "Paket Pintar 25 GB \xe2\x82\xac Paket Pintar 25 GB 1234\xe2\x82\xac\xe2\x82\xac";
    o.customer_name = "Bu\xff\"di\n";
    o.customer_phone = NULL;
    midtrans_charge_create(m, MIDTRANS_QRIS, &o, a, &c, &result);
    midtrans_status(m, "../a b?c", a, &c, &result);
    midtrans_free(m);
    server_stop(&server);
    json_t *sent = json_loads(heard_body(&server.heard[0]), 0, NULL),
           *customer = json_object_get(sent, "customer_details");
    const char *name =
        json_string_value(json_object_get(json_array_get(json_object_get(sent, "item_details"), 0), "name"));
    assert_int_equal(strlen(name), 49);
    assert_string_equal(name + 46, "\xe2\x82\xac");
    assert_non_null(json_string_value(json_object_get(customer, "first_name")));
    assert_null(json_object_get(customer, "phone"));
    assert_memory_equal(server.heard[1].text, "GET /v2/..%2Fa%20b%3Fc/status ", 30);
    json_decref(sent);
    arena_free(a);
}

/* Neither repeated nor lost: what a reset leaves behind, before and after the gateway had it. */
static void test_resets(void **state)
{
    (void)state;
    static struct gateway_server server;
    static const struct server_step steps[] = { { SERVER_RESETS, NULL, 0 }, { SERVER_MUTE, NULL, 0 } };
    struct midtrans_charge c;
    struct gateway_result reset, mute, gone;
    struct arena *a = arena_new();
    server_start(&server, NULL, steps, 2);
    struct midtrans *m = client(server.url, KEY, 300);
    midtrans_charge_create(m, MIDTRANS_QRIS, &order, a, &c, &reset);
    midtrans_charge_create(m, MIDTRANS_QRIS, &order, a, &c, &mute);
    server_stop(&server);
    midtrans_charge_create(m, MIDTRANS_QRIS, &order, a, &c, &gone);
    midtrans_free(m);
    assert_int_equal(server.heard_count, 2);
    assert_int_equal(reset.verdict, GATEWAY_UNKNOWN);
    assert_int_equal(mute.verdict, GATEWAY_UNKNOWN);
    assert_int_equal(gone.verdict, GATEWAY_RETRY);
    assert_null(strstr(reset.message, KEY));
    assert_null(strstr(gone.message, "/v2"));
    assert_null(c.order_id);
    arena_free(a);
}

/* --- notifications -------------------------------------------------------------------------------- */

/* SHA-512 of order, code, amount and key, made with another program. */
#define SIGNATURE                                                                                                      \
    "38ec85201f0aac64c20cf3f9924150dce57315664c374b6623b4fa49f5cf8feb"                                                 \
    "356b7abc6fd9542cbf208b60ed179ab7cda9053132f5166ad668693863c62402"

static void test_signature(void **state)
{
    (void)state;
    struct midtrans_charge c = {
        .order_id = ORDER, .status_code = "200", .gross_amount = "200000.00", .signature_key = SIGNATURE
    };
    assert_true(midtrans_verify(&c, KEY));
    assert_false(midtrans_verify(&c, "SB-Mid-server-OTHER"));
    assert_false(midtrans_verify(&c, ""));
    c.gross_amount = "200000";
    assert_false(midtrans_verify(&c, KEY));
    c.gross_amount = NULL;
    assert_false(midtrans_verify(&c, KEY));
    c.gross_amount = "200000.00";
    c.signature_key = "";
    assert_false(midtrans_verify(&c, KEY));
}

/* SHA-512 of a text and KEY. */
static const char *sign(struct arena *a, const char *text)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length;
    struct strbuf hex = { .arena = a };
    const char *whole = arena_printf(a, "%s%s", text, KEY);
    assert_int_equal(EVP_Digest(whole, strlen(whole), digest, &length, EVP_sha512(), NULL), 1);
    for (unsigned int i = 0; i < length; i++)
        strbuf_printf(&hex, "%02x", digest[i]);
    return strbuf_text(&hex);
}

/* The signature is right for all of them: nothing stands between what it is made of. */
static void test_signed_shapes(void **state)
{
    (void)state;
    static const struct {
        const char *order_id, *code, *amount;
        bool is_believed;
    } rows[] = {
        { "A-1", "200", "50000.00", true },
        { "A-1", "2005", "0000.00", false },
        { "A-1", "20", "050000.00", false },
        { "A-12", "00", "50000.00", false },
        { "A-120", "050", "000.00", false },
        { "A-120", "0", "50000.00", false },
        { "A-", "120", "050000.00", false },
        { "", "200", "50000.00", false },
        { "A-1", "", "20050000.00", false },
        { "A-1", "200", "50000", false },
        { "A-1", "200", "50000.0", false },
        { "A-1", "200", "50000.000", false },
        { "A-1", "200", "050000.00", false },
        { "A-1", "200", "0.00", false },
        { "A-1", "200", ".00", false },
        { "A-1", "200", "-50000.00", false },
        { "A-1", "200", "5e4.00", false },
        { "A-1", "200", "50000.00 ", false },
        { "A-1", "2oo", "50000.00", false },
        { "A-1", " 20", "50000.00", false },
        { "A 1", "200", "50000.00", false },
        { "A-1\n", "200", "50000.00", false },
        { "12345678901234567890123456789012345678901234567890", "200", "1.00", true },
        { "123456789012345678901234567890123456789012345678901", "200", "1.00", false },
        { "payment_notif_test_G1~a.b", "201", "105000.50", true },
    };
    struct arena *a = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text = arena_printf(a, "%s%s%s", rows[i].order_id, rows[i].code, rows[i].amount);
        const struct midtrans_charge c = { .order_id = rows[i].order_id,
                                           .status_code = rows[i].code,
                                           .gross_amount = rows[i].amount,
                                           .signature_key = sign(a, text) };
        if (midtrans_verify(&c, KEY) != rows[i].is_believed)
            fail_msg("%s %s %s", rows[i].order_id, rows[i].code, rows[i].amount);
    }
    arena_free(a);
}

static void test_no_notifications(void **state)
{
    (void)state;
    static const char *const bodies[] = { "",
                                          "{}",
                                          "[]",
                                          "null",
                                          "<html>",
                                          "{\"order_id\":\"A\",\"transaction_status\":\"settlement\"}",
                                          "{\"order_id\":{},\"transaction_status\":[],\"status_code\":1}" };
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        struct arena *a = arena_new();
        struct midtrans_charge c;
        struct error e;
        error_clear(&e);
        assert_false(midtrans_read_notification(bodies[i], strlen(bodies[i]), a, &c, &e));
        assert_int_equal(e.code, ERR_PROTOCOL);
        assert_true(e.why[0]);
        arena_free(a);
    }
}

/* As many figures as an answer may hold: each is looked at once. */
static void test_many_figures(void **state)
{
    (void)state;
    enum {
        LENGTH = 1 << 20
    };
    struct arena *a = arena_new();
    struct midtrans_charge c;
    struct error e;
    char *body = arena_alloc(a, LENGTH + 1);
    for (size_t i = 0; i < LENGTH; i++)
        body[i] = i == 0 ? '[' : i == LENGTH - 1 ? ']' : i % 2 ? '0' : ',';
    body[LENGTH - 2] = '0';
    body[LENGTH - 3] = '1';
    body[LENGTH] = '\0';
    error_clear(&e);
    clock_t from = clock();
    assert_false(midtrans_read_notification(body, LENGTH, a, &c, &e));
    assert_in_range(clock() - from, 0, CLOCKS_PER_SEC * 2);
    assert_string_equal(e.why, "order, status, amount or signature is missing");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wire),
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_amounts),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_ways_to_pay),
        cmocka_unit_test(test_what_went_back),
        cmocka_unit_test(test_unsaid_is_not_unreadable),
        cmocka_unit_test(test_hostile_orders),
        cmocka_unit_test(test_resets),
        cmocka_unit_test(test_signature),
        cmocka_unit_test(test_signed_shapes),
        cmocka_unit_test(test_no_notifications),
        cmocka_unit_test(test_many_figures),
        cmocka_unit_test(test_snap_without_address),
        cmocka_unit_test(test_snap_shows_what_is_named),
        cmocka_unit_test(test_ovo_asks_a_number),
        cmocka_unit_test(test_methods_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

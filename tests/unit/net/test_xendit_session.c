/* Xendit's payment sessions: what is sent, how answers and notifications are read. */
#include "net/xendit.h"

#include "tests/unit/net/wire_cases.h"

#define ID "ps-661f87c614802d6c402cd82d"
#define LONG_100 "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
#define LINE(status, amount)                                                                                           \
    "{\"payment_session_id\":\"" ID "\",\"reference_id\":\"JKN-1-2\",\"status\":\"" status "\",\"amount\":" amount     \
    ",\"currency\":\"IDR\",\"expires_at\":\"2026-12-07T00:00:00Z\",\"updated\":\"2026-11-27T02:00:00.000Z\","          \
    "\"payment_link_url\":\"https://xen.to/abc\",\"payment_id\":\"py-1\"}"

static const struct xendit_order order = { .external_id = "JKN-1-2",
                                           .description = "JKN-1 · Internet",
                                           .amount_rp = 166500,
                                           .customer_name = "  (H.) Agus Permana, S.Pd",
                                           .customer_email = "agus@example.id",
                                           .customer_mobile = "+6281234567890",
                                           .notify = XENDIT_NOTIFY_WHATSAPP | XENDIT_NOTIFY_EMAIL,
                                           .item_name = "Internet 20 Mbps",
                                           .item_price_rp = 150000,
                                           .tax_rp = 16500,
                                           .expires_at = "2026-12-07T00:00:00Z",
                                           .success_url = "https://portal.example/ok",
                                           .failure_url = "http://portal.example/failed" };

static struct gateway_server server;

static struct xendit *client(void)
{
    return xendit_new(
        &(struct xendit_config){ .brand = "JAKINET", .url = server.url, .secret_key = "k", .deadline_ms = 3000 });
}

/* The body of the one request that was sent for an order. */
static json_t *sent_for(const struct xendit_order *o, struct arena *a)
{
    char bytes[1024];
    const struct server_step steps[] = { { SERVER_ANSWERS, bytes, 0 } };
    struct xendit_invoice s;
    struct gateway_result result;
    server_text(bytes, sizeof bytes, 201, "", LINE("ACTIVE", "166500"));
    server_start(&server, NULL, steps, 1);
    struct xendit *x = client();
    xendit_session_create(x, o, a, &s, &result);
    xendit_free(x);
    server_stop(&server);
    assert_int_equal(result.verdict, GATEWAY_DONE);
    assert_string_equal(s.id, ID);
    assert_string_equal(s.invoice_url, "https://xen.to/abc");
    assert_non_null(strstr(server.heard[0].text, "POST /sessions HTTP"));
    return json_loads(strstr(server.heard[0].text, "\r\n\r\n"), 0, NULL);
}

static const char *text_at(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static void test_what_is_sent(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    json_t *body = sent_for(&order, a);
    static const char *const texts[][2] = {
        { "reference_id", "JKN-1-2" },
        { "session_type", "PAY" },
        { "mode", "PAYMENT_LINK" },
        { "currency", "IDR" },
        { "country", "ID" },
        { "expires_at", "2026-12-07T00:00:00Z" },
        { "description", "JKN-1 · Internet" },
        { "success_return_url", "https://portal.example/ok" },
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_string_equal(text_at(body, texts[i][0]), texts[i][1]);
    assert_int_equal(json_integer_value(json_object_get(body, "amount")), 166500);
    assert_null(json_object_get(body, "cancel_return_url")); /* it takes https alone */
    const json_t *items = json_object_get(body, "items"), *tax = json_array_get(items, 1);
    assert_int_equal(json_array_size(items), 2);
    assert_string_equal(text_at(tax, "type"), "FEE");
    assert_int_equal(json_integer_value(json_object_get(tax, "net_unit_amount")), 16500);
    const json_t *customer = json_object_get(body, "customer");
    assert_string_equal(text_at(customer, "reference_id"), "JKNx1x2");
    assert_string_equal(text_at(json_object_get(customer, "individual_detail"), "given_names"), "H");
    assert_null(json_object_get(customer, "mobile_number"));
    assert_string_equal(json_string_value(json_array_get(json_object_get(body, "notification_channels"), 0)), "EMAIL");
    json_decref(body);
    arena_free(a);
}

static void test_what_is_left_out_and_cut(void **state)
{
    (void)state;
    static const char *const odd_names[] = { "", "!!", NULL };
    struct arena *a = arena_new();
    struct xendit_order o = order;
    o.notify = XENDIT_NOTIFY_WHATSAPP;
    o.tax_rp = 0;
    o.item_name = LONG_100 LONG_100 "01234567890123456789012345678901234567890123456789abcd\xc3\xa9";
    json_t *body = sent_for(&o, a);
    assert_null(json_object_get(body, "customer"));
    assert_null(json_object_get(body, "notification_channels"));
    assert_int_equal(json_array_size(json_object_get(body, "items")), 1);
    assert_int_equal(strlen(text_at(json_array_get(json_object_get(body, "items"), 0), "name")), 254);
    json_decref(body);
    for (size_t i = 0; i < sizeof odd_names / sizeof *odd_names; i++) {
        o = order;
        o.customer_name = odd_names[i];
        body = sent_for(&o, a);
        const json_t *detail = json_object_get(json_object_get(body, "customer"), "individual_detail");
        assert_string_equal(text_at(detail, "given_names"), "Customer");
        json_decref(body);
    }
    o.customer_email = "a-name-that-is-far-longer-than-what-xendit-takes@example.id";
    body = sent_for(&o, a);
    assert_null(json_object_get(body, "customer"));
    json_decref(body);
    arena_free(a);
}

enum what {
    CREATE,
    GET,
    CANCEL
};

static void test_answers(void **state)
{
    static const struct {
        enum what what;
        int status;
        const char *body;
        enum gateway_verdict verdict;
        const char *code;
    } cases[] = {
        { CREATE, 201, LINE("ACTIVE", "166500"), GATEWAY_DONE, "" },
        { CREATE, 400, "{\"error_code\":\"INVALID_EXPIRY_DATE\",\"message\":\"no\"}", GATEWAY_REFUSED,
          "INVALID_EXPIRY_DATE" },
        { CREATE, 409, "{\"error_code\":\"DUPLICATE_ERROR\",\"message\":\"no\"}", GATEWAY_REFUSED, "DUPLICATE_ERROR" },
        { CREATE, 500, "{\"error_code\":\"SERVER_ERROR\",\"message\":\"no\"}", GATEWAY_UNKNOWN, "SERVER_ERROR" },
        { CREATE, 201, "{}", GATEWAY_UNKNOWN, "" },
        { CREATE, 201, "{\"payment_session_id\":\"" ID "\",\"reference_id\":\"X\",\"status\":\"ACTIVE\"}",
          GATEWAY_UNKNOWN, "" },
        { CREATE, 201, "<html>", GATEWAY_UNKNOWN, "" },
        { GET, 200, LINE("COMPLETED", "166500"), GATEWAY_DONE, "" },
        { GET, 404, "{\"error_code\":\"DATA_NOT_FOUND\",\"message\":\"no\"}", GATEWAY_REFUSED, "DATA_NOT_FOUND" },
        { GET, 200, "{\"payment_session_id\":\"ps-other\",\"status\":\"ACTIVE\"}", GATEWAY_RETRY, "" },
        { GET, 500, "{}", GATEWAY_RETRY, "" },
        { CANCEL, 200, LINE("CANCELED", "166500"), GATEWAY_DONE, "" },
        { CANCEL, 422, "{\"error_code\":\"INVALID_SESSION_STATUS\",\"message\":\"no\"}", GATEWAY_REFUSED,
          "INVALID_SESSION_STATUS" },
        { CANCEL, 503, "{}", GATEWAY_UNKNOWN, "" },
    };
    static const char *const asked[] = { "POST /sessions ", "GET /sessions/" ID " ", "POST /sessions/" ID "/cancel " };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char bytes[1024];
        const struct server_step steps[] = { { SERVER_ANSWERS, bytes, 0 } };
        struct arena *a = arena_new();
        struct gateway_result result;
        struct xendit_invoice s;
        print_message("case %zu\n", i);
        server_text(bytes, sizeof bytes, cases[i].status, "Rate-Limit-Remaining: 0\r\nRate-Limit-Reset: 58.37\r\n",
                    cases[i].body);
        server_start(&server, NULL, steps, 1);
        struct xendit *x = client();
        if (cases[i].what == CREATE)
            xendit_session_create(x, &order, a, &s, &result);
        else
            (cases[i].what == GET ? xendit_session_get : xendit_session_cancel)(x, ID, a, &s, &result);
        xendit_free(x);
        server_stop(&server);
        assert_int_equal(result.verdict, cases[i].verdict);
        assert_string_equal(result.code, cases[i].code);
        assert_int_equal(result.used_up_ms, 58370);
        assert_non_null(strstr(server.heard[0].text, asked[cases[i].what]));
        arena_free(a);
    }
}

static void test_amounts_are_read_exactly(void **state)
{
    static const struct {
        const char *amount;
        int64_t rp;
    } cases[] = {
        { "166500", 166500 },
        { "166500.00", 166500 },
        { "\"166500\"", 166500 },
        { "9007199254740993", 9007199254740993 }, /* no float holds it */
        { "500.5", GATEWAY_BAD_AMOUNT },
        { "-5", GATEWAY_BAD_AMOUNT },
        { "\"abc\"", GATEWAY_BAD_AMOUNT },
        { "1e30", GATEWAY_BAD_AMOUNT },
        { "true", GATEWAY_BAD_AMOUNT },
        { "null", GATEWAY_NO_AMOUNT },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *a = arena_new();
        struct xendit_notice n;
        struct error e;
        const char *invoice =
            arena_printf(a, "{\"external_id\":\"A\",\"status\":\"PAID\",\"paid_amount\":%s}", cases[i].amount);
        const char *payment =
            arena_printf(a,
                         "{\"event\":\"payment.capture\",\"data\":{\"payment_id\":\"py-1\",\"reference_id\":\"A\","
                         "\"captures\":[{\"capture_id\":\"c1\",\"capture_amount\":%s}]}}",
                         cases[i].amount);
        assert_true(xendit_read_notification(invoice, strlen(invoice), a, &n, &e));
        assert_int_equal(n.said.paid_amount_rp, cases[i].rp);
        assert_true(xendit_read_notification(payment, strlen(payment), a, &n, &e));
        assert_int_equal(n.said.paid_amount_rp, cases[i].rp);
        assert_string_equal(n.said.status, "payment.SUCCEEDED");
        arena_free(a);
    }
}

static void test_notifications_are_told_apart_by_their_envelope(void **state)
{
    static const struct {
        const char *body, *status, *reference; /* status NULL: it is none */
    } cases[] = {
        { "{\"id\":\"1\",\"external_id\":\"A\",\"status\":\"PAID\"}", "PAID", "A" },
        { "{\"event\":\"payment_session.completed\",\"created\":\"x\",\"data\":" LINE("COMPLETED", "1") "}",
          "COMPLETED", "JKN-1-2" },
        { "{\"event\":\"payment_session.expired\",\"data\":{\"payment_session_id\":\"" ID "\",\"reference_id\":\"A\"}}",
          "EXPIRED", "A" },
        { "{\"event\":\"payment.succeeded\",\"data\":{\"payment_id\":\"p\",\"reference_id\":\"A\"}}",
          "payment.SUCCEEDED", "A" },
        { "{\"event\":\"payment.authorization\",\"data\":{\"payment_id\":\"p\",\"reference_id\":\"A\"}}",
          "payment.AUTHORIZED", "A" },
        { "{\"event\":\"payment.failure\",\"data\":{\"payment_id\":\"p\",\"reference_id\":\"A\",\"status\":\"EXPIRED\"}"
          "}",
          "payment.EXPIRED", "A" },
        { "{\"event\":\"payment_session.paused\",\"data\":{\"payment_session_id\":\"" ID
          "\",\"reference_id\":\"A\",\"status\":\"PAUSED\"}}",
          "PAUSED", "A" },
        { "{\"event\":\"payment.capture\",\"data\":{\"reference_id\":\"A\"}}", NULL, NULL },
        { "{\"event\":\"payment_session.completed\",\"data\":{\"payment_session_id\":\"1\",\"reference_id\":\"A\"}}",
          NULL, NULL },
        { "{\"event\":\"payout.succeeded\",\"data\":{\"reference_id\":\"A\"}}", NULL, NULL },
        { "{\"event\":7,\"external_id\":\"A\",\"status\":\"PAID\"}", NULL, NULL },
        { "{\"event\":null,\"data\":[]}", NULL, NULL },
        { "[\"event\"]", NULL, NULL },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *a = arena_new();
        struct xendit_notice n;
        struct error e = { .code = ERR_NONE };
        bool ok = xendit_read_notification(cases[i].body, strlen(cases[i].body), a, &n, &e);
        print_message("case %zu\n", i);
        assert_int_equal(ok, cases[i].status != NULL);
        if (ok) {
            assert_string_equal(n.said.status, cases[i].status);
            assert_string_equal(n.said.external_id, cases[i].reference);
        } else {
            assert_int_equal(e.code, ERR_PROTOCOL);
        }
        arena_free(a);
    }
}

static void test_captures_are_added_up(void **state)
{
    static const char body[] =
        "{\"event\":\"payment.capture\",\"data\":{\"payment_id\":\"p\",\"reference_id\":\"A\",\"captures\":["
        "{\"capture_id\":\"c1\",\"capture_amount\":500,\"capture_timestamp\":\"2026-11-27T02:00:00Z\"},"
        "{\"capture_id\":\"c2\",\"capture_amount\":700}]}}";
    static const char too_much[] =
        "{\"event\":\"payment.capture\",\"data\":{\"payment_id\":\"p\",\"reference_id\":\"A\",\"captures\":["
        "{\"capture_amount\":9000000000000000000},{\"capture_amount\":9000000000000000000}]}}";
    struct arena *a = arena_new();
    struct xendit_notice n;
    struct error e;
    (void)state;
    assert_true(xendit_read_notification(body, strlen(body), a, &n, &e));
    assert_int_equal(n.said.paid_amount_rp, 1200);
    assert_string_equal(n.captures, "c1 c2");
    assert_string_equal(n.said.paid_at, "2026-11-27T02:00:00Z");
    assert_true(xendit_read_notification(too_much, strlen(too_much), a, &n, &e));
    assert_int_equal(n.said.paid_amount_rp, GATEWAY_BAD_AMOUNT);
    arena_free(a);
}

#define MONEY(reference, type, status, amount)                                                                         \
    "{\"reference_id\":\"" reference "\",\"type\":\"" type "\",\"status\":\"" status "\",\"amount\":" amount           \
    ",\"currency\":\"IDR\",\"created\":\"2026-11-27T02:00:00Z\",\"product_id\":\"py-1\"}"

static void test_money_that_came(void **state)
{
    static const struct {
        const char *body;
        enum gateway_verdict verdict;
        int64_t rp; /* 0: none came */
    } cases[] = {
        { "{\"data\":[]}", GATEWAY_DONE, 0 },
        { "{\"data\":[" MONEY("JKN-1", "PAYMENT", "SUCCESS", "5000") "]}", GATEWAY_DONE, 5000 },
        { "{\"data\":[" MONEY("JKN-1", "PAYMENT", "SUCCESS", "7000") "," MONEY("JKN-1", "PAYMENT", "SUCCESS",
                                                                               "5000") "]}",
          GATEWAY_DONE, 5000 },
        { "{\"data\":[" MONEY("jkn-1", "PAYMENT", "SUCCESS", "5000") "," MONEY(
              "JKN-1", "REFUND", "SUCCESS", "5000") "," MONEY("JKN-1", "PAYMENT", "PENDING", "5000") "]}",
          GATEWAY_DONE, 0 },
        { "{\"data\":[" MONEY("JKN-1", "PAYMENT", "SUCCESS", "500.5") "]}", GATEWAY_DONE, GATEWAY_BAD_AMOUNT },
        { "{}", GATEWAY_RETRY, 0 },
        { "[]", GATEWAY_RETRY, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char bytes[2048];
        const struct server_step steps[] = { { SERVER_ANSWERS, bytes, 0 } };
        struct arena *a = arena_new();
        struct gateway_result result;
        struct xendit_invoice p;
        bool found;
        print_message("case %zu\n", i);
        server_text(bytes, sizeof bytes, 200, "", cases[i].body);
        server_start(&server, NULL, steps, 1);
        struct xendit *x = client();
        xendit_find_money(x, "JKN-1", a, &p, &found, &result);
        xendit_free(x);
        server_stop(&server);
        assert_int_equal(result.verdict, cases[i].verdict);
        assert_int_equal(found, cases[i].rp != 0);
        if (found)
            assert_int_equal(p.paid_amount_rp, cases[i].rp);
        assert_non_null(strstr(server.heard[0].text, "GET /transactions?reference_id=JKN-1&"));
        arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_sent),
        cmocka_unit_test(test_what_is_left_out_and_cut),
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_amounts_are_read_exactly),
        cmocka_unit_test(test_notifications_are_told_apart_by_their_envelope),
        cmocka_unit_test(test_captures_are_added_up),
        cmocka_unit_test(test_money_that_came),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

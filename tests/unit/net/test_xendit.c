/* Xendit: what is sent and how answers are read, by the recorded cases and beside them; notifications. */
#include "net/xendit.h"

#include "tests/unit/net/wire_cases.h"

#define EXTERNAL "JAKINET/ftth/BUDI/NOVEMBER-2026/A1/17"
#define ID "62efe4c33e45294d63f585f2"

static const struct xendit_order order = { .external_id = EXTERNAL,
                                           .description = "Internet 20 Mbps November 2026",
                                           .amount_rp = 166500,
                                           .duration_s = 864000,
                                           .customer_name = "Budi",
                                           .customer_email = "budi@example.id",
                                           .customer_mobile = "+6281234567890",
                                           .notify = XENDIT_NOTIFY_WHATSAPP | XENDIT_NOTIFY_EMAIL,
                                           .item_name = "Internet 20 Mbps",
                                           .item_price_rp = 150000,
                                           .tax_rp = 16500,
                                           .success_url = "https://portal.example/ok",
                                           .failure_url = "https://portal.example/failed" };

static struct xendit *client(const char *url, const char *key)
{
    return xendit_new(
        &(struct xendit_config){ .brand = "JAKINET", .url = url, .secret_key = key, .deadline_ms = 3000 });
}

static void make_invoice(const char *url, const char *key, int retry_ms, struct arena *a, struct gateway_result *result)
{
    struct xendit *x = client(url, key);
    struct xendit_invoice i;
    xendit_create(x, &order, a, &i, result);
    assert_int_equal(result->retry_ms, retry_ms);
    if (result->verdict == GATEWAY_DONE)
        assert_string_equal(i.invoice_url, "https://checkout-staging.xendit.co/web/" ID);
    else
        assert_true(result->code[0] && result->message[0]);
    xendit_free(x);
}

static void make_end(const char *url, const char *key, int argument, struct arena *a, struct gateway_result *result)
{
    (void)argument;
    struct xendit *x = client(url, key);
    struct xendit_invoice i;
    xendit_expire(x, ID, a, &i, result);
    assert_string_equal(i.status, "EXPIRED");
    xendit_free(x);
}

static void make_get(const char *url, const char *key, int argument, struct arena *a, struct gateway_result *result)
{
    (void)argument;
    struct xendit *x = client(url, key);
    struct xendit_invoice i;
    xendit_get(x, ID, a, &i, result);
    assert_string_equal(i.status, "PAID");
    assert_int_equal(i.paid_amount_rp, 166500);
    assert_string_equal(i.paid_at, "2026-11-21T01:00:00.000Z");
    xendit_free(x);
}

static void make_find(const char *url, const char *key, int exists, struct arena *a, struct gateway_result *result)
{
    struct xendit *x = client(url, key);
    struct xendit_invoice i;
    bool found;
    xendit_find(x, exists ? EXTERNAL : "none", a, &i, &found, result);
    assert_int_equal(found, exists);
    if (found)
        assert_string_equal(i.id, ID);
    xendit_free(x);
}

static void make_list(const char *url, const char *key, int argument, struct arena *a, struct gateway_result *result)
{
    (void)argument;
    struct xendit *x = client(url, key);
    struct xendit_invoice *list;
    size_t count;
    xendit_list_paid(x, "PAID", "2026-11-20T00:00:00.000Z", NULL, a, &list, &count, result);
    assert_int_equal(count, 1);
    assert_string_equal(list[0].external_id, EXTERNAL);
    xendit_free(x);
}

static void test_wire(void **state)
{
    (void)state;
    static const struct wire_call calls[] = {
        { "invoice-create", GATEWAY_DONE, make_invoice, 0 },
        { "invoice-create-bad-key", GATEWAY_REFUSED, make_invoice, 0 },
        { "invoice-create-rate-limited", GATEWAY_RETRY, make_invoice, 13000 },
        { "invoice-create-server-error", GATEWAY_UNKNOWN, make_invoice, 0 },
        { "invoice-create-validation-error", GATEWAY_REFUSED, make_invoice, 0 },
        { "invoice-expire", GATEWAY_DONE, make_end, 0 },
        { "invoice-get", GATEWAY_DONE, make_get, 0 },
        { "invoice-find-by-external-id", GATEWAY_DONE, make_find, true },
        { "invoice-find-none", GATEWAY_DONE, make_find, false },
        { "invoice-list-paid-after", GATEWAY_DONE, make_list, 0 },
    };
    wire_play_all("tests/data/wire/xendit.json", calls, sizeof calls / sizeof calls[0]);
}

static const struct {
    const char *name;
    int status;
    const char *body;
    enum gateway_verdict creating, finding;
    const char *message;
} answers[] = {
    { "a page with 200", 200, "<html>Just a moment", GATEWAY_UNKNOWN, GATEWAY_RETRY, "no JSON" },
    { "an empty object", 200, "{}", GATEWAY_UNKNOWN, GATEWAY_RETRY, "no invoice" },
    { "another's invoice", 200, "{\"id\":\"1\",\"external_id\":\"X\",\"status\":\"PENDING\"}", GATEWAY_UNKNOWN,
      GATEWAY_RETRY, "another" },
    { "a list of others' invoices", 200, "[{\"id\":\"1\",\"external_id\":\"X\",\"status\":\"PENDING\"}]",
      GATEWAY_UNKNOWN, GATEWAY_DONE, "no invoice" },
    { "figures with a reason", 400,
      "{\"error_code\":\"API_VALIDATION_ERROR\",\"message\":\"bad\",\"errors\":[{\"path\":\"amount\",\"message\":\"is "
      "odd\"}]}",
      GATEWAY_REFUSED, GATEWAY_REFUSED, "bad (amount is odd)" },
    { "no such page", 404, "{\"error_code\":\"NOT_FOUND\",\"message\":\"gone\"}", GATEWAY_REFUSED, GATEWAY_REFUSED,
      "gone" },
    { "busy", 503, "{}", GATEWAY_UNKNOWN, GATEWAY_RETRY, "HTTP 503" },
};

static void test_answers(void **state)
{
    (void)state;
    static struct gateway_server server;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        char bytes[1024];
        server_text(bytes, sizeof bytes, answers[i].status, "", answers[i].body);
        const struct server_step steps[] = { { SERVER_ANSWERS, bytes, 0 }, { SERVER_ANSWERS, bytes, 0 } };
        struct gateway_result created, looked;
        struct xendit_invoice invoice;
        bool found = true;
        struct arena *a = arena_new();
        print_message("%s\n", answers[i].name);
        server_start(&server, NULL, steps, 2);
        struct xendit *x = client(server.url, "k");
        xendit_create(x, &order, a, &invoice, &created);
        xendit_find(x, EXTERNAL, a, &invoice, &found, &looked);
        xendit_free(x);
        server_stop(&server);
        arena_free(a);
        assert_int_equal(created.verdict, answers[i].creating);
        assert_int_equal(looked.verdict, answers[i].finding);
        assert_false(found);
        if (!strstr(created.message, answers[i].message))
            fail_msg("%s", created.message);
    }
}

/* A page of results is asked for after the last invoice of the page before. */
static void test_next_page(void **state)
{
    (void)state;
    static struct gateway_server server;
    char bytes[256];
    const struct server_step steps[] = { { SERVER_ANSWERS, server_text(bytes, sizeof bytes, 200, "", "[]"), 0 } };
    struct xendit_invoice *list;
    struct gateway_result result;
    size_t count = 9;
    struct arena *a = arena_new();
    server_start(&server, NULL, steps, 1);
    struct xendit *x = client(server.url, "k");
    xendit_list_paid(x, "PAID", "2026-11-20T00:00:00.000Z", ID, a, &list, &count, &result);
    xendit_free(x);
    server_stop(&server);
    arena_free(a);
    assert_int_equal(result.verdict, GATEWAY_DONE);
    assert_int_equal(count, 0);
    assert_non_null(strstr(server.heard[0].text, "&last_invoice=" ID " HTTP"));
}

static void test_notification(void **state)
{
    (void)state;
    static const char paid[] =
        "{\"id\":\"1\",\"external_id\":\"A\",\"status\":\"PAID\",\"amount\":5000.00,\"paid_amount\":\"4999.00\","
        "\"paid_at\":\"2026-11-21T01:00:00.000Z\",\"payer\":\"caf\xe9\"}";
    static const char *const others[] = { "", "[]", "{}", "{\"external_id\":\"A\"}", "<html>" };
    struct arena *a = arena_new();
    struct xendit_notice i;
    struct error e;
    assert_true(xendit_read_notification(paid, strlen(paid), a, &i, &e));
    assert_int_equal(i.said.amount_rp, 5000);
    assert_int_equal(i.said.paid_amount_rp, 4999);
    assert_string_equal(i.said.paid_at, "2026-11-21T01:00:00.000Z");
    for (size_t n = 0; n < sizeof others / sizeof others[0]; n++) {
        error_clear(&e);
        assert_false(xendit_read_notification(others[n], strlen(others[n]), a, &i, &e));
        assert_int_equal(e.code, ERR_PROTOCOL);
    }
    arena_free(a);
    assert_true(xendit_verify("token", "token"));
    assert_false(xendit_verify("tokem", "token"));
    assert_false(xendit_verify("token2", "token"));
    assert_false(xendit_verify("", ""));
    assert_false(xendit_verify(NULL, "token"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wire),
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_next_page),
        cmocka_unit_test(test_notification),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Asking Xendit: what each answer means, what it tells everybody, what is asked for by a charge, what is
 * news, and the story of an invoice. */
#include "tests/unit/model/charge_bench.h"
#include "tests/unit/net/gateway_server.h"

#include "model/bill/invoice.h"
#include "model/bill/xendit_desk.h"
#include "model/bill/xendit_news.h"
#include "model/pay/gateways.h"

#define PENDING "{\"id\":\"x1\",\"external_id\":\"A-1\",\"status\":\"PENDING\",\"amount\":111000}"
#define PAID "{\"id\":\"x1\",\"external_id\":\"A-1\",\"status\":\"PAID\",\"amount\":111000,\"paid_amount\":111000}"
#define PAID_OF_LIST "{\"id\":\"x1\",\"external_id\":\"A-1\",\"status\":\"PAID\",\"amount\":111000}"
#define EXPIRED "{\"id\":\"x2\",\"external_id\":\"A-1\",\"status\":\"EXPIRED\",\"amount\":111000}"

static struct bench *b;
static struct config_xendit brands[] = {
    { .brand = "JAKINET", .prefix = "JKN", .tax_percent = "11", .secret_key = "xnd_secret", .deadline_ms = 3000 },
};
static struct gateway_server server;

static int begin(void **state)
{
    (void)state;
    b = bench_open();
    if (!b)
        return 0;
    b->config.xendit = brands;
    b->config.xendit_count = 1;
    ask(b, "INSERT INTO console.brand (name, prefix, tax_percent, key_kind) VALUES ('JAKINET', 'JKN', 11, 'test')");
    ask(b, "INSERT INTO console.setting_value (key, value) VALUES ('xendit_test_per_minute', '60000')");
    return 0;
}

static int end(void **state)
{
    (void)state;
    bench_close(b);
    return 0;
}

static void need_database(void)
{
    if (!b)
        skip();
    ask(b, "DELETE FROM console.rate_limit");
    ask(b, "DELETE FROM console.gateway_state");
}

/* A desk before a server that answers so. */
static struct xendit_desk open_desk(const struct server_step *steps, size_t count)
{
    struct xendit_desk d;
    struct error e = { .code = ERR_NONE };
    server_start(&server, NULL, steps, count);
    brands[0].url = arena_strdup(b->ctx.arena, server.url);
    b->ctx.gateways = gateways_new(&b->config);
    if (!xendit_desk_open(&d, &b->ctx, "JAKINET", &e))
        fail_msg("%s: %s", e.what, e.why);
    return d;
}

static int close_desk(void)
{
    gateways_free(b->ctx.gateways);
    b->ctx.gateways = NULL;
    server_stop(&server);
    return atomic_load(&server.heard_count);
}

enum what {
    CREATE,
    FIND,
    GET,
    EXPIRE,
    LIST
};

static enum xendit_answer put(struct xendit_desk *d, enum what what, struct xendit_invoice *said)
{
    static const struct xendit_order order = { .external_id = "A-1",
                                               .description = "x",
                                               .amount_rp = 111000,
                                               .duration_s = 60,
                                               .customer_name = "Budi",
                                               .item_name = "x",
                                               .item_price_rp = 111000 };
    struct xendit_invoice *list;
    size_t count;
    switch (what) {
    case CREATE:
        return xendit_desk_create(d, &order, said);
    case FIND:
        return xendit_desk_find(d, "A-1", said);
    case GET:
        return xendit_desk_get(d, "x1", said);
    case EXPIRE:
        return xendit_desk_expire(d, "x1", said);
    case LIST:
        break;
    }
    return xendit_desk_list_paid(d, "PAID", "2026-11-20T00:00:00.000Z", NULL, &list, &count);
}

static void test_what_each_answer_means(void **state)
{
    static const struct {
        enum what what;
        int status;
        const char *body;
        enum xendit_answer answer;
    } cases[] = {
        { CREATE, 200, PENDING, XENDIT_KNOWN },
        { CREATE, 400, "{\"error_code\":\"API_VALIDATION_ERROR\",\"message\":\"no\"}", XENDIT_REFUSED },
        { CREATE, 401, "{\"error_code\":\"INVALID_API_KEY\",\"message\":\"no\"}", XENDIT_REFUSED },
        { CREATE, 429, "{}", XENDIT_LATER },
        { CREATE, 503, "{}", XENDIT_UNKNOWN },
        { CREATE, 200, "<html>", XENDIT_UNKNOWN },
        { FIND, 200, "[" PENDING "]", XENDIT_KNOWN },
        { FIND, 200, "[]", XENDIT_NONE },
        { FIND, 200, "{}", XENDIT_LATER },
        { GET, 200, PAID, XENDIT_KNOWN },
        { GET, 404, "{\"error_code\":\"INVOICE_NOT_FOUND_ERROR\",\"message\":\"no\"}", XENDIT_NONE },
        { GET, 500, "{}", XENDIT_LATER },
        { EXPIRE, 200, EXPIRED, XENDIT_KNOWN },
        { EXPIRE, 500, "{}", XENDIT_UNKNOWN },
        { LIST, 200, "[]", XENDIT_KNOWN },
        { LIST, 503, "{}", XENDIT_LATER },
    };
    (void)state;
    need_database();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char bytes[1024];
        struct xendit_invoice said;
        const struct server_step steps[] = { { SERVER_ANSWERS, bytes, 0 } };
        server_text(bytes, sizeof bytes, cases[i].status, "", cases[i].body);
        ask(b, "DELETE FROM console.rate_limit");
        struct xendit_desk d = open_desk(steps, 1);
        enum xendit_answer answer = put(&d, cases[i].what, &said);
        if (answer != cases[i].answer)
            fail_msg("case %zu: %d", i, answer);
        assert_null(strstr(xendit_desk_words(&d), "xnd_secret"));
        assert_int_equal(close_desk(), 1);
    }
}

static void test_of_several_it_is_the_one_that_was_paid(void **state)
{
    char list[1024], one[1024];
    struct xendit_invoice said;
    const struct server_step steps[] = { { SERVER_ANSWERS, list, 0 }, { SERVER_ANSWERS, one, 0 } };
    (void)state;
    need_database();
    server_text(list, sizeof list, 200, "", "[" EXPIRED "," PAID_OF_LIST "," PENDING "]");
    server_text(one, sizeof one, 200, "", PAID);
    struct xendit_desk d = open_desk(steps, 2);
    assert_int_equal(xendit_desk_find(&d, "A-1", &said), XENDIT_KNOWN);
    assert_string_equal(said.id, "x1");
    /* how much was paid is not in the list: it was asked for */
    assert_int_equal(said.paid_amount_rp, 111000);
    assert_int_equal(close_desk(), 2);
}

static void test_what_is_refused_says_what_to_do(void **state)
{
    static const struct {
        int status;
        const char *code, *words;
    } cases[] = {
        { 403, "REQUEST_FORBIDDEN_ERROR", "403: Xendit refuses this key; look at brand JAKINET's secret_key_file" },
        { 401, "INVALID_API_KEY", "401: Xendit refuses this key; look at brand JAKINET's secret_key_file" },
        { 400, "INVALID_EXPIRY_DATE", "INVALID_EXPIRY_DATE: no (lower invoice_duration_days)" },
        { 400, "SESSION_TYPE_NOT_SUPPORTED", "set mode = \"invoice\" for brand JAKINET" },
        { 400, "SOMETHING_NEW", "SOMETHING_NEW: no" },
    };
    (void)state;
    need_database();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char bytes[1024];
        struct xendit_invoice said;
        const struct server_step steps[] = { { SERVER_ANSWERS, bytes, 0 } };
        server_text(bytes, sizeof bytes, cases[i].status, "",
                    arena_printf(b->ctx.arena, "{\"error_code\":\"%s\",\"message\":\"no\"}", cases[i].code));
        struct xendit_desk d = open_desk(steps, 1);
        const struct xendit_order order = { .external_id = "A-1", .amount_rp = 1, .item_price_rp = 1 };
        assert_int_equal(xendit_desk_create_session(&d, &order, &said), XENDIT_REFUSED);
        print_message("%s\n", xendit_desk_words(&d));
        assert_non_null(strstr(xendit_desk_words(&d), cases[i].words));
        close_desk();
    }
}

/* Seconds, rounded up to whole tens. */
static const char *pause_of(void)
{
    return ask(b,
               "SELECT coalesce(max((ceil(extract(epoch FROM not_before - clock_timestamp()) / 10) * 10)::integer), 0) "
               "FROM console.rate_limit WHERE name = 'xendit:test:JAKINET' AND not_before > now()");
}

static void test_its_limits_hold_for_everybody(void **state)
{
    static const struct {
        int status;
        const char *headers, *pause;
    } cases[] = {
        { 429, "Retry-After: 40\r\n", "40" },
        { 429, "Retry-After: 1\r\nRate-Limit-Remaining: 0\r\nRate-Limit-Reset: 50\r\n", "50" },
        { 429, "", "10" },
        { 200, "Rate-Limit-Remaining: 0\r\nRate-Limit-Reset: 30\r\n", "30" },
        { 200, "Rate-Limit-Remaining: 1\r\nRate-Limit-Reset: 30\r\n", "0" },
        { 200, "Rate-Limit-Remaining: 0\r\nRate-Limit-Reset: 0.6\r\n", "0" },
        { 503, "", "0" },
    };
    (void)state;
    need_database();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char bytes[1024];
        struct xendit_invoice said;
        const struct server_step steps[] = { { SERVER_ANSWERS, bytes, 0 } };
        server_text(bytes, sizeof bytes, cases[i].status, cases[i].headers, cases[i].status == 200 ? PENDING : "{}");
        ask(b, "DELETE FROM console.rate_limit");
        struct xendit_desk d = open_desk(steps, 1);
        put(&d, GET, &said);
        close_desk();
        print_message("case %zu\n", i);
        assert_string_equal(pause_of(), cases[i].pause);
    }
}

static void test_a_long_pause_is_not_waited_out(void **state)
{
    struct xendit_invoice said;
    struct error e = { .code = ERR_NONE };
    (void)state;
    need_database();
    ask(b, "INSERT INTO console.rate_limit (name, next_at, not_before) VALUES ('xendit:test:JAKINET', now(), "
           "now() + interval '20 minutes')");
    struct xendit_desk d = open_desk(NULL, 0);
    d.patience_ms = 5000;
    assert_int_equal(put(&d, GET, &said), XENDIT_LATER);
    assert_int_equal(close_desk(), 0);
    assert_true(d.was_held && xendit_desk_is_away(&d, &e));
    assert_int_equal(e.code, ERR_UNREACHABLE);
    assert_non_null(strstr(e.why, "no requests for another"));
    assert_in_range(xendit_desk_retry_ms(&d), 1190 * 1000, 1200 * 1000);
}

static bool take_back(struct xendit_desk *d, void *calls, struct error *e)
{
    (void)d;
    ++*(int *)calls;
    return error_set(e, ERR_CANCELLED, "it is not wanted any more", NULL);
}

static void test_a_request_is_taken_back_in_the_last_moment(void **state)
{
    struct xendit_invoice said;
    struct error e = { .code = ERR_NONE };
    int calls = 0;
    (void)state;
    need_database();
    struct xendit_desk d = open_desk(NULL, 0);
    d.may_start = take_back;
    d.may_start_ctx = &calls;
    assert_int_equal(put(&d, CREATE, &said), XENDIT_LATER);
    assert_int_equal(close_desk(), 0);
    assert_int_equal(calls, 1);
    assert_true(d.was_held && xendit_desk_is_away(&d, &e));
    assert_int_equal(e.code, ERR_CANCELLED);
}

static void test_nobody_answers(void **state)
{
    struct xendit_invoice said;
    struct error e = { .code = ERR_NONE };
    (void)state;
    need_database();
    struct xendit_desk d = open_desk(NULL, 0);
    server_stop(&server);
    assert_int_equal(put(&d, GET, &said), XENDIT_LATER);
    assert_true(xendit_desk_is_away(&d, &e));
    assert_int_equal(e.code, ERR_UNREACHABLE);
    assert_true(xendit_desk_retry_ms(&d) > 0);
    assert_string_equal(ask(b, "SELECT state FROM console.gateway_state WHERE name = 'xendit:JAKINET'"), "down");
    gateways_free(b->ctx.gateways);
    b->ctx.gateways = NULL;
    assert_false(xendit_desk_open(&d, &b->ctx, "JAKINET", &e));
}

/* --- what is asked for --- */

/* A queued invoice of a customer with that number; its order id. */
static const char *new_invoice(const char *phone, const char *addresses)
{
    const char *user = new_user(b, arena_printf(b->ctx.arena, "phone_number = '%s', full_name = 'Budi'", phone));
    const char *subscription =
        ask(b,
            "INSERT INTO console.subscription (user_id, brand, package, price_rp, due_day, starts_on, actor) "
            "VALUES ('%s', 'JAKINET', '10 GB', 100000, 10, '2026-01-01', 'test') RETURNING id",
            user);
    run_on(b, "invoices.generate", subscription, NULL, NULL);
    return ask(b, "UPDATE console.invoice SET %s WHERE subscription_id = '%s' RETURNING external_id", addresses,
               subscription);
}

static void test_what_is_asked_for(void **state)
{
    const char *brand;
    struct xendit_order o;
    struct error e = { .code = ERR_NONE };
    (void)state;
    need_database();
    ask(b,
        "CREATE OR REPLACE FUNCTION console.today() RETURNS date LANGUAGE sql STABLE AS 'SELECT date ''2026-11-21'''");
    const char *order = new_invoice("+6281290000001", "email = 'budi@example.com', whatsapp = NULL, notify = 'both'");
    assert_true(invoice_order(&b->ctx, order, &o, &brand, &e));
    assert_string_equal(o.external_id, order);
    assert_string_equal(brand, "JAKINET");
    assert_int_equal(o.amount_rp, 111000);
    assert_int_equal(o.item_price_rp, 100000);
    assert_int_equal(o.tax_rp, 11000);
    assert_int_equal(o.duration_s, 10 * 86400);
    assert_string_equal(o.item_name, "10 GB, November 2026");
    assert_string_equal(o.description, arena_printf(b->ctx.arena, "%s · 10 GB, November 2026", order));
    assert_string_equal(o.customer_name, "Budi");
    assert_string_equal(o.customer_mobile, "+6281290000001");
    assert_string_equal(o.tax_name, "Tax");
    ask(b,
        "UPDATE console.invoice SET tax_kind = 'ppn_2025', tax_percent = 12, dpp_rp = 91667, discount_rp = 5000 "
        "WHERE external_id = '%s'",
        order);
    assert_true(invoice_order(&b->ctx, order, &o, &brand, &e));
    assert_string_equal(o.tax_name, "PPN 12% (DPP nilai lain Rp 91.667)");
    assert_string_equal(o.item_name, "10 GB, November 2026, Rp 5.000 off");
    assert_int_equal(o.item_price_rp + o.tax_rp, o.amount_rp);
    ask(b, "UPDATE console.charge SET kind = 'deposit', invoice_id = NULL WHERE order_id = '%s'", order);
    assert_false(invoice_order(&b->ctx, order, &o, &brand, &e));
    assert_int_equal(e.code, ERR_REFUSED);
    assert_non_null(strstr(e.why, order));
}

static void test_by_which_ways_it_is_sent(void **state)
{
    enum {
        BY_NONE = 0,
        BY_WHATSAPP = XENDIT_NOTIFY_WHATSAPP,
        BY_EMAIL = XENDIT_NOTIFY_EMAIL,
        BY_BOTH = BY_WHATSAPP | BY_EMAIL
    };
    static const struct {
        const char *phone, *addresses;
        unsigned ways;
        const char *mobile;
    } cases[] = {
        { "+6281290000011", "email = 'a@b.id', notify = 'both'", BY_BOTH, "+6281290000011" },
        { "0812-9000-0012", "email = NULL, whatsapp = NULL, notify = 'both'", BY_WHATSAPP, "+6281290000012" },
        { "+6281290000013", "email = 'a@b.id', whatsapp = '+6281300000013', notify = 'whatsapp'", BY_WHATSAPP,
          "+6281300000013" },
        { "+6281290000014", "email = 'a@b.id', notify = 'email'", BY_EMAIL, "+6281290000014" },
        { "+6281290000015", "email = 'a@b.id', notify = 'none'", BY_NONE, "+6281290000015" },
        { "+6281290000016", "email = 'no address', notify = 'both'", BY_WHATSAPP, "+6281290000016" },
        { "none", "email = 'a@b.id', whatsapp = NULL, notify = 'both'", BY_EMAIL, NULL },
        { "nobody", "email = NULL, whatsapp = NULL, notify = 'both'", BY_NONE, NULL },
    };
    (void)state;
    need_database();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *brand, *order = new_invoice(cases[i].phone, cases[i].addresses);
        struct xendit_order o;
        struct error e = { .code = ERR_NONE };
        assert_true(invoice_order(&b->ctx, order, &o, &brand, &e));
        assert_int_equal(o.notify, cases[i].ways);
        if (cases[i].mobile)
            assert_string_equal(o.customer_mobile, cases[i].mobile);
        else
            assert_null(o.customer_mobile);
    }
}

/* What is not said is the invoice's; what is said and can't be read is nobody's. */
static void test_what_is_news(void **state)
{
    static const struct {
        const char *status;
        int64_t amount, paid, rp;
    } cases[] = {
        { "PENDING", 5000, GATEWAY_NO_AMOUNT, 5000 },
        { "PAID", 5000, 4999, 4999 },
        { "SETTLED", 5000, 5000, 5000 },
        { "PAID", 5000, GATEWAY_NO_AMOUNT, 5000 },
        { "PAID", 5000, GATEWAY_BAD_AMOUNT, GATEWAY_BAD_AMOUNT },
        { NULL, GATEWAY_NO_AMOUNT, GATEWAY_NO_AMOUNT, GATEWAY_NO_AMOUNT },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct xendit_invoice said = { .id = "x1",
                                             .external_id = "A-1",
                                             .status = cases[i].status,
                                             .amount_rp = cases[i].amount,
                                             .paid_amount_rp = cases[i].paid,
                                             .currency = "IDR",
                                             .paid_at = "2026-11-21T01:00:00.000Z" };
        struct charge_news news;
        charge_news_of_xendit(&said, "poll", &news);
        assert_null(news.state);
        assert_int_equal(news.amount_rp, cases[i].rp);
        assert_string_equal(news.order_id, "A-1");
        assert_string_equal(news.transaction_id, "x1");
        assert_string_equal(news.at, "2026-11-21T01:00:00.000Z");
        assert_string_equal(news.source, "poll");
    }
}

static void test_the_story_of_an_invoice(void **state)
{
    struct invoice_story s;
    struct error e = { .code = ERR_NONE };
    (void)state;
    need_database();
    const char *order =
        new_invoice("+6281290000021", "email = 'a@b.id', due_on = '2026-11-11', issued_on = '2026-11-01'");
    ask(b,
        "UPDATE console.charge SET state = 'open', transaction_id = 'x1', gateway_status = 'PENDING', "
        "expires_at = '2026-12-01 10:00:00+00' WHERE order_id = '%s'",
        order);
    ask(b,
        "UPDATE console.invoice_queue SET state = 'processing', attempts = 1 WHERE order_id = '%s';"
        "UPDATE console.invoice_queue SET state = 'failed', tries = 3, last_error = 'HTTP 503', ended_at = now() "
        "WHERE order_id = '%s'",
        order, order);
    if (!invoice_read_story(&b->ctx, order, &s, &e))
        fail_msg("%s: %s", e.what, e.why);
    assert_string_equal(s.invoice_number, order);
    assert_string_equal(s.status, "unpaid");
    assert_string_equal(s.brand, "JAKINET");
    assert_string_equal(s.period, "2026-11");
    assert_int_equal(s.total_rp, 111000);
    assert_int_equal(s.base_rp + s.tax_rp, s.total_rp);
    assert_string_equal(s.tax_percent, "11");
    assert_int_equal(s.paid_amount_rp, -1);
    assert_true(s.is_overdue);
    assert_int_equal(s.overdue_days, 10);
    assert_int_equal(s.days, 30);
    assert_string_equal(s.email, "a@b.id");
    assert_string_equal(s.queue_state, "failed");
    assert_string_equal(s.queue_error, "HTTP 503");
    assert_int_equal(s.queue_tries, 3);
    assert_null(s.queue_next_try);
    assert_non_null(s.expires_at);
    take_news(&b->ctx, order, "paid", 111000);
    assert_true(invoice_read_story(&b->ctx, s.id, &s, &e));
    assert_string_equal(s.status, "paid");
    assert_int_equal(s.paid_amount_rp, 111000);
    assert_int_equal(s.overdue_days, 0);
    bool told = false, queued = false, made = false;
    for (size_t i = 0; i < s.event_count; i++) {
        told |= strcmp(s.events[i].what, "payments.news: status unpaid → paid") == 0;
        made |= strcmp(s.events[i].what, "invoices.generate: made, due 2026-11-21") == 0;
        queued |= strcmp(s.events[i].what, "cancelled; HTTP 503") == 0;
    }
    assert_true(told && queued && made);
    assert_false(invoice_read_story(&b->ctx, "NONE-1", &s, &e));
    assert_int_equal(e.code, ERR_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_each_answer_means),
        cmocka_unit_test(test_of_several_it_is_the_one_that_was_paid),
        cmocka_unit_test(test_what_is_refused_says_what_to_do),
        cmocka_unit_test(test_its_limits_hold_for_everybody),
        cmocka_unit_test(test_a_long_pause_is_not_waited_out),
        cmocka_unit_test(test_a_request_is_taken_back_in_the_last_moment),
        cmocka_unit_test(test_nobody_answers),
        cmocka_unit_test(test_what_is_asked_for),
        cmocka_unit_test(test_by_which_ways_it_is_sent),
        cmocka_unit_test(test_what_is_news),
        cmocka_unit_test(test_the_story_of_an_invoice),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

/* Notifications: who is believed, what is kept, and that any order and any number of them end the same. */
#include "tests/unit/model/action_bench.h"
#include "tests/unit/net/gateway_server.h"

#include "model/pay/gateways.h"
#include "model/pay/inbox.h"
#include "model/pay/inbox_story.h"
#include "model/worker/inbox_lane.h"

#include <openssl/evp.h>
#include <sys/wait.h>

#define KEY "SB-Mid-server-test"
#define WORKER "11111111-1111-4111-8111-111111111111"
#define OTHER "22222222-2222-4222-8222-222222222222"

static struct bench *b;
static struct gateway_server server;
static const char *says; /* how every order stands there; NULL: there is none */
static struct config_midtrans midtrans = { .server_key = KEY, .deadline_ms = 3000 };
static struct config_xendit brands[] = {
    { .brand = "JAKINET", .secret_key = "xnd_x", .callback_token = "token-of-jakinet", .deadline_ms = 3000 },
    { .brand = "SILENT", .secret_key = "xnd_x" },
    { .brand = "KOSTNET", .secret_key = "xnd_x", .callback_token = "token-of-kostnet", .deadline_ms = 3000 },
};

/* The word between two others. */
static void word_after(const char *text, const char *before, const char *ends, char *out, size_t size)
{
    const char *at = strstr(text, before);
    snprintf(out, size, "%s", at ? at + strlen(before) : "");
    out[strcspn(out, ends)] = '\0';
}

/* GET /v2/ORDER/status, Xendit's list for one external id, or the invoice that was in its last one. */
static void answer(const struct server_heard *h, char *out, size_t size)
{
    static char listed[100];
    bool is_xendit = strstr(h->text, "/v2/invoices") != NULL, is_list = strstr(h->text, "external_id=") != NULL;
    char order[100], body[600];
    word_after(h->text, is_xendit ? "external_id=" : "/v2/", is_xendit ? " " : "/", order, sizeof order);
    if (!is_xendit && says)
        snprintf(body, sizeof body,
                 "{\"status_code\":\"200\",\"order_id\":\"%s\",\"transaction_status\":\"%s\",\"gross_amount\":"
                 "\"50000.00\",\"currency\":\"IDR\",\"fraud_status\":\"accept\"}",
                 order, says);
    else if (!is_xendit)
        snprintf(body, sizeof body, "{\"status_code\":\"404\"}");
    else
        snprintf(body, sizeof body,
                 "%s{\"id\":\"x1\",\"external_id\":\"%s\",\"status\":\"%s\",\"amount\":50000,\"paid_amount\":50000}%s",
                 is_list ? "[" : "", is_list ? order : listed, says, is_list ? "]" : "");
    if (is_list)
        snprintf(listed, sizeof listed, "%s", order);
    server_text(out, size, 200, "", body);
}

static int begin(void **state)
{
    (void)state;
    b = bench_open();
    if (!b)
        return 0;
    server_start(&server, NULL, NULL, 0);
    server.answer = answer;
    midtrans.snap_url = midtrans.core_url = server.url;
    for (size_t i = 0; i < sizeof brands / sizeof *brands; i++)
        brands[i].url = server.url;
    b->config.midtrans = &midtrans;
    b->config.xendit = brands;
    b->config.xendit_count = sizeof brands / sizeof *brands;
    b->ctx.worker_id = WORKER;
    b->ctx.gateways = gateways_new(&b->config);
    ask(b, "INSERT INTO public.package_profiles (id, profile_name) VALUES (gen_random_uuid(), 'default')");
    ask(b, "INSERT INTO public.packages (id, name, price, data_quota_gb, profile_id) "
           "SELECT gen_random_uuid(), 'Ten', 50000, 10, id FROM public.package_profiles");
    return 0;
}

static int end(void **state)
{
    (void)state;
    if (b) {
        gateways_free(b->ctx.gateways);
        b->ctx.gateways = NULL;
        server_stop(&server);
    }
    bench_close(b);
    return 0;
}

static int clean(void **state)
{
    (void)state;
    if (b) {
        ask(b, "DELETE FROM console.inbox");
        ask(b, "DELETE FROM console.setting_value");
        ask(b, "INSERT INTO console.setting_value (key, value) VALUES ('xendit_test_per_minute', '60000')");
        b->ctx.read_only = false;
        says = "settlement";
    }
    return 0;
}

static void need_database(void)
{
    if (!b)
        skip();
}

/* --- what gateways send --- */

static const char *sign(const char *order, const char *code, const char *amount, const char *key)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length;
    struct strbuf hex = { .arena = b->ctx.arena };
    const char *text = arena_printf(b->ctx.arena, "%s%s%s%s", order, code, amount, key);
    assert_int_equal(EVP_Digest(text, strlen(text), digest, &length, EVP_sha512(), NULL), 1);
    for (unsigned int i = 0; i < length; i++)
        strbuf_printf(&hex, "%02x", digest[i]);
    return hex.text;
}

static const char *body_of(const char *order, const char *code, const char *status, const char *signature)
{
    return arena_printf(
        b->ctx.arena,
        "{\"transaction_time\":\"2026-11-21 10:00:00\",\"transaction_status\":\"%s\",\"transaction_id\":"
        "\"t-%s\",\"status_code\":\"%s\",\"signature_key\":\"%s\",\"payment_type\":\"qris\",\"order_id\":"
        "\"%s\",\"gross_amount\":\"50000.00\",\"fraud_status\":\"accept\",\"currency\":\"IDR\"}",
        status, order, code, signature, order);
}

static enum inbox_answer take(const char *gateway, const char *body, const char *token)
{
    struct error e = { .code = ERR_NONE };
    enum inbox_answer answer = inbox_take(&b->ctx, gateway, body, strlen(body), token, &e);
    assert_int_equal(answer == INBOX_TAKEN, e.code == ERR_NONE);
    assert_null(strstr(e.why, KEY));
    assert_null(strstr(e.why, "token-of"));
    return answer;
}

static enum inbox_answer notify(const char *order, const char *code, const char *status)
{
    return take("midtrans", body_of(order, code, status, sign(order, code, "50000.00", KEY)), NULL);
}

static size_t process(void)
{
    struct error e = { .code = ERR_NONE };
    size_t processed = 0;
    if (!inbox_rescue(&b->ctx, true, &e) || !inbox_process(&b->ctx, &processed, &e))
        fail_msg("%s: %s", e.what, e.why);
    return processed;
}

static void make_due(void)
{
    ask(b, "UPDATE console.inbox SET next_try_at = now() - interval '1 second'");
}

/* --- what they are about --- */

/* A charge for package Ten that waits to be paid. */
static const char *new_charge(const char *user)
{
    static int number;
    return ask(
        b,
        "WITH c AS (INSERT INTO console.charge (order_id, kind, gateway, mode, method, user_id, package_id, subject, "
        "amount_rp, state, expires_at, actor) SELECT 'BELI-%012d', 'package', 'midtrans', 'core_api', 'qris', '%s', "
        "p.id, p.name, p.price, 'open', now() + interval '15 minutes', 'siti' FROM public.packages p RETURNING *), "
        "t AS (INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, amount) "
        "SELECT c.id, c.user_id, c.package_id, c.order_id, c.amount_rp FROM c) SELECT order_id FROM c",
        number++, user);
}

static const char *state_of(const char *order)
{
    return ask(b, "SELECT state FROM console.charge WHERE order_id = '%s'", order);
}

static const char *quota_of(const char *user)
{
    return ask(b, "SELECT total_quota_purchased_mb FROM public.users WHERE id = '%s'", user);
}

/* Of the only row: state, repeats, tries. */
static const char *the_row(void)
{
    return ask(b, "SELECT string_agg(state || ' ' || repeats || ' ' || tries, ', ' ORDER BY id) FROM console.inbox");
}

static const char *the_result(void)
{
    return ask(b, "SELECT result FROM console.inbox");
}

/* --- taking --- */

static void test_believes_only_signatures(void **state)
{
    (void)state;
    need_database();
    const char *good = sign("A-1", "200", "50000.00", KEY);
    char *wrong = arena_strdup(b->ctx.arena, good);
    wrong[127] = wrong[127] == '0' ? '1' : '0';
    const char *const forged[] = { wrong,
                                   "",
                                   "0",
                                   arena_printf(b->ctx.arena, "%s0", good),
                                   arena_printf(b->ctx.arena, "%.127s", good),
                                   sign("A-1", "200", "50000.00", "another key"),
                                   sign("A-1", "200", "50000.00", ""),
                                   sign("A-1", "201", "50000.00", KEY),
                                   sign("A-2", "200", "50000.00", KEY) };
    for (size_t i = 0; i < sizeof forged / sizeof *forged; i++)
        assert_int_not_equal(take("midtrans", body_of("A-1", "200", "settlement", forged[i]), "token-of-jakinet"),
                             INBOX_TAKEN);
    b->config.midtrans = NULL;
    assert_int_equal(take("midtrans", body_of("A-1", "200", "settlement", good), NULL), INBOX_REFUSED);
    b->config.midtrans = &midtrans;
    assert_string_equal(ask(b, "SELECT count(*) FROM console.inbox"), "0");
    assert_int_equal(take("midtrans", body_of("A-1", "200", "settlement", wrong), NULL), INBOX_REFUSED);
    assert_int_equal(take("midtrans", body_of("A-1", "200", "settlement", good), NULL), INBOX_TAKEN);
    assert_string_equal(ask(b, "SELECT order_id || ' ' || status || ' ' || state FROM console.inbox"),
                        "A-1 200/settlement/accept new");
}

static void test_believes_only_tokens(void **state)
{
    static const char body[] = "{\"id\":\"x1\",\"external_id\":\"INV-1\",\"status\":\"PAID\",\"amount\":50000}";
    static const char *const wrong[] = {
        NULL, "", "token", "token-of-jakine", "token-of-jakinetX", "TOKEN-OF-JAKINET"
    };
    (void)state;
    need_database();
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(take("xendit", body, wrong[i]), INBOX_REFUSED);
    assert_int_equal(take("xendit", "no json", "token-of-kostnet"), INBOX_UNREADABLE);
    assert_string_equal(ask(b, "SELECT count(*) FROM console.inbox"), "0");
    assert_int_equal(take("xendit", body, "token-of-kostnet"), INBOX_TAKEN);
    assert_string_equal(ask(b, "SELECT gateway || ' ' || brand || ' ' || order_id || ' ' || status FROM console.inbox"),
                        "xendit KOSTNET INV-1 PAID");
    assert_int_equal(process(), 0);
    assert_string_equal(the_row(), "new 0 1");
    assert_string_equal(the_result(), "no charge has this order id yet: looked for again");
    ask(b, "UPDATE console.inbox SET received_at = received_at - interval '10 minutes', next_try_at = now()");
    assert_int_equal(process(), 1);
    assert_string_equal(the_row(), "unmatched 0 2");
}

/* An invoice of a brand whose link can be paid, as its charge; the order id. */
static const char *new_invoice(const char *brand)
{
    const char *user = new_user(b, NULL);
    ask(b,
        "INSERT INTO console.brand (name, prefix, tax_percent, key_kind) VALUES ('%s', '%s', 0, 'test') "
        "ON CONFLICT DO NOTHING",
        brand, brand);
    const char *subscription =
        ask(b,
            "INSERT INTO console.subscription (user_id, brand, package, price_rp, due_day, starts_on, actor) "
            "VALUES ('%s', '%s', 'Ten', 50000, 10, '2026-01-01', 'test') RETURNING id",
            user, brand);
    run_on(b, "invoices.generate", subscription, NULL, NULL);
    return ask(b,
               "UPDATE console.charge c SET state = 'open' FROM console.invoice i "
               "WHERE i.id = c.invoice_id AND i.subscription_id = '%s' RETURNING c.order_id",
               subscription);
}

static enum inbox_answer tell_paid(const char *order, const char *token)
{
    says = "PAID";
    return take("xendit",
                arena_printf(b->ctx.arena,
                             "{\"id\":\"x1\",\"external_id\":\"%s\",\"status\":\"PAID\",\"paid_amount\":50000}", order),
                token);
}

static void test_a_token_speaks_for_its_brand(void **state)
{
    (void)state;
    need_database();
    const char *order = new_invoice("JAKINET");
    assert_int_equal(tell_paid(order, "token-of-kostnet"), INBOX_REFUSED);
    assert_string_equal(ask(b, "SELECT count(*) FROM console.inbox"), "0");
    assert_int_equal(tell_paid(order, "token-of-jakinet"), INBOX_TAKEN);
    assert_int_equal(process(), 1);
    assert_string_equal(state_of(order), "paid");
    assert_string_equal(ask(b, "SELECT status FROM console.invoice WHERE invoice_number = '%s'", order), "paid");
    /* of an account that this host does not know nobody can say anything */
    assert_int_equal(tell_paid(new_invoice("STRANGER"), "token-of-jakinet"), INBOX_REFUSED);
}

/* It came before the invoice was there, with the token of another brand than the invoice's turned out to be. */
static void test_a_token_is_looked_at_again(void **state)
{
    (void)state;
    need_database();
    assert_int_equal(tell_paid("LATER-1", "token-of-kostnet"), INBOX_TAKEN);
    const char *order = new_invoice("JAKINET");
    ask(b, "UPDATE console.inbox SET order_id = '%s'", order);
    assert_int_equal(process(), 1);
    assert_string_equal(the_row(), "failed 0 1");
    assert_string_equal(the_result(), "it came with the callback token of KOSTNET, and the invoice is one of JAKINET");
    assert_string_equal(state_of(order), "open");
}

static void test_a_token_of_two_brands_speaks_for_both(void **state)
{
    static const struct config_xendit same[] = {
        { .brand = "KOSTNET", .secret_key = "x", .callback_token = "token-of-both" },
        { .brand = "JAKINET", .secret_key = "x", .callback_token = "token-of-both" },
    };
    (void)state;
    need_database();
    b->config.xendit = same;
    b->config.xendit_count = 2;
    const char *orders[] = { new_invoice("KOSTNET"), new_invoice("JAKINET") };
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(tell_paid(orders[i], "token-of-both"), INBOX_TAKEN);
    b->config.xendit = brands;
    b->config.xendit_count = sizeof brands / sizeof *brands;
    assert_string_equal(ask(b, "SELECT string_agg(brand, ' ' ORDER BY id) FROM console.inbox"), "KOSTNET JAKINET");
    assert_int_equal(process(), 2);
    assert_string_equal(state_of(orders[0]), "paid");
    assert_string_equal(state_of(orders[1]), "paid");
}

/* Xendit may say what it wants of an order of Midtrans', and the other way round. */
static void test_each_gateway_speaks_of_its_own(void **state)
{
    (void)state;
    need_database();
    const char *sale = new_charge(new_user(b, NULL)), *invoice = new_invoice("JAKINET");
    assert_int_equal(tell_paid(sale, "token-of-jakinet"), INBOX_TAKEN);
    assert_int_equal(process(), 1);
    assert_string_equal(the_result(), "this order is asked for through midtrans, not xendit");
    assert_string_equal(state_of(sale), "open");
    ask(b, "DELETE FROM console.inbox");
    notify(invoice, "200", "settlement");
    assert_int_equal(process(), 1);
    assert_string_equal(the_result(), "this order is asked for through xendit, not midtrans");
    assert_string_equal(state_of(invoice), "open");
}

static void test_refuses_what_it_cannot_read(void **state)
{
    static const char *const bodies[] = { "", "{", "[]", "null", "{\"order_id\":1}", "<html>", "{}", "\xff\xfe" };
    char *name;
    (void)state;
    need_database();
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        assert_int_equal(take("midtrans", bodies[i], NULL), INBOX_UNREADABLE);
    name = arena_alloc(b->ctx.arena, 3001);
    memset(name, 'A', 3000);
    assert_int_equal(notify(name, "200", "settlement"), INBOX_UNREADABLE);
    assert_string_equal(ask(b, "SELECT count(*) FROM console.inbox"), "0");
}

static void test_keeps_the_bytes(void **state)
{
    (void)state;
    need_database();
    const char *body = arena_printf(b->ctx.arena, " %s\r\n\t ",
                                    body_of("A-1", "200", "settlement", sign("A-1", "200", "50000.00", KEY)));
    assert_int_equal(take("midtrans", body, NULL), INBOX_TAKEN);
    assert_string_equal(ask(b, "SELECT convert_from(body, 'UTF8') FROM console.inbox"), body);
}

static void test_counts_repeats(void **state)
{
    (void)state;
    need_database();
    for (int i = 0; i < 3; i++)
        assert_int_equal(notify("A-1", "200", "settlement"), INBOX_TAKEN);
    assert_string_equal(the_row(), "new 2 0");
    assert_int_equal(notify("A-1", "201", "pending"), INBOX_TAKEN);
    assert_string_equal(the_row(), "new 2 0, new 0 0");
}

static void test_says_later_without_a_database(void **state)
{
    struct error e = { .code = ERR_NONE };
    (void)state;
    need_database();
    struct context away = b->ctx;
    away.db = db_new("host=/nowhere", "away");
    const char *body = body_of("A-1", "200", "settlement", sign("A-1", "200", "50000.00", KEY));
    assert_int_equal(inbox_take(&away, "midtrans", body, strlen(body), NULL, &e), INBOX_LATER);
    assert_int_equal(e.code, ERR_UNREACHABLE);
    db_free(away.db);
}

/* --- processing --- */

static void test_applies_once(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b, NULL), *order = new_charge(user);
    notify(order, "200", "settlement");
    assert_int_equal(process(), 1);
    assert_string_equal(the_row(), "done 0 1");
    assert_string_equal(state_of(order), "paid");
    assert_string_equal(quota_of(user), "20480");
    assert_non_null(strstr(the_result(), "paid"));

    notify(order, "200", "settlement");
    assert_int_equal(process(), 0);
    run_action(b, "inbox.replay", (const char *[]){ ask(b, "SELECT id FROM console.inbox") }, 1, NULL, NULL);
    assert_string_equal(the_row(), "new 1 0");
    assert_int_equal(process(), 1);
    assert_string_equal(the_row(), "done 1 1");
    assert_string_equal(quota_of(user), "20480");
    assert_string_equal(ask(b, "SELECT count(*) FROM console.charge_effect WHERE order_id = '%s'", order), "1");
}

struct said {
    const char *code, *status;
};

static const struct said said_of_one[] = { { "201", "pending" }, { "202", "expire" }, { "200", "settlement" } };

/* Every order of arrival, processed one by one or all together, each told twice. */
static void tell_in_order(const int order_of[3], bool at_once)
{
    const char *user = new_user(b, NULL), *order = new_charge(user);
    ask(b, "DELETE FROM console.inbox");
    for (int i = 0; i < 6; i++) {
        const struct said *s = &said_of_one[order_of[i % 3]];
        says = s->status;
        assert_int_equal(notify(order, s->code, s->status), INBOX_TAKEN);
        if (!at_once)
            process();
    }
    says = "settlement";
    make_due();
    process();
    assert_string_equal(state_of(order), "paid");
    assert_string_equal(quota_of(user), "20480");
    assert_string_equal(ask(b, "SELECT count(*) FROM console.inbox WHERE state = 'done' AND repeats = 1"), "3");
}

static void test_any_order_ends_the_same(void **state)
{
    static const int orders[][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
    (void)state;
    need_database();
    ask(b, "INSERT INTO console.setting_value VALUES ('payment_late', 'apply')");
    for (size_t i = 0; i < 6; i++)
        for (int at_once = 0; at_once < 2; at_once++)
            tell_in_order(orders[i], at_once);
}

/* --- what its proof does not cover --- */

/* Refunds and reversals as much as payments. */
static void test_what_the_gateway_says_is_taken(void **state)
{
    static const struct {
        const char *here, *code, *status;
    } claims[] = {
        { "open", "200", "settlement" },     { "open", "200", "capture" }, { "open", "200", "refund" },
        { "open", "202", "expire" },         { "open", "202", "cancel" },  { "open", "202", "deny" },
        { "open", "200", "partial_refund" }, { "paid", "200", "refund" },  { "paid", "200", "partial_refund" },
        { "paid", "200", "chargeback" },
    };
    (void)state;
    need_database();
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        const char *order = new_charge(new_user(b, NULL));
        bool is_paid = strcmp(claims[i].here, "paid") == 0;
        says = is_paid ? "settlement" : "pending";
        notify(order, "200", "settlement");
        process();
        ask(b, "DELETE FROM console.inbox");
        notify(order, claims[i].code, claims[i].status);
        assert_int_equal(process(), 0);
        assert_string_equal(the_row(), "new 0 1");
        assert_string_equal(
            the_result(),
            arena_printf(b->ctx.arena, "Midtrans says %s, the notice said %s: not applied", says, claims[i].status));
        assert_string_equal(state_of(order), claims[i].here);
        says = claims[i].status;
        make_due();
        assert_int_equal(process(), 1);
        assert_string_not_equal(state_of(order), claims[i].here);
        ask(b, "DELETE FROM console.inbox");
    }
}

static void test_what_it_does_not_know_is_not_taken(void **state)
{
    (void)state;
    need_database();
    const char *order = new_charge(new_user(b, NULL));
    says = NULL;
    notify(order, "200", "settlement");
    assert_int_equal(process(), 0);
    assert_string_equal(the_result(), "Midtrans knows no such order, the notice said settlement: not applied");
    ask(b, "UPDATE console.inbox SET received_at = now() - interval '6 minutes', next_try_at = now()");
    assert_int_equal(process(), 1);
    assert_string_equal(the_row(), "failed 0 2");
    assert_string_equal(state_of(order), "open");
}

/* The signature of the pending notification, beside a status that is not its. */
static void test_a_status_that_its_code_does_not_come_with(void **state)
{
    (void)state;
    need_database();
    const char *order = new_charge(new_user(b, NULL));
    says = "pending";
    atomic_store(&server.heard_count, 0);
    assert_int_equal(notify(order, "201", "settlement"), INBOX_TAKEN);
    assert_int_equal(process(), 1);
    assert_string_equal(the_row(), "failed 0 1");
    assert_string_equal(the_result(),
                        "Midtrans signed the status code 201, which does not come with settlement: not applied");
    assert_int_equal(atomic_load(&server.heard_count), 0);
    assert_string_equal(state_of(order), "open");
}

/* A token proves who sends, and nothing of what. */
static void test_an_invoice_is_asked_about(void **state)
{
    (void)state;
    need_database();
    const char *order = new_invoice("JAKINET");
    tell_paid(order, "token-of-jakinet");
    says = "PENDING";
    assert_int_equal(process(), 0);
    assert_string_equal(the_result(), "Xendit says PENDING, the notice said PAID: not applied");
    assert_string_equal(state_of(order), "open");
    says = "PAID";
    make_due();
    assert_int_equal(process(), 1);
    assert_string_equal(state_of(order), "paid");
}

static void test_waits_while_its_gateway_is_not_configured(void **state)
{
    (void)state;
    need_database();
    const char *order = new_charge(new_user(b, NULL));
    notify(order, "200", "settlement");
    ask(b, "UPDATE console.inbox SET tries = 99");
    b->config.midtrans = NULL;
    assert_int_equal(process(), 0);
    assert_string_equal(the_row(), "new 0 100");
    assert_string_equal(the_result(), "waits: Midtrans can't be asked: Midtrans is not in this configuration");
    b->config.midtrans = &midtrans;
    make_due();
    assert_int_equal(process(), 1);
    assert_string_equal(state_of(order), "paid");
}

static void test_waits_for_what_it_is_about(void **state)
{
    (void)state;
    need_database();
    notify("BELI-UNKNOWN1", "200", "settlement");
    assert_int_equal(process(), 0);
    assert_string_equal(the_row(), "new 0 1");
    assert_string_equal(ask(b, "SELECT next_try_at > now() AND worker_id IS NULL FROM console.inbox"), "t");
    assert_int_equal(process(), 0);
    assert_string_equal(the_row(), "new 0 1");

    const char *user = new_user(b, NULL), *order = new_charge(user);
    ask(b, "UPDATE console.charge SET order_id = 'BELI-UNKNOWN1' WHERE order_id = '%s'", order);
    make_due();
    assert_int_equal(process(), 1);
    assert_string_equal(the_row(), "done 0 2");
    assert_string_equal(state_of("BELI-UNKNOWN1"), "paid");
}

static void test_keeps_what_fits_nothing(void **state)
{
    (void)state;
    need_database();
    notify("BELI-UNKNOWN2", "200", "settlement");
    ask(b, "UPDATE console.inbox SET received_at = now() - interval '6 minutes'");
    assert_int_equal(process(), 1);
    assert_string_equal(the_row(), "unmatched 0 1");

    const char *user = new_user(b, NULL), *order = new_charge(user);
    ask(b, "UPDATE console.charge SET order_id = 'BELI-UNKNOWN2' WHERE order_id = '%s'", order);
    run_action(b, "inbox.replay", (const char *[]){ ask(b, "SELECT id FROM console.inbox") }, 1, NULL, NULL);
    assert_int_equal(process(), 1);
    assert_string_equal(the_row(), "done 0 1");
    assert_string_equal(quota_of(user), "20480");
}

static void test_tries_again_then_fails(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b, NULL), *order = new_charge(user);
    notify(order, "200", "settlement");
    b->ctx.read_only = true; /* so that nothing can be changed */
    assert_int_equal(process(), 0);
    assert_string_equal(the_row(), "new 0 1");
    assert_non_null(strstr(the_result(), "read-only"));
    assert_string_equal(ask(b, "SELECT next_try_at > now() FROM console.inbox"), "t");
    ask(b, "UPDATE console.inbox SET tries = 15");
    make_due();
    assert_int_equal(process(), 1);
    assert_string_equal(the_row(), "failed 0 16");
    assert_string_equal(quota_of(user), "10240");

    b->ctx.read_only = false;
    assert_int_equal(process(), 0);
    notify(order, "200", "settlement"); /* the gateway comes again */
    assert_int_equal(process(), 1);
    assert_string_equal(the_row(), "done 1 1");
    assert_string_equal(quota_of(user), "20480");
}

/* An administrator, or a limit of the server's own, ends a statement: nobody asked us to end. */
static void test_waits_after_what_others_cancel(void **state)
{
    (void)state;
    need_database();
    const char *order = new_charge(new_user(b, NULL));
    ask(b, "CREATE FUNCTION public.cancelled() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'cancelled' "
           "USING ERRCODE = '57014'; END$$");
    ask(b, "CREATE TRIGGER cancelled BEFORE UPDATE ON console.charge FOR EACH ROW EXECUTE FUNCTION public.cancelled()");
    notify(order, "200", "settlement");
    process();
    ask(b, "DROP FUNCTION public.cancelled CASCADE");
    assert_string_equal(the_row(), "new 0 1");
    assert_string_equal(ask(b, "SELECT next_try_at > clock_timestamp() FROM console.inbox"), "t");
}

static void test_takes_another_reading_anew(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b, NULL), *order = new_charge(user);
    notify(order, "200", "settlement");
    ask(b, "UPDATE console.inbox SET body = '\\x7b7d', worker_id = '" OTHER "', tries = 1, "
           "lease_until = now() + interval '1 minute'");
    assert_int_equal(process(), 0); /* another is at it */
    notify(order, "200", "settlement");
    assert_string_equal(the_row(), "new 1 0");
    assert_int_equal(process(), 1);
    assert_string_equal(state_of(order), "paid");
}

/* --- leases --- */

static void hold(const char *worker, const char *until)
{
    ask(b, "UPDATE console.inbox SET worker_id = '%s', tries = 1, lease_until = %s", worker, until);
}

static void test_leaves_what_others_hold(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b, NULL);
    notify(new_charge(user), "200", "settlement");
    hold(OTHER, "now() + interval '20 seconds'");
    assert_int_equal(process(), 0);
    assert_string_equal(the_row(), "new 0 1");
    hold(OTHER, "now() - interval '1 second'");
    assert_int_equal(process(), 1);
    assert_string_equal(the_row(), "done 0 2");
    assert_string_equal(quota_of(user), "20480");
}

static void test_takes_up_what_the_dead_held(void **state)
{
    char host[256] = "";
    (void)state;
    need_database();
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    gethostname(host, sizeof host - 1);
    const char *user = new_user(b, NULL);
    notify(new_charge(user), "200", "settlement");
    ask(b, "INSERT INTO console.worker (id, kind, host, pid, version) VALUES ('" OTHER "', 'worker', '%s', %d, 'x')",
        host, (int)getpid());
    hold(OTHER, "now() + interval '20 seconds'");
    assert_int_equal(process(), 0);
    ask(b, "UPDATE console.worker SET pid = %d WHERE id = '" OTHER "'", (int)child);
    assert_int_equal(process(), 1);
    assert_string_equal(quota_of(user), "20480");
    ask(b, "DELETE FROM console.worker");
}

/* Who was slow does not end what another has taken over. */
static void test_fences_the_late(void **state)
{
    struct error e;
    int64_t rows = 1;
    (void)state;
    need_database();
    notify("A-1", "200", "settlement");
    hold(WORKER, "now() + interval '20 seconds'");
    const char *id = ask(b, "SELECT id FROM console.inbox");
    assert_true(db_run(b->ctx.db, "inbox_finish", DB_PARAMS(WORKER, id, "2", "done", "x", "0"), &rows, &e));
    assert_int_equal(rows, 0);
    assert_true(db_run(b->ctx.db, "inbox_finish", DB_PARAMS(OTHER, id, "1", "done", "x", "0"), &rows, &e));
    assert_int_equal(rows, 0);
    assert_true(db_run(b->ctx.db, "inbox_finish", DB_PARAMS(WORKER, id, "1", "done", "x", "0"), &rows, &e));
    assert_int_equal(rows, 1);
}

/* --- replay and the page --- */

static void test_replay_refuses(void **state)
{
    (void)state;
    need_database();
    notify("A-1", "200", "settlement");
    hold(OTHER, "now() + interval '20 seconds'");
    const char *ids[] = { ask(b, "SELECT id FROM console.inbox"), "999999999", "x" };
    struct plan plan = make_plan(&b->ctx, "inbox.replay", &(struct selection){ .ids = ids, .id_count = 3 }, NULL, NULL);
    assert_int_equal(plan.id_count, 0);
    assert_int_equal(plan.refused_count, 3);
    hold(OTHER, "now() - interval '1 second'");
    plan = make_plan(&b->ctx, "inbox.replay", &(struct selection){ .ids = ids, .id_count = 3 }, NULL, NULL);
    assert_int_equal(plan.id_count, 1);
    struct action_result result = carry_out_plan(b, &plan);
    assert_int_equal(result.changed, 1);
    assert_string_equal(ask(b,
                            "SELECT entity_type || ' ' || (before ->> 'tries') FROM console.audit_log "
                            "WHERE operation_id = '%s'",
                            result.operation_id),
                        "inbox 1");
}

static void test_page_tells_all(void **state)
{
    struct inbox_story s;
    struct error e = { .code = ERR_NONE };
    bool has_signature = false;
    (void)state;
    need_database();
    const char *user = new_user(b, "full_name = 'Siti Aminah'"), *order = new_charge(user);
    const char *signature = sign(order, "200", "50000.00", KEY);
    notify(order, "200", "settlement");
    process();
    assert_true(inbox_read_story(&b->ctx, ask(b, "SELECT id FROM console.inbox"), &s, &e));
    assert_string_equal(s.order_id, order);
    assert_string_equal(s.state, "done");
    assert_string_equal(s.kind, "package");
    assert_string_equal(s.full_name, "Siti Aminah");
    assert_int_equal(s.amount_rp, 50000);
    assert_string_equal(s.body[0], "{");
    for (size_t i = 0; s.body[i]; i++) {
        assert_null(strstr(s.body[i], signature));
        has_signature |= strstr(s.body[i], arena_printf(b->ctx.arena, "\"%.8s…\"", signature)) != NULL;
    }
    assert_true(has_signature);
    assert_false(inbox_read_story(&b->ctx, "999999999", &s, &e));
    assert_int_equal(e.code, ERR_REFUSED);
}

static void test_shows_any_bytes(void **state)
{
    static const char noise[] = "a\033[2J\n\xff\0b";
    struct arena *a = arena_new();
    (void)state;
    const char *const *lines = inbox_body_lines(a, noise, sizeof noise - 1);
    assert_string_equal(lines[0], "a\\e[2J\\n\\xff\\x00b");
    assert_null(lines[1]);
    lines = inbox_body_lines(a, "[1,{\"b\":\"x\"}]", 13);
    assert_string_equal(lines[0], "[");
    assert_string_equal(lines[1], "  1,");
    assert_string_equal(lines[3], "    \"b\": \"x\"");
    assert_string_equal(lines[5], "]");
    assert_null(lines[6]);
    lines = inbox_body_lines(a, "", 0);
    assert_string_equal(lines[0], "");
    assert_null(lines[1]);
    arena_free(a);
}

static void test_knows_its_paths(void **state)
{
    static const char *const midtrans_paths[] = { "/midtrans", "/midtrans/", "/notify/midtrans", "/notify/midtrans/" };
    static const char *const none[] = { "/",
                                        "",
                                        "midtrans",
                                        "/midtransx",
                                        "/midtrans//",
                                        "/notify",
                                        "/notify/",
                                        "/notifymidtrans",
                                        "/MIDTRANS",
                                        "/x/midtrans",
                                        "/midtrans/x",
                                        "//midtrans",
                                        "/notify//midtrans",
                                        "/notify/notify/midtrans" };
    (void)state;
    for (size_t i = 0; i < sizeof midtrans_paths / sizeof *midtrans_paths; i++)
        assert_string_equal(inbox_gateway_at(midtrans_paths[i]), "midtrans");
    assert_string_equal(inbox_gateway_at("/notify/xendit"), "xendit");
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_null(inbox_gateway_at(none[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_believes_only_signatures, clean),
        cmocka_unit_test_setup(test_believes_only_tokens, clean),
        cmocka_unit_test_setup(test_a_token_speaks_for_its_brand, clean),
        cmocka_unit_test_setup(test_a_token_is_looked_at_again, clean),
        cmocka_unit_test_setup(test_a_token_of_two_brands_speaks_for_both, clean),
        cmocka_unit_test_setup(test_each_gateway_speaks_of_its_own, clean),
        cmocka_unit_test_setup(test_refuses_what_it_cannot_read, clean),
        cmocka_unit_test_setup(test_keeps_the_bytes, clean),
        cmocka_unit_test_setup(test_counts_repeats, clean),
        cmocka_unit_test_setup(test_says_later_without_a_database, clean),
        cmocka_unit_test_setup(test_applies_once, clean),
        cmocka_unit_test_setup(test_any_order_ends_the_same, clean),
        cmocka_unit_test_setup(test_what_the_gateway_says_is_taken, clean),
        cmocka_unit_test_setup(test_what_it_does_not_know_is_not_taken, clean),
        cmocka_unit_test_setup(test_a_status_that_its_code_does_not_come_with, clean),
        cmocka_unit_test_setup(test_an_invoice_is_asked_about, clean),
        cmocka_unit_test_setup(test_waits_while_its_gateway_is_not_configured, clean),
        cmocka_unit_test_setup(test_waits_for_what_it_is_about, clean),
        cmocka_unit_test_setup(test_keeps_what_fits_nothing, clean),
        cmocka_unit_test_setup(test_tries_again_then_fails, clean),
        cmocka_unit_test_setup(test_waits_after_what_others_cancel, clean),
        cmocka_unit_test_setup(test_takes_another_reading_anew, clean),
        cmocka_unit_test_setup(test_leaves_what_others_hold, clean),
        cmocka_unit_test_setup(test_takes_up_what_the_dead_held, clean),
        cmocka_unit_test_setup(test_fences_the_late, clean),
        cmocka_unit_test_setup(test_replay_refuses, clean),
        cmocka_unit_test_setup(test_page_tells_all, clean),
        cmocka_unit_test(test_shows_any_bytes),
        cmocka_unit_test(test_knows_its_paths),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

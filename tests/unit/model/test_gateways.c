/* Clients of gateways: made where they are configured; and what the lamps are told of them. */
#include "tests/unit/model/action_bench.h"

#include "model/pay/gateways.h"
#include "model/worker/health.h"
#include "net/gateway.h"

static struct bench *b;
static const char *const nobody[] = { NULL };
static struct config_midtrans midtrans = { .snap_url = "http://s", .core_url = "http://c", .server_key = "k" };
static const struct config_xendit xendit[] = { { .brand = "A", .url = "https://x", .secret_key = "k" } };
static const struct config_telegram telegram = { .url = "https://t", .token = "k", .admin_chats = nobody };
static const struct config_whatsapp whatsapp = { .url = "https://w", .token = "k", .insecure = true };

static int begin(void **state)
{
    (void)state;
    b = bench_open();
    return 0;
}

static int end(void **state)
{
    (void)state;
    bench_close(b);
    return 0;
}

static int clean(void **state)
{
    (void)state;
    if (b)
        ask(b, "DELETE FROM console.gateway_state");
    return 0;
}

static void need_database(void)
{
    if (!b)
        skip();
}

static void what_is_not_configured_says_so(void **state)
{
    const struct config config = { .database = "" };
    struct error e = { .code = ERR_NONE };
    struct gateways *g = gateways_new(&config);
    (void)state;
    assert_null(gateways_midtrans(g, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_null(gateways_telegram(g, &e));
    assert_null(gateways_whatsapp(g, &e));
    assert_null(gateways_xendit(g, "A", &e));
    assert_string_equal(e.hint, "set xendit in the configuration file");
    gateways_interrupt(g);
    gateways_free(g);
    gateways_free(NULL);
}

static void clients_are_made_once(void **state)
{
    const struct config config = {
        .midtrans = &midtrans, .xendit = xendit, .xendit_count = 1, .telegram = &telegram, .whatsapp = &whatsapp
    };
    struct gateways *g = gateways_new(&config);
    (void)state;
    void *made = gateways_midtrans(g, NULL);
    assert_non_null(made);
    assert_ptr_equal(gateways_midtrans(g, NULL), made);
    assert_non_null(gateways_xendit(g, "A", NULL));
    assert_null(gateways_xendit(g, "B", NULL));
    assert_non_null(gateways_telegram(g, NULL));
    assert_non_null(gateways_whatsapp(g, NULL));
    gateways_interrupt(g);
    gateways_free(g);
}

static int note(enum gateway_verdict verdict, int http_status)
{
    struct gateway_result r = { .verdict = verdict, .http_status = http_status, .message = "no\033 way" };
    return gateways_note(&b->ctx, "midtrans", &r);
}

static void failures_are_left_alone_longer_each_time(void **state)
{
    (void)state;
    need_database();
    assert_int_equal(note(GATEWAY_DONE, 200), 0);
    assert_int_equal(note(GATEWAY_RETRY, 0), 1000);
    assert_int_equal(note(GATEWAY_UNKNOWN, 0), 2000);
    assert_int_equal(note(GATEWAY_UNKNOWN, 502), 4000);
    ask(b, "UPDATE console.gateway_state SET failures = 40");
    assert_int_equal(note(GATEWAY_UNKNOWN, 0), 60000);
    /* a refusal is an answer, and so is the wish to be asked less often */
    assert_int_equal(note(GATEWAY_REFUSED, 400), 0);
    assert_int_equal(note(GATEWAY_RETRY, 0), 1000);
    assert_int_equal(note(GATEWAY_RETRY, 429), 0);
    assert_string_equal(ask(b, "SELECT state || failures FROM console.gateway_state"), "up0");
}

static const struct health_lamp *lamp(const char *name)
{
    struct error e = { .code = ERR_NONE };
    struct health h;
    b->config.midtrans = &midtrans;
    b->config.whatsapp = &whatsapp;
    b->config.worker_listen = "127.0.0.1:0";
    if (!health_read(&b->ctx, &h, &e))
        fail_msg("%s: %s", e.what, e.why);
    for (size_t i = 0; i < h.count; i++)
        if (strcmp(h.lamps[i].name, name) == 0)
            return &h.lamps[i];
    fail_msg("there is no lamp %s", name);
    return NULL;
}

static void lamps_show_gateways(void **state)
{
    (void)state;
    need_database();
    assert_int_equal(lamp("midtrans")->state, LAMP_UNKNOWN);
    assert_string_equal(lamp("midtrans")->detail, "not asked yet, clear text");
    assert_string_equal(lamp("whatsapp")->detail, "not asked yet, TLS not verified");
    note(GATEWAY_DONE, 200);
    assert_int_equal(lamp("midtrans")->state, LAMP_GOOD);
    note(GATEWAY_UNKNOWN, 0);
    assert_int_equal(lamp("midtrans")->state, LAMP_BAD);
    assert_non_null(strstr(lamp("midtrans")->detail, "no\\e way"));
}

/* The address that is looked at is that of the mode in force. */
static void lamps_follow_the_mode(void **state)
{
    const struct config_midtrans kept = midtrans;
    (void)state;
    need_database();
    midtrans.snap_url = "https://snap.example.net";
    midtrans.mode = NULL;
    assert_string_equal(lamp("midtrans")->detail, "not asked yet, clear text");
    ask(b, "INSERT INTO public.application_settings (setting_key, setting_value) VALUES ('PAYMENT_PROVIDER_MODE', "
           "'SNAP')");
    assert_string_equal(lamp("midtrans")->detail, "not asked yet");
    midtrans.mode = "core_api";
    assert_string_equal(lamp("midtrans")->detail, "not asked yet, clear text");
    ask(b, "DELETE FROM public.application_settings WHERE setting_key = 'PAYMENT_PROVIDER_MODE'");
    midtrans = kept;
}

static void lamps_show_the_listener(void **state)
{
    (void)state;
    need_database();
    assert_int_equal(lamp("listener")->state, LAMP_WARN);
    ask(b, "INSERT INTO console.worker (id, kind, host, pid, version, listen_address) "
           "VALUES (gen_random_uuid(), 'worker', 'h', 1, 'x', '127.0.0.1:8089')");
    assert_int_equal(lamp("listener")->state, LAMP_GOOD);
    ask(b, "UPDATE console.worker SET listen_error = 'in use'");
    assert_int_equal(lamp("listener")->state, LAMP_WARN);
    assert_string_equal(lamp("listener")->detail, "in use");
    ask(b, "UPDATE console.worker SET heartbeat_at = clock_timestamp() - interval '5 min'");
    assert_string_equal(lamp("listener")->detail, "no worker listens for notifications");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_configured_says_so),
        cmocka_unit_test(clients_are_made_once),
        cmocka_unit_test_setup(failures_are_left_alone_longer_each_time, clean),
        cmocka_unit_test_setup(lamps_show_gateways, clean),
        cmocka_unit_test_setup(lamps_follow_the_mode, clean),
        cmocka_unit_test_setup(lamps_show_the_listener, clean),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

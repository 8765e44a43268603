/* Settings in the database: what is in force, what fits, and what is written where. */
#include "tests/unit/model/action_bench.h"

#include "model/settings/portal.h"

static struct bench *b;

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
    if (!b)
        return 0;
    ask(b, "DELETE FROM console.setting_value");
    ask(b, "DELETE FROM public.application_settings");
    return 0;
}

static void need_database(void)
{
    if (!b)
        skip();
}

static struct plan plan_of(const char *key, const char *value)
{
    return make_plan(&b->ctx, "settings.set", &(struct selection){ .ids = &key, .id_count = 1 }, "value", value);
}

static const char *refusal_of(const char *key, const char *value)
{
    struct plan p = plan_of(key, value);
    assert_int_equal(p.id_count + p.refused_count, 1);
    return p.refused_count ? p.samples[0].refusal : "-";
}

static const char *in_force(const char *key)
{
    struct error e = { .code = ERR_NONE };
    const char *value = setting_read(&b->ctx, key, &e);
    if (!value)
        fail_msg("%s: %s", e.what, e.why);
    return value;
}

static int64_t number_in_force(const char *key)
{
    int64_t value = -1;
    assert_true(setting_read_int(&b->ctx, key, &value, NULL));
    return value;
}

static void each_setting_is_sound(void **state)
{
    (void)state;
    const struct setting *s;
    for (size_t i = 0; (s = setting_at(i)); i++) {
        assert_ptr_equal(setting_find(s->key), s); /* no key twice */
        assert_true(*s->help != '\0');
        assert_int_equal(s->choices != NULL, s->kind == SETTING_CHOICE);
        if (s->kind != SETTING_TEXT && s->kind != SETTING_CHOICE)
            assert_in_range(strtoll(s->fallback, NULL, 10), s->minimum, s->maximum);
    }
    assert_null(setting_find("nonsense"));
}

static void registering_again_writes_only_what_differs(void **state)
{
    (void)state;
    need_database();
    ask(b, "UPDATE console.setting_info SET fallback = '7' WHERE key = 'debt_limit_mb'");
    const char *before =
        ask(b, "SELECT max(xmin::text::bigint) FROM console.setting_info WHERE key <> 'debt_limit_mb'");
    assert_true(settings_register(&b->ctx, NULL));
    assert_string_equal(ask(b, "SELECT fallback FROM console.setting_info WHERE key = 'debt_limit_mb'"), "500");
    assert_string_equal(ask(b, "SELECT max(xmin::text::bigint) FROM console.setting_info WHERE key <> 'debt_limit_mb'"),
                        before);
    assert_string_equal(ask(b, "SELECT count(*) FILTER (WHERE xmax <> 0) FROM console.setting_info "
                               "WHERE key <> 'debt_limit_mb'"),
                        "0");
    int count = 0;
    while (setting_at((size_t)count))
        count++;
    assert_int_equal(atoi(ask(b, "SELECT count(*) FROM console.setting_info")), count);
}

static void value_is_ours_then_the_portals_then_the_default(void **state)
{
    (void)state;
    need_database();
    assert_string_equal(in_force("QUOTA_FUP_THRESHOLD_MB"), "3072");
    ask(b, "INSERT INTO public.application_settings VALUES ('QUOTA_FUP_THRESHOLD_MB', ' 2048 ')");
    assert_int_equal(number_in_force("QUOTA_FUP_THRESHOLD_MB"), 2048);
    ask(b, "UPDATE public.application_settings SET setting_value = ' '");
    assert_int_equal(number_in_force("QUOTA_FUP_THRESHOLD_MB"), 3072);
    ask(b, "UPDATE public.application_settings SET setting_value = '1', is_encrypted = true");
    assert_int_equal(number_in_force("QUOTA_FUP_THRESHOLD_MB"), 3072);
    assert_string_equal(ask(b, "SELECT console.setting('QUOTA_FUP_THRESHOLD_MB')"), "3072");
}

static void numbers_that_do_not_fit_give_way_to_the_default(void **state)
{
    (void)state;
    need_database();
    static const char *const bad[] = { "many", "10 MB", "-1", "", "99999999999999999999", "366", "+3", " 4" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ask(b,
            "INSERT INTO console.setting_value VALUES ('debt_overdue_days', '%s') ON CONFLICT (key) DO UPDATE "
            "SET value = excluded.value",
            bad[i]);
        assert_int_equal(number_in_force("debt_overdue_days"), 7);
    }
    ask(b, "UPDATE console.setting_value SET value = 'many'");
    assert_string_equal(ask(b, "SELECT console.setting_bigint('debt_overdue_days')"), "7");
    ask(b, "UPDATE console.setting_value SET value = '12'");
    assert_string_equal(ask(b, "SELECT console.setting_bigint('debt_overdue_days')"), "12");
    assert_int_equal(number_in_force("debt_overdue_days"), 12);
}

static void own_setting_is_changed_and_taken_back(void **state)
{
    (void)state;
    need_database();
    struct action_result r = run_on(b, "settings.set", "debt_limit_mb", "value", "00750");
    assert_int_equal(r.changed, 1);
    assert_string_equal(in_force("debt_limit_mb"), "750");
    assert_string_equal(ask(b,
                            "SELECT concat_ws('|', action, entity_type, entity_id, before::text, after::text) "
                            "FROM console.audit_log WHERE operation_id = '%s'",
                            r.operation_id),
                        "settings.set|setting|debt_limit_mb|{\"value\": \"500\", \"is_default\": true}|"
                        "{\"value\": \"750\", \"is_default\": false}");
    assert_string_equal(refusal_of("debt_limit_mb", "750"), "is 750 already");
    run_on(b, "settings.set", "debt_limit_mb", "value", "-");
    assert_string_equal(in_force("debt_limit_mb"), "500");
    assert_string_equal(ask(b, "SELECT count(*) FROM console.setting_value"), "0");
    assert_string_equal(refusal_of("debt_limit_mb", "-"), "is at its default already");
    assert_string_equal(refusal_of("debt_limit_mb", "500"), "-"); /* held fast, should the default ever change */
}

static void portals_setting_stands_where_the_portal_reads_it(void **state)
{
    (void)state;
    need_database();
    ask(b, "INSERT INTO console.setting_value VALUES ('QUOTA_FUP_THRESHOLD_MB', '5')"); /* would hide the portal's */
    run_on(b, "settings.set", "QUOTA_FUP_THRESHOLD_MB", "value", "1024");
    assert_string_equal(ask(b, "SELECT setting_value || is_encrypted FROM public.application_settings"), "1024false");
    assert_string_equal(in_force("QUOTA_FUP_THRESHOLD_MB"), "1024");
    ask(b, "UPDATE public.application_settings SET description = 'of the portal', updated_at = '2020-01-01'");
    run_on(b, "settings.set", "QUOTA_FUP_THRESHOLD_MB", "value", "-");
    assert_string_equal(ask(b,
                            "SELECT (setting_value IS NULL) || description || (updated_at > now() - interval '1 min') "
                            "FROM public.application_settings"),
                        "trueof the portaltrue");
    assert_string_equal(in_force("QUOTA_FUP_THRESHOLD_MB"), "3072");
}

static void encrypted_rows_are_never_touched(void **state)
{
    (void)state;
    need_database();
    struct error e;
    struct action_result r;
    char id[40];
    struct plan plan = plan_of("QUOTA_FUP_THRESHOLD_MB", "1024");
    ask(b, "INSERT INTO public.application_settings VALUES ('QUOTA_FUP_THRESHOLD_MB', 'gAAAA', NULL, true)");
    assert_string_equal(refusal_of("QUOTA_FUP_THRESHOLD_MB", "1024"), "the portal keeps it encrypted: change it there");
    action_new_id(id);
    assert_false(action_apply(&b->ctx, &plan, id, &r, &e)); /* planned before it was */
    assert_int_equal(e.code, ERR_REFUSED);
    assert_string_equal(ask(b, "SELECT setting_value FROM public.application_settings"), "gAAAA");
}

static void what_does_not_fit_is_refused_with_the_reason(void **state)
{
    (void)state;
    need_database();
    static const struct {
        const char *key, *value, *refusal;
    } cases[] = {
        { "nonsense", "1", "there is no such setting" },
        { "debt_limit_policy", "maybe", "must be one of off, report, on" },
        { "reconcile_policy", "on", "must be one of off, report, mend" },
        { "debt_limit_mb", "0", "must be between 1 and 104857600" },
        { "debt_limit_mb", "104857601", "must be between 1 and 104857600" },
        { "debt_limit_mb", "10GB", "wants a whole number of MB in digits" },
        { "debt_limit_mb", "99999999999999999999", "wants a whole number of MB in digits" },
        { "debt_overdue_days", "-1", "wants a whole number in digits" },
        { "debt_month_end_day", "1.5", "wants a whole number in digits" },
        { "HOTSPOT_BYPASS_STATUSES", "active, foo",
          "foo is no state: unlimited, active, fup, habis, expired, inactive, blocked" },
        { "walled_garden_hosts", "*", "* is no host like *.bank.co.id" },
        { "walled_garden_hosts", "*.id", "*.id is no host like *.bank.co.id" },
        { "walled_garden_hosts", "https://bank.id/x", "https://bank.id/x is no host like *.bank.co.id" },
        { "walled_garden_hosts", "a.id b..id", "b..id is no host like *.bank.co.id" },
        { "payment_bypass_addresses", "0.0.0.0/0",
          "0.0.0.0/0 is no address, network or host like 10.0.0.0/8 or pay.bank.co.id" },
        { "payment_bypass_addresses", "10.0.0.256",
          "10.0.0.256 is no address, network or host like 10.0.0.0/8 or pay.bank.co.id" },
        { "payment_bypass_addresses", "10.0.0.0/33",
          "10.0.0.0/33 is no address, network or host like 10.0.0.0/8 or pay.bank.co.id" },
        { "payment_bypass_list", "blocked", "is the list of a state of users: their entries are ours to remove" },
        { "payment_bypass_list", "0123456789012345678901234567890123456789012345678901234567890123",
          "may have at most 63 characters" },
        { "MIKROTIK_ADDRESS_LIST_HABIS", "payment_bypass",
          "is the list of the networks that everybody may reach to pay" },
        { "debt_limit_policy", "report", "-" },
        { "debt_overdue_days", "0", "-" },
        { "debt_limit_mb", "104857600", "-" },
        { "HOTSPOT_BYPASS_STATUSES", "Active unlimited", "-" },
        { "walled_garden_hosts", "*.midtrans.com api.xendit.co *pay.bca.co.id a.*.ovo.id", "-" },
        { "payment_bypass_addresses", "103.10.128.0/22 api.midtrans.com 1.2.3.4", "-" },
        { "payment_bypass_list", "bank", "-" },
        { "MIKROTIK_ADDRESS_LIST_HABIS", "kosong", "-" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *refusal = refusal_of(cases[i].key, cases[i].value);
        if (strcmp(refusal, cases[i].refusal) != 0)
            fail_msg("%s=%s: %s, not: %s", cases[i].key, cases[i].value, refusal, cases[i].refusal);
    }
}

static void preview_says_that_routers_follow(void **state)
{
    (void)state;
    need_database();
    assert_string_equal(plan_of("list_timeout_s", "600").notes[0],
                        "routers follow with the next reconcile, by hand: reconcile_policy is report");
    ask(b, "INSERT INTO console.setting_value VALUES ('reconcile_policy', 'mend')");
    assert_string_equal(plan_of("MIKROTIK_FUP_PROFILE", "slow").notes[0], "routers follow with the next reconcile");
    assert_null(plan_of("debt_limit_mb", "600").notes[0]);
}

static void several_at_once_only_where_one_value_can_be_meant(void **state)
{
    (void)state;
    need_database();
    const char *policies[] = { "debt_limit_policy", "debt_overdue_policy", "debt_limit_mb" };
    const char *texts[] = { "MIKROTIK_ADDRESS_LIST_HABIS", "MIKROTIK_ADDRESS_LIST_FUP" };
    assert_int_equal(run_action(b, "settings.set", policies, 3, "value", "report").changed, 2);
    assert_string_equal(in_force("debt_overdue_policy"), "report");
    assert_string_equal(in_force("debt_limit_mb"), "500");
    struct plan p =
        make_plan(&b->ctx, "settings.set", &(struct selection){ .ids = texts, .id_count = 2 }, "value", "x");
    assert_int_equal(p.id_count, 0);
    assert_string_equal(p.samples[0].refusal, "is a text: change it alone");
}

static void form_begins_with_what_is_in_force(void **state)
{
    (void)state;
    need_database();
    const char *const *values;
    struct error e;
    ask(b, "INSERT INTO console.setting_value VALUES ('debt_limit_mb', '640')");
    assert_true(action_read_values(&b->ctx, action_find("settings.set"), "debt_limit_mb", &values, &e));
    assert_string_equal(values[0], "640");
    assert_false(action_read_values(&b->ctx, action_find("settings.set"), "nonsense", &values, &e));
}

static void the_table_of_the_portal_is_sound(void **state)
{
    (void)state;
    for (const struct portal_setting *p = portal_settings; p->theirs; p++) {
        assert_true(p->ours ? p->without != NULL && !p->note : p->note != NULL);
        if (p->ours)
            assert_ptr_equal(portal_setting_of(p->ours), p); /* none twice */
        if (p->on_only)
            assert_non_null(strchr(p->on_only, '='));
    }
    assert_null(portal_setting_of("billing_day"));
}

static void portal_has(const char *key, const char *value, bool is_encrypted)
{
    ask(b,
        "INSERT INTO public.application_settings (setting_key, setting_value, is_encrypted) VALUES ('%s', $q$%s$q$, "
        "%s)",
        key, value, is_encrypted ? "true" : "false");
}

static void what_the_portal_says_is_read_in_our_words(void **state)
{
    static const struct {
        const char *ours, *theirs, *said, *state, *value; /* value NULL: the default */
        const char *with, *with_said;
    } cases[] = {
        { "debt_limit_mb", "QUOTA_DEBT_LIMIT_MB", " 2048 ", "taken", "2048", NULL, NULL },
        { "debt_limit_mb", "QUOTA_DEBT_LIMIT_MB", "0", "nothing", NULL, NULL, NULL },
        { "debt_limit_mb", "QUOTA_DEBT_LIMIT_MB", "2 GB", "unreadable", NULL, NULL, NULL },
        { "debt_limit_mb", "QUOTA_DEBT_LIMIT_MB", "104857601", "unreadable", NULL, NULL, NULL },
        { "debt_limit_policy", "QUOTA_DEBT_LIMIT_MB", "2048", "taken", "report", NULL, NULL },
        { "debt_limit_policy", "QUOTA_DEBT_LIMIT_MB", "-1", "taken", "off", NULL, NULL },
        { "debt_overdue_policy", "ENABLE_OVERDUE_DEBT_BLOCK", "True", "taken", "report", NULL, NULL },
        { "debt_overdue_policy", "ENABLE_OVERDUE_DEBT_BLOCK", "true", "taken", "off", NULL, NULL }, /* as the portal */
        { "debt_overdue_policy", "ENABLE_OVERDUE_DEBT_BLOCK", "perhaps", "unreadable", NULL, NULL, NULL },
        { "debt_overdue_days", "ENABLE_OVERDUE_DEBT_BLOCK", "True", "taken", "0", NULL, NULL },
        { "debt_overdue_days", "ENABLE_OVERDUE_DEBT_BLOCK", "False", "nothing", NULL, NULL, NULL },
        { "QUOTA_FUP_THRESHOLD_MB", "QUOTA_FUP_THRESHOLD_MB", "02048", "taken", "2048", NULL, NULL },
        { "QUOTA_FUP_THRESHOLD_MB", "QUOTA_FUP_THRESHOLD_MB", "many", "unreadable", NULL, NULL, NULL },
        { "HOTSPOT_BYPASS_STATUSES", "HOTSPOT_BYPASS_STATUSES", "['Active', 'fup','odd']", "taken", "active,fup", NULL,
          NULL },
        { "HOTSPOT_BYPASS_STATUSES", "HOTSPOT_BYPASS_STATUSES", "[]", "taken", "[]", NULL, NULL },
        { "HOTSPOT_BYPASS_STATUSES", "HOTSPOT_BYPASS_STATUSES", "nobody", "unreadable", NULL, NULL, NULL },
        { "payment_bypass_list", "AKSES_BANKING_LIST_NAME", "Bypass_Server", "taken", "Bypass_Server", NULL, NULL },
        { "payment_bypass_list", "AKSES_BANKING_LIST_NAME", "Bypass_Server", "off", NULL, "AKSES_BANKING_ENABLED",
          "False" },
        { "payment_bypass_list", "AKSES_BANKING_LIST_NAME", "habis", "unreadable", NULL, NULL, NULL },
        { "payment_bypass_list", "AKSES_BANKING_LIST_NAME", "kosong", "unreadable", NULL, "MIKROTIK_ADDRESS_LIST_HABIS",
          "kosong" },
        { "payment_bypass_addresses", "AKSES_BANKING_DOMAINS", "klikbca.com, BRI.co.id,,10.1.0.0/16", "taken",
          "klikbca.com bri.co.id 10.1.0.0/16", "AKSES_BANKING_ENABLED", "True" },
        { "payment_bypass_addresses", "AKSES_BANKING_DOMAINS", "klikbca.com,0.0.0.0/0", "unreadable", NULL, NULL,
          NULL },
        { "walled_garden_hosts", "WALLED_GARDEN_ALLOWED_HOSTS", "[\"bank.co.id\"]", "off", NULL, NULL, NULL },
        { "walled_garden_hosts", "WALLED_GARDEN_ALLOWED_HOSTS", "[\"bank.co.id\", \"https://pay.id:8443/x\"]", "taken",
          "*.midtrans.com *.xendit.co bank.co.id pay.id", "WALLED_GARDEN_ENABLED", "True" },
        { "walled_garden_hosts", "WALLED_GARDEN_ALLOWED_IPS", "10.0.0.5,10.1.0.0/24", "taken",
          "*.midtrans.com *.xendit.co 10.0.0.5 10.1.0.0/24", "WALLED_GARDEN_ENABLED", "True" },
        { "walled_garden_hosts", "WALLED_GARDEN_ALLOWED_HOSTS", "*", "unreadable", NULL, "WALLED_GARDEN_ENABLED",
          "True" },
        { "walled_garden_hosts", "WALLED_GARDEN_ALLOWED_HOSTS", "[]", "nothing", NULL, "WALLED_GARDEN_ENABLED",
          "True" },
        { "payment_order_prefix", "MIDTRANS_ORDER_ID_PREFIX", "BD-LPSR", "taken", "BD-LPSR", NULL, NULL },
        { "DEBT_ORDER_ID_PREFIX", "DEBT_ORDER_ID_PREFIX", "--utang!", "taken", "UTANG", NULL, NULL },
        { "PAYMENT_PROVIDER_MODE", "PAYMENT_PROVIDER_MODE", "Core API", "taken", "core_api", NULL, NULL },
        { "PAYMENT_PROVIDER_MODE", "PAYMENT_PROVIDER_MODE", "coreapi", "taken", "core_api", NULL, NULL },
        { "PAYMENT_PROVIDER_MODE", "PAYMENT_PROVIDER_MODE", " snap-ui ", "taken", "snap", NULL, NULL },
        { "PAYMENT_PROVIDER_MODE", "PAYMENT_PROVIDER_MODE", "snapcore", "unreadable", NULL, NULL, NULL },
        { "MIKROTIK_FUP_PROFILE", "MIKROTIK_FUP_PROFILE", "slow", "taken", "slow", NULL, NULL },
    };
    (void)state;
    need_database();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ask(b, "DELETE FROM public.application_settings");
        portal_has(cases[i].theirs, cases[i].said, false);
        if (cases[i].with)
            portal_has(cases[i].with, cases[i].with_said, false);
        const char *seen =
            ask(b, "SELECT concat_ws('|', state, value) FROM console.portal_setting('%s')", cases[i].ours);
        const char *want = arena_printf(b->ctx.arena, "%s%s%s", cases[i].state, cases[i].value ? "|" : "",
                                        cases[i].value ? cases[i].value : "");
        if (strcmp(seen, want) != 0)
            fail_msg("%s=%s: %s, not: %s", cases[i].theirs, cases[i].said, seen, want);
        assert_string_equal(in_force(cases[i].ours),
                            cases[i].value ? cases[i].value : setting_find(cases[i].ours)->fallback);
    }
}

static void what_is_encrypted_is_said_and_never_read(void **state)
{
    (void)state;
    need_database();
    portal_has("QUOTA_DEBT_LIMIT_MB", "gAAAAsecret", true);
    assert_string_equal(
        ask(b, "SELECT concat_ws('|', origin, state, value) FROM console.portal_setting('debt_limit_mb')"),
        "QUOTA_DEBT_LIMIT_MB|encrypted");
    assert_string_equal(in_force("debt_limit_mb"), "500");
    assert_string_equal(ask(b, "SELECT count || ' ' || example FROM (%s) c", db_sql("check_portal_settings")),
                        "2 debt_limit_mb: the portal's QUOTA_DEBT_LIMIT_MB is encrypted");
    run_on(b, "settings.set", "debt_limit_mb", "value", "750");
    run_on(b, "settings.set", "debt_limit_policy", "value", "on");
    assert_string_equal(ask(b, "SELECT count FROM (%s) c", db_sql("check_portal_settings")), "0");
}

static void what_is_set_here_goes_before_the_portals(void **state)
{
    (void)state;
    need_database();
    portal_has("QUOTA_DEBT_LIMIT_MB", "2048", false);
    assert_string_equal(refusal_of("debt_limit_mb", "-"), "is as the portal has it already");
    run_on(b, "settings.set", "debt_limit_mb", "value", "750");
    assert_string_equal(in_force("debt_limit_mb"), "750");
    assert_string_equal(ask(b, "SELECT setting_value FROM public.application_settings"), "2048");
    assert_string_equal(plan_of("debt_limit_mb", "-").samples[0].after, "2048 (portal)");
    run_on(b, "settings.set", "debt_limit_mb", "value", "-");
    assert_string_equal(in_force("debt_limit_mb"), "2048");
    assert_string_equal(ask(b, "SELECT after ->> 'value' FROM console.audit_log ORDER BY id DESC LIMIT 1"), "2048");
}

static void states_are_written_as_the_portal_reads_them(void **state)
{
    (void)state;
    need_database();
    run_on(b, "settings.set", "HOTSPOT_BYPASS_STATUSES", "value", " Active unlimited, fup ");
    assert_string_equal(ask(b, "SELECT setting_value FROM public.application_settings"), "active,unlimited,fup");
    run_on(b, "settings.set", "HOTSPOT_BYPASS_STATUSES", "value", "[]");
    assert_string_equal(ask(b, "SELECT bool_or(is_bypassed) FROM console.access_rule()"), "f");
}

#define TEST(f) cmocka_unit_test_setup(f, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_setting_is_sound),
        TEST(registering_again_writes_only_what_differs),
        TEST(value_is_ours_then_the_portals_then_the_default),
        TEST(numbers_that_do_not_fit_give_way_to_the_default),
        TEST(own_setting_is_changed_and_taken_back),
        TEST(portals_setting_stands_where_the_portal_reads_it),
        TEST(encrypted_rows_are_never_touched),
        TEST(what_does_not_fit_is_refused_with_the_reason),
        TEST(preview_says_that_routers_follow),
        TEST(several_at_once_only_where_one_value_can_be_meant),
        TEST(form_begins_with_what_is_in_force),
        TEST(the_table_of_the_portal_is_sound),
        TEST(what_the_portal_says_is_read_in_our_words),
        TEST(what_is_encrypted_is_said_and_never_read),
        TEST(what_is_set_here_goes_before_the_portals),
        TEST(states_are_written_as_the_portal_reads_them),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

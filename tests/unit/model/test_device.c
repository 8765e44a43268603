/* Devices against a simulated router: hosts of nobody and whose they may be, letting in, refusing, undoing. */
#include "tests/unit/model/router_fixture.h"

#include "model/lists/listing.h"
#include "model/routers/drift.h"
#include "model/routers/host_seen.h"
#include "model/routers/room.h"

#define MAC "AA:BB:CC:00:00:01"
#define MAC2 "AA:BB:CC:00:00:02"
#define MAC3 "AA:BB:CC:00:00:03"
#define RANDOM "6E:BB:CC:00:00:04"
#define LISTS "/ip/firewall/address-list"
#define BINDINGS "/ip/hotspot/ip-binding"
#define SESSIONS "/ip/hotspot/active"
#define LEASES "/ip/dhcp-server/lease"
#define UUID "0a9bfc59-3f0e-4e6b-8f0d-0123456789ab"

static int clean_all(void **state)
{
    clean(state);
    if (!b.bench)
        return 0;
    ask(b.bench, "DELETE FROM console.router_host_seen; DELETE FROM console.drift; DELETE FROM console.router_session; "
                 "DELETE FROM console.setting_value");
    sim_do(&b.sim, "{\"do\":\"load\",\"tables\":{\"/ip/hotspot/cookie\":[]}}");
    return 0;
}

static void look(void)
{
    struct error e = { .code = ERR_NONE };
    struct drift_report report;
    if (!drift_scan(&b.bench->ctx, "main", &report, &e))
        fail_msg("%s: %s", e.what, e.why);
}

static void add_row(const char *path, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add_row(const char *path, const char *format, ...)
{
    char values[1024];
    va_list ap;
    va_start(ap, format);
    vsnprintf(values, sizeof values, format, ap);
    va_end(ap);
    json_decref(sim_order(&b.sim, "{\"do\":\"row\",\"path\":\"%s\",\"verb\":\"add\",\"values\":{%s}}", path, values));
}

static const char *rows(const char *path, const char *first, const char *second)
{
    return SIM_ROWS(&b.sim, b.bench->ctx.arena, path, first, second);
}

static const char *phone_of(const char *user)
{
    return ask(b.bench, "SELECT '0' || substr(phone_number, 4) FROM public.users WHERE id = '%s'", user);
}

static const char *device(const char *mac, const char *column)
{
    return ask(b.bench, "SELECT coalesce((%s)::text, '-') FROM console.devices() d WHERE mac = '%s'", column, mac);
}

static const char *id_of(const char *mac)
{
    return device(mac, "d.id");
}

static const char *refusal(const char *action, const char *mac, const char *name, const char *value)
{
    const char *id = id_of(mac);
    struct plan p = make_plan(&b.bench->ctx, action, &(struct selection){ .ids = &id, .id_count = 1 }, name, value);
    return p.refused_count ? p.samples[0].refusal : "";
}

/* --- whose it is -------------------------------------------------------------------------------- */

static void comments_name_customers(void **state)
{
    static const struct {
        const char *comment, *uid, *phone;
    } cases[] = {
        { "lpsaring|status=active|user=081234567890|uid=" UUID "|role=USER", UUID, "+6281234567890" },
        { "authorized|user=081234567890|uid=" UUID "|role=USER|date=2026-01-02", UUID, "+6281234567890" },
        { "lpsaring|static-dhcp|user=081234567890", NULL, "+6281234567890" },
        { "managed|user=6591234567|date=2026-01-02|time=03:04:05", NULL, "+6591234567" },
        { "HP Budi 0812-3456-7890", NULL, "+6281234567890" },
        { "Budi +62812345678901", NULL, "+62812345678901" },
        { "uid=nobody|user=x", NULL, "" },
        { "kamar 12, 2026-11-21", NULL, "" },
        { "printer kantor", NULL, "" },
        { "lpsaring:unauthorized mac=AA:BB:CC:00:00:01 uptime=1h2m", NULL, "" },
        { "SN0812345678901234", NULL, "" },
        { "xuid=" UUID, NULL, "" },
        { "", NULL, "" },
        { NULL, NULL, "" },
    };
    struct arena *a = arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct named n;
        bool names = host_names_customer(a, cases[i].comment, &n);
        const char *uid = cases[i].uid ? cases[i].uid : "-";
        if (strcmp(n.uid ? n.uid : "-", uid) != 0 || strcmp(n.phone, cases[i].phone) != 0 ||
            names != (cases[i].uid || *cases[i].phone))
            fail_msg("%s: %s %s", cases[i].comment, n.uid ? n.uid : "-", n.phone);
    }
    arena_free(a);
}

static void accounts_are_phone_numbers(void **state)
{
    char phone[PHONE_TEXT];
    (void)state;
    assert_true(host_account_phone(phone, "081234567890"));
    assert_string_equal(phone, "+6281234567890");
    assert_true(host_account_phone(phone, "6591234567"));
    assert_string_equal(phone, "+6591234567");
    assert_false(host_account_phone(phone, "admin"));
    assert_false(host_account_phone(phone, "12"));
    assert_false(host_account_phone(phone, "AA:BB:CC:00:00:01"));
}

static void hosts_are_told_by_mac_login_cookie_and_comment(void **state)
{
    (void)state;
    need_database();
    const char *owner = new_user(b.bench, NULL), *other = new_user(b.bench, NULL);
    new_device(&b, owner, MAC, "is_authorized = false");
    new_host(&b, MAC, "10.0.0.1", 1000);
    new_host(&b, MAC2, "10.0.0.2", 2000);
    add_row(SESSIONS, "\"user\":\"%s\",\"mac-address\":\"" MAC2 "\",\"address\":\"10.0.0.2\"", phone_of(other));
    new_host(&b, MAC3, "10.0.0.3", 3000);
    add_row(LEASES,
            "\"mac-address\":\"" MAC3 "\",\"address\":\"10.0.0.3\",\"host-name\":\"Galaxy\",\"comment\":\"hp %s\"",
            phone_of(other));
    new_host(&b, RANDOM, "10.0.0.4", 4000);
    new_host(&b, "AA:BB:CC:00:00:05", "10.0.0.5", 0);
    add_row("/ip/hotspot/cookie", "\"user\":\"%s\",\"mac-address\":\"AA:BB:CC:00:00:05\"", phone_of(other));
    look();
    assert_string_equal(device(MAC, "told"), "mac");
    assert_string_equal(device(MAC, "user_id"), owner);
    assert_string_equal(device(MAC2, "told"), "login");
    assert_string_equal(device(MAC2, "user_id"), other);
    assert_string_equal(device(MAC3, "told || ' ' || host_name || ' ' || bytes || ' ' || address"),
                        "comment Galaxy 3000 10.0.0.3");
    assert_string_equal(device(MAC3, "user_id"), other);
    assert_string_equal(device(RANDOM, "told"), "-");
    assert_string_equal(device(RANDOM, "is_here"), "true");
    assert_string_equal(device("AA:BB:CC:00:00:05", "told"), "login");
    assert_string_equal(device("AA:BB:CC:00:00:05", "user_id"), other);
}

/* What is let in and what an operator lets pass are no strangers. */
static void known_ones_are_left_out(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL), *elsewhere = new_user(b.bench, "mikrotik_server_name = 'hs2'");
    new_device(&b, user, MAC, NULL);
    new_device(&b, elsewhere, "aa-bb-cc-00-00-02", NULL);
    new_host(&b, MAC, "10.0.0.1", 0);
    new_host(&b, MAC2, "10.0.0.2", 0);
    new_host(&b, MAC3, "10.0.0.3", 0);
    add_row(BINDINGS, "\"mac-address\":\"" MAC3 "\",\"type\":\"bypassed\",\"comment\":\"printer kantor\"");
    look();
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.router_host_seen"), "0");
    add_row(LISTS, "\"list\":\"unauthorized\",\"address\":\"10.0.0.1\",\"comment\":\"lpsaring:unauthorized mac=" MAC
                   " uptime=1h\"");
    look();
    assert_string_equal(ask(b.bench, "SELECT string_agg(mac || ' ' || is_listed, ' ') FROM console.router_host_seen"),
                        MAC " true");
    assert_string_equal(device(MAC, "is_authorized AND is_listed"), "true");
}

/* An entry whose device is not there: by the portal's comment, by a lease, or only the address. */
static void listed_addresses_have_rows(void **state)
{
    (void)state;
    need_database();
    add_row(LISTS, "\"list\":\"unauthorized\",\"address\":\"10.0.0.1\",\"comment\":\"lpsaring:unauthorized mac=" MAC
                   " uptime=1h\"");
    add_row(LISTS, "\"list\":\"unauthorized\",\"address\":\"10.0.0.2\"");
    add_row(LEASES, "\"mac-address\":\"" MAC2 "\",\"address\":\"10.0.0.2\",\"host-name\":\"tv\"");
    add_row(LISTS, "\"list\":\"unauthorized\",\"address\":\"10.0.0.3\"");
    add_row(LISTS, "\"list\":\"other\",\"address\":\"10.0.0.4\"");
    look();
    assert_string_equal(ask(b.bench, "SELECT string_agg(concat_ws('/', address, mac, host_name), ' ' ORDER BY address) "
                                     "FROM console.router_host_seen WHERE is_listed AND NOT is_here"),
                        "10.0.0.1/" MAC " 10.0.0.2/" MAC2 "/tv 10.0.0.3");
    const char *id = ask(b.bench, "SELECT id FROM console.devices() WHERE mac IS NULL");
    struct plan p =
        make_plan(&b.bench->ctx, "devices.authorise", &(struct selection){ .ids = &id, .id_count = 1 }, NULL, NULL);
    assert_string_equal(p.samples[0].refusal, "only its address is known, not its MAC");
}

static void what_is_gone_is_remembered_for_a_while(void **state)
{
    (void)state;
    need_database();
    new_host(&b, MAC, "10.0.0.1", 0);
    new_host(&b, MAC2, "10.0.0.2", 0);
    look();
    const char *first = device(MAC, "first_seen_at");
    sim_do(&b.sim, "{\"do\":\"load\",\"tables\":{\"/ip/hotspot/host\":[]}}");
    look();
    assert_string_equal(device(MAC, "is_here"), "false");
    assert_string_equal(device(MAC, "first_seen_at"), first);
    ask(b.bench, "UPDATE console.router_host_seen SET last_seen_at = now() - interval '31 days' WHERE mac = '" MAC "'");
    look();
    assert_string_equal(ask(b.bench, "SELECT string_agg(mac, ' ') FROM console.router_host_seen"), MAC2);
}

/* Phones with random MACs never end: 5000 are kept, those that are there first. */
static void hosts_are_bounded(void **state)
{
    (void)state;
    need_database();
    ask(b.bench, "INSERT INTO console.router_host_seen (id, router, mac, is_here, is_listed, last_seen_at) "
                 "SELECT gen_random_uuid(), 'main', '02:00:00:00:' || substr(lpad(to_hex(n), 4, '0'), 1, 2) || ':' || "
                 "substr(lpad(to_hex(n), 4, '0'), 3, 2), true, false, now() - n * interval '1 second' "
                 "FROM generate_series(1, 5100) n");
    new_host(&b, MAC, "10.0.0.1", 0);
    look();
    assert_string_equal(ask(b.bench, "SELECT count(*) || ' ' || count(*) FILTER (WHERE is_here) FROM "
                                     "console.router_host_seen"),
                        "5000 1");
}

/* --- letting in --------------------------------------------------------------------------------- */

static const char *owned(const char *user)
{
    return ask(b.bench,
               "SELECT coalesce(string_agg(mac_address || ' ' || is_authorized || ' ' || coalesce(ip_address, '-'), ' "
               "' ORDER BY mac_address), '') "
               "FROM public.user_devices WHERE user_id = '%s'",
               user);
}

static void authorising_brings_list_and_binding(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, "mikrotik_password = '123456'");
    new_host(&b, MAC, "10.0.0.1", 5 << 20);
    add_row(SESSIONS, "\"user\":\"%s\",\"mac-address\":\"" MAC "\",\"address\":\"10.0.0.1\"", phone_of(user));
    add_row(LISTS, "\"list\":\"unauthorized\",\"address\":\"10.0.0.1\",\"comment\":\"lpsaring:unauthorized mac=" MAC
                   " uptime=1h\"");
    add_row(LISTS, "\"list\":\"unauthorized\",\"address\":\"10.0.0.9\",\"comment\":\"lpsaring:unauthorized mac=" MAC2
                   " uptime=1h\"");
    look();
    const char *id = id_of(MAC);
    struct plan p =
        make_plan(&b.bench->ctx, "devices.authorise", &(struct selection){ .ids = &id, .id_count = 1 }, NULL, NULL);
    assert_non_null(strstr(p.samples[0].before, "nobody's · on the list unauthorized"));
    assert_non_null(strstr(p.samples[0].after, "told by login · its 5.00 MB so far count as used"));
    struct action_result r = carry_out_plan(b.bench, &p);
    if (r.effects_done != 2)
        fail_msg("%s: %s", r.summary, r.effect_error);
    assert_string_equal(owned(user), MAC " true 10.0.0.1");
    assert_string_equal(rows(LISTS, "list", "address"), "unauthorized 10.0.0.9\nactive 10.0.0.1\n");
    assert_string_equal(rows(BINDINGS, "mac-address", "type"), MAC " bypassed\n");
    assert_string_equal(device(MAC, "is_authorized AND NOT is_listed"), "true");
    assert_string_equal(ask(b.bench, "SELECT last_bytes_total IS NULL FROM public.user_devices"), "t");
    assert_string_equal(refusal("devices.authorise", MAC, NULL, NULL), "is let in already");
    look();
    assert_string_equal(ask(b.bench, "SELECT string_agg(mac, ' ') FROM console.router_host_seen"), MAC2);
}

static void undo_takes_the_permission_back(void **state)
{
    (void)state;
    need_database();
    struct error e = { .code = ERR_NONE };
    const char *user = new_user(b.bench, "mikrotik_password = '123456'");
    char again[40];
    new_host(&b, MAC, "10.0.0.1", 0);
    add_row(LEASES, "\"mac-address\":\"" MAC "\",\"address\":\"10.0.0.1\",\"comment\":\"user=%s\"", phone_of(user));
    look();
    struct action_result r = run_on(b.bench, "devices.authorise", id_of(MAC), NULL, NULL), back;
    assert_string_equal(rows(BINDINGS, "mac-address", "type"), MAC " bypassed\n");
    const char *entry = ask(b.bench, "SELECT max(id) FROM console.audit_log");
    struct plan p =
        make_plan(&b.bench->ctx, "audit.undo", &(struct selection){ .ids = &entry, .id_count = 1 }, NULL, NULL);
    assert_non_null(strstr(p.samples[0].after, "device " MAC " as before"));
    add_row(SESSIONS, "\"user\":\"x\",\"mac-address\":\"" MAC "\",\"address\":\"10.0.0.1\"");
    action_new_id(again);
    if (!action_undo(&b.bench->ctx, r.operation_id, again, &back, &e))
        fail_msg("%s: %s", e.what, e.why);
    assert_string_equal(owned(user), MAC " false 10.0.0.1");
    assert_string_equal(rows(BINDINGS, "mac-address", "type"), "");
    assert_string_equal(rows(LISTS, "list", "address"), "");
    assert_string_equal(rows(SESSIONS, "mac-address", "address"), "");
}

static void customer_may_be_given(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    new_host(&b, MAC, "10.0.0.1", 3 << 20);
    look();
    assert_string_equal(refusal("devices.authorise", MAC, NULL, NULL), "nothing tells whose it is: say it by customer");
    assert_string_equal(refusal("devices.authorise", MAC, "customer", "0899"), "no customer has the number or id 0899");
    assert_string_equal(refusal("devices.authorise", MAC, "customer", user), "");
    const char *id = id_of(MAC), *names[] = { "customer", "usage" }, *values[] = { phone_of(user), "forget" };
    struct plan p = make_plan_of(&b.bench->ctx, "devices.authorise", &(struct selection){ .ids = &id, .id_count = 1 },
                                 names, values, 2);
    assert_non_null(strstr(p.samples[0].after, "its 3.00 MB so far are forgotten"));
    carry_out_plan(b.bench, &p);
    assert_string_equal(owned(user), MAC " true 10.0.0.1");
    assert_string_equal(ask(b.bench, "SELECT last_bytes_total || ' ' || (last_hotspot_host_id IS NOT NULL) FROM "
                                     "public.user_devices"),
                        "3145728 true");
}

static void limit_of_the_portal_holds(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    const char *ids[3];
    new_device(&b, user, "AA:00:00:00:00:01", NULL);
    new_device(&b, user, "AA:00:00:00:00:02", "is_authorized = false");
    for (int i = 0; i < 3; i++) {
        const char *mac = arena_printf(b.bench->ctx.arena, "BB:00:00:00:00:0%d", i);
        new_host(&b, mac, arena_printf(b.bench->ctx.arena, "10.0.0.%d", i + 1), 0);
        add_row(LEASES, "\"mac-address\":\"%s\",\"address\":\"10.0.0.%d\",\"comment\":\"user=%s\"", mac, i + 1,
                phone_of(user));
    }
    look();
    for (int i = 0; i < 3; i++)
        ids[i] = id_of(arena_printf(b.bench->ctx.arena, "BB:00:00:00:00:0%d", i));
    struct plan p =
        make_plan(&b.bench->ctx, "devices.authorise", &(struct selection){ .ids = ids, .id_count = 3 }, NULL, NULL);
    assert_int_equal(p.id_count, 1);
    assert_int_equal(p.refused_count, 2);
    assert_non_null(strstr(p.samples[p.sample_count - 1].refusal, "has 2 devices, and MAX_DEVICES_PER_USER is 3"));
    carry_out_plan(b.bench, &p);
    p = make_plan(&b.bench->ctx, "devices.authorise", &(struct selection){ .ids = ids, .id_count = 3 }, NULL, NULL);
    assert_int_equal(p.id_count, 0);
    /* one that he has already takes a place of the portal's already */
    assert_string_equal(refusal("devices.authorise", "AA:00:00:00:00:02", NULL, NULL), "");
    ask(b.bench,
        "INSERT INTO public.application_settings (setting_key, setting_value) VALUES ('MAX_DEVICES_PER_USER', '2')");
    assert_non_null(strstr(refusal("devices.authorise", "AA:00:00:00:00:02", NULL, NULL), "is 2"));
}

static void device_of_somebody_else_is_not_taken(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL), *other = new_user(b.bench, NULL);
    new_device(&b, other, MAC, NULL);
    new_device(&b, user, MAC, "is_authorized = false");
    const char *id = ask(b.bench, "SELECT id FROM public.user_devices WHERE user_id = '%s'", user);
    look();
    struct plan p =
        make_plan(&b.bench->ctx, "devices.authorise", &(struct selection){ .ids = &id, .id_count = 1 }, NULL, NULL);
    assert_int_equal(p.id_count, 0);
    assert_non_null(strstr(p.samples[0].refusal, "refuse it there first"));
}

/* What stands in the list and is somebody's own is left, and said. */
static void entries_of_others_stay(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC, "is_authorized = false");
    new_host(&b, MAC, "10.0.0.1", 0);
    add_row(LISTS, "\"list\":\"unauthorized\",\"address\":\"10.0.0.1\",\"comment\":\"by hand\"");
    look();
    struct action_result r = run_on(b.bench, "devices.authorise", id_of(MAC), NULL, NULL);
    assert_int_equal(r.effects_failed, 1);
    assert_non_null(strstr(ask(b.bench, "SELECT last_error FROM console.outbox WHERE effect = 'device_admit'"),
                           "neither the portal's nor ours and was left: by hand"));
    assert_non_null(strstr(rows(LISTS, "list", "comment"), "unauthorized by hand"));
}

/* --- refusing ----------------------------------------------------------------------------------- */

static void refusing_ends_sessions_and_takes_the_binding(void **state)
{
    (void)state;
    need_database();
    struct error e = { .code = ERR_NONE };
    struct action_result back;
    const char *user = new_user(b.bench, "mikrotik_password = '123456'");
    char again[40];
    new_device(&b, user, MAC, NULL);
    new_host(&b, MAC, "10.0.0.1", 0);
    add_row(SESSIONS, "\"user\":\"%s\",\"mac-address\":\"" MAC "\",\"address\":\"10.0.0.1\"", phone_of(user));
    add_row(SESSIONS, "\"user\":\"%s\",\"mac-address\":\"" MAC2 "\",\"address\":\"10.0.0.2\"", phone_of(user));
    run_on(b.bench, "users.sync", user, NULL, NULL);
    assert_string_equal(rows(LISTS, "list", "address"), "active 10.0.0.1\n");
    struct action_result r = run_on(b.bench, "devices.refuse", id_of(MAC), NULL, NULL);
    if (r.effects_done != 2)
        fail_msg("%s: %s", r.summary, r.effect_error);
    assert_string_equal(owned(user), MAC " false 10.0.0.1");
    assert_string_equal(rows(LISTS, "list", "address"), "");
    assert_string_equal(rows(BINDINGS, "mac-address", "type"), "");
    assert_string_equal(rows(SESSIONS, "mac-address", "address"), MAC2 " 10.0.0.2\n");
    assert_string_equal(refusal("devices.refuse", MAC, NULL, NULL), "is not let in, and not there now");
    action_new_id(again);
    if (!action_undo(&b.bench->ctx, r.operation_id, again, &back, &e))
        fail_msg("%s: %s", e.what, e.why);
    assert_string_equal(rows(LISTS, "list", "address"), "active 10.0.0.1\n");
    assert_string_equal(rows(BINDINGS, "mac-address", "type"), MAC " bypassed\n");
}

/* Another device of his is not there, and may come back: not at the address of the one that is refused. */
static void entry_of_a_refused_device_goes(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC, NULL);
    new_device(&b, user, MAC3, NULL);
    new_host(&b, MAC, "10.0.0.1", 0);
    run_on(b.bench, "users.sync", user, NULL, NULL);
    assert_string_equal(rows(LISTS, "list", "address"), "active 10.0.0.1\n");
    run_on(b.bench, "devices.refuse", id_of(MAC), NULL, NULL);
    assert_string_equal(rows(LISTS, "list", "address"), "");
    assert_string_equal(rows(BINDINGS, "mac-address", "type"), MAC3 " bypassed\n");
}

static void stranger_is_blocked_only_where_asked(void **state)
{
    (void)state;
    need_database();
    struct error e = { .code = ERR_NONE };
    struct action_result back;
    char again[40];
    new_host(&b, MAC, "10.0.0.1", 0);
    add_row(SESSIONS, "\"user\":\"guest\",\"mac-address\":\"" MAC "\",\"address\":\"10.0.0.1\"");
    look();
    run_on(b.bench, "devices.refuse", id_of(MAC), NULL, NULL);
    assert_string_equal(rows(SESSIONS, "mac-address", "address"), "");
    assert_string_equal(rows(BINDINGS, "mac-address", "type"), "");
    assert_string_equal(rows(LISTS, "list", "address"), "");
    ask(b.bench, "INSERT INTO console.setting_value (key, value) VALUES ('list_refused_devices', 'yes')");
    struct action_result r = run_on(b.bench, "devices.refuse", id_of(MAC), "block", "yes");
    assert_int_equal(r.effects_failed, 0);
    assert_string_equal(rows(BINDINGS, "type", "comment"), "blocked lpsaring:refused mac=" MAC "\n");
    assert_string_equal(rows(LISTS, "address", "comment"), "10.0.0.1 lpsaring:unauthorized mac=" MAC "\n");
    r = run_on(b.bench, "devices.refuse", id_of(MAC), "block", "yes"); /* again: nothing is doubled */
    assert_int_equal(r.effects_failed, 0);
    action_new_id(again);
    if (!action_undo(&b.bench->ctx, r.operation_id, again, &back, &e))
        fail_msg("%s: %s", e.what, e.why);
    assert_string_equal(rows(BINDINGS, "type", "comment"), "");
    assert_string_equal(rows(LISTS, "address", "comment"), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comments_name_customers),
        cmocka_unit_test(accounts_are_phone_numbers),
        cmocka_unit_test_setup(hosts_are_told_by_mac_login_cookie_and_comment, clean_all),
        cmocka_unit_test_setup(known_ones_are_left_out, clean_all),
        cmocka_unit_test_setup(listed_addresses_have_rows, clean_all),
        cmocka_unit_test_setup(what_is_gone_is_remembered_for_a_while, clean_all),
        cmocka_unit_test_setup(hosts_are_bounded, clean_all),
        cmocka_unit_test_setup(authorising_brings_list_and_binding, clean_all),
        cmocka_unit_test_setup(undo_takes_the_permission_back, clean_all),
        cmocka_unit_test_setup(customer_may_be_given, clean_all),
        cmocka_unit_test_setup(limit_of_the_portal_holds, clean_all),
        cmocka_unit_test_setup(device_of_somebody_else_is_not_taken, clean_all),
        cmocka_unit_test_setup(entries_of_others_stay, clean_all),
        cmocka_unit_test_setup(refusing_ends_sessions_and_takes_the_binding, clean_all),
        cmocka_unit_test_setup(entry_of_a_refused_device_goes, clean_all),
        cmocka_unit_test_setup(stranger_is_blocked_only_where_asked, clean_all),
    };
    return cmocka_run_group_tests_name("device", tests, begin, end);
}

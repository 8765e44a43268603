/* Sync against a simulated router: what it writes, what it leaves alone, and what it survives. */
#include "tests/unit/model/router_fixture.h"

#include "model/routers/mark.h"
#include "model/routers/ros_value.h"
#include "model/routers/sync.h"

#define MAC "AA:BB:CC:00:00:01"
#define MAC2 "AA:BB:CC:00:00:02"
#define LISTS "/ip/firewall/address-list"
#define BINDINGS "/ip/hotspot/ip-binding"
#define ACCOUNTS "/ip/hotspot/user"

static struct sync_outcome sync_one(const char *user)
{
    struct error e = { .code = ERR_NONE };
    struct sync_outcome outcome;
    if (!sync_users(&b.bench->ctx, "main", &user, 1, &outcome, &e))
        fail_msg("%s: %s", e.what, e.why);
    return outcome;
}

static void expect_done(const char *user)
{
    struct sync_outcome o = sync_one(user);
    if (o.state != EFFECT_DONE)
        fail_msg("state %d: %s", (int)o.state, o.message ? o.message : "");
}

/* Whatever was done, doing it again sends nothing. */
static void expect_settled(const char *user)
{
    expect_done(user);
    sim_writes(&b.sim);
    expect_done(user);
    assert_int_equal(sim_writes(&b.sim), 0);
}

static const char *rows(const char *path, const char *first, const char *second, const char *third)
{
    return sim_rows(&b.sim, b.bench->ctx.arena, path, (const char *const[]){ first, second, third, NULL });
}

static const char *lists(void)
{
    return rows(LISTS, "list", "address", NULL);
}

static void add_row(const char *path, const char *values)
{
    json_decref(sim_order(&b.sim, "{\"do\":\"row\",\"path\":\"%s\",\"verb\":\"add\",\"values\":{%s}}", path, values));
}

static const char *mark_of(const char *user, const char *status)
{
    return arena_printf(b.bench->ctx.arena, "lpsaring|status=%s|user=x|uid=%s|role=USER|date=2026-01-01|time=00:00:00",
                        status, user);
}

/* A user with a password and a device whose host has 10.0.0.5. */
static const char *user_at_home(void)
{
    const char *user = new_user(b.bench, "mikrotik_password = '123456'");
    new_device(&b, user, MAC, NULL);
    new_host(&b, MAC, "10.0.0.5", 1000);
    return user;
}

static void marks_are_read_back(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct mark m;
    const char *text =
        "lpsaring|status=active|user=0812|uid=0A9BFC59-3F0E-4E6B-8F0D-0123456789AB|role=USER|date=1|time=2";
    assert_true(mark_read(a, "lpsaring", text, &m));
    assert_string_equal(m.uid, "0a9bfc59-3f0e-4e6b-8f0d-0123456789ab");
    assert_string_equal(m.body, "status=active|user=0812|uid=0A9BFC59-3F0E-4E6B-8F0D-0123456789AB|role=USER");
    assert_false(mark_read(a, "other", text, &m));
    assert_false(mark_read(a, "lpsaring", "lpsaring|status=active|uid=12|role=USER", &m));
    assert_false(mark_read(a, "lpsaring", "lpsaringX|uid=0a9bfc59-3f0e-4e6b-8f0d-0123456789ab", &m));
    assert_false(mark_read(a, "lpsaring", NULL, &m));
    arena_free(a);
}

#define UID "0a9bfc59-3f0e-4e6b-8f0d-0123456789ab"

static void portals_forms_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *comment, *word, *user, *uid, *status;
    } all[] = {
        { "lpsaring|status=inactive|user=0812345678|role=USER|date=1|time=2", "lpsaring", "0812345678", NULL,
          "inactive" },
        { "lpsaring|status=active|user=0812345678|uid=unknown|role=USER", "lpsaring", "0812345678", NULL, "active" },
        { "lpsaring|static-dhcp|user=62812345678|uid=" UID "|date=1", "lpsaring", "0812345678", UID, NULL },
        { "lpsaring|instant-dhcp|user=+62 812-345-678|uid=" UID, "lpsaring", "0812345678", UID, NULL },
        { "authorized|user=0812345678|uid=" UID "|role=USER|source=otp|date=1|time=2", "authorized", "0812345678", UID,
          NULL },
        { "managed|user=447700900123|uid=" UID "|role=USER", "managed", "447700900123", UID, NULL },
        { "blocked|user=|uid=" UID, "blocked", NULL, UID, NULL },
        { "Order:A-1|package=10 GB|date=1|time=2", "Order:A-1", NULL, NULL, NULL },
        { "Inject 10MB/3d by Budi", "Inject 10MB/3d by Budi", NULL, NULL, NULL },
        { "printer user=budi", "printer user=budi", "budi", NULL, NULL },
        { "superuser=0812345678", "superuser=0812345678", NULL, NULL, NULL },
    };
    struct arena *a = arena_new();
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct mark m;
        bool is_ours = mark_read(a, "lpsaring", all[i].comment, &m);
        assert_int_equal(is_ours, all[i].uid && strcmp(all[i].word, "lpsaring") == 0);
        const char *const pairs[][2] = {
            { m.word, all[i].word }, { m.user, all[i].user }, { m.uid, all[i].uid }, { m.status, all[i].status }
        };
        for (size_t k = 0; k < 4; k++)
            if (!pairs[k][0] != !pairs[k][1] || (pairs[k][0] && strcmp(pairs[k][0], pairs[k][1]) != 0))
                fail_msg("%s: %s", all[i].comment, pairs[k][0] ? pairs[k][0] : "nothing");
    }
    arena_free(a);
}

static void marks_are_compared_by_what_they_mean(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct mark wanted, m;
    mark_read(a, "lpsaring", "lpsaring|status=active|user=0812345678|uid=" UID "|role=USER", &wanted);
    mark_read(a, "lpsaring", "authorized|role=USER|user=+62812345678|source=x|date=1", &m);
    assert_true(mark_agrees(&m, &wanted));
    mark_read(a, "lpsaring", "lpsaring|status=fup|user=0812345678", &m);
    assert_false(mark_agrees(&m, &wanted));
    assert_string_equal(mark_rewrite(a, "managed|x=1|user=08|uid=y|role=OLD||source=z|date=1|time=2|end", "authorized",
                                     &wanted, "D", "T"),
                        "authorized|x=1|user=0812345678|uid=" UID "|role=USER||source=z|date=D|time=T|end");
    assert_string_equal(mark_rewrite(a, "free", NULL, &wanted, "D", "T"), "free");
    arena_free(a);
}

static void durations_are_read(void **state)
{
    (void)state;
    int64_t s;
    assert_true(ros_parse_seconds("1w2d3h4m5s", &s) && s == 604800 + 2 * 86400 + 3 * 3600 + 4 * 60 + 5);
    assert_true(ros_parse_seconds("2d03:04:05", &s) && s == 2 * 86400 + 3 * 3600 + 4 * 60 + 5);
    assert_true(ros_parse_seconds("00:00:59", &s) && s == 59);
    assert_true(ros_parse_seconds("45", &s) && s == 45);
    assert_false(ros_parse_seconds("", &s));
    assert_false(ros_parse_seconds("5x", &s));
    assert_false(ros_parse_seconds("99999999999999999999", &s));
}

static void everything_is_made_where_nothing_is(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    expect_done(user);
    assert_string_equal(lists(), "active 10.0.0.5\n");
    assert_string_equal(rows(BINDINGS, "mac-address", "type", NULL), MAC " bypassed\n");
    const char *phone = ask(b.bench, "SELECT '0' || substr(phone_number, 4) FROM public.users");
    assert_string_equal(rows(ACCOUNTS, "name", "limit-bytes-total", "disabled"),
                        arena_printf(b.bench->ctx.arena, "%s 10737418240 false\n", phone));
    assert_string_equal(ask(b.bench, "SELECT mikrotik_user_exists FROM public.users"), "t");
    assert_string_equal(ask(b.bench, "SELECT ip_address FROM public.user_devices"), "10.0.0.5");
    struct mark m;
    char *comment = arena_strdup(b.bench->ctx.arena, rows(LISTS, "comment", NULL, NULL));
    assert_true(mark_read(b.bench->ctx.arena, "lpsaring", comment, &m));
    assert_string_equal(m.uid, user);
    assert_non_null(strstr(comment, "|role=USER|date="));
    expect_settled(user);
}

static void block_moves_list_and_binding_and_kicks(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    expect_done(user);
    add_row("/ip/hotspot/active", "\"user\":\"x\",\"mac-address\":\"" MAC "\",\"address\":\"10.0.0.5\"");
    ask(b.bench, "UPDATE public.users SET is_blocked = true, blocked_reason = 'rude'");
    expect_done(user);
    assert_string_equal(lists(), "blocked 10.0.0.5\n");
    assert_string_equal(rows(BINDINGS, "type", NULL, NULL), "blocked\n");
    assert_string_equal(rows(ACCOUNTS, "disabled", NULL, NULL), "true\n");
    assert_string_equal(rows("/ip/hotspot/active", "address", NULL, NULL), "");
    expect_settled(user);
    ask(b.bench, "UPDATE public.users SET is_blocked = false");
    expect_done(user);
    assert_string_equal(lists(), "active 10.0.0.5\n");
    assert_string_equal(rows(BINDINGS, "type", NULL, NULL), "bypassed\n");
    assert_string_equal(rows(ACCOUNTS, "disabled", NULL, NULL), "false\n");
}

/* Where customers log in, the session that runs must go with the quota; one that only slows down
 * keeps its session unless the profile changes. */
static void tightening_kicks_where_it_must(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    ask(b.bench, "INSERT INTO public.application_settings (setting_key, setting_value) VALUES "
                 "('HOTSPOT_BYPASS_STATUSES', 'none')");
    expect_done(user);
    add_row("/ip/hotspot/active", "\"user\":\"x\",\"mac-address\":\"" MAC "\",\"address\":\"10.0.0.5\"");
    ask(b.bench, "UPDATE public.users SET total_quota_used_mb = 8000");
    expect_done(user);
    assert_string_equal(lists(), "fup 10.0.0.5\n");
    assert_string_equal(rows("/ip/hotspot/active", "address", NULL, NULL), "10.0.0.5\n");
    ask(b.bench, "UPDATE public.users SET total_quota_used_mb = 10240");
    expect_done(user);
    assert_string_equal(lists(), "habis 10.0.0.5\n");
    assert_string_equal(rows("/ip/hotspot/active", "address", NULL, NULL), "");
}

static void the_reason_says_whether_a_block_is_soft(void **state)
{
    static const struct {
        const char *reason;
        bool is_soft;
    } cases[] = {
        { "quota_debt_limit|500 MB", true },
        { "rude", false },
        { " \tQUOTA_Auto_Debt_Limit|debt_mb=900|limit_mb=500", true },
        { "tunggakan_overdue|days=8", false },
        { "Isolir_tagihan|invoice=X", true },
        { "quota_manual_debt_end_of_month|debt_mb=1", false },
        { "quota_debt_limit", false },
    };
    (void)state;
    need_database();
    const char *user = user_at_home();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ask(b.bench, "UPDATE public.users SET is_blocked = true, blocked_reason = '%s'", cases[i].reason);
        expect_done(user);
        assert_string_equal(lists(), "blocked 10.0.0.5\n");
        assert_string_equal(rows(BINDINGS, "type", NULL, NULL), cases[i].is_soft ? "regular\n" : "blocked\n");
        assert_string_equal(rows(ACCOUNTS, "disabled", NULL, NULL), cases[i].is_soft ? "false\n" : "true\n");
    }
}

/* Tightening adds before it removes, loosening removes before it adds: seen by making the second fail. */
static void order_of_change(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    expect_done(user);
    ask(b.bench, "UPDATE public.users SET total_quota_used_mb = 10240");
    sim_do(&b.sim, "{\"do\":\"trap\",\"on\":\"" LISTS "/remove\",\"message\":\"failure: odd\"}");
    assert_int_equal(sync_one(user).state, EFFECT_FAILED);
    assert_string_equal(lists(), "active 10.0.0.5\nhabis 10.0.0.5\n");
    expect_done(user);
    ask(b.bench, "UPDATE public.users SET total_quota_used_mb = 0");
    sim_do(&b.sim, "{\"do\":\"trap\",\"on\":\"" LISTS "/add\",\"message\":\"failure: odd\"}");
    assert_int_equal(sync_one(user).state, EFFECT_FAILED);
    assert_string_equal(lists(), "");
    expect_settled(user);
}

static void expect_refused(const char *user, const char *first, const char *second)
{
    struct sync_outcome o = sync_one(user);
    assert_int_equal(o.state, EFFECT_FAILED);
    if (!strstr(o.message, first) || !strstr(o.message, second))
        fail_msg("%s", o.message);
}

static void foreign_entries_stay(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    add_row(LISTS, "\"list\":\"blocked\",\"address\":\"10.0.0.5\",\"comment\":\"by hand\"");
    add_row(LISTS, "\"list\":\"printers\",\"address\":\"10.0.0.5\"");
    json_decref(sim_order(&b.sim,
                          "{\"do\":\"row\",\"path\":\"" LISTS "\",\"verb\":\"add\",\"values\":{\"list\":\"vip\","
                          "\"address\":\"10.0.0.5\",\"comment\":\"%s\"}}",
                          mark_of(user, "habis")));
    add_row(BINDINGS, "\"mac-address\":\"" MAC "\",\"type\":\"bypassed\",\"comment\":\"by hand\"");
    expect_refused(user, "not ours and left as it is: 10.0.0.5 in list blocked", "due: active");
    sim_writes(&b.sim);
    expect_refused(user, "not ours", "");
    assert_int_equal(sim_writes(&b.sim), 0);
    assert_string_equal(lists(), "blocked 10.0.0.5\nprinters 10.0.0.5\nvip 10.0.0.5\nactive 10.0.0.5\n");
    assert_string_equal(rows(BINDINGS, "type", "comment", NULL), "bypassed by hand\n");
}

static void foreign_binding_in_the_way_is_said(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    add_row(BINDINGS, "\"mac-address\":\"" MAC "\",\"type\":\"blocked\",\"comment\":\"blocked|user=0899999999\"");
    struct sync_outcome o = sync_one(user);
    assert_int_equal(o.state, EFFECT_FAILED);
    assert_non_null(strstr(o.message, "not ours and left as it is: ip-binding"));
    assert_string_equal(lists(), "active 10.0.0.5\n");
    assert_string_equal(rows(BINDINGS, "type", NULL, NULL), "blocked\n");
}

/* A customer as a portal leaves him: known to the database, on the router without a mark of ours. */
static const char *portals_user(const char *account)
{
    const char *user = user_at_home();
    ask(b.bench, "UPDATE public.users SET mikrotik_user_exists = true");
    const char *phone = ask(b.bench, "SELECT console.account_name(phone_number) FROM public.users");
    struct arena *a = b.bench->ctx.arena;
    add_row(ACCOUNTS, arena_printf(a, "\"name\":\"%s\",%s", phone, account));
    add_row(BINDINGS, arena_printf(a,
                                   "\"mac-address\":\"" MAC "\",\"type\":\"bypassed\",\"comment\":\"authorized|"
                                   "user=%s|uid=%s|role=USER|source=otp|date=2026-01-01|time=00:00:00\"",
                                   phone, user));
    add_row(LISTS, arena_printf(a,
                                "\"list\":\"active\",\"address\":\"10.0.0.5\",\"comment\":\"lpsaring|status=active|"
                                "user=%s|role=USER|ip=10.0.0.5|date=2026-01-01|time=00:00:00\"",
                                phone));
    return user;
}

static void claim(const char *user)
{
    ask(b.bench, "INSERT INTO console.router_claim (router, user_id) VALUES ('main', '%s')", user);
}

static const char *all_rows(void)
{
    struct arena *a = b.bench->ctx.arena;
    return arena_printf(a, "%s%s%s", SIM_ROWS(&b.sim, a, ACCOUNTS, "name", "profile", "limit-uptime", "comment"),
                        SIM_ROWS(&b.sim, a, BINDINGS, "type", "comment"),
                        SIM_ROWS(&b.sim, a, LISTS, "list", "address", "comment"));
}

static void unclaimed_rows_are_left_and_said(void **state)
{
    (void)state;
    need_database();
    const char *user = portals_user("\"password\":\"old\",\"limit-bytes-total\":\"1048576\",\"limit-uptime\":\"2d\","
                                    "\"comment\":\"Inject 1MB/2d by Budi\"");
    const char *before = all_rows();
    sim_writes(&b.sim);
    expect_refused(user, "not claimed yet and left as it is (routers.claim): hotspot user 08",
                   "(1 MB, limit-uptime 172800 s, server all, another password; due: 10240 MB, no limit-uptime, "
                   "server hs1, the user's password)");
    assert_int_equal(sim_writes(&b.sim), 0);
    assert_string_equal(all_rows(), before);
    ask(b.bench, "UPDATE public.users SET is_blocked = true, blocked_reason = 'rude'");
    expect_refused(user, "10.0.0.5 in list active (enabled; due: blocked)", "(bypassed; due: blocked)");
}

static void claimed_rows_are_kept_in_their_own_words(void **state)
{
    (void)state;
    need_database();
    const char *user = portals_user("\"password\":\"123456\",\"limit-bytes-total\":\"10737418240\",\"limit-uptime\":"
                                    "\"2d\",\"comment\":\"Order:X|package=P|date=1|time=2\"");
    claim(user);
    expect_settled(user);
    assert_string_equal(rows(ACCOUNTS, "limit-uptime", "comment", NULL), "- Order:X|package=P|date=1|time=2\n");
    assert_non_null(strstr(all_rows(), "|source=otp|date=2026-01-01"));
    assert_non_null(strstr(all_rows(), "|ip=10.0.0.5|date=2026-01-01"));
    ask(b.bench, "UPDATE public.users SET is_blocked = true, blocked_reason = 'rude'");
    expect_settled(user);
    assert_string_equal(lists(), "blocked 10.0.0.5\n");
    assert_string_equal(arena_copy(b.bench->ctx.arena, rows(BINDINGS, "type", "comment", NULL), 21),
                        "blocked blocked|user=");
    assert_non_null(strstr(all_rows(), "|source=otp|date="));
    assert_string_equal(rows(ACCOUNTS, "disabled", NULL, NULL), "true\n");
}

static void what_names_another_is_never_claimed(void **state)
{
    (void)state;
    need_database();
    const char *user = portals_user("\"comment\":\"lpsaring|user=0899999999\"");
    sim_do(&b.sim, "{\"do\":\"load\",\"tables\":{\"" BINDINGS "\":[{\"mac-address\":\"" MAC "\",\"type\":\"regular\","
                   "\"comment\":\"managed|user=+62 899-999-999|role=USER\"}]}}");
    claim(user);
    expect_refused(user, "not ours and left as it is: ip-binding", "hotspot user 08");
    assert_string_equal(rows(ACCOUNTS, "comment", NULL, NULL), "lpsaring|user=0899999999\n");
    assert_string_equal(rows(BINDINGS, "type", NULL, NULL), "regular\n");
}

static void touching_claims_by_setting(void **state)
{
    (void)state;
    need_database();
    const char *user = portals_user("\"limit-uptime\":\"2d\",\"comment\":\"Approved by Budi\"");
    ask(b.bench, "INSERT INTO console.setting_value (key, value) VALUES ('router_claim', 'touch')");
    expect_settled(user);
    ask(b.bench, "DELETE FROM console.setting_value");
    assert_string_equal(ask(b.bench, "SELECT user_id FROM console.router_claim"), user);
    assert_string_equal(rows(ACCOUNTS, "limit-uptime", "comment", NULL), "- Approved by Budi\n");
    expect_settled(user);
}

static void profiles_fall_back_as_the_portals(void **state)
{
    (void)state;
    need_database();
    sim_do(&b.sim, "{\"do\":\"load\",\"tables\":{\"/ip/hotspot/user/profile\":[{\"name\":\"default\"},"
                   "{\"name\":\"Fup\"},{\"name\":\"fast\"}]}}");
    const char *user = user_at_home();
    ask(b.bench, "UPDATE public.users SET mikrotik_profile_name = 'fast'");
    expect_settled(user);
    assert_string_equal(rows(ACCOUNTS, "profile", NULL, NULL), "fast\n");
    ask(b.bench, "UPDATE public.users SET total_quota_used_mb = 9000");
    expect_settled(user);
    assert_string_equal(rows(ACCOUNTS, "profile", NULL, NULL), "Fup\n");
    /* no profile habis here: who is on a state's profile that is not his is on none */
    ask(b.bench, "UPDATE public.users SET total_quota_used_mb = 20000");
    expect_settled(user);
    assert_string_equal(rows(ACCOUNTS, "profile", NULL, NULL), "default\n");
    /* the portal notes a state's profile where a package's was */
    ask(b.bench, "UPDATE public.users SET mikrotik_profile_name = 'fup', total_quota_used_mb = 0");
    expect_settled(user);
    assert_string_equal(rows(ACCOUNTS, "profile", NULL, NULL), "default\n");
    sim_do(&b.sim, "{\"do\":\"load\",\"tables\":{\"/ip/hotspot/user/profile\":[{\"name\":\"default\"}]}}");
}

static void accounts_are_called_as_the_portal_calls_them(void **state)
{
    (void)state;
    need_database();
    static const char *const all[][2] = {
        { "+6281234567890", "081234567890" }, { "62 812-3456-7890", "081234567890" },
        { "081234567890", "081234567890" },   { "81234567890", "081234567890" },
        { "+447700900123", "447700900123" },  { "+675 7123 4567", "67571234567" },
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        assert_string_equal(ask(b.bench, "SELECT console.account_name('%s')", all[i][0]), all[i][1]);
        assert_string_equal(mark_account(b.bench->ctx.arena, all[i][0]), all[i][1]);
    }
    assert_null(mark_account(b.bench->ctx.arena, "budi"));
    assert_null(mark_account(b.bench->ctx.arena, "12"));
    const char *user = user_at_home();
    ask(b.bench, "UPDATE public.users SET phone_number = '+447700900123'");
    expect_settled(user);
    assert_string_equal(rows(ACCOUNTS, "name", NULL, NULL), "447700900123\n");
}

static void set_portals(const char *key, const char *value)
{
    ask(b.bench,
        "INSERT INTO public.application_settings (setting_key, setting_value) VALUES ('%s', '%s') "
        "ON CONFLICT (setting_key) DO UPDATE SET setting_value = excluded.setting_value",
        key, value);
}

/* The server of his hotspot user. */
static const char *server_of(const char *user)
{
    const char *name =
        ask(b.bench, "SELECT console.account_name(phone_number) FROM public.users WHERE id = '%s'", user);
    const char *found = strstr(rows(ACCOUNTS, "name", "server", NULL), name);
    return found ? arena_printf(b.bench->ctx.arena, "%.*s", (int)strcspn(found, "\n"), found) + strlen(name) : "none";
}

static const char *made_with_server(const char *more)
{
    const char *user = new_user(b.bench, arena_printf(b.bench->ctx.arena, "mikrotik_password = '123456', %s", more));
    sync_one(user);
    return server_of(user);
}

/* A hotspot user who is there already stays on the server that it is on. */
static void an_account_that_is_made_has_the_default_server(void **state)
{
    (void)state;
    need_database();
    const char *old = user_at_home();
    ask(b.bench, "UPDATE public.users SET mikrotik_server_name = NULL");
    expect_done(old);
    const char *without = server_of(old);
    sim_do(&b.sim, "{\"do\":\"load\",\"tables\":{\"/ip/hotspot\":[{\"name\":\"hs1\"},{\"name\":\"srv-user\"},"
                   "{\"name\":\"srv-komandan\"},{\"name\":\"srv-all\"}]}}");
    set_portals("MIKROTIK_DEFAULT_SERVER_USER", "srv-user");
    set_portals("MIKROTIK_DEFAULT_SERVER_KOMANDAN", "srv-komandan");
    expect_settled(old);
    assert_string_equal(server_of(old), without);
    assert_string_equal(made_with_server("mikrotik_server_name = NULL"), " srv-user");
    assert_string_equal(made_with_server("mikrotik_server_name = NULL, role = 'KOMANDAN'"), " srv-komandan");
    assert_string_equal(made_with_server("mikrotik_server_name = 'hs1'"), " hs1");
    set_portals("MIKROTIK_DEFAULT_SERVER", "srv-all");
    assert_string_equal(made_with_server("mikrotik_server_name = ''"), " srv-all");
    assert_string_equal(made_with_server("mikrotik_server_name = '', role = 'KOMANDAN'"), " srv-komandan");
    ask(b.bench, "DELETE FROM public.application_settings");
    sim_do(&b.sim, "{\"do\":\"load\",\"tables\":{\"/ip/hotspot\":[{\"name\":\"hs1\"}]}}");
}

static const char *router_of(const char *user)
{
    return ask(b.bench, "SELECT router FROM console.desired_state(ARRAY['%s'::uuid])", user);
}

/* The router that runs the default server serves who has none of his own. */
static void the_default_server_says_which_router_serves(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home(), *chief = new_user(b.bench, "role = 'KOMANDAN', mikrotik_server_name = NULL");
    const char *own = new_user(b.bench, "mikrotik_server_name = 'hs1'");
    ask(b.bench, "UPDATE public.users SET mikrotik_server_name = NULL WHERE id = '%s'", user);
    assert_string_equal(router_of(user), "main");
    set_portals("MIKROTIK_DEFAULT_SERVER_USER", "hs2");
    assert_string_equal(router_of(user), "north");
    assert_string_equal(router_of(chief), "main");
    assert_string_equal(router_of(own), "main");
    sim_writes(&b.sim);
    expect_done(user);
    assert_int_equal(sim_writes(&b.sim), 0);
    ask(b.bench, "UPDATE public.users SET mikrotik_server_name = '' WHERE id = '%s'", user);
    assert_string_equal(router_of(user), "north");
    set_portals("MIKROTIK_DEFAULT_SERVER", "hs1");
    assert_string_equal(router_of(user), "main");
    set_portals("MIKROTIK_DEFAULT_SERVER_KOMANDAN", "hs2");
    assert_string_equal(router_of(chief), "north");
    ask(b.bench, "DELETE FROM public.application_settings");
}

static void bypass_states_are_read_as_the_portal_reads_them(void **state)
{
    (void)state;
    need_database();
    static const char *const all[][2] = { { "[]", "" },
                                          { "[\"active\", \"habis\"]", "active habis" },
                                          { "nobody", "active fup unlimited" },
                                          { " Fup ", "fup" } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        ask(b.bench, "DELETE FROM public.application_settings");
        ask(b.bench,
            "INSERT INTO public.application_settings (setting_key, setting_value) VALUES "
            "('HOTSPOT_BYPASS_STATUSES', '%s')",
            all[i][0]);
        assert_string_equal(ask(b.bench, "SELECT coalesce(string_agg(status, ' ' ORDER BY status), '') "
                                         "FROM console.access_rule() WHERE is_bypassed"),
                            all[i][1]);
    }
}

static void date_alone_rewrites_nothing(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    expect_done(user);
    json_t *dump = sim_order(&b.sim, "{\"do\":\"dump\",\"path\":\"" LISTS "\"}");
    json_t *row = json_array_get(json_object_get(json_object_get(dump, "tables"), LISTS), 0);
    const char *comment = json_string_value(json_object_get(row, "comment"));
    json_decref(sim_order(&b.sim,
                          "{\"do\":\"row\",\"path\":\"" LISTS "\",\"verb\":\"set\",\"values\":{\".id\":\"%s\","
                          "\"comment\":\"%.*s|date=2001-01-01|time=00:00:00\"}}",
                          json_string_value(json_object_get(row, ".id")), (int)(strstr(comment, "|date=") - comment),
                          comment));
    json_decref(dump);
    sim_writes(&b.sim);
    expect_done(user);
    assert_int_equal(sim_writes(&b.sim), 0);
}

/* The address was another customer's, who is now elsewhere. */
static void address_changes_hands(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    json_decref(sim_order(&b.sim,
                          "{\"do\":\"row\",\"path\":\"" LISTS "\",\"verb\":\"add\",\"values\":{\"list\":\"blocked\","
                          "\"address\":\"10.0.0.5\",\"comment\":\"%s\"}}",
                          mark_of("0a9bfc59-3f0e-4e6b-8f0d-0123456789ab", "blocked")));
    expect_settled(user);
    assert_string_equal(lists(), "active 10.0.0.5\n");
}

static void guessed_address_of_another_is_left(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, "mikrotik_password = '123456'");
    new_device(&b, user, MAC2, "ip_address = '10.0.0.5'");
    new_host(&b, MAC, "10.0.0.5", 0);
    assert_int_equal(sync_one(user).state, EFFECT_WAITS);
    assert_string_equal(lists(), "");
}

static void guessed_address_with_anothers_mark_is_left(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC2, "ip_address = '10.0.0.5'");
    json_decref(sim_order(&b.sim,
                          "{\"do\":\"row\",\"path\":\"" LISTS "\",\"verb\":\"add\",\"values\":{\"list\":\"habis\","
                          "\"address\":\"10.0.0.5\",\"comment\":\"%s\"}}",
                          mark_of("0a9bfc59-3f0e-4e6b-8f0d-0123456789ab", "habis")));
    assert_int_equal(sync_one(user).state, EFFECT_WAITS);
    assert_string_equal(lists(), "habis 10.0.0.5\n");
}

/* The sync of one customer meets what a portal left of another, who is claimed or not. */
static void a_claimed_customers_leftover_makes_way(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    const char *other = new_user(b.bench, NULL);
    const char *phone =
        ask(b.bench, "SELECT console.account_name(phone_number) FROM public.users WHERE id = '%s'", other);
    add_row(LISTS,
            arena_printf(b.bench->ctx.arena,
                         "\"list\":\"habis\",\"address\":\"10.0.0.5\",\"comment\":\"lpsaring|status=habis|user=%s\"",
                         phone));
    expect_refused(user, "not ours and left as it is: 10.0.0.5 in list habis", "");
    claim(other);
    expect_settled(user);
    assert_string_equal(lists(), "active 10.0.0.5\n");
}

static void a_guessed_address_that_a_portal_gave_another_is_left(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC2, "ip_address = '10.0.0.5'");
    add_row(LISTS, "\"list\":\"habis\",\"address\":\"10.0.0.5\",\"comment\":\"lpsaring|status=habis|user=0899999999\"");
    assert_int_equal(sync_one(user).state, EFFECT_WAITS);
    assert_string_equal(lists(), "habis 10.0.0.5\n");
}

static void old_address_is_cleaned(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    expect_done(user);
    sim_do(&b.sim, "{\"do\":\"load\",\"tables\":{\"/ip/hotspot/host\":[]}}");
    new_host(&b, MAC, "10.0.0.77", 0);
    expect_settled(user);
    assert_string_equal(lists(), "active 10.0.0.77\n");
}

static void addresses_come_in_order(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC, NULL);
    assert_int_equal(sync_one(user).state, EFFECT_WAITS);
    add_row("/ip/dhcp-server/lease", "\"mac-address\":\"" MAC "\",\"address\":\"10.0.0.30\"");
    expect_done(user);
    assert_string_equal(lists(), "active 10.0.0.30\n");
    add_row("/ip/hotspot/active", "\"user\":\"x\",\"mac-address\":\"" MAC "\",\"address\":\"10.0.0.20\"");
    expect_done(user);
    assert_string_equal(lists(), "active 10.0.0.20\n");
    new_host(&b, MAC, "10.0.0.10", 0);
    expect_settled(user);
    assert_string_equal(lists(), "active 10.0.0.10\n");
}

static void unknown_profile_fails_for_good(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    ask(b.bench, "INSERT INTO public.application_settings (setting_key, setting_value) VALUES "
                 "('MIKROTIK_ACTIVE_PROFILE', 'gold')");
    struct sync_outcome o = sync_one(user);
    assert_int_equal(o.state, EFFECT_FAILED);
    assert_non_null(strstr(o.message, "the router has no hotspot user profile gold"));
    assert_string_equal(rows(ACCOUNTS, "profile", NULL, NULL), "default\n");
    assert_string_equal(lists(), "active 10.0.0.5\n");
    sim_do(&b.sim,
           "{\"do\":\"load\",\"tables\":{\"/ip/hotspot/user/profile\":[{\"name\":\"default\"},{\"name\":\"gold\"}]}}");
    expect_settled(user);
    assert_string_equal(rows(ACCOUNTS, "profile", NULL, NULL), "gold\n");
}

/* The router has what it said it had not: one more look, and it is well. */
static void already_there_is_a_success(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    sim_do(&b.sim, "{\"do\":\"trap\",\"on\":\"" LISTS "/add\",\"message\":\"failure: already have such entry\"}");
    expect_settled(user);
    assert_string_equal(lists(), "active 10.0.0.5\n");
}

static void passing_trouble_is_for_later(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    sim_do(&b.sim, "{\"do\":\"trap\",\"on\":\"" LISTS "/add\",\"message\":\"action timed out\"}");
    assert_int_equal(sync_one(user).state, EFFECT_RETRY);
    expect_settled(user);
}

/* Wherever the connection breaks: what was written is found again, nothing is written twice. */
static void lost_connection_is_read_again(void **state)
{
    (void)state;
    need_database();
    int lost = 0;
    for (int after = 20; after <= 420; after += 40) {
        struct error e = { .code = ERR_NONE };
        struct sync_outcome outcome;
        clean(NULL);
        const char *user = user_at_home();
        json_decref(sim_order(&b.sim, "{\"do\":\"drop\",\"after_bytes\":%d}", after));
        if (!sync_users(&b.bench->ctx, "main", &user, 1, &outcome, &e)) {
            lost++;
            assert_true(routers_retry_in_ms(b.bench->ctx.routers, "main") > 0);
        }
        sim_do(&b.sim, "{\"do\":\"calm\"}");
        routers_retry_now(b.bench->ctx.routers, "main");
        expect_settled(user);
        assert_string_equal(lists(), "active 10.0.0.5\n");
        assert_string_equal(rows(BINDINGS, "mac-address", NULL, NULL), MAC "\n");
    }
    assert_true(lost > 5);
}

static const char *passwords(void)
{
    return rows(ACCOUNTS, "password", NULL, NULL);
}

/* From 7.21 on a router hides passwords, in one way or another; older ones do not know how to be asked. */
static void passwords_are_compared_where_they_are_shown(void **state)
{
    (void)state;
    need_database();
    static const char *const versions[] = { "6.49.19", "7.16", "7.21", "7.25.1" };
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        clean(NULL);
        be_version(&b, versions[i]);
        const char *user = user_at_home();
        expect_done(user);
        expect_settled(user);
        ask(b.bench, "UPDATE public.users SET mikrotik_password = '654321'");
        expect_done(user);
        assert_string_equal(passwords(), "654321\n");
        expect_settled(user);
    }
}

static void a_hidden_password_is_no_other_one(void **state)
{
    (void)state;
    need_database();
    static const char *const ways[] = { "masked", "empty", "absent" };
    be_version(&b, "7.25.1");
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        clean(NULL);
        be_version(&b, "7.25.1");
        json_decref(sim_order(&b.sim, "{\"do\":\"options\",\"secrets\":\"%s\"}", ways[i]));
        sim_do(&b.sim, "{\"do\":\"trap\",\"on\":\"/ip/hotspot/user/print\",\"message\":\"unknown parameter\"}");
        const char *user = user_at_home();
        expect_done(user);
        expect_settled(user); /* on this connection it is not asked for what it refused */
        ask(b.bench, "UPDATE public.users SET mikrotik_password = '654321'");
        expect_settled(user);
        /* it goes along with what is written anyway */
        ask(b.bench, "UPDATE public.users SET total_quota_purchased_mb = 20480");
        expect_done(user);
        assert_string_equal(passwords(), "654321\n");
        expect_settled(user);
    }
}

static void without_the_policy_passwords_are_not_compared(void **state)
{
    (void)state;
    need_database();
    static const char *const versions[] = { "7.16", "7.25.1" };
    for (size_t i = 0; i < 2; i++) {
        clean(NULL);
        be_version(&b, versions[i]);
        sim_do(&b.sim, "{\"do\":\"options\",\"policies\":[\"read\",\"write\"]}");
        const char *user = user_at_home();
        expect_done(user);
        ask(b.bench, "UPDATE public.users SET mikrotik_password = '654321'");
        expect_settled(user);
    }
}

static void padded_values_are_the_same_values(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    sim_do(&b.sim, "{\"do\":\"options\",\"nul_padding\":true,\"empty_uptime\":true}");
    expect_done(user);
    expect_settled(user);
}

static void reset_baseline_is_taken(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    ask(b.bench, "UPDATE public.user_devices SET last_bytes_total = 0, last_bytes_updated_at = clock_timestamp()");
    expect_done(user);
    assert_string_equal(ask(b.bench, "SELECT last_bytes_total FROM public.user_devices"),
                        "0"); /* nobody asked for it */
    ask(b.bench, "INSERT INTO console.counter_reset SELECT id, last_bytes_updated_at FROM public.user_devices");
    expect_done(user);
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.counter_reset"), "0");
    assert_string_equal(
        ask(b.bench, "SELECT last_bytes_total || ' ' || (last_hotspot_host_id IS NOT NULL) FROM public.user_devices"),
        "1000 true");
}

static void lost_device_loses_its_binding(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    new_device(&b, user, MAC2, NULL);
    new_host(&b, MAC2, "10.0.0.6", 0);
    expect_done(user);
    assert_string_equal(lists(), "active 10.0.0.5\nactive 10.0.0.6\n");
    ask(b.bench, "UPDATE public.user_devices SET is_authorized = false WHERE mac_address = '" MAC2 "'");
    expect_settled(user);
    assert_string_equal(lists(), "active 10.0.0.5\n");
    assert_string_equal(rows(BINDINGS, "mac-address", NULL, NULL), MAC "\n");
}

static void many_users_need_one_print_a_menu(void **state)
{
    (void)state;
    need_database();
    enum {
        USERS = 40
    };
    struct error e = { .code = ERR_NONE };
    struct sync_outcome outcomes[USERS];
    const char *users[USERS];
    for (int i = 0; i < USERS; i++) {
        const char *mac = arena_printf(b.bench->ctx.arena, "AA:BB:CC:00:01:%02X", i);
        users[i] = new_user(b.bench, "mikrotik_password = '123456'");
        new_device(&b, users[i], mac, NULL);
        new_host(&b, mac, arena_printf(b.bench->ctx.arena, "10.0.1.%d", i + 1), 0);
    }
    sim_writes(&b.sim);
    assert_true(sync_users(&b.bench->ctx, "main", users, USERS, outcomes, &e));
    json_t *reply = sim_order(&b.sim, "{\"do\":\"stats\",\"reset\":true}");
    json_t *stats = json_object_get(reply, "stats");
    assert_int_equal(json_integer_value(json_object_get(stats, "writes")), 3 * USERS);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(stats, "commands"), LISTS "/print")), 1);
    json_decref(reply);
    for (int i = 0; i < USERS; i++)
        assert_int_equal(outcomes[i].state, EFFECT_DONE);
    assert_true(sync_users(&b.bench->ctx, "main", users, USERS, outcomes, &e));
    assert_int_equal(sim_writes(&b.sim), 0);
}

/* The line of that address in the lists carries the mark of that user. */
static bool is_marked_for(const char *address, const char *user)
{
    const char *line = strstr(rows(LISTS, "address", "comment", NULL), address);
    const char *mark = line ? strstr(line, user) : NULL;
    return mark && mark < line + strcspn(line, "\n");
}

/* Both in one run: what one of them leaves is not taken from the other, who has just got it. */
static void two_users_change_places(void **state)
{
    (void)state;
    need_database();
    const char *users[] = { user_at_home(), new_user(b.bench, NULL) };
    struct error e = { .code = ERR_NONE };
    struct sync_outcome outcomes[2];
    new_device(&b, users[1], MAC2, NULL);
    new_host(&b, MAC2, "10.0.0.6", 0);
    for (int i = 0; i < 2; i++)
        assert_true(sync_users(&b.bench->ctx, "main", users, 2, outcomes, &e));
    sim_do(&b.sim, "{\"do\":\"load\",\"tables\":{\"/ip/hotspot/host\":[]}}");
    new_host(&b, MAC, "10.0.0.6", 0);
    new_host(&b, MAC2, "10.0.0.5", 0);
    assert_true(sync_users(&b.bench->ctx, "main", users, 2, outcomes, &e));
    assert_int_equal(outcomes[0].state, EFFECT_DONE);
    assert_int_equal(strlen(lists()), strlen("active 10.0.0.5\nactive 10.0.0.6\n")); /* in whatever order */
    assert_true(is_marked_for("10.0.0.6", users[0]));
    assert_true(is_marked_for("10.0.0.5", users[1]));
    sim_writes(&b.sim);
    assert_true(sync_users(&b.bench->ctx, "main", users, 2, outcomes, &e));
    assert_int_equal(sim_writes(&b.sim), 0);
}

/* A lease or a binding that names an address where another device is seen is old. */
static void seen_host_beats_old_lease(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home(), *other = new_user(b.bench, NULL);
    new_device(&b, other, MAC2, NULL);
    add_row("/ip/dhcp-server/lease", "\"mac-address\":\"" MAC2 "\",\"address\":\"10.0.0.5\"");
    expect_done(user);
    assert_int_equal(sync_one(other).state, EFFECT_WAITS);
    assert_string_equal(lists(), "active 10.0.0.5\n");
}

static void another_routers_user_is_left(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    ask(b.bench, "UPDATE public.users SET mikrotik_server_name = 'hs2'");
    sim_writes(&b.sim);
    expect_done(user);
    assert_int_equal(sim_writes(&b.sim), 0);
}

/* What may not be an address never reaches the database. */
static void odd_addresses_are_passed_over(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC, NULL);
    new_host(&b, MAC, "10.0.0.5\\udce9 odd", 0);
    assert_int_equal(sync_one(user).state, EFFECT_WAITS);
    assert_string_equal(ask(b.bench, "SELECT ip_address IS NULL FROM public.user_devices"), "t");
}

/* --- entries that end by themselves ------------------------------------------------------------ */

static void set_list_timeout(int seconds)
{
    ask(b.bench,
        "INSERT INTO console.setting_value (key, value) VALUES ('list_timeout_s', '%d') "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        seconds);
}

/* The list entry as it is, with so many seconds left. */
static void age_entry(int seconds)
{
    struct arena *a = b.bench->ctx.arena;
    const char *list = rows(LISTS, "list", NULL, NULL), *comment = rows(LISTS, "comment", NULL, NULL);
    json_decref(sim_order(&b.sim,
                          "{\"do\":\"load\",\"tables\":{\"" LISTS "\":[{\"list\":\"%s\",\"address\":\"10.0.0.5\","
                          "\"dynamic\":\"true\",\"timeout-s\":%d,\"comment\":\"%s\"}]}}",
                          arena_copy(a, list, strlen(list) - 1), seconds, arena_copy(a, comment, strlen(comment) - 1)));
    sim_writes(&b.sim);
}

static void open_lists_have_entries_that_end(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    set_list_timeout(3600);
    expect_settled(user);
    assert_string_equal(rows(LISTS, "list", "dynamic", NULL), "active true\n");
    age_entry(1900);
    expect_done(user);
    assert_int_equal(sim_writes(&b.sim), 0);
    age_entry(1700);
    expect_done(user);
    assert_int_equal(sim_writes(&b.sim), 1);
    assert_int_equal(strncmp(rows(LISTS, "timeout", NULL, NULL), "59m", 3), 0);
    ask(b.bench, "UPDATE public.users SET is_blocked = true, blocked_reason = 'rude'");
    expect_settled(user);
    assert_string_equal(rows(LISTS, "list", "dynamic", NULL), "blocked false\n");
}

static void entry_that_can_not_be_renewed_is_replaced(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    set_list_timeout(3600);
    expect_done(user);
    age_entry(10);
    sim_do(&b.sim, "{\"do\":\"trap\",\"on\":\"" LISTS "/set\",\"message\":\"failure: can not change dynamic\"}");
    expect_done(user);
    assert_int_equal(strncmp(rows(LISTS, "timeout", NULL, NULL), "59m", 3), 0);
    expect_settled(user);
}

static void entries_follow_the_setting_when_they_change(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    expect_done(user);
    set_list_timeout(3600);
    sim_writes(&b.sim);
    expect_done(user);
    assert_int_equal(sim_writes(&b.sim), 0);
    assert_string_equal(rows(LISTS, "dynamic", NULL, NULL), "false\n");
    ask(b.bench, "UPDATE public.users SET is_unlimited_user = true");
    expect_settled(user);
    assert_string_equal(rows(LISTS, "list", "dynamic", NULL), "active true\n");
    set_list_timeout(0);
    expect_settled(user);
    assert_string_equal(rows(LISTS, "list", "dynamic", NULL), "active false\n");
}

static int clean_with_settings(void **state)
{
    if (b.bench)
        ask(b.bench, "DELETE FROM console.setting_value");
    return clean(state);
}

#define TEST(f) cmocka_unit_test_setup(f, clean_with_settings)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_are_read_back),
        cmocka_unit_test(portals_forms_are_read),
        cmocka_unit_test(marks_are_compared_by_what_they_mean),
        cmocka_unit_test(durations_are_read),
        TEST(everything_is_made_where_nothing_is),
        TEST(block_moves_list_and_binding_and_kicks),
        TEST(the_reason_says_whether_a_block_is_soft),
        TEST(order_of_change),
        TEST(foreign_entries_stay),
        TEST(foreign_binding_in_the_way_is_said),
        TEST(unclaimed_rows_are_left_and_said),
        TEST(claimed_rows_are_kept_in_their_own_words),
        TEST(what_names_another_is_never_claimed),
        TEST(touching_claims_by_setting),
        TEST(profiles_fall_back_as_the_portals),
        TEST(accounts_are_called_as_the_portal_calls_them),
        TEST(an_account_that_is_made_has_the_default_server),
        TEST(the_default_server_says_which_router_serves),
        TEST(bypass_states_are_read_as_the_portal_reads_them),
        TEST(date_alone_rewrites_nothing),
        TEST(address_changes_hands),
        TEST(guessed_address_of_another_is_left),
        TEST(guessed_address_with_anothers_mark_is_left),
        TEST(tightening_kicks_where_it_must),
        TEST(a_claimed_customers_leftover_makes_way),
        TEST(a_guessed_address_that_a_portal_gave_another_is_left),
        TEST(old_address_is_cleaned),
        TEST(addresses_come_in_order),
        TEST(unknown_profile_fails_for_good),
        TEST(already_there_is_a_success),
        TEST(passing_trouble_is_for_later),
        TEST(lost_connection_is_read_again),
        TEST(passwords_are_compared_where_they_are_shown),
        TEST(a_hidden_password_is_no_other_one),
        TEST(without_the_policy_passwords_are_not_compared),
        TEST(padded_values_are_the_same_values),
        TEST(reset_baseline_is_taken),
        TEST(lost_device_loses_its_binding),
        TEST(many_users_need_one_print_a_menu),
        TEST(two_users_change_places),
        TEST(seen_host_beats_old_lease),
        TEST(another_routers_user_is_left),
        TEST(odd_addresses_are_passed_over),
        TEST(open_lists_have_entries_that_end),
        TEST(entry_that_can_not_be_renewed_is_replaced),
        TEST(entries_follow_the_setting_when_they_change),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

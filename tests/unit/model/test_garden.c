/* The way to the bank: what is added, enabled and removed on a router, and what is never touched. */
#include "tests/unit/model/router_fixture.h"

#include "model/routers/garden.h"
#include "model/routers/garden_plan.h"

#define HOSTS "/ip/hotspot/walled-garden"
#define ADDRESSES "/ip/hotspot/walled-garden/ip"
#define ENTRIES "/ip/firewall/address-list"
#define OURS "lpsaring|garden|date=2026-01-01|time=10:00:00"

static int clean_garden(void **state)
{
    clean(state);
    if (!b.bench)
        return 0;
    sim_do(&b.sim, "{\"do\":\"load\",\"tables\":{\"" HOSTS "\":[],\"" ADDRESSES "\":[]}}");
    ask(b.bench, "DELETE FROM console.setting_value");
    return 0;
}

static void set(const char *key, const char *value)
{
    ask(b.bench,
        "INSERT INTO console.setting_value (key, value) VALUES ('%s', '%s') "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        key, value);
}

static void add_row(const char *path, const char *values)
{
    json_decref(sim_order(&b.sim, "{\"do\":\"row\",\"path\":\"%s\",\"verb\":\"add\",\"values\":{%s}}", path, values));
}

static size_t apply(void)
{
    struct error e = { .code = ERR_NONE };
    size_t changed;
    if (!garden_apply(&b.bench->ctx, "main", &changed, &e))
        fail_msg("%s: %s", e.what, e.why);
    return changed;
}

#define ROWS(path, ...) SIM_ROWS(&b.sim, b.bench->ctx.arena, path, __VA_ARGS__)

static void expect_beginning(const char *text, const char *beginning)
{
    if (strncmp(text, beginning, strlen(beginning)) != 0)
        fail_msg("%s does not begin with %s", text, beginning);
}

static void missing_entries_are_added_and_then_left_alone(void **state)
{
    (void)state;
    need_database();
    set("walled_garden_hosts", "*.midtrans.com, *.Xendit.co\n103.10.128.7/24 103.10.130.1/32");
    set("payment_bypass_addresses", "103.10.131.0/24 api.midtrans.com");
    assert_int_equal(apply(), 7);
    assert_string_equal(ROWS(HOSTS, "dst-host", "action"), "*.midtrans.com allow\n*.xendit.co allow\n");
    assert_string_equal(ROWS(ADDRESSES, "dst-address", "action"),
                        "103.10.128.0/24 accept\n103.10.130.1 accept\n103.10.131.0/24 accept\n");
    assert_string_equal(ROWS(ENTRIES, "list", "address"),
                        "payment_bypass 103.10.131.0/24\npayment_bypass api.midtrans.com\n");
    expect_beginning(ROWS(ENTRIES, "comment"), "lpsaring|garden|date=2");
    sim_writes(&b.sim);
    assert_int_equal(apply(), 0);
    assert_int_equal(sim_writes(&b.sim), 0);
}

static void what_is_wanted_no_more_goes(void **state)
{
    (void)state;
    need_database();
    set("walled_garden_hosts", "a.example b.example");
    set("payment_bypass_addresses", "10.1.0.0/16");
    apply();
    set("walled_garden_hosts", "b.example");
    set("payment_bypass_list", "bank");
    assert_int_equal(apply(), 3); /* one host less, the address from one list to another */
    assert_string_equal(ROWS(HOSTS, "dst-host"), "b.example\n");
    assert_string_equal(ROWS(ENTRIES, "list", "address"), "bank 10.1.0.0/16\n");
    set("walled_garden_hosts", "");
    set("payment_bypass_addresses", "");
    assert_int_equal(apply(), 3);
    assert_string_equal(ROWS(ADDRESSES, "dst-address"), "");
    assert_string_equal(ROWS(HOSTS, "dst-host"), "");
    assert_string_equal(ROWS(ENTRIES, "list"), "");
}

static void disabled_and_turned_entries_are_put_right(void **state)
{
    (void)state;
    need_database();
    set("walled_garden_hosts", "a.example b.example");
    add_row(HOSTS, "\"dst-host\":\"a.example\",\"comment\":\"" OURS "\",\"disabled\":\"true\"");
    add_row(HOSTS, "\"dst-host\":\"b.example\",\"comment\":\"" OURS "\",\"action\":\"deny\"");
    add_row(HOSTS, "\"dst-host\":\"b.example\",\"comment\":\"" OURS "\"");
    assert_int_equal(apply(), 3);
    assert_string_equal(ROWS(HOSTS, "dst-host", "action", "disabled"),
                        "a.example allow false\nb.example allow false\n");
}

static void an_entry_that_someone_narrowed_is_made_anew(void **state)
{
    (void)state;
    need_database();
    set("walled_garden_hosts", "a.example");
    add_row(HOSTS, "\"dst-host\":\"a.example\",\"comment\":\"" OURS "\",\"dst-port\":\"80\"");
    assert_int_equal(apply(), 2);
    assert_string_equal(ROWS(HOSTS, "dst-host", "dst-port"), "a.example -\n");
}

/* Byte for byte: they are no business of ours, whatever stands in them. */
static void others_entries_are_never_touched(void **state)
{
    (void)state;
    need_database();
    set("walled_garden_hosts", "a.example b.example");
    set("payment_bypass_addresses", "10.1.0.0/16");
    add_row(HOSTS, "\"dst-host\":\"a.example\",\"comment\":\"bank\"");
    add_row(HOSTS, "\"dst-host\":\"b.example\",\"action\":\"deny\"");
    add_row(HOSTS, "\"dst-host\":\"old.example\",\"comment\":\"lpsaring garden\"");
    add_row(HOSTS, "\"dst-host\":\"user.example\",\"comment\":\"lpsaring|status=active|user=08\"");
    add_row(ENTRIES, "\"list\":\"payment_bypass\",\"address\":\"10.1.0.0/16\"");
    add_row(ENTRIES, "\"list\":\"payment_bypass\",\"address\":\"10.2.0.0/16\",\"comment\":\"theirs\"");
    /* b.example is denied by another's entry, and ours allows it; the address is in the list, not in the garden */
    assert_int_equal(apply(), 2);
    assert_string_equal(ROWS(HOSTS, "dst-host", "action", "comment"),
                        arena_printf(b.bench->ctx.arena,
                                     "a.example allow bank\nb.example deny -\nold.example allow lpsaring garden\n"
                                     "user.example allow lpsaring|status=active|user=08\n%s",
                                     strstr(ROWS(HOSTS, "dst-host", "action", "comment"), "b.example allow")));
    assert_string_equal(ROWS(ENTRIES, "list", "address"), "payment_bypass 10.1.0.0/16\npayment_bypass 10.2.0.0/16\n");
    set("walled_garden_hosts", "");
    set("payment_bypass_addresses", "");
    assert_int_equal(apply(), 2);
    assert_string_equal(ROWS(ENTRIES, "list", "address"), "payment_bypass 10.1.0.0/16\npayment_bypass 10.2.0.0/16\n");
}

static void the_comparison_says_the_commands(void **state)
{
    (void)state;
    need_database();
    struct error e = { .code = ERR_NONE };
    struct garden_change *changes;
    size_t count;
    set("walled_garden_hosts", "a.example");
    set("payment_bypass_list", "bank");
    add_row(HOSTS, "\"dst-host\":\"old.example\",\"comment\":\"" OURS "\"");
    add_row(ENTRIES, "\"list\":\"active\",\"address\":\"10.0.0.9\",\"comment\":\"x\"");
    struct ros *ros = routers_get(&b.bench->ctx, "main", &e);
    sim_writes(&b.sim);
    assert_true(garden_compare(&b.bench->ctx, ros, &changes, &count, &e));
    assert_int_equal(count, 2);
    assert_string_equal(changes[0].command, "/ip/hotspot/walled-garden/remove .id=*1");
    assert_true(changes[0].is_removal);
    assert_null(changes[0].expected);
    assert_string_equal(changes[0].actual, "allow");
    assert_string_equal(changes[1].subject, "a.example");
    expect_beginning(changes[1].command,
                     "/ip/hotspot/walled-garden/add dst-host=a.example action=allow comment=lpsaring|garden|date=");
    assert_int_equal(sim_writes(&b.sim), 0);
}

static void a_refusal_is_told_and_the_rest_is_done(void **state)
{
    (void)state;
    need_database();
    struct error e = { .code = ERR_NONE };
    size_t changed;
    set("walled_garden_hosts", "a.example b.example");
    sim_do(&b.sim, "{\"do\":\"trap\",\"on\":\"" HOSTS "/add\",\"message\":\"failure: \\u001bodd\"}");
    assert_false(garden_apply(&b.bench->ctx, "main", &changed, &e));
    assert_int_equal(e.code, ERR_REFUSED);
    assert_string_equal(e.why, "a.example: failure: \\eodd");
    assert_int_equal(changed, 1);
    assert_int_equal(routers_retry_in_ms(b.bench->ctx.routers, "main"), 0);
    assert_int_equal(apply(), 1);
}

static void an_entry_that_came_meanwhile_is_found_by_another_look(void **state)
{
    (void)state;
    need_database();
    set("walled_garden_hosts", "");
    set("payment_bypass_addresses", "10.1.0.0/16");
    sim_do(&b.sim, "{\"do\":\"trap\",\"on\":\"" ENTRIES "/add\",\"message\":\"failure: already have such entry\"}");
    assert_int_equal(apply(), 2); /* the trap was a lie: the second look adds it */
}

static void subjects_are_written_as_routers_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *text, *subject;
        bool is_address;
    } cases[] = {
        { "10.0.0.7/8", "10.0.0.0/8", true },      { "10.0.0.7/32", "10.0.0.7", true },
        { "10.0.0.7", "10.0.0.7", true },          { "1.2.3.4/0", "0.0.0.0/0", true },
        { "Bank.Example", "bank.example", false }, { "10.0.0.1-10.0.0.9", "10.0.0.1-10.0.0.9", false },
        { "10.0.0.7/33", "10.0.0.7/33", false },   { "10.0.0.7/x", "10.0.0.7/x", false },
    };
    struct arena *a = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool is_address;
        assert_string_equal(garden_subject(a, cases[i].text, strlen(cases[i].text), &is_address), cases[i].subject);
        assert_int_equal(is_address, cases[i].is_address);
    }
    arena_free(a);
}

#define TEST(f) cmocka_unit_test_setup(f, clean_garden)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(missing_entries_are_added_and_then_left_alone),
        TEST(what_is_wanted_no_more_goes),
        TEST(disabled_and_turned_entries_are_put_right),
        TEST(an_entry_that_someone_narrowed_is_made_anew),
        TEST(others_entries_are_never_touched),
        TEST(the_comparison_says_the_commands),
        TEST(a_refusal_is_told_and_the_rest_is_done),
        TEST(an_entry_that_came_meanwhile_is_found_by_another_look),
        TEST(subjects_are_written_as_routers_write_them),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

/* Drift against a simulated router: each kind is found, said, mended and gone; what is right stays silent. */
#include "tests/unit/model/router_fixture.h"

#include "model/engine/effect.h"
#include "model/routers/drift.h"
#include "model/routers/effects.h"
#include "model/routers/garden.h"
#include "model/routers/sync.h"

#define MAC "AA:BB:CC:00:00:01"
#define MAC2 "AA:BB:CC:00:00:02"
#define LISTS "/ip/firewall/address-list"
#define BINDINGS "/ip/hotspot/ip-binding"
#define ACCOUNTS "/ip/hotspot/user"
#define NOBODY "0a9bfc59-3f0e-4e6b-8f0d-0123456789ab"

static int clean_all(void **state)
{
    struct error e = { .code = ERR_NONE };
    size_t changed;
    clean(state);
    if (!b.bench)
        return 0;
    ask(b.bench, "DELETE FROM console.drift; DELETE FROM console.router_session; DELETE FROM console.setting_value");
    sim_do(&b.sim, "{\"do\":\"load\",\"tables\":{\"/ip/hotspot/user/profile\":[{\"name\":\"default\"},{\"name\":"
                   "\"gold\"}],\"/ip/hotspot/walled-garden\":[],\"/ip/hotspot/walled-garden/ip\":[]}}");
    if (!garden_apply(&b.bench->ctx, "main", &changed, &e))
        fail_msg("%s: %s", e.what, e.why);
    sim_writes(&b.sim);
    return 0;
}

static struct drift_report scan(void)
{
    struct error e = { .code = ERR_NONE };
    struct drift_report report;
    if (!drift_scan(&b.bench->ctx, "main", &report, &e))
        fail_msg("%s: %s", e.what, e.why);
    return report;
}

static const char *found(void)
{
    return ask(b.bench, "SELECT coalesce(string_agg(kind || ' ' || subject, E'\\n' ORDER BY kind, subject), '') "
                        "FROM console.drift");
}

static const char *mendable(void)
{
    return ask(b.bench, "SELECT coalesce(string_agg(kind, ' ' ORDER BY kind, subject), '') FROM console.drift "
                        "WHERE mend IS NOT NULL");
}

static const char *field(const char *kind, const char *column)
{
    return ask(b.bench, "SELECT %s FROM console.drift WHERE kind = '%s' LIMIT 1", column, kind);
}

static void add_row(const char *path, const char *values)
{
    json_decref(sim_order(&b.sim, "{\"do\":\"row\",\"path\":\"%s\",\"verb\":\"add\",\"values\":{%s}}", path, values));
}

/* Changes the first row of a menu. */
static void change_row(const char *path, const char *values)
{
    const char *id = SIM_ROWS(&b.sim, b.bench->ctx.arena, path, ".id");
    json_decref(sim_order(&b.sim, "{\"do\":\"row\",\"path\":\"%s\",\"verb\":\"set\",\"values\":{\".id\":\"%.*s\",%s}}",
                          path, (int)strcspn(id, "\n"), id, values));
}

static void remove_row(const char *path)
{
    const char *id = SIM_ROWS(&b.sim, b.bench->ctx.arena, path, ".id");
    json_decref(sim_order(&b.sim, "{\"do\":\"row\",\"path\":\"%s\",\"verb\":\"remove\",\"values\":{\".id\":\"%.*s\"}}",
                          path, (int)strcspn(id, "\n"), id));
}

static void clear(const char *path)
{
    json_decref(sim_order(&b.sim, "{\"do\":\"load\",\"tables\":{\"%s\":[]}}", path));
}

static const char *mark_of(const char *uid, const char *status)
{
    return arena_printf(b.bench->ctx.arena,
                        "lpsaring|status=%s|user=0899|uid=%s|role=USER|date=2026-01-02|time=03:04:05", status, uid);
}

static void add_entry(const char *list, const char *address, const char *comment)
{
    add_row(LISTS, arena_printf(b.bench->ctx.arena, "\"list\":\"%s\",\"address\":\"%s\",\"comment\":\"%s\"", list,
                                address, comment));
}

static void sync_all(void)
{
    struct error e = { .code = ERR_NONE };
    struct arena *a = b.bench->ctx.arena;
    char *text = arena_strdup(a, ask(b.bench, "SELECT string_agg(id::text, ' ') FROM public.users")), *save = NULL;
    const char *ids[64];
    struct sync_outcome outcomes[64];
    size_t count = 0;
    for (char *id = strtok_r(text, " ", &save); id && count < 64; id = strtok_r(NULL, " ", &save))
        ids[count++] = id;
    if (!sync_users(&b.bench->ctx, "main", ids, count, outcomes, &e))
        fail_msg("%s: %s", e.what, e.why);
    db_result_free(db_text(b.bench->ctx.db, "SELECT 1", NULL, 0, NULL)); /* what ends the outbox's row takes along what waits */
}

/* A user whose device is there, in step with the router. */
static const char *user_at_home(void)
{
    const char *user = new_user(b.bench, "mikrotik_password = '123456'");
    new_device(&b, user, MAC, NULL);
    new_host(&b, MAC, "10.0.0.5", 1000);
    add_row("/ip/dhcp-server/lease", "\"mac-address\":\"" MAC "\",\"address\":\"10.0.0.5\"");
    sync_all();
    return user;
}

/* All tables of the router, but for the rows that carry our mark. */
static const char *foreign_rows(void)
{
    json_t *reply = sim_order(&b.sim, "{\"do\":\"dump\"}"), *rows, *row;
    json_t *out = json_object();
    const char *path;
    size_t i;
    json_object_foreach(json_object_get(reply, "tables"), path, rows)
    {
        json_t *kept = json_array();
        json_array_foreach(rows, i, row)
        {
            const char *comment = json_string_value(json_object_get(row, "comment"));
            json_object_del(row, "uptime");
            if (!comment || strncmp(comment, "lpsaring|", 9) != 0)
                json_array_append(kept, row);
        }
        json_object_set_new(out, path, kept);
    }
    char *text = json_dumps(out, JSON_SORT_KEYS);
    const char *copy = arena_strdup(b.bench->ctx.arena, text);
    free(text);
    json_decref(out);
    json_decref(reply);
    return copy;
}

static struct action_result mend(const char *kind)
{
    struct arena *a = b.bench->ctx.arena;
    char *text =
        arena_strdup(a, ask(b.bench, "SELECT string_agg(id::text, ' ') FROM console.drift WHERE kind = '%s'", kind));
    const char *ids[64];
    char *save = NULL;
    size_t count = 0;
    for (char *id = strtok_r(text, " ", &save); id && count < 64; id = strtok_r(NULL, " ", &save))
        ids[count++] = id;
    return run_action(b.bench, "drift.mend", ids, count, NULL, NULL);
}

/* --- one of each kind ------------------------------------------------------------------------- */

static void no_entry(const char *user)
{
    (void)user;
    remove_row(LISTS);
}

static void disabled_entry(const char *user)
{
    (void)user;
    change_row(LISTS, "\"disabled\":\"yes\"");
}

static void entry_in_habis(const char *user)
{
    remove_row(LISTS);
    add_entry("habis", "10.0.0.5", mark_of(user, "habis"));
    ask(b.bench,
        "INSERT INTO public.transactions (id, user_id, midtrans_order_id, amount, status, payment_time) VALUES "
        "(gen_random_uuid(), '%s', 'HS-%s', 1000, 'SUCCESS', '2026-11-20 14:02+07')",
        user, user);
}

static void entry_in_two_lists(const char *user)
{
    add_entry("habis", "10.0.0.5", mark_of(user, "habis"));
}

static void entry_at_old_address(const char *user)
{
    add_entry("active", "10.0.9.9", mark_of(user, "active"));
}

static void entry_of_another(const char *user)
{
    (void)user;
    add_entry("blocked", "10.0.0.5", mark_of(NOBODY, "blocked"));
}

static void entry_with_old_mark(const char *user)
{
    change_row(LISTS, arena_printf(b.bench->ctx.arena, "\"comment\":\"%s\"", mark_of(user, "unlimited")));
}

static void entry_that_ends(const char *user)
{
    const char *comment = SIM_ROWS(&b.sim, b.bench->ctx.arena, LISTS, "comment");
    (void)user;
    remove_row(LISTS);
    add_row(
        LISTS,
        arena_printf(
            b.bench->ctx.arena,
            "\"list\":\"active\",\"address\":\"10.0.0.5\",\"timeout-s\":3600,\"dynamic\":\"true\",\"comment\":\"%.*s\"",
            (int)strcspn(comment, "\n"), comment));
}

static void no_binding(const char *user)
{
    (void)user;
    remove_row(BINDINGS);
}

static void regular_binding(const char *user)
{
    (void)user;
    change_row(BINDINGS, "\"type\":\"regular\"");
}

static void disabled_binding(const char *user)
{
    (void)user;
    change_row(BINDINGS, "\"disabled\":\"yes\"");
}

static void binding_of_lost_device(const char *user)
{
    add_row(BINDINGS,
            arena_printf(b.bench->ctx.arena, "\"mac-address\":\"" MAC2 "\",\"type\":\"bypassed\",\"comment\":\"%s\"",
                         mark_of(user, "active")));
}

static void no_account(const char *user)
{
    (void)user;
    remove_row(ACCOUNTS);
}

static void other_profile(const char *user)
{
    (void)user;
    ask(b.bench, "INSERT INTO public.application_settings (setting_key, setting_value) VALUES "
                 "('MIKROTIK_ACTIVE_PROFILE', 'gold')");
}

static void other_limit(const char *user)
{
    (void)user;
    change_row(ACCOUNTS, "\"limit-bytes-total\":\"5\"");
}

static void disabled_account(const char *user)
{
    (void)user;
    change_row(ACCOUNTS, "\"disabled\":\"yes\"");
}

static void other_password(const char *user)
{
    (void)user;
    change_row(ACCOUNTS, "\"password\":\"lama\"");
}

static void high_count(const char *user)
{
    (void)user;
    json_t *dump = sim_order(&b.sim, "{\"do\":\"dump\",\"path\":\"" ACCOUNTS "\"}");
    json_t *rows = json_object_get(json_object_get(dump, "tables"), ACCOUNTS);
    json_object_set_new(json_array_get(rows, 0), "bytes-in", json_string("99999999999"));
    char *text = json_dumps(rows, 0);
    json_decref(sim_order(&b.sim, "{\"do\":\"load\",\"tables\":{\"" ACCOUNTS "\":%s}}", text));
    free(text);
    json_decref(dump);
}

static void session_of_blocked(const char *user)
{
    ask(b.bench, "UPDATE public.users SET is_blocked = true, blocked_reason = 'rude' WHERE id = '%s'", user);
    sync_all();
    add_row("/ip/hotspot/active", "\"user\":\"x\",\"mac-address\":\"" MAC "\",\"address\":\"10.0.0.5\"");
}

static void entry_of_nobody(const char *user)
{
    (void)user;
    add_entry("active", "10.0.7.7", mark_of(NOBODY, "active"));
}

static void no_garden(const char *user)
{
    (void)user;
    clear("/ip/hotspot/walled-garden");
}

static const struct injected {
    const char *kind;
    void (*inject)(const char *user);
    const char *cause, *mend;
    size_t count;
} injected[] = {
    { "missing_in_list", no_entry, "active with 10.0 GB left; no entry of the customer's stands at 10.0.0.5",
      "/ip firewall address-list add list=active address=10.0.0.5 comment=\"lpsaring|status=active|", 1 },
    { "missing_in_list", disabled_entry, "the customer's entry at 10.0.0.5 is disabled", "disabled=no", 1 },
    { "wrong_list", entry_in_habis,
      "paid on 2026-11-20 14:02; the router still has the customer in habis (status=habis, 2026-01-02 03:04:05)",
      "/ip firewall address-list remove *", 1 },
    { "several_lists", entry_in_two_lists, "the router has the customer in", "/ip firewall address-list remove *", 1 },
    { "stale_entry", entry_at_old_address, "no device of the customer's has 10.0.9.9 any more",
      "/ip firewall address-list remove *", 1 },
    { "stale_entry", entry_of_another, "the entry is still of 0899", "/ip firewall address-list remove *", 1 },
    { "entry_mark", entry_with_old_mark, "the entry says status=unlimited", "/ip firewall address-list set *", 1 },
    { "entry_timeout", entry_that_ends, "should stay", "/ip firewall address-list add list=active", 1 },
    { "binding_missing", no_binding, "the customer's device " MAC " has no ip-binding",
      "/ip hotspot ip-binding add mac-address=" MAC " type=bypassed", 1 },
    { "binding_type", regular_binding, "still is regular", "type=bypassed", 1 },
    { "binding_other", disabled_binding, "is disabled", "disabled=no", 1 },
    { "binding_stale", binding_of_lost_device, MAC2 " is no device of the customer's", "/ip hotspot ip-binding remove *", 1 },
    { "account_missing", no_account, "the router has no hotspot user", "/ip hotspot user add name=", 1 },
    { "account_profile", other_profile, "the hotspot user has the profile default", "profile=gold", 1 },
    { "account_limit", other_limit, "the hotspot user ends at 0 MB", "limit-bytes-total=10737418240", 1 },
    { "account_disabled", disabled_account, "the hotspot user is disabled", "disabled=no", 1 },
    { "account_other", other_password, "the hotspot user has another password", "password=\"***\"", 1 },
    { "account_counter", high_count, "beyond the customer's limit", "/ip hotspot user reset-counters *", 1 },
    { "session_open", session_of_blocked, "a session of the customer's still runs", "/ip hotspot active remove *", 1 },
    { "orphan_entry", entry_of_nobody, "the database knows no user " NOBODY, "/ip firewall address-list remove *", 1 },
    { "garden", no_garden, "the settings want", "/ip/hotspot/walled-garden/add", 2 },
};

static void expect_found(const struct injected *i)
{
    struct drift_report report = scan();
    if (report.mendable != i->count)
        fail_msg("%s: %zu mendable: %s", i->kind, report.mendable, found());
    const char *cause = field(i->kind, "cause"), *commands = field(i->kind, "mend");
    if (!strstr(cause, i->cause) || !strstr(commands, i->mend))
        fail_msg("%s: cause: %s; mend: %s", i->kind, cause, commands);
    assert_string_equal(field(i->kind, "is_safe"), "t");
}

/* Found, mended at once by the action, and not found again; what is not ours is as it was. */
static void each_kind_is_found_and_mended(void **state)
{
    (void)state;
    need_database();
    for (size_t i = 0; i < sizeof injected / sizeof injected[0]; i++) {
        clean_all(NULL);
        const char *user = user_at_home();
        add_entry("active", "10.15.0.1", "printer kantor");
        add_row(BINDINGS, "\"mac-address\":\"0A:00:00:00:00:01\",\"type\":\"bypassed\",\"comment\":\"printer\"");
        add_row(ACCOUNTS, "\"name\":\"kantor\",\"password\":\"rahasia\",\"comment\":\"staff\"");
        if (scan().differences)
            fail_msg("before %s: %s", injected[i].kind, found());
        injected[i].inject(user);
        const char *before = foreign_rows();
        expect_found(&injected[i]);
        struct action_result result = mend(injected[i].kind);
        if (result.effects_done != result.outbox_count || !result.outbox_count)
            fail_msg("%s: %s; %s", injected[i].kind, result.summary, result.effect_error);
        if (strcmp(injected[i].kind, "garden") != 0)
            assert_string_equal(mendable(), "");
        if (strcmp(injected[i].kind, "session_open") != 0)
            assert_string_equal(foreign_rows(), before);
        sim_writes(&b.sim);
        struct drift_report again = scan();
        if (again.mendable)
            fail_msg("%s is found again: %s", injected[i].kind, found());
        assert_int_equal(again.foreign, 1);
        assert_int_equal(sim_writes(&b.sim), 0);
    }
}

/* What a sync sends for the user is what his differences say. */
static void preview_is_what_is_sent(void **state)
{
    (void)state;
    need_database();
    for (size_t i = 0; i < sizeof injected / sizeof injected[0]; i++) {
        if (strcmp(injected[i].kind, "garden") == 0 || strcmp(injected[i].kind, "orphan_entry") == 0)
            continue;
        clean_all(NULL);
        injected[i].inject(user_at_home());
        scan();
        int lines =
            atoi(ask(b.bench, "SELECT count(DISTINCT l) FROM console.drift, unnest(string_to_array(mend, E'\\n')) l"));
        sim_writes(&b.sim);
        sync_all();
        int writes = sim_writes(&b.sim);
        if (!lines || writes != lines)
            fail_msg("%s: %d lines, %d writes: %s", injected[i].kind, lines, writes, found());
    }
}

/* --- circumstances ------------------------------------------------------------------------------ */

static void information_is_refused(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home(), *other = new_user(b.bench, NULL);
    new_device(&b, other, MAC2, NULL);
    sync_all();
    new_host(&b, "AA:BB:CC:00:00:77", "10.0.0.77", 0);
    clear("/ip/dhcp-server/lease");
    add_row("/ip/dhcp-server/lease", "\"mac-address\":\"AA:BB:CC:00:00:99\",\"address\":\"10.0.0.99\"");
    add_entry("habis", "10.0.0.5", "laptop of the boss");
    struct drift_report report = scan();
    assert_int_equal(report.mendable, 0);
    assert_string_equal(ask(b.bench, "SELECT string_agg(kind, ' ' ORDER BY kind) FROM console.drift"),
                        "foreign_entry lease_missing no_address unknown_device");
    assert_string_equal(field("foreign_entry", "user_id"), user);
    assert_string_equal(field("no_address", "user_id"), other);
    assert_string_equal(field("unknown_device", "subject"), "AA:BB:CC:00:00:77");
    const char *id = field("foreign_entry", "id");
    struct plan plan = make_plan(&b.bench->ctx, "drift.mend", &(struct selection){ .filter = "" }, NULL, NULL);
    assert_int_equal(plan.id_count, 0);
    assert_int_equal(plan.refused_count, 4);
    plan = make_plan(&b.bench->ctx, "drift.mend", &(struct selection){ .ids = &id, .id_count = 1 }, NULL, NULL);
    assert_non_null(strstr(plan.samples[0].refusal, "needs a person"));
}

/* A device that is not there now, and an address that carries somebody else's entry: a person decides. */
static void unsure_ones_wait_for_a_person(void **state)
{
    (void)state;
    need_database();
    const char *away = new_user(b.bench, "mikrotik_password = '1'"), *home = user_at_home();
    new_device(&b, away, MAC2, "ip_address = '10.0.0.9'");
    sync_all();
    clear(LISTS);
    scan();
    assert_string_equal(ask(b.bench, "SELECT is_safe FROM console.drift WHERE user_id = '%s'", away), "f");
    assert_string_equal(ask(b.bench, "SELECT is_safe FROM console.drift WHERE user_id = '%s'", home), "t");
    struct error e = { .code = ERR_NONE };
    size_t mended;
    assert_true(drift_mend_safe(&b.bench->ctx, "main", &mended, &e));
    assert_int_equal(mended, 1);
    assert_string_equal(SIM_ROWS(&b.sim, b.bench->ctx.arena, LISTS, "list", "address"), "active 10.0.0.5\n");
    struct plan plan = make_plan(&b.bench->ctx, "drift.mend", &(struct selection){ .filter = "" }, NULL, NULL);
    assert_int_equal(plan.id_count, 1);
    assert_non_null(strstr(plan.notes[0], "a person should look at 1 of them"));
    assert_non_null(strstr(plan.notes[0], "address-list add list=active address=10.0.0.9"));
    mend("missing_in_list");
    assert_string_equal(found(), "");
    assert_int_equal(scan().mendable, 0);
}

static void count_note(void *ctx, const char *channel, const char *payload)
{
    (void)channel;
    (void)payload;
    ++*(int *)ctx;
}

static void differences_keep_their_time(void **state)
{
    (void)state;
    need_database();
    user_at_home();
    clear(LISTS);
    scan();
    const char *first = ask(b.bench, "SELECT id || ' ' || found_at FROM console.drift"),
               *seen = field("missing_in_list", "seen_at");
    scan();
    assert_string_equal(ask(b.bench, "SELECT id || ' ' || found_at FROM console.drift"), first);
    assert_string_not_equal(field("missing_in_list", "seen_at"), seen);
    sync_all();
    assert_string_equal(found(), "");
}

/* Only what changed is told to the consoles; a look that finds the same is silent. */
static void silent_where_nothing_changed(void **state)
{
    (void)state;
    need_database();
    struct error e = { .code = ERR_NONE };
    struct db *listener = db_new(b.bench->config.database, "listener");
    int notes = 0;
    assert_true(db_listen(listener, "hotspot_console", &e));
    user_at_home();
    clear(LISTS);
    scan();
    db_run(listener, "drift_begin", NULL, 0, NULL, &e);
    assert_true(db_notifications(listener, count_note, &notes, &e));
    assert_true(notes > 0);
    notes = 0;
    scan();
    db_run(listener, "drift_begin", NULL, 0, NULL, &e);
    assert_true(db_notifications(listener, count_note, &notes, &e));
    assert_int_equal(notes, 0);
    db_free(listener);
}

/* Upkeep is no difference: it is asked for in passing. */
static void entries_that_end_are_renewed(void **state)
{
    (void)state;
    need_database();
    user_at_home();
    ask(b.bench, "INSERT INTO console.setting_value (key, value) VALUES ('list_timeout_s', '3600')");
    const char *comment = SIM_ROWS(&b.sim, b.bench->ctx.arena, LISTS, "comment");
    for (int seconds = 600; seconds <= 3000; seconds += 2400) {
        clear(LISTS);
        add_row(LISTS,
                arena_printf(b.bench->ctx.arena,
                             "\"list\":\"active\",\"address\":\"10.0.0.5\",\"timeout-s\":%d,\"dynamic\":\"true\","
                             "\"comment\":\"%.*s\"",
                             seconds, (int)strcspn(comment, "\n"), comment));
        ask(b.bench, "DELETE FROM console.outbox");
        assert_int_equal(scan().differences, 0);
        assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.outbox WHERE effect = 'sync_user'"),
                            seconds < 1800 ? "1" : "0");
    }
}

/* Who is being synced meanwhile is not judged by what was seen before. */
static void users_under_way_are_not_judged(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    clear(LISTS);
    ask(b.bench,
        "DELETE FROM console.worker; INSERT INTO console.worker (id, kind, host, pid, version) VALUES ('" BENCH_WORKER
        "', 'act', 'h', 1, '1')");
    ask(b.bench,
        "INSERT INTO console.outbox (target, effect, entity_type, entity_id) VALUES "
        "('router:main', 'sync_user', 'user', '%s')",
        user);
    assert_non_null(strstr((scan(), field("missing_in_list", "cause")), "the sync is due"));
    ask(b.bench,
        "UPDATE console.outbox SET state = 'running', worker_id = '" BENCH_WORKER "', lease_until = now() + '1 min'");
    scan();
    assert_string_equal(found(), "");
}

static long bytes_of_a_look(void)
{
    sim_writes(&b.sim);
    scan();
    json_t *reply = sim_order(&b.sim, "{\"do\":\"stats\"}");
    long bytes = (long)json_integer_value(json_object_get(json_object_get(reply, "stats"), "bytes_out"));
    json_decref(reply);
    return bytes;
}

static void failing_look_keeps_what_was_found(void **state)
{
    (void)state;
    need_database();
    struct error e = { .code = ERR_NONE };
    struct drift_report report;
    user_at_home();
    clear(LISTS);
    scan();
    const char *before = found();
    long whole = bytes_of_a_look();
    for (long after = 10; after < whole - 20; after += whole / 12) {
        json_decref(sim_order(&b.sim, "{\"do\":\"drop\",\"after_bytes\":%ld}", after));
        if (drift_scan(&b.bench->ctx, "main", &report, &e))
            fail_msg("the connection was to break after %ld of %ld bytes", after, whole);
        assert_string_equal(found(), before);
        assert_string_equal(ask(b.bench, "SELECT scan_error IS NOT NULL FROM console.router_sync_state"), "t");
        sim_do(&b.sim, "{\"do\":\"calm\"}");
        routers_retry_now(b.bench->ctx.routers, "main");
    }
    scan();
    assert_string_equal(ask(b.bench, "SELECT scan_error IS NULL FROM console.router_sync_state"), "t");
}

static void router_without_dhcp_is_looked_at(void **state)
{
    (void)state;
    need_database();
    user_at_home();
    sim_do(&b.sim, "{\"do\":\"trap\",\"on\":\"/ip/dhcp-server/lease/print\",\"message\":\"no such command prefix\"}");
    assert_int_equal(scan().differences, 0);
    struct error e = { .code = ERR_NONE };
    struct drift_report report;
    sim_do(&b.sim, "{\"do\":\"trap\",\"on\":\"" LISTS "/print\",\"message\":\"no such command prefix\"}");
    assert_false(drift_scan(&b.bench->ctx, "main", &report, &e));
    assert_non_null(strstr(ask(b.bench, "SELECT scan_error FROM console.router_sync_state"), "no such command"));
}

/* Bytes of another code page, in what is ours and in what is not. */
static void any_bytes_are_stored(void **state)
{
    (void)state;
    need_database();
    user_at_home();
    add_entry("active", "10.0.7.7", arena_printf(b.bench->ctx.arena, "%s|\\udce9t\\udce9", mark_of(NOBODY, "active")));
    add_row("/ip/hotspot/active",
            "\"user\":\"caf\\udce9\",\"mac-address\":\"AA:BB:CC:00:00:77\",\"address\":\"1.2.3.4\"");
    assert_int_equal(scan().mendable, 1);
    assert_string_equal(ask(b.bench, "SELECT account FROM console.router_session"), "caf\\xe9");
    assert_int_equal(mend("orphan_entry").effects_done, 1);
    assert_string_equal(SIM_ROWS(&b.sim, b.bench->ctx.arena, LISTS, "address"), "10.0.0.5\n");
}

static void clean_looks_again(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    entry_of_nobody(user);
    scan();
    clear(LISTS);
    sync_all();
    add_entry("active", "10.0.7.7", "somebody's own");
    const char *item =
        ask(b.bench, "UPDATE console.drift SET item = item || jsonb_build_object('id', '%.*s') RETURNING id", 2, "*2");
    assert_non_null(item);
    const char *before = foreign_rows();
    struct action_result result = mend("orphan_entry");
    assert_int_equal(result.effects_done, 1);
    assert_string_equal(foreign_rows(), before);
    assert_non_null(
        strstr(ask(b.bench, "SELECT payload ->> 'note' FROM console.outbox WHERE effect = 'clean'"), "something else"));
}

static void leftovers_of_other_routers_are_cleaned(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    ask(b.bench, "UPDATE public.users SET mikrotik_server_name = 'hs2' WHERE id = '%s'", user);
    assert_int_equal(scan().mendable, 3);
    assert_non_null(strstr(field("orphan_entry", "cause"), "is served by router north, not by this one"));
    assert_string_equal(ask(b.bench, "SELECT string_agg(is_safe::text, ' ' ORDER BY is_safe) FROM console.drift"),
                        "false true true");
    mend("orphan_entry");
    assert_string_equal(mendable(), "");
    assert_string_equal(SIM_ROWS(&b.sim, b.bench->ctx.arena, LISTS, "address"), "");
    assert_string_equal(SIM_ROWS(&b.sim, b.bench->ctx.arena, ACCOUNTS, "name"), "");
}

/* A wrong database behind the console must not empty the router. */
static void many_orphans_need_a_person(void **state)
{
    (void)state;
    need_database();
    struct error e = { .code = ERR_NONE };
    size_t mended;
    for (int i = 1; i <= 30; i++)
        add_entry("active", arena_printf(b.bench->ctx.arena, "10.0.3.%d", i), mark_of(NOBODY, "active"));
    struct drift_report report = scan();
    assert_int_equal(report.mendable, 30);
    assert_int_equal(report.safe, 0);
    assert_true(drift_mend_safe(&b.bench->ctx, "main", &mended, &e));
    assert_int_equal(mended, 0);
    assert_int_equal(sim_writes(&b.sim), 0);
}

static void sessions_are_kept(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home();
    add_row("/ip/hotspot/active", "\"user\":\"x\",\"mac-address\":\"" MAC "\",\"address\":\"10.0.0.5\"");
    assert_int_equal(scan().sessions, 1);
    assert_string_equal(ask(b.bench, "SELECT user_id || ' ' || account || ' ' || mac FROM console.router_session"),
                        arena_printf(b.bench->ctx.arena, "%s x " MAC, user));
    clear("/ip/hotspot/active");
    scan();
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.router_session"), "0");
}

static void reconcile_mends_where_asked(void **state)
{
    (void)state;
    need_database();
    struct error e = { .code = ERR_NONE };
    user_at_home();
    clear(LISTS);
    struct effect_row row = { .entity_id = NOBODY, .payload = "{\"mend\":\"no\"}" };
    assert_true(effect_reconcile(&b.bench->ctx, "main", &row, 1, &e));
    assert_string_equal(found(), "missing_in_list 10.0.0.5");
    row.payload = "{\"mend\":\"safe\"}";
    assert_true(effect_reconcile(&b.bench->ctx, "main", &row, 1, &e));
    assert_int_equal(row.state, EFFECT_DONE);
    assert_non_null(strstr(row.message, "1 differences, 1 safe to mend, 1 mended"));
    assert_string_equal(found(), "");
    assert_string_equal(ask(b.bench,
                            "SELECT entity_type || ' ' || (before ->> 'actual' IS NULL) FROM console.audit_log "
                            "ORDER BY id DESC LIMIT 1"),
                        "drift true");
}

#define TEST(f) cmocka_unit_test_setup(f, clean_all)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_kind_is_found_and_mended),
        TEST(preview_is_what_is_sent),
        TEST(information_is_refused),
        TEST(unsure_ones_wait_for_a_person),
        TEST(differences_keep_their_time),
        TEST(silent_where_nothing_changed),
        TEST(entries_that_end_are_renewed),
        TEST(users_under_way_are_not_judged),
        TEST(failing_look_keeps_what_was_found),
        TEST(router_without_dhcp_is_looked_at),
        TEST(any_bytes_are_stored),
        TEST(clean_looks_again),
        TEST(leftovers_of_other_routers_are_cleaned),
        TEST(many_orphans_need_a_person),
        TEST(sessions_are_kept),
        TEST(reconcile_mends_where_asked),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

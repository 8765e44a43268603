/* Messages: templates that are whole and say what is wrong with them, and who is told what of a charge. */
#include "tests/unit/model/action_bench.h"

#include "base/embedded.h"
#include "base/text.h"
#include "model/config/config.h"
#include "model/pay/message.h"

#include <sys/stat.h>

#define WORKER "11111111-1111-4111-8111-111111111111"
#define OTHER_WORKER "22222222-2222-4222-8222-222222222222"
#define ORDER "BELI-0123456789AB"

static struct bench *b;
static char folder[] = "/tmp/hc-templates-XXXXXX";
static const char *const languages[] = { "en", "id" };
static const char *const admins[] = { "1001", "1002", NULL };
static struct config_telegram telegram = { .url = "http://127.0.0.1:1", .token = "1:x", .admin_chats = admins };
static struct config_whatsapp whatsapp = { .url = "http://127.0.0.1:1", .token = "x" };

static int begin(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    b = bench_open();
    if (b)
        b->ctx.worker_id = WORKER;
    return 0;
}

static int end(void **state)
{
    (void)state;
    bench_close(b);
    return rmdir(folder);
}

static int clean(void **state)
{
    (void)state;
    if (!b)
        return 0;
    ask(b, "DELETE FROM console.outbox");
    ask(b, "DELETE FROM console.payment_message_log");
    ask(b, "DELETE FROM console.charge");
    ask(b, "DELETE FROM console.setting_value");
    b->config.telegram = &telegram;
    b->config.whatsapp = &whatsapp;
    b->config.templates_dir = NULL;
    return 0;
}

static void need_database(void)
{
    if (!b)
        skip();
}

/* --- templates */

static const char *fill(struct arena *a, const char *own, const char *language, const char *name,
                        const struct message_value *values, size_t count, bool html)
{
    struct error e = { .code = ERR_NONE };
    const char *text = message_fill_in(a, own, language, name, values, count, html, &e);
    if (!text)
        fail_msg("%s: %s", e.what, e.why);
    return text;
}

static size_t every_value(const struct message_template *t, struct message_value values[], const char *text)
{
    size_t count = 0;
    for (; t->places[count]; count++)
        values[count] = (struct message_value){ .name = t->places[count], .text = text };
    return count;
}

static void every_template_is_there_in_both_languages(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    for (size_t i = 0; i < message_template_count; i++) {
        const struct message_template *t = &message_templates[i];
        struct message_value values[32];
        size_t count = every_value(t, values, "@@");
        for (size_t l = 0; l < 2; l++) {
            const char *text = fill(a, NULL, languages[l], t->name, values, count, true);
            assert_true((strstr(text, "@@") != NULL) == (count > 0));
            assert_null(strpbrk(text, "{}"));
            assert_true(text_is_utf8(text, strlen(text)));
        }
        assert_string_not_equal(fill(a, NULL, "en", t->name, values, count, true),
                                fill(a, NULL, "id", t->name, values, count, true));
    }
    arena_free(a);
}

static void nothing_else_is_shipped(void **state)
{
    (void)state;
    size_t shipped = 0;
    for (size_t i = 0; i < embedded_file_count; i++)
        shipped += strncmp(embedded_files[i].path, "templates/", 10) == 0;
    assert_int_equal(shipped, message_template_count * 2);
}

static void both_languages_have_the_same_places(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    for (size_t i = 0; i < message_template_count; i++) {
        const struct message_template *t = &message_templates[i];
        for (const char *const *place = t->places; *place; place++) {
            const char *word = arena_printf(a, "{%s}", *place);
            const struct embedded_file *en = embedded_find(arena_printf(a, "templates/%s.en.txt", t->name));
            const struct embedded_file *id = embedded_find(arena_printf(a, "templates/%s.id.txt", t->name));
            if ((strstr(en->text, word) != NULL) != (strstr(id->text, word) != NULL))
                fail_msg("%s: only one language has %s", t->name, word);
        }
    }
    arena_free(a);
}

static void hostile_values_stay_text(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    const struct message_value values[] = { { .name = "link", .text = "<b>&\"x\"\nPAY HERE \xe2\x80\xae\xff" } };
    assert_string_equal(fill(a, NULL, "en", "pay_link", values, 1, true),
                        "Pay here: &lt;b&gt;&amp;\"x\"\\nPAY HERE \\u{202e}\\xff");
    assert_string_equal(fill(a, NULL, "en", "pay_link", values, 1, false),
                        "Pay here: <b>&\"x\"\\nPAY HERE \\u{202e}\\xff");
    arena_free(a);
}

static const char *write_own(struct arena *a, const char *file, const char *text)
{
    const char *path = arena_printf(a, "%s/%s", folder, file);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    return path;
}

static void own_templates_win(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    const struct message_value values[] = { { .name = "link", .text = "x" } };
    const char *path = write_own(a, "pay_link.en.txt", "Go & see {link} {} {A}\n\n");
    assert_string_equal(fill(a, folder, "en", "pay_link", values, 1, true), "Go &amp; see x {} {A}");
    assert_string_equal(fill(a, folder, "id", "pay_link", values, 1, true), "Bayar di sini: x");
    unlink(path);
    arena_free(a);
}

static void faults_name_the_template(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } faults[] = {
        { "see {lnik}", "there is no {lnik}" },
        { "", "is empty" },
        { "\xff", "not text in UTF-8" },
    };
    struct arena *a = arena_new();
    const struct message_value values[] = { { .name = "link", .text = "x" } };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct error e = { .code = ERR_NONE };
        char text[900];
        const char *path = write_own(a, "pay_link.en.txt", faults[i].text);
        assert_null(message_fill_in(a, folder, "en", "pay_link", values, 1, false, &e));
        unlink(path);
        error_text(&e, text, sizeof text);
        assert_int_equal(e.code, ERR_CONFIG);
        assert_non_null(strstr(text, path));
        assert_non_null(strstr(text, faults[i].says));
    }
    arena_free(a);
}

static void a_missing_value_is_an_error(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    const struct message_value values[] = { { .name = "link" } };
    struct error e = { .code = ERR_NONE };
    assert_null(message_fill_in(a, NULL, "en", "pay_link", values, 1, false, &e));
    assert_string_equal(e.why, "templates/pay_link.en.txt: {link} has no value");
    assert_null(message_fill_in(a, NULL, "en", "pay_nothing", values, 1, false, &e));
    assert_non_null(strstr(e.why, "pay_nothing"));
    arena_free(a);
}

static void an_overlong_template_is_refused(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    char text[4000];
    struct error e = { .code = ERR_NONE };
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    const char *path = write_own(a, "pay_link.en.txt", text);
    assert_null(message_fill_in(a, folder, "en", "pay_link", NULL, 0, false, &e));
    unlink(path);
    assert_non_null(strstr(e.why, "longer than"));
    arena_free(a);
}

/* --- who is told */

static const char *new_charge(const char *user)
{
    return ask(b,
               "INSERT INTO console.charge (order_id, kind, gateway, mode, method, bank, user_id, subject, amount_rp, "
               "state, actor, va_number, expires_at) VALUES ('" ORDER
               "', 'package', 'midtrans', 'core_api', 'va', 'bca', "
               "'%s', '25 GB', 200000, 'open', 'siti', '1234567890', '2026-11-21 13:00+00') RETURNING id",
               user);
}

/* A row of the outbox that this worker holds. */
static const char *wish(const char *effect, const char *entity, const char *payload)
{
    return ask(b,
               "WITH w AS (INSERT INTO console.outbox (target, effect, entity_type, entity_id, payload) VALUES "
               "('message:user', '%s', 'charge', '%s', '%s') RETURNING id) SELECT id FROM w",
               effect, entity, payload);
}

static void hold(const char *id, const char *worker)
{
    ask(b,
        "UPDATE console.outbox SET state = 'running', worker_id = '%s', attempts = attempts + 1, "
        "lease_until = clock_timestamp() + interval '1 minute' WHERE id = %s",
        worker, id);
}

static struct effect_row spread_row(const char *entity, const char *payload)
{
    struct error e = { .code = ERR_NONE };
    struct effect_row row = { .entity_id = entity, .payload = payload };
    if (!effect_message_spread(&b->ctx, "user", &row, 1, &e))
        fail_msg("%s: %s", e.what, e.why);
    return row;
}

/* An event of the charge, from the wish to its end. */
static struct effect_row happen(const char *charge, const char *event)
{
    const char *payload = arena_printf(b->ctx.arena, "{\"order_id\": \"" ORDER "\", \"event\": \"%s\"}", event);
    const char *id = wish("charge_message", charge, payload);
    hold(id, WORKER);
    struct effect_row row = spread_row(charge, payload);
    ask(b,
        "UPDATE console.outbox SET state = 'done', done_at = now(), worker_id = NULL, lease_until = NULL WHERE id = %s",
        id);
    return row;
}

/* What waits for the messengers: target, address, role and what it is, oldest first. */
static const char *waiting(void)
{
    return ask(
        b,
        "SELECT coalesce(string_agg(concat_ws(' ', target, payload ->> 'to', payload ->> 'role', "
        "CASE WHEN payload ? 'gone' THEN 'gone' END, 'again ' || (payload ->> 'replaces')), E'\\n' ORDER BY id), '') "
        "FROM console.outbox WHERE entity_type = 'message' AND state = 'pending'");
}

static const char *text_to(const char *address)
{
    return ask(
        b,
        "SELECT payload ->> 'text' FROM console.outbox WHERE entity_type = 'message' AND payload ->> 'to' = '%s' "
        "ORDER BY id DESC LIMIT 1",
        address);
}

/* As if all that waits had been sent. */
static void send_all(void)
{
    ask(b, "UPDATE console.payment_message_log SET state = 'sent', message_id = 70 + id");
    ask(b, "UPDATE console.outbox SET state = 'running', worker_id = '" WORKER "', lease_until = now() "
           "WHERE entity_type = 'message' AND state = 'pending'");
    ask(b, "UPDATE console.outbox SET state = 'done', done_at = now(), worker_id = NULL, lease_until = NULL "
           "WHERE entity_type = 'message' AND state = 'running'");
}

static void a_new_charge_goes_to_customer_and_admins(void **state)
{
    (void)state;
    need_database();
    const char *charge = new_charge(new_user(b, "telegram_chat_id = '501', full_name = '<b>Budi'"));
    struct effect_row row = happen(charge, "created");
    assert_int_equal(row.state, EFFECT_DONE);
    assert_null(row.message);
    assert_string_equal(waiting(), "telegram:bot 501 user\ntelegram:bot 1001 admin\ntelegram:bot 1002 admin");
    assert_string_equal(text_to("501"),
                        "Halo &lt;b&gt;Budi,\nsilakan bayar Rp 200.000 untuk 25 GB sebelum 21-11-2026 20:00 WIB.\n"
                        "Pesanan: " ORDER "\n\nTransfer ke virtual account BCA: 1234567890");
    assert_null(strstr(text_to("1001"), "1234567890"));
    assert_string_equal(ask(b, "SELECT string_agg(role || ' ' || chat_id || ' ' || state, ',' ORDER BY id) FROM "
                               "console.payment_message_log"),
                        "user 501 wanted,admin 1001 wanted,admin 1002 wanted");
}

static void language_is_a_setting(void **state)
{
    (void)state;
    need_database();
    ask(b, "INSERT INTO console.setting_value VALUES ('message_language', 'en')");
    happen(new_charge(new_user(b, "telegram_chat_id = '501', full_name = 'Budi'")), "created");
    assert_string_equal(text_to("501"), "Hello Budi,\nplease pay Rp 200.000 for 25 GB until 21-11-2026 20:00 WIB.\n"
                                        "Order: " ORDER "\n\nTransfer to the virtual account BCA: 1234567890");
}

static void without_a_chat_whatsapp_is_used(void **state)
{
    (void)state;
    need_database();
    const char *charge = new_charge(new_user(b, "phone_number = '+628123456789'"));
    telegram.admin_chats = &admins[2];
    happen(charge, "created");
    assert_string_equal(waiting(), "whatsapp:gateway 628123456789 user");
    send_all();
    happen(charge, "expired");
    assert_string_equal(waiting(), "");
    happen(charge, "paid");
    assert_string_equal(waiting(), "whatsapp:gateway 628123456789 user");
    telegram.admin_chats = admins;
}

static void nobody_to_tell_is_no_fault(void **state)
{
    (void)state;
    need_database();
    const char *charge = new_charge(new_user(b, "telegram_chat_id = '501'"));
    b->config.telegram = NULL;
    b->config.whatsapp = NULL;
    struct effect_row row = happen(charge, "created");
    assert_int_equal(row.state, EFFECT_DONE);
    assert_string_equal(row.message, "nobody to tell");
    assert_string_equal(waiting(), "");
}

static void telling_twice_is_harmless(void **state)
{
    (void)state;
    need_database();
    const char *charge = new_charge(new_user(b, "telegram_chat_id = '501'"));
    const char *const events[] = { "created", "late", "cancelled" };
    for (size_t i = 0; i < 3; i++) {
        const char *payload = arena_printf(b->ctx.arena, "{\"event\": \"%s\"}", events[i]);
        hold(wish("charge_message", charge, payload), WORKER);
        spread_row(charge, payload);
        const char *once = waiting();
        send_all();
        spread_row(charge, payload);
        assert_string_not_equal(once, "");
        assert_string_equal(waiting(), "");
        ask(b, "DELETE FROM console.outbox WHERE target = 'message:user'");
    }
}

static void a_later_event_takes_the_place_of_one_that_waits(void **state)
{
    (void)state;
    need_database();
    const char *charge = new_charge(new_user(b, "telegram_chat_id = '501', full_name = 'Budi'"));
    happen(charge, "created");
    ask(b, "UPDATE console.charge SET state = 'paid', paid_at = '2026-11-21 12:30+00', paid_amount_rp = 200000");
    happen(charge, "paid");
    assert_string_equal(waiting(), "telegram:bot 501 user\ntelegram:bot 1001 admin\ntelegram:bot 1002 admin");
    assert_string_equal(text_to("501"),
                        "Terima kasih, Budi!\nPembayaran Rp 200.000 sudah kami terima. 25 GB: selesai.\n"
                        "Pesanan: " ORDER ", dibayar 21-11-2026 19:30 WIB\nKuitansi: -");
}

static void an_older_event_changes_nothing(void **state)
{
    (void)state;
    need_database();
    const char *charge = new_charge(new_user(b, "telegram_chat_id = '501'"));
    const char *old = "{\"event\": \"paid\"}", *id = wish("charge_message", charge, old);
    hold(id, OTHER_WORKER);
    happen(charge, "created");
    send_all();
    hold(id, WORKER);
    spread_row(charge, old);
    assert_string_equal(waiting(), "");
}

static void what_has_ended_is_not_offered(void **state)
{
    (void)state;
    need_database();
    const char *charge = new_charge(new_user(b, "telegram_chat_id = '501'"));
    ask(b, "UPDATE console.charge SET state = 'cancelled'");
    struct effect_row row = happen(charge, "created");
    assert_string_equal(row.message, "it had ended before it was told of");
    assert_string_equal(waiting(), "");
}

static void who_saw_it_is_told_that_it_is_over(void **state)
{
    (void)state;
    need_database();
    const char *charge = new_charge(new_user(b, "telegram_chat_id = '501'"));
    assert_string_equal(happen(charge, "expired").message, "nobody to tell");
    happen(charge, "created");
    send_all();
    happen(charge, "expired");
    assert_string_equal(waiting(), "telegram:bot 501 user gone\ntelegram:bot 501 user\n"
                                   "telegram:bot 1001 admin gone\ntelegram:bot 1001 admin\n"
                                   "telegram:bot 1002 admin gone\ntelegram:bot 1002 admin");
}

static void asked_for_again_it_replaces_the_old_one(void **state)
{
    (void)state;
    need_database();
    const char *charge = new_charge(new_user(b, "telegram_chat_id = '501'"));
    telegram.admin_chats = &admins[2];
    happen(charge, "created");
    send_all();
    happen(charge, "created");
    const char *number = ask(b, "SELECT message_id FROM console.payment_message_log");
    assert_string_equal(waiting(), arena_printf(b->ctx.arena, "telegram:bot 501 user again %s", number));
    telegram.admin_chats = admins;
}

static void what_another_worker_holds_is_left_to_him(void **state)
{
    (void)state;
    need_database();
    const char *charge = new_charge(new_user(b, "telegram_chat_id = '501'"));
    hold(wish("charge_message", charge, "{\"event\": \"created\"}"), OTHER_WORKER);
    assert_int_equal(spread_row(charge, "{\"event\": \"created\"}").state, EFFECT_RETRY);
    assert_string_equal(waiting(), "");
}

static void a_wrong_template_fails_its_row_alone(void **state)
{
    (void)state;
    need_database();
    const char *charge = new_charge(new_user(b, "telegram_chat_id = '501'"));
    const char *path = write_own(b->ctx.arena, "charge_created_admin.id.txt", "{nonsense}");
    b->config.templates_dir = folder;
    struct effect_row row = happen(charge, "created");
    unlink(path);
    assert_int_equal(row.state, EFFECT_FAILED);
    assert_non_null(strstr(row.message, "charge_created_admin.id.txt: there is no {nonsense}"));
    assert_string_equal(waiting(), "");
    assert_string_equal(ask(b, "SELECT count(*) FROM console.payment_message_log"), "0");
}

static void a_row_that_says_nothing_fails(void **state)
{
    (void)state;
    need_database();
    const char *charge = new_charge(new_user(b, "telegram_chat_id = '501'"));
    assert_int_equal(spread_row(charge, "{}").state, EFFECT_FAILED);
    assert_int_equal(happen(charge, "sold").state, EFFECT_FAILED);
    assert_int_equal(happen("99999999-9999-4999-8999-999999999999", "paid").state, EFFECT_FAILED);
    assert_string_equal(waiting(), "");
}

static struct effect_row remind(const char *user, const char *block_on)
{
    const char *payload = arena_printf(b->ctx.arena,
                                       "{\"policy\": \"debt_overdue\", \"block_on\": \"%s\", \"debt_rp\": 150000, "
                                       "\"debt_mb\": 10240, \"oldest_due\": null}",
                                       block_on);
    hold(wish("remind_debt", user, payload), WORKER);
    struct effect_row row = spread_row(user, payload);
    ask(b, "DELETE FROM console.outbox WHERE target = 'message:user'");
    return row;
}

static void debtors_are_reminded_until_the_day(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b, "telegram_chat_id = '501', full_name = 'Budi'");
    ask(b,
        "CREATE OR REPLACE FUNCTION console.today() RETURNS date LANGUAGE sql STABLE AS 'SELECT date ''2026-11-21'''");
    struct effect_row late = remind(user, "2026-11-21");
    assert_int_equal(late.state, EFFECT_DONE);
    assert_string_equal(late.message, "out of date before it was sent");
    assert_string_equal(waiting(), "");
    assert_int_equal(remind(user, "2026-11-22").state, EFFECT_DONE);
    assert_string_equal(waiting(), "telegram:bot 501 user");
    assert_string_equal(text_to("501"),
                        "Halo Budi,\nmasih ada tunggakan Rp 150.000. Mohon dibayar sebelum 22-11-2026: mulai hari itu "
                        "akses internet diblokir sampai lunas.");
    assert_string_equal(remind(new_user(b, "phone_number = 'none'"), "2026-11-22").message, "nobody to tell");
}

static struct effect_row warn(const char *user)
{
    hold(wish("warn_debt", user, "{\"warning\": \"debt_limit\"}"), WORKER);
    struct effect_row row = spread_row(user, "{\"warning\": \"debt_limit\"}");
    ask(b, "DELETE FROM console.outbox WHERE target = 'message:user'");
    return row;
}

static void who_comes_near_the_debt_limit_is_warned(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b, "telegram_chat_id = '501', full_name = 'Budi', total_quota_used_mb = 10640");
    ask(b, "INSERT INTO console.setting_value VALUES ('debt_limit_policy', 'on'), ('debt_warning_mb', '400')");
    assert_int_equal(warn(user).state, EFFECT_DONE);
    assert_string_equal(text_to("501"),
                        "Halo Budi,\npemakaian sudah 400.0 MB melebihi kuota. Pada 500.0 MB akses internet "
                        "diblokir: mohon beli kuota baru sebelum itu.");
    ask(b, "UPDATE public.users SET total_quota_used_mb = 10740 WHERE id = '%s'", user);
    assert_string_equal(warn(user).message, "out of date before it was sent");
    ask(b, "DELETE FROM console.setting_value WHERE key IN ('debt_limit_policy', 'debt_warning_mb')");
}

static struct effect_row remind_of(const char *invoice)
{
    const char *payload = arena_printf(b->ctx.arena, "{\"invoice_id\": \"%s\"}", invoice);
    hold(wish("remind_invoice", invoice, payload), WORKER);
    struct effect_row row = spread_row(invoice, payload);
    ask(b, "DELETE FROM console.outbox WHERE target = 'message:user'");
    return row;
}

/* JKN-1 of somebody, due on the 24th, with a link that can be paid. */
static const char *new_invoice(const char *user)
{
    ask(b, "INSERT INTO console.brand (name, prefix, tax_percent, key_kind) VALUES ('JAKINET', 'JKN', 11, 'test')");
    const char *invoice = ask(
        b,
        "WITH s AS (INSERT INTO console.subscription (user_id, brand, package, price_rp, due_day, starts_on, actor) "
        "VALUES ('%s', 'JAKINET', '10 GB', 100000, 24, '2026-11-01', 'test') RETURNING id, user_id) "
        "INSERT INTO console.invoice (invoice_number, external_id, subscription_id, user_id, brand, period, days, "
        "of_days, "
        "subject, base_rp, tax_percent, tax_rp, total_rp, issued_on, due_on, is_vip, tipe, payment_link) "
        "SELECT 'JKN-1', 'JKN-1', s.id, s.user_id, 'JAKINET', '2026-11-01', 30, 30, '10 GB', 100000, 11, 11000, "
        "111000, "
        "'2026-11-01', '2026-11-24', false, 'normal', 'https://pay/x1' FROM s RETURNING id",
        user);
    ask(b,
        "INSERT INTO console.charge (order_id, kind, gateway, mode, user_id, subject, amount_rp, state, actor, "
        "invoice_id) "
        "VALUES ('JKN-1', 'invoice', 'xendit', 'invoice', '%s', '10 GB', 111000, 'open', 'test', '%s')",
        user, invoice);
    return invoice;
}

static void customers_are_reminded_of_invoices(void **state)
{
    static const struct {
        const char *today, *text;
    } days[] = {
        { "2026-11-21", "jatuh tempo pada 24-11-2026, 3 hari lagi.\n" },
        { "2026-11-24", "jatuh tempo hari ini, 24-11-2026.\n" },
        { "2026-11-27",
          "sudah lewat jatuh tempo (24-11-2026, 3 hari yang lalu) dan belum dibayar. Mohon segera dibayar agar "
          "akses internet tidak diisolir.\n" },
    };
    (void)state;
    need_database();
    const char *invoice = new_invoice(new_user(b, "telegram_chat_id = '501', full_name = 'Budi'"));
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        ask(b, "DELETE FROM console.outbox");
        ask(b, "CREATE OR REPLACE FUNCTION console.today() RETURNS date LANGUAGE sql STABLE AS 'SELECT date ''%s'''",
            days[i].today);
        assert_int_equal(remind_of(invoice).state, EFFECT_DONE);
        assert_string_equal(
            text_to("501"),
            arena_printf(b->ctx.arena,
                         "Halo Budi,\ntagihan JKN-1 sebesar Rp 111.000 untuk 10 GB %sJika sudah dibayar, "
                         "abaikan pesan ini.\n\nBayar di sini: https://pay/x1",
                         days[i].text));
    }
}

static void what_is_settled_is_not_reminded_of(void **state)
{
    (void)state;
    need_database();
    const char *invoice = ask(b, "SELECT id FROM console.invoice");
    /* a link that can't be paid any more is not shown */
    ask(b, "UPDATE console.charge SET state = 'expired' WHERE order_id = 'JKN-1'");
    assert_int_equal(remind_of(invoice).state, EFFECT_DONE);
    assert_null(strstr(text_to("501"), "https://"));
    ask(b, "DELETE FROM console.outbox");
    ask(b, "UPDATE console.invoice SET status = 'cancelled'");
    assert_string_equal(remind_of(invoice).message, "nothing was owed any more");
    assert_string_equal(waiting(), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_template_is_there_in_both_languages),
        cmocka_unit_test(nothing_else_is_shipped),
        cmocka_unit_test(both_languages_have_the_same_places),
        cmocka_unit_test(hostile_values_stay_text),
        cmocka_unit_test(own_templates_win),
        cmocka_unit_test(faults_name_the_template),
        cmocka_unit_test(a_missing_value_is_an_error),
        cmocka_unit_test(an_overlong_template_is_refused),
        cmocka_unit_test_setup(a_new_charge_goes_to_customer_and_admins, clean),
        cmocka_unit_test_setup(language_is_a_setting, clean),
        cmocka_unit_test_setup(without_a_chat_whatsapp_is_used, clean),
        cmocka_unit_test_setup(nobody_to_tell_is_no_fault, clean),
        cmocka_unit_test_setup(telling_twice_is_harmless, clean),
        cmocka_unit_test_setup(a_later_event_takes_the_place_of_one_that_waits, clean),
        cmocka_unit_test_setup(an_older_event_changes_nothing, clean),
        cmocka_unit_test_setup(what_has_ended_is_not_offered, clean),
        cmocka_unit_test_setup(who_saw_it_is_told_that_it_is_over, clean),
        cmocka_unit_test_setup(asked_for_again_it_replaces_the_old_one, clean),
        cmocka_unit_test_setup(what_another_worker_holds_is_left_to_him, clean),
        cmocka_unit_test_setup(a_wrong_template_fails_its_row_alone, clean),
        cmocka_unit_test_setup(a_row_that_says_nothing_fails, clean),
        cmocka_unit_test_setup(debtors_are_reminded_until_the_day, clean),
        cmocka_unit_test_setup(who_comes_near_the_debt_limit_is_warned, clean),
        cmocka_unit_test_setup(customers_are_reminded_of_invoices, clean),
        cmocka_unit_test_setup(what_is_settled_is_not_reminded_of, clean),
    };
    return cmocka_run_group_tests_name("message", tests, begin, end);
}

/* Invoices, the queue and subscriptions as they are looked at: pages by every order, places in the queue, sums, and the
 * invoice that a row is about. */
#include "model/bill/subscription.h"
#include "model/lists/listing.h"
#include "model/bill/summary.h"
#include "model/lists/row_user.h"

#include "model/bill/room.h"
#include "model/customers/room.h"
#include "model/pay/room.h"
#include "tests/unit/model/action_bench.h"

#include <stddef.h>

enum {
    MOST = 1000,
    CUSTOMERS = 12,
    MONTHS = 4,
    STEP = 7
};

static const char *const states[] = { "pending", "processing", "completed", "failed", "cancelled" };
static const char *const statuses[] = { "unpaid", "paid", "expired", "cancelled" };

static const char *subscription(struct bench *b, const char *user, const char *brand, bool is_vip)
{
    return ask(b,
               "INSERT INTO console.subscription (user_id, brand, package, price_rp, due_day, is_vip, starts_on, actor) "
               "VALUES ('%s', '%s', 'Paket 10 GB', 150000, 10, %s, '2026-01-01', 'siti') RETURNING id",
               user, brand, is_vip ? "true" : "false");
}

/* With its charge and its place in the queue; month: "2026-03-01". */
static const char *invoice(struct bench *b, const char *of, const char *number, const char *month, const char *status,
                           const char *state)
{
    const char *id =
        ask(b,
            "INSERT INTO console.invoice (invoice_number, external_id, subscription_id, user_id, brand, period, days, of_days, "
            "subject, base_rp, tax_percent, tax_rp, total_rp, issued_on, due_on, status, paid_at, paid_amount_rp, is_vip, "
            "tipe) SELECT '%s', '%s', s.id, s.user_id, s.brand, '%s', 30, 30, 'Paket', 150000, 0, 0, 150000, '%s', '%s', "
            "'%s', CASE WHEN '%s' = 'paid' THEN now() END, CASE WHEN '%s' = 'paid' THEN 150000 END, s.is_vip, 'normal' "
            "FROM console.subscription s WHERE s.id = '%s' RETURNING id",
            number, number, month, month, month, status, status, status, of);
    ask(b,
        "INSERT INTO console.charge (order_id, kind, gateway, mode, user_id, subject, amount_rp, actor, invoice_id) "
        "SELECT invoice_number, 'invoice', 'xendit', 'invoice', user_id, subject, total_rp, 'siti', id "
        "FROM console.invoice WHERE id = '%s'",
        id);
    ask(b,
        "INSERT INTO console.invoice_queue (invoice_id, order_id, brand, priority, rank_at, state, ended_at) "
        "SELECT id, invoice_number, brand, console.queue_priority(is_vip, tipe), "
        "timestamptz '2026-03-01 08:00Z' + hashtext('%s') %% 5 * interval '1 minute', '%s', "
        "CASE WHEN '%s' IN ('completed', 'failed', 'cancelled') THEN now() - hashtext('%s') %% 3 * interval '1 h' END "
        "FROM console.invoice WHERE id = '%s'",
        number, state, state, number, id);
    return id;
}

static void make_many(struct bench *b)
{
    for (int c = 0; c < CUSTOMERS; c++) {
        const char *of = subscription(b, new_user(b, NULL), c % 3 ? "JAKINET" : "DESANET", c % 4 == 0);
        for (int m = 1; m <= MONTHS; m++) {
            const char *month = arena_printf(b->ctx.arena, "2026-%02d-01", m);
            const char *number = arena_printf(b->ctx.arena, "%s-2026%02d-%06d", c % 3 ? "JKN" : "DSN", m, c);
            invoice(b, of, number, month, statuses[(c + m) % 4], states[(c * MONTHS + m) % 5]);
        }
    }
}

static struct listing_page fetch(struct bench *b, struct listing_request request)
{
    struct listing_page page;
    struct error e = { .code = ERR_NONE };
    if (!listing_fetch(&b->ctx, &request, &page, &e))
        fail_msg("%s by %s: %s: %s", request.pane->name, request.sort, e.what, e.why);
    return page;
}

static const char *cell(const struct pane *p, const struct listing_row *row, const char *column)
{
    const struct column *c = pane_column(p, column);
    assert_non_null(c);
    return row->cells[c - p->columns];
}

/* Page by page the same rows come in the same order as all at once. */
static void expect_pages(struct bench *b, const struct pane *p, const char *sort, const char *filter)
{
    struct listing_request request = { .pane = p, .sort = sort, .filter = filter, .limit = MOST };
    struct listing_page all = fetch(b, request), page;
    size_t seen = 0;
    request.limit = STEP;
    for (page = fetch(b, request); page.count; page = fetch(b, request)) {
        assert_true(seen + page.count <= all.count);
        for (size_t i = 0; i < page.count; i++)
            assert_string_equal(page.rows[i].id, all.rows[seen + i].id);
        seen += page.count;
        request.from = LISTING_AFTER;
        request.anchor_key = page.rows[page.count - 1].key;
        request.anchor_id = page.rows[page.count - 1].id;
    }
    assert_int_equal(seen, all.count);
    assert_true(all.count > 0);
}

static void pages_lose_and_repeat_nothing(void **state)
{
    static const struct pane *const looked_at[] = { &pane_invoices, &pane_queue, &pane_subscriptions };
    struct bench *b = *state;
    make_many(b);
    for (size_t i = 0; i < sizeof looked_at / sizeof *looked_at; i++)
        for (size_t c = 0; c < looked_at[i]->column_count; c++) {
            const struct column *column = &looked_at[i]->columns[c];
            if (!column->sort)
                continue;
            expect_pages(b, looked_at[i], column->name, "");
            expect_pages(b, looked_at[i], arena_printf(b->ctx.arena, "-%s", column->name), "brand:JAKINET");
        }
}

/* Sent first, then what waits in its turn, then what failed, then the rest from the newest on. */
static void queue_stands_in_the_order_of_its_fates(void **state)
{
    struct bench *b = *state;
    int parts[] = { ['p'] = 1, ['x'] = 0, ['f'] = 2, ['c'] = 3 }, last = 0;
    make_many(b);
    struct listing_page all = fetch(b, (struct listing_request){ .pane = &pane_queue, .filter = "", .limit = MOST });
    int places[2] = { 0, 0 };
    for (size_t i = 0; i < all.count; i++) {
        const char *words = cell(&pane_queue, &all.rows[i], "state"), *place = cell(&pane_queue, &all.rows[i], "position");
        int part = parts[strcmp(words, "processing") == 0 ? 'x' : (unsigned char)words[0]];
        bool is_desanet = strcmp(cell(&pane_queue, &all.rows[i], "brand"), "DESANET") == 0;
        assert_true(part >= last);
        last = part;
        assert_true((strcmp(words, "pending") == 0) == (place != NULL));
        if (place)
            assert_int_equal(atoi(place), ++places[is_desanet]);
    }
    assert_true(places[0] > 1 && places[1] > 1);
}

static void row_leads_to_its_invoice(void **state)
{
    struct bench *b = *state;
    struct error e = { .code = ERR_NONE };
    const char *of = subscription(b, new_user(b, NULL), "JAKINET", false), *found = NULL;
    const char *without = subscription(b, new_user(b, NULL), "JAKINET", false);
    invoice(b, of, "JKN-202601-000001", "2026-01-01", "paid", "completed");
    const char *id = invoice(b, of, "JKN-202602-000001", "2026-02-01", "unpaid", "pending");
    const char *item = ask(b, "SELECT id FROM console.invoice_queue WHERE order_id = 'JKN-202602-000001'");
    assert_true(row_read_invoice(&b->ctx, &pane_queue, item, &found, &e));
    assert_string_equal(found, id);
    assert_true(row_read_invoice(&b->ctx, &pane_payments, "JKN-202602-000001", &found, &e));
    assert_string_equal(found, id);
    assert_true(row_read_invoice(&b->ctx, &pane_subscriptions, of, &found, &e));
    assert_string_equal(found, id); /* its last */
    assert_false(row_read_invoice(&b->ctx, &pane_subscriptions, without, &found, &e));
    assert_int_equal(e.code, ERR_REFUSED);
    assert_false(row_read_invoice(&b->ctx, &pane_users, of, &found, &e));
    assert_int_equal(e.code, ERR_REFUSED);
}

static void sums_of_the_month(void **state)
{
    struct bench *b = *state;
    struct error e = { .code = ERR_NONE };
    struct pane_summary s;
    const char *month = ask(b, "SELECT console.month_of(console.today())");
    for (int i = 0; i < 4; i++)
        invoice(b, subscription(b, new_user(b, NULL), "JAKINET", false), arena_printf(b->ctx.arena, "JKN-209901-%06d", i), month,
                statuses[i], "completed");
    invoice(b, subscription(b, new_user(b, NULL), "JAKINET", false), "JKN-202601-000001", "2026-01-01", "unpaid", "failed");
    ask(b, "UPDATE console.invoice SET due_on = console.today() WHERE status = 'unpaid' AND period = '%s'", month);
    ask(b, "UPDATE console.invoice SET due_on = console.today() - 1 WHERE status = 'expired'");
    assert_true(pane_summary_of_invoices(&b->ctx, &s, &e));
    assert_int_equal(s.sum_count, 4);
    for (size_t i = 0; i < s.sum_count; i++) { /* one of each; who cancelled owes nothing */
        assert_int_equal(s.sums[i].count, 1);
        assert_int_equal(s.sums[i].rp, 150000);
    }
    assert_string_equal(s.work.health, "healthy");
}

static void page_of_a_subscription(void **state)
{
    struct bench *b = *state;
    struct error e = { .code = ERR_NONE };
    struct subscription_story s;
    const char *of = subscription(b, new_user(b, NULL), "JAKINET", true);
    assert_true(subscription_read_story(&b->ctx, of, &s, &e));
    assert_int_equal(s.price_rp, 150000);
    assert_int_equal(s.tax_rp, 1650); /* 1.1 % of the brand */
    assert_false(s.has_own_tax);
    assert_int_equal(s.invoice_count, 0);
    ask(b, "UPDATE console.subscription SET tax_percent = 12.5, price_rp = 99 WHERE id = '%s'", of);
    invoice(b, of, "JKN-202601-000001", "2026-01-01", "unpaid", "completed");
    invoice(b, of, "JKN-202602-000001", "2026-02-01", "paid", "completed");
    assert_true(subscription_read_story(&b->ctx, of, &s, &e));
    assert_int_equal(s.tax_rp, 12); /* 12.375, half up */
    assert_true(s.has_own_tax);
    assert_int_equal(s.invoice_count, 2);
    assert_string_equal(s.invoices[0].invoice_number, "JKN-202602-000001");
    assert_string_equal(s.invoices[1].status, "overdue");
    assert_string_equal(s.next_invoice, "2026-03-01");
    assert_int_equal(s.unpaid_rp, 150000);
    assert_false(subscription_read_story(&b->ctx, "00000000-0000-0000-0000-000000000000", &s, &e));
    assert_int_equal(e.code, ERR_REFUSED);
}

static int open_bench(void **state)
{
    struct bench *b = bench_open();
    if (!b)
        return -1;
    ask(b, "INSERT INTO console.brand (name, prefix, tax_percent, key_kind) "
           "VALUES ('JAKINET', 'JKN', 1.1, 'test'), ('DESANET', 'DSN', 0, 'live')");
    *state = b;
    return 0;
}

static int close_bench(void **state)
{
    bench_close(*state);
    return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_bench, close_bench)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pages_lose_and_repeat_nothing), TEST(queue_stands_in_the_order_of_its_fates), TEST(row_leads_to_its_invoice),
        TEST(sums_of_the_month),             TEST(page_of_a_subscription),
    };
    if (!getenv("HC_TEST_DATABASE")) {
        fputs("SKIPPED: HC_TEST_DATABASE names no server\n", stderr);
        return 0;
    }
    return cmocka_run_group_tests_name("invoice views", tests, NULL, NULL);
}

/* Payments as they are looked at: the list of charges and portal transactions, a user's page and timeline, and the
 * rules of `check`. */
#include "model/customers/user.h"
#include "model/lists/listing.h"
#include "model/lists/timeline.h"
#include "model/pay/charge.h"
#include "model/worker/check.h"

#include "model/pay/room.h"
#include "tests/unit/model/action_bench.h"

#include <stddef.h>

enum {
    MOST = 1000,
    MANY = 120
};

/* A charge as it stands; columns: further assignments, or NULL. The moves are not what is tested here. */
static void charge(struct bench *b, const char *user, const char *order, const char *state, const char *columns)
{
    ask(b,
        "INSERT INTO console.charge (order_id, kind, gateway, mode, method, user_id, package_id, subject, amount_rp, "
        "state, "
        "expires_at, actor) VALUES ('%s', 'package', 'midtrans', 'core_api', 'qris', '%s', gen_random_uuid(), '25 GB', "
        "200000, '%s', now() + interval '15 minutes 30 s', 'siti@kasir-1')",
        order, user, state);
    if (columns)
        ask(b, "UPDATE console.charge SET %s WHERE order_id = '%s'", columns, order);
}

static void transaction(struct bench *b, const char *user, const char *order, const char *status, const char *at)
{
    ask(b,
        "INSERT INTO public.transactions (id, user_id, midtrans_order_id, amount, status, payment_method, created_at) "
        "VALUES (gen_random_uuid(), '%s', '%s', 200000, '%s', 'qris', %s)",
        user, order, status, at);
}

static struct listing_page fetch(struct bench *b, struct listing_request request)
{
    struct listing_page page;
    struct error e = { .code = ERR_NONE };
    request.pane = &pane_payments;
    if (!request.limit)
        request.limit = MOST;
    if (!listing_fetch(&b->ctx, &request, &page, &e))
        fail_msg("%s: %s", e.what, e.why);
    return page;
}

/* Order ids of the rows of a filter, in the pane's own order, with a blank between them. */
static const char *orders(struct bench *b, const char *filter)
{
    struct listing_page page = fetch(b, (struct listing_request){ .filter = filter });
    struct strbuf out = { .arena = b->ctx.arena };
    for (size_t i = 0; i < page.count; i++)
        strbuf_printf(&out, "%s%s", i ? " " : "", page.rows[i].id);
    return strbuf_text(&out);
}

static const char *cell_of(const struct listing_row *row, const char *column)
{
    for (size_t i = 0; i < pane_payments.column_count; i++)
        if (strcmp(pane_payments.columns[i].name, column) == 0)
            return row->cells[i];
    fail_msg("there is no column %s", column);
    return NULL;
}

static const char *cell(struct bench *b, const char *order, const char *column)
{
    struct listing_page page;
    struct error e = { .code = ERR_NONE };
    if (!listing_by_ids(&b->ctx, &pane_payments, &order, 1, &page, &e))
        fail_msg("%s: %s", e.what, e.why);
    assert_int_equal(page.count, 1);
    return cell_of(&page.rows[0], column);
}

static void charges_and_portal_stand_in_one_list_once(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL);
    int64_t count;
    bool is_estimate;
    charge(b, user, "HC-2", "open", "created_at = now() - interval '2 minutes'");
    transaction(b, user, "HC-2", "PENDING", "now() - interval '2 minutes'");
    transaction(b, user, "BELI-3", "SUCCESS", "now() - interval '3 minutes'");
    charge(b, user, "TOP-1", "paid", "kind = 'deposit', created_at = now() - interval '1 minute'");
    assert_string_equal(orders(b, ""), "TOP-1 HC-2 BELI-3");
    assert_true(listing_count(&b->ctx, &pane_payments, "", &count, &is_estimate, NULL));
    assert_int_equal(count, 3);
    assert_string_equal(cell(b, "HC-2", "subject"), "25 GB");
    assert_string_equal(cell(b, "HC-2", "actor"), "siti@kasir-1");
    assert_string_equal(cell(b, "HC-2", "expires_in"), "15 min");
    assert_string_equal(cell(b, "HC-2", "method"), "qris");
    ask(b, "UPDATE console.charge SET mode = 'snap' WHERE order_id = 'HC-2'");
    assert_null(cell(b, "HC-2", "method"));
    assert_string_equal(cell(b, "BELI-3", "actor"), "portal");
    assert_string_equal(cell(b, "BELI-3", "status"), "paid");
    assert_string_equal(cell(b, "BELI-3", "full_name"),
                        ask(b, "SELECT full_name FROM public.users WHERE id = '%s'", user));
}

static void transaction_taken_over_is_the_same_row(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL);
    transaction(b, user, "BELI-1", "PENDING", "now()");
    assert_string_equal(cell(b, "BELI-1", "status"), "open");
    charge(b, user, "BELI-1", "expired", "is_adopted = true");
    assert_string_equal(orders(b, ""), "BELI-1");
    assert_string_equal(cell(b, "BELI-1", "status"), "expired");
}

static void portal_words_become_ours(void **state)
{
    static const char *const words[][2] = { { "UNKNOWN", "open" },    { "PENDING", "open" },
                                            { "SUCCESS", "paid" },    { "FAILED", "failed" },
                                            { "EXPIRED", "expired" }, { "CANCELLED", "cancelled" } };
    struct bench *b = *state;
    const char *user = new_user(b, NULL);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *order = arena_printf(b->ctx.arena, "BELI-%zu", i);
        transaction(b, user, order, words[i][0], "now()");
        assert_string_equal(cell(b, order, "status"), words[i][1]);
        assert_string_equal(cell(b, order, "state"), words[i][1]);
        assert_string_equal(cell(b, order, "kind"), "package");
    }
    transaction(b, user, "DEBT-AAAA~1", "PENDING", "now()");
    assert_string_equal(cell(b, "DEBT-AAAA~1", "kind"), "debt");
}

/* Mirrored charges, transactions of the portal's and charges that stand alone, many of them at one time. */
static void make_many(struct bench *b, const char *user)
{
    for (int i = 0; i < MANY; i++) {
        const char *order = arena_printf(b->ctx.arena, "O-%03d", i);
        const char *at = arena_printf(b->ctx.arena, "timestamptz '2026-01-01 10:00Z' + %d * interval '1 hour'", i / 7);
        if (i % 3 != 0)
            charge(b, user, order, "paid", arena_printf(b->ctx.arena, "created_at = %s", at));
        if (i % 3 != 1)
            transaction(b, user, order, "SUCCESS", at);
    }
}

static void expect_pages(struct bench *b, const char *sort, const char *filter, enum listing_from first,
                         enum listing_from next, size_t limit)
{
    struct listing_page all = fetch(b, (struct listing_request){ .sort = sort, .filter = filter }), page;
    size_t seen = 0;
    page = fetch(b, (struct listing_request){ .sort = sort, .filter = filter, .from = first, .limit = limit });
    for (;;) {
        for (size_t i = 0; i < page.count; i++) {
            size_t at = next == LISTING_AFTER ? seen + i : all.count - seen - page.count + i;
            assert_true(at < all.count);
            assert_string_equal(page.rows[i].id, all.rows[at].id);
        }
        seen += page.count;
        if (!page.count)
            break;
        struct listing_row *from = &page.rows[next == LISTING_AFTER ? page.count - 1 : 0];
        page = fetch(b, (struct listing_request){ .sort = sort,
                                                  .filter = filter,
                                                  .from = next,
                                                  .limit = limit,
                                                  .anchor_key = from->key,
                                                  .anchor_id = from->id });
    }
    assert_int_equal(seen, all.count);
}

static void pages_lose_and_repeat_nothing(void **state)
{
    static const char *const sorts[] = { NULL, "created_at", "-amount", "order_id" };
    struct bench *b = *state;
    make_many(b, new_user(b, NULL));
    assert_int_equal(fetch(b, (struct listing_request){ .filter = "" }).count, MANY);
    for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++) {
        expect_pages(b, sorts[i], "", LISTING_FIRST, LISTING_AFTER, 7);
        expect_pages(b, sorts[i], "", LISTING_LAST, LISTING_BEFORE, 7);
        expect_pages(b, sorts[i], "by:portal", LISTING_FIRST, LISTING_AFTER, 5);
    }
    assert_int_equal(fetch(b, (struct listing_request){ .filter = "by:portal" }).count, MANY / 3);
}

/* Rows of both sources, with ties and NULLs in whatever is sorted by. */
static void make_uneven(struct bench *b)
{
    const char *users[] = { new_user(b, "full_name = 'agus'"), new_user(b, "full_name = 'Ágnes'"),
                            new_user(b, "full_name = 'agus'") };
    make_many(b, users[0]);
    ask(b,
        "UPDATE console.charge SET user_id = CASE ascii(right(order_id, 1)) %% 4 WHEN 1 THEN '%s'::uuid WHEN 2 THEN "
        "'%s' ELSE user_id "
        "END, amount_rp = 1000 * (ascii(right(order_id, 1)) %% 3 + 1), method = nullif(method, CASE WHEN order_id LIKE "
        "'%%4' THEN 'qris' END), "
        "mode = CASE WHEN order_id LIKE '%%8' THEN 'snap' ELSE mode END, "
        "expires_at = CASE WHEN order_id LIKE '%%1' THEN NULL ELSE created_at + interval '1 day' END, "
        "subject = CASE WHEN order_id LIKE '%%2' THEN 'b-c' WHEN order_id LIKE '%%5' THEN 'B d' ELSE subject END",
        users[1], users[2]);
    ask(b,
        "UPDATE public.transactions SET user_id = CASE ascii(right(midtrans_order_id, 1)) %% 4 WHEN 1 THEN '%s'::uuid "
        "WHEN 2 THEN NULL "
        "ELSE user_id END, amount = 1000 * (ascii(right(midtrans_order_id, 1)) %% 4 + 1), "
        "payment_method = CASE WHEN midtrans_order_id LIKE '%%3' THEN NULL WHEN midtrans_order_id LIKE '%%6' THEN "
        "'Bank' ELSE 'qris' END, "
        "status = (ARRAY['SUCCESS', 'PENDING', 'EXPIRED'])[1 + ascii(right(midtrans_order_id, 1)) %% 3], "
        "expiry_time = CASE WHEN midtrans_order_id LIKE '%%9' THEN NULL ELSE created_at + interval '1 day' END",
        users[1]);
}

/* Order ids as one statement over both sources gives them, the tables' own expressions for it. */
static const char *orders_of_both(struct bench *b, const struct column *c, const char *where, const char *direction)
{
    return ask(
        b,
        "SELECT string_agg(c.order_id, ' ' ORDER BY %s%s, c.order_id%s) FROM (SELECT * FROM console.payment_of_console "
        "UNION ALL SELECT * FROM console.payment_of_portal) c LEFT JOIN public.users u ON u.id = c.user_id WHERE %s",
        c->sort, direction, direction, where);
}

static void expect_order(struct bench *b, const struct column *c, const char *filter, const char *where)
{
    for (int is_descending = 0; is_descending < 2; is_descending++) {
        const char *sort = arena_printf(b->ctx.arena, "%s%s", is_descending ? "-" : "", c->name);
        struct listing_page all = fetch(b, (struct listing_request){ .sort = sort, .filter = filter });
        struct strbuf out = { .arena = b->ctx.arena };
        for (size_t i = 0; i < all.count; i++)
            strbuf_printf(&out, "%s%s", i ? " " : "", all.rows[i].id);
        assert_string_equal(strbuf_text(&out), orders_of_both(b, c, where, is_descending ? " DESC" : ""));
        expect_pages(b, sort, filter, LISTING_FIRST, LISTING_AFTER, 7);
        expect_pages(b, sort, filter, LISTING_LAST, LISTING_BEFORE, 11);
    }
}

static void merged_sources_are_what_one_statement_gives(void **state)
{
    struct bench *b = *state;
    make_uneven(b);
    for (size_t i = 0; i < pane_payments.column_count; i++) {
        const struct column *c = &pane_payments.columns[i];
        if (!c->sort)
            continue;
        expect_order(b, c, "", "true");
        expect_order(b, c, "status:paid", "c.state = 'paid'");
        expect_order(b, c, "amount:2000", "c.amount_rp = 2000");
    }
}

/* Rows of transactions and charges that the first page of this filter and order reads; found: how many there are on it.
 */
static int rows_read(struct bench *b, const char *filter, const char *sort, size_t found)
{
    ask(b, "SELECT pg_stat_force_next_flush()");
    ask(b, "SELECT pg_stat_reset()");
    assert_int_equal(fetch(b, (struct listing_request){ .filter = filter, .sort = sort, .limit = 50 }).count, found);
    db_free(b->ctx.db); /* what it read is counted when it ends */
    b->ctx.db = db_new(b->scratch.conninfo, "bench");
    scratch_wait_for(
        b->scratch.admin,
        "SELECT sum(idx_tup_fetch + seq_tup_read) > 0 FROM pg_stat_user_tables WHERE relname = 'transactions'", "t");
    return atoi(ask(b, "SELECT sum(coalesce(idx_tup_fetch, 0) + coalesce(seq_tup_read, 0))::int FROM "
                       "pg_stat_user_tables WHERE relname IN ('transactions', 'charge')"));
}

/* The newest are ours and mirrored: a page must not pass over all of them among the transactions. */
static void first_page_reads_no_more_than_it_shows(void **state)
{
    struct bench *b = *state;
    new_user(b, NULL);
    ask(b, "SET session_replication_role = replica;"
           "INSERT INTO public.transactions (id, midtrans_order_id, amount, created_at) SELECT gen_random_uuid(), 'M-' "
           "|| i, 1, "
           "now() - i * interval '1 minute' FROM generate_series(1, 30000) i;"
           "INSERT INTO console.charge (order_id, kind, gateway, subject, amount_rp, state, actor, created_at) "
           "SELECT midtrans_order_id, 'package', 'midtrans', 'x', 1, 'paid', 'x', created_at FROM public.transactions "
           "WHERE created_at > now() - interval '20000 minutes';"
           "SET session_replication_role = origin; ANALYZE");
    assert_string_equal(fetch(b, (struct listing_request){ .filter = "", .limit = 50 }).rows[0].id, "M-1");
    assert_in_range(rows_read(b, "", NULL, 50), 1, 2000);
}

static void make_thousands(struct bench *b)
{
    new_user(b, NULL);
    ask(b,
        "SET session_replication_role = replica;"
        "INSERT INTO public.users (id, phone_number, full_name, role, approval_status) SELECT md5(i::text)::uuid, "
        "'+6281' || 10000000 + i, 'Name ' || i, 'USER', 'APPROVED' FROM generate_series(1, 3000) i;"
        "INSERT INTO public.transactions (id, user_id, midtrans_order_id, amount, status, payment_method, expiry_time, "
        "payment_time, created_at) SELECT gen_random_uuid(), md5((i %% 3000)::text)::uuid, 'M-' || i, i %% 100, "
        "(ARRAY['SUCCESS', 'PENDING', 'EXPIRED'])[1 + i %% 3], (ARRAY['qris', 'gopay', NULL])[1 + i %% 3], "
        "now() + i * interval '1 minute', now() - i * interval '1 minute', now() - i * interval '1 minute' "
        "FROM generate_series(1, 30000) i; UPDATE public.transactions SET user_id = NULL WHERE midtrans_order_id LIKE "
        "'M-%%0000';"
        "SET session_replication_role = origin; ANALYZE");
}

/* By whatever index serves it, both ways. */
static void page_of_each_indexed_order_reads_little(void **state)
{
    struct bench *b = *state;
    make_thousands(b);
    for (size_t i = 0; i < pane_payments.column_count; i++) {
        const struct column *c = &pane_payments.columns[i];
        if (!(c->flags & COLUMN_SORT_INDEXED) && !c->sources)
            continue;
        assert_in_range(rows_read(b, "", c->name, 50), 1, 2000);
        assert_in_range(rows_read(b, "", arena_printf(b->ctx.arena, "-%s", c->name), 50), 1, 2000);
    }
}

/* Of one table in one text, of the other in another, of both, of none: beyond the first walk nothing but what is shown.
 */
static void word_is_found_by_the_index_of_each_text(void **state)
{
    static const struct {
        const char *filter;
        size_t found;
    } cases[] = { { "zzqxabsent", 0 },   { "M-29871", 1 },     { "\"Name 2771\"", 10 }, { "\"name 2771\" -m-2771", 9 },
                  { "08110002771", 10 }, { "order:~29871", 1 } };
    struct bench *b = *state;
    make_thousands(b);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_in_range(rows_read(b, cases[i].filter, NULL, cases[i].found), 1, 6000);
}

static void gateway_differs_where_it_says_something_else(void **state)
{
    static const char *const agree[][2] = { { "new", "pending" },
                                            { "open", "pending" },
                                            { "open", "authorize" },
                                            { "paid", "settlement" },
                                            { "paid", "capture" },
                                            { "paid", "PAID" },
                                            { "expired", "expire" },
                                            { "cancelled", "cancel" },
                                            { "failed", "deny" },
                                            { "failed", "failure" },
                                            { "refunded", "refund" },
                                            { "part_refunded", "partial_refund" },
                                            { "charged_back", "chargeback" } };
    static const char *const differ[][2] = { { "open", "settlement" },   { "open", "expire" },
                                             { "expired", "pending" },   { "expired", "settlement" },
                                             { "late", "settlement" },   { "mismatch", "capture" },
                                             { "paid", "refund" },       { "paid", "cancel" },
                                             { "cancelled", "pending" }, { "paid", "chargeback" } };
    struct bench *b = *state;
    for (size_t i = 0; i < sizeof agree / sizeof *agree; i++)
        assert_string_equal(ask(b, "SELECT console.payment_differs('%s', '%s')", agree[i][0], agree[i][1]), "f");
    for (size_t i = 0; i < sizeof differ / sizeof *differ; i++)
        assert_string_equal(ask(b, "SELECT console.payment_differs('%s', '%s')", differ[i][0], differ[i][1]), "t");
    assert_string_equal(ask(b, "SELECT console.payment_differs('open', NULL)"), "f");
}

static void portal_transaction_tells_what_its_gateway_said(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL);
    transaction(b, user, "BELI-1", "EXPIRED", "now()");
    assert_null(cell(b, "BELI-1", "gateway_status"));
    ask(b, "INSERT INTO public.transaction_events (id, transaction_id, source, event_type, status, created_at) "
           "SELECT gen_random_uuid(), t.id, s.source, 'x', s.status, now() + s.n * interval '1 s' FROM "
           "public.transactions t, "
           "(VALUES (1, 'MIDTRANS_WEBHOOK', 'PENDING'), (2, 'MIDTRANS_STATUS', 'SUCCESS'), (3, 'APP', 'EXPIRED')) "
           "AS s (n, source, status)");
    assert_string_equal(cell(b, "BELI-1", "gateway_status"), "SUCCESS");
    assert_string_equal(orders(b, "differs:yes"), "BELI-1");
}

static void filters_find_what_is_meant(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, "full_name = 'Rini Halim', phone_number = '+628111222333'"),
               *other = new_user(b, NULL);
    charge(b, user, "HC-AB12", "late", "waits_for = 'apply or give back', gateway_status = 'settlement'");
    charge(b, other, "HC-CD34", "open",
           "kind = 'debt', amount_rp = 50000, method = 'va', va_number = '8877', created_at = now() "
           "- interval '1 day', expires_at = now() - interval '1 hour'");
    transaction(b, user, "BELI-EF56", "CANCELLED", "now() - interval '2 days'");
    assert_string_equal(orders(b, "rini"), "HC-AB12 BELI-EF56");
    assert_string_equal(orders(b, "08111222333"), "HC-AB12 BELI-EF56");
    assert_string_equal(orders(b, "cd34"), "HC-CD34");
    assert_string_equal(orders(b, "order:BELI-*"), "BELI-EF56");
    assert_string_equal(orders(b, "id:HC-CD34"), "HC-CD34");
    assert_string_equal(orders(b, "status:late,cancelled"), "HC-AB12 BELI-EF56");
    assert_string_equal(orders(b, "waits:yes"), "HC-AB12");
    assert_string_equal(orders(b, "differs:yes"), "HC-AB12");
    assert_string_equal(orders(b, "kind:debt amount<100rb"), "HC-CD34");
    assert_string_equal(orders(b, "method:va va_number:8877"), "HC-CD34");
    assert_string_equal(orders(b, "created<12h"), "HC-CD34 BELI-EF56");
    assert_string_equal(orders(b, "-rini"), "HC-CD34");
    assert_string_equal(orders(b, arena_printf(b->ctx.arena, "user_id:%s", other)), "HC-CD34");
    assert_string_equal(cell(b, "HC-CD34", "expires_in"), "over");
    assert_null(cell(b, "HC-AB12", "expires_in"));
}

static void spans_are_short(void **state)
{
    static const struct {
        int seconds;
        const char *text;
    } spans[] = { { 0, "<1 min" },       { 59, "<1 min" },      { 60, "1 min" }, { 3599, "59 min" },
                  { 3600, "1 h 0 min" }, { 7530, "2 h 5 min" }, { 86400, "1 d" } };
    struct bench *b = *state;
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        assert_string_equal(ask(b, "SELECT console.span_text(%d)", spans[i].seconds), spans[i].text);
}

/* An operation with an audit row for each of entities, "type id" pairs ended by NULL; about the user. */
static const char *operation(struct bench *b, const char *user, const char *const *entities)
{
    const char *id =
        ask(b, "INSERT INTO console.operation (id, actor, action) VALUES (gen_random_uuid(), 'siti', 'payments.news') "
               "RETURNING id");
    for (; *entities; entities += 2)
        ask(b,
            "INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, "
            "details) VALUES "
            "('%s', 'siti', 'payments.news', '%s', '%s', '{\"state\": \"open\"}', '{\"state\": \"paid\"}', "
            "jsonb_build_object('user_id', '%s'))",
            id, entities[0], entities[1], user);
    return id;
}

static void users_page_has_balance_and_payments(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL), *none[] = { NULL };
    struct user_story s;
    struct error e = { .code = ERR_NONE };
    for (int i = 0; i < 9; i++)
        charge(b, user, arena_printf(b->ctx.arena, "HC-%d", i), "paid",
               arena_printf(b->ctx.arena, "created_at = now() - %d * interval '1 hour'", i));
    charge(b, user, "HC-OPEN", "open", "created_at = now() - interval '2 days'");
    charge(b, user, "HC-LATE", "late", "created_at = now() - interval '3 days', waits_for = 'decide'");
    charge(b, new_user(b, NULL), "HC-OTHER", "open", NULL);
    transaction(b, user, "HC-OPEN", "PENDING", "now() - interval '2 days'");
    transaction(b, user, "BELI-1", "FAILED", "now() - interval '90 minutes'");
    ask(b,
        "INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id) VALUES ('%s', '%s', 50000, 'TOP-1')",
        operation(b, user, none), user);
    if (!user_read_story(&b->ctx, user, &s, &e))
        fail_msg("%s: %s", e.what, e.why);
    assert_int_equal(s.account.balance_rp, 50000);
    assert_int_equal(s.payment_count, 7);
    static const char *const expected[] = { "HC-OPEN", "HC-LATE", "HC-0", "HC-1", "BELI-1", "HC-2", "HC-3" };
    for (size_t i = 0; i < s.payment_count; i++)
        assert_string_equal(s.payments[i].order_id, expected[i]);
    assert_true(s.payments[0].is_open);
    assert_string_equal(s.payments[0].expires_in, "15 min");
    assert_string_equal(s.payments[1].waits_for, "decide");
    assert_false(s.payments[2].is_open);
    assert_null(s.payments[2].expires_in);
    assert_int_equal(s.payments[2].amount_rp, 200000);
    assert_string_equal(s.payments[4].state, "failed");
}

static void charge_is_an_entry_that_opens_its_page(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL);
    struct timeline_entry *n;
    struct error e = { .code = ERR_NONE };
    size_t count;
    charge(b, user, "HC-1", "late",
           "created_at = now() - interval '1 hour', waits_for = 'decide', gateway_status = 'settlement', "
           "reason = 'paid when it was expired'");
    transaction(b, user, "HC-1", "EXPIRED", "now() - interval '1 hour'");
    transaction(b, user, "BELI-1", "SUCCESS", "now() - interval '2 hours'");
    operation(b, user, (const char *const[]){ "charge", "HC-1", NULL });
    if (!timeline_read(&b->ctx, user, NULL, MOST, &n, &count, &e))
        fail_msg("%s: %s", e.what, e.why);
    assert_int_equal(count, 2);
    assert_string_equal(n[0].kind->name, "payment");
    assert_string_equal(n[0].pane, "payments");
    assert_string_equal(n[0].id, "HC-1");
    assert_string_equal(n[0].what, "HC-1");
    assert_string_equal(n[0].changes,
                        "Rp 200.000, 25 GB, late, paid when it was expired, but the gateway says settlement, "
                        "asked for by siti@kasir-1, to decide: decide");
    assert_true(n[0].has_failed);
    assert_null(n[1].pane);
    assert_string_equal(n[1].what, "BELI-1");
    if (!timeline_read(&b->ctx, user, n[0].key, MOST, &n, &count, &e))
        fail_msg("%s: %s", e.what, e.why);
    assert_int_equal(count, 1);
    assert_string_equal(n[0].what, "BELI-1");
}

static void what_a_payment_changed_is_an_entry_of_its_own(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL);
    struct timeline_entry *n;
    size_t count;
    charge(b, user, "HC-1", "paid", "created_at = now() - interval '1 hour'");
    operation(b, user, (const char *const[]){ "charge", "HC-1", "user", user, NULL });
    assert_true(timeline_read(&b->ctx, user, NULL, MOST, &n, &count, NULL));
    assert_int_equal(count, 2);
    assert_string_equal(n[0].kind->name, "operation");
    assert_string_equal(n[0].pane, "audit");
    assert_non_null(strstr(n[0].changes, "payment HC-1: state open → paid"));
    assert_string_equal(n[1].kind->name, "payment");
    assert_false(n[1].has_failed);
}

/* The finding of that name, "COUNT EXAMPLE"; "" where there is none. */
static const char *finding(struct bench *b, const char *name)
{
    struct finding *findings;
    struct error e = { .code = ERR_NONE };
    size_t count;
    if (!check_data(&b->ctx, &findings, &count, &e))
        fail_msg("%s: %s", e.what, e.why);
    for (size_t i = 0; i < count; i++)
        if (strcmp(findings[i].name, name) == 0)
            return arena_printf(b->ctx.arena, "%d %s", (int)findings[i].count, findings[i].example);
    return "";
}

static const char *const rules[] = { "paid_is_applied", "applied_is_paid", "portal_success_is_taken", "charges_decided",
                                     "charges_end",     "coupons_counted", "balance_not_negative" };

static void expect_finding(struct bench *b, const char *name, const char *text)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        assert_string_equal(finding(b, rules[i]), strcmp(rules[i], name) == 0 ? text : "");
}

static void effect(struct bench *b, const char *order, const char *user)
{
    const char *none[] = { NULL };
    ask(b, "INSERT INTO console.charge_effect (order_id, operation_id, effect) VALUES ('%s', '%s', 'package')", order,
        operation(b, user, none));
}

static void sound_payments_give_no_finding(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL), *by_portal[] = { "charge", "HC-2", NULL };
    charge(b, user, "HC-1", "paid", NULL);
    effect(b, "HC-1", user);
    transaction(b, user, "HC-1", "SUCCESS", "now()");
    /* what the portal applied, for it heard of it first */
    charge(b, user, "HC-2", "paid", NULL);
    ask(b,
        "INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, details) VALUES "
        "('%s', 'x', 'payments.news', 'charge', 'HC-2', '{\"applied_by\": \"portal\"}')",
        operation(b, user, by_portal));
    charge(b, user, "BELI-1", "paid", "is_adopted = true");
    charge(b, user, "HC-3", "open",
           "expires_at = now() - interval '50 minutes', coupon_code = 'HEMAT', coupon_state = 'reserved'");
    charge(b, user, "HC-4", "expired",
           "expires_at = now() - interval '1 day', coupon_code = 'HEMAT', coupon_state = 'released'");
    charge(b, user, "HC-5", "refunded", "coupon_code = 'HEMAT', coupon_state = 'used'");
    effect(b, "HC-5", user);
    ask(b, "INSERT INTO console.coupon (code, discount_type, discount_value, used_count, reserved_count) VALUES "
           "('HEMAT', 'percent', 10, 1, 1)");
    expect_finding(b, "none", "");
}

static void paid_and_not_applied_is_found(void **state)
{
    struct bench *b = *state;
    charge(b, new_user(b, NULL), "HC-1", "paid", NULL);
    expect_finding(b, "paid_is_applied", "1 charge HC-1: 25 GB is paid, nothing was applied");
}

static void applied_and_not_paid_is_found(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL);
    charge(b, user, "HC-1", "expired", NULL);
    effect(b, "HC-1", user);
    effect(b, "HC-0", user);
    expect_finding(b, "applied_is_paid", "2 charge HC-0: its package was applied, it is unknown");
}

static void success_at_the_portal_alone_is_found(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL);
    charge(b, user, "HC-1", "expired", NULL);
    transaction(b, user, "HC-1", "SUCCESS", "now()");
    expect_finding(b, "portal_success_is_taken", "1 charge HC-1: the portal says SUCCESS, here it is expired");
}

static void money_that_waits_is_found(void **state)
{
    struct bench *b = *state;
    charge(b, new_user(b, NULL), "HC-1", "refund_due", "waits_for = 'give it back'");
    expect_finding(b, "charges_decided", "1 charge HC-1, refund due: give it back");
}

static void charge_that_does_not_end_is_found(void **state)
{
    struct bench *b = *state;
    charge(b, new_user(b, NULL), "HC-1", "open", "expires_at = '2026-01-01 10:00Z', ask_error = 'no answer'");
    charge(b, new_user(b, NULL), "HC-2", "new", "expires_at = NULL, created_at = now() - interval '25 hours'");
    charge(b, new_user(b, NULL), "HC-3", "new", "expires_at = NULL");
    ask(b, "UPDATE console.charge SET expires_at = now() - interval '61 minutes' WHERE order_id = 'HC-1'");
    assert_non_null(strstr(finding(b, "charges_end"), "2 charge HC-1: open, it was to end at "));
    assert_non_null(strstr(finding(b, "charges_end"), "; no answer"));
}

static void coupon_that_is_miscounted_is_found(void **state)
{
    struct bench *b = *state;
    ask(b, "INSERT INTO console.coupon (code, discount_type, discount_value, used_count, reserved_count) "
           "VALUES ('HEMAT', 'flat', 10, 2, 1)");
    charge(b, new_user(b, NULL), "HC-1", "new", "coupon_code = 'HEMAT', coupon_state = 'reserved'");
    expect_finding(b, "coupons_counted", "1 coupon HEMAT: 2 used and 1 reserved, by its charges 0 and 1");
    ask(b, "UPDATE console.coupon SET used_count = 0, reserved_count = 0");
    expect_finding(b, "coupons_counted", "1 coupon HEMAT: 0 used and 0 reserved, by its charges 0 and 1");
}

static void balance_below_zero_is_found(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL), *none[] = { NULL };
    ask(b, "ALTER TABLE console.balance_entry DISABLE TRIGGER balance_entry_not_below_zero");
    ask(b, "INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id) VALUES ('%s', '%s', -1, 'HC-1')",
        operation(b, user, none), user);
    expect_finding(b, "balance_not_negative", arena_printf(b->ctx.arena, "1 user %s: balance -1", user));
}

static int open_bench(void **state)
{
    *state = bench_open();
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
        TEST(charges_and_portal_stand_in_one_list_once),
        TEST(transaction_taken_over_is_the_same_row),
        TEST(portal_words_become_ours),
        TEST(pages_lose_and_repeat_nothing),
        TEST(merged_sources_are_what_one_statement_gives),
        TEST(first_page_reads_no_more_than_it_shows),
        TEST(page_of_each_indexed_order_reads_little),
        TEST(word_is_found_by_the_index_of_each_text),
        TEST(gateway_differs_where_it_says_something_else),
        TEST(portal_transaction_tells_what_its_gateway_said),
        TEST(filters_find_what_is_meant),
        TEST(spans_are_short),
        TEST(users_page_has_balance_and_payments),
        TEST(charge_is_an_entry_that_opens_its_page),
        TEST(what_a_payment_changed_is_an_entry_of_its_own),
        TEST(sound_payments_give_no_finding),
        TEST(paid_and_not_applied_is_found),
        TEST(applied_and_not_paid_is_found),
        TEST(success_at_the_portal_alone_is_found),
        TEST(money_that_waits_is_found),
        TEST(charge_that_does_not_end_is_found),
        TEST(coupon_that_is_miscounted_is_found),
        TEST(balance_below_zero_is_found),
    };
    if (!getenv("HC_TEST_DATABASE")) {
        fputs("SKIPPED: HC_TEST_DATABASE names no server\n", stderr);
        return 0;
    }
    return cmocka_run_group_tests_name("payment views", tests, NULL, NULL);
}

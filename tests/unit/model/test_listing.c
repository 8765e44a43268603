/* Listings: pages put together are one sorted query, whatever way found them. */
#include "model/lists/listing.h"

#include "db/migrate.h"
#include "model/bill/room.h"
#include "model/customers/room.h"
#include "model/lists/listing_find.h"
#include "model/pay/room.h"
#include "model/routers/room.h"
#include "tests/unit/db/scratch.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define FEW "6600" /* customers that are enough to tell a walk from a look at all of them */

static struct scratch scratch;
static struct context ctx;

/* Names as the short walk, the collection and the last walk each need them: `siti` is one crowd of 5,500 that begins
 * behind 52,000 others, with less than a page of that second name before it, `budi` is everywhere, `zulkifli`
 * is rare, and many share their whole name. */
static const char fill[] =
    "INSERT INTO public.users (id, phone_number, full_name, blok, is_active, approval_status, is_blocked, blocked_reason,"
    "  total_quota_purchased_mb, total_quota_used_mb, quota_expiry_date, created_at)"
    " SELECT md5('u' || i)::uuid, '+62812' || lpad((i * 7919 % 10000000)::text, 8, '0'),"
    "  CASE WHEN i % 12 = 0 THEN 'Siti ' || (ARRAY['Aminah', 'Zahra', 'Nur', 'Zahra', 'Nur'])[1 + i % 5]"
    "       ELSE (ARRAY['Agus', 'ahmad', 'Bambang', 'Eko', 'Joko', 'Rina', 'Wati'])[1 + i % 7] || ' '"
    "            || CASE WHEN i % 11 = 0 THEN 'Budi' WHEN i % 2003 = 1 THEN 'Zulkifli'"
    "                 WHEN i % 2003 = 3 THEN 'Siti' ELSE 'Santoso' END END,"
    "  CASE WHEN i % 3 = 0 THEN NULL ELSE 'B' || i % 4 END, true, 'APPROVED', i % 50 = 0, CASE WHEN i % 50 = 0 THEN 'x' END,"
    "  10240, CASE WHEN i % 40 = 1 THEN 30000.25 ELSE i % 10000 END, CASE WHEN i % 4 > 0 THEN now() + interval '9 days' END,"
    "  now() - make_interval(days => i % 600)"
    " FROM generate_series(1, 66000) AS i";

/* Plain indexes are faster made anew than kept up. */
static const char drop_indexes[] =
    "CREATE TEMP TABLE index_later AS SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition"
    " FROM pg_index i WHERE i.indrelid = 'public.users'::regclass AND NOT i.indisunique;"
    "DO $$ DECLARE l record; BEGIN FOR l IN SELECT * FROM index_later LOOP EXECUTE 'DROP INDEX ' || l.name; END LOOP; END $$";
static const char make_indexes[] =
    "DO $$ DECLARE l record; BEGIN FOR l IN SELECT * FROM index_later LOOP EXECUTE l.definition; END LOOP; END $$";

static int open_database(void **state)
{
    struct migrate_options options = { .dry_run = false };
    struct error e = { .code = ERR_NONE };
    (void)state;
    if (!scratch_open(&scratch))
        return 0;
    ctx = (struct context){ .db = db_new(scratch.conninfo, "test"), .arena = arena_new(), .actor = "test" };
    if (!migrate_run(ctx.db, &options, &e)) {
        fprintf(stderr, "%s: %s\n", e.what, e.why);
        return -1;
    }
    scratch_ask(scratch.admin, drop_indexes);
    scratch_ask(scratch.admin, fill);
    scratch_ask(scratch.admin, make_indexes);
    scratch_ask(scratch.admin, "INSERT INTO public.user_devices (id, user_id, mac_address, ip_address, last_seen_at)"
                               " SELECT gen_random_uuid(), md5('u' || i % 100 + 1)::uuid, '02:00:00:00:00:' || i, '10.0.0.' || i,"
                               " now() - make_interval(mins => i) FROM generate_series(1, 150) i");
    scratch_ask(scratch.admin, "INSERT INTO console.router VALUES ('main', 0, '{}')");
    scratch_ask(scratch.admin, "ANALYZE");
    return 0;
}

static int close_database(void **state)
{
    (void)state;
    if (!ctx.db)
        return 0;
    db_free(ctx.db);
    arena_free(ctx.arena);
    scratch_close(&scratch);
    return 0;
}

static void need_database(void)
{
    if (!ctx.db)
        skip();
    arena_reset(ctx.arena);
}

/* The crowds are for those who need them: what asks every column of every list is content with a tenth. */
static void need_few_customers(void)
{
    need_database();
    if (atoi(scratch_ask(scratch.admin, "SELECT count(*) FROM public.users")) <= atoi(FEW))
        return;
    scratch_ask(scratch.admin, "SET session_replication_role = replica;"
                               "DELETE FROM public.users WHERE id NOT IN (SELECT md5('u' || i)::uuid FROM generate_series(1, " FEW ") i);"
                               "SET session_replication_role = origin");
    scratch_ask(scratch.admin, "VACUUM ANALYZE public.users");
}

static struct listing_page fetch(const struct listing_request *q)
{
    struct listing_page page;
    struct error e = { .code = ERR_NONE };
    if (!listing_fetch(&ctx, q, &page, &e))
        fail_msg("`%s` by %s: %s: %s", q->filter, q->sort ? q->sort : "default", e.what, e.why);
    return page;
}

struct way {
    const char *filter, *where; /* in the language and in SQL */
    const char *sort, *order;
    size_t limit;
};

/* Of the crowds, then of few customers. */
static const struct way crowds[] = {
    { "siti", "full_name ILIKE '%siti%'", NULL, "lower(full_name), id", 50 },
    { "siti", "full_name ILIKE '%siti%'", "-full_name", "lower(full_name) DESC, id DESC", 500 },
    { "\"siti nur\"", "full_name ILIKE '%siti nur%'", NULL, "lower(full_name), id", 70 },
    { "si", "full_name ~* '(^| )si'", NULL, "lower(full_name), id", 333 },
    { "budi", "full_name ILIKE '%budi%'", NULL, "lower(full_name), id", 400 },
    { "budi", "full_name ILIKE '%budi%'", "-created_at", "created_at DESC, id DESC", 800 },
    { "zulkifli", "full_name ILIKE '%zulkifli%'", NULL, "lower(full_name), id", 3 },
    { "iti -zahra", "full_name ILIKE '%iti%' AND full_name NOT ILIKE '%zahra%'", NULL, "lower(full_name), id", 100 },
    { "oko", "full_name ILIKE '%oko%'", "-full_name", "lower(full_name) DESC, id DESC", 900 },
};
static const struct way ways[] = {
    { "081200", "phone_number LIKE '%6281200%' OR phone_number LIKE '%081200%'", NULL, "lower(full_name), id", 50 },
    { "blocked:yes siti", "is_blocked AND full_name ILIKE '%siti%'", NULL, "lower(full_name), id", 20 },
    { "status:blocked", "is_blocked", NULL, "lower(full_name), id", 50 },
    { "debt>10GB", "total_quota_used_mb - total_quota_purchased_mb > 10240", "debt_mb",
      "total_quota_used_mb - total_quota_purchased_mb, id", 70 },
    { "siti", "full_name ILIKE '%siti%'", "blok", "lower(coalesce(blok, '')), id", 90 },
    { "siti", "full_name ILIKE '%siti%'", "-quota_expiry_date", "coalesce(quota_expiry_date, 'infinity') DESC, id DESC", 90 },
    { "blok:b1", "blok = 'B1'", "phone_number", "phone_number, id", 200 },
    { "", "true", "-phone_number", "phone_number DESC, id DESC", 900 },
    { "xyzzy", "false", NULL, "lower(full_name), id", 50 },
};

static PGresult *reference(const struct way *w)
{
    char sql[1024];
    snprintf(sql, sizeof sql, "SELECT id FROM public.users WHERE %s ORDER BY %s", w->where, w->order);
    PGresult *r = PQexec(scratch.admin, sql);
    if (PQresultStatus(r) != PGRES_TUPLES_OK)
        fail_msg("%s", PQerrorMessage(scratch.admin));
    return r;
}

static void expect_ids(const struct way *w, const struct listing_page *page, const PGresult *r, int first)
{
    for (size_t i = 0; i < page->count; i++)
        if (first + (int)i >= PQntuples(r) || strcmp(page->rows[i].id, PQgetvalue(r, first + (int)i, 0)) != 0)
            fail_msg("`%s` by %s: row %d differs", w->filter, w->order, first + (int)i);
}

static void forward(const struct way *w, const PGresult *r)
{
    struct listing_request q = { .pane = &pane_users, .filter = w->filter, .sort = w->sort, .limit = w->limit };
    struct listing_page page;
    int seen = 0;
    do {
        page = fetch(&q);
        expect_ids(w, &page, r, seen);
        assert_int_equal(page.at_start, q.from == LISTING_FIRST);
        seen += (int)page.count;
        if (!page.count)
            break;
        q.from = LISTING_AFTER;
        q.anchor_key = page.rows[page.count - 1].key;
        q.anchor_id = page.rows[page.count - 1].id;
    } while (!page.at_end);
    assert_true(page.at_end);
    assert_int_equal(seen, PQntuples(r));
}

static void backward(const struct way *w, const PGresult *r)
{
    struct listing_request q = { .pane = &pane_users, .filter = w->filter, .sort = w->sort, .limit = w->limit, .from = LISTING_LAST };
    struct listing_page page;
    int left = PQntuples(r);
    do {
        page = fetch(&q);
        left -= (int)page.count;
        assert_true(left >= 0);
        expect_ids(w, &page, r, left);
        assert_int_equal(page.at_end, q.from == LISTING_LAST);
        if (!page.count)
            break;
        q.from = LISTING_BEFORE;
        q.anchor_key = page.rows[0].key;
        q.anchor_id = page.rows[0].id;
    } while (!page.at_start);
    assert_true(page.at_start);
    assert_int_equal(left, 0);
}

static void expect_one_sorted_query(const struct way *w)
{
    PGresult *r = reference(w);
    forward(w, r);
    backward(w, r);
    PQclear(r);
    arena_reset(ctx.arena);
}

static void pages_of_crowds_are_one_sorted_query(void **state)
{
    (void)state;
    need_database();
    for (size_t i = 0; i < COUNT(crowds); i++)
        expect_one_sorted_query(&crowds[i]);
}

static void pages_are_one_sorted_query(void **state)
{
    (void)state;
    need_few_customers();
    for (size_t i = 0; i < COUNT(ways); i++)
        expect_one_sorted_query(&ways[i]);
}

static struct listing_page fetch_provisional(const char *filter, const char *sort, enum listing_from from)
{
    struct listing_request q = { .pane = &pane_users, .filter = filter, .sort = sort, .from = from, .limit = 50,
                                 .anchor_key = "a", .anchor_id = "00000000-0000-0000-0000-000000000000",
                                 .may_be_provisional = true };
    return fetch(&q);
}

/* The crowd is far from the top: the names that begin with the word come, and in order. */
static void crowd_comes_provisionally(void **state)
{
    static const struct way beginnings[] = {
        { "Siti", "full_name ILIKE 'siti%'", NULL, "lower(full_name), id", 50 },
        { "\"siti n\"", "full_name ILIKE 'siti n%'", NULL, "lower(full_name), id", 50 },
        { "si", "full_name ILIKE 'si%'", NULL, "lower(full_name), id", 50 },
    };
    (void)state;
    need_database();
    for (size_t i = 0; i < COUNT(beginnings); i++) {
        PGresult *r = reference(&beginnings[i]);
        struct listing_page page = fetch_provisional(beginnings[i].filter, NULL, LISTING_FIRST);
        assert_true(page.is_provisional);
        assert_int_equal(page.count, 50);
        assert_false(page.at_start || page.at_end);
        expect_ids(&beginnings[i], &page, r, 0);
        PQclear(r);
    }
}

/* Whatever is quick to find is exact, and so is what is not sorted by name, is more than a word, doesn't begin
 * at the top, or where no name begins with the word. */
static void provisional_only_where_it_must_be(void **state)
{
    static const struct {
        const char *filter, *sort;
        enum listing_from from;
    } cases[] = {
        { "budi", NULL, LISTING_FIRST },       { "zulkifli", NULL, LISTING_FIRST }, { "xyzzy", NULL, LISTING_FIRST },
        { "iti", NULL, LISTING_FIRST },        { "siti nur", NULL, LISTING_FIRST }, { "name:siti*", NULL, LISTING_FIRST },
        { "agus", "-full_name", LISTING_FIRST }, { "siti", "blok", LISTING_FIRST }, { "agus", NULL, LISTING_LAST },
        { "siti", NULL, LISTING_AFTER },       { "siti blocked:no", NULL, LISTING_FIRST }, { "", NULL, LISTING_FIRST },
    };
    (void)state;
    need_database();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct listing_request exact = { .pane = &pane_users, .filter = cases[i].filter, .sort = cases[i].sort,
                                         .from = cases[i].from, .limit = 50, .anchor_key = "a",
                                         .anchor_id = "00000000-0000-0000-0000-000000000000" };
        struct listing_page page = fetch_provisional(cases[i].filter, cases[i].sort, cases[i].from), same = fetch(&exact);
        if (page.is_provisional || page.count != same.count)
            fail_msg("`%s` is not exact", cases[i].filter);
        for (size_t k = 0; k < page.count; k++)
            assert_string_equal(page.rows[k].id, same.rows[k].id);
    }
}

static void rows_carry_every_column(void **state)
{
    struct listing_request q = { .pane = &pane_users, .filter = "id:00000000-0000-0000-0000-000000000000", .limit = 1 };
    (void)state;
    need_database();
    q.filter = arena_printf(ctx.arena, "id:%s", scratch_ask(scratch.admin, "SELECT md5('u2')::uuid"));
    struct listing_page page = fetch(&q);
    assert_int_equal(page.count, 1);
    for (size_t i = 0; i < pane_users.column_count; i++) {
        const struct column *c = &pane_users.columns[i];
        const char *cell = page.rows[0].cells[i];
        if (c->flags & COLUMN_FILTER_ONLY)
            assert_null(cell);
        if (strcmp(c->name, "ip_address") == 0)
            assert_string_equal(cell, "10.0.0.1"); /* of both devices the one seen last */
        if (strcmp(c->name, "router") == 0)
            assert_string_equal(cell, "main");
        if (strcmp(c->name, "status") == 0)
            assert_string_equal(cell, "active");
        if (strcmp(c->name, "blocked_reason") == 0)
            assert_null(cell);
    }
}

static void anchor_may_be_gone(void **state)
{
    struct listing_request q = { .pane = &pane_users, .filter = "siti", .limit = 10 };
    (void)state;
    need_few_customers();
    struct listing_page first = fetch(&q), second, again;
    q.from = LISTING_AFTER;
    q.anchor_key = first.rows[9].key;
    q.anchor_id = first.rows[9].id;
    second = fetch(&q);
    scratch_ask(scratch.admin, arena_printf(ctx.arena, "DELETE FROM public.users WHERE id = '%s'", q.anchor_id));
    again = fetch(&q);
    for (size_t i = 0; i < 10; i++)
        assert_string_equal(again.rows[i].id, second.rows[i].id);
    q.from = LISTING_AT;
    again = fetch(&q);
    assert_string_equal(again.rows[0].id, second.rows[0].id);
    q.from = LISTING_BEFORE;
    again = fetch(&q);
    assert_int_equal(again.count, 9);
    assert_true(again.at_start);
}

static void at_includes_the_anchor(void **state)
{
    struct listing_request q = { .pane = &pane_users, .filter = "", .limit = 10 };
    (void)state;
    need_database();
    struct listing_page first = fetch(&q);
    q.from = LISTING_AT;
    q.anchor_key = first.rows[4].key;
    q.anchor_id = first.rows[4].id;
    struct listing_page page = fetch(&q);
    assert_int_equal(page.count, 10);
    assert_string_equal(page.rows[0].id, first.rows[4].id);
    assert_string_equal(page.rows[1].id, first.rows[5].id);
}

static void finds_rows_by_id(void **state)
{
    struct error e = { .code = ERR_NONE };
    struct listing_page page;
    (void)state;
    need_database();
    const char *ids[3] = { arena_strdup(ctx.arena, scratch_ask(scratch.admin, "SELECT md5('u3')::uuid")),
                           "00000000-0000-0000-0000-000000000000",
                           arena_strdup(ctx.arena, scratch_ask(scratch.admin, "SELECT md5('u4')::uuid")) };
    assert_true(listing_by_ids(&ctx, &pane_users, ids, 3, &page, &e));
    assert_int_equal(page.count, 2);
    assert_true(listing_by_ids(&ctx, &pane_users, ids, 0, &page, &e));
    assert_int_equal(page.count, 0);
}

struct tally {
    size_t rows, stop_at;
    char last[128];
    bool is_sorted;
};

static bool count_row(void *row_ctx, const struct listing_row *r)
{
    struct tally *t = row_ctx;
    t->is_sorted = t->is_sorted && strcmp(t->last, r->key) <= 0;
    snprintf(t->last, sizeof t->last, "%s", r->key);
    return ++t->rows != t->stop_at;
}

static void streams(void **state)
{
    struct listing_request q = { .pane = &pane_users, .filter = "budi" };
    struct error e = { .code = ERR_NONE };
    struct tally all = { .is_sorted = true }, some = { .is_sorted = true, .stop_at = 7 }, few = { .is_sorted = true };
    (void)state;
    need_database();
    assert_true(listing_stream(&ctx, &q, count_row, &all, &e));
    assert_int_equal(all.rows, atoi(scratch_ask(scratch.admin, "SELECT count(*) FROM users WHERE full_name ILIKE '%budi%'")));
    assert_true(all.is_sorted);
    assert_true(listing_stream(&ctx, &q, count_row, &some, &e));
    assert_int_equal(some.rows, 7);
    q.limit = 5;
    assert_true(listing_stream(&ctx, &q, count_row, &few, &e));
    assert_int_equal(few.rows, 5);
}

static void counts(void **state)
{
    struct error e = { .code = ERR_NONE };
    int64_t count;
    bool is_estimate;
    (void)state;
    need_database();
    assert_true(listing_count(&ctx, &pane_users, "", &count, &is_estimate, &e));
    assert_int_equal(count, atoi(scratch_ask(scratch.admin, "SELECT count(*) FROM users")));
    assert_false(is_estimate);
    assert_true(listing_count(&ctx, &pane_users, "siti", &count, &is_estimate, &e));
    assert_int_equal(count, atoi(scratch_ask(scratch.admin, "SELECT count(*) FROM users WHERE full_name ILIKE '%siti%'")));
    scratch_ask(scratch.admin, "UPDATE pg_class SET reltuples = 5000000 WHERE oid = 'public.users'::regclass");
    assert_true(listing_count(&ctx, &pane_users, "", &count, &is_estimate, &e));
    assert_true(is_estimate && count == 5000000);
    assert_true(listing_count(&ctx, &pane_users, "blocked:yes", &count, &is_estimate, &e));
    assert_false(is_estimate);
    scratch_ask(scratch.admin, "ANALYZE public.users");
}

/* Every column of every pane can be filtered and sorted by as the table says. */
static void every_column_works(void **state)
{
    static const char *const values[] = {
        [COL_TEXT] = "x", [COL_PHONE] = "081234567", [COL_CHOICE] = NULL, [COL_MB] = "1", [COL_RP] = "1", [COL_INT] = "1",
        [COL_BOOL] = "yes", [COL_TIME] = "2026-01-01", [COL_DATE] = "2026-01-01", [COL_JSON] = "x", [COL_ID] = NULL,
        [COL_PERCENT] = "1", [COL_SPARK] = "x",
    };
    (void)state;
    need_few_customers();
    for (size_t i = 0; pane_at(i); i++)
        for (size_t k = 0; k < pane_at(i)->column_count; k++) {
            const struct column *c = &pane_at(i)->columns[k];
            const char *value = c->choices ? c->choices[0] : values[c->type];
            if (c->type == COL_ID)
                value = strcmp(c->cast, "uuid") == 0 ? "00000000-0000-0000-0000-000000000000" : "1";
            struct listing_request q = { .pane = pane_at(i), .filter = "", .limit = 3 };
            if (!(c->flags & COLUMN_NO_FILTER))
                q.filter = arena_printf(ctx.arena, "%s:%s", c->name, value);
            fetch(&q);
            q.filter = "";
            q.sort = c->sort ? c->name : NULL;
            fetch(&q);
            arena_reset(ctx.arena);
        }
}

/* Rows of these tables that the first page reads. */
static int rows_read(const struct pane *p, const char *filter, const char *sort, const char *tables)
{
    struct listing_request q = { .pane = p, .filter = filter, .sort = sort, .limit = 50 };
    db_free(ctx.db); /* what one has read is counted when it ends */
    scratch_wait_for(scratch.admin, "SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = current_database() AND "
                                    "backend_type = 'client backend'", "t");
    scratch_ask(scratch.admin, "SELECT pg_stat_force_next_flush()");
    scratch_ask(scratch.admin, "SELECT pg_stat_reset()");
    ctx.db = db_new(scratch.conninfo, "test");
    fetch(&q);
    db_free(ctx.db);
    ctx.db = db_new(scratch.conninfo, "test");
    const char *sql = arena_printf(ctx.arena, "SELECT coalesce(sum(coalesce(idx_tup_fetch, 0) + coalesce(seq_tup_read, 0)), 0)::int"
                                              " FROM pg_stat_user_tables WHERE relname IN (%s)", tables);
    scratch_wait_for(scratch.admin, arena_printf(ctx.arena, "SELECT (%s) > 0", sql), "t");
    return atoi(scratch_ask(scratch.admin, sql));
}

static void customers_are_walked_in_each_indexed_order(void **state)
{
    const struct pane *const panes[] = { &pane_users, &pane_quota };
    (void)state;
    need_database();
    for (size_t i = 0; i < COUNT(panes); i++)
        for (size_t k = 0; k < panes[i]->column_count; k++) {
            const struct column *c = &panes[i]->columns[k];
            if (!(c->flags & COLUMN_SORT_INDEXED))
                continue;
            assert_in_range(rows_read(panes[i], "", c->name, "'users'"), 1, 1000);
            assert_in_range(rows_read(panes[i], "", arena_printf(ctx.arena, "-%s", c->name), "'users'"), 1, 1000);
            if (c->flags & COLUMN_APART)
                assert_in_range(rows_read(panes[i], arena_printf(ctx.arena, "%s:zzqxabsent", c->name), NULL, "'users'"), 1, 6000);
        }
    /* the index of an order answers a test of its column, too */
    assert_in_range(rows_read(&pane_users, "expires:1999-01-01", NULL, "'users'"), 1, 6000);
    assert_in_range(rows_read(&pane_users, "last_login_at:1999-01-01", NULL, "'users'"), 1, 6000);
}

/* Open ones among twice as many that are closed. */
static void debts_are_walked_by_their_users(void **state)
{
    static const char *const sorts[] = { "full_name", "-full_name", "phone_number", "-phone_number" };
    struct listing_request q = { .pane = &pane_debts, .filter = "", .sort = "phone_number", .limit = 7 };
    (void)state;
    need_database();
    scratch_ask(scratch.admin,
                "SET session_replication_role = replica; INSERT INTO public.user_quota_debts (id, user_id, debt_date, amount_mb,"
                " paid_mb, price_rp, is_paid) SELECT md5('d' || i)::uuid, md5('u' || i)::uuid, '2026-01-01', 1024, 0, 1000, i % 3 > 0"
                " FROM generate_series(1, 30000) i; SET session_replication_role = origin; ANALYZE public.user_quota_debts");
    for (size_t i = 0; i < COUNT(sorts); i++)
        assert_in_range(rows_read(&pane_debts, "", sorts[i], "'user_quota_debts'"), 50, 5000);
    /* what hardly any item passes is not looked for customer by customer */
    assert_in_range(rows_read(&pane_debts, "due:2031-01-01", NULL, "'user_quota_debts'"), 50, 60000);
    assert_in_range(atoi(scratch_ask(scratch.admin, "SELECT idx_scan FROM pg_stat_user_tables WHERE relname = 'user_quota_debts'")), 0, 20000);
    struct listing_page page = fetch(&q);
    q.from = LISTING_AFTER;
    q.anchor_key = page.rows[6].key;
    q.anchor_id = page.rows[6].id;
    page = fetch(&q);
    assert_string_equal(page.rows[0].id, scratch_ask(scratch.admin, "SELECT d.id FROM public.user_quota_debts d JOIN public.users u"
                                                     " ON u.id = d.user_id WHERE NOT d.is_paid ORDER BY u.phone_number, d.id OFFSET 7 LIMIT 1"));
    scratch_ask(scratch.admin, "SET session_replication_role = replica; DELETE FROM public.user_quota_debts;"
                               "SET session_replication_role = origin");
}

/* A device of each other customer, some of them refused, some without address or label, and hosts: one of nobody, one of each
 * of two who are said to be there, and such as are the device of somebody. */
static const char fill_devices[] =
    "INSERT INTO public.user_devices (id, user_id, mac_address, ip_address, label, is_authorized, first_seen_at, last_seen_at)"
    " SELECT md5('v' || i)::uuid, md5('u' || i % " FEW " + 1)::uuid, lower(upper(to_hex(1099511627776 + i))),"
    "  CASE WHEN i % 5 > 0 THEN '10.1.' || i % 200 || '.' || i % 250 END, CASE WHEN i % 4 > 0 THEN 'Label ' || i % 900 END,"
    "  i % 17 > 0, now() - make_interval(mins => i), now() - make_interval(mins => i % 700) FROM generate_series(1000, 4299) i;"
    "UPDATE public.user_devices SET mac_address = regexp_replace(lpad(right(md5(id::text), 12), 12), '(..)(?!$)', '\\1:', 'g')"
    " WHERE label LIKE 'Label%';"
    "INSERT INTO console.router_host_seen (id, router, mac, address, host_name, account, is_here, is_listed, login_user_id)"
    " SELECT md5('h' || i)::uuid, 'main', CASE WHEN i % 3 = 0 THEN (SELECT upper(d.mac_address) FROM public.user_devices d"
    "  WHERE d.id = md5('v' || 1000 + i)::uuid) ELSE '02:AA:00:00:00:' || upper(lpad(to_hex(i), 2, '0')) END, '10.9.0.' || i,"
    "  'host ' || i, CASE WHEN i % 2 = 0 THEN 'account ' || i END, i % 4 > 0, i % 5 = 0,"
    "  CASE WHEN i % 2 = 0 THEN md5('u' || i)::uuid END FROM generate_series(1, 90) i; ANALYZE";

static void expect_pages_in_order(const struct pane *p, const char *sort, bool is_descending)
{
    const struct column *c = pane_column(p, sort);
    const char *by = is_descending ? " DESC" : "";
    struct pane_marks marks = { .columns = p->id, .where = "true", .limit = "LIMIT 333",
                                .order = arena_printf(ctx.arena, "ORDER BY %s%s, %s%s", c->sort, by, p->id, by) };
    struct listing_request q = { .pane = p, .filter = "", .limit = 61,
                                 .sort = arena_printf(ctx.arena, "%s%s", is_descending ? "-" : "", sort) };
    PGresult *r = PQexec(scratch.admin, pane_sql(ctx.arena, p, &marks));
    for (int i = 0; i < PQntuples(r);) {
        struct listing_page page = fetch(&q);
        for (size_t k = 0; k < page.count; k++, i++)
            if (i < PQntuples(r) && strcmp(page.rows[k].id, PQgetvalue(r, i, 0)) != 0)
                fail_msg("%s by %s: row %d differs", p->name, q.sort, i);
        q.from = LISTING_AFTER;
        q.anchor_key = page.rows[page.count - 1].key;
        q.anchor_id = page.rows[page.count - 1].id;
    }
    assert_int_equal(PQntuples(r), 333);
    PQclear(r);
}

/* What routers see and what customers have is one list, and each page of an order that has an index reads little. */
static void devices_are_walked_source_by_source(void **state)
{
    (void)state;
    need_few_customers();
    scratch_ask(scratch.admin, fill_devices);
    for (size_t i = 0; i < pane_devices.column_count; i++) {
        const struct column *c = &pane_devices.columns[i];
        if (!c->sort)
            continue;
        expect_pages_in_order(&pane_devices, c->name, false);
        expect_pages_in_order(&pane_devices, c->name, true);
        /* of so many who bear one name, a walk by names has to put all in order */
        if (!(c->flags & COLUMN_SORT_INDEXED) || strstr(c->sort, "full_name"))
            continue;
        assert_in_range(rows_read(&pane_devices, "", c->name, "'user_devices'"), 1, 1200);
        assert_in_range(rows_read(&pane_devices, "", arena_printf(ctx.arena, "-%s", c->name), "'user_devices'"), 1, 1200);
    }
    /* and who has a device is found by the devices */
    assert_in_range(rows_read(&pane_users, "ip:10.1.7.7", NULL, "'users', 'user_devices'"), 1, 200);
    assert_in_range(rows_read(&pane_users, "mac:02:00:00:00:00:7", NULL, "'users', 'user_devices'"), 1, 200);
    scratch_ask(scratch.admin, "DELETE FROM public.user_devices WHERE mac_address NOT LIKE '02:00:00:00:00:%';"
                               "DELETE FROM console.router_host_seen");
}

/* What is worked out row by row is the same of most customers, who are walked apart. */
static void customers_without_anything_are_walked_apart(void **state)
{
    const struct pane *const panes[] = { &pane_users, &pane_quota };
    (void)state;
    need_few_customers();
    scratch_ask(scratch.admin,
                "SET session_replication_role = replica; INSERT INTO public.user_quota_debts (id, user_id, debt_date, amount_mb,"
                " paid_mb, price_rp, is_paid) SELECT md5('d' || i)::uuid, md5('u' || i)::uuid, '2026-01-01', 1024, 0, 1000 * i, i % 3 = 0"
                " FROM generate_series(1, 60) i; INSERT INTO public.daily_usage_logs (user_id, log_date, usage_mb)"
                " SELECT md5('u' || i % 90)::uuid, console.today() - i % 40, i FROM generate_series(1, 360) i;"
                " INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note) SELECT gen_random_uuid(),"
                " md5('u' || i)::uuid, 1 + i / 2, 'o' || i, '' FROM generate_series(1, 80) i;"
                " INSERT INTO console.balance SELECT e.user_id, sum(e.rp) * (random() < 0.9)::int FROM console.balance_entry e"
                " GROUP BY e.user_id; SET session_replication_role = origin;"
                " ANALYZE");
    for (size_t i = 0; i < COUNT(panes); i++)
        for (size_t k = 0; k < panes[i]->column_count; k++) {
            const struct column *c = &panes[i]->columns[k];
            if (!c->sources)
                continue;
            expect_pages_in_order(panes[i], c->name, false);
            expect_pages_in_order(panes[i], c->name, true);
        }
    scratch_ask(scratch.admin, "SET session_replication_role = replica; DELETE FROM public.user_quota_debts;"
                               " DELETE FROM public.daily_usage_logs; DELETE FROM console.balance_entry; DELETE FROM console.balance;"
                               " SET session_replication_role = origin");
}

/* Those of customers who are gone, each sixth of them, come in the same order. */
static void deposits_are_walked_by_their_customers(void **state)
{
    (void)state;
    need_few_customers();
    scratch_ask(scratch.admin,
                "SET session_replication_role = replica; INSERT INTO console.deposit (id, user_id, amount_rp, fee_rp, payable_rp, method,"
                " status, gateway_order_id, created_at, completed_at) SELECT md5('e' || i)::uuid, md5(CASE WHEN i % 6 = 0 THEN 'gone'"
                " ELSE 'u' END || 1 + i % 300)::uuid, 1000 + i % 7, i % 3, 1000 + i % 7 + i % 3, CASE WHEN i % 4 > 0 THEN 'qris' END,"
                " CASE WHEN i % 2 = 0 THEN 'completed' ELSE 'expired' END, 'DEP-' || i, now() - make_interval(mins => i),"
                " CASE WHEN i % 2 = 0 THEN now() - make_interval(mins => i % 50) END FROM generate_series(1, 400) i;"
                " SET session_replication_role = origin; ANALYZE console.deposit");
    for (size_t k = 0; k < pane_deposits.column_count; k++)
        if (pane_deposits.columns[k].sort) {
            expect_pages_in_order(&pane_deposits, pane_deposits.columns[k].name, false);
            expect_pages_in_order(&pane_deposits, pane_deposits.columns[k].name, true);
        }
    scratch_ask(scratch.admin, "DELETE FROM console.deposit");
}

/* Places in the line are counted where they are asked for, and not for a sum. */
static void no_place_is_counted_for_who_asks_for_none(void **state)
{
    (void)state;
    need_few_customers();
    const char *sql = pane_sql(ctx.arena, &pane_queue, &(struct pane_marks){ .columns = "q.state", .where = "true" });
    PGresult *r = PQexec(scratch.admin, arena_printf(ctx.arena, "EXPLAIN %s", sql));
    for (int i = 0; i < PQntuples(r); i++)
        assert_null(strstr(PQgetvalue(r, i, 0), "WindowAgg"));
    assert_true(PQntuples(r) > 0);
    PQclear(r);
}

static void refuses_what_it_does_not_know(void **state)
{
    struct listing_request q = { .pane = &pane_users, .filter = "", .sort = "ful_name", .limit = 3 };
    struct listing_page page;
    struct error e = { .code = ERR_NONE };
    (void)state;
    need_few_customers();
    assert_false(listing_fetch(&ctx, &q, &page, &e));
    assert_true(e.code == ERR_USAGE && strstr(e.hint, "full_name"));
    q.sort = "-ip_address";
    assert_false(listing_fetch(&ctx, &q, &page, &e));
    assert_true(e.code == ERR_USAGE && strstr(e.why, "no order"));
    q.sort = NULL;
    q.filter = "nonsense:1";
    assert_false(listing_fetch(&ctx, &q, &page, &e));
    assert_int_equal(e.code, ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_of_crowds_are_one_sorted_query),
        cmocka_unit_test(crowd_comes_provisionally),
        cmocka_unit_test(provisional_only_where_it_must_be),
        cmocka_unit_test(rows_carry_every_column),
        cmocka_unit_test(at_includes_the_anchor),
        cmocka_unit_test(finds_rows_by_id),
        cmocka_unit_test(streams),
        cmocka_unit_test(counts),
        cmocka_unit_test(customers_are_walked_in_each_indexed_order),
        cmocka_unit_test(debts_are_walked_by_their_users),
        cmocka_unit_test(pages_are_one_sorted_query),
        cmocka_unit_test(every_column_works),
        cmocka_unit_test(devices_are_walked_source_by_source),
        cmocka_unit_test(customers_without_anything_are_walked_apart),
        cmocka_unit_test(deposits_are_walked_by_their_customers),
        cmocka_unit_test(no_place_is_counted_for_who_asks_for_none),
        cmocka_unit_test(refuses_what_it_does_not_know),
        cmocka_unit_test(anchor_may_be_gone),
    };
    return cmocka_run_group_tests(tests, open_database, close_database);
}

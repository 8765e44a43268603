/* Invoices and their charges: paid once, whichever link is paid and in whatever order that becomes known; taken back,
 * decided late, and what it means for a customer who was blocked. */
#include "tests/unit/model/charge_bench.h"

#include <pthread.h>

static struct bench *b;

#define NEEDS_DATABASE                                                                                                 \
    if (!b)                                                                                                            \
    skip()

#define TOTAL INT64_C(111000)

/* An invoice of this month for Rp 111.000, queued; its id. */
static const char *new_invoice(const char *user)
{
    const char *subscription =
        ask(b,
            "INSERT INTO console.subscription (user_id, brand, package, price_rp, due_day, starts_on, actor) "
            "VALUES ('%s', 'JAKINET', '10 GB', 100000, 10, '2026-01-01', 'test') RETURNING id",
            user);
    run_on(b, "invoices.generate", subscription, NULL, NULL);
    return ask(b, "SELECT id FROM console.invoice WHERE subscription_id = '%s'", subscription);
}

static const char *invoice_column(const char *invoice, const char *column)
{
    return ask(b, "SELECT %s FROM console.invoice WHERE id = '%s'", column, invoice);
}

/* As the queue does when Xendit has it; the order id. */
static const char *send_invoice(const char *invoice)
{
    const char *order = invoice_column(invoice, "external_id");
    ask(b,
        "WITH q AS (UPDATE console.invoice_queue SET state = 'processing', attempts = 1 WHERE order_id = '%s') "
        "UPDATE console.charge SET state = 'open', transaction_id = 'x-' || order_id WHERE order_id = '%s'",
        order, order);
    ask(b, "UPDATE console.invoice_queue SET state = 'completed', ended_at = now() WHERE order_id = '%s'", order);
    return order;
}

/* An invoice whose first link was sent, and a second after it. */
static const char *new_invoice_of_two_links(const char *user, const char **first, const char **second)
{
    const char *invoice = new_invoice(user);
    *first = send_invoice(invoice);
    act(b, "invoices.resend", invoice, WORDS("channel", "whatsapp"));
    *second = send_invoice(invoice);
    return invoice;
}

static void block_for(const char *user, const char *invoice)
{
    ask(b, "UPDATE console.invoice SET due_on = due_on - 60, issued_on = issued_on - 60 WHERE id = '%s'", invoice);
    run_on(b, "policies.isolir", user, NULL, NULL);
    assert_string_equal(ask(b, "SELECT is_blocked FROM public.users WHERE id = '%s'", user), "t");
}

static void test_a_payment_is_applied_once_and_lets_in_again(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL), *first, *second;
    const char *invoice = new_invoice_of_two_links(user, &first, &second);
    block_for(user, invoice);
    ask(b, "UPDATE console.outbox SET state = 'cancelled' WHERE entity_id = '%s' AND state = 'pending'", user);

    struct charge_outcome o = take_news(&b->ctx, second, "paid", TOTAL);
    assert_true(o.is_changed);
    assert_string_equal(o.state, "paid");
    assert_string_equal(invoice_column(invoice, "concat_ws('|', status, paid_how, paid_amount_rp, paid_at)"),
                        "paid|xendit|111000|2026-01-31 03:00:00+00");
    assert_string_equal(
        ask(b, "SELECT concat_ws('|', is_blocked, blocked_reason) FROM public.users WHERE id = '%s'", user), "f");
    assert_string_equal(
        ask(b,
            "SELECT string_agg(o.target || ' ' || o.effect, ', ' ORDER BY o.target, o.effect) FROM console.outbox o "
            "JOIN console.charge_effect e USING (operation_id) WHERE e.order_id = '%s'",
            second),
        "message:user charge_message, router:main sync_user, xendit:JAKINET charge_cancel");
    assert_string_equal(ask(b,
                            "SELECT string_agg(entity_type, ',' ORDER BY entity_type) FROM console.audit_log a "
                            "JOIN console.charge_effect e USING (operation_id) WHERE e.order_id = '%s'",
                            second),
                        "charge,charge,invoice,user");
    assert_false(take_news(&b->ctx, second, "paid", TOTAL).is_changed);
    assert_false(take_news(&b->ctx, second, "expired", -1).is_changed);

    /* the other link was paid as well */
    o = take_news(&b->ctx, first, "paid", TOTAL);
    assert_string_equal(o.state, "mismatch");
    assert_string_equal(charge_column(b, first, "reason"),
                        ask(b,
                            "SELECT 'invoice ' || invoice_number || ' is paid already' FROM console.invoice "
                            "WHERE id = '%s'",
                            invoice));
    act(b, "payments.apply_late", first, NO_WORDS);
    assert_string_equal(ask(b, "SELECT console.balance_rp('%s')", user), "111000");
    assert_string_equal(ask(b,
                            "SELECT string_agg(effect, ',' ORDER BY effect) FROM console.charge_effect "
                            "WHERE order_id IN ('%s', '%s')",
                            first, second),
                        "deposit,invoice");
}

/* What may become known, one after the other; upper case stands for the second link. */
static void happen(char what, const char *invoice, const char *first, const char *second)
{
    const char *order = what == 'P' || what == 'X' ? second : first;
    if (what == 'p' || what == 'P')
        take_news(&b->ctx, order, "paid", TOTAL);
    else if (what == 'x' || what == 'X')
        take_news(&b->ctx, order, "expired", -1);
    else {
        const char *action = what == 'h' ? "invoices.mark_paid" : "invoices.cancel";
        struct plan plan = plan_of(&b->ctx, action, invoice, WORDS("reason", "asked for"));
        if (plan.id_count)
            carry_out_plan(b, &plan);
    }
}

static void check_after(const char *events, const char *invoice, const char *first, const char *second)
{
    const char *status = invoice_column(invoice, "status");
    int effects =
        atoi(ask(b, "SELECT count(*) FROM console.charge_effect WHERE effect = 'invoice' AND order_id IN ('%s', '%s')",
                 first, second));
    int waiting =
        atoi(ask(b,
                 "SELECT count(*) FROM console.charge WHERE order_id IN ('%s', '%s') AND waits_for IS NOT NULL "
                 "AND state IN ('late', 'mismatch')",
                 first, second));
    bool is_by_hand = strcmp(invoice_column(invoice, "coalesce(paid_how, '')"), "hand") == 0;
    int payments = (strchr(events, 'p') != NULL) + (strchr(events, 'P') != NULL);
    if (effects > 1 || effects + waiting != payments)
        fail_msg("%s: %d payments, %d applied, %d wait", events, payments, effects, waiting);
    if ((strcmp(status, "paid") == 0) != (effects == 1 || is_by_hand))
        fail_msg("%s: it is %s, %d applied", events, status, effects);
    if (payments == 2 && waiting == 0)
        fail_msg("%s: both links were paid, and nobody is to decide", events);
}

/* Every order of these events, each on an invoice of its own. */
static void permute(char *events, size_t done, const char *user)
{
    size_t count = strlen(events);
    if (done == count) {
        const char *first, *second, *invoice = new_invoice_of_two_links(user, &first, &second);
        for (size_t i = 0; i < count; i++)
            happen(events[i], invoice, first, second);
        check_after(events, invoice, first, second);
        return;
    }
    for (size_t i = done; i < count; i++) {
        char kept = events[done];
        events[done] = events[i];
        events[i] = kept;
        permute(events, done + 1, user);
        events[i] = events[done];
        events[done] = kept;
    }
}

static void test_in_every_order_it_is_paid_once_and_no_money_is_lost(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL);
    char with_hand[] = "pPxh", with_cancel[] = "pXxc", one_link[] = "pxX";
    permute(with_hand, 0, user);
    permute(with_cancel, 0, user);
    permute(one_link, 0, user);
}

static void test_an_invoice_expires_with_its_last_link(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *first, *second, *invoice = new_invoice_of_two_links(new_user(b, NULL), &first, &second);
    take_news(&b->ctx, first, "expired", -1);
    assert_string_equal(invoice_column(invoice, "status"), "unpaid");
    take_news(&b->ctx, second, "expired", -1);
    assert_string_equal(invoice_column(invoice, "status"), "expired");
    assert_string_equal(ask(b,
                            "SELECT count(*) FROM console.outbox o JOIN console.charge c ON c.id = o.entity_id "
                            "WHERE c.invoice_id = '%s' AND o.effect = 'charge_message'",
                            invoice),
                        "0");
    struct charge_outcome o = take_news(&b->ctx, first, "paid", TOTAL);
    assert_string_equal(o.state, "late");
    assert_string_equal(invoice_column(invoice, "status"), "expired");
    assert_string_equal(refusal_of(b, "invoices.resend", invoice, NO_WORDS),
                        "was paid late or otherwise than asked for: decide on that first");
    act(b, "payments.apply_late", first, NO_WORDS);
    assert_string_equal(invoice_column(invoice, "status"), "paid");
}

static void test_money_for_a_cancelled_invoice_waits_and_may_be_taken(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *invoice = new_invoice(new_user(b, NULL)), *order = send_invoice(invoice);
    act(b, "invoices.cancel", invoice, WORDS("reason", "moved away"));
    struct charge_outcome o = take_news(&b->ctx, order, "paid", TOTAL);
    assert_string_equal(o.state, "mismatch");
    assert_string_equal(invoice_column(invoice, "status"), "cancelled");
    act(b, "payments.apply_late", order, NO_WORDS);
    assert_string_equal(invoice_column(invoice, "status"), "paid");
}

static void test_money_that_goes_back_makes_it_owed_again_where_that_is_set(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *held = new_invoice(new_user(b, NULL)), *held_order = send_invoice(held);
    take_news(&b->ctx, held_order, "paid", TOTAL);
    take_news(&b->ctx, held_order, "refunded", TOTAL);
    assert_string_equal(invoice_column(held, "status"), "paid");
    assert_string_equal(charge_column(b, held_order, "waits_for IS NOT NULL"), "t");

    set_setting(b, "payment_refund", "reverse");
    const char *user = new_user(b, NULL), *invoice = new_invoice(user), *order = send_invoice(invoice);
    block_for(user, invoice);
    take_news(&b->ctx, order, "paid", TOTAL);
    take_news(&b->ctx, order, "refunded", TOTAL);
    assert_string_equal(invoice_column(invoice, "concat_ws('|', status, paid_how, paid_at, isolated_at)"), "unpaid");
    assert_string_equal(charge_column(b, order, "concat_ws('|', state, waits_for)"), "refunded");
    block_for(user, invoice);
    set_setting(b, "payment_refund", "hold");
}

static void test_a_paid_invoice_is_not_undone(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *order = send_invoice(new_invoice(new_user(b, NULL)));
    take_news(&b->ctx, order, "paid", TOTAL);
    const char *operation = ask(b, "SELECT operation_id FROM console.charge_effect WHERE order_id = '%s'", order);
    struct plan plan =
        make_plan(&b->ctx, "audit.undo", &(struct selection){ .ids = &operation, .id_count = 1 }, NULL, NULL);
    assert_int_equal(plan.id_count, 0);
    assert_string_equal(plan.samples[0].refusal, ask(b, "SELECT 'was paid for by %s: note its refund instead'", order));
}

static void test_other_sums_wait(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *invoice = new_invoice(new_user(b, NULL)), *order = send_invoice(invoice);
    assert_string_equal(take_news(&b->ctx, order, "paid", TOTAL - 1).state, "mismatch");
    assert_string_equal(invoice_column(invoice, "status"), "unpaid");
    assert_string_equal(ask(b, "SELECT count(*) FROM console.charge_effect WHERE order_id = '%s'", order), "0");
}

static void test_an_invoice_outlives_its_customer(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL), *first, *second, *invoice = new_invoice_of_two_links(user, &first, &second);
    ask(b, "DELETE FROM public.users WHERE id = '%s'", user);
    assert_string_equal(take_news(&b->ctx, first, "paid", TOTAL).state, "paid");
    assert_string_equal(invoice_column(invoice, "status"), "paid");
    assert_string_equal(take_news(&b->ctx, second, "paid", TOTAL).state, "mismatch");
    assert_string_equal(refusal_of(b, "payments.apply_late", second, NO_WORDS),
                        "its customer is gone: give the money back");
}

static void test_a_link_that_may_exist_ends_at_xendit(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *invoice = new_invoice(new_user(b, NULL)), *order = invoice_column(invoice, "external_id");
    ask(b, "UPDATE console.invoice_queue SET is_uncertain = true WHERE order_id = '%s'", order);
    act(b, "payments.expire", order, NO_WORDS);
    assert_string_equal(charge_column(b, order, "state"), "new");
    assert_string_equal(ask(b, "SELECT state FROM console.invoice_queue WHERE order_id = '%s'", order), "cancelled");
    assert_string_equal(
        ask(b, "SELECT target || ' ' || effect FROM console.outbox WHERE payload ->> 'order_id' = '%s'", order),
        "xendit:JAKINET charge_expire");
    take_news(&b->ctx, order, "paid", TOTAL);
    assert_string_equal(invoice_column(invoice, "status"), "paid");
}

enum {
    THREADS = 6,
    INVOICES = 5,
    ROUNDS = 12
};

struct crowd {
    const char *invoices[INVOICES], *first[INVOICES], *second[INVOICES];
};

struct member {
    const struct crowd *crowd;
    struct context ctx;
    unsigned seed;
    pthread_t thread;
    const char *failure;
};

static bool tell(struct member *m, const char *order, const char *state, struct error *e)
{
    struct charge_outcome o;
    struct charge_news news = { .order_id = order, .state = state, .amount_rp = TOTAL, .source = "poll" };
    return charge_take_news(&m->ctx, &news, &o, e);
}

/* What somebody else was faster with is refused, and that is all. */
static bool decide(struct member *m, const char *action, const char *invoice, const char *name, const char *value,
                   struct error *e)
{
    struct plan plan = make_plan(&m->ctx, action, &(struct selection){ .ids = &invoice, .id_count = 1 }, name, value);
    struct action_result done;
    char id[40];
    action_new_id(id);
    return action_apply(&m->ctx, &plan, id, &done, e) || e->code == ERR_REFUSED;
}

static void *do_anything(void *arg)
{
    struct member *m = arg;
    for (int i = 0; i < ROUNDS && !m->failure; i++) {
        size_t k = (size_t)rand_r(&m->seed) % INVOICES;
        const char *order = rand_r(&m->seed) % 2 ? m->crowd->first[k] : m->crowd->second[k];
        const char *invoice = m->crowd->invoices[k];
        struct error e = { .code = ERR_NONE };
        bool ok = false;
        switch (rand_r(&m->seed) % 8) {
        case 0:
            ok = decide(m, "invoices.mark_paid", invoice, "reason", "cash", &e);
            break;
        case 1:
            ok = decide(m, "invoices.resend", invoice, "channel", "whatsapp", &e);
            break;
        case 2:
            ok = tell(m, order, "expired", &e);
            break;
        default:
            ok = tell(m, order, "paid", &e);
        }
        if (!ok)
            m->failure = arena_printf(m->ctx.arena, "%s: %s", e.what, e.why);
    }
    return NULL;
}

static void run_crowd(const struct crowd *crowd)
{
    struct member members[THREADS];
    for (unsigned i = 0; i < THREADS; i++) {
        members[i] = (struct member){ .crowd = crowd,
                                      .ctx = bench_context(db_new(b->scratch.conninfo, "crowd"), &b->config),
                                      .seed = i };
        assert_int_equal(pthread_create(&members[i].thread, NULL, do_anything, &members[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(members[i].thread, NULL);
        if (members[i].failure)
            fail_msg("%s", members[i].failure);
        db_free(members[i].ctx.db);
        arena_free(members[i].ctx.arena);
    }
}

static void test_many_at_once_pay_it_once(void **state)
{
    struct crowd crowd;
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL);
    for (size_t i = 0; i < INVOICES; i++)
        crowd.invoices[i] = new_invoice_of_two_links(user, &crowd.first[i], &crowd.second[i]);
    run_crowd(&crowd);
    assert_string_equal(
        ask(b,
            "SELECT count(*) FROM console.invoice i, LATERAL (SELECT "
            "count(*) FILTER (WHERE c.paid_amount_rp IS NOT NULL) AS payments, "
            "count(*) FILTER (WHERE c.state IN ('late', 'mismatch') AND c.waits_for IS NOT NULL) AS waiting, "
            "count(e.order_id) AS effects FROM console.charge c "
            "LEFT JOIN console.charge_effect e ON e.order_id = c.order_id WHERE c.invoice_id = i.id) n "
            "WHERE i.user_id = '%s' AND n.payments = n.effects + n.waiting AND n.effects <= 1 "
            "AND (n.effects = 1 OR coalesce(i.paid_how = 'hand', false)) = (i.status = 'paid') "
            "AND NOT (n.effects = 1 AND coalesce(i.paid_how = 'hand', false))",
            user),
        ask(b, "SELECT %d", INVOICES));
    assert_string_equal(ask(b,
                            "SELECT count(*) > 0 FROM console.charge_effect e JOIN console.charge c USING (order_id) "
                            "WHERE c.user_id = '%s'",
                            user),
                        "t");
}

static void test_the_database_allows_these_moves_and_no_other(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *invoice = new_invoice(new_user(b, NULL));
    assert_string_equal(
        ask(b, "SELECT string_agg(from_status || '>' || to_status, ' ' ORDER BY from_status, to_status) "
               "FROM console.invoice_move"),
        "cancelled>paid expired>cancelled expired>paid expired>unpaid paid>unpaid unpaid>cancelled unpaid>expired "
        "unpaid>paid");
    ask(b, "UPDATE console.invoice SET status = 'cancelled' WHERE id = '%s'", invoice);
    ask(b,
        "DO $$ BEGIN UPDATE console.invoice SET status = 'unpaid' WHERE id = '%s'; RAISE 'was allowed'; "
        "EXCEPTION WHEN check_violation THEN END $$",
        invoice);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_payment_is_applied_once_and_lets_in_again),
        cmocka_unit_test(test_in_every_order_it_is_paid_once_and_no_money_is_lost),
        cmocka_unit_test(test_an_invoice_expires_with_its_last_link),
        cmocka_unit_test(test_money_for_a_cancelled_invoice_waits_and_may_be_taken),
        cmocka_unit_test(test_money_that_goes_back_makes_it_owed_again_where_that_is_set),
        cmocka_unit_test(test_a_paid_invoice_is_not_undone),
        cmocka_unit_test(test_other_sums_wait),
        cmocka_unit_test(test_an_invoice_outlives_its_customer),
        cmocka_unit_test(test_a_link_that_may_exist_ends_at_xendit),
        cmocka_unit_test(test_many_at_once_pay_it_once),
        cmocka_unit_test(test_the_database_allows_these_moves_and_no_other),
    };
    b = bench_open();
    if (b) {
        new_packages(b);
        ask(b, "INSERT INTO console.brand (name, prefix, tax_percent, key_kind) VALUES ('JAKINET', 'JKN', 11, 'test')");
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    bench_close(b);
    return failed;
}

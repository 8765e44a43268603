/* The invoice queue's claims: their order, their fence, what becomes of them, and the figures. */
#include "tests/unit/model/action_bench.h"

#include "base/clock.h"
#include "model/bill/queue.h"
#include "model/bill/queue_batch.h"
#include "model/engine/heartbeat.h"

#include <inttypes.h>

static struct bench *b;
static const char us[] = "10000000-0000-4000-8000-000000000001";

static int begin(void **state)
{
    (void)state;
    b = bench_open();
    if (!b)
        return 0;
    ask(b,
        "INSERT INTO console.brand (name, prefix, tax_percent, key_kind) VALUES ('A', 'A', 11, 'test'), ('B', 'B', 11, "
        "'test')");
    b->ctx.worker_id = us;
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
    struct error e;
    (void)state;
    if (!b)
        return 0;
    ask(b, "DELETE FROM console.invoice_queue");
    ask(b, "DELETE FROM console.charge");
    ask(b, "UPDATE console.queue_state SET is_paused = false, total_failed = 0, counted_completed = 0, counted_until = "
           "'-infinity'");
    ask(b, "DELETE FROM console.worker");
    assert_true(worker_heartbeat(&b->ctx, "worker", &e));
    return 0;
}

static void need_database(void)
{
    if (!b)
        skip();
}

/* An invoice with its charge, queued; its order id. */
static const char *queued(const char *brand, const char *priority)
{
    static int number;
    const char *user = new_user(b, NULL);
    const char *order = arena_printf(b->ctx.arena, "%s-%06d", brand, ++number);
    const char *subscription =
        ask(b,
            "INSERT INTO console.subscription (user_id, brand, package, price_rp, due_day, starts_on, actor) VALUES "
            "('%s', '%s', 'Paket', 100000, 10, '2026-01-01', 'test') RETURNING id",
            user, brand);
    const char *invoice =
        ask(b,
            "INSERT INTO console.invoice (invoice_number, external_id, subscription_id, user_id, brand, period, days, "
            "of_days, subject, base_rp, tax_percent, tax_rp, total_rp, issued_on, due_on, is_vip, tipe) VALUES ('%s', "
            "'%s', '%s', '%s', '%s', '2026-01-01', 31, 31, 'Paket', 100000, 11, 11000, 111000, '2026-01-01', "
            "'2026-01-10', false, 'normal') RETURNING id",
            order, order, subscription, user, brand);
    ask(b,
        "INSERT INTO console.charge (order_id, kind, gateway, mode, user_id, subject, amount_rp, actor, invoice_id) "
        "VALUES ('%s', 'invoice', 'xendit', 'invoice', '%s', 'Paket', 111000, 'test', '%s')",
        order, user, invoice);
    ask(b,
        "INSERT INTO console.invoice_queue (invoice_id, order_id, brand, priority, rank_at) VALUES ('%s', '%s', '%s', "
        "'%s', console.queue_rank(clock_timestamp(), '%s'))",
        invoice, order, brand, priority, priority);
    return order;
}

static struct queue_batch claim(const char *brand, int most)
{
    struct queue_batch batch = { .brand = brand, .lease_s = 60 };
    struct error e = { .code = ERR_NONE };
    if (!queue_batch_claim(&b->ctx, &batch, most, &e))
        fail_msg("%s: %s", e.what, e.why);
    return batch;
}

static const char *state_of(const char *order)
{
    return ask(b, "SELECT state FROM console.invoice_queue WHERE order_id = '%s'", order);
}

static const struct xendit_invoice said = { .id = "x1",
                                            .status = "PENDING",
                                            .invoice_url = "https://pay.example/x1",
                                            .amount_rp = 111000,
                                            .expiry_date = "2030-01-01T00:00:00Z" };

static void a_batch_is_claimed_in_the_order_of_rank(void **state)
{
    (void)state;
    need_database();
    const char *low = queued("A", "LOW"), *first = queued("A", "NORMAL"), *second = queued("A", "NORMAL");
    queued("B", "HIGH");
    struct queue_batch batch = claim("A", 2);
    assert_int_equal(batch.count, 2);
    assert_string_equal(batch.items[0].order_id, first);
    assert_string_equal(batch.items[1].order_id, second);
    assert_false(batch.items[0].is_uncertain);
    batch = claim("A", 5);
    assert_int_equal(batch.count, 1);
    assert_string_equal(batch.items[0].order_id, low);
}

static void what_is_urgent_is_claimed_alone(void **state)
{
    (void)state;
    need_database();
    queued("A", "NORMAL");
    const char *urgent = queued("A", "HIGH");
    queued("A", "HIGH");
    struct queue_batch batch = claim("A", 5);
    assert_int_equal(batch.count, 1);
    assert_string_equal(batch.items[0].order_id, urgent);
}

static void an_old_low_one_goes_before_a_new_urgent_one(void **state)
{
    (void)state;
    need_database();
    const char *low = queued("A", "LOW");
    queued("A", "HIGH");
    ask(b,
        "UPDATE console.invoice_queue SET rank_at = console.queue_rank(wanted_at - interval '61 minutes', 'LOW') WHERE "
        "order_id = '%s'",
        low);
    assert_string_equal(claim("A", 1).items[0].order_id, low);
}

static void a_claim_ends_in_its_own_name_only(void **state)
{
    struct error e;
    (void)state;
    need_database();
    const char *order = queued("A", "NORMAL");
    struct queue_batch batch = claim("A", 5);
    ask(b, "UPDATE console.invoice_queue SET attempts = attempts + 1");
    assert_int_equal(queue_item_look(&b->ctx, &batch.items[0], &e), LOOK_GONE);
    assert_true(queue_item_complete(&b->ctx, &batch.items[0], &said, false, &e));
    assert_string_equal(state_of(order), "processing");
    assert_string_equal(ask(b, "SELECT state FROM console.charge WHERE order_id = '%s'", order), "new");
    assert_true(queue_batch_give_back(&b->ctx, &batch, &e));
    assert_string_equal(state_of(order), "processing");
}

static void completed_is_the_queue_the_charge_and_the_invoice(void **state)
{
    struct error e;
    (void)state;
    need_database();
    const char *order = queued("A", "NORMAL");
    struct queue_batch batch = claim("A", 5);
    assert_int_equal(queue_item_look(&b->ctx, &batch.items[0], &e), LOOK_SEND);
    assert_true(queue_item_complete(&b->ctx, &batch.items[0], &said, true, &e));
    assert_string_equal(state_of(order), "completed");
    assert_string_equal(
        ask(b,
            "SELECT concat_ws(' ', c.state, c.redirect_url, c.transaction_id, i.payment_link, i.xendit_id) "
            "FROM console.charge c JOIN console.invoice i ON i.id = c.invoice_id WHERE c.order_id = '%s'",
            order),
        "open https://pay.example/x1 x1 https://pay.example/x1 x1");
}

static void what_was_ended_meanwhile_is_ended_at_xendit_too(void **state)
{
    struct error e;
    (void)state;
    need_database();
    const char *order = queued("A", "NORMAL");
    struct queue_batch batch = claim("A", 5);
    ask(b, "UPDATE console.charge SET state = 'cancelled' WHERE order_id = '%s'", order);
    assert_int_equal(queue_item_look(&b->ctx, &batch.items[0], &e), LOOK_ENDED);
    assert_true(queue_item_complete(&b->ctx, &batch.items[0], &said, false, &e));
    assert_string_equal(ask(b, "SELECT state FROM console.charge WHERE order_id = '%s'", order), "cancelled");
    assert_string_equal(
        ask(b, "SELECT target || ' ' || effect FROM console.outbox WHERE payload ->> 'order_id' = '%s'", order),
        "xendit:A charge_expire");
}

static void a_try_waits_longer_each_time_and_then_fails(void **state)
{
    static const char *const waits[] = { "1", "2" };
    const struct queue_end retry = { .state = "pending", .why = "HTTP 503", .is_try = true, .is_uncertain = true };
    struct error e;
    (void)state;
    need_database();
    const char *order = queued("A", "NORMAL");
    for (int i = 0; i < 3; i++) {
        ask(b, "UPDATE console.invoice_queue SET next_try_at = now() - interval '1 second'");
        struct queue_batch batch = claim("A", 5);
        assert_int_equal(batch.count, 1);
        assert_int_equal(batch.items[0].is_uncertain, i > 0);
        assert_true(queue_item_end(&b->ctx, &batch.items[0], &retry, &e));
        if (i < 2)
            assert_string_equal(ask(b, "SELECT round(extract(epoch FROM next_try_at - clock_timestamp())) FROM "
                                       "console.invoice_queue"),
                                waits[i]);
    }
    assert_string_equal(state_of(order), "failed");
    assert_string_equal(ask(b, "SELECT last_error FROM console.invoice_queue"),
                        "HTTP 503; it may exist at Xendit: trying again looks it up");
    assert_string_equal(ask(b, "SELECT total_failed FROM console.queue_state"), "1");
}

static void no_try_comes_at_once_whatever_xendit_says(void **state)
{
    const struct queue_end retry = { .state = "pending", .why = "HTTP 429", .is_put_off = true, .wait_ms = 1 };
    struct error e;
    (void)state;
    need_database();
    queued("A", "NORMAL");
    struct queue_batch batch = claim("A", 5);
    const char *before = ask(b, "SELECT clock_timestamp()");
    assert_true(queue_item_end(&b->ctx, &batch.items[0], &retry, &e));
    assert_string_equal(ask(b,
                            "SELECT next_try_at >= timestamptz '%s' + interval '%d milliseconds' FROM "
                            "console.invoice_queue",
                            before, CLOCK_LEAST_WAIT_MS),
                        "t");
}

static void nothing_is_put_off_for_ever(void **state)
{
    const struct queue_end put_off = { .state = "pending", .why = "429", .is_put_off = true, .wait_ms = 1 };
    struct error e;
    (void)state;
    need_database();
    queued("A", "NORMAL");
    ask(b, "UPDATE console.invoice_queue SET put_offs = 19");
    for (int i = 0; i < 2; i++) {
        ask(b, "UPDATE console.invoice_queue SET next_try_at = now() - interval '1 second'");
        struct queue_batch batch = claim("A", 5);
        assert_true(queue_item_end(&b->ctx, &batch.items[0], &put_off, &e));
        assert_int_equal(atoi(ask(b, "SELECT tries FROM console.invoice_queue")), i);
    }
}

static void a_pause_and_an_unknown_process_claim_nothing(void **state)
{
    struct error e;
    (void)state;
    need_database();
    queued("A", "NORMAL");
    queued("A", "NORMAL");
    struct queue_batch batch = claim("A", 1);
    ask(b, "UPDATE console.queue_state SET is_paused = true");
    assert_int_equal(queue_item_look(&b->ctx, &batch.items[0], &e), LOOK_PAUSED);
    assert_true(queue_batch_give_back(&b->ctx, &batch, &e));
    assert_string_equal(
        ask(b, "SELECT count(*) FROM console.invoice_queue WHERE state = 'pending' AND NOT is_uncertain"), "2");
    assert_int_equal(claim("A", 5).count, 0);
    ask(b, "UPDATE console.queue_state SET is_paused = false");
    ask(b, "DELETE FROM console.worker");
    assert_int_equal(claim("A", 5).count, 0);
}

static void what_comes_first_overtakes_what_is_held(void **state)
{
    struct error e;
    (void)state;
    need_database();
    queued("A", "NORMAL");
    struct queue_batch batch = claim("A", 5);
    queued("A", "LOW");
    assert_int_equal(queue_item_look(&b->ctx, &batch.items[0], &e), LOOK_SEND);
    queued("A", "HIGH");
    assert_int_equal(queue_item_look(&b->ctx, &batch.items[0], &e), LOOK_OVERTAKEN);
}

static void claims_of_the_gone_come_back_without_a_try(void **state)
{
    struct error e;
    size_t rescued;
    (void)state;
    need_database();
    const char *order = queued("A", "NORMAL");
    claim("A", 5);
    assert_true(queue_rescue(&b->ctx, &rescued, &e));
    assert_int_equal(rescued, 0);
    ask(b, "UPDATE console.worker SET host = 'elsewhere', heartbeat_at = now() - interval '2 minutes'");
    assert_true(queue_rescue(&b->ctx, &rescued, &e));
    assert_int_equal(rescued, 1);
    assert_string_equal(state_of(order), "pending");
    assert_string_equal(ask(b, "SELECT tries || ' ' || is_uncertain FROM console.invoice_queue"), "0 true");
}

static void figures_tell_of_all(void **state)
{
    struct queue_figures f;
    struct error e;
    bool is_due;
    int64_t next_ms;
    (void)state;
    need_database();
    for (int i = 0; i < 4; i++)
        queued("A", "NORMAL");
    struct queue_batch batch = claim("A", 2);
    assert_true(queue_item_complete(&b->ctx, &batch.items[0], &said, false, &e));
    assert_true(queue_read_figures(&b->ctx, &f, &e));
    assert_int_equal(f.pending, 2);
    assert_int_equal(f.processing, 1);
    assert_int_equal(f.completed, 1);
    assert_int_equal(f.total_processed, 1);
    assert_int_equal(f.per_minute, 1);
    assert_int_equal(f.done_of_run, 1);
    assert_int_equal(f.size_of_run, 4);
    assert_true(f.is_processing);
    assert_true(f.estimated_wait_s >= 2); /* three at two a second */
    assert_string_equal(f.health, "healthy");
    ask(b, "UPDATE console.invoice_queue SET next_try_at = now() + interval '5 seconds' WHERE state = 'pending'");
    assert_true(queue_is_due(&b->ctx, "A", &is_due, &next_ms, &e));
    assert_false(is_due);
    assert_true(next_ms > 1000 && next_ms <= 5000);
}

/* Asked by every lane that is idle: what it says is how long that lane sleeps. */
static void assert_due(const char *brand, bool wanted, int64_t at_least_ms, int64_t at_most_ms)
{
    struct error e = { .code = ERR_NONE };
    int64_t next_ms = 0;
    bool is_due = !wanted;
    if (!queue_is_due(&b->ctx, brand, &is_due, &next_ms, &e))
        fail_msg("%s: %s", e.what, e.why);
    assert_int_equal(is_due, wanted);
    if (next_ms < at_least_ms || next_ms > at_most_ms)
        fail_msg("the next is due in %" PRId64 " ms", next_ms);
}

static void an_empty_queue_says_not_when(void **state)
{
    (void)state;
    need_database();
    assert_due("A", false, -1, -1);
    queued("B", "NORMAL");
    assert_due("A", false, -1, -1);
    assert_due("B", true, -1, -1);
    claim("B", 1);
    assert_due("B", false, -1, -1);
}

static void a_paused_queue_says_not_when(void **state)
{
    (void)state;
    need_database();
    queued("A", "NORMAL");
    ask(b, "UPDATE console.queue_state SET is_paused = true");
    assert_due("A", false, -1, -1);
    ask(b, "UPDATE console.invoice_queue SET next_try_at = clock_timestamp() + interval '1 hour'");
    assert_due("A", false, -1, -1);
}

static void what_waits_says_when(void **state)
{
    (void)state;
    need_database();
    queued("A", "NORMAL");
    ask(b, "UPDATE console.invoice_queue SET next_try_at = clock_timestamp() + interval '1 hour'");
    assert_due("A", false, 3500000, 3600000);
    queued("B", "NORMAL"); /* of another brand: says nothing of this one */
    assert_due("A", false, 3500000, 3600000);
    queued("A", "NORMAL");
    assert_due("A", true, -1, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_batch_is_claimed_in_the_order_of_rank, clean),
        cmocka_unit_test_setup(what_is_urgent_is_claimed_alone, clean),
        cmocka_unit_test_setup(an_old_low_one_goes_before_a_new_urgent_one, clean),
        cmocka_unit_test_setup(a_claim_ends_in_its_own_name_only, clean),
        cmocka_unit_test_setup(completed_is_the_queue_the_charge_and_the_invoice, clean),
        cmocka_unit_test_setup(what_was_ended_meanwhile_is_ended_at_xendit_too, clean),
        cmocka_unit_test_setup(a_try_waits_longer_each_time_and_then_fails, clean),
        cmocka_unit_test_setup(no_try_comes_at_once_whatever_xendit_says, clean),
        cmocka_unit_test_setup(nothing_is_put_off_for_ever, clean),
        cmocka_unit_test_setup(a_pause_and_an_unknown_process_claim_nothing, clean),
        cmocka_unit_test_setup(what_comes_first_overtakes_what_is_held, clean),
        cmocka_unit_test_setup(claims_of_the_gone_come_back_without_a_try, clean),
        cmocka_unit_test_setup(figures_tell_of_all, clean),
        cmocka_unit_test_setup(an_empty_queue_says_not_when, clean),
        cmocka_unit_test_setup(a_paused_queue_says_not_when, clean),
        cmocka_unit_test_setup(what_waits_says_when, clean),
    };
    return cmocka_run_group_tests_name("queue", tests, begin, end);
}

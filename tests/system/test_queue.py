"""The invoice queue: paced for all workers together, in the order of its ranks, failing with a reason, and what operators
do with it. Times are moved in the database."""

import json
import time

import pytest
from invoicing import (figures, generate, health, invoices_at, is_over, made_at, most_in_a_second, set_rate, states, subscribe,
                       tell_brands)
from test_crash import wait_until

FAST = 60_000


@pytest.fixture
def config(make_config, database, gateways):
    """Xendit alone, with the usual brand, at two requests a second."""
    set_rate(database)
    return make_config(database, xendit=gateways)


@pytest.fixture
def brands(run, config, gateways):
    """Known to the database; the jobs that ask Xendit have asked."""
    tell_brands(run)
    gateways.log("xendit", reset=True)


@pytest.fixture
def act(run, config):
    """act("queue.retry", …) → its row of the result; it must succeed."""

    def go(name, *arguments):
        done = run("act", name, *arguments, "--yes", "--format", "json")
        assert done.code == 0, done.err
        return json.loads(done.out)[0]

    return go


def queue_item(database, number=0):
    return database.one("SELECT to_jsonb(q) FROM console.invoice_queue q ORDER BY id OFFSET %s LIMIT 1", number)


def order_ids(database, **columns):
    where = " AND ".join(f"{name} = '{value}'" for name, value in columns.items()) or "true"
    return [row[0] for row in database.all(f"SELECT order_id FROM console.invoice_queue WHERE {where} ORDER BY id")]


@pytest.mark.alone
def test_a_hundred_invoices_by_four_workers_at_two_a_second(database, gateways, run, worker, brands):
    ids = subscribe(database, 20, tipe="bulk") + subscribe(database, 68, skip=20) + subscribe(database, 12, is_vip=True, skip=90)
    generate(run, ids)
    gateways.order("limit", gateway="xendit", requests=2, seconds=1.0)
    for _ in range(4):
        worker()
    wait_until(lambda: is_over(database), 90)
    assert states(database) == {"completed": 100}
    log = gateways.log("xendit")
    times = [entry["at"] for entry in log]
    assert len(log) == 100 and {entry["status"] for entry in log} == {200}
    assert most_in_a_second(times) <= 2
    assert 49 <= times[-1] - times[0] <= 52
    assert set(invoices_at(gateways).values()) == {1} and len(invoices_at(gateways)) == 100
    asked = [order for _, order in made_at(gateways)]
    assert set(asked[:12]) == set(order_ids(database, priority="HIGH"))
    assert {*asked[-1:]} <= set(order_ids(database, priority="LOW"))


def test_what_was_completed_has_its_link(database, gateways, run, brands):
    generate(run, subscribe(database, 2))
    assert run("worker", "--once").code == 0
    rows = database.all("""SELECT c.state, c.mode, c.redirect_url = i.payment_link, c.transaction_id = i.xendit_id, i.status,
                                  c.expires_at > now() + interval '9 days', q.tries, q.last_error
                             FROM console.invoice_queue q JOIN console.charge c USING (order_id)
                             JOIN console.invoice i ON i.id = q.invoice_id""")
    assert rows == [("open", "invoice", True, True, "unpaid", True, 0, None)] * 2
    links = {invoice["invoice_url"] for invoice in gateways.order("dump")["invoices"]}
    assert {row[0] for row in database.all("SELECT payment_link FROM console.invoice")} == links


def test_low_is_served_although_urgent_ones_keep_coming(database, gateways, run, worker, brands):
    """An old LOW stands before a HIGH that came later than the ageing allows, however many of these there are."""
    generate(run, subscribe(database, 1, tipe="bulk"))
    low, = order_ids(database)
    generate(run, subscribe(database, 30, is_vip=True, skip=1))
    database.all("UPDATE console.invoice_queue SET wanted_at = wanted_at - interval '61 minutes',"
                 " rank_at = console.queue_rank(wanted_at - interval '61 minutes', priority) WHERE order_id = %s", low)
    set_rate(database, 600)
    worker()
    worker()
    wait_until(lambda: len(made_at(gateways)) >= 4, 20)
    assert low in [order for _, order in made_at(gateways)][:2]


def test_what_comes_later_and_is_urgent_overtakes_what_is_held(database, gateways, run, worker, brands):
    generate(run, subscribe(database, 10))
    worker()
    wait_until(lambda: made_at(gateways), 20)
    generate(run, subscribe(database, 1, is_vip=True, skip=50))
    urgent, = order_ids(database, priority="HIGH")
    wait_until(lambda: urgent in [order for _, order in made_at(gateways)], 20)
    assert len(made_at(gateways)) <= 5, "it waited for a batch to end"
    assert {item for item, in database.all("SELECT attempts FROM console.invoice_queue WHERE is_uncertain AND state = 'pending'")} == set()


def test_failures_are_tried_again_and_then_kept_with_their_reason(database, gateways, run, brands, act):
    set_rate(database, FAST)
    generate(run, subscribe(database, 1))
    gateways.fault("xendit", "status", count=99, status=503)
    waits = []
    for _ in range(3):
        assert run("worker", "--once").code == 0
        item = queue_item(database)
        waits.append(database.one("SELECT round(extract(epoch FROM next_try_at - clock_timestamp()))::int FROM console.invoice_queue"))
        database.all("UPDATE console.invoice_queue SET next_try_at = now() WHERE state = 'pending'")
    assert waits[:2] == [1, 2]
    assert (item["state"], item["tries"], item["is_uncertain"]) == ("failed", 3, True)
    assert "503" in item["last_error"] and "may exist at Xendit" in item["last_error"]
    assert figures(run)["failed"] == 1 and figures(run)["total_failed"] == 1
    told = health(run)
    assert told["health"] == "degraded" and "1 invoice failed in the last hour" in told["reason"]
    assert invoices_at(gateways) == {}

    gateways.order("calm")
    gateways.log("xendit", reset=True)
    assert act("invoices.retry")["changed"] == 1  # all that failed
    assert run("worker", "--once").code == 0
    assert states(database) == {"completed": 1} and set(invoices_at(gateways).values()) == {1}
    assert [entry["method"] for entry in gateways.log("xendit")] == ["GET", "POST"]
    after = figures(run)
    assert (after["failed"], after["completed"], after["total_processed"], after["total_failed"]) == (0, 1, 1, 1)


@pytest.mark.parametrize("kind, arguments", [("reset_after", {}), ("status", {"status": 503, "processed": True}), ("cut", {}), ("garbage", {})])
def test_what_was_done_without_an_answer_is_adopted(database, gateways, run, brands, kind, arguments):
    set_rate(database, FAST)
    generate(run, subscribe(database, 1))
    gateways.fault("xendit", kind, **arguments)
    assert run("worker", "--once").code == 0
    item = queue_item(database)
    assert (item["state"], item["tries"], item["is_uncertain"]) == ("pending", 1, True)
    database.all("UPDATE console.invoice_queue SET next_try_at = now()")
    assert run("worker", "--once").code == 0
    assert states(database) == {"completed": 1}
    assert list(invoices_at(gateways).values()) == [1]


def test_an_invoice_that_was_paid_before_it_was_adopted_is_paid(database, gateways, run, brands):
    set_rate(database, FAST)
    generate(run, subscribe(database, 1))
    gateways.fault("xendit", "reset_after")
    assert run("worker", "--once").code == 0
    gateways.move(order_ids(database)[0], "PAID", gateway="xendit", silent=True)
    database.all("UPDATE console.invoice_queue SET next_try_at = now()")
    assert run("worker", "--once").code == 0
    assert database.one("SELECT status FROM console.invoice") == "paid"


def test_a_refusal_is_final_and_says_why(database, gateways, run, brands):
    set_rate(database, FAST)
    generate(run, subscribe(database, 2))
    gateways.fault("xendit", "status", status=400, body={"error_code": "API_VALIDATION_ERROR", "message": "mobile_number is odd"})
    assert run("worker", "--once").code == 0
    failed = database.one("SELECT to_jsonb(q) FROM console.invoice_queue q WHERE state = 'failed'")
    assert "mobile_number is odd" in failed["last_error"] and not failed["is_uncertain"] and "may exist" not in failed["last_error"]
    assert states(database) == {"completed": 1, "failed": 1}


def test_429_slows_everybody_down_and_is_no_try(database, gateways, run, brands):
    set_rate(database, FAST)
    generate(run, subscribe(database, 3))
    gateways.fault("xendit", "status", status=429, retry_after=1)
    begin = time.monotonic()
    assert run("worker", "--once").code == 0
    assert time.monotonic() - begin >= 0.9, "somebody went on"
    assert database.one("SELECT max(tries), max(put_offs) FROM console.invoice_queue") == (0, 1)
    assert states(database)["completed"] >= 2


def test_a_pause_holds_all_hosts_and_gives_back_what_they_held(database, gateways, run, worker, brands, act):
    generate(run, subscribe(database, 20))
    for _ in range(2):
        worker()
    wait_until(lambda: len(made_at(gateways)) >= 2, 20)
    assert act("queue.pause", "reason=stock-taking")["changed"] == 1
    wait_until(lambda: "processing" not in states(database), 10)
    sent = len(made_at(gateways))
    told = figures(run)
    assert told["is_paused"] is True and told["is_processing"] is False and told["pending"] == 20 - sent
    assert health(run)["health"] == "degraded" and "stock-taking" in health(run)["reason"]
    assert run("act", "queue.pause", "--yes").code == 1
    assert database.one("SELECT count(*) FROM console.invoice_queue WHERE is_uncertain") == 0
    assert len(made_at(gateways)) == sent
    set_rate(database, FAST)
    assert act("queue.resume")["changed"] == 1
    wait_until(lambda: is_over(database), 30)
    assert states(database) == {"completed": 20} and set(invoices_at(gateways).values()) == {1}
    assert {entry["method"] for entry in gateways.log("xendit")} == {"POST"}, "what was given back was looked up in vain"


def test_a_worker_that_ends_gives_back_what_it_holds(database, gateways, run, worker, brands):
    generate(run, subscribe(database, 10))
    process = worker()
    wait_until(lambda: made_at(gateways), 20)
    process.terminate()
    assert process.wait(20) == 0
    assert "processing" not in states(database)
    assert database.one("SELECT max(tries) FROM console.invoice_queue") == 0


def test_what_a_killed_worker_held_is_given_back_without_a_try(database, gateways, run, worker, brands):
    generate(run, subscribe(database, 6))
    gateways.fault("xendit", "mute")
    process = worker()
    wait_until(lambda: made_at(gateways), 20)
    process.kill()
    process.wait()
    held = states(database)["processing"]
    assert held >= 1
    assert run("worker", "--once").code == 0
    assert "processing" not in states(database)
    gateways.order("calm")
    set_rate(database, FAST)
    database.all("UPDATE console.invoice_queue SET next_try_at = now() WHERE state = 'pending'")
    assert run("worker", "--once").code == 0
    assert states(database) == {"completed": 6}
    assert set(invoices_at(gateways).values()) == {1} and len(invoices_at(gateways)) == 6
    assert database.one("SELECT max(tries) FROM console.invoice_queue") == 0


def test_a_claim_that_went_to_another_can_not_be_completed(database, gateways, run, worker, brands, tmp_path):
    """The first one's answer comes when its lease has ended and another holds the invoice."""
    generate(run, subscribe(database, 1))
    gateways.fault("xendit", "drip", bytes_per_s=400)
    worker()
    wait_until(lambda: invoices_at(gateways), 20)
    assert states(database) == {"processing": 1}
    stranger = "00000000-0000-4000-8000-000000000001"
    database.all("UPDATE console.invoice_queue SET worker_id = %s, attempts = attempts + 1", stranger)
    database.all("INSERT INTO console.worker (id, kind, host, pid, version) VALUES (%s, 'worker', 'elsewhere', 1, '0')", stranger)
    wait_until(lambda: "completed too late" in (tmp_path / "console.log").read_text(), 20)
    assert states(database) == {"processing": 1}
    database.all("UPDATE console.worker SET heartbeat_at = now() - interval '1 hour' WHERE id = %s", stranger)
    database.all("UPDATE console.job SET next_run_at = now()")
    wait_until(lambda: states(database) == {"completed": 1}, 30)
    assert list(invoices_at(gateways).values()) == [1]
    assert database.one("SELECT count(*) FROM console.charge WHERE state = 'open'") == 1


def test_priority_and_taking_out(database, gateways, run, brands, act):
    set_rate(database, FAST)
    generate(run, subscribe(database, 4))
    first, second, third, last = order_ids(database)
    number = {order: str(item) for item, order in database.all("SELECT id, order_id FROM console.invoice_queue")}
    assert act("queue.prioritise", "--id", number[last], "priority=HIGH")["changed"] == 1
    assert act("queue.prioritise", "--id", first, "priority=LOW")["changed"] == 1
    assert act("queue.cancel", "--id", number[third])["changed"] == 1
    assert run("act", "queue.cancel", "--id", number[third], "--yes").code == 1
    assert run("act", "queue.retry", "--id", number[second]).code == 1
    assert run("worker", "--once").code == 0
    assert [order for _, order in made_at(gateways)] == [last, second, first]
    assert database.one("SELECT state FROM console.charge WHERE order_id = %s", third) == "cancelled"
    assert act("invoices.resend", "--where", f"number:{third}")["changed"] == 1
    assert run("worker", "--once").code == 0
    assert third + "~2" in invoices_at(gateways)


def test_a_dead_brand_delays_no_other(database, gateways, make_config, run, worker, free_port):
    live = gateways.settings("xendit", brand="LIVE")
    dead = gateways.settings("xendit", brand="DEAD", url=f"http://127.0.0.1:{free_port()}")
    config = make_config(database, xendit=[dead, live])
    set_rate(database, FAST)
    run("worker", "--once", config=config)  # which can't ask one of them
    generate(run, subscribe(database, 3, brand="DEAD") + subscribe(database, 20, brand="LIVE", skip=5), config=config)
    worker(config=config)
    wait_until(lambda: database.one("SELECT count(*) FROM console.invoice_queue WHERE brand = 'LIVE' AND state = 'completed'") == 20, 20)
    waiting = database.all("SELECT state, tries, last_error FROM console.invoice_queue WHERE brand = 'DEAD'")
    assert {row[0] for row in waiting} <= {"pending", "processing"} and {row[1] for row in waiting} == {0}
    wait_until(lambda: "DEAD" in health(run, config=config)["reason"], 10)
    assert health(run, config=config)["health"] == "degraded"


def test_stuck_without_a_worker(database, gateways, run, brands):
    generate(run, subscribe(database, 2))
    told = health(run)
    assert (told["health"], told["due"], told["workers"]) == ("stuck", 2, 0)
    assert "no worker is running" in told["reason"]
    told = figures(run)
    assert told["pending"] == 2 and told["size_of_run"] == 2 and told["done_of_run"] == 0 and 1 <= told["estimated_wait_time"] <= 3


def test_stuck_when_a_worker_lives_and_nothing_goes(database, gateways, run, brands):
    generate(run, subscribe(database, 2))
    database.all("INSERT INTO console.worker (id, kind, host, pid, version) VALUES (gen_random_uuid(), 'worker', 'elsewhere', 1, '0')")
    assert health(run)["health"] == "healthy"
    database.all("UPDATE console.invoice_queue SET next_try_at = now() - interval '7 minutes'")
    told = health(run)
    assert told["health"] == "stuck" and "7 minutes" in told["reason"]


def test_what_is_counted_once_is_not_counted_twice(database, gateways, run, brands):
    set_rate(database, FAST)
    generate(run, subscribe(database, 3))
    assert run("worker", "--once").code == 0
    before = figures(run)
    database.all("UPDATE console.queue_state SET counted_completed = 2, counted_until = (SELECT max(ended_at) FROM console.invoice_queue)")
    after = figures(run)
    assert before["total_processed"] == after["total_processed"] == 3
    assert after["size_of_run"] == after["done_of_run"] == 3


def test_postgres_restarts_in_the_middle(own_postgres, make_config, gateways, run, worker, binary):
    """Work goes on by itself, and every invoice is there once."""
    import sandbox
    import psycopg

    own_postgres.start()
    own_postgres.psql("postgres", "-c", "CREATE DATABASE hotspot")

    class Own:
        conninfo = own_postgres.conninfo("hotspot")

        @classmethod
        def all(cls, sql, *parameters):
            with psycopg.connect(cls.conninfo, autocommit=True) as connection:
                cursor = connection.execute(sql, parameters or None)
                return cursor.fetchall() if cursor.description else []

    config = make_config(Own, xendit=gateways)
    sandbox.migrate(binary, config)
    Own.all("INSERT INTO public.users (id, phone_number, full_name, is_active, approval_status)"
            " SELECT gen_random_uuid(), '+62811' || n, 'Budi ' || n, true, 'APPROVED' FROM generate_series(1000, 1039) AS n")
    set_rate(Own, 600)
    tell_brands(run, config=config)
    generate(run, subscribe(Own, 40), config=config)
    processes = [worker(config=config) for _ in range(2)]
    wait_until(lambda: len(made_at(gateways)) >= 5, 20)
    own_postgres.stop()
    own_postgres.start()
    wait_until(lambda: is_over(Own), 60)
    assert states(Own) == {"completed": 40}
    assert len(invoices_at(gateways)) == 40 and set(invoices_at(gateways).values()) == {1}
    assert all(process.poll() is None for process in processes)

"""The first page: what waits for a person and leads there, income, online, routers and workers."""

import pytest
from test_crash import wait_until

pytestmark = pytest.mark.zone


def lines(show):
    return {row["id"]: row for row in show("home")}


def customers(database, count):
    return [row[0] for row in database.all("SELECT id::text FROM public.users WHERE is_active AND approval_status = 'APPROVED' ORDER BY id LIMIT %s", count)]


def sold(run, user, method="cash"):
    done = run("act", "payments.topup", "--id", user, "amount=50000", f"method={method}", "--yes")
    assert done.code == 0, done.err


def test_income_is_of_till_and_gateways_by_days_of_the_shops_zone(database, run, show):
    before = lines(show)
    a, b = customers(database, 2)
    sold(run, a)
    sold(run, b)
    now = lines(show)
    assert now["today"]["amount_rp"] == before["today"]["amount_rp"] + 100_000
    assert now["month"]["amount_rp"] == before["month"]["amount_rp"] + 100_000
    # the portal's own payments count, what was paid from a balance does not
    [(order, amount)] = database.all("""UPDATE public.transactions SET status = 'SUCCESS', amount = 77000, payment_time = now()
                                         WHERE midtrans_order_id = (SELECT min(midtrans_order_id) FROM public.transactions t
                                                                     WHERE NOT EXISTS (SELECT FROM console.charge c WHERE c.order_id = t.midtrans_order_id)
                                                                       AND (t.payment_time IS NULL OR t.payment_time < now() - interval '40 days'))
                                         RETURNING midtrans_order_id, amount""")
    assert order and lines(show)["today"]["amount_rp"] == now["today"]["amount_rp"] + amount
    # a sale just before midnight of the shop is yesterday's
    database.all("UPDATE public.transactions SET payment_time = console.today()::timestamp AT TIME ZONE console.zone() - interval '1 second' WHERE midtrans_order_id = %s", order)
    after = lines(show)
    assert after["today"]["amount_rp"] == now["today"]["amount_rp"]
    assert after["yesterday"]["amount_rp"] == now["yesterday"]["amount_rp"] + amount


def test_days_that_are_over_are_summed_up_once_and_come_to_the_same(database, run, show):
    sold(run, customers(database, 1)[0])
    worked_out = [lines(show)[name]["amount_rp"] for name in ("today", "yesterday", "month")]
    assert run("worker", "--once").code == 0
    assert database.one("SELECT count(*) FROM console.income_day") >= 1
    assert [lines(show)[name]["amount_rp"] for name in ("today", "yesterday", "month")] == worked_out
    whole = """SELECT sum(amount_rp) FROM console.income_of_days(console.today() - 40, console.today())"""
    stored = database.one(whole)
    database.all("DELETE FROM console.income_day")
    assert database.one(whole) == stored


def test_what_waits_leads_to_its_rows(database, run, show, console):
    user = customers(database, 1)[0]
    database.all("DELETE FROM console.outbox")
    assert "outbox" not in lines(show)
    row = database.one("INSERT INTO console.outbox (target, effect, entity_type, entity_id) VALUES ('router:main', 'sync', 'user', %s) RETURNING id", user)
    database.all("UPDATE console.outbox SET state = 'running', worker_id = gen_random_uuid(), lease_until = now() WHERE id = %s", row)
    database.all("UPDATE console.outbox SET state = 'failed', worker_id = NULL, lease_until = NULL WHERE id = %s", row)
    line = lines(show)["outbox"]
    assert (line["count"], line["pane"], line["filter"]) == (1, "outbox", "state:failed")
    screen = console("home")
    screen.wait_for("Effects that failed")
    screen.press("/")
    screen.type("effects")
    screen.press("enter")
    screen.wait_for(lambda t: "Income today" not in t.text())
    screen.press("enter")
    screen.wait_for("state:failed")
    screen.wait_for("failed")
    screen.press("esc")
    screen.wait_for("Effects that failed")


def test_each_lines_filter_is_one_that_its_pane_takes(run, show):
    for name, pane, where in (("incidents", "incidents", "state:new"), ("money", "payments", "waits:yes"), ("overdue", "invoices", "overdue:yes"),
                              ("registrations", "users", "approval_status=PENDING_APPROVAL"), ("drift", "drift", "safe:no mendable:yes"),
                              ("today", "receipts", "at:today"), ("yesterday", "receipts", "at:yesterday"), ("month", "receipts", "at:this-month"),
                              ("inbox", "inbox", "state:failed"), ("queue_failed", "queue", "state:failed")):
        rows = show(pane, "--where", where)
        line = lines(show).get(name)
        assert line is None or line["filter"] == where
        if name in ("incidents", "registrations", "drift", "overdue", "money"):
            assert len(rows) == (line["count"] if line else 0), name


def test_a_router_says_how_busy_it_is(database, worker, router, show):
    worker()
    row = wait_until(lambda: next((r for r in show("home") if r["id"] == "router:main" and r["cpu"]), None), 60)
    assert row["cpu"].split(",")[-1] == "3" and row["memory"].split(",")[-1] == "21" and row["says"].startswith("up, CPU 3 %, memory 21 %") and "RouterOS" in row["says"]
    assert row["row"] == "main" and row["pane"] == "routers"
    assert database.one("SELECT count(*) FROM console.router_sample") == 1  # one in five minutes
    database.all("UPDATE console.router_sample SET slot = 0, rate_kbit = 12, at = now() - interval '90 minutes'")
    wait_until(lambda: database.one("SELECT count(*) FROM console.router_sample") == 2, 60)
    assert [r for r in show("home") if r["id"].startswith("worker:")][0]["says"].startswith("heard of ")


@pytest.mark.parametrize("size", [(24, 80), (60, 200)])
def test_it_is_the_first_screen_where_that_is_set(make_config, database, router, console, size):
    config = make_config(database, [router], extra='ui = { first_pane = "home"; };')
    screen = console(config=config, rows=size[0], columns=size[1])
    screen.wait_for("Income today")
    screen.wait_for("Online")


def test_a_first_screen_that_is_none_is_said(make_config, database, router, console):
    config = make_config(database, [router], extra='ui = { first_pane = "hoem"; };')
    screen = console(config=config)
    screen.wait_for("did you mean home?")


def test_where_nothing_waits_that_is_said(run, make_config, empty_database, show):
    config = make_config(empty_database)
    assert run("migrate", config=config).code == 0
    rows = {row["id"]: row for row in show("home", config=config)}
    assert rows["nothing"]["what"] == "Nothing waits for anybody" and rows["today"]["amount_rp"] == 0
    assert rows["no_worker"]["what"] == "No worker is running"

"""Notifications of gateways, through the worker's port: believed as far as their proof reaches, kept, answered, asked about
at the gateway, and each thing applied once in whatever order and however often it is said, whoever dies on the way."""

import concurrent.futures
import hashlib
import http.client
import json
import random
import signal
import socket
import time

import cashdesk
import psycopg
import pytest
from test_crash import wait_until

SERVER_KEY = "SB-Mid-server-EXAMPLE"  # as the simulated gateways have them
CALLBACK_TOKEN = "callback-EXAMPLE"


def signed(order, status="settlement", code="200", amount="50000.00", key=SERVER_KEY, **more):
    """What Midtrans would say of an order."""
    signature = hashlib.sha512(f"{order}{code}{amount}{key}".encode()).hexdigest()
    return {"order_id": order, "transaction_status": status, "status_code": code, "gross_amount": amount, "currency": "IDR",
            "fraud_status": "accept", "payment_type": "qris", "transaction_id": f"t-{order}", "signature_key": signature,
            "transaction_time": "2026-11-21 10:00:00", **more}


class Port:
    """The worker's, as a gateway sees it."""

    def __init__(self, number):
        self.number = number

    def ask(self, method, path, body=None, headers=()):
        """Status of the answer; None where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.number, timeout=20)
        try:
            connection.request(method, path, body, dict(headers))
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def post(self, body, path="/notify/midtrans", headers=()):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.ask("POST", path, data, {"Content-Type": "application/json", **dict(headers)})

    def is_open(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.number)) == 0


@pytest.fixture
def port(free_port):
    return Port(free_port())


@pytest.fixture
def config(make_config, database, router, gateways, port):
    gateways.order("notify", url=f"http://127.0.0.1:{port.number}/notify")
    return make_config(database, [router], midtrans=gateways, xendit=gateways, listen=f"127.0.0.1:{port.number}")


@pytest.fixture
def listening(worker, port, config):
    """listening() starts a worker, and comes back when its port is open."""

    def go(*arguments, **options):
        process = worker(*arguments, **options)
        wait_until(port.is_open)
        return process

    return go


@pytest.fixture
def said(tmp_path):
    """What workers have said so far."""
    return lambda: (tmp_path / "worker.log").read_text(encoding="utf-8", errors="replace")


def new_charges(database, gateways, count, status="settlement"):
    """Open charges for as many customers, as the gateway has them, where they stand so: order ids."""
    orders = charges_here(database, count)
    for order in orders:
        gateways.order("adopt", order=order, amount=50000, payment_type="qris", seconds=900, transaction_id=f"t-{order}")
        gateways.move(order, status, silent=True)
    return orders


def charges_here(database, count):
    """Open charges that the gateway knows nothing of."""
    return [order for order, in database.all("""
        WITH buyer AS (SELECT u.id, row_number() OVER (ORDER BY u.id) AS n FROM public.users u
                        WHERE u.is_active AND u.approval_status = 'APPROVED' AND u.role = 'USER' AND NOT u.is_blocked
                          AND NOT u.is_unlimited_user ORDER BY u.id LIMIT %s),
             charge AS (INSERT INTO console.charge (order_id, kind, gateway, mode, method, user_id, package_id, subject,
                                                    amount_rp, state, expires_at, actor)
                        SELECT 'BELI-' || lpad(b.n::text, 12, '0'), 'package', 'midtrans', 'core_api', 'qris', b.id, p.id, p.name,
                               50000, 'open', now() + interval '15 minutes', 'siti'
                          FROM buyer b CROSS JOIN (SELECT * FROM public.packages WHERE data_quota_gb > 0 ORDER BY name LIMIT 1) p
                        RETURNING *)
        INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, amount)
        SELECT c.id, c.user_id, c.package_id, c.order_id, c.amount_rp FROM charge c RETURNING midtrans_order_id""", count)]


def states(database):
    """Of each notification, in the order in which they came first."""
    return [state for state, in database.all("SELECT state FROM console.inbox ORDER BY id")]


def all_done(database):
    return states(database) and set(states(database)) == {"done"}


def effects(database):
    """Of each charge: its state, and how often it has had its effect."""
    return database.all("""SELECT c.state, (SELECT count(*) FROM console.charge_effect f WHERE f.order_id = c.order_id),
                                  (SELECT count(*) FROM console.audit_log a WHERE a.entity_type = 'user'
                                      AND a.operation_id = (SELECT operation_id FROM console.charge_effect f WHERE f.order_id = c.order_id))
                             FROM console.charge c ORDER BY c.order_id""")


# --- the way of one payment ---------------------------------------------------------------------


@pytest.mark.alone
def test_a_payment_is_applied_within_two_seconds(database, gateways, run, listening):
    user = cashdesk.buyer(database)
    order = cashdesk.sold(run, database, user)
    before = cashdesk.quota(database, user)
    listening()
    paid_at = time.monotonic()
    assert gateways.move(order, "settlement")["answered"] == 200
    wait_until(lambda: cashdesk.state(database, order) == "paid", 2)
    assert time.monotonic() - paid_at < 2
    assert cashdesk.quota(database, user) > before
    wait_until(lambda: all_done(database))
    assert gateways.move(order, "settlement")["answered"] == 200
    wait_until(lambda: all_done(database))  # a second later it reads otherwise, and is looked at once more
    assert database.one("SELECT repeats FROM console.inbox WHERE status LIKE '200/%%'") == 1
    assert cashdesk.applied(database, order)[0] == 1


@pytest.mark.parametrize("path", ["/notify/midtrans", "/notify/midtrans/", "/midtrans", "/midtrans/", "/midtrans?a=b"])
def test_paths(database, listening, port, path):
    listening()
    assert port.post(signed("A-1"), path) == 200
    assert database.one("SELECT order_id, status, brand FROM console.inbox") == ("A-1", "200/settlement/accept", "")


def test_xendit_is_kept_for_its_brand(database, listening, port, show):
    listening()
    body = {"id": "x", "external_id": "INV-1", "status": "PAID", "amount": 50000}
    assert port.post(body, "/notify/xendit") == 403
    assert port.post(body, "/notify/xendit", {"X-CALLBACK-TOKEN": CALLBACK_TOKEN + "x"}) == 403
    assert port.post(body, "/notify/xendit", {"X-CALLBACK-TOKEN": CALLBACK_TOKEN}) == 200
    wait_until(lambda: database.one("SELECT result FROM console.inbox") == "no charge has this order id yet: looked for again")
    database.all("UPDATE console.inbox SET received_at = received_at - interval '10 minutes', next_try_at = now()")
    wait_until(lambda: states(database) == ["unmatched"])
    row, = show("inbox")
    assert (row["gateway"], row["brand"], row["order_id"], row["status"]) == ("xendit", "JAKINET", "INV-1", "PAID")
    assert row["result"] == "no charge has this order id" and row["kind"] is None


# --- any order, any number ----------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_any_order_and_any_number_end_the_same(database, gateways, listening, port, seed):
    """Four things are said of each of 12 charges, each one to three times, mixed, by eight senders at once. Of every
    second one the gateway says itself only later that it was paid after all."""
    chance = random.Random(seed)
    database.all("INSERT INTO console.setting_value VALUES ('payment_late', 'apply')")
    orders = new_charges(database, gateways, 12)
    slow = orders[::2]
    for order in slow:
        gateways.move(order, "expire", silent=True)
    news = [body for order in orders
            for body in (signed(order, "pending", "201"), signed(order, "expire", "202"), signed(order, "settlement"),
                         signed(order, "capture", fraud_status="challenge"))
            for _ in range(chance.randint(1, 3))]
    chance.shuffle(news)
    listening()
    with concurrent.futures.ThreadPoolExecutor(8) as senders:
        assert set(senders.map(port.post, news)) == {200}
    wait_until(lambda: all(cashdesk.state(database, order) == "expired" for order in slow))
    for order in slow:
        gateways.move(order, "settlement", silent=True)
    wait_until(lambda: all_done(database), 30)
    assert len(states(database)) == 4 * len(orders)
    assert database.one("SELECT sum(repeats) FROM console.inbox") == len(news) - 4 * len(orders)
    assert effects(database) == [("paid", 1, 1)] * len(orders)


def test_a_hundred_senders_at_once(database, gateways, listening, port):
    orders = new_charges(database, gateways, 100)
    listening()
    with concurrent.futures.ThreadPoolExecutor(100) as senders:
        assert list(senders.map(port.post, [signed(order) for order in orders])) == [200] * len(orders)
    wait_until(lambda: len(states(database)) == len(orders) and all_done(database), 60)
    assert effects(database) == [("paid", 1, 1)] * len(orders)


def test_after_a_burst_no_connection_is_left(database, gateways, listening, port):
    """Several hands are at it, each with a connection, and give them back, as the one that took what came in."""
    def hands():
        return database.one("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name IN"
                            " ('hotspot-console inbox', 'hotspot-console listener')")

    orders = new_charges(database, gateways, 80)
    gateways.order("latency", gateway="midtrans", ms=50)
    listening()
    for burst in orders[:40], orders[40:]:  # and have one again for the next
        with concurrent.futures.ThreadPoolExecutor(8) as senders:
            assert list(senders.map(port.post, [signed(order) for order in burst])) == [200] * len(burst)
        wait_until(lambda: hands() > 1)
        wait_until(lambda: all_done(database), 30)
        wait_until(lambda: hands() == 0, 30)
    assert effects(database) == [("paid", 1, 1)] * len(orders)


# --- who dies on the way ------------------------------------------------------------------------


def test_killed_between_keeping_and_processing(database, gateways, listening, port):
    order, = new_charges(database, gateways, 1)
    with psycopg.connect(database.conninfo) as holder:
        holder.execute("SELECT FROM console.charge FOR UPDATE")
        holder.execute("SELECT FROM public.users FOR UPDATE")
        first = listening()
        assert port.post(signed(order)) == 200
        wait_until(lambda: database.one("SELECT lease_until FROM console.inbox"))
        first.kill()
        first.wait()
        assert states(database) == ["new"]
        assert cashdesk.state(database, order) == "open"
    listening()
    wait_until(lambda: all_done(database), 10)  # long before the lease would end
    assert effects(database) == [("paid", 1, 1)]


def test_killed_before_it_was_introduced(database, gateways, listening, port, relay, make_config):
    """Who holds a notification is known from the start, whatever else of the worker waits: others take it up at once."""
    order, = new_charges(database, gateways, 1)
    way = relay("hotspot-console worker")
    gate = way.gates["hotspot-console worker"]
    gate.shut()
    gateways.fault("midtrans", "mute", count=50)
    first = listening(config=make_config(way.conninfo, midtrans=gateways, listen=f"127.0.0.1:{port.number}"))
    assert port.post(signed(order)) == 200
    wait_until(lambda: database.one("SELECT count(*) FROM console.inbox WHERE lease_until IS NOT NULL"))
    first.kill()
    first.wait()
    gateways.order("calm")
    listening()
    wait_until(lambda: all_done(database))
    gate.is_open.set()


def test_killed_again_and_again(database, gateways, listening, port):
    """Each worker is killed while it is at them."""
    orders = new_charges(database, gateways, 60)
    process = listening()
    for number, order in enumerate(orders):
        while port.post(signed(order)) != 200:
            process = listening()
        if number % 6 == 5:
            process.kill()
            process.wait()
            process = listening()
    wait_until(lambda: len(states(database)) == len(orders) and all_done(database), 60)
    assert effects(database) == [("paid", 1, 1)] * len(orders)


def test_without_the_database_they_come_again(own_postgres, template, binary, make_config, gateways, port, worker, said):
    import sandbox

    own_postgres.start()
    own_postgres.psql("postgres", "-c", "CREATE DATABASE hotspot")
    config = make_config(own_postgres.conninfo("hotspot"), midtrans=gateways, listen=f"127.0.0.1:{port.number}")
    sandbox.migrate(binary, config)
    worker(config=config)
    wait_until(port.is_open)
    assert port.post(signed("A-1")) == 200
    own_postgres.stop()
    assert [port.post(signed("A-2")) for _ in range(3)] == [503, 503, 503]
    own_postgres.start()
    wait_until(lambda: port.post(signed("A-2")) == 200, 40)
    with psycopg.connect(own_postgres.conninfo("hotspot")) as connection:
        assert connection.execute("SELECT order_id FROM console.inbox ORDER BY id").fetchall() == [("A-1",), ("A-2",)]
    assert said().count("notifications are put off") == 1


def test_an_address_in_use(database, gateways, run, worker, port, said):
    """The worker goes on without, says so once, and takes the port when it is free."""
    order, = new_charges(database, gateways, 1)
    with socket.socket() as other:
        other.bind(("127.0.0.1", port.number))
        other.listen()
        worker()
        wait_until(lambda: "Address already in use" in said())
        wait_until(lambda: database.one("SELECT listen_error FROM console.worker WHERE kind = 'worker'"))
        # it still works on what is there: kept by another host, say
        database.all("INSERT INTO console.inbox (gateway, order_id, status, body) VALUES ('midtrans', %s, 's', %s)", order,
                     json.dumps(signed(order)).encode())
        wait_until(lambda: all_done(database))
    wait_until(lambda: database.one("SELECT listen_address IS NOT NULL AND listen_error IS NULL FROM console.worker"
                                    " WHERE kind = 'worker'"))
    assert port.post(signed(order)) == 200
    assert said().count("Address already in use") == 1
    assert effects(database) == [("paid", 1, 1)]


def test_it_ends_at_once(listening, port):
    process = listening()
    with socket.create_connection(("127.0.0.1", port.number)) as slow:
        slow.sendall(b"POST /notify/midtrans HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert not port.is_open()


# --- what its proof does not cover --------------------------------------------------------------


def questions(gateways, order):
    """How often the gateway was asked how an order of Midtrans' stands."""
    return len([entry for entry in gateways.log("midtrans") if entry["path"] == f"/v2/{order}/status"])


def only_row(database):
    return database.one("SELECT state, result FROM console.inbox")


def make_old(database):
    """Long enough ago for the gateway to have made up its mind; due now."""
    database.all("UPDATE console.inbox SET received_at = now() - interval '10 minutes', next_try_at = now() WHERE state = 'new'")


def test_a_status_beside_anothers_signature(database, gateways, run, listening, port):
    """The signature is that of the pending notification; the status beside it is not covered by it."""
    user = cashdesk.buyer(database)
    order = cashdesk.sold(run, database, user)
    bought = cashdesk.quota(database, user)
    listening()
    pending = gateways.move(order, "pending")
    assert pending["answered"] == 200
    assert port.post({**pending["body"], "transaction_status": "settlement"}) == 200
    wait_until(lambda: len(states(database)) == 2 and "new" not in states(database))
    assert database.all("SELECT status, state, result FROM console.inbox ORDER BY id") == [
        ("201/pending/accept", "done", "open"),
        ("201/settlement/accept", "failed",
         "Midtrans signed the status code 201, which does not come with settlement: not applied")]
    assert cashdesk.state(database, order) == "open" and cashdesk.quota(database, user) == bought
    assert cashdesk.applied(database, order) == (0, 0, 0)


@pytest.mark.parametrize("here, there, status, code", [
    ("open", "pending", "settlement", "200"), ("open", "pending", "capture", "200"), ("open", "pending", "refund", "200"),
    ("open", "pending", "chargeback", "200"), ("open", "deny", "cancel", "202"), ("open", "pending", "expire", "202"),
    ("paid", "settlement", "refund", "200"), ("paid", "settlement", "partial_refund", "200"),
    ("paid", "settlement", "chargeback", "200")])
def test_what_the_gateway_says_itself_counts(database, gateways, listening, port, here, there, status, code):
    order, = new_charges(database, gateways, 1, "settlement" if here == "paid" else "pending")
    listening()
    if here == "paid":
        assert port.post(signed(order)) == 200
        wait_until(lambda: cashdesk.state(database, order) == "paid")
        database.all("DELETE FROM console.inbox")
    gateways.move(order, there, silent=True)
    assert port.post(signed(order, status, code)) == 200
    words = f"Midtrans says {there}, the notice said {status}: not applied"
    if there == "deny":  # it moves the charge itself
        wait_until(lambda: only_row(database) == ("done", f"Midtrans says deny, the notice said {status}: failed"))
        assert cashdesk.state(database, order) == "failed"
        return
    wait_until(lambda: only_row(database) == ("new", words))
    make_old(database)
    wait_until(lambda: only_row(database) == ("failed", words))
    assert cashdesk.state(database, order) == here and effects(database)[0][1] == (here == "paid")
    gateways.move(order, status, silent=True)  # now it is true
    assert port.post(signed(order, status, code)) == 200
    wait_until(lambda: states(database) == ["done"])
    assert cashdesk.state(database, order) != here


def test_a_status_that_nobody_there_has_heard_of(database, gateways, listening, port):
    order, = charges_here(database, 1)
    listening()
    assert port.post(signed(order)) == 200
    words = "Midtrans knows no such order, the notice said settlement: not applied"
    wait_until(lambda: only_row(database) == ("new", words))
    make_old(database)
    wait_until(lambda: only_row(database) == ("failed", words))
    assert effects(database) == [("open", 0, 0)]


def test_one_that_is_known_by_its_transaction_alone(database, gateways, listening, port):
    """DANA on a page of Snap; the id of another order's transaction proves nothing."""
    known, other = new_charges(database, gateways, 2)
    gateways.order("known_by_transaction", order=known, transaction_id="dana-1")
    gateways.order("known_by_transaction", order=other, transaction_id="dana-2")
    listening()
    assert port.post(signed(other, transaction_id="dana-1")) == 200
    wait_until(lambda: only_row(database) == ("new", "Midtrans knows no such order, the notice said settlement: not applied"))
    assert port.post(signed(known, transaction_id="dana-1")) == 200
    wait_until(lambda: cashdesk.state(database, known) == "paid")
    assert cashdesk.state(database, other) == "open"


@pytest.mark.parametrize("moved", [
    {"status_code": "2005", "gross_amount": "0000.00"}, {"status_code": "20", "gross_amount": "050000.00"},
    {"status_code": "2", "gross_amount": "0050000.00"}, {"order_id": "BELI-0000000000012", "status_code": "005", "gross_amount": "0000.00"},
    {"order_id": "BELI-00000000000", "status_code": "120", "gross_amount": "050000.00"}, {"status_code": "20050000", "gross_amount": ".00"}],
    ids=lambda moved: "/".join(moved.values()))
def test_characters_moved_between_what_is_signed(database, gateways, listening, port, moved):
    order, = new_charges(database, gateways, 1, "pending")
    good = {"order_id": order, **{name: signed(order)[name] for name in ("status_code", "gross_amount")}}
    shifted = {**good, **moved}
    assert "".join(shifted.values()) == "".join(good.values())
    listening()
    assert port.post({**signed(order), **shifted}) == 403
    assert states(database) == [] and cashdesk.state(database, order) == "open"


def test_what_is_true_is_asked_about_once(database, gateways, listening, port):
    order, = new_charges(database, gateways, 1)
    listening()
    assert port.post(signed(order)) == 200
    wait_until(lambda: all_done(database))
    asked = questions(gateways, order)  # a job may have been quicker with one of its own while it was open
    assert asked >= 1
    for again in range(3):
        assert port.post(signed(order, settlement_time=f"2026-11-21 10:00:0{again}")) == 200
        wait_until(lambda: all_done(database))
    assert port.post(signed(order, "pending", "201")) == 200
    assert port.post(signed(order, "capture")) == 200
    wait_until(lambda: len(states(database)) == 3 and all_done(database))
    assert questions(gateways, order) == asked
    assert effects(database) == [("paid", 1, 1)]


def test_while_the_gateway_is_away_it_waits(database, gateways, listening, port, show):
    """Nothing is lost, however often it is tried; and it is not asked once more for each that waits."""
    orders = new_charges(database, gateways, 5)
    gateways.fault("midtrans", "reset", count=1000, on="/status")
    listening()
    for order in orders:
        assert port.post(signed(order)) == 200
    wait_until(lambda: all((row["result"] or "").startswith("waits: Midtrans can't be asked: ") for row in show("inbox")))
    database.all("UPDATE console.inbox SET tries = 40, received_at = now() - interval '3 hours', next_try_at = now()")
    wait_until(lambda: database.one("SELECT count(*) FROM console.inbox WHERE tries > 40 AND worker_id IS NULL") == len(orders))
    assert set(states(database)) == {"new"} and effects(database) == [("open", 0, 0)] * len(orders)
    gateways.order("calm")
    database.all("UPDATE console.inbox SET next_try_at = now()")
    wait_until(lambda: all_done(database))
    assert effects(database) == [("paid", 1, 1)] * len(orders)


def test_a_gateway_that_wants_fewer_questions_is_left_alone(database, gateways, run):
    """Of many that wait only one is asked about in vain, and all wait for as long as it wants."""
    orders = new_charges(database, gateways, 8)
    gateways.order("limit", gateway="midtrans", requests=1, seconds=600)
    for order in orders:
        keep(database, order)
    gateways.order("log", gateway="midtrans", reset=True)
    run("worker", "--once")
    refused = [entry for entry in gateways.log("midtrans") if entry["status"] == 429 and entry["path"].endswith("/status")]
    waits = database.all("SELECT state, extract(epoch FROM next_try_at - now()) > 400 FROM console.inbox"
                         " WHERE result LIKE 'waits: %%429%%'")
    assert len(waits) == len(orders) - 1 and set(waits) == {("new", True)}
    assert len(refused) <= 2, "the jobs of this run may have asked as well"
    gateways.order("calm")
    database.all("UPDATE console.inbox SET next_try_at = now()")
    assert run("worker", "--once").code == 0
    assert effects(database) == [("paid", 1, 1)] * len(orders)


def test_no_answer_about_another_transaction_is_no_answer(database, gateways, run):
    """A notification that names another transaction than the order's waits until the gateway says what it knows of that, and the
    others wait with it."""
    orders = new_charges(database, gateways, 4)
    for order in orders:
        keep(database, order, said={"transaction_id": f"second-{order}"})
    gateways.order("limit", gateway="midtrans", requests=1, seconds=600)
    gateways.order("log", gateway="midtrans", reset=True)
    run("worker", "--once")
    refused = [entry for entry in gateways.log("midtrans") if entry["status"] == 429 and entry["path"].endswith("/status")]
    assert len(refused) <= 2 and refused[0]["path"] == f"/v2/second-{orders[0]}/status"
    waits = database.all("SELECT state, extract(epoch FROM next_try_at - now()) > 400 FROM console.inbox"
                         " WHERE result LIKE 'waits: %%429%%'")
    assert waits == [("new", True)] * len(orders)


def test_it_ends_at_once_while_it_asks(database, gateways, listening, port):
    order, = new_charges(database, gateways, 1)
    gateways.fault("midtrans", "mute", count=100, on="/status")  # the one who polls may ask first
    process = listening()
    assert port.post(signed(order)) == 200
    wait_until(lambda: questions(gateways, order))
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    assert database.one("SELECT state, worker_id FROM console.inbox") == ("new", None)
    gateways.order("calm")
    listening()
    wait_until(lambda: all_done(database))
    assert effects(database) == [("paid", 1, 1)]


# --- strangers ----------------------------------------------------------------------------------


def test_strangers(database, gateways, listening, port, said, tmp_path):
    order, = new_charges(database, gateways, 1, "pending")  # what asks the gateway by itself learns nothing new
    good = signed(order)
    forged = [signed(order, key="another"), {**good, "signature_key": good["signature_key"][:-1]}, {**good, "gross_amount": "1.00"},
              {**good, "status_code": "201"}, {**good, "order_id": order + "x"}]
    process = listening()
    assert [port.post(body) for body in forged * 10] == [403] * 50
    unreadable = [b"", b"{", b"[]", b"null", b"<html>", b"\xff\xfe", b'{"order_id": 1}', {**good, "signature_key": None},
                  {**good, "order_id": ""}, json.dumps(good).encode()[:-1], b"[" * 30000]
    assert [port.post(body) for body in unreadable] == [400] * len(unreadable)
    assert [port.ask(method, "/notify/midtrans") for method in ("GET", "HEAD", "DELETE", "OPTIONS")] == [405] * 4
    assert [port.post(good, path) for path in ("/", "/notify", "/notify/stripe", "/midtrans/x", "/../midtrans")] == [404] * 5
    assert port.post(b'{"a":"' + b"x" * 70000 + b'"}') == 413
    assert states(database) == [] and cashdesk.state(database, order) == "open"
    assert said().count("notifications refused") == 1, "once a minute is enough"
    cashdesk.assert_no_secret(gateways, tmp_path, database, said())
    assert process.poll() is None
    assert port.post(good) == 200


def test_spoiled_bodies(database, gateways, listening, port):
    """What is left of a good one after some of its bytes were changed is not believed, or says the same."""
    chance = random.Random(7)
    order, = new_charges(database, gateways, 1)
    good = json.dumps(signed(order)).encode()
    process = listening()
    for _ in range(300):
        spoiled = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(spoiled))
            spoiled[at:at + chance.randint(0, 2)] = chance.randbytes(chance.randint(0, 2))
        assert port.post(bytes(spoiled)) in (200, 400, 403)
    for body, in database.all("SELECT body FROM console.inbox"):
        assert {name: json.loads(body.decode(errors="replace"))[name] for name in ("order_id", "status_code", "gross_amount")} == \
            {"order_id": order, "status_code": "200", "gross_amount": "50000.00"}
    assert process.poll() is None and port.post(good) == 200
    wait_until(lambda: cashdesk.state(database, order) == "paid")


# --- what operators see -------------------------------------------------------------------------


def keep(database, order, status="settlement", code="200", said=None, **columns):
    number = database.one("INSERT INTO console.inbox (gateway, order_id, status, body) VALUES ('midtrans', %s, %s, %s) RETURNING id",
                          order, f"{code}/{status}/accept", json.dumps(signed(order, status, code, **(said or {}))).encode())
    for name, value in columns.items():
        database.all(f"UPDATE console.inbox SET {name} = {value}")
    return number


def test_unmatched_then_replayed(database, gateways, run, show):
    keep(database, "BELI-000000000001", received_at="now() - interval '6 minutes'")
    assert run("worker", "--once").code == 0
    row, = show("inbox", "--where", "state:unmatched")
    assert row["result"] == "no charge has this order id" and row["kind"] is None
    new_charges(database, gateways, 1)
    row, = show("inbox")
    assert (row["kind"], row["amount"], row["state"]) == ("package", 50000, "unmatched")

    done = run("act", "inbox.replay", "--where", "state:unmatched", "--yes")
    assert done.code == 0 and "1 notification" in done.out, done
    assert run("worker", "--once").code == 0
    row, = show("inbox", "--id", str(row["id"]))
    assert (row["state"], row["charge_state"]) == ("done", "paid")
    assert effects(database) == [("paid", 1, 1)]
    assert database.one("SELECT entity_id FROM console.audit_log WHERE action = 'inbox.replay'") == str(row["id"])

    assert run("act", "inbox.replay", "--id", str(row["id"]), "--yes").code == 0  # done ones too
    assert run("worker", "--once").code == 0
    assert effects(database) == [("paid", 1, 1)]


def test_check_tells_of_what_came_to_nothing(database, run):
    findings = lambda: {row["name"]: row for row in json.loads(run("check", "--format", "json").out)}  # noqa: E731
    keep(database, "payment_notif_test_G1", state="'unmatched'")
    keep(database, "A-1", "pending", "201", state="'unmatched'")
    assert not {"notifications_processed", "payments_fit_a_charge"} & set(findings())
    keep(database, "A-2", state="'unmatched'")
    assert findings()["payments_fit_a_charge"]["count"] == 1 and "A-2" in findings()["payments_fit_a_charge"]["example"]
    keep(database, "A-3", state="'failed'", result="'it can not be read'")
    assert "it can not be read" in findings()["notifications_processed"]["example"]
    database.all("UPDATE console.inbox SET state = 'unmatched', received_at = now() - interval '8 days'")
    assert not {"notifications_processed", "payments_fit_a_charge"} & set(findings())


def test_a_running_worker_replays_at_once(database, gateways, run, listening):
    keep(database, "BELI-000000000001", received_at="now() - interval '6 minutes'")
    listening()
    wait_until(lambda: states(database) == ["unmatched"])
    new_charges(database, gateways, 1)
    assert run("act", "inbox.replay", "--where", "state:unmatched", "--yes").code == 0
    wait_until(lambda: states(database) == ["done"], 5)


def test_wrong_replays_are_refused(run):
    for number in ("999999", "x", "-1"):
        done = run("act", "inbox.replay", "--id", number, "--yes")
        assert done.code == 1 and "there is no such notification" in done.out + done.err, done


@pytest.mark.parametrize("rows, columns", [(24, 80), (24, 40), (10, 60)])
def test_the_pane_and_its_page(database, console, rows, columns):
    order, = charges_here(database, 1)
    keep(database, order, state="'failed'", result="'it said \x1b[2J and\nmore'", repeats="3", repeated_at="now()")
    screen = console("inbox", rows=rows, columns=columns)
    screen.wait_for("failed")
    screen.press("enter")
    screen.wait_for("What came of it")
    screen.wait_for("\\e[2J")
    screen.press("G")
    screen.wait_for("transaction_time")
    signature = signed(order)["signature_key"]
    assert signature[:20] not in screen.text()
    screen.press("g")
    screen.press("r")
    screen.wait_for("enter Apply")
    screen.press("enter")
    wait_until(lambda: states(database) == ["new"])
    screen.wait_for(lambda t: "waits to be processed" in t.text() and "Apply" not in t.text())
    screen.press("esc")
    screen.wait_for(lambda t: "What came of it" not in t.text() and "BELI" in t.text() and "new" in t.text())


# --- at a pace ------------------------------------------------------------------------------------


def test_a_record_of_the_portal_is_made_once_for_a_row(database):
    """Written as (f(…)).* it would be made, and planned, once for each column of a charge: most of a notification's time."""
    plan = "\n".join(line for line, in database.all("EXPLAIN (VERBOSE) SELECT * FROM console.charge_known(ARRAY['A-1'])"))
    assert plan.count("jsonb_populate_record(") == 1


def test_a_gateway_that_takes_its_time_over_one_does_not_hold_up_the_others(database, gateways, listening, port):
    slow, *others = new_charges(database, gateways, 4)
    gateways.fault("midtrans", "mute", count=100, on=f"/{slow}/status")  # the one who polls may ask first
    listening()
    assert port.post(signed(slow)) == 200
    wait_until(lambda: questions(gateways, slow))
    for order in others:
        assert port.post(signed(order)) == 200
    wait_until(lambda: states(database).count("done") == len(others))
    assert database.one("SELECT state FROM console.inbox WHERE order_id = %s", slow) == "new"


def test_what_stands_behind_a_slow_one_is_left_to_others(database, gateways, listening):
    """All of them were there when the first hand looked; it takes its share, and the slow one is first."""
    slow, *others = new_charges(database, gateways, 4)
    gateways.fault("midtrans", "mute", count=100, on=f"/{slow}/status")
    for order in (slow, *others):
        keep(database, order)
    listening()
    wait_until(lambda: states(database).count("done") == len(others), 8)  # a question waits for longer than that
    assert database.one("SELECT state FROM console.inbox WHERE order_id = %s", slow) == "new"

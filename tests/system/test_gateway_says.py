"""What Midtrans can answer beside the usual: money that goes back piece by piece, words that nobody knows, answers that do not fit,
figures that are none, refusals in its own words."""

import hashlib
import json

import pytest
from cashdesk import buyer, charge, make_due, sell, settle, sold, state
from test_crash import wait_until
from test_notifications import Port

PRICE = 100_000


@pytest.fixture
def config(make_config, database, gateways):
    return make_config(database, midtrans=gateways)


@pytest.fixture
def paid(run, database, gateways):
    """The order of a charge that is paid."""
    order = sold(run, database, buyer(database))
    gateways.move(order, "settlement", silent=True)
    refresh(run, order)
    assert state(database, order) == "paid"
    return order


def act(run, name, order, *arguments, code=0):
    done = run("act", name, "--id", order, *arguments, "--yes")
    assert done.code == code, done.err
    return done


def refresh(run, order):
    return act(run, "payments.refresh", order)


def ask(run, database):
    """The job's next round, whenever the charges were asked about last."""
    make_due(database)
    assert run("worker", "--once").code == 0


# --- money that goes back ---


@pytest.mark.parametrize("policy", ["hold", "reverse"])
def test_each_piece_that_goes_back_is_a_row_and_waits_whatever_the_setting_says(run, database, gateways, paid, policy):
    database.all("INSERT INTO console.setting_value VALUES ('payment_refund', %s)", policy)
    said = ", which does not reverse it" if policy == "reverse" else ""
    for key, rp, back in (("k1", 30_000, "Rp 30.000"), ("k2", 20_000, "Rp 50.000")):
        gateways.move(paid, "partial_refund", silent=True, refunds={key: rp})
        refresh(run, paid)
        refresh(run, paid)  # said again, it is the same piece
        assert charge(database, paid)["waits_for"] == f"{back} of Rp 100.000 went back{said}: note what becomes of the rest"
    assert database.all("SELECT refund_key, rp FROM console.charge_refund ORDER BY 1") == [("k1", 30_000), ("k2", 20_000)]
    act(run, "payments.refund_note", paid, "note=the rest stays")
    assert charge(database, paid)["waits_for"] is None
    gateways.move(paid, "partial_refund", silent=True, refunds={"k3": 50_000})
    refresh(run, paid)
    came = charge(database, paid)
    assert came["state"] == "refunded" and ("undo it" in (came["waits_for"] or "")) == (policy == "hold")


@pytest.mark.parametrize("newest", ["settlement", "pending"])
@pytest.mark.parametrize("way", ["poll", "refresh"])
def test_of_an_order_with_two_payments_what_becomes_of_the_first_is_found_by_asking(run, database, gateways, paid, way, newest):
    """By its order the gateway tells of the newest: the other goes by its own id."""
    first = charge(database, paid)["transaction_id"]
    gateways.order("adopt", order=paid, amount=PRICE, payment_type="qris", seconds=900, transaction_id="another")
    gateways.move(paid, newest, silent=True)
    gateways.move(first, "refund", silent=True)
    database.all("UPDATE console.charge SET paid_at = now() - interval '1 hour', asked_at = NULL")
    if way == "poll":
        ask(run, database)
    else:
        refresh(run, paid)
    came = charge(database, paid)
    assert (came["state"], came["transaction_id"], came["ask_error"]) == ("refunded", first, None)
    seconds = database.all("SELECT transaction_id, state FROM console.charge WHERE second_of = %s", paid)
    assert seconds == ([("another", "late")] if newest == "settlement" else [])


@pytest.mark.parametrize("word, pieces", [("chargeback", 1), ("deny", 1), ("refund", 2)])
def test_a_word_that_says_all_went_back_counts_beside_the_pieces_of_before(run, database, gateways, paid, word, pieces):
    gateways.move(paid, "partial_refund", silent=True, refunds={"k1": 30_000})
    refresh(run, paid)
    gateways.move(paid, word, silent=True, refunds={"k2": 20_000} if pieces == 2 else {})
    refresh(run, paid)
    assert database.one("SELECT count(*), sum(rp) FROM console.charge_refund") == (pieces + 1, PRICE)
    refresh(run, paid)
    assert database.one("SELECT count(*), sum(rp) FROM console.charge_refund") == (pieces + 1, PRICE)


def test_the_page_explains_the_word_with_its_code_and_the_sum(run, database, gateways, console, paid):
    gateways.move(paid, "partial_refund", silent=True, refunds={"k1": 30_000})
    refresh(run, paid)
    gateways.move(paid, "something_new", silent=True)
    refresh(run, paid)
    screen = console("payments", rows=50, columns=109)
    screen.wait_for("1/")
    screen.press("/")
    screen.type("waits:yes")
    screen.press("enter")
    screen.wait_for("1/1")
    screen.press("enter")
    screen.wait_for("Midtrans says: partial_refund (200): part of the money went back")
    screen.wait_for("Rp 30,000 of Rp 100,000")
    screen.wait_for('"something_new", which nobody knows here')


def test_paid_charges_are_watched_for_some_days(run, database, gateways, paid):
    def questions():
        asked = [entry for entry in gateways.log("midtrans", reset=True) if entry["path"] == f"/v2/{paid}/status"]
        return len(asked)

    def asked_when(age, days=None):
        database.all("UPDATE console.charge SET paid_at = now() - %s::interval, asked_at = NULL", age)
        if days is not None:
            database.all("INSERT INTO console.setting_value VALUES ('payment_watch_days', %s)", days)
        questions()
        ask(run, database)
        return questions()

    assert asked_when("1 hour") == 1
    assert asked_when("13 days") == 1
    assert asked_when("15 days") == 0
    gateways.move(paid, "refund", silent=True)
    assert asked_when("1 hour", "0") == 0 and state(database, paid) == "paid"
    database.all("DELETE FROM console.setting_value WHERE key = 'payment_watch_days'")
    assert asked_when("1 hour") == 1 and state(database, paid) == "refunded"


# --- words and figures that nobody can read ---


def test_a_word_that_nobody_knows_waits_and_is_set_aside(run, database, gateways):
    order = sold(run, database, buyer(database))
    gateways.move(order, "something_new", silent=True)
    refresh(run, order)
    came = charge(database, order)
    assert (came["state"], came["odd_word"], came["gateway_status"]) == ("open", "something_new", "pending")
    assert "something_new" in came["waits_for"]
    assert "something_new" in run("check").out
    act(run, "payments.apply_late", order)
    assert (charge(database, order)["waits_for"], state(database, order)) == (None, "open")
    assert "something_new" not in run("check").out
    refresh(run, order)
    assert charge(database, order)["waits_for"] is None, "it was set aside"
    gateways.move(order, "settlement", silent=True)
    refresh(run, order)
    assert state(database, order) == "paid" and charge(database, order)["odd_word"] is None


@pytest.mark.parametrize("amount", ["500.5", "-5", "abc", "1e30", "", True, -5, 1e30, {}, None])
def test_an_amount_that_is_none_is_never_applied(run, database, gateways, amount):
    order = sold(run, database, buyer(database))
    gateways.move(order, "settlement", silent=True)
    gateways.order("twist", on=f"{order}/status", fields={"gross_amount": amount}, count=9)
    refresh(run, order)
    came = charge(database, order)
    assert (came["state"], came["paid_amount_rp"]) == ("mismatch", None)
    assert came["reason"] == ("the gateway does not say how much was paid" if amount in (None, "")
                              else "the gateway says an amount that can't be read")
    assert database.one("SELECT count(*) FROM console.charge_effect") == 0


@pytest.mark.parametrize("field, value", [("currency", 5.5), ("settlement_time", "yesterday"), ("transaction_id", {"a": 1})])
def test_what_is_said_and_cant_be_read_is_a_mismatch(run, database, gateways, field, value):
    order = sold(run, database, buyer(database))
    gateways.move(order, "settlement", silent=True)
    gateways.order("twist", on=f"{order}/status", fields={field: value}, count=9)
    refresh(run, order)
    came = charge(database, order)
    assert came["state"] in ("mismatch",) and "can't be read" in came["reason"] or (field, came["reason"]) == ("currency", "paid in 5.5, not in IDR")


# --- answers that do not fit ---


def test_answers_that_do_not_fit_are_asked_for_less_and_less_often(run, database, gateways):
    order = sold(run, database, buyer(database))
    gateways.order("twist", on=f"{order}/status", fields={"order_id": "ANOTHER"}, count=4)
    for misfits in range(1, 5):
        database.all("UPDATE console.charge SET asked_at = now() - interval '1 day'")
        database.all("UPDATE console.job SET next_run_at = now() - interval '1 second'")
        run("worker", "--once")
        assert charge(database, order)["ask_misfits"] == misfits
        assert ("answers_fit" in run("check").out and order in run("check").out) == (misfits >= 3)
        pause = 45 * 2 ** misfits
        for asked, is_due in ((pause - 5, False), (pause + 5, True)):
            database.all("UPDATE console.charge SET asked_at = now() - make_interval(secs => %s)", asked)
            due = database.all("SELECT 1 FROM console.charge c WHERE coalesce(c.asked_at, '-infinity')"
                               " < now() - greatest(console.misfit_pause(c.ask_misfits), interval '45 s')")
            assert bool(due) == is_due
    gateways.order("log", gateway="midtrans", reset=True)
    database.all("UPDATE console.charge SET asked_at = now() - interval '5 minutes'")
    database.all("UPDATE console.job SET next_run_at = now() - interval '1 second'")
    run("worker", "--once")
    assert not [entry for entry in gateways.log("midtrans") if entry["path"].endswith("/status")]
    refresh(run, order)
    assert charge(database, order)["ask_misfits"] is None and charge(database, order)["ask_error"] is None


# --- what is sent twice, and refusals ---


def test_what_changes_something_has_a_key_of_its_own(run, database, gateways):
    order = sold(run, database, buyer(database))
    act(run, "payments.cancel", order)
    settle(run, database)
    keys = {entry["path"]: entry["key"] for entry in gateways.log("midtrans") if entry["method"] == "POST"}
    assert set(keys) == {"/v2/charge", f"/v2/{order}/cancel"}
    assert len(set(keys.values())) == 2 and all(0 < len(key) <= 46 for key in keys.values())
    assert not [entry for entry in gateways.log("midtrans") if entry["method"] == "GET" and entry["key"]]


def test_while_the_same_request_runs_nothing_is_known(run, database, gateways):
    """HTTP 202 without a charge: the order is looked up, and found."""
    user = buyer(database)
    gateways.order("twist", on="/v2/charge", fields={}, status=202, bare=True)
    assert sell(run, user).code == 0
    order = database.one("SELECT order_id FROM console.charge")
    settle(run, database)
    assert state(database, order) == "open"
    assert [entry["path"] for entry in gateways.log("midtrans") if entry["method"] == "POST"] == ["/v2/charge"]


@pytest.mark.parametrize("code, words, explained", [
    ("402", "Payment channel is not activated.", "activate it at Midtrans"),
    ("403", "Access denied", "refuses this key"),
    ("404", "Phone number doesn't exist.", "does not find what was asked about"),
    ("410", "Customer account is deactivated", "blocked at the wallet"),
    ("413", "The request cannot be processed due to malformed syntax in the request body", "can't read the request"),
])
def test_a_refusal_is_shown_in_its_words_and_explained(run, show, database, gateways, code, words, explained):
    gateways.order("twist", on="/v2/charge", fields={"status_code": code, "status_message": words}, bare=True, count=9)
    done = sell(run, buyer(database))
    settle(run, database)
    order = database.one("SELECT order_id FROM console.charge")
    came = charge(database, order)
    assert (came["state"], came["gateway_status"]) == ("failed", code), done.err
    assert words in came["reason"] and explained in came["reason"]
    row, = show("payments", "--id", order)
    assert words in row["reason"]


def test_a_404_in_a_wallets_own_words_ends_nothing(run, database, gateways):
    order = sold(run, database, buyer(database))
    gateways.order("twist", on=f"{order}/status", fields={"status_code": "404", "status_message": "Phone number doesn't exist."}, bare=True, count=99)
    database.all("UPDATE console.charge SET expires_at = now() - interval '50 minutes'")
    settle(run, database)
    came = charge(database, order)
    assert came["state"] == "open" and "Phone number doesn't exist" in came["ask_error"]
    gateways.order("calm")
    gateways.move(order, "settlement", silent=True)
    refresh(run, order)
    assert state(database, order) == "paid"


# --- notifications ---


def test_a_key_of_its_own_signs_notifications_and_every_body_is_kept(make_config, database, gateways, free_port, worker, run):
    port = Port(free_port())
    config = make_config(database, midtrans=gateways.settings("midtrans", signature_key="notifications-EXAMPLE"),
                         listen=f"127.0.0.1:{port.number}")
    worker(config=config)
    wait_until(port.is_open)

    def body(key, **more):
        signature = hashlib.sha512(f"A-1200100000.00{key}".encode()).hexdigest()
        return json.dumps({"order_id": "A-1", "transaction_status": "settlement", "status_code": "200", "gross_amount": "100000.00",
                           "transaction_id": "t-1", "fraud_status": "accept", "signature_key": signature, **more}).encode()

    first, second = body("notifications-EXAMPLE"), body("SB-Mid-server-EXAMPLE", issuer="bca")
    assert [port.post(first), port.post(body("another")), port.post(second)] == [200, 403, 200]
    assert bytes(database.one("SELECT body FROM console.inbox")) == second
    assert bytes(database.one("SELECT body FROM console.inbox_body")) == first
    parts = [body("SB-Mid-server-EXAMPLE", transaction_status="partial_refund", refund_amount=rp, refunds=[{"refund_key": key, "refund_amount": rp}])
             for key, rp in (("k1", "30000.00"), ("k2", "20000.00"))]
    assert [port.post(part) for part in parts] == [200, 200]
    assert database.one("SELECT count(*) FROM console.inbox WHERE status LIKE '%%partial_refund%%'") == 2

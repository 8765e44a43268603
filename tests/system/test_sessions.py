"""Payment sessions at Xendit under the real program: no session is found by its reference and no request can be repeated,
so each has a reference of its own; of several that are paid the first counts, and what a notification claims is asked for."""

import json
import re

import pytest
from cashdesk import assert_no_secret, buyer, charge, make_due, post, state
from test_crash import wait_until
from test_xendit import TOTAL, act, asked_for, invoice, invoiced, listening, port, reconcile, work  # noqa: F401

TOKEN = {"x-callback-token": "callback-EXAMPLE"}


@pytest.fixture
def config(make_config, database, gateways, port):  # noqa: F811
    database.all("INSERT INTO console.setting_value (key, value) VALUES ('xendit_test_per_minute', '60000')")
    gateways.order("notify", url=f"http://127.0.0.1:{port}/notify")
    return make_config(database, xendit=gateways.settings("xendit", mode="session"), telegram=gateways, whatsapp=gateways,
                       listen=f"127.0.0.1:{port}")


def sessions(gateways):
    """Reference: its statuses at Xendit, oldest first."""
    found = {}
    for one in gateways.order("dump")["sessions"]:
        found.setdefault(one["reference_id"], []).append(one["status"])
    return found


def requests(gateways, method, path):
    return [entry for entry in gateways.log("xendit") if entry["method"] == method and re.fullmatch(path, entry["path"])]


def kept(database, order):
    """What is known here of a charge's sessions: reference, whether its id is known, status."""
    return database.all("SELECT reference, session_id IS NOT NULL, status FROM console.xendit_session WHERE order_id = %s ORDER BY number", order)


def paid(database, order):
    return invoice(database, order)["status"] == "paid"


def lost(run, database, gateways):
    """An invoice whose first session was made without an answer, and whose second can be paid."""
    order = asked_for(run, database, buyer(database))
    gateways.fault("xendit", "status", status=503, processed=True, on="/sessions")
    run("worker", "--once")
    work(run, database, rounds=2)
    assert state(database, order) == "open", (charge(database, order), kept(database, order))
    assert kept(database, order) == [(order, False, None), (order + "-2", True, "ACTIVE")]
    assert sessions(gateways) == {order: ["ACTIVE"], order + "-2": ["ACTIVE"]}
    return order


# --- asked for ---


def test_what_xendit_is_asked_for(database, gateways, run):
    user = buyer(database)
    database.all("UPDATE public.users SET full_name = 'Agus Permana, S.Pd', phone_number = '+6281290001111' WHERE id = %s", user)
    order = invoiced(run, database, user)
    made = invoice(database, order)
    request, = requests(gateways, "POST", "/sessions")
    body = json.loads(request["body"])
    assert (body["reference_id"], body["session_type"], body["mode"], body["country"]) == (order, "PAY", "PAYMENT_LINK", "ID")
    assert (body["amount"], body["currency"]) == (made[TOTAL], "IDR")
    assert [(item["type"], item["net_unit_amount"]) for item in body["items"]] == [("DIGITAL_SERVICE", made["base_rp"]), ("FEE", made["tax_rp"])]
    assert body["customer"]["individual_detail"] == {"given_names": "Agus"} and body["notification_channels"] == ["EMAIL"]
    assert database.one("SELECT %s::timestamptz - now() BETWEEN interval '9 days 23 hours' AND interval '10 days'", body["expires_at"])
    there, = gateways.order("dump")["sessions"]
    assert (made["payment_link"], made["xendit_id"]) == (there["payment_link_url"], there["payment_session_id"])
    assert charge(database, order)["mode"] == "session"
    assert not requests(gateways, "POST", "/v2/invoices/?")


def test_the_link_comes_by_our_own_messengers(database, gateways, run):
    user = buyer(database)
    database.all("UPDATE public.users SET full_name = 'Budi', telegram_chat_id = NULL WHERE id = %s", user)
    act(run, "subscriptions.add", "--id", user, "package=Paket 10 GB", "whatsapp=+6281290002222")
    act(run, "invoices.generate")
    order = database.one("SELECT invoice_number FROM console.invoice WHERE user_id = %s", user)
    work(run, database, rounds=2)
    link = invoice(database, order)["payment_link"]
    told = gateways.order("dump")
    assert told["whatsapp"], database.all("SELECT target, effect, state, last_error, payload FROM console.outbox")
    sent, = told["whatsapp"]
    assert sent["phone"] == "6281290002222" and link in sent["text"] and order in sent["text"], sent
    assert not told["telegram"], "a month's invoices are no news to admins"
    body = json.loads(requests(gateways, "POST", "/sessions")[0]["body"])
    assert "customer" not in body and "notification_channels" not in body


def test_an_invoice_s_link_is_xendit_s_to_send(database, gateways, run, make_config):
    own = make_config(database, xendit=gateways.settings("xendit"), whatsapp=gateways)
    user = buyer(database)
    act(lambda *words: run(*words, config=own), "subscriptions.add", "--id", user, "package=Paket 10 GB")
    act(lambda *words: run(*words, config=own), "invoices.generate")
    for _ in range(2):
        make_due(database)
        run("worker", "--once", config=own)
    assert gateways.order("dump")["invoices"] and not gateways.order("dump")["whatsapp"]


# --- paid ---


@pytest.mark.parametrize("only", [["payment_session.completed"], ["payment.capture"], None], ids=["session", "payment", "both"])
def test_notified(database, gateways, run, listening, only):  # noqa: F811
    order = invoiced(run, database)
    listening()
    gateways.order("notify", copies=3)
    answer = gateways.order("move", gateway="xendit", order=order, status="COMPLETED", only=only)
    assert answer["answered"] == 200
    wait_until(lambda: paid(database, order), 10)
    wait_until(lambda: database.one("SELECT bool_and(state = 'done') FROM console.inbox"), 10)
    made, row = invoice(database, order), charge(database, order)
    assert (made["paid_how"], made["paid_amount_rp"], row["gateway_status"]) == ("xendit", made[TOTAL], "COMPLETED")
    assert row["transaction_id"] == gateways.order("dump")["sessions"][0]["payment_session_id"]
    assert database.one("SELECT count(*) FROM console.charge_effect") == 1
    assert database.one("SELECT count(*) FROM console.inbox") == len(only or ["", ""])


def test_repeats_are_told_apart_by_the_payment(database, gateways, run, listening, port):  # noqa: F811
    """The moment of an attempt differs with each; what is said is the same and is processed once."""
    order = invoiced(run, database)
    listening()
    where = f"http://127.0.0.1:{port}/notify/xendit"
    body = gateways.order("move", gateway="xendit", order=order, status="COMPLETED", silent=True)["body"]
    for second in range(3):
        assert post(where, {**body, "created": f"2026-11-27T01:00:0{second}.000Z"}, TOKEN) == 200
        wait_until(lambda: database.one("SELECT state FROM console.inbox") == "done", 10)
    assert database.one("SELECT repeats FROM console.inbox") == 2
    assert database.one("SELECT tries FROM console.inbox") == 1, "it was not processed anew"
    assert paid(database, order)


def test_asking_alone_finds_it(database, gateways, run):
    order = invoiced(run, database)
    gateways.order("move", gateway="xendit", order=order, status="COMPLETED", silent=True)
    assert not paid(database, order)
    database.all("UPDATE console.charge SET asked_at = now() - interval '1 hour'")
    assert "1 sessions asked about" in reconcile(run, database)
    assert paid(database, order) and database.one("SELECT count(*) FROM console.charge_effect") == 1


def test_what_is_claimed_is_asked_for(database, gateways, run, listening, port):  # noqa: F811
    order = invoiced(run, database)
    listening()
    where = f"http://127.0.0.1:{port}/notify/xendit"
    session, = gateways.order("dump")["sessions"]
    for event, status, said in (("payment_session.completed", "COMPLETED", "COMPLETED"), ("payment_session.expired", "EXPIRED", "EXPIRED")):
        assert post(where, {"event": event, "created": "x", "data": {**session, "status": status}}, TOKEN) == 200
        wait_until(lambda: (database.one("SELECT result FROM console.inbox WHERE status = %s", said) or "").startswith("Xendit says ACTIVE"), 10)
    assert state(database, order) == "open" and not paid(database, order)


def test_a_session_s_notification_without_a_token_is_said_and_asked_for(database, gateways, run, listening, port):  # noqa: F811
    order = invoiced(run, database)
    listening()
    where = f"http://127.0.0.1:{port}/notify/xendit"
    bodies = gateways.order("move", gateway="xendit", order=order, status="COMPLETED", silent=True)["bodies"]
    payment, session = bodies
    assert post(where, payment) == 403, "a payment's is described with one"
    assert post(where, {**session, "data": {**session["data"], "payment_session_id": "ps-" + "0" * 24}}) == 403, "another's"
    assert post(where, {**session, "data": {**session["data"], "reference_id": "JKN-NONE"}}) == 403, "none of ours"
    assert post(where, session, {"x-callback-token": "wrong"}) == 403
    assert not paid(database, order)
    assert post(where, session) == 200
    wait_until(lambda: paid(database, order), 10)


@pytest.mark.parametrize("amount", [-1, "500.5", -5, "abc", 1e30, True], ids=["less", "fraction", "minus", "word", "huge", "true"])
def test_another_amount_waits_for_a_decision(database, gateways, run, amount):
    order = invoiced(run, database)
    total = invoice(database, order)[TOTAL]
    gateways.order("move", gateway="xendit", order=order, status="COMPLETED", amount=total - 1 if amount == -1 else amount, silent=True)
    act(run, "payments.refresh", "--id", order)
    row = charge(database, order)
    assert row["state"] == "mismatch" and "apply" in row["waits_for"] and not paid(database, order), row


@pytest.mark.parametrize("ended, ends", [(None, "mismatch"), ("EXPIRED", "late")])
def test_a_payment_of_another_amount_waits_for_a_decision(database, gateways, run, listening, ended, ends):  # noqa: F811
    """The session says what was asked for; what came is asked of the account."""
    order = invoiced(run, database)
    if ended:
        gateways.order("move", gateway="xendit", order=order, status=ended, silent=True)
        act(run, "payments.refresh", "--id", order)
    listening()
    assert gateways.order("move", gateway="xendit", order=order, status="LATE", amount=500)["answered"] == 200
    wait_until(lambda: state(database, order) == ends, 10)
    row = charge(database, order)
    assert (row["paid_amount_rp"], "Rp 500 was paid" in row["reason"], paid(database, order)) == (500, True, False), row
    assert "apply" in row["waits_for"]
    wait_until(lambda: database.one("SELECT state FROM console.inbox") == "done", 10)
    act(run, "payments.apply_late", "--id", order)
    assert invoice(database, order)["paid_amount_rp"] == 500


def test_what_came_is_what_the_account_says(database, gateways, run, listening, port):  # noqa: F811
    """And no notification."""
    order = invoiced(run, database)
    total = invoice(database, order)[TOTAL]
    listening()
    body = gateways.order("move", gateway="xendit", order=order, status="LATE", silent=True)["body"]
    body["data"]["captures"][0]["capture_amount"] = 500
    assert post(f"http://127.0.0.1:{port}/notify/xendit", body, TOKEN) == 200
    wait_until(lambda: paid(database, order), 10)
    assert charge(database, order)["paid_amount_rp"] == total


def test_a_payment_of_another_amount_than_was_taken_is_said(database, gateways, run, listening, port):  # noqa: F811
    order = invoiced(run, database)
    body = gateways.order("move", gateway="xendit", order=order, status="COMPLETED", silent=True)["bodies"][0]
    act(run, "payments.refresh", "--id", order)
    assert paid(database, order)
    listening()
    body["data"]["captures"][0]["capture_amount"] = 500
    assert post(f"http://127.0.0.1:{port}/notify/xendit", body, TOKEN) == 200
    wait_until(lambda: database.one("SELECT state FROM console.inbox") == "failed", 10)
    assert "a payment of Rp 500 came" in database.one("SELECT result FROM console.inbox")


# --- ended ---


def test_expired(database, gateways, run, listening):  # noqa: F811
    order = invoiced(run, database)
    listening()
    assert gateways.order("move", gateway="xendit", order=order, status="EXPIRED")["answered"] == 200
    wait_until(lambda: state(database, order) == "expired", 10)
    assert invoice(database, order)["status"] == "expired"


def test_another_s_expiry_does_not_end_ours(database, gateways, run, listening, port):  # noqa: F811
    order = lost(run, database, gateways)
    listening()
    assert gateways.order("move", gateway="xendit", order=order, status="EXPIRED")["answered"] == 200
    wait_until(lambda: database.one("SELECT state FROM console.inbox") in ("done", "failed"), 10)
    assert state(database, order) == "open", database.one("SELECT result FROM console.inbox")
    assert kept(database, order)[0] == (order, True, "EXPIRED"), "it is known from now on"


def test_a_link_whose_time_is_over(database, gateways, run):
    order = invoiced(run, database)
    gateways.order("age", order=order, seconds=11 * 86400, gateway="xendit")
    database.all("UPDATE console.charge SET expires_at = now() - interval '1 day'")
    assert "1 links ended" in reconcile(run, database)
    assert state(database, order) == "expired" and sessions(gateways) == {order: ["EXPIRED"]}


@pytest.mark.parametrize("action, ends", [("invoices.cancel", "cancelled"), ("payments.cancel", "cancelled"), ("payments.expire", "expired")])
def test_ended_by_hand(database, gateways, run, action, ends):
    order = invoiced(run, database)
    target = invoice(database, order)["id"] if action.startswith("invoices") else order
    act(run, action, "--id", target, *(["reason=moved away"] if action.startswith("invoices") else []))
    assert state(database, order) == ends, charge(database, order)
    assert sessions(gateways) == {order: ["CANCELED"]}
    assert database.one("SELECT console.payment_differs(state, gateway_status) FROM console.charge") is False


def test_paid_while_it_was_being_cancelled(database, gateways, run):
    order = invoiced(run, database)
    gateways.order("move", gateway="xendit", order=order, status="COMPLETED", silent=True)
    run("act", "payments.cancel", "--id", order, "--yes")
    assert state(database, order) == "paid" and paid(database, order)


def test_sent_again_cancels_the_old_one(database, gateways, run):
    order = invoiced(run, database)
    act(run, "invoices.resend", "--id", invoice(database, order)["id"], "channel=whatsapp")
    work(run, database)
    assert sessions(gateways) == {order: ["CANCELED"], order + "~2": ["ACTIVE"]}
    assert state(database, order) == "expired" and state(database, order + "~2") == "open"


@pytest.mark.parametrize("policy, ends", [("hold", "late"), ("apply", "paid")])
def test_money_after_the_end(database, gateways, run, listening, policy, ends):  # noqa: F811
    """The session stays expired: what moved on the account proves it."""
    order = invoiced(run, database)
    database.all("INSERT INTO console.setting_value (key, value) VALUES ('payment_late', %s)", policy)
    gateways.order("move", gateway="xendit", order=order, status="EXPIRED", silent=True)
    act(run, "payments.refresh", "--id", order)
    assert invoice(database, order)["status"] == "expired"
    listening()
    assert gateways.order("move", gateway="xendit", order=order, status="LATE")["answered"] == 200
    wait_until(lambda: state(database, order) == ends, 10)
    if ends == "late":
        act(run, "payments.apply_late", "--id", order)
    assert paid(database, order) and database.one("SELECT count(*) FROM console.charge_effect") == 1


@pytest.mark.parametrize("ended", ["EXPIRED", "CANCELED"])
def test_money_after_the_end_is_found_by_asking_alone(database, gateways, run, ended):
    """For a day: whoever paid in the last moment is not forgotten where the notification is lost."""
    order = invoiced(run, database)
    gateways.order("move", gateway="xendit", order=order, status=ended, silent=True)
    act(run, "payments.refresh", "--id", order)
    gateways.order("move", gateway="xendit", order=order, status="LATE", silent=True)
    over = state(database, order)
    database.all("UPDATE console.charge SET asked_at = now() - interval '29 minutes'")
    reconcile(run, database)
    assert state(database, order) == over, "asked about every half hour"
    database.all("UPDATE console.charge SET asked_at = now() - interval '31 minutes', updated_at = now() - interval '25 hours'")
    reconcile(run, database)
    assert state(database, order) == over, "and for a day"
    database.all("UPDATE console.charge SET updated_at = now() - interval '23 hours'")
    reconcile(run, database)
    assert state(database, order) == "late" and not paid(database, order)


# --- what nobody can tell ---


@pytest.mark.parametrize("kind, arguments", [("status", {"status": 503, "processed": True}), ("reset_after", {}), ("html", {}), ("cut", {})])
def test_an_unknown_outcome_has_a_new_reference(database, gateways, run, tmp_path, kind, arguments):
    order = asked_for(run, database, buyer(database))
    gateways.fault("xendit", kind, on="/sessions", **arguments)
    done = run("worker", "--once")
    work(run, database, rounds=2)
    assert state(database, order) == "open", charge(database, order)
    references = [json.loads(entry["body"])["reference_id"] for entry in requests(gateways, "POST", "/sessions")]
    assert references == [order, order + "-2"], "never the same twice"
    assert kept(database, order) == [(order, False, None), (order + "-2", True, "ACTIVE")]
    assert_no_secret(gateways, tmp_path, database, done.out, done.err)


@pytest.mark.parametrize("status", [400, 401, 429])
def test_a_refused_request_leaves_no_reference(database, gateways, run, status):
    order = asked_for(run, database, buyer(database))
    gateways.fault("xendit", "status", status=status, on="/sessions")
    run("worker", "--once")
    assert [row for row in kept(database, order) if not row[1]] == []


def test_money_for_a_lost_session_is_found(database, gateways, run):
    """By asking alone: the lost one pays, and the other is cancelled."""
    order = lost(run, database, gateways)
    gateways.order("move", gateway="xendit", order=order, status="COMPLETED", silent=True)
    act(run, "payments.refresh", "--id", order)
    work(run, database)
    assert paid(database, order)
    assert sessions(gateways) == {order: ["COMPLETED"], order + "-2": ["CANCELED"]}
    assert database.one("SELECT count(*) FROM console.charge WHERE invoice_id IS NOT NULL") == 1, "no second payment"


def test_a_late_notification_reveals_a_lost_session(database, gateways, run, listening):  # noqa: F811
    order = lost(run, database, gateways)
    listening()
    assert gateways.order("move", gateway="xendit", order=order, status="COMPLETED", only=["payment_session.completed"])["answered"] == 200
    wait_until(lambda: paid(database, order), 10)
    assert kept(database, order)[0] == (order, True, "COMPLETED")
    wait_until(lambda: sessions(gateways) == {order: ["COMPLETED"], order + "-2": ["CANCELED"]}, 15)
    assert state(database, order) == "paid"


@pytest.mark.parametrize("first", [0, 1])
def test_both_are_paid(database, gateways, run, first):
    """The first pays; the second is a charge of its own that waits for a decision."""
    order = lost(run, database, gateways)
    names = [order, order + "-2"]
    gateways.order("move", gateway="xendit", order=names[first], status="COMPLETED", silent=True)
    database.all("UPDATE console.outbox SET next_attempt_at = now() + interval '1 hour' WHERE effect = 'session_cancel'")
    gateways.fault("xendit", "status", status=503, count=100, on="/cancel")
    act(run, "payments.refresh", "--id", order)
    assert paid(database, order)
    gateways.order("move", gateway="xendit", order=names[1 - first], status="COMPLETED", silent=True)
    act(run, "payments.refresh", "--id", order)
    second = charge(database, order + "~2")
    assert second and second["state"] == "late" and second["second_of"] == order, second
    assert "was paid once more" in second["reason"] and second["waits_for"]
    assert database.one("SELECT count(*) FROM console.charge_effect") == 1
    act(run, "payments.refresh", "--id", order)
    assert database.one("SELECT count(*) FROM console.charge WHERE second_of = %s", order) == 1


def test_sent_again_after_it_was_paid_twice(database, gateways, run):
    """Both payments went back: the new link has an id that neither of them has."""
    order = lost(run, database, gateways)
    database.all("INSERT INTO console.setting_value (key, value) VALUES ('payment_refund', 'reverse')")
    gateways.fault("xendit", "status", status=503, count=100, on="/cancel")
    for name in (order, order + "-2"):
        gateways.order("move", gateway="xendit", order=name, status="COMPLETED", silent=True)
        act(run, "payments.refresh", "--id", order)
    for name in (order, order + "~2"):
        for _ in ("is due", "is done"):
            act(run, "payments.refund_note", "--id", name, "note=given back")
    assert (state(database, order), state(database, order + "~2"), paid(database, order)) == ("refunded", "refunded", False)
    act(run, "invoices.resend", "--id", invoice(database, order)["id"], "channel=whatsapp")
    made = invoice(database, order)
    assert (made["external_id"], made["revision"]) == (order + "~3", 3)
    work(run, database)
    assert state(database, order + "~3") == "open" and sessions(gateways)[order + "~3"] == ["ACTIVE"]


# --- what Xendit refuses, and how fast it is asked ---


def test_a_refused_key_says_where_to_look(database, gateways, run):
    order = asked_for(run, database, buyer(database))
    gateways.fault("xendit", "status", status=403, count=5, on="/sessions")
    run("worker", "--once")
    said = database.one("SELECT last_error FROM console.invoice_queue")
    assert "403: Xendit refuses this key; look at brand JAKINET's secret_key_file" in said, said
    assert state(database, order) == "new"


def test_its_limits_hold_for_sessions(database, gateways, run):
    order = invoiced(run, database)
    gateways.order("limit", gateway="xendit", requests=1, seconds=58.37)
    act(run, "payments.refresh", "--id", order)
    left = database.one("SELECT extract(epoch FROM max(not_before) - clock_timestamp()) FROM console.rate_limit WHERE not_before < 'infinity'")
    assert 40 < left <= 59, left

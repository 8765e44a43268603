"""Invoices at Xendit under the real program: what it says by notification, or only when it is asked, leads to the same
end; whatever goes wrong on the way has its words, is asked for once, and lets no secret out."""

import json
import re
import time

import pytest
from cashdesk import assert_no_secret, buyer, charge, post, settle, state, words_of
from test_crash import wait_until

PACKAGE = "Paket 10 GB"
TOTAL = "total_rp"
LONGEST_S = 22  # the deadline of a request, 15 s, and what the program needs around it


@pytest.fixture
def port(free_port):
    return free_port()


@pytest.fixture
def config(make_config, database, gateways, port):
    """Requests follow each other at once: how they are spaced is another test's matter."""
    database.all("INSERT INTO console.setting_value (key, value) VALUES ('xendit_test_per_minute', '60000')")
    gateways.order("notify", url=f"http://127.0.0.1:{port}/notify")
    return make_config(database, xendit=gateways, telegram=gateways, whatsapp=gateways, listen=f"127.0.0.1:{port}")


@pytest.fixture
def listening(worker, port, config):
    """listening() starts a worker that takes notifications."""

    def go():
        process = worker()
        wait_until(lambda: post(f"http://127.0.0.1:{port}/nowhere", {}) is not None, 10)
        return process

    return go


def act(run, *arguments):
    done = run("act", *arguments, "--yes", "--format", "json")
    assert done.code == 0, done.err
    return done


def work(run, database, rounds=1):
    """All that waits is done by a worker that ends; what waits for a time is due."""
    for _ in range(rounds):
        database.all("UPDATE console.invoice_queue SET next_try_at = now() - interval '1 s' WHERE state = 'pending'")
        database.all("UPDATE console.rate_limit SET next_at = now(), not_before = '-infinity'")
        done = settle(run, database)
    return done


def asked_for(run, database, user):
    """Subscribed and invoiced, and nothing done at Xendit yet; the invoice's number."""
    act(run, "subscriptions.add", "--id", user, f"package={PACKAGE}", "email=budi@example.com")
    act(run, "invoices.generate")
    return database.one("SELECT invoice_number FROM console.invoice WHERE user_id = %s", user)


def invoiced(run, database, user=None):
    """The number of an invoice whose link can be paid."""
    order = asked_for(run, database, user or buyer(database))
    work(run, database)
    assert state(database, order) == "open", charge(database, order)
    return order


def invoice(database, number):
    return database.one("SELECT to_jsonb(i) FROM console.invoice i WHERE invoice_number = %s", number)


def reconcile(run, database):
    """The job alone."""
    database.all("UPDATE console.job SET next_run_at = now() + interval '1 hour'")
    act(run, "jobs.run", "--id", "invoice_reconcile")
    return database.one("SELECT concat_ws(' ', last_result, last_error) FROM console.job WHERE name = 'invoice_reconcile'")


def at_xendit(gateways):
    """external_id: statuses of what is there."""
    found = {}
    for one in gateways.order("dump")["invoices"]:
        found.setdefault(one["external_id"], []).append(one["status"])
    return found


def end_state(database, number):
    """All that a payment has led to, without what differs by chance."""
    made = invoice(database, number)
    kept = {name: made[name] for name in ("status", "paid_how", "paid_amount_rp")}
    row = charge(database, made["external_id"])
    kept.update({"charge." + name: row[name] for name in ("state", "reason", "waits_for", "gateway_status", "paid_amount_rp")})
    kept["paid_at is told"] = made["paid_at"] == row["paid_at"]
    kept["effects"] = database.one("SELECT count(*) FROM console.charge_effect WHERE order_id = %s", row["order_id"])
    kept["told"] = database.one("SELECT count(*) FROM console.outbox WHERE entity_id = %s AND effect = 'charge_message'"
                                " AND payload ->> 'event' = 'paid'", row["id"])
    kept["audit"] = database.all("SELECT entity_type, before, after FROM console.audit_log WHERE action = 'payments.news'"
                                 " AND (entity_id = %s OR entity_id = %s) ORDER BY id", row["order_id"], made["id"])
    return kept


# --- asked for ---


def test_what_xendit_is_asked_for(database, gateways, run):
    user = buyer(database)
    database.all("UPDATE public.users SET full_name = 'Budi', phone_number = '+6281290001111' WHERE id = %s", user)
    order = invoiced(run, database, user)
    made = invoice(database, order)
    request, = [entry for entry in gateways.log("xendit") if entry["method"] == "POST"]
    body = json.loads(request["body"])
    assert request["path"] == "/v2/invoices/"
    assert (body["external_id"], body["amount"], body["currency"], body["invoice_duration"]) == (order, made[TOTAL], "IDR", 864000)
    assert body["customer"] == {"given_names": "Budi", "email": "budi@example.com", "mobile_number": "+6281290001111"}
    assert body["items"] == [{"name": made["subject"], "price": made["base_rp"], "quantity": 1}]
    assert body["fees"] == [{"type": "Tax", "value": made["tax_rp"]}]
    assert body["customer_notification_preference"]["invoice_created"] == ["whatsapp", "email"]
    there, = gateways.order("dump")["invoices"]
    assert (made["payment_link"], made["xendit_id"]) == (there["invoice_url"], there["id"])


# --- what it says ---


def test_notified(database, gateways, run, listening):
    order = invoiced(run, database)
    listening()
    gateways.order("notify", copies=3)
    assert gateways.move(order, "PAID", gateway="xendit")["answered"] == 200
    wait_until(lambda: invoice(database, order)["status"] == "paid", 10)
    made = invoice(database, order)
    assert (made["paid_how"], made["paid_amount_rp"]) == ("xendit", made[TOTAL])
    gateways.move(order, "SETTLED", gateway="xendit")
    wait_until(lambda: database.one("SELECT bool_and(state = 'done') AND count(*) = 2 FROM console.inbox"), 10)
    assert database.one("SELECT count(*) FROM console.charge_effect") == 1
    assert invoice(database, order)["status"] == "paid"


def test_asking_alone_leads_to_the_same(database, gateways, run, listening, tmp_path):
    """One is notified, of the other nothing is ever said."""
    told = invoiced(run, database)
    silent = invoiced(run, database, buyer(database, skip=1))
    worker = listening()
    gateways.move(told, "PAID", gateway="xendit")
    wait_until(lambda: invoice(database, told)["status"] == "paid", 10)
    worker.terminate()
    worker.wait()
    gateways.move(silent, "PAID", gateway="xendit", silent=True)
    assert invoice(database, silent)["status"] == "unpaid"
    said = reconcile(run, database)
    assert "1 taken as paid" in said, said
    assert end_state(database, silent) == end_state(database, told)
    assert end_state(database, told)["effects"] == 1
    seen = database.one("SELECT paid_seen_at FROM console.brand")
    assert seen and "0 taken as paid" in reconcile(run, database)
    assert database.one("SELECT paid_seen_at FROM console.brand") > seen


def test_refresh_asks_at_once(database, gateways, run):
    order = invoiced(run, database)
    gateways.move(order, "SETTLED", gateway="xendit", silent=True)
    done = act(run, "invoices.refresh", "--id", invoice(database, order)["id"])
    assert invoice(database, order)["status"] == "paid", done


def test_a_token_covers_nothing_of_what_is_said(database, gateways, run, listening, port):
    """Who knows it can send anything: what counts is what Xendit says when it is asked."""
    order = invoiced(run, database)
    listening()
    body = gateways.move(order, "PENDING", gateway="xendit", silent=True)["body"]
    where = f"http://127.0.0.1:{port}/notify/xendit"
    forged = {**body, "status": "PAID", "paid_amount": body["amount"]}
    assert post(where, forged, {"x-callback-token": "callback-EXAMPLE"}) == 200
    words = "Xendit says PENDING, the notice said PAID: not applied"
    wait_until(lambda: database.one("SELECT result FROM console.inbox") == words, 10)
    assert post(where, {**body, "status": "EXPIRED"}, {"x-callback-token": "callback-EXAMPLE"}) == 200
    wait_until(lambda: database.one("SELECT result FROM console.inbox WHERE status = 'EXPIRED'")
               == "Xendit says PENDING, the notice said EXPIRED: not applied", 10)
    assert invoice(database, order)["status"] == "unpaid" and state(database, order) == "open"
    database.all("UPDATE console.inbox SET received_at = now() - interval '10 minutes', next_try_at = now()")
    wait_until(lambda: database.all("SELECT DISTINCT state FROM console.inbox") == [("failed",)], 10)
    assert invoice(database, order)["status"] == "unpaid"
    gateways.move(order, "PAID", gateway="xendit", silent=True)  # now it is true
    assert post(where, forged, {"x-callback-token": "callback-EXAMPLE"}) == 200
    wait_until(lambda: invoice(database, order)["status"] == "paid", 10)


def test_while_xendit_is_away_a_notification_waits(database, gateways, run, listening, port):
    order = invoiced(run, database)
    gateways.fault("xendit", "reset", count=1000)
    listening()
    assert gateways.move(order, "PAID", gateway="xendit")["answered"] == 200
    wait_until(lambda: (database.one("SELECT result FROM console.inbox") or "").startswith("waits: Xendit can't be asked: "), 10)
    assert database.one("SELECT state FROM console.inbox") == "new" and invoice(database, order)["status"] == "unpaid"
    gateways.order("calm")
    database.all("UPDATE console.inbox SET next_try_at = now()")
    wait_until(lambda: invoice(database, order)["status"] == "paid", 10)
    assert database.one("SELECT count(*) FROM console.charge_effect") == 1


def test_only_the_right_token_is_believed(database, gateways, run, listening, port):
    order = invoiced(run, database)
    listening()
    body = gateways.move(order, "PAID", gateway="xendit", silent=True)["body"]
    where = f"http://127.0.0.1:{port}/notify/xendit"
    for token in (None, "", "callback-EXAMPL", "callback-EXAMPLEX", "CALLBACK-EXAMPLE"):
        assert post(where, body, {"x-callback-token": token} if token is not None else {}) == 403, token
    assert database.one("SELECT count(*) FROM console.inbox") == 0
    assert invoice(database, order)["status"] == "unpaid"
    assert post(where, body, {"x-callback-token": "callback-EXAMPLE"}) == 200
    wait_until(lambda: invoice(database, order)["status"] == "paid", 10)


def test_another_amount_waits_for_a_decision(database, gateways, run):
    order = invoiced(run, database)
    total = invoice(database, order)[TOTAL]
    gateways.move(order, "PAID", gateway="xendit", amount=total - 1, silent=True)
    reconcile(run, database)
    row = charge(database, order)
    assert (row["state"], row["paid_amount_rp"]) == ("mismatch", total - 1), row
    assert "was paid" in row["reason"] and "apply" in row["waits_for"]
    assert invoice(database, order)["status"] == "unpaid"
    act(run, "payments.apply_late", "--id", order)
    made = invoice(database, order)
    assert (made["status"], made["paid_amount_rp"]) == ("paid", total - 1)


def test_another_currency_waits_too(database, gateways, run):
    order = invoiced(run, database)
    gateways.move(order, "PAID", gateway="xendit", currency="PHP", silent=True)
    reconcile(run, database)
    assert charge(database, order)["state"] == "mismatch" and "PHP" in charge(database, order)["reason"]


def test_a_link_whose_time_is_over(database, gateways, run):
    order = invoiced(run, database)
    gateways.order("age", order=order, seconds=11 * 86400, gateway="xendit")
    database.all("UPDATE console.charge SET expires_at = now() - interval '1 day'")
    assert "1 links ended" in reconcile(run, database)
    assert state(database, order) == "expired" and invoice(database, order)["status"] == "expired"
    assert at_xendit(gateways) == {order: ["EXPIRED"]}


def test_a_link_that_is_over_here_alone_ends_there(database, gateways, run):
    order = invoiced(run, database)
    database.all("UPDATE console.charge SET expires_at = now() - interval '1 day'")
    reconcile(run, database)
    assert state(database, order) == "expired" and at_xendit(gateways) == {order: ["EXPIRED"]}


@pytest.mark.parametrize("policy, ends", [("hold", "late"), ("apply", "paid")])
def test_expired_then_paid(database, gateways, run, policy, ends):
    order = invoiced(run, database)
    database.all("INSERT INTO console.setting_value (key, value) VALUES ('payment_late', %s)", policy)
    gateways.move(order, "EXPIRED", gateway="xendit", silent=True)
    act(run, "payments.refresh", "--id", order)
    assert invoice(database, order)["status"] == "expired"
    gateways.move(order, "PAID", gateway="xendit", silent=True)
    reconcile(run, database)
    assert state(database, order) == ends, charge(database, order)
    if ends == "late":
        assert invoice(database, order)["status"] == "expired"
        act(run, "payments.apply_late", "--id", order)
    assert invoice(database, order)["status"] == "paid"
    assert database.one("SELECT count(*) FROM console.charge_effect") == 1


def test_both_links_paid(database, gateways, run):
    """Sent again; the old link could not be ended, and both are paid: one pays, the other waits for a decision."""
    order = invoiced(run, database)
    gateways.fault("xendit", "status", status=503, count=50, on="/expire!")
    run("act", "invoices.resend", "--id", invoice(database, order)["id"], "channel=email", "--yes")
    again = invoice(database, order)["external_id"]
    assert again == order + "~2"
    gateways.move(order, "PAID", gateway="xendit", silent=True)
    database.all("UPDATE console.outbox SET next_attempt_at = now() + interval '1 hour' WHERE state = 'pending'")
    done = run("worker", "--once")
    assert state(database, again) == "open", (done, charge(database, again))
    gateways.move(again, "PAID", gateway="xendit", silent=True)
    reconcile(run, database)
    rows = {row: charge(database, row) for row in (order, again)}
    assert sorted(row["state"] for row in rows.values()) in (["mismatch", "paid"], ["late", "paid"]), rows
    waiting, = [row for row in rows.values() if row["state"] != "paid"]
    assert rows[order]["state"] == "paid", "it was paid first"
    assert "is paid already" in waiting["reason"] and waiting["waits_for"], waiting
    assert invoice(database, order)["status"] == "paid"
    assert database.one("SELECT count(*) FROM console.charge_effect") == 1


def test_sent_again_ends_the_old_link(database, gateways, run):
    order = invoiced(run, database)
    act(run, "invoices.resend", "--id", invoice(database, order)["id"], "channel=whatsapp")
    work(run, database)
    assert at_xendit(gateways) == {order: ["EXPIRED"], order + "~2": ["PENDING"]}
    assert state(database, order) == "expired"
    made = invoice(database, order)
    assert made["status"] == "unpaid" and made["payment_link"].endswith(made["xendit_id"])


def test_an_ended_link_is_paid_after_the_other(database, gateways, run):
    order = invoiced(run, database)
    act(run, "invoices.resend", "--id", invoice(database, order)["id"], "channel=email")
    work(run, database)
    gateways.move(order + "~2", "PAID", gateway="xendit", silent=True)
    reconcile(run, database)
    assert invoice(database, order)["status"] == "paid"
    gateways.move(order, "PAID", gateway="xendit", silent=True)
    reconcile(run, database)
    row = charge(database, order)
    assert row["state"] == "late" and row["waits_for"], row
    assert "paid when it was expired" in row["reason"] and "is paid already" in row["reason"], row["reason"]
    act(run, "payments.apply_late", "--id", order)
    assert database.one("SELECT effect FROM console.charge_effect WHERE order_id = %s", order) == "deposit", "it is on the balance"


@pytest.mark.parametrize("action, ends", [("invoices.cancel", "cancelled"), ("payments.cancel", "cancelled"), ("payments.expire", "expired")])
def test_ended_by_hand(database, gateways, run, show, action, ends):
    order = invoiced(run, database)
    target = invoice(database, order)["id"] if action.startswith("invoices") else order
    act(run, action, "--id", target, *(["reason=moved away"] if action.startswith("invoices") else []))
    assert state(database, order) == ends, charge(database, order)
    assert at_xendit(gateways) == {order: ["EXPIRED"]}
    assert database.one("SELECT console.payment_differs(state, gateway_status) FROM console.charge") is False


def test_paid_while_it_was_being_cancelled(database, gateways, run):
    order = invoiced(run, database)
    gateways.move(order, "PAID", gateway="xendit", silent=True)
    run("act", "payments.cancel", "--id", order, "--yes")
    assert state(database, order) == "paid" and invoice(database, order)["status"] == "paid"
    assert at_xendit(gateways) == {order: ["PAID"]}


def test_more_than_a_page_was_paid(database, gateways, run):
    """Beyond a page, and among what is no concern of ours."""
    users = [row[0] for row in database.all("SELECT id::text FROM public.users WHERE is_active AND approval_status = 'APPROVED'"
                                            " AND role = 'USER' ORDER BY id LIMIT 130")]
    act(run, "subscriptions.add", *[part for user in users for part in ("--id", user)], f"package={PACKAGE}")
    act(run, "invoices.generate")
    work(run, database)
    assert database.one("SELECT count(*) FROM console.charge WHERE state = 'open'") == len(users)
    for number, in database.all("SELECT invoice_number FROM console.invoice ORDER BY invoice_number LIMIT 125"):
        gateways.move(number, "PAID", gateway="xendit", silent=True)
    said = reconcile(run, database)
    assert "125 taken as paid" in said, said
    assert database.one("SELECT count(*) FROM console.charge_effect") == 125
    assert database.one("SELECT count(*) FROM console.invoice WHERE status = 'unpaid'") == len(users) - 125


# --- what goes wrong ---

CREATE, LIST, EXPIRE = "/v2/invoices/", "/v2/invoices", "/expire!"
FAULTS = [
    ("status", {"status": 503}, r"503"),
    ("status", {"status": 503, "processed": True}, r"503"),
    ("status", {"status": 429, "retry_after": 30}, r"429|fewer|limit"),
    ("reset", {}, r"reset|closed|ended|answer|connection"),
    ("reset_after", {}, r"reset|closed|ended|answer|connection"),
    ("html", {}, r"JSON"),
    ("garbage", {}, r"JSON"),
    ("huge", {}, r"large|big|bytes|long|bound|more than"),
    ("redirect", {}, r"redirect|elsewhere|another address"),
    ("cut", {}, r"cut|closed|ended|partial|whole|incomplete|connection|transfer"),
]
NAMES = ["-".join([kind, *(f"{name}={value}" for name, value in arguments.items())]) for kind, arguments, _ in FAULTS]


@pytest.mark.parametrize("kind, arguments, words", FAULTS, ids=NAMES)
def test_making_one(database, gateways, run, tmp_path, kind, arguments, words):
    order = asked_for(run, database, buyer(database))
    gateways.fault("xendit", kind, count=1, on=CREATE, **arguments)
    done = run("worker", "--once")
    kept = database.one("SELECT concat_ws(' ', state, last_error) FROM console.invoice_queue")
    if state(database, order) != "open":  # else it was tried again meanwhile, which is as well
        assert re.search(words, kept, re.IGNORECASE), kept
    work(run, database, rounds=2)
    assert state(database, order) == "open", (charge(database, order), kept)
    assert at_xendit(gateways) == {order: ["PENDING"]}, "it is there once"
    assert_no_secret(gateways, tmp_path, database, done.out, done.err, kept)


@pytest.mark.parametrize("kind, arguments, words", FAULTS, ids=NAMES)
def test_asking(database, gateways, run, tmp_path, kind, arguments, words):
    """It was paid, and Xendit answers nonsense: nothing is believed, and nothing is lost."""
    order = invoiced(run, database)
    gateways.move(order, "PAID", gateway="xendit", silent=True)
    gateways.fault("xendit", kind, count=1, on="/v2/invoices/", **arguments)
    done = run("act", "invoices.refresh", "--id", invoice(database, order)["id"], "--yes", "--format", "json")
    assert done.code in (0, 3), done
    said = words_of(done) + (database.one("SELECT string_agg(last_error, ' ') FROM console.outbox WHERE target LIKE 'xendit:%'") or "")
    if state(database, order) != "paid":  # else it was asked again meanwhile, which is as well
        assert state(database, order) == "open" and re.search(words, said, re.IGNORECASE), said
        assert re.search(words, charge(database, order)["ask_error"], re.IGNORECASE), "the charge's page says it too"
    work(run, database, rounds=2)
    assert invoice(database, order)["status"] == "paid"
    assert database.one("SELECT count(*) FROM console.charge_effect") == 1
    assert_no_secret(gateways, tmp_path, database, done.out, done.err, said)


@pytest.mark.parametrize("kind, arguments, words", FAULTS, ids=NAMES)
def test_looking_for_payments(database, gateways, run, tmp_path, kind, arguments, words):
    """The list does not come, or the answer about one: what was seen is not noted before all of it was taken."""
    orders = [invoiced(run, database), invoiced(run, database, buyer(database, skip=1))]
    for order in orders:
        gateways.move(order, "PAID", gateway="xendit", silent=True)
    database.all("UPDATE console.brand SET paid_seen_at = now() - interval '1 hour'")
    before = database.one("SELECT paid_seen_at FROM console.brand")
    gateways.fault("xendit", kind, count=1, on=LIST, **arguments)
    said = reconcile(run, database)
    assert re.search(words, said, re.IGNORECASE), said
    assert database.one("SELECT paid_seen_at FROM console.brand") == before
    database.all("UPDATE console.rate_limit SET next_at = now(), not_before = '-infinity'")
    gateways.fault("xendit", kind, count=1, skip=1, on=LIST, **arguments)
    said = reconcile(run, database)
    if "2 taken" not in said:  # else it was asked again on a new connection, which is as well
        assert database.one("SELECT paid_seen_at FROM console.brand") == before, said
    database.all("UPDATE console.rate_limit SET next_at = now(), not_before = '-infinity'")
    reconcile(run, database)
    assert [invoice(database, order)["status"] for order in orders] == ["paid", "paid"]
    assert database.one("SELECT paid_seen_at FROM console.brand") > before
    assert_no_secret(gateways, tmp_path, database, said)


@pytest.mark.parametrize("kind", ["status", "reset", "reset_after", "html"])
def test_ending_a_link(database, gateways, run, kind):
    order = invoiced(run, database)
    gateways.fault("xendit", kind, count=1, on=EXPIRE)
    done = run("act", "invoices.cancel", "--id", invoice(database, order)["id"], "reason=moved", "--yes")
    assert done.code in (0, 3), done
    work(run, database)
    assert state(database, order) == "cancelled" and at_xendit(gateways) == {order: ["EXPIRED"]}


@pytest.mark.parametrize("kind", ["mute", "drip"])
def test_the_deadline_holds(database, gateways, run, kind):
    order = invoiced(run, database)
    gateways.move(order, "PAID", gateway="xendit", silent=True)
    gateways.fault("xendit", kind, count=1, on="/v2/invoices/")
    begun = time.monotonic()
    run("act", "payments.refresh", "--id", order, "--yes")
    assert 5 < time.monotonic() - begun < LONGEST_S
    work(run, database)
    assert invoice(database, order)["status"] == "paid"


def test_a_pause_is_for_everybody_and_nobody_sits_it_out(database, gateways, run):
    """429 with a long Retry-After: the shared rate stands still, and an operator who asks is told at once."""
    order = invoiced(run, database)
    gateways.fault("xendit", "status", status=429, retry_after=900, count=1)
    run("act", "payments.refresh", "--id", order, "--yes")
    pause = database.one("SELECT extract(epoch FROM not_before - now()) FROM console.rate_limit WHERE name = 'xendit:test:JAKINET'")
    assert 850 < pause <= 900, pause
    asked = len(gateways.log("xendit"))
    begun = time.monotonic()
    done = run("act", "payments.refresh", "--id", order, "--yes")
    assert time.monotonic() - begun < 5
    assert len(gateways.log("xendit")) == asked, "nothing was sent"
    assert re.search(r"no requests for another \d+ s|429", words_of(done)), done


def test_what_is_left_of_the_limit_is_heard(database, gateways, run):
    """The answer that uses the limit up says so; the next request waits, and there is no 429."""
    order = invoiced(run, database)
    gateways.order("limit", gateway="xendit", requests=2, seconds=4)
    for _ in range(4):
        act(run, "payments.refresh", "--id", order)
    statuses = [entry["status"] for entry in gateways.log("xendit")]
    assert 429 not in statuses and statuses[-4:] == [200] * 4, statuses


def test_a_wrong_key(database, gateways, make_config, run, show, tmp_path):
    user = buyer(database)
    order = asked_for(run, database, user)
    wrong = make_config(database, xendit=gateways.settings("xendit", secret_key="xnd_development_WRONG_0815"))
    done = run("worker", "--once", config=wrong)
    state_of, why = database.one("SELECT state, last_error FROM console.invoice_queue")
    assert state_of == "failed" and re.search(r"INVALID_API_KEY", why), (state_of, why)
    assert state(database, order) == "new"
    kept = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.log")]
    assert not [text for text in [done.err, done.out, why, *kept] if "WRONG_0815" in text]
    shown, = show("config", config=wrong)
    assert "WRONG_0815" not in str(shown) and "callback-EXAMPLE" not in str(shown)
    assert shown["xendit"][0]["prefix"] == "JAKINET" and shown["xendit"][0]["key_kind"] == "test"


def test_verified_tls(database, gateways, make_config, run):
    user = buyer(database)
    order = asked_for(run, database, user)
    wrong = make_config(database, xendit=gateways.settings("xendit", url=gateways.url(tls=True)))
    run("worker", "--once", config=wrong)
    assert state(database, order) == "new"
    assert re.search("certificate|verif", database.one("SELECT last_error FROM console.gateway_state WHERE name = 'xendit:JAKINET'"))
    work(lambda *a, **o: run(*a, config=make_config(database, xendit=gateways.settings("xendit", tls=True)), **o), database, rounds=2)
    assert state(database, order) == "open"


# --- where it is shown ---


def test_a_customers_page_and_timeline(database, gateways, run, console):
    user = buyer(database)
    database.all("UPDATE public.users SET full_name = 'Aaron Uji', phone_number = '+6281290001234' WHERE id = %s", user)
    paid = invoiced(run, database, user)
    gateways.move(paid, "PAID", gateway="xendit", silent=True)
    act(run, "payments.refresh", "--id", paid)
    act(run, "subscriptions.add", "--id", user, "package=Paket 25 GB")
    act(run, "invoices.generate")
    database.all("UPDATE console.invoice SET due_on = due_on - 60, issued_on = issued_on - 60 WHERE status = 'unpaid'")
    owed = database.one("SELECT invoice_number FROM console.invoice WHERE status = 'unpaid'")
    screen = console("users", rows=50)
    screen.wait_for("1/200")
    screen.press("/")
    screen.type("081290001234")
    screen.press("enter")
    screen.wait_for(lambda t: "Aaron Uji" in t.text() and "1/1" in t.text())
    screen.press("enter")
    screen.wait_for("Open invoices: 1")
    page = re.sub(r"[\s│]+", " ", screen.text())
    assert re.search(rf"due \d{{4}}-\d\d-\d\d Rp [\d,]+ for Paket 25 GB, .* overdue \({owed}\)", page), page
    screen.press("T")
    screen.wait_for("subscribed to Paket 10 GB")
    page = re.sub(r"[\s│]+", " ", screen.text())
    for words in (rf"new invoice {owed}: Rp [\d.,]+, due \d{{4}}-\d\d-\d\d", rf"invoice {paid}: status unpaid → paid",
                  rf"Payment {paid} by \S+ Rp [\d.,]+, Paket 10 GB, .*?, paid, paid \d{{4}}-\d\d-\d\d"):
        assert re.search(words, page), (words, page)

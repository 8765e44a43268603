"""Every end that a charge can come to, told by notification or by asking: what it does to the customer, what the pane says,
and what an operator can do about it."""

import itertools
import re

import pytest
from cashdesk import applied, buyer, charge, charge_at_gateway, make_due, post, quota, settle, sold, state
from test_crash import wait_until

MB, PRICE = 10240, 100_000


@pytest.fixture
def config(make_config, database, gateways):
    return make_config(database, midtrans=gateways)


@pytest.fixture
def set_setting(run):
    def go(key, value):
        done = run("act", "settings.set", "--id", key, f"value={value}", "--yes")
        assert done.code == 0, done.err

    return go


def refresh(run, order):
    done = run("act", "payments.refresh", "--id", order, "--yes")
    assert done.code == 0, done.err
    return done


def row_of(show, order):
    row, = show("payments", "--id", order)
    return row


def expire_here(database, gateways, run, order):
    """Its time is over, for the gateway and for us."""
    gateways.order("age", order=order, seconds=3600)
    database.all("UPDATE console.charge SET expires_at = now() - interval '50 minutes' WHERE order_id = %s", order)
    database.all("UPDATE public.transactions SET expiry_time = now() - interval '50 minutes' WHERE midtrans_order_id = %s", order)
    assert settle(run, database).code == 0
    assert state(database, order) == "expired", charge(database, order)


def transaction(database, order):
    return database.one("SELECT status FROM public.transactions WHERE midtrans_order_id = %s", order)


# --- over, then paid ---


def test_expired_before_anybody_paid(database, gateways, run, show):
    user = buyer(database)
    order = sold(run, database, user)
    bought = quota(database, user)
    expire_here(database, gateways, run, order)
    assert transaction(database, order) == "EXPIRED" and quota(database, user) == bought
    row = row_of(show, order)
    assert (row["status"], row["gateway_status"]) == ("expired", "expire")
    assert sold(run, database, user) != order, "after the end a new charge is made"


def test_not_expired_within_the_grace(database, gateways, run):
    order = sold(run, database, buyer(database))
    database.all("UPDATE console.charge SET expires_at = now() - interval '4 minutes' WHERE order_id = %s", order)
    settle(run, database)
    assert state(database, order) == "open"


def test_expiry_here_ends_it_at_the_gateway(database, gateways, run):
    """Ours is over, the gateway's is not: an old QR must not be paid any more."""
    order = sold(run, database, buyer(database))
    database.all("UPDATE console.charge SET expires_at = now() - interval '50 minutes' WHERE order_id = %s", order)
    settle(run, database, rounds=2)
    assert state(database, order) == "expired"
    assert gateways.order("dump")["charges"][order]["status"] == "expire"


def test_paid_at_the_last_moment(database, gateways, run):
    """The expiry asks first: what was paid is paid."""
    user = buyer(database)
    order = sold(run, database, user)
    gateways.move(order, "settlement", silent=True)
    bought = quota(database, user)
    database.all("UPDATE console.charge SET expires_at = now() - interval '50 minutes' WHERE order_id = %s", order)
    settle(run, database)
    assert state(database, order) == "paid" and quota(database, user) == bought + MB


def test_late_money_waits_for_a_decision(database, gateways, run, show):
    user = buyer(database)
    order = sold(run, database, user)
    bought = quota(database, user)
    expire_here(database, gateways, run, order)
    gateways.move(order, "settlement", silent=True)
    refresh(run, order)
    assert state(database, order) == "late" and quota(database, user) == bought
    assert applied(database, order) == (0, 0, 0)
    assert row_of(show, order)["status"] == "late"
    check = run("check")
    assert check.code == 1 and "decision" in check.out + check.err, check
    looked = run("act", "payments.apply_late", "--id", order, "--dry-run")
    assert looked.code == 0 and state(database, order) == "late"
    assert run("act", "payments.apply_late", "--id", order).code == 1, "without a person, or --yes, nothing is applied"
    done = run("act", "payments.apply_late", "--id", order, "--yes")
    assert done.code == 0, done.err
    assert state(database, order) == "paid" and quota(database, user) == bought + MB
    assert applied(database, order) == (1, 1, 1) and transaction(database, order) == "SUCCESS"
    again = run("act", "payments.apply_late", "--id", order, "--yes")
    assert again.code == 1 and quota(database, user) == bought + MB
    refresh(run, order)
    assert applied(database, order) == (1, 1, 1)


def test_late_money_is_applied_by_setting(database, gateways, run, set_setting):
    set_setting("payment_late", "apply")
    user = buyer(database)
    order = sold(run, database, user)
    bought = quota(database, user)
    expire_here(database, gateways, run, order)
    gateways.move(order, "settlement", silent=True)
    refresh(run, order)
    assert state(database, order) == "paid" and quota(database, user) == bought + MB
    assert applied(database, order) == (1, 1, 1)


@pytest.mark.parametrize("ends", ["cancel", "deny"])
def test_paid_after_another_end(database, gateways, run, ends):
    user = buyer(database)
    order = sold(run, database, user)
    bought = quota(database, user)
    gateways.move(order, ends, silent=True)
    refresh(run, order)
    assert state(database, order) == {"cancel": "cancelled", "deny": "failed"}[ends]
    gateways.move(order, "settlement", silent=True)
    refresh(run, order)
    assert state(database, order) == "late" and quota(database, user) == bought


def test_late_money_goes_back(database, gateways, run, show):
    order = sold(run, database, buyer(database))
    expire_here(database, gateways, run, order)
    gateways.move(order, "settlement", silent=True)
    refresh(run, order)
    for ends in ("refund_due", "refunded"):
        done = run("act", "payments.refund_note", "--id", order, "note=cash, by Budi", "--yes")
        assert done.code == 0, done.err
        assert row_of(show, order)["status"] == ends
    assert run("act", "payments.apply_late", "--id", order, "--yes").code == 1
    assert applied(database, order) == (0, 0, 0)


# --- paid, but not as asked ---


@pytest.mark.parametrize("wrong", [{"amount": PRICE - 1}, {"amount": PRICE + 1}, {"amount": 1}, {"currency": "USD"}], ids=str)
def test_not_what_was_asked_for(database, gateways, run, show, wrong):
    user = buyer(database)
    order = sold(run, database, user)
    bought = quota(database, user)
    gateways.move(order, "settlement", silent=True, **wrong)
    for _ in range(2):
        refresh(run, order)
        assert state(database, order) == "mismatch" and quota(database, user) == bought
    assert applied(database, order) == (0, 0, 0) and transaction(database, order) != "SUCCESS"
    row = row_of(show, order)
    assert row["status"] == "mismatch"
    what = str(wrong.get("amount", "USD"))
    assert what in "".join(c for c in row["reason"] if c not in ".,"), row["reason"]
    done = run("act", "payments.apply_late", "--id", order, "--yes")
    assert done.code == 0, done.err
    assert state(database, order) == "paid" and quota(database, user) == bought + MB
    assert applied(database, order) == (1, 1, 1)


def test_a_capture_that_is_looked_at_moves_nothing(database, gateways, run):
    user = buyer(database)
    order = sold(run, database, user)
    bought = quota(database, user)
    gateways.move(order, "capture", silent=True, fraud="challenge")
    refresh(run, order)
    assert state(database, order) == "open" and quota(database, user) == bought
    gateways.move(order, "capture", silent=True)
    refresh(run, order)
    assert state(database, order) == "paid" and quota(database, user) == bought + MB


# --- money that goes back ---


@pytest.mark.parametrize("status, ends", [("refund", ("refunded", "refund_due")), ("chargeback", ("charged_back",)),
                                          ("partial_refund", ("part_refunded",))])
def test_money_that_goes_back_is_held(database, gateways, run, show, status, ends):
    user = buyer(database)
    order = sold(run, database, user)
    gateways.move(order, "settlement", silent=True)
    refresh(run, order)
    bought = quota(database, user)
    gateways.move(order, status, silent=True)
    refresh(run, order)
    assert state(database, order) in ends and quota(database, user) == bought
    assert row_of(show, order)["status"] in ends
    assert applied(database, order) == (1, 1, 1)


@pytest.mark.parametrize("status", ["refund", "chargeback"])
def test_money_that_goes_back_reverses_by_setting(database, gateways, run, set_setting, status):
    set_setting("payment_refund", "reverse")
    user = buyer(database)
    bought = quota(database, user)
    order = sold(run, database, user)
    gateways.move(order, "settlement", silent=True)
    refresh(run, order)
    assert quota(database, user) == bought + MB
    gateways.move(order, status, silent=True)
    for _ in range(2):
        refresh(run, order)
        assert quota(database, user) == bought, "what was applied is taken back, once"
    assert run("check").code in (0, 1)
    assert database.one("SELECT count(*) FROM console.charge_effect WHERE order_id = %s", order) == 1


# --- any order, any number of times ---


@pytest.fixture
def notify(database, gateways, make_config, worker, free_port):
    """notify(body) → the answer's status; a worker that listens stands behind it."""
    address = f"127.0.0.1:{free_port()}"
    worker(config=make_config(database, midtrans=gateways, listen=address))
    url = f"http://{address}/midtrans"
    wait_until(lambda: post(url, {}) is not None)

    def go(body):
        status = post(url, body)
        wait_until(lambda: database.one("SELECT count(*) FROM console.inbox WHERE state = 'new' AND next_try_at <= now()") == 0)
        return status

    return go


def bodies(gateways, order, *statuses):
    return [gateways.move(order, status, silent=True)["body"] for status in statuses]


@pytest.mark.parametrize("order_of_arrival", list(itertools.permutations(range(3))), ids=str)
def test_the_order_of_arrival_does_not_matter(database, gateways, run, notify, order_of_arrival):
    """Pending, expired and settled in any order, each twice: the money is not lost, and counts once."""
    user = buyer(database)
    order = sold(run, database, user)
    bought = quota(database, user)
    news = ("pending", "expire", "settlement")
    said = bodies(gateways, order, *news)
    for number in [*order_of_arrival, *order_of_arrival]:
        gateways.move(order, news[number], silent=True)  # so it is there by then, whatever the notice is asked about
        assert notify(said[number]) == 200
    # where the expiry came first it was over: the money waits for a decision, and it can be taken
    came_late = order_of_arrival.index(1) < order_of_arrival.index(2)
    assert state(database, order) == ("late" if came_late else "paid")
    if came_late:
        assert run("act", "payments.apply_late", "--id", order, "--yes").code == 0
    assert quota(database, user) == bought + MB and applied(database, order) == (1, 1, 1)
    assert database.one("SELECT count(*), sum(repeats) FROM console.inbox") == (3, 3)


@pytest.mark.parametrize("order_of_arrival", list(itertools.permutations(range(3))), ids=str)
def test_refund_and_settlement_in_any_order(database, gateways, run, notify, order_of_arrival):
    """Pending, settled, refunded; whatever comes last is not applied on top of what was given back, and no money is lost."""
    user = buyer(database)
    order = sold(run, database, user)
    bought = quota(database, user)
    news = ("pending", "settlement", "refund")
    said = bodies(gateways, order, *news)
    for number in [*order_of_arrival, *order_of_arrival]:
        gateways.move(order, news[number], silent=True)
        assert notify(said[number]) == 200
    settle(run, database)
    assert state(database, order) in ("refunded", "refund_due"), charge(database, order)
    assert quota(database, user) in (bought, bought + MB) and applied(database, order)[0] <= 1
    assert (quota(database, user) - bought) // MB == applied(database, order)[0]


def test_paid_before_our_own_open(database, gateways, run, notify):
    """The customer pays what we do not know yet to have been made: the answer to creating it was lost."""
    user = buyer(database)
    bought = quota(database, user)
    gateways.fault("midtrans", "reset_after", count=1, on="/v2/charge")
    database.all("UPDATE console.job SET is_paused = true")
    run("act", "payments.sell", "--id", user, "package=Paket 10 GB", "--yes")
    order = database.one("SELECT order_id FROM console.charge")
    assert notify(bodies(gateways, order, "settlement")[0]) == 200
    wait_until(lambda: state(database, order) == "paid")
    make_due(database)
    wait_until(lambda: database.one("SELECT count(*) FROM console.outbox WHERE state IN ('pending', 'running') AND target LIKE 'midtrans:%%'"
                                    .replace("%%", "%")) == 0)
    assert state(database, order) == "paid" and quota(database, user) == bought + MB
    assert applied(database, order) == (1, 1, 1)
    assert len(gateways.order("dump")["charges"]) == 1


def test_a_notification_that_outruns_everything(database, gateways, run, notify):
    """An order that nobody here knows is kept; once it is known, the same notification counts."""
    charge_at_gateway(gateways, "BELI-ABCDEF012345", PRICE)
    body, = bodies(gateways, "BELI-ABCDEF012345", "settlement")
    assert notify(body) == 200
    assert database.one("SELECT count(*) FROM console.inbox") == 1 and database.one("SELECT count(*) FROM console.charge") == 0
    user = buyer(database)
    bought = quota(database, user)
    portal_sells(database, user, "BELI-ABCDEF012345")
    number = database.one("SELECT id FROM console.inbox")
    done = run("act", "inbox.replay", "--id", str(number), "--yes")
    assert done.code == 0, done.err
    wait_until(lambda: state(database, "BELI-ABCDEF012345") == "paid")
    assert quota(database, user) == bought + MB and applied(database, "BELI-ABCDEF012345") == (1, 1, 1)


# --- what the portal made ---


def portal_sells(database, user, order, status="PENDING"):
    database.all("""INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, amount, status, payment_method, expiry_time,
                                                     created_at, updated_at)
                    SELECT gen_random_uuid(), %s, p.id, %s, p.price, %s, 'qris', now() + interval '10 minutes', now(), now()
                      FROM public.packages p WHERE p.name = 'Paket 10 GB'""", user, order, status)


@pytest.mark.parametrize("status", ["PENDING", "UNKNOWN"])
@pytest.mark.parametrize("way", ["notification", "poll", "refresh"])
def test_the_portals_own_charge_is_paid(database, gateways, run, show, notify, way, status):
    """UNKNOWN is what the portal has made and not yet heard of: it can be paid like any other."""
    user, order = buyer(database), "PORTAL-00000000000A"
    portal_sells(database, user, order, status)
    charge_at_gateway(gateways, order, PRICE)
    bought = quota(database, user)
    assert row_of(show, order)["status"] == "open"
    body, = bodies(gateways, order, "settlement")
    if way == "notification":
        assert notify(body) == 200
    elif way == "poll":  # the portal asks about its own; here they are asked about before they are ended
        database.all("UPDATE public.transactions SET expiry_time = now() - interval '6 minutes' WHERE midtrans_order_id = %s", order)
        settle(run, database)
    else:
        refresh(run, order)
    wait_until(lambda: transaction(database, order) == "SUCCESS")
    assert quota(database, user) == bought + MB and applied(database, order) == (1, 1, 1)
    assert row_of(show, order)["status"] == "paid"


@pytest.mark.parametrize("status", ["PENDING", "UNKNOWN"])
def test_the_portals_own_charge_ends_unpaid(database, gateways, run, show, status):
    user, order = buyer(database), "PORTAL-00000000000D"
    portal_sells(database, user, order, status)
    database.all("UPDATE public.transactions SET expiry_time = now() - interval '6 minutes' WHERE midtrans_order_id = %s", order)
    settle(run, database)
    wait_until(lambda: transaction(database, order) == "EXPIRED")
    assert row_of(show, order)["status"] == "expired"


def test_what_the_portal_has_applied_is_not_applied_again(database, gateways, run, notify):
    user, order = buyer(database), "PORTAL-00000000000B"
    portal_sells(database, user, order, status="SUCCESS")
    charge_at_gateway(gateways, order, PRICE)
    bought = quota(database, user)
    assert notify(bodies(gateways, order, "settlement")[0]) == 200
    settle(run, database)
    assert quota(database, user) == bought and transaction(database, order) == "SUCCESS"


def test_the_portal_is_faster(database, gateways, run, notify):
    """Both hear of the payment; the portal writes SUCCESS and applies between our selling and our hearing of it."""
    user, order = buyer(database), "PORTAL-00000000000C"
    portal_sells(database, user, order)
    charge_at_gateway(gateways, order, PRICE)
    body, = bodies(gateways, order, "settlement")
    database.all("UPDATE public.transactions SET status = 'SUCCESS', payment_time = now() WHERE midtrans_order_id = %s", order)
    database.all("UPDATE public.users SET total_quota_purchased_mb = total_quota_purchased_mb + 10240 WHERE id = %s", user)
    bought = quota(database, user)
    assert notify(body) == 200
    settle(run, database)
    assert quota(database, user) == bought


# --- the pane ---


@pytest.mark.parametrize("way, word, what_to_do", [
    ("late", "PAID TOO LATE", "L applies it"), ("mismatch", "ANOTHER AMOUNT WAS PAID", "L applies it"), ("expired", "EXPIRED", ""),
    ("paid", "PAID", ""), ("failed", "FAILED|REFUSED|DENIED", ""),
])
def test_what_the_pane_and_the_page_say(database, gateways, run, console, way, word, what_to_do):
    order = sold(run, database, buyer(database))
    if way in ("late", "expired"):
        expire_here(database, gateways, run, order)
    if way in ("late", "paid"):
        gateways.move(order, "settlement", silent=True)
    if way == "mismatch":
        gateways.move(order, "settlement", silent=True, amount=5)
    if way == "failed":
        gateways.move(order, "deny", silent=True)
    refresh(run, order)
    screen = console("payments", rows=24, columns=80)
    state = "wrong amount" if way == "mismatch" else way
    screen.wait_for(lambda t: any(state in line and "100,000" in line for line in t.lines()))
    screen.press("enter")
    screen.wait_for(order)
    assert re.search(word, screen.text()) and what_to_do in screen.text(), screen.text()
    assert all(len(line) <= 80 for line in screen.lines())

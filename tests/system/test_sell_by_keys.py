"""What an operator does all day, by keys alone: sell a package by QRIS, show the code, and see it paid; the customer's quota
and the router's list follow within two seconds of the notification, and by polling alone."""

import json
import socket
import time

import pytest
from cashdesk import applied, state
from test_crash import wait_until
from test_path import debtors, managed_lists, only_row

PACKAGE, PACKAGE_MB = "Paket 25 GB", 25600


@pytest.fixture
def address(free_port):
    return f"127.0.0.1:{free_port()}"


@pytest.fixture
def config(make_config, database, router, gateways, address):
    gateways.order("notify", url=f"http://{address}")
    return make_config(database, [router], midtrans=gateways, listen=address)


def wait_for_listener(process, address):
    def listens():
        assert process.poll() is None, "the worker ended"
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", int(address.split(":")[1]))) == 0

    wait_until(listens)


@pytest.fixture
def running_worker(worker, config, address):
    """A worker that listens for notifications."""
    process = worker()
    wait_for_listener(process, address)
    return process


# Not those of the portal, which the worker takes over when their time has come.
OWN = "SELECT count(*) FROM console.charge WHERE NOT is_adopted"


def select(screen, phone):
    screen.wait_for("Phone")
    screen.press("/")
    screen.type("0" + phone[3:])
    screen.wait_for(lambda t: only_row(t, "0" + phone[3:]))
    screen.press("enter")


def sell_by_keys(screen, database, package=PACKAGE):
    """From the list to the charge's page; its order id."""
    screen.press("P")
    screen.wait_for("Sell a package")
    screen.wait_for(package)
    screen.type(package)  # the chooser narrows to what is typed
    screen.wait_for(lambda t: package in t.text() and "10 GB ·" not in t.text())
    screen.press("enter")
    screen.wait_for("Apply")
    assert database.one(OWN) == 0, "the preview asked for money"
    screen.press("enter")
    order = wait_until(lambda: database.one("SELECT order_id FROM console.charge WHERE state = 'open'"))
    screen.wait_for(order)
    return order


def has_qr(terminal):
    """Half blocks in rows: the code stands on the screen."""
    return sum(sum(line.count(block) for block in "▄") > 10 for line in terminal.lines()) >= 5


def followed(database, router, user, address, bought):
    """The quota was added, and the router lets him through."""
    return (database.one("SELECT total_quota_purchased_mb FROM public.users WHERE id = %s", user) > bought
            and managed_lists(router, address) == ["active"])


def customer(database, router):
    (user, phone, address), = debtors(database, 1)
    database.all("""UPDATE public.users SET total_quota_used_mb = total_quota_purchased_mb, auto_debt_offset_mb = 0 WHERE id = %s
                    AND manual_debt_mb = 0""", user)
    assert managed_lists(router, address) == ["habis"]
    return user, phone, address


@pytest.mark.alone
def test_sold_paid_and_let_through(database, router, gateways, console, running_worker):
    user, phone, address = customer(database, router)
    before = database.one("SELECT total_quota_purchased_mb, manual_debt_mb FROM public.users WHERE id = %s", user)
    screen = console("users", rows=24, columns=80)
    select(screen, phone)
    order = sell_by_keys(screen, database)
    screen.wait_for(has_qr)
    assert len(screen.lines()) == 24 and all(len(line) <= 80 for line in screen.lines())
    assert managed_lists(router, address) == ["habis"] and "PAID" not in screen.text()

    paid_at = time.monotonic()
    answer = gateways.move(order, "settlement")
    assert answer["answered"] == 200
    wait_until(lambda: followed(database, router, user, address, before[0]), 2 - (time.monotonic() - paid_at))
    assert time.monotonic() - paid_at < 2
    screen.wait_for(lambda t: "PAID" in t.text(), 5)
    assert state(database, order) == "paid" and applied(database, order) == (1, 1, 1)
    assert database.one("SELECT total_quota_purchased_mb FROM public.users WHERE id = %s", user) == (
        before[0] + PACKAGE_MB - min(PACKAGE_MB, before[1]))
    screen.press("esc")
    screen.wait_for("Phone")
    screen.wait_for(lambda t: any("0" + phone[3:] in line and "active" in line for line in t.lines()))
    screen.press("q")
    assert screen.wait_exit() == 0 and screen.modes_are_restored()


@pytest.mark.alone
def test_by_polling_alone(database, router, gateways, console, make_config, worker):
    """No listener, no notification: within a minute, the interval of the job, which is made due here by the clock's row."""
    config = make_config(database, [router], midtrans=gateways)
    user, phone, address = customer(database, router)
    bought = database.one("SELECT total_quota_purchased_mb FROM public.users WHERE id = %s", user)
    screen = console("users", config=config)
    select(screen, phone)
    order = sell_by_keys(screen, database)
    worker(config=config)
    wait_until(lambda: database.one("SELECT last_run_at IS NOT NULL AND lease_until IS NULL FROM console.job WHERE name = 'charge_reconcile'"))
    interval = database.one("SELECT interval_s FROM console.job WHERE name = 'charge_reconcile'")
    assert interval <= 60
    gateways.move(order, "settlement", silent=True)
    database.all("UPDATE console.charge SET asked_at = now() - interval '1 minute' WHERE order_id = %s", order)
    database.all("UPDATE console.job SET next_run_at = now(), wanted_at = now() WHERE name = 'charge_reconcile'")
    begun = time.monotonic()
    wait_until(lambda: followed(database, router, user, address, bought), 10)
    assert interval + time.monotonic() - begun < 70
    screen.wait_for("PAID", 10)
    assert applied(database, order) == (1, 1, 1)


def test_an_open_charge_is_shown_again(database, router, gateways, console, running_worker):
    user, phone, _ = customer(database, router)
    screen = console("users")
    select(screen, phone)
    order = sell_by_keys(screen, database)
    requests = len(gateways.log("midtrans"))
    screen.wait_for(has_qr)
    screen.press("esc")
    screen.wait_for("WAITS FOR THE PAYMENT")  # the page under the code
    screen.press("esc")
    screen.wait_for("Phone")
    screen.press("P")
    screen.wait_for("Sell a package")
    screen.wait_for(PACKAGE)
    screen.type(PACKAGE)
    screen.wait_for(lambda t: PACKAGE in t.text() and "10 GB ·" not in t.text())
    screen.press("enter")
    screen.wait_for("Apply")
    screen.press("enter")
    screen.wait_for(order)
    screen.wait_for(has_qr)
    assert database.one(OWN) == 1
    assert len(gateways.log("midtrans")) == requests
    assert database.one("SELECT count(*) FROM console.audit_log WHERE entity_type = 'charge' AND details ->> 'shown_again' = 'true'") == 1


def test_the_same_by_act(database, router, gateways, run, show, running_worker):
    """A script sells by phone, shows what the customer needs, and reads the end."""
    user, phone, address = customer(database, router)
    bought = database.one("SELECT total_quota_purchased_mb FROM public.users WHERE id = %s", user)
    done = run("act", "payments.sell", f"user=0{phone[3:]}", f"package={PACKAGE}", "method=va", "bank=bri", "--yes", "--format", "json")
    assert done.code == 0, done.err
    order = json.loads(done.out)[0]["order_id"]
    row, = show("payments", "--id", order)
    theirs = gateways.order("dump")["charges"][order]
    assert (row["status"], row["kind"], row["gateway"], row["method"]) == ("open", "package", "midtrans", "va")
    assert row["amount"] == theirs["amount"] == 200000 and row["va_number"] and row["expires_at"]
    gateways.move(order, "settlement")
    wait_until(lambda: followed(database, router, user, address, bought), 5)
    assert show("payments", "--id", order)[0]["status"] == "paid"

"""Monthly invoices by keys alone: subscribe customers, make the invoices with a look at their sum first, watch the queue
run down, open one, show and copy its link, see it paid; and what failed is tried again."""

import base64
import json
import re

import pytest
from test_crash import wait_until
from test_sell_by_keys import has_qr, wait_for_listener

PACKAGE, PRICE, TAXED = "Paket 25 GB", 200_000, 222_000
PER_MINUTE = 600  # ten a second, so that the bar can be seen to move


@pytest.fixture
def address(free_port):
    return f"127.0.0.1:{free_port()}"


@pytest.fixture
def config(make_config, database, router, gateways, address):
    gateways.order("notify", url=f"http://{address}")
    return make_config(database, [router], xendit=gateways, listen=address)


@pytest.fixture(autouse=True)
def rate(run):
    done = run("act", "settings.set", "--id", "xendit_test_per_minute", f"value={PER_MINUTE}", "--yes")
    assert done.code == 0, done.err


@pytest.fixture
def start_worker(worker, address):
    def start():
        process = worker()
        wait_for_listener(process, address)
        return process

    return start


@pytest.fixture
def act_json(run):
    """act_json("queue.status") → its row."""

    def go(name):
        done = run("act", name, "--format", "json")
        assert done.code == 0, done.err
        row, = json.loads(done.out)
        return row

    return go


def some(database, count):
    """A filter that so many or a few more customers match, and how many these are."""
    names = database.all("""SELECT left(full_name, 2), count(*) FROM public.users WHERE is_active AND approval_status = 'APPROVED'
                            GROUP BY 1 ORDER BY 2""")
    for name, found in names:
        if found >= count and name.isalpha():
            return f"full_name:{name}* -status:inactive", found
    raise AssertionError("the sample has too few")


def filter_by(screen, expression, count):
    screen.press("/")
    screen.press("C-u")
    screen.type(expression)
    screen.wait_for(lambda t: re.search(rf"\b\d+/{count}\b", t.text()))
    screen.press("enter")


def subscribe_by_keys(screen, database, expression, count):
    screen.wait_for("Phone")
    filter_by(screen, expression, count)
    screen.press("a")
    screen.wait_for("all marked")
    screen.press("J")
    screen.wait_for("Subscribe")
    screen.wait_for(PACKAGE)
    screen.type(PACKAGE)
    screen.wait_for(lambda t: PACKAGE in t.text() and "10 GB ·" not in t.text())
    screen.press("enter")
    screen.wait_for(f"Subscribe {count} users")
    assert database.one("SELECT count(*) FROM console.subscription") == 0, "the preview subscribed"
    screen.press("y")
    wait_until(lambda: database.one("SELECT count(*) FROM console.subscription") == count)


def invoice_by_keys(screen, database, count):
    screen.press("F9")
    screen.wait_for(lambda t: PACKAGE in t.text() and re.search(rf"\b\d+/{count}\b", t.text()))
    screen.press("#")
    screen.wait_for("Month")
    screen.press("enter")
    total = f"{count * TAXED:,}".replace(",", ".")
    screen.wait_for(lambda t: re.search(rf"\b{count}\b", t.text()) and f"Rp {total}" in t.text())
    assert database.one("SELECT count(*) FROM console.invoice") == 0, "the preview made invoices"
    screen.confirm("issue")
    wait_until(lambda: database.one("SELECT count(*) FROM console.invoice") == count)


def full_month(database):
    """As if all had begun with the month, so that the sum can be told."""
    database.all("UPDATE console.subscription SET starts_on = date_trunc('month', console.today())")


def percent(terminal):
    line = terminal.line_with(" % ")
    found = re.search(r"(\d+) %", line) if line else None
    return int(found.group(1)) if found else None


def test_from_subscription_to_paid(database, gateways, console, start_worker):
    expression, count = some(database, 8)
    screen = console("users", rows=24, columns=80)
    subscribe_by_keys(screen, database, expression, count)
    full_month(database)
    invoice_by_keys(screen, database, count)
    screen.press("F8")
    screen.wait_for(f"{count} wait")
    screen.wait_for(f"pending {count}")
    screen.wait_for("no worker is running")
    assert percent(screen) == 0
    start_worker()
    screen.wait_for(lambda t: 0 < (percent(t) or 0) < 100 and "a minute" in t.text() and "left" in t.text())
    screen.wait_for(lambda t: "nothing waits" in t.text() and f"completed {count}" in t.text(), 30)
    screen.wait_for("healthy")
    assert len(gateways.order("dump")["invoices"]) == count
    number, link, user = database.one("SELECT invoice_number, payment_link, user_id FROM console.invoice ORDER BY id LIMIT 1")

    screen.press("F7")
    screen.wait_for("unpaid")
    filter_by(screen, number, 1)
    screen.press("enter")
    screen.wait_for("WAITS FOR THE PAYMENT")
    screen.wait_for("days left")
    assert link in screen.text() and "Rp 222,000" in screen.text()
    screen.press("Q")
    screen.wait_for(has_qr)
    screen.press("y")
    screen.wait_for("Sent to the terminal: the link")
    copied = [base64.b64decode(text).decode() for text in re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", screen.take_raw())]
    assert copied == [link]
    screen.press("Q")
    screen.wait_for("WAITS FOR THE PAYMENT")

    assert gateways.move(number, "PAID", gateway="xendit")["answered"] == 200
    screen.wait_for(lambda t: "PAID" in t.text() and "nothing to be done" in t.text(), 10)
    assert database.one("SELECT status, paid_amount_rp FROM console.invoice WHERE invoice_number = %s", number) == ("paid", TAXED)
    screen.press("esc")
    screen.wait_for(lambda t: "paid 1, Rp 222,000" in t.text())
    screen.press("4")
    screen.wait_for(lambda t: "Kind" in t.text() and " paid " in t.text())
    filter_by(screen, number, 1)
    screen.press("I")
    screen.wait_for("Way to Xendit")
    screen.press("w")
    screen.wait_for("Access")
    assert database.one("SELECT full_name FROM public.users WHERE id = %s", user) in screen.text()
    screen.press("esc", "esc", "q")
    assert screen.wait_exit() == 0 and screen.modes_are_restored()


@pytest.fixture
def make_invoices(database, run):
    """make_invoices(3): as many customers, subscribed and invoiced."""

    def make(count):
        users = [row[0] for row in database.all("SELECT id::text FROM public.users WHERE is_active AND approval_status = 'APPROVED'"
                                                " ORDER BY id LIMIT %s", count)]
        assert run("act", "subscriptions.add", "--id", *users, f"package={PACKAGE}", "--yes").code == 0
        assert run("act", "invoices.generate", "--yes").code == 0

    return make


def test_what_failed_is_tried_again(database, gateways, console, start_worker, make_invoices):
    make_invoices(3)
    gateways.fault("xendit", "status", status=503, count=100)
    database.all("UPDATE console.invoice_queue SET tries = 2")  # the waits between the first three are not waited for
    start_worker()
    screen = console("queue", rows=24, columns=80)
    screen.wait_for("failed 3", 30)
    screen.wait_for(lambda t: sum("failed" in line and "503" in line for line in t.lines()) == 3)
    screen.wait_for(lambda t: "degraded" in t.text() and "3 invoices failed" in t.text())
    screen.press("enter")
    screen.wait_for("NOT SENT")
    screen.wait_for("503")
    screen.press("esc")
    gateways.order("calm")
    filter_by(screen, "state:failed", 3)
    screen.press("a", "r")
    screen.wait_for("Try again")
    screen.wait_for("y Apply")
    screen.press("y")
    screen.wait_for(lambda t: "nothing waits" in t.text() and "completed 3" in t.text(), 30)
    screen.press("c")
    screen.wait_for("1/3")
    screen.press("enter")
    screen.wait_for("WAITS FOR THE PAYMENT")
    assert len(gateways.order("dump")["invoices"]) == 3


def test_sent_again_cancelled_and_paid_by_hand(database, gateways, console, start_worker, make_invoices):
    make_invoices(2)
    start_worker()
    screen = console("invoices", rows=24, columns=80)
    screen.wait_for(lambda t: t.text().count(" completed") == 2, 30)
    screen.press("enter")
    screen.wait_for("WAITS FOR THE PAYMENT")
    old, = re.findall(r"https?://\S+", screen.text())
    screen.press("@")
    screen.wait_for("Send invoice again")
    screen.press("enter")
    screen.confirm("send")
    screen.wait_for("queued to be sent again")
    screen.wait_for(lambda t: "WAITS FOR THE PAYMENT" in t.text() and "http" in t.text() and old not in t.text(), 30)
    number = database.one("SELECT invoice_number FROM console.invoice WHERE external_id LIKE '%~2'")
    wait_until(lambda: {i["status"] for i in gateways.order("dump")["invoices"] if i["external_id"] == number} == {"EXPIRED"})
    screen.press("S")
    screen.wait_for("Mark as paid")
    screen.type("cash at the desk")
    screen.press("enter")
    screen.confirm("mark")
    screen.wait_for("1 invoice marked as paid")
    screen.wait_for(lambda t: "PAID" in t.text() and "marked as paid by hand" in t.text())
    screen.press("esc", "down", "x")
    screen.wait_for("Cancel invoice")
    screen.type("moved away")
    screen.press("enter")
    screen.confirm("cancel")
    screen.wait_for(lambda t: any(" cancelled " in line for line in t.lines()))
    assert sorted(row[0] for row in database.all("SELECT status FROM console.invoice")) == ["cancelled", "paid"]
    wait_until(lambda: {i["status"] for i in gateways.order("dump")["invoices"]} == {"EXPIRED"})


def test_paused_and_moved_in_the_queue(console, make_invoices, act_json):
    make_invoices(3)
    screen = console("queue", rows=24, columns=80)
    screen.wait_for("pending 3")
    screen.wait_for(lambda t: t.line_with(" 3  pending"))  # the rows come apart from the figures
    screen.press("end")
    last = screen.line_with(" 3  pending")
    screen.press("!")
    screen.wait_for("Priority")
    screen.type("HIGH")
    screen.press("enter")
    screen.wait_for("Apply")
    screen.press("enter")
    screen.wait_for(lambda t: re.search(r"1 +pending +high", t.text()))
    assert last.split()[0] in screen.line_with("high")
    screen.press("z")
    screen.wait_for("Reason")
    screen.type("the bank is away")
    screen.press("enter")
    screen.wait_for("enter Apply")
    screen.press("enter")
    screen.wait_for("paused; 3 wait")
    figures = act_json("queue.status")
    assert figures["is_paused"] is True and figures["pending"] == 3
    assert "the bank is away" in act_json("queue.health")["reason"]
    screen.press("Z")
    screen.wait_for("Apply")
    screen.press("enter")
    screen.wait_for(lambda t: "paused" not in t.text().split("Name")[0])
    assert act_json("queue.status")["is_paused"] is False

"""Invoices, the queue and subscriptions as an operator and a script see them: what `show` gives, filters and sorts, the
summary above the lists, pages, help, small screens, bad input."""

import json
import re

import pytest

PACKAGE = "Paket 25 GB"
DATE = r"\d{4}-\d\d-\d\d"
INVOICE = ["id", "invoice_number", "full_name", "phone_number", "user_id", "period", "total", "base", "tax", "status", "state", "due",
           "overdue_days", "is_overdue", "payment_link", "brand", "queue_state", "tries", "last_error", "sent_at", "paid_at",
           "paid_amount", "paid_how", "external_id", "xendit_id", "created_at"]
QUEUE = ["id", "position", "priority", "state", "attempts", "next_attempt_at", "last_error", "invoice_number", "full_name", "brand",
         "age", "total", "wanted_at", "ended_at", "is_uncertain"]
SUBSCRIPTION = ["id", "full_name", "phone_number", "user_id", "package", "price", "tax_percent", "next_invoice", "is_vip", "tipe",
                "status", "last_invoice", "unpaid", "unpaid_rp", "brand", "due_day", "starts_on"]


@pytest.fixture(autouse=True)
def brands(database):
    """Two accounts at Xendit, as a configuration would have made them known."""
    database.all("INSERT INTO console.brand (name, prefix, tax_percent, key_kind)"
                 " VALUES ('JAKINET', 'JKN', 11, 'test'), ('DESANET', 'DSN', 0, 'live')")


@pytest.fixture
def users(database):
    return [row[0] for row in database.all("SELECT id::text FROM public.users WHERE is_active AND approval_status = 'APPROVED'"
                                           " ORDER BY id LIMIT 6")]


@pytest.fixture
def made(run, users):
    """Four subscriptions from the first day of this month, two of them urgent, with an invoice each; the last two are bulk and paused."""

    def act(name, *arguments):
        done = run("act", name, *arguments, "--yes")
        assert done.code == 0, done.err

    act("subscriptions.add", "--id", *users[:2], f"package={PACKAGE}", "brand=JAKINET", "start=2026-01-01")
    act("subscriptions.add", "--id", *users[2:4], f"package={PACKAGE}", "brand=DESANET", "vip=yes", "start=2026-01-01")
    act("invoices.generate")
    act("subscriptions.add", "--id", *users[4:], f"package={PACKAGE}", "brand=DESANET", "tipe=bulk")
    act("subscriptions.pause", "--where", "tipe:bulk")


def invoice_is(database, number, **columns):
    """Moves it through what its triggers allow."""
    for name, value in columns.items():
        database.all(f"UPDATE console.invoice SET {name} = %s WHERE invoice_number = %s", value, number)


def numbers(database):
    return [row[0] for row in database.all("SELECT invoice_number FROM console.invoice ORDER BY invoice_number")]


def queue_ends(database, number, state, error=None):
    database.all("UPDATE console.invoice_queue SET state = 'processing', attempts = 1 WHERE order_id = %s", number)
    database.all("UPDATE console.invoice_queue SET state = %s, ended_at = now(), tries = CASE %s WHEN 'failed' THEN 3 ELSE 0 END,"
                 " last_error = %s WHERE order_id = %s", state, state, error, number)


def link(database, number, url="https://checkout.xendit.co/web/6781a0b0c0d0e0f0a0b0c0d0"):
    """As if Xendit had made it."""
    queue_ends(database, number, "completed")
    database.all("UPDATE console.charge SET state = 'open', redirect_url = %s, expires_at = now() + interval '5 days' WHERE order_id = %s",
                 url, number)
    database.all("UPDATE console.invoice SET payment_link = %s, xendit_id = '6781a0b0c0d0e0f0a0b0c0d0' WHERE invoice_number = %s", url, number)
    return url


def test_show_gives_what_a_script_needs(show, made):
    invoices, queue, subscriptions = show("invoices"), show("queue"), show("subscriptions")
    for rows, known, count in ((invoices, INVOICE, 4), (queue, QUEUE, 4), (subscriptions, SUBSCRIPTION, 6)):
        assert len(rows) == count
        assert [name for name in known if name not in rows[0]] == []
    taxed = next(row for row in invoices if row["brand"] == "JAKINET")
    assert (taxed["base"], taxed["tax"], taxed["total"]) == (200_000, 22_000, 222_000)
    assert (taxed["status"], taxed["queue_state"], taxed["tries"]) == ("unpaid", "pending", 0)
    assert taxed["overdue_days"] is None and taxed["is_overdue"] is False and taxed["payment_link"] is None
    assert re.fullmatch(DATE, taxed["due"]) and re.fullmatch(r"\d{4}-\d\d", taxed["period"])
    assert re.fullmatch(DATE + r"T.*[+-]\d\d:\d\d", taxed["created_at"])


def test_each_brand_has_a_line_of_its_own(show, made):
    rows = show("queue")
    assert sorted((row["brand"], row["position"]) for row in rows) == [("DESANET", 1), ("DESANET", 2), ("JAKINET", 1), ("JAKINET", 2)]
    assert [row["priority"] for row in rows] == ["HIGH", "HIGH", "NORMAL", "NORMAL"], "what goes first stands first"
    assert {type(row["position"]) for row in rows} == {int}


def test_queue_in_the_order_of_its_fates(show, made, database):
    first, second, third, _ = [row["invoice_number"] for row in show("queue")]
    queue_ends(database, first, "completed")
    queue_ends(database, third, "failed", "HTTP 503")
    rows = show("queue")
    assert [row["state"] for row in rows] == ["pending", "pending", "failed", "completed"]
    assert rows[0]["invoice_number"] == second and rows[0]["position"] == 1
    assert (rows[2]["attempts"], rows[2]["last_error"], rows[2]["position"], rows[2]["next_attempt_at"]) == (3, "HTTP 503", None, None)
    assert (rows[3]["attempts"], rows[3]["last_error"]) == (1, None)
    assert [row["state"] for row in show("queue", "--sort", "-position")] == ["completed", "failed", "pending", "pending"]


def test_overdue_is_a_word_of_its_own(show, made, database):
    first, second, third, fourth = numbers(database)
    invoice_is(database, first, due_on="2026-01-10")
    invoice_is(database, second, due_on="2026-01-10", status="expired")
    database.all("UPDATE console.invoice SET status = 'paid', paid_at = now(), due_on = '2026-01-10' WHERE invoice_number = %s", third)
    words = {row["invoice_number"]: (row["status"], row["state"], row["is_overdue"]) for row in show("invoices")}
    assert words == {first: ("overdue", "unpaid", True), second: ("expired", "expired", True), third: ("paid", "paid", False),
                     fourth: ("unpaid", "unpaid", False)}
    days = database.one("SELECT console.today() - '2026-01-10'::date")
    assert show("invoices", "--where", "status:overdue")[0]["overdue_days"] == days
    assert {row["invoice_number"] for row in show("invoices", "--where", "overdue:yes")} == {first, second}
    assert {row["invoice_number"] for row in show("invoices", "--where", "state:unpaid")} == {first, fourth}


def test_newest_month_first_and_by_number(show, made, database):
    database.all("UPDATE console.invoice SET period = period - interval '1 month' WHERE invoice_number = (SELECT max(invoice_number) FROM console.invoice)")
    found = numbers(database)
    assert [row["invoice_number"] for row in show("invoices")] == [*reversed(found[:-1]), found[-1]]
    assert [row["invoice_number"] for row in show("invoices", "--sort", "period", "--limit", "2")] == [found[-1], found[0]]


@pytest.mark.parametrize("pane, expression, count", [
    ("invoices", "brand:DESANET", 2), ("invoices", "jkn-", 2), ("invoices", "total>=222rb", 2), ("invoices", "number:*000001", 2),
    ("invoices", "queue:pending -vip:yes", 2), ("invoices", "payment_link:", 4), ("invoices", "status:paid,cancelled", 0),
    ("queue", "priority:HIGH", 2), ("queue", "state:pending tries<1", 4), ("queue", "status:failed", 0), ("queue", "dsn-", 2),
    ("subscriptions", "status:paused", 2), ("subscriptions", "vip:yes", 2), ("subscriptions", "price:200rb unpaid>0", 4),
    ("subscriptions", "tipe:bulk", 2), ("subscriptions", "last_invoice:", 2),
])
def test_filters(show, made, pane, expression, count):
    assert len(show(pane, "--where", expression)) == count


@pytest.mark.parametrize("words, told, code", [
    (["invoices", "--where", "status:overdu"], "overdue", 2), (["invoices", "--where", "totl>1"], "total", 2),
    (["queue", "--where", "priority:URGENT"], "HIGH", 2), (["queue", "--sort", "postion"], "postion", 2),
    (["subscriptions", "--where", "due_day:x"], "due_day", 2), (["invoices", "--id", "x'; DROP TABLE console.invoice; --"], "invalid input syntax", 1),
    (["queue", "--id", "99999999"], "not all were found", 1),
])
def test_bad_input_is_refused_in_words(run, words, told, code):
    result = run("show", *words)
    assert result.code == code and told in result.err, result


def test_next_invoice_and_what_is_owed(show, made, database):
    month = database.one("SELECT to_char(console.month_of(console.today()) + interval '1 month', 'YYYY-MM')")
    rows = show("subscriptions")
    invoiced = [row for row in rows if row["last_invoice"]]
    assert {row["next_invoice"] for row in invoiced} == {month + "-01"} and len(invoiced) == 4
    assert {row["next_invoice"] for row in rows if row["status"] == "paused"} == {None}
    assert {(row["unpaid"], row["unpaid_rp"]) for row in invoiced} == {(1, 222_000), (1, 200_000)}


def test_summary_above_the_lists(console, made, database):
    first, second, third, fourth = numbers(database)
    link(database, first)
    queue_ends(database, second, "failed", "HTTP 503")
    database.all("UPDATE console.invoice SET status = 'paid', paid_at = now(), paid_amount_rp = total_rp WHERE invoice_number = %s", third)
    invoice_is(database, fourth, due_on="2026-01-10")
    screen = console("queue", rows=24, columns=80)
    screen.wait_for(lambda t: "pending 2" in t.text() and "completed 1" in t.text() and "failed 1" in t.text())
    screen.wait_for("no worker is running")
    screen.wait_for(lambda t: re.search(r"50 %  2 wait", t.text()))
    screen.press("F7")
    screen.wait_for(lambda t: "overdue 1, Rp 222,000" in t.text() and "paid 1, Rp 222,000" in t.text() and "unpaid 2, Rp 400,000" in t.text())
    rows = screen.lines()
    assert len(rows) == 24 and all(len(row) <= 80 for row in rows)
    screen.resize(15, 80)
    screen.wait_for(lambda t: "Status" in t.lines()[2])
    assert " wait" not in screen.text()


def test_summary_follows_what_happens(console, made, run):
    screen = console("queue", rows=24, columns=80)
    screen.wait_for("pending 4")
    assert run("act", "queue.pause", "reason=lunch", "--yes").code == 0
    screen.wait_for("paused; 4 wait", 10)
    screen.wait_for("lunch", 10)
    assert run("act", "queue.cancel", "--where", "priority:HIGH", "--yes").code == 0
    screen.wait_for("pending 2", 10)


def test_page_of_an_invoice(console, made, database):
    first = numbers(database)[0]
    url = link(database, first)
    screen = console("invoices", rows=60, columns=100)
    screen.wait_for("Status")
    screen.press("/")
    screen.type(first)
    screen.wait_for("1/1")
    screen.press("enter", "enter")
    screen.wait_for("WAITS FOR THE PAYMENT")
    text = screen.text()
    for words in (url, "4 days left", first, "Rp 0, 0 %", "its link was made", "@ sends it again"):
        assert words in text
    assert sum(sum(line.count(block) for block in "▄") > 10 for line in screen.lines()) >= 5, "no QR code"
    database.all("UPDATE console.charge SET expires_at = now() - interval '1 minute' WHERE order_id = %s", first)
    screen.press("F5")
    screen.wait_for("@ makes a new link")
    assert "▀▄" not in screen.text()


def test_page_of_a_subscription_leads_to_its_invoices(console, made, database):
    screen = console("subscriptions", rows=40, columns=80)
    screen.wait_for("active")
    screen.press("/")
    screen.type("vip:yes")
    screen.wait_for("1/2")
    screen.press("enter", "enter")
    screen.wait_for("its invoices go before all others")
    assert "Rp 0, the brand's 0 %" in screen.text() and "day 10 of the month" in screen.text()
    number = re.search(r"DSN-\d{6}-\d{6}", screen.text()).group(0)
    screen.press("F7")
    screen.wait_for("1/1")
    screen.press("enter")
    screen.wait_for(number)


def test_long_and_hostile_texts(console, made, database):
    first = numbers(database)[0]
    queue_ends(database, first, "failed", "a\x1b]52;c;aGFybQ==\x07‮ " + "very long words " * 40)
    screen = console("queue", rows=24, columns=80)
    screen.wait_for("failed 1")
    screen.wait_for("normal")  # the rows come apart from the figures
    assert b"\x1b]52" not in screen.take_raw()
    screen.press("end", "enter")
    screen.wait_for("NOT SENT")
    assert b"\x1b]52" not in screen.take_raw()
    screen.resize(24, 40)
    screen.wait_for("NOT SENT")


def test_help_and_palette_know_them(run, console):
    listed = run("act", "--help").out
    for name in ("subscriptions.add", "invoices.generate", "invoices.mark_paid", "queue.retry", "queue.status", "queue.health"):
        assert name in listed
    manual = run("manual", config=None).out.replace("\\-", "-")
    for name in ("invoices", "queue", "subscriptions", "queue.pause"):
        assert name in manual
    screen = console("queue", rows=60, columns=110)
    screen.wait_for("State")
    screen.press("?")
    screen.wait_for("Queue failed ones once more")
    assert "Pause the queue" in screen.text() and "Go to the invoices on their way to Xendit" in screen.text()
    screen.press("esc")
    screen.press(":")
    screen.type("mark as paid")
    screen.wait_for("invoices.mark_paid")


def test_reports_are_the_same_figures(run, made):
    def row(name):
        done = run("act", name, "--format", "json")
        assert done.code == 0, done.err
        found, = json.loads(done.out)
        return found

    assert row("invoices.status") == row("queue.status")
    assert {"pending", "processing", "completed", "failed", "total_processed", "total_failed", "is_processing",
            "estimated_wait_time"} <= set(row("queue.status"))
    assert row("queue.health")["health"] == "stuck"


def test_figures_come_although_a_filter_is_typed_meanwhile(console, made, make_config, relay):
    way = relay("hotspot-console count")
    count = way.gates["hotspot-console count"]
    count.shut()
    screen = console("queue", config=make_config(way.conninfo))
    assert count.is_awaited.wait(15)
    screen.wait_for("normal")
    screen.press("/")
    screen.type("priority:HIGH")
    screen.wait_for(lambda t: "normal" not in t.text())
    count.is_open.set()
    screen.wait_for("4 wait")

"""Payments as an operator and a script see them: the list, one charge whole, the customer's page and timeline, the
rules of check, and what help tells."""

import json
import re

import pytest
from cashdesk import buyer, sold

KNOWN = ["order_id", "kind", "gateway", "method", "amount", "status", "expires_at", "full_name", "phone_number", "user_id",
         "subject", "state", "gateway_status", "differs", "age", "expires_in", "paid_at", "created_at", "reason", "va_number",
         "redirect_url", "qr_string", "coupon", "actor"]


@pytest.fixture
def config(make_config, database, router, gateways):
    return make_config(database, [router], midtrans=gateways)


@pytest.fixture
def user(database):
    return buyer(database)


@pytest.fixture
def late(run, database, user):
    """The order id of a charge that was paid when it was over, and waits for a decision."""
    order = sold(run, database, user, "method=qris")
    for state in ("expired", "late"):
        database.all("UPDATE console.charge SET state = %s WHERE order_id = %s", state, order)
    database.all("UPDATE console.charge SET gateway_status = 'settlement', reason = 'paid when it was expired', "
                 "waits_for = 'apply it all the same, or give the money back' WHERE order_id = %s", order)
    return order


def test_show_gives_what_a_customer_needs_to_pay(run, show, database, user):
    order = sold(run, database, user, "method=qris")
    [row] = show("payments", "--id", order)
    assert [name for name in KNOWN if name not in row] == []
    assert row["id"] == row["order_id"] == order and row["user_id"] == user
    assert row["qr_string"] and row["status"] == row["state"] == "open"
    assert (row["kind"], row["gateway"], row["method"]) == ("package", "midtrans", "qris")
    assert type(row["amount"]) is int and row["amount"] == database.one(
        "SELECT amount_rp FROM console.charge WHERE order_id = %s", order)
    assert row["differs"] is False and row["paid_at"] is None
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d", row["expires_at"])
    assert re.fullmatch(r"\d+ min", row["expires_in"])


def test_virtual_account_is_shown_by_its_number(run, show, database, user):
    [row] = show("payments", "--id", sold(run, database, user, "method=va", "bank=bca"))
    assert row["va_number"] and row["bank"] == "bca" and row["qr_string"] is None


def test_charge_and_its_transaction_are_one_row(run, show, database, user):
    before = show("payments")
    assert len(before) == database.one("SELECT count(*) FROM public.transactions")
    order = sold(run, database, user, "method=qris")
    assert database.one("SELECT count(*) FROM public.transactions WHERE midtrans_order_id = %s", order) == 1
    after = show("payments")
    assert len(after) == len(before) + 1
    assert after[0]["order_id"] == order
    assert [row["created_at"] for row in after] == sorted((row["created_at"] for row in after), reverse=True)


def test_portal_transactions_stand_beside_ours_in_our_words(show, database):
    states = {"PENDING": "open", "SUCCESS": "paid", "EXPIRED": "expired", "FAILED": "failed", "CANCELLED": "cancelled"}
    rows = {row["order_id"]: row for row in show("payments")}
    for order, status, amount in database.all("SELECT midtrans_order_id, status, amount FROM public.transactions"):
        assert (rows[order]["status"], rows[order]["amount"], rows[order]["actor"]) == (states[status], amount, "portal")


def test_filters_and_sorts_agree_with_the_rows(show):
    rows = show("payments")
    open_ones = show("payments", "--where", "status:open")
    assert open_ones == [row for row in rows if row["status"] == "open"] != []
    dear = show("payments", "--where", "amount>=200rb -status:paid", "--sort", "-amount")
    assert [row["amount"] for row in dear] == sorted((row["amount"] for row in rows if row["amount"] >= 200000
                                                      and row["status"] != "paid"), reverse=True) != []
    some = rows[3]
    assert [row["order_id"] for row in show("payments", "--where", f"order:{some['order_id']}")] == [some["order_id"]]
    assert some["order_id"] in [row["order_id"] for row in show("payments", "--where", some["order_id"][5:12].lower())]
    assert {row["phone_number"] for row in show("payments", "--where", some["phone_number"])} == {some["phone_number"]}


@pytest.mark.parametrize("words, told, code", [
    (["--where", "status:lat"], "late", 2),
    (["--where", "amont>1"], "amount", 2),
    (["--sort", "stats"], "sort", 2),
    (["--id", "NO-SUCH-ORDER"], "not all were found", 1),
    (["--id", "x'; DROP TABLE console.charge; --"], "not all were found", 1),
])
def test_bad_input_is_refused_in_words(run, words, told, code):
    result = run("show", "payments", *words)
    assert result.code == code and told in result.err, result


def test_list_on_a_small_screen(console, late):
    screen = console("payments")
    screen.wait_for(lambda t: re.search(r"1/\d+", t.text()) and "late" in t.text())
    head = next(line for line in screen.lines() if "Status" in line)
    for label in ("Name", "Amount", "Ends in", "Method", "Kind"):
        assert label in head
    [line] = [line for line in screen.lines() if " late " in line]
    assert "Rp" in line and "QRIS" in line and "yes" in line
    screen.press("/")
    screen.type("waits:yes")
    screen.press("enter")
    screen.wait_for("1/1")
    screen.press("esc")


def test_customers_page_shows_balance_and_payments(console, database, late, user):
    operation = database.one("SELECT id FROM console.operation LIMIT 1")
    database.all("INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id) VALUES (%s, %s, 75000, 'TOP-1')",
                 operation, user)
    screen = console("payments")
    screen.wait_for("late")
    screen.press("w")
    screen.wait_for("Access")
    seen, before = "", None
    while screen.text() != before and "Payments" not in seen.split("MikroTik")[-1]:
        before = screen.text()
        screen.press("pgdn")
        screen.wait_for(lambda t, before=before: t.text() != before)
        seen += "\n".join(screen.lines()[2:])
    assert "Rp 75,000" in seen and "late: Rp" in seen and late in seen


def test_timeline_opens_the_charge(console, late):
    screen = console("payments")
    screen.wait_for("late")
    screen.press("T")
    screen.wait_for("Timeline of")
    screen.wait_for(f"Payment {late} by QRIS")
    assert screen.text().count(late) == 1, "the operation that made it is no entry beside it"
    screen.press("enter")
    screen.wait_for(lambda t: "Timeline of" not in t.text() and late in t.text())


def test_balance_is_a_column_of_users(show, database, user):
    database.all("INSERT INTO console.operation (id, actor, action) VALUES (gen_random_uuid(), 'x', 'x')")
    database.all("INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id) "
                 "SELECT id, %s, 75000, 'TOP-1' FROM console.operation LIMIT 1", user)
    for pane in ("users", "quota"):
        assert [row["balance_rp"] for row in show(pane, "--where", "balance>0")] == [75000]
        assert {row["balance_rp"] for row in show(pane)} == {0, 75000}


def test_check_names_money_that_waits(run, late):
    result = run("check", "--format", "json")
    [finding] = [row for row in json.loads(result.out) if row["name"] == "charges_decided"]
    assert late in json.dumps(finding) and "payments.apply_late" in json.dumps(finding)


def test_help_tells_nothing_of_what_is_internal(run, console):
    listed = run("act", "--help").out
    assert "payments.sell" in listed and "payments.news" not in listed
    assert "there is no action 'payments.news'" in run("act", "payments.news", "--help").err
    assert "user=PHONE" in run("act", "payments.sell", "--help").out
    assert "on payments: --where EXPR or --id" in run("act", "payments.cancel", "--help").out
    manual = run("manual", config=None).out.replace("\\-", "-")
    assert "payments.sell" in manual and "payments.news" not in manual
    screen = console("payments", rows=60, columns=110)
    screen.wait_for("Status")
    screen.press("?")
    screen.wait_for("Apply all the same")
    assert "News of a charge" not in screen.text()

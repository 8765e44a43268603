"""Deposits as a list, the balance with its ledger on the customer's page, and money that passes from one balance to another."""

import concurrent.futures
import json

import pytest
from cashdesk import buyer
from test_widgets import open_pane


@pytest.fixture
def config(make_config, database, router, gateways):
    return make_config(database, [router], midtrans=gateways)


def customers(database, count):
    return database.all("""SELECT u.id::text, u.phone_number FROM public.users u
        WHERE u.is_active AND u.approval_status = 'APPROVED' AND u.role = 'USER' AND NOT u.is_blocked ORDER BY u.id LIMIT %s""", count)


def balance(database, user):
    return database.one("SELECT console.balance_rp(%s::uuid)", user)


def topup(run, user, amount, method="cash"):
    done = run("act", "payments.topup", "--id", user, f"amount={amount}", f"method={method}", "--yes")
    assert done.code == 0, done.err


def transfer(run, giver, phone, amount, code=0):
    done = run("act", "balances.transfer", "--id", giver, f"to={phone}", f"amount={amount}", "reason=kakak adik", "--yes")
    assert done.code == code, (done.out, done.err)
    return done.out + done.err


def deposits(run, *arguments):
    done = run("show", "deposits", *arguments, "--format", "json")
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_deposits_are_listed_with_what_is_asked_and_how_far_they_are(database, run):
    (giver, phone), (other, _) = customers(database, 2)
    topup(run, giver, "50rb")
    topup(run, other, "20rb", "qris")
    assert {(d["status"], d["amount"], d["fee"], d["payable"], d["credited"]) for d in deposits(run)} == {
        ("completed", 50000, 0, 50000, 50000), ("pending", 20000, 0, 20000, None)}
    row, = deposits(run, "--where", f"phone:{phone} status:completed amount>=50rb")
    assert row["user_id"] == giver and row["state"] == "paid" and row["method"] == "cash"
    # What is done with the charge is done from here, too.
    open_one, = deposits(run, "--where", "status:pending")
    assert run("act", "payments.cancel", "--id", open_one["id"], "--yes").code == 0


def test_money_passes_from_one_balance_to_another_and_back(database, run):
    (giver, _), (taker, phone) = customers(database, 2)
    topup(run, giver, "50rb")
    assert "nobody has the number" in transfer(run, giver, "081200000001", "10rb", code=1)
    assert "has only Rp 50.000 on the balance" in transfer(run, giver, phone, "60rb", code=1)
    own = database.one("SELECT phone_number FROM public.users WHERE id = %s", giver)
    assert "choose another customer" in transfer(run, giver, own, "10rb", code=1)
    said = transfer(run, giver, phone, "30rb")
    assert (balance(database, giver), balance(database, taker)) == (20000, 30000), said
    rows = database.all("""SELECT entity_id, before, after, details ->> 'reason' FROM console.audit_log
                            WHERE action = 'balances.transfer' ORDER BY id""")
    assert rows == [(giver, {"balance_rp": 50000}, {"balance_rp": 20000}, "kakak adik"),
                    (taker, {"balance_rp": 0}, {"balance_rp": 30000}, "kakak adik")]
    operation = str(database.one("SELECT id FROM console.operation WHERE action = 'balances.transfer'"))
    preview = run("act", "audit.undo", "--id", operation, "--dry-run", "--format", "json")
    assert "Rp 30.000 put back on the balance" in preview.out
    assert run("act", "audit.undo", "--id", operation, "--yes").code == 0
    assert (balance(database, giver), balance(database, taker)) == (50000, 0)


def test_what_was_spent_meanwhile_is_not_taken_back_from_either(database, run):
    (giver, _), (taker, phone) = customers(database, 2)
    topup(run, giver, "50rb")
    transfer(run, giver, phone, "30rb")
    operation = str(database.one("SELECT id FROM console.operation WHERE action = 'balances.transfer'"))
    assert run("act", "payments.correct_balance", "--id", taker, "amount=-10rb", "reason=dipakai", "--yes").code == 0
    assert "only Rp 20.000 are left on the balance" in run("act", "audit.undo", "--id", operation, "--dry-run").out
    assert run("act", "audit.undo", "--id", operation, "--yes").code == 1
    assert (balance(database, giver), balance(database, taker)) == (20000, 20000)


def test_transfers_to_and_fro_at_once_lose_and_make_nothing(database, run):
    (giver, giver_phone), (taker, taker_phone) = customers(database, 2)
    topup(run, giver, "20rb")
    topup(run, taker, "20rb")
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        tries = [pool.submit(run, "act", "balances.transfer", "--id", one, f"to={phone}", "amount=15rb", "reason=silang", "--yes")
                 for one, phone in [(giver, taker_phone), (taker, giver_phone)] * 3]
        codes = [t.result().code for t in tries]
    assert set(codes) <= {0, 1} and 0 in codes
    assert balance(database, giver) + balance(database, taker) == 40000
    assert min(balance(database, giver), balance(database, taker)) >= 0


def test_the_customers_page_shows_the_ledger(console, database, run):
    (giver, _), (_, phone) = customers(database, 2)
    name = database.one("SELECT full_name FROM public.users WHERE id = %s", giver)
    topup(run, giver, "50rb")
    transfer(run, giver, phone, "30rb")
    screen = open_pane(console, "deposits", lambda t: name[:8] in t.text(), rows=60, columns=100)
    screen.press("enter")
    screen.wait_for("TOPUP-")
    screen.press("w")
    screen.wait_for("kakak adik")
    text = screen.text()
    assert "-Rp 30,000: kakak adik, then Rp 20,000" in text and "+Rp 50,000: Deposit, then Rp 50,000" in text

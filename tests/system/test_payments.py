"""Charges by the command line, without a gateway: what is asked for, what is refused and in what words, what is paid
from a balance, and how money that waits for a decision is dealt with."""

import json

import pytest
from cashdesk import buyer, order_of, quota, sell, state


@pytest.fixture
def config(make_config, database, router):
    return make_config(database, [router])


@pytest.fixture
def user(database):
    return buyer(database)


def act(run, action, order, *words, code=0):
    done = run("act", action, "--id", order, *words, "--yes", "--format", "json")
    assert done.code == code, (done.out, done.err)
    return json.loads(done.out)[0] if done.out.startswith("[") and json.loads(done.out) else done


def give(database, user, rp):
    """A balance, as a deposit leaves one."""
    database.all("""WITH o AS (INSERT INTO console.operation (id, actor, action) VALUES (gen_random_uuid(), 'test', 'test')
                               RETURNING id)
                    INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id)
                    SELECT o.id, %s, %s, 'TEST-' || o.id FROM o""", user, rp)


def balance(database, user):
    return database.one("SELECT console.balance_rp(%s)", user)


def paid_otherwise(database, order, next_state):
    """The charge as news of a gateway would leave it."""
    database.all("""UPDATE console.charge SET state = %s, paid_at = now(), paid_amount_rp = amount_rp,
                           waits_for = console.charge_waits(%s) WHERE order_id = %s""", next_state, next_state, order)


def test_a_charge_is_shown_again_and_not_made_twice(run, database, user):
    first, second = sell(run, user), sell(run, user, "method=gopay")
    assert json.loads(first.out)[0]["order_id"] == json.loads(second.out)[0]["order_id"] == order_of(database, user)
    assert database.one("SELECT count(*) FROM console.charge WHERE user_id = %s", user) == 1
    assert database.one("SELECT count(*) FROM console.outbox WHERE effect = 'charge_create'") == 1


@pytest.mark.parametrize("words, why", [
    (["package=Paket 99 TB"], "there is no package Paket 99 TB"),
    (["package=Paket 10 GB", "coupon=NONE"], "there is no coupon NONE"),
    (["package=Paket 10 GB", "method=balance"], "on the balance"),
    (["package=Paket 10 GB", "method=barter"], "must be one of"),
    (["package=Paket 10 GB", "method=va", "bank=none"], "must be one of"),
    (["package=Paket 10 GB", "coupon=" + "X" * 33], "characters"),
])
def test_what_can_not_be_sold_is_refused_in_words(run, database, user, words, why):
    done = run("act", "payments.sell", "--id", user, *words, "--yes")
    assert done.code in (1, 2) and why in done.out + done.err
    assert database.one("SELECT count(*) FROM console.charge WHERE user_id = %s", user) == 0


def test_a_debt_of_somebody_else_is_refused(run, database, user):
    item = database.one("SELECT id::text FROM public.user_quota_debts WHERE NOT is_paid AND user_id <> %s LIMIT 1", user)
    done = run("act", "payments.settle_debt", "--id", user, f"debt={item}", "--yes")
    assert done.code == 1 and "somebody else's" in done.out + done.err
    done = run("act", "payments.settle_debt", "--id", user, "debt=not-a-uuid", "--yes")
    assert done.code == 2 and "no uuid" in done.err
    done = run("act", "payments.settle_debt", "--id", user, "--yes")
    assert done.code == 1 and "owes nothing" in done.out + done.err


def test_a_balance_pays_at_once_and_gets_its_money_back(run, database, user):
    price = database.one("SELECT price FROM public.packages WHERE name = 'Paket 10 GB'")
    before = quota(database, user)
    give(database, user, price + 1)
    assert sell(run, user, "method=balance").code == 0
    order = order_of(database, user)
    assert (state(database, order), balance(database, user)) == ("paid", 1)
    assert quota(database, user) == before + 10240
    assert database.one("SELECT status FROM public.transactions WHERE midtrans_order_id = %s", order) == "SUCCESS"
    act(run, "payments.refund_note", order, "note=sold by mistake")
    act(run, "payments.refund_note", order, "note=given back")
    assert (state(database, order), balance(database, user)) == ("refunded", price + 1)
    assert "stands" in database.one("SELECT waits_for FROM console.charge WHERE order_id = %s", order)
    operation = database.one("SELECT operation_id::text FROM console.charge_effect WHERE order_id = %s", order)
    assert run("act", "audit.undo", "--id", operation, "--yes").code == 1, "a sale has no undo: its money would be lost"


def test_late_money_is_applied_by_one_action_and_once(run, database, user):
    sell(run, user)
    order, before = order_of(database, user), quota(database, user)
    for next_state in ("expired", "late"):
        paid_otherwise(database, order, next_state)
    assert act(run, "payments.apply_late", order)["changed"] == 1
    assert (state(database, order), quota(database, user)) == ("paid", before + 10240)
    done = act(run, "payments.apply_late", order, code=1)
    assert "nothing waits to be applied" in done.out + done.err
    assert quota(database, user) == before + 10240


def test_two_late_charges_of_a_customer_are_applied_one_after_the_other(run, database, user):
    before, orders = quota(database, user), []
    for package in ("Paket 10 GB", "Paket 25 GB"):
        sell(run, user, package=package)
        orders.append(order_of(database, user))
        for next_state in ("expired", "late"):
            paid_otherwise(database, orders[-1], next_state)
    done = run("act", "payments.apply_late", "--id", *orders, "--yes", "--format", "json")
    assert done.code == 0 and json.loads(done.out)[0]["changed"] == 1
    assert quota(database, user) == before + 10240
    done = run("act", "payments.apply_late", "--id", orders[1], "--yes")
    assert done.code == 0 and quota(database, user) == before + 10240 + 25600


def test_nobody_reaches_the_internal_action(run, user):
    done = run("act", "payments.news", "--id", "BELI-1", "state=paid", "--yes")
    assert done.code == 2 and "Traceback" not in done.err

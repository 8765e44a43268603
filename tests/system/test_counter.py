"""Money over the counter by the command line: paid at once, applied once, with a receipt; taken back on the same day exactly as
it was given; amounts as operators write them. No gateway is configured at all."""

import json

import pytest
from cashdesk import applied, buyer, order_of, quota, sell, settle
from test_path import managed_lists

GB = 1024


@pytest.fixture
def config(make_config, database, router):
    return make_config(database, [router])


@pytest.fixture
def user(database):
    return buyer(database)


def act(run, action, row, *words, code=0):
    done = run("act", action, *(["--id", str(row)] if row else []), *words, "--yes", "--format", "json")
    assert done.code == code, (done.out, done.err)
    return done


def preview(run, action, row, *words):
    """The line that a plan says of the one row."""
    done = run("act", action, "--id", str(row), *words, "--dry-run", "--format", "json")
    assert done.code in (0, 1), done.err
    return json.loads(done.out)[0]


def refused(run, action, row, *words):
    done = act(run, action, row, *words, code=1)
    return done.out + done.err


def customer_of(database, user):
    """Everything of a customer that a payment may touch, but for when it was touched."""
    return database.one("""SELECT to_jsonb(u) - 'updated_at' - 'manual_debt_updated_at' - 'mikrotik_password',
                                  (SELECT jsonb_agg(to_jsonb(d) - 'updated_at' - 'price_rp' ORDER BY d.id) FROM public.user_quota_debts d
                                    WHERE d.user_id = u.id), console.balance_rp(u.id)
                             FROM public.users u WHERE u.id = %s""", user)


def receipts(database, order):
    return database.all("SELECT number, kind, method, amount_rp, operator, gives FROM console.receipt WHERE order_id = %s ORDER BY serial",
                        order)


def owe(database, user, items, used_beyond=0):
    """Open items (MB, price or None), the oldest first, and so much automatic debt."""
    with database.connect() as connection, connection.transaction():
        for age, (mb, price) in enumerate(items):
            connection.execute("""INSERT INTO public.user_quota_debts (id, user_id, debt_date, amount_mb, paid_mb, price_rp, is_paid, created_at,
                                                                       updated_at)
                                  VALUES (gen_random_uuid(), %s, current_date - 30 + %s, %s, 0, %s, false, now(), now())""",
                               (user, age, mb, price))
        connection.execute("""UPDATE public.users SET manual_debt_mb = %s, auto_debt_offset_mb = 0, total_quota_used_mb =
                                     CASE WHEN %s > 0 THEN total_quota_purchased_mb + %s ELSE total_quota_used_mb END
                               WHERE id = %s""", (sum(mb for mb, _ in items), used_beyond, used_beyond, user))


def items_of(database, user):
    return database.all("""SELECT amount_mb, paid_mb, is_paid FROM public.user_quota_debts WHERE user_id = %s AND debt_date < current_date
                            ORDER BY debt_date, created_at""", user)


def checked(run):
    """What `check` finds of money."""
    done = run("check", "--format", "json")
    return [row["name"] for row in json.loads(done.out) if row["name"] != "worker_running"]


@pytest.mark.parametrize("method", ["cash", "transfer"])
def test_a_sale_is_paid_applied_and_has_a_receipt(run, database, user, method):
    before, price = quota(database, user), database.one("SELECT price FROM public.packages WHERE name = 'Paket 10 GB'")
    done = sell(run, user, f"method={method}", "note=di loket")
    assert done.code == 0, done.err
    order = order_of(database, user)
    assert database.one("SELECT state, gateway, method, note FROM console.charge WHERE order_id = %s", order) == (
        "paid", "counter", method, "di loket")
    assert applied(database, order) == (1, 1, 1) and quota(database, user) == before + 10 * GB
    (number, kind, way, rp, operator, gives), = receipts(database, order)
    assert (kind, way, rp) == ("payment", method, price) and operator.startswith("tester@") and number.endswith("-000001")
    assert gives.startswith("10.0 GB become quota, until ")
    # as a portal leaves one that is paid
    assert database.one("SELECT status, payment_method, amount, payment_time IS NOT NULL FROM public.transactions WHERE midtrans_order_id = %s",
                        order) == ("SUCCESS", method, price, True)
    assert database.one("SELECT count(*) FROM console.outbox WHERE target LIKE 'midtrans%%'") == 0
    assert checked(run) == []


def test_what_is_said_before_is_what_is_given(run, database, user):
    owe(database, user, [(3 * GB, None)], used_beyond=2 * GB)
    said = preview(run, "payments.sell", user, "package=Paket 10 GB", "method=cash")["after"]
    assert "5.0 GB pay debt, 5.0 GB become quota, until " in said
    before = quota(database, user)
    assert sell(run, user, "method=cash").code == 0
    (_, _, _, _, _, gives), = receipts(database, order_of(database, user))
    assert gives.split(", until")[0] == "5.0 GB pay debt, 5.0 GB become quota"
    assert quota(database, user) == before + 7 * GB  # automatic debt that is paid is quota that was used before
    assert database.one("SELECT manual_debt_mb FROM public.users WHERE id = %s", user) == 0


def test_a_blocked_debtor_who_pays_is_let_in(run, database, router, user):
    owe(database, user, [(2 * GB, 20000)])
    database.all("UPDATE public.users SET is_blocked = true, blocked_reason = 'quota_manual_debt_end_of_month|2048' WHERE id = %s", user)
    act(run, "users.sync", user)
    address = database.one("SELECT ip_address FROM public.user_devices WHERE user_id = %s AND is_authorized LIMIT 1", user)
    act(run, "payments.settle_debt", user, "method=cash")
    assert database.one("SELECT is_blocked FROM public.users WHERE id = %s", user) is False
    if address:
        assert "blocked" not in managed_lists(router, address)
    order = order_of(database, user)
    assert receipts(database, order)[0][3] == 20000
    act(run, "payments.reverse", order, "reason=salah orang")
    assert database.one("SELECT is_blocked, blocked_reason, manual_debt_mb FROM public.users WHERE id = %s", user) == (
        True, "quota_manual_debt_end_of_month|2048", 2 * GB)


@pytest.mark.parametrize("words", [["payments.sell", "package=Paket 10 GB"], ["payments.topup", "amount=Rp 50.000"],
                                   ["payments.settle_debt"], ["payments.settle_debt", "amount=33rb"], ["payments.settle_debt", "amount=half"]])
def test_a_reversal_takes_back_exactly_what_was_given(run, database, user, words):
    owe(database, user, [(1000, 10007), (7 * GB, None)], used_beyond=0 if len(words) > 1 else 100)
    before = customer_of(database, user)
    act(run, words[0], user, *words[1:], "method=cash")
    order = order_of(database, user)
    assert customer_of(database, user) != before
    paid = database.one("SELECT amount_rp FROM console.charge WHERE order_id = %s", order)
    done = act(run, "payments.reverse", order, "reason=salah ketik")
    assert "reversed" in done.out
    assert customer_of(database, user) == before
    assert [(kind, rp) for _, kind, _, rp, _, _ in receipts(database, order)] == [("payment", paid), ("reversal", -paid)]
    assert database.one("SELECT sum(rp) FROM console.debt_payment p WHERE p.user_id = %s", user) in (0, None)
    assert "is refunded already" in refused(run, "payments.reverse", order, "reason=lagi")
    assert checked(run) == []


def test_what_was_used_meanwhile_is_said_and_becomes_debt(run, database, user):
    assert sell(run, user, "method=cash").code == 0
    order = order_of(database, user)
    database.all("UPDATE public.users SET total_quota_used_mb = total_quota_purchased_mb - 4096 WHERE id = %s", user)
    said = preview(run, "payments.reverse", order, "reason=x")
    assert "6.0 GB become automatic debt" in said["after"], said
    act(run, "payments.reverse", order, "reason=x")
    assert database.one("""SELECT console.auto_debt_mb(total_quota_used_mb, total_quota_purchased_mb, auto_debt_offset_mb, false, role)
                             FROM public.users WHERE id = %s""", user) == 6 * GB


def test_what_a_reversal_refuses(run, database, user):
    assert sell(run, user, "method=cash").code == 0
    first = order_of(database, user)
    assert sell(run, user, "method=cash", package="Paket 25 GB").code == 0
    second = order_of(database, user)
    assert "reverse what came later first" in refused(run, "payments.reverse", first, "reason=x")
    act(run, "payments.reverse", second, "reason=x")
    act(run, "payments.topup", user, "amount=50rb", "method=cash")
    deposit = order_of(database, user)
    act(run, "payments.correct_balance", user, "amount=-20rb", "reason=biaya")
    assert "only Rp 30.000 of Rp 50.000 are left" in refused(run, "payments.reverse", deposit, "reason=x")
    database.all("UPDATE console.charge SET paid_at = paid_at - interval '1 day' WHERE order_id = %s", first)
    assert "its day is over" in refused(run, "payments.reverse", first, "reason=x")
    assert "payments.correct_balance" in refused(run, "payments.reverse", first, "reason=x")


def test_a_balance_is_corrected_with_a_reason_and_never_below_zero(run, database, user):
    act(run, "payments.correct_balance", user, "amount=75rb", "reason=kembalian kemarin")
    assert database.one("SELECT console.balance_rp(%s)", user) == 75000
    assert "has only Rp 75.000 on the balance" in refused(run, "payments.correct_balance", user, "amount=-80rb", "reason=x")
    act(run, "payments.correct_balance", user, "amount=-75.000", "reason=salah")
    assert database.one("SELECT console.balance_rp(%s)", user) == 0
    assert "changes nothing" in refused(run, "payments.correct_balance", user, "amount=0", "reason=x")
    assert run("act", "payments.correct_balance", "--id", user, "amount=1000", "--yes").code == 2  # no reason


@pytest.mark.parametrize("amount, paid, rp, rest", [
    (None, [1000, 7168], None, 0), ("semua", [1000, 7168], None, 0), ("setengah", [1000, 3084], None, 0), ("50%", [1000, 3084], None, 0),
    ("1GB", [1000, 24], None, 0), ("Rp 10.007", [1000, 0], 10007, 0), ("10rb", [999, 0], 10000, 3), ("7777", [777, 0], 7777, 2)])
def test_amounts_as_operators_write_them(run, database, user, amount, paid, rp, rest):
    """Items of 1000 MB for Rp 10.007 and of 7 GB by the reference package: rupiah buy whole MB, and none is lost."""
    owe(database, user, [(1000, 10007), (7 * GB, None)])
    act(run, "payments.settle_debt", user, "method=cash", *([f"amount={amount}"] if amount else []))
    taken, = database.all("SELECT amount_rp, coalesce(rest_rp, 0) FROM console.charge WHERE order_id = %s", order_of(database, user))
    assert [mb for _, mb, _ in items_of(database, user)] == paid
    assert taken[1] == rest == database.one("SELECT console.balance_rp(%s)", user)
    assert rp is None or taken[0] == rp
    assert database.one("SELECT sum(rp) FROM console.debt_payment WHERE user_id = %s", user) + rest == taken[0]
    assert database.one("SELECT manual_debt_mb FROM public.users WHERE id = %s", user) == 8168 - sum(paid)


def test_parts_sum_to_the_whole(run, database, user):
    owe(database, user, [(7 * GB + 13, 100003)])
    for amount in ("33.333", "1GB", "12.345", "20%", "7rb", None):
        act(run, "payments.settle_debt", user, "method=cash", *([f"amount={amount}"] if amount else []))
    taken, rest = database.one("SELECT sum(amount_rp), sum(coalesce(rest_rp, 0)) FROM console.charge WHERE user_id = %s", user)
    assert taken - rest == 100003 and items_of(database, user) == [(7 * GB + 13, 7 * GB + 13, True)]
    assert checked(run) == []


@pytest.mark.parametrize("amount, why", [("10jt", "owes only Rp "), ("999GB", "owes only "), ("1", "not one MB"), ("0%", "money"),
                                         ("abc", "money"), ("-5rb", "money"), ("101%", "money")])
def test_amounts_that_are_refused(run, database, user, amount, why):
    owe(database, user, [(1000, 10007)])
    done = run("act", "payments.settle_debt", "--id", user, "method=cash", f"amount={amount}", "--yes")
    assert done.code in (1, 2) and why in done.out + done.err
    assert database.one("SELECT count(*) FROM console.charge WHERE user_id = %s", user) == 0


def test_an_unlimited_package_is_paid_whole(run, database, user):
    owe(database, user, [(1, 150000)], used_beyond=2 * GB)
    whole = database.one("SELECT (console.debt_share(u, NULL, NULL)).rp FROM public.users u WHERE id = %s", user)
    assert "unlimited package is paid whole" in refused(run, "payments.settle_debt", user, "method=cash", "amount=100rb")
    act(run, "payments.settle_debt", user, "method=cash", f"amount={whole}")
    assert receipts(database, order_of(database, user))[0][5] == "debt of unlimited access paid, 2.0 GB of automatic debt paid"


def test_cash_replaces_what_is_open_at_a_gateway(run, database, user):
    assert sell(run, user).code == 0
    asked = order_of(database, user)
    said = preview(run, "payments.sell", user, "package=Paket 10 GB", "method=cash")
    assert f"{asked} is withdrawn" in said["after"]
    sold = sell(run, user, "method=cash")
    assert sold.code == 0
    assert order_of(database, user) != asked
    assert database.one("SELECT state FROM console.charge WHERE order_id = %s", asked) == "cancelled"
    (result,) = json.loads(sold.out)  # of what was sold, not of what made room for it
    assert (result["order_id"], result["changed"]) == (order_of(database, user), 1), result


def test_an_invoice_is_paid_at_the_counter(run, database, user):
    database.all("INSERT INTO console.brand (name, prefix, tax_percent, key_kind) VALUES ('LOKET', 'LKT', 0, 'test') ON CONFLICT DO NOTHING")
    act(run, "subscriptions.add", user, "package=Paket 10 GB", "brand=LOKET")
    act(run, "invoices.generate", None)
    invoice, total, number = database.one("SELECT id, total_rp, invoice_number FROM console.invoice WHERE user_id = %s", user)
    act(run, "invoices.pay", invoice, "method=transfer", "note=BCA 17.20")
    assert database.one("SELECT status, paid_how, paid_amount_rp FROM console.invoice WHERE id = %s", invoice) == ("paid", "hand", total)
    order = database.one("SELECT order_id FROM console.charge WHERE invoice_id = %s AND gateway = 'counter'", invoice)
    (text, _, method, rp, _, gives), = receipts(database, order)
    assert text.startswith("LOKET/KW-") and (method, rp, gives) == ("transfer", total, f"invoice {number} paid")
    assert "paid already" in refused(run, "invoices.pay", invoice)
    act(run, "payments.reverse", order, "reason=dana tidak masuk")
    assert database.one("SELECT status FROM console.invoice WHERE id = %s", invoice) == "unpaid"
    assert len(receipts(database, order)) == 2
    assert checked(run) == ["invoices_payable"]  # its link had ended: it is sent again, or paid here


def test_the_number_of_a_receipt_is_settable_and_runs_on(run, database, user):
    def sold():
        assert sell(run, user, "method=cash").code == 0
        return receipts(database, order_of(database, user))[0][0]

    year = database.one("SELECT extract(year FROM now() AT TIME ZONE console.zone())::integer")
    assert sold() == f"KW-{year}-000001"
    act(run, "settings.set", "receipt_number", "value={number}/LOKET/{yy}")
    assert sold() == f"000002/LOKET/{year % 100:02}"
    act(run, "settings.set", "receipt_number", "value=NOTA")  # what is missing is added: no two receipts read alike
    assert sold() == f"{year}/NOTA000003"


def test_what_pays_from_a_balance_or_at_a_gateway_has_a_receipt_and_no_till(run, database, user):
    act(run, "payments.topup", user, "amount=500rb", "method=transfer")
    assert sell(run, user, "method=balance").code == 0
    order = order_of(database, user)
    assert [(method, rp > 0) for _, _, method, rp, _, _ in receipts(database, order)] == [("balance", True)]
    assert database.one("SELECT till_id FROM console.receipt WHERE order_id = %s", order) is None
    act(run, "payments.refund_note", order, "note=batal")
    act(run, "payments.refund_note", order, "note=batal")
    assert [kind for _, kind, _, _, _, _ in receipts(database, order)] == ["payment", "reversal"]
    settle(run, database)


@pytest.mark.parametrize("words, taken, left", [
    (["debts.settle", "method=cash"], 10007, [(7 * GB, 0, False)]), (["debts.settle", "mb=500", "method=transfer"], 5004, [(7 * GB, 0, False)]),
    (["debts.settle_oldest", "mb=1100", "method=cash"], None, [(7 * GB, 100, False)]),
    (["debts.settle_all", "method=cash"], None, [(7 * GB, 7 * GB, True)]),
    (["debts.settle_all", "automatic=yes", "method=cash"], None, [(7 * GB, 7 * GB, True)])])
def test_debt_that_is_settled_by_hand_has_a_receipt_where_money_was_taken(run, database, user, words, taken, left):
    owe(database, user, [(1000, 10007), (7 * GB, None)], used_beyond=2 * GB)
    before = customer_of(database, user)
    row = database.one("SELECT id FROM public.user_quota_debts WHERE user_id = %s AND amount_mb = 1000", user) if words[0] == "debts.settle" else user
    said = run("act", words[0], "--id", str(row), *words[1:], "--dry-run").err
    assert "taken in cash" in said or "came by transfer" in said
    act(run, words[0], row, *words[1:], "note=di loket")
    order = order_of(database, user)
    (_, _, method, rp, _, _), = receipts(database, order)
    assert f"method={method}" in words and (taken is None or rp == taken) and items_of(database, user)[1:] == left
    assert database.one("SELECT sum(rp) FROM console.debt_payment WHERE user_id = %s", user) <= rp
    automatic = database.one("""SELECT console.auto_debt_mb(total_quota_used_mb, total_quota_purchased_mb, auto_debt_offset_mb, false, role)
                                  FROM public.users WHERE id = %s""", user)
    assert automatic == (0 if "automatic=yes" in words else 2 * GB)
    operation = database.one("SELECT operation_id FROM console.charge_effect WHERE order_id = %s", order)
    said = refused(run, "audit.undo", operation)
    assert f"was paid for at the counter by {order}: reverse that (payments.reverse)" in said, said
    act(run, "payments.reverse", order, "reason=x")
    assert customer_of(database, user) == before and checked(run) == []


def test_debt_that_is_settled_without_a_method_has_none(run, database, user):
    owe(database, user, [(1000, 10007)])
    act(run, "debts.settle_all", user, "note=tunai")
    assert items_of(database, user) == [(1000, 1000, True)] and database.one("SELECT count(*) FROM console.receipt") == 0

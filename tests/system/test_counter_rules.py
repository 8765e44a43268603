"""Money at the counter where it is not plain: automatic debt in parts, money that comes twice, what is given back of a balance, the
coupon of a charge that is replaced, an invoice that is owed again, a receipt that waits over New Year."""

import threading

import pytest
from cashdesk import buyer, order_of, quota, sell, settle, state
from test_counter import act, checked, customer_of, items_of, owe, preview, receipts, refused
from test_crash import wait_until
from test_till import open_customer, words_on

GB, PACKAGE = 1024, "Paket 10 GB"


@pytest.fixture
def config(make_config, database, router, gateways):
    return make_config(database, [router], midtrans=gateways)


@pytest.fixture
def user(database):
    return buyer(database)


# --- automatic debt in parts ---


def beyond(database, user):
    """Automatic debt in MB, by the rule with and without the offset (left alike), and what it costs."""
    return database.one("""SELECT console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, u.auto_debt_offset_mb, false, u.role),
                                  u.total_quota_purchased_mb - greatest(0, u.total_quota_used_mb - u.auto_debt_offset_mb)
                                      = u.total_quota_purchased_mb - u.total_quota_used_mb,
                                  (console.debt_share(u, NULL, NULL)).rp
                             FROM public.users u WHERE id = %s""", user)


@pytest.mark.parametrize("beyond_mb", ["25600", "20480.37", "3000.01", "14000.5"])
@pytest.mark.parametrize("amounts", [("half", "half", None), ("25rb", "33.333", "1GB", "10%", None), ("17%", "3GB", "9.999", "50rb", None)])
def test_parts_of_automatic_debt_sum_to_the_whole(run, database, user, beyond_mb, amounts):
    owe(database, user, [], used_beyond=1)
    database.all("UPDATE public.users SET total_quota_used_mb = total_quota_purchased_mb + %s::numeric WHERE id = %s", beyond_mb, user)
    mb, _, whole = beyond(database, user)
    bought, paid, parts_paid = quota(database, user), 0, 0
    for amount in amounts:
        left, _, price = beyond(database, user)
        done = run("act", "payments.settle_debt", "--id", user, "method=cash", *([f"amount={amount}"] if amount else []), "--yes")
        if done.code == 1:  # less than the smallest step, or more than is owed by now
            assert "at a time" in done.out + done.err or "owes" in done.out + done.err, done
            continue
        taken, rest, parts = database.one("""SELECT amount_rp, coalesce(rest_rp, 0), auto_debt_mb FROM console.charge WHERE order_id = %s""",
                                          order_of(database, user))
        paid += taken - rest
        then, are_equal, costs = beyond(database, user)
        assert are_equal and quota(database, user) == bought + parts and then == max(0, left - parts) and costs == price - (taken - rest)
        bought, parts_paid = quota(database, user), parts_paid + (0 < parts < left)
    assert parts_paid > 0 and paid == whole and beyond(database, user)[0] == 0 and bought == quota(database, user)
    assert checked(run) == []


def test_items_come_before_automatic_debt(run, database, user):
    owe(database, user, [(1000, 10007)], used_beyond=10 * GB)
    whole = beyond(database, user)[2] - 10007
    said = preview(run, "payments.settle_debt", user, "method=cash", "amount=35rb")["after"]
    assert "of automatic debt paid" in said and "Rp 4.993 on the balance" in said, said
    act(run, "payments.settle_debt", user, "method=cash", "amount=35rb")
    assert items_of(database, user) == [(1000, 1000, True)]
    assert database.one("SELECT amount_rp, rest_rp FROM console.charge WHERE order_id = %s", order_of(database, user)) == (35000, 4993)
    mb, _, left = beyond(database, user)
    assert left == whole - 20000 and mb == 10 * GB - -(-10 * GB * 20000 // whole)
    before = customer_of(database, user)
    act(run, "payments.settle_debt", user, "method=cash", "amount=half")
    act(run, "payments.reverse", order_of(database, user), "reason=x")
    assert customer_of(database, user) == before
    assert "Rp 10.000 at a time" in refused(run, "payments.settle_debt", user, "method=cash", "amount=5rb")


# --- money that comes twice ---


def paid_at_gateway(run, database, gateways, order, config):
    gateways.move(order, "settlement")
    wait_until(lambda: settle(run, database, config=config).code in (0, 3) and state(database, order) != "open", 30)


def test_a_preview_says_what_was_paid_at_the_gateway_just_now(run, database, gateways, config, user):
    assert sell(run, user, "method=qris").code == 0
    order = order_of(database, user)
    paid_at_gateway(run, database, gateways, order, config)
    assert state(database, order) == "paid"
    said = preview(run, "payments.sell", user, f"package={PACKAGE}", "method=cash")["after"]
    assert said.startswith(f"the same was paid for by {order} at 20"), said
    assert sell(run, user, "method=cash").code == 0  # the operator has read it
    database.all("ALTER TABLE console.charge_effect DISABLE TRIGGER USER")
    database.all("UPDATE console.charge_effect SET at = at - interval '2 hours'")
    assert "paid for" not in preview(run, "payments.sell", user, f"package={PACKAGE}", "method=cash")["after"]


def test_what_is_paid_between_preview_and_enter_is_not_taken_twice(run, database, gateways, config, console, user):
    assert sell(run, user, "method=qris").code == 0
    order, before = order_of(database, user), quota(database, user)
    screen = console("users", rows=30, columns=110, config=config)
    open_customer(screen, database.one("SELECT phone_number FROM public.users WHERE id = %s", user))
    screen.press("P")
    screen.wait_for("Sell a package")
    screen.type(PACKAGE)
    screen.press("tab")
    while "‹ cash ›" not in screen.text():
        screen.press("right")
    screen.press("enter")
    screen.wait_for(lambda t: f"{order} is withdrawn" in words_on(t))
    paid_at_gateway(run, database, gateways, order, config)
    screen.press("enter")
    screen.wait_for(lambda t: f"was paid for just now by {order}" in words_on(t))
    assert quota(database, user) == before + 10 * GB
    assert database.one("SELECT count(*) FROM console.receipt WHERE method = 'cash'") == 0


def test_money_for_what_cash_has_replaced_waits(run, database, gateways, config, user):
    """Paid at the gateway, which nobody was told of yet: it can't be withdrawn any more."""
    act(run, "settings.set", "payment_late", "value=apply")
    assert sell(run, user, "method=qris").code == 0
    asked, before = order_of(database, user), quota(database, user)
    gateways.move(asked, "settlement")
    assert sell(run, user, "method=cash").code in (0, 1)
    sold = order_of(database, user)
    wait_until(lambda: settle(run, database, config=config).code in (0, 3) and state(database, asked) == "late", 30)
    assert quota(database, user) == before + 10 * GB and state(database, sold) == "paid"
    assert database.one("SELECT reason, waits_for FROM console.charge WHERE order_id = %s", asked) == (
        f"paid after it was replaced by {sold}", "apply it all the same, or give the money back")
    assert database.one("SELECT status FROM public.transactions WHERE midtrans_order_id = %s", asked) == "CANCELLED"
    act(run, "payments.apply_late", asked)
    assert quota(database, user) == before + 20 * GB
    assert set(checked(run)) <= {"worker_running", "inbox_failed"}


# --- what is given back of a balance ---


def yesterday(database, order):
    database.all("UPDATE console.charge SET paid_at = paid_at - interval '1 day' WHERE order_id = %s", order)


def test_a_deposit_that_is_given_back_is_off_the_balance(run, database, user):
    act(run, "payments.topup", user, "amount=50rb", "method=cash")
    order = order_of(database, user)
    yesterday(database, order)
    assert "balance less Rp 50.000" in preview(run, "payments.refund_note", order, "note=batal")["after"]
    act(run, "payments.refund_note", order, "note=batal")
    assert database.one("SELECT console.balance_rp(%s)", user) == 0 and state(database, order) == "refund_due"
    act(run, "payments.refund_note", order, "note=batal")
    assert database.one("SELECT console.balance_rp(%s)", user) == 0 and state(database, order) == "refunded"
    assert [rp for _, _, _, rp, _, _ in receipts(database, order)] == [50000, -50000]
    assert checked(run) == []


@pytest.mark.parametrize("policy", ["hold", "reverse"])
def test_a_deposit_that_was_spent_is_not_given_back(run, database, user, policy):
    act(run, "settings.set", "payment_refund", f"value={policy}")
    act(run, "payments.topup", user, "amount=50rb", "method=cash")
    order = order_of(database, user)
    yesterday(database, order)
    act(run, "payments.correct_balance", user, "amount=-20rb", "reason=biaya")
    assert "only Rp 30.000 of Rp 50.000 are left" in refused(run, "payments.refund_note", order, "note=batal")
    assert state(database, order) == "paid" and database.one("SELECT console.balance_rp(%s)", user) == 30000
    act(run, "payments.correct_balance", user, "amount=20rb", "reason=biaya")
    act(run, "payments.refund_note", order, "note=batal")
    act(run, "payments.refund_note", order, "note=batal")
    assert database.one("SELECT console.balance_rp(%s)", user) == 0
    assert database.one("SELECT waits_for FROM console.charge WHERE order_id = %s", order) is None


# --- coupons ---


def test_the_last_use_passes_over_to_what_replaces_it(run, database, user):
    def coupon():
        return database.one("SELECT reserved_count, used_count FROM console.coupon WHERE code = 'SATU'")

    act(run, "coupons.create", None, "code=SATU", "percent=10", "uses=1")
    assert sell(run, user, "method=qris", "coupon=satu").code == 0
    asked = order_of(database, user)
    assert coupon() == (1, 0)
    act(run, "coupons.edit", database.one("SELECT code FROM console.coupon"), "percent=50")  # it was reserved at 10 %
    other = database.one("""SELECT id FROM public.users WHERE id <> %s AND is_active AND approval_status = 'APPROVED' AND role = 'USER'
                               AND NOT is_blocked LIMIT 1""", user)
    assert "used up" in refused(run, "payments.sell", other, f"package={PACKAGE}", "method=cash", "coupon=SATU")
    assert sell(run, user, "method=cash", "coupon=SATU").code == 0
    price = database.one("SELECT price FROM public.packages WHERE name = %s", PACKAGE)
    assert database.one("SELECT amount_rp, discount_rp, coupon_state FROM console.charge WHERE order_id = %s", order_of(database, user)) == (
        price - price // 10, price // 10, "used")
    settle(run, database)
    assert database.one("SELECT state, coupon_state FROM console.charge WHERE order_id = %s", asked) == ("cancelled", "released")
    assert coupon() == (0, 1) and checked(run) == []


def test_without_the_coupon_its_reservation_is_given_back(run, database, user):
    act(run, "coupons.create", None, "code=SATU", "percent=10", "uses=1")
    assert sell(run, user, "method=qris", "coupon=SATU").code == 0
    assert sell(run, user, "method=cash").code == 0
    settle(run, database)
    assert database.one("SELECT reserved_count, used_count FROM console.coupon") == (0, 0) and checked(run) == []


# --- invoices, receipts ---


def test_an_invoice_that_is_owed_again_has_the_note_it_had(run, database, user):
    database.all("INSERT INTO console.brand (name, prefix, tax_percent, key_kind) VALUES ('LOKET', 'LKT', 0, 'test') ON CONFLICT DO NOTHING")
    act(run, "subscriptions.add", user, f"package={PACKAGE}", "brand=LOKET")
    act(run, "invoices.generate", None)
    invoice = database.one("SELECT id FROM console.invoice WHERE user_id = %s", user)
    for note in (None, "diantar sendiri"):
        database.all("UPDATE console.invoice SET note = %s WHERE id = %s", note, invoice)
        act(run, "invoices.pay", invoice, "method=cash", "note=loket")
        assert database.one("SELECT note FROM console.invoice WHERE id = %s", invoice) == "cash: loket"
        act(run, "payments.reverse", database.one("SELECT order_id FROM console.charge WHERE invoice_id = %s AND state = 'paid'", invoice),
            "reason=x")
        assert database.one("SELECT note FROM console.invoice WHERE id = %s", invoice) == note


def test_a_receipt_that_waits_over_new_year_is_of_the_new_one(run, database, user):
    """The year is the shop's, and here a table says when it changes: while the sale waits for the series."""
    assert sell(run, user, "method=cash").code == 0
    old, = receipts(database, order_of(database, user))
    year = int(old[0].split("-")[1])
    database.all("CREATE TABLE console.test_year AS SELECT %s AS year", year)
    database.all("""CREATE OR REPLACE FUNCTION console.shop_year(moment timestamptz) RETURNS integer LANGUAGE plpgsql VOLATILE AS
                    $$ BEGIN RETURN (SELECT y.year FROM console.test_year y); END $$""")
    with database.connect() as other:
        other.execute("BEGIN")
        other.execute("SELECT FROM console.receipt_series FOR UPDATE")
        seller = threading.Thread(target=sell, args=(run, user, "method=cash"))
        seller.start()
        wait_until(lambda: database.one("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"))
        other.execute("UPDATE console.test_year SET year = year + 1")
        other.execute("COMMIT")
        seller.join(30)
    assert [number for number, *_ in receipts(database, order_of(database, user))] == [f"KW-{year + 1}-000001"]
    assert database.all("SELECT year, last_serial FROM console.receipt_series ORDER BY year") == [(year, 1), (year + 1, 1)]
    database.all("UPDATE console.test_year SET year = year - 1")
    assert sell(run, user, "method=cash").code == 0
    assert [number for number, *_ in receipts(database, order_of(database, user))] == [f"KW-{year}-000002"]


def test_what_is_given_stands_on_the_receipt_in_its_language(run, database, user):
    owe(database, user, [(1000, 10007)], used_beyond=10 * GB)
    act(run, "payments.settle_debt", user, "method=cash", "amount=35rb")
    number = receipts(database, order_of(database, user))[0][0]
    text = " ".join(run("receipt", number, "--columns", "48").out.split())
    assert "Utang 1000,0 MB dan 2,0 GB pemakaian di luar kuota" in text, text
    assert "1000,0 MB utang lunas, 2,0 GB utang otomatis lunas, Rp 4.993 masuk saldo" in text
    act(run, "settings.set", "message_language", "value=en")
    text = " ".join(run("receipt", number, "--columns", "48").out.split())
    assert "Debt of 1000.0 MB and 2.0 GB used beyond the quota" in text and "2.0 GB of automatic debt paid" in text


def test_what_has_no_undo_says_what_takes_it_back(run, database, user):
    assert sell(run, user, "method=cash").code == 0
    operation = database.one("SELECT operation_id FROM console.charge_effect")
    said = refused(run, "audit.undo", operation)
    assert "payments.sell has no undo" in said and "take it back by payments.cancel, payments.reverse" in said

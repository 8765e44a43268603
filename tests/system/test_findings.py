"""What breaks a rule of the data: damage of each kind is put in by hand, `check` finds it, the pane shows it, its repair mends it,
and it closes. A sound database gives none."""

import collections
import json

import pytest
from test_widgets import open_pane


@pytest.fixture
def config(make_config, database, router, gateways):
    return make_config(database, [router], midtrans=gateways)


@pytest.fixture(autouse=True)
def an_operation(run, config):
    """What is put in by hand needs one."""
    assert run("act", "coupons.create", "code=ADA", "percent=5", "--yes").code == 0


def found(run):
    """What check says, by name."""
    return {f["name"]: f for f in json.loads(run("check", "--format", "json").out)}


def findings(run, *where):
    done = run("show", "findings", *(["--where", " ".join(where)] if where else []), "--format", "json")
    assert done.code == 0, done.err
    return json.loads(done.out)


SOUND = """SELECT u.id::text FROM public.users u WHERE u.is_active AND u.approval_status = 'APPROVED' AND u.role = 'USER'
    AND NOT u.is_blocked AND NOT EXISTS (SELECT FROM public.user_quota_debts d WHERE d.user_id = u.id) ORDER BY u.id LIMIT %s"""


def customer(database):
    return database.one(SOUND, 1)


OPERATION = "(SELECT o.id FROM console.operation o LIMIT 1)"
CHARGE = """INSERT INTO console.charge (order_id, kind, gateway, mode, method, user_id, subject, amount_rp, state, actor, updated_at)
            VALUES (%(order)s, %(kind)s, 'midtrans', 'core_api', 'qris', %(user)s, 'x', 50000, %(state)s, 'test', now() - interval '2 hours')"""


def charge(connection, user, order, state, kind="deposit"):
    connection.execute(CHARGE, {"order": order, "kind": kind, "user": user, "state": state})


def deposit(connection, user, order, status):
    connection.execute("""INSERT INTO console.deposit (id, user_id, amount_rp, payable_rp, gateway_order_id, status, completed_at)
        VALUES (gen_random_uuid(), %s, 50000, 50000, %s, %s, CASE WHEN %s = 'completed' THEN now() END)""", [user, order, status, status])


def entry(connection, user, order, rp):
    connection.execute(f"INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id) VALUES ({OPERATION}, %s, %s, %s)", [user, rp, order])


def wrong_debt(connection, user):
    connection.execute("ALTER TABLE public.users DISABLE TRIGGER USER")
    connection.execute("UPDATE public.users SET manual_debt_mb = manual_debt_mb + 500 WHERE id = %s", [user])
    connection.execute("ALTER TABLE public.users ENABLE TRIGGER USER")


def coupon_miscounted(connection, _):
    connection.execute("INSERT INTO console.coupon (code, discount_type, discount_value, used_count) VALUES ('SALAH', 'percent', 10, 3)")


def coupon_beyond(connection, user):
    connection.execute("INSERT INTO console.coupon (code, discount_type, discount_value, max_uses, used_count) VALUES ('LEBIH', 'percent', 10, 1, 1)")
    for order in ("HC-1", "HC-2"):
        charge(connection, user, order, "paid", "package")
        connection.execute(f"INSERT INTO console.charge_effect (order_id, operation_id, effect) VALUES (%s, {OPERATION}, 'package')", [order])
    connection.execute("UPDATE console.charge SET coupon_code = 'LEBIH', coupon_state = 'used' WHERE order_id IN ('HC-1', 'HC-2')")


def balance_below(connection, user):
    connection.execute("ALTER TABLE console.balance_entry DISABLE TRIGGER balance_entry_not_below_zero")
    entry(connection, user, "TOPUP-X", -1)
    connection.execute("ALTER TABLE console.balance_entry ENABLE TRIGGER balance_entry_not_below_zero")


def balance_miskept(connection, user):
    entry(connection, user, "TOPUP-Y", 700)
    connection.execute("UPDATE console.balance SET rp = 900 WHERE user_id = %s", [user])


def paid_unbooked(connection, user):
    charge(connection, user, "TOPUP-1", "paid")
    connection.execute(f"INSERT INTO console.charge_effect (order_id, operation_id, effect) VALUES ('TOPUP-1', {OPERATION}, 'deposit')")
    deposit(connection, user, "TOPUP-1", "completed")


def booked_unpaid(connection, user):
    charge(connection, user, "TOPUP-2", "expired")
    deposit(connection, user, "TOPUP-2", "expired")
    entry(connection, user, "TOPUP-2", 50000)


def waits_for_nothing(connection, user):
    charge(connection, user, "TOPUP-3", "expired")
    deposit(connection, user, "TOPUP-3", "pending")


def without_charge(connection, user):
    deposit(connection, user, "TOPUP-4", "pending")


def without_deposit(connection, user):
    charge(connection, user, "TOPUP-5", "expired")


def message_left(connection, user):
    charge(connection, user, "HC-3", "expired", "package")
    connection.execute("INSERT INTO console.payment_message_log (order_id, role, chat_id, message_id, state) VALUES ('HC-3', 'user', '77', 5, 'sent')")


# --- the shop ---


def order(connection, user, number, state, contents=0, reserved=0, charge_state=None, total=10000):
    """An order of one for Rp 10.000, of a product with one more content in stock."""
    product = f"00000000-0000-0000-0001-{number:012d}"
    of_order = f"00000000-0000-0000-0002-{number:012d}"
    connection.execute("INSERT INTO console.product (id, code, name, price_rp) VALUES (%s, %s, 'x', 10000)", [product, f"P{number:03d}"])
    if charge_state:
        charge(connection, user, f"ORDER-{number}", charge_state, "order")
        connection.execute("UPDATE console.charge SET amount_rp = 10000 WHERE order_id = %s", [f"ORDER-{number}"])
        if charge_state == "paid":
            connection.execute(f"INSERT INTO console.charge_effect (order_id, operation_id, effect) VALUES (%s, {OPERATION}, 'order')", [f"ORDER-{number}"])
    connection.execute("""INSERT INTO console.shop_order (id, user_id, state, total_rp, charge_order_id, actor, paid_at, ended_at)
        VALUES (%s, %s, %s, %s, %s, 'test', CASE WHEN %s IN ('paid', 'refunded') THEN now() END, CASE WHEN %s <> 'awaiting_payment' THEN now() END)""",
                       [of_order, user, state, total, f"ORDER-{number}" if charge_state else None, state, state])
    connection.execute("INSERT INTO console.order_item (order_id, position, product_id, quantity, unit_price_rp) VALUES (%s, 1, %s, 1, 10000)",
                       [of_order, product])
    for n in range(contents):
        connection.execute("INSERT INTO console.product_content (product_id, content, is_used, used_at, used_by_order_id) VALUES (%s, %s, true, now(), %s)",
                           [product, f"used {number} {n}", of_order])
    for n in range(reserved):
        connection.execute("INSERT INTO console.product_content (product_id, content, reserved_by) VALUES (%s, %s, %s)",
                           [product, f"reserved {number} {n}", of_order])
    connection.execute("INSERT INTO console.product_content (product_id, content) VALUES (%s, %s)", [product, f"free {number}"])
    return product


def stock_miscounted(connection, user):
    product = order(connection, user, 1, "paid", contents=1, charge_state="paid")
    connection.execute("INSERT INTO console.product_count VALUES (%s, 7, 0, 0)", [product])


def paid_without_goods(connection, user):
    order(connection, user, 2, "paid", charge_state="paid")


def reserved_for_nobody(connection, user):
    order(connection, user, 3, "expired", reserved=1, charge_state="expired")


def used_by_nobody(connection, user):
    product = order(connection, user, 4, "paid", contents=1, charge_state="paid")
    connection.execute("INSERT INTO console.product_content (product_id, content, is_used, used_at) VALUES (%s, 'to nobody', true, now())", [product])


def contents_alike(connection, user):
    product = order(connection, user, 5, "paid", contents=1, charge_state="paid")
    connection.execute("INSERT INTO console.product_content (product_id, content) VALUES (%s, 'kode 77'), (%s, 'KODE77')", [product, product])


def order_left_behind(connection, user):
    order(connection, user, 6, "awaiting_payment", reserved=1, charge_state="expired")


def order_miscounted(connection, user):
    order(connection, user, 7, "paid", contents=1, charge_state="paid", total=99)


# --- states that no rule allows ---


def order_of_no_rule(connection, user):
    """A state that the table of moves does not lead to."""
    connection.execute("ALTER TABLE console.shop_order DROP CONSTRAINT shop_order_state_check")
    order(connection, user, 8, "lost")


def order_ended_at_no_time(connection, user):
    order(connection, user, 9, "expired", charge_state="expired")
    connection.execute("UPDATE console.shop_order SET ended_at = NULL WHERE charge_order_id = 'ORDER-9'")


def reserved_beyond(connection, user):
    order(connection, user, 10, "awaiting_payment", reserved=3, charge_state="open")
    connection.execute("UPDATE console.charge SET expires_at = now() + interval '1 hour' WHERE order_id = 'ORDER-10'")


def taken_and_unused(connection, user):
    order(connection, user, 11, "paid", contents=1, charge_state="paid")
    connection.execute("""UPDATE console.product_content SET is_used = false, used_at = NULL
                           WHERE used_by_order_id = (SELECT id FROM console.shop_order WHERE charge_order_id = 'ORDER-11')""")


def coupon_kept(connection, user):
    connection.execute("INSERT INTO console.coupon (code, discount_type, discount_value, reserved_count) VALUES ('SIMPAN', 'percent', 10, 1)")
    charge(connection, user, "HC-4", "expired", "package")
    connection.execute("UPDATE console.charge SET coupon_code = 'SIMPAN', coupon_state = 'reserved' WHERE order_id = 'HC-4'")


def deposit_forgotten(connection, user):
    charge(connection, user, "TOPUP-6", "paid")
    connection.execute(f"INSERT INTO console.charge_effect (order_id, operation_id, effect) VALUES ('TOPUP-6', {OPERATION}, 'deposit')")
    deposit(connection, user, "TOPUP-6", "pending")


def tally_wrong(connection, _):
    connection.execute("INSERT INTO console.package_tally (package_id, customers, sold, sold_rp) SELECT id, 99999, 0, 0 FROM public.packages ORDER BY id LIMIT 1")


def message_of_what_went_back(connection, user):
    charge(connection, user, "HC-5", "refunded", "package")
    connection.execute("""INSERT INTO console.payment_message_log (order_id, role, chat_id, message_id, state, at)
                          VALUES ('HC-5', 'user', '77', 6, 'edited', now() - interval '3 hours')""")


def vouchers_off_the_router(connection, _):
    connection.execute("""INSERT INTO console.voucher_lot (id, router, server, profile, quantity, prefix, length, alphabet, has_passwords, limit_uptime_s,
        limit_bytes, price_rp, commission_rp, actor, at) VALUES ('00000000-0000-0000-0003-000000000001', 'away', 'all', 'default', 1, '', 8, 'only_digits', false,
        0, 0, 5000, 0, 'test', now() - interval '2 hours')""")
    connection.execute("""INSERT INTO console.voucher (lot_id, place, router, server, code)
        VALUES ('00000000-0000-0000-0003-000000000001', 1, 'away', 'all', '12345678')""")


DAMAGE = [
    (vouchers_off_the_router, "vouchers_on_router"),
    (stock_miscounted, "stock_is_its_contents"), (paid_without_goods, "orders_have_goods"), (reserved_for_nobody, "reserved_for_open_orders"),
    (used_by_nobody, "used_by_orders"), (contents_alike, "contents_differ"), (order_left_behind, "orders_follow_charges"),
    (order_miscounted, "order_totals"),
    (order_ended_at_no_time, "states_allowed"), (reserved_beyond, "states_allowed"), (taken_and_unused, "states_allowed"),
    (coupon_kept, "states_allowed"), (deposit_forgotten, "states_allowed"), (tally_wrong, "package_tallies"),
    (message_of_what_went_back, "messages_end"),
    (wrong_debt, "manual_debt_is_ledger_sum"), (coupon_miscounted, "coupons_counted"), (coupon_beyond, "coupons_counted"),
    (balance_below, "balance_not_negative"), (balance_miskept, "balances_kept"), (paid_unbooked, "deposits_fit"), (booked_unpaid, "deposits_fit"),
    (waits_for_nothing, "deposits_fit"), (without_charge, "deposits_fit"), (without_deposit, "deposits_fit"), (message_left, "messages_end"),
]


def test_damage_of_each_kind_is_found_repaired_and_closed(database, run):
    before = set(found(run))
    assert before <= {"worker_running"}, "a sound database gives none"
    users = [user for user, in database.all(SOUND, len(DAMAGE))]
    with database.connect() as connection, connection.transaction():
        for (damage, _), user in zip(DAMAGE, users):
            damage(connection, user)
    assert set(found(run)) == before | {kind for _, kind in DAMAGE}
    rows = findings(run)
    assert sorted(row["kind"] for row in rows) == sorted(kind for _, kind in DAMAGE)
    for row in rows:
        assert row["now"] and row["repaired"] and row["what"] != row["kind"] and row["state"] == "open" and row["found_at"], row
    told = run("act", "findings.repair", "--where", "state:open", "--dry-run", "--format", "json")
    after, repaired = (collections.Counter(values) for values in ([row["after"] for row in json.loads(told.out)], [row["repaired"] for row in rows]))
    assert after <= repaired and after.total() == min(20, len(rows)), "a preview shows the first of them"
    assert len(findings(run)) == len(rows), "a preview changes nothing"
    done = run("act", "findings.repair", "--where", "state:open", "--yes")
    assert done.code == 0, done.err
    assert findings(run) == []
    assert set(found(run)) == before
    assert {row["state"] for row in findings(run, "found_at>=2020-01-01", "state:repaired")} == {"repaired"}


def test_what_was_mended_otherwise_is_gone_and_a_repair_leaves_it(database, run):
    user = customer(database)
    with database.connect() as connection, connection.transaction():
        wrong_debt(connection, user)
    found(run)
    row, = findings(run, "kind=manual_debt_is_ledger_sum")
    with database.connect() as connection, connection.transaction():
        connection.execute("ALTER TABLE public.users DISABLE TRIGGER USER")
        connection.execute("UPDATE public.users SET manual_debt_mb = 0 WHERE id = %s", [user])
        connection.execute("ALTER TABLE public.users ENABLE TRIGGER USER")
    assert "manual_debt_is_ledger_sum" not in found(run)
    assert findings(run) == []
    done = run("act", "findings.repair", "--id", str(row["id"]), "--yes")
    assert done.code == 1 and "is closed already" in run("act", "findings.repair", "--id", str(row["id"]), "--dry-run").out


def test_a_state_that_no_rule_leads_to(database, run):
    with database.connect() as connection, connection.transaction():
        order_of_no_rule(connection, customer(database))
    found(run)
    row, = findings(run, "kind=states_allowed")
    assert row["now"] == "lost: no rule leads there" and row["repaired"] is None and "audit" in row["mend"]


def test_a_finding_without_a_repair_says_what_to_do(database, run):
    with database.connect() as connection, connection.transaction():
        entry(connection, "00000000-0000-0000-0000-00000000dead", "TOPUP-9", 1000)
    found(run)
    row, = findings(run, "kind=balances_have_customers")
    assert row["repaired"] is None and "audit" in row["mend"]
    assert "has no repair of its own" in run("act", "findings.repair", "--id", str(row["id"]), "--dry-run").out


def test_the_pane_repairs_by_a_key(console, database, run):
    with database.connect() as connection, connection.transaction():
        wrong_debt(connection, customer(database))
    found(run)
    screen = open_pane(console, "findings", lambda t: "manual debt differs" in t.text(), columns=120)
    screen.press("M")
    screen.wait_for("manual_debt_mb 500, open debts 0")
    screen.type("repair")
    screen.press("enter")
    screen.wait_for("1 finding repaired")
    assert findings(run) == []


def test_findings_are_said_in_indonesian(console, database, run):
    with database.connect() as connection, connection.transaction():
        order(connection, customer(database), 6, "awaiting_payment", reserved=1, charge_state="expired")
        stock_miscounted(connection, customer(database))
    found(run)
    screen = open_pane(console, "findings", lambda t: "pesanan" in t.text(), columns=180, env={"LANGUAGE": "id", "LANG": "C.UTF-8"})
    screen.wait_for(lambda t: "tagihannya" in t.text() and "8 bebas, 0 dipesan" in t.text() and "its charge" not in t.text())

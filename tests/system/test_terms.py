"""What the operator saw and said yes to is what is booked: where a price, a coupon or a tax is changed between the plan and its
commit nothing is kept, and both are said. Each action that books money, by the command line; some by keys."""

import concurrent.futures
import glob
import os
import re

import pytest
from cashdesk import buyer as customer
from test_counter import owe
from test_crash import wait_until
from test_orders import buyer, config, fill, shop  # noqa: F401
from test_sellers import act, seller  # noqa: F401
from test_widgets import open_pane

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PACKAGE = "UPDATE public.packages SET {} WHERE name = 'Paket 10 GB'"
BOOKED = ("console.operation", "console.charge", "console.receipt", "console.balance_entry", "console.shop_order", "console.invoice",
          "console.audit_log", "console.till")


def books(database):
    """All that money leaves in the tables, the stock and who owes what."""
    counts = tuple(database.one(f"SELECT count(*) FROM {table}") for table in BOOKED)
    return counts + (database.one("""SELECT (SELECT sum(manual_debt_mb + total_quota_purchased_mb)::text FROM public.users),
                                            (SELECT sum(paid_mb) FROM public.user_quota_debts), (SELECT sum(used_count + reserved_count) FROM console.coupon),
                                            (SELECT count(*) FROM console.product_content WHERE is_used OR reserved_by IS NOT NULL),
                                            (SELECT count(*) FROM console.till WHERE closed_at IS NULL)"""),)


@pytest.fixture
def meanwhile(database, run):
    """meanwhile(change, "act", …): Result of it, with `change` done between its plan and its transaction's first row."""

    def go(change, *words):
        with database.connect() as other, concurrent.futures.ThreadPoolExecutor(1) as pool:
            other.autocommit = False
            other.execute("LOCK TABLE console.operation IN SHARE MODE")
            done = pool.submit(run, "act", *words, "--yes", "--format", "json")
            try:
                wait_until(lambda: done.done() or database.one("""SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
                                                                   WHERE c.relname = 'operation' AND NOT l.granted"""))
                assert not done.done(), done.result().err
                if change:
                    other.execute(change)
            finally:
                other.commit()
            return done.result()

    return go


def subscribe(database, user):
    database.all("INSERT INTO console.brand (name, prefix, tax_percent, key_kind) VALUES ('TOKO', 'TK', 0, 'test')")
    return database.one("""INSERT INTO console.subscription (user_id, brand, package, price_rp, tax_percent, due_day, starts_on, actor)
                           VALUES (%s, 'TOKO', 'Paket 10 GB', 150000, 0, 20, date '2020-01-01', 'test') RETURNING id::text""", user)


DEBT = "UPDATE public.user_quota_debts SET price_rp = 30000 WHERE price_rp = 20000"
# Each: words of the action ({user}, {phone}, {debt}, {seller}, {voucher}, {subscription}, {invoice}: ids), what is changed
# meanwhile, what was planned, what it is now.
CASES = {
    "a package": (("payments.sell", "--id", "{user}", "package=Paket 10 GB", "method=cash"), PACKAGE.format("price = 99000"),
                  "Rp 100.000 · 10.00 GB", "Rp 99.000 · 10.00 GB"),
    "what is in it": (("payments.sell", "--id", "{user}", "package=Paket 10 GB", "method=cash"), PACKAGE.format("data_quota_gb = 5"),
                      "Rp 100.000 · 10.00 GB", "Rp 100.000 · 5.00 GB"),
    "at a gateway": (("payments.sell", "--id", "{user}", "package=Paket 10 GB", "method=qris"), PACKAGE.format("price = 99000"),
                     "Rp 100.000 · 10.00 GB", "Rp 99.000 · 10.00 GB"),
    "a coupon": (("payments.sell", "--id", "{user}", "package=Paket 10 GB", "method=cash", "coupon=HEMAT"),
                 "UPDATE console.coupon SET discount_value = 2", "Rp 90.000 · 10.00 GB", "Rp 98.000 · 10.00 GB"),
    "debt": (("payments.settle_debt", "--id", "{user}", "method=cash"), DEBT, "Rp 20.000", "Rp 30.000"),
    "a part of it": (("payments.settle_debt", "--id", "{user}", "method=cash", "amount=10000"), DEBT, "Rp 10.000 · 1024 MB", "Rp 10.000 · 682 MB"),
    "one debt": (("debts.settle", "--id", "{debt}", "method=cash"), DEBT, "Rp 20.000", "Rp 30.000"),
    "the oldest": (("debts.settle_oldest", "--id", "{user}", "mb=1GB", "method=cash"), DEBT, "Rp 10.000 · 1024 MB", "Rp 15.000 · 1024 MB"),
    "all debts": (("debts.settle_all", "--id", "{user}", "method=cash"), DEBT, "Rp 20.000", "Rp 30.000"),
    "on credit": (("debts.advance", "--id", "{other}", "package=Paket 10 GB"), PACKAGE.format("price = 99000"),
                  "Rp 100.000 · 10240 MB", "Rp 99.000 · 10240 MB"),
    "an order": (("orders.create", "items=PULSA:2", "method=cash"), "UPDATE console.product SET price_rp = 15000 WHERE code = 'PULSA'",
                 "Rp 20.000 · PULSA:2", "Rp 30.000 · PULSA:2"),
    "a coupon at the checkout": (("orders.create", "items=GAME", "method=cash", "coupon=HEMAT"), "UPDATE console.coupon SET discount_value = 2",
                                 "Rp 45.000 · GAME:1", "Rp 49.000 · GAME:1"),
    "a seller": (("sellers.buy", "--id", "{seller}", "items=GAME"), "UPDATE console.seller_price SET price_rp = 45000",
                 "Rp 40.000 · GAME:1", "Rp 45.000 · GAME:1"),
    "commission": (("sellers.pay_commission", "--id", "{seller}"), "UPDATE console.seller_month SET commission_rp = 500", "Rp 340", "Rp 500"),
    "vouchers": (("vouchers.sell", "--id", "{voucher}", "method=cash"), "UPDATE console.voucher_lot SET price_rp = 7000", "Rp 5.000", "Rp 7.000"),
    "an invoice": (("invoices.generate", "--id", "{subscription}"), "UPDATE console.subscription SET tax_percent = 11", "Rp 150.000", "Rp 166.500"),
    "its money": (("invoices.pay", "--id", "{invoice}", "method=cash"), "UPDATE console.invoice SET base_rp = 160000, total_rp = 160000",
                  "Rp 150.000", "Rp 160.000"),
    "paid by hand": (("invoices.mark_paid", "--id", "{invoice}", "reason=tunai"), "UPDATE console.invoice SET base_rp = 160000, total_rp = 160000",
                     "Rp 150.000", "Rp 160.000"),
    "a till": (("till.close", "counted=19000", "reason=kembalian"), "UPDATE console.till SET float_rp = 5000", "Rp 20.000 to be in the drawer", "Rp 25.000 to be in the drawer"),
}


@pytest.fixture
def ids(request, shop, buyer, act, show, database):
    """What a case names, made as far as it needs it."""
    user, phone = buyer
    words = " ".join(CASES[request.node.callspec.params["case"]][0])
    found = {"user": user, "phone": phone, "other": customer(database, f"u.id <> '{user}'")}
    if "coupon" in words:
        act("coupons.create", "code=HEMAT", "percent=10")
    if "seller" in words:
        found["seller"] = request.getfixturevalue("seller")
        if "commission" in words:
            act("sellers.buy", "--id", found["seller"], "items=PULSA:2")
    if "debt" in words and "advance" not in words:
        owe(database, user, [(2048, 20000)])
        found["debt"] = database.one("SELECT id::text FROM public.user_quota_debts WHERE user_id = %s AND NOT is_paid AND price_rp = 20000", user)
    if "voucher" in words:
        database.all("INSERT INTO console.router (name, position) VALUES ('main', 0) ON CONFLICT DO NOTHING")
        act("vouchers.generate", "quantity=1", "validity=1d", "price=5000", "router=main")
        database.all("UPDATE console.voucher SET on_router = now()")
        found["voucher"] = show("vouchers")[0]["id"]
    if "invoice" in words:
        found["subscription"] = subscribe(database, user)
        if "{invoice}" in words:
            act("invoices.generate", "--id", found["subscription"])
            found["invoice"] = database.one("SELECT id::text FROM console.invoice")
    if "till" in words:
        act("orders.create", "items=PULSA:2", "method=cash")
    return found


@pytest.mark.parametrize("case", CASES)
def test_other_terms_are_refused_and_nothing_is_kept(case, ids, database, meanwhile):
    words, change, then, now = CASES[case]
    words = [word.format(**ids) for word in words]
    before = books(database)
    done = meanwhile(change, *words)
    assert done.code == 1 and "nothing was changed: what was planned has changed meanwhile: it was " + then in done.err, done.out + done.err
    assert "now it is " + now in done.err
    assert books(database) == before
    done = meanwhile("", *words)
    assert done.code in (0, 3), "what is planned anew and stays so is booked: " + done.err
    assert books(database) != before


# --- no action is forgotten ---

WRITES = r"INSERT\s+INTO\s+console\.(charge|receipt|balance_entry|invoice)\s*[( ]"
# What these book stands in rows that nobody edits, or in their own words.
AS_IT_STANDS = {"payment_reverse", "payment_refund_note", "payment_apply_late", "payment_news", "payment_refresh", "payment_cancel", "payment_expire",
                "payment_correct_balance", "balance_transfer", "inbox_replay", "order_refund", "order_cancel", "order_restock", "voucher_return",
                "invoice_resend", "invoice_refresh", "invoice_cancel", "queue_retry", "queue_cancel", "undo", "import_balances", "imports_undo",
                "shop_import", "shop_undo_import", "order_deliver_again", "payment_resend"}


def statements():
    for path in glob.glob(os.path.join(ROOT, "db", "*", "*_plan.sql")):
        with open(path) as plan, open(path.replace("_plan.sql", "_apply.sql")) as apply:
            yield os.path.basename(path).removesuffix("_plan.sql"), plan.read(), apply.read()


def test_every_action_that_books_says_its_terms(database):
    functions = dict(database.all("""SELECT p.proname, string_agg(pg_get_functiondef(p.oid), '') FROM pg_proc p
                                      JOIN pg_namespace n ON n.oid = p.pronamespace AND n.nspname = 'console' WHERE p.prokind = 'f' GROUP BY 1"""))
    calls = {name: set(re.findall(r"console\.(\w+)\(", text)) & functions.keys() for name, text in functions.items()}
    books = {name for name, text in functions.items() if re.search(WRITES, text)}
    while more := {name for name in functions if name not in books and calls[name] & books}:
        books |= more
    booking = {name: text for name, _, text in statements() if set(re.findall(r"console\.(\w+)\(", text)) & books or re.search(WRITES, text)}
    says = {name for name, plan, _ in statements() if "note, terms." in plan}
    assert says == {name for name, _, apply in statements() if re.search(r"-- Columns: .*\bterms\b", apply)}
    assert len(says) >= 15 and booking.keys() - says == AS_IT_STANDS & booking.keys(), (booking.keys() - says) ^ (AS_IT_STANDS & booking.keys())


# --- by keys ---


def test_by_keys_both_are_said_and_the_preview_comes_anew(shop, console, database):
    screen = open_pane(console, "orders", lambda t: "No order yet: , makes one." in t.text())
    screen.press(",")
    screen.wait_for("New order")
    screen.press("tab")
    screen.type("PULSA")
    screen.press("tab", "tab", "tab")
    screen.type("c")
    screen.press("enter")
    screen.wait_for(lambda t: "10,000" in t.text() and "in cash" in t.text())
    before = books(database)
    database.all("UPDATE console.product SET price_rp = 15000 WHERE code = 'PULSA'")
    screen.confirm()
    screen.wait_for(lambda t: "it was Rp 10,000 · PULSA:1" in t.text() and "it is Rp 15,000 · PULSA:1" in t.text() and "r Try again" in t.text())
    assert books(database) == before
    screen.press("r")
    screen.wait_for("to pay Rp 15,000")
    screen.confirm()
    wait_until(lambda: database.one("SELECT total_rp FROM console.shop_order WHERE state = 'paid'") == 15000)

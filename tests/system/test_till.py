"""Tills and receipts: opened and counted, one for each operator, and what the screen shows of money at the counter. The storm: a
thousand sales by three cashiers at once, in every way, while they are killed."""

import json
import random
import signal
import subprocess
import threading

import pytest
from cashdesk import buyer, order_of, sell, settle
from test_crash import wait_until
from test_path import only_row

PACKAGE = "Paket 10 GB"


@pytest.fixture
def config(make_config, database, router):
    return make_config(database, [router])


@pytest.fixture
def user(database):
    return buyer(database)


def act(run, action, *words, who="tester", code=0):
    done = run("act", action, *words, "--yes", "--format", "json", env={"LOGNAME": who})
    assert done.code == code, (done.out, done.err)
    return done.out + done.err


def tills(show):
    return show("till", "--sort", "at")


def test_the_first_sale_opens_a_till_and_closing_counts_it(run, show, database, user):
    price = database.one("SELECT price FROM public.packages WHERE name = %s", PACKAGE)
    assert sell(run, user, "method=cash").code == 0
    act(run, "payments.topup", "--id", user, "amount=30rb", "method=transfer")
    (till,) = tills(show)
    assert till["operator"].startswith("tester@") and till["is_opened_by_sale"] and till["state"] == "open"
    assert (till["cash_rp"], till["transfer_rp"], till["amount_rp"], till["expected_rp"], till["receipts"]) == (
        price, 30000, price + 30000, price, 2)
    assert till["method"] == "cash, transfer"
    assert "Rp 1.000 are missing" in act(run, "till.close", f"counted={price - 1000}", code=1)
    act(run, "till.close", f"counted={price - 1000}", "reason=kembalian kurang")
    (till,) = tills(show)
    assert (till["state"], till["difference_rp"], till["reason"]) == ("closed", -1000, "kembalian kurang")
    assert sell(run, user, "method=cash").code == 0
    assert [row["state"] for row in tills(show)] == ["closed", "open"]


def test_each_operator_has_one_till(run, show, database, user):
    act(run, "till.open", "float=100rb", who="siti")
    assert "has a till open already" in act(run, "till.open", who="siti", code=1)
    act(run, "till.open", who="budi")
    assert sell(run, user, "method=cash", env={"LOGNAME": "siti"}).code == 0
    order = order_of(database, user)
    assert sell(run, user, "method=transfer", env={"LOGNAME": "budi"}).code == 0
    siti, budi = tills(show)
    assert siti["cash_rp"] > 0 and siti["expected_rp"] == siti["cash_rp"] + 100000 and budi["cash_rp"] == 0 and budi["transfer_rp"] > 0
    act(run, "till.close", f"counted={siti['expected_rp']}", who="siti")
    # who gives the money back has it in the till of his own; one that is closed stays as it was counted
    act(run, "payments.reverse", "--id", order_of(database, user), "reason=x", who="budi")
    act(run, "payments.reverse", "--id", order, "reason=x", who="budi")
    siti_now, budi_now = tills(show)
    assert siti_now["cash_rp"] == siti["cash_rp"] and siti_now["difference_rp"] == 0
    assert (budi_now["cash_rp"], budi_now["transfer_rp"]) == (-siti["cash_rp"], 0)
    assert run("check", "--format", "json").out.count("till") == 0


def test_by_setting_cash_waits_for_a_till_that_is_opened(run, database, user):
    act(run, "settings.set", "--id", "till_opening", "value=by_hand")
    refused = sell(run, user, "method=cash")
    assert refused.code == 1 and "open yours first (till.open)" in refused.out + refused.err
    assert sell(run, user, "method=transfer").code == 0  # no drawer is needed for that
    assert database.one("SELECT till_id FROM console.receipt") is None
    act(run, "till.open")
    assert sell(run, user, "method=cash").code == 0
    # nor is cash given back out of nobody's drawer
    act(run, "till.close", "--id", database.one("SELECT id::text FROM console.till"), "counted=100rb")
    order = database.one("SELECT order_id FROM console.charge WHERE method = 'cash'")
    refused = run("act", "payments.reverse", "--id", order, "reason=salah", "--yes")
    assert refused.code == 1 and "open yours first (till.open)" in refused.out + refused.err
    act(run, "till.open")
    act(run, "payments.reverse", "--id", order, "reason=salah")
    assert database.one("SELECT count(*) FROM console.receipt WHERE method = 'cash' AND till_id IS NULL") == 0


def test_receipts_of_everything_and_what_check_finds(run, show, database, user):
    assert sell(run, user, "method=cash", "note=pagi").code == 0
    act(run, "payments.reverse", "--id", order_of(database, user), "reason=salah")
    first, second = show("receipts", "--sort", "number")
    assert first["reversed"] and second["reverses"] == first["number"] and first["note"] == "pagi" and second["note"] == "salah"
    assert first["amount_rp"] == -second["amount_rp"] and first["gives"] and not second["gives"]
    assert [row["id"] for row in show("receipts", "--where", f"till_id:{first['till_id']} kind:reversal")] == [second["id"]]
    found = lambda: {row["name"] for row in json.loads(run("check", "--format", "json").out)} - {"worker_running"}  # noqa: E731
    assert found() == set()
    database.all("UPDATE console.receipt_series SET last_serial = last_serial + 1")
    assert found() == {"receipts_without_gap"}
    with pytest.raises(Exception, match="append-only"):
        database.all("DELETE FROM console.receipt")


# --- on the screen ---


def words_on(screen):
    """What stands in the right column of a preview, or anywhere, without the breaks of its lines."""
    lines = [line.strip().strip("│").rstrip() for line in screen.lines()]
    right = [line[line.rfind("   ") :].strip() if "   " in line.strip() else line.strip() for line in lines]
    return " ".join(right)


def open_customer(screen, phone):
    screen.wait_for("Phone")
    screen.press("/")
    screen.type("0" + phone[3:])
    screen.wait_for(lambda t: only_row(t, "0" + phone[3:]))
    screen.press("enter")


@pytest.mark.parametrize("rows, columns", [(24, 80), (40, 120)])
def test_a_cash_sale_is_few_keys(console, database, user, rows, columns):
    """No gateway: cash stands there. P, the package, enter, enter."""
    phone = database.one("SELECT phone_number FROM public.users WHERE id = %s", user)
    screen = console("users", rows=rows, columns=columns)
    open_customer(screen, phone)
    screen.press("P")
    screen.wait_for("Sell a package")
    screen.wait_for("‹ cash ›")
    screen.type(PACKAGE)
    screen.press("enter")
    screen.wait_for("Apply")
    screen.wait_for("taken in cash")
    assert "10.0 GB become quota" in words_on(screen)
    screen.press("enter")
    order = wait_until(lambda: database.one("SELECT order_id FROM console.charge WHERE gateway = 'counter'"))
    screen.wait_for(order)
    screen.wait_for("PAID")
    number, = database.one("SELECT ARRAY[number] FROM console.receipt")
    screen.wait_for(number)
    assert "become quota" in screen.text() and "cash" in screen.text()


def test_the_form_begins_with_what_was_used_last(console, run, database, user, make_config, router, gateways):
    config = make_config(database, [router], midtrans=gateways)
    act(run, "payments.topup", "--id", user, "amount=10rb", "method=transfer")
    screen = console("users", rows=30, columns=100, config=config)
    screen.wait_for("midtrans")
    screen.press("P")
    screen.wait_for("‹ transfer ›")


def test_the_tills_on_the_screen(console, database, run, user):
    screen = console("till", rows=24, columns=80)
    screen.wait_for("Till")
    screen.press(";")
    screen.wait_for("Money in the drawer")
    screen.type("100rb")
    screen.press("enter")
    screen.wait_for("Apply")
    screen.press("enter")
    screen.wait_for("tester@")
    assert sell(run, user, "method=cash").code == 0
    screen.wait_for("Rp 200,000")
    screen.press("enter")
    screen.wait_for("KW-")  # its receipts
    screen.press("esc")
    screen.press("E")
    screen.wait_for("Counted")
    screen.type("190rb")
    screen.press("enter")
    screen.wait_for("Rp 10,000 are missing in the drawer")
    screen.press("esc")
    screen.wait_for("Reason")
    screen.press("tab")
    screen.type("hilang")
    screen.press("enter")
    screen.wait_for("close")
    screen.type("close")
    screen.press("enter")
    wait_until(lambda: database.one("SELECT counted_rp - expected_rp FROM console.till") == -10000)


# --- the storm ---

CASHIERS = ("siti", "budi", "wati")
CUSTOMERS, AT_ONCE = 200, 20
SALES = {"cash": 23, "transfer": 14, "balance": 10, "qris": 3}  # operations, of AT_ONCE customers each: 1000 sales
PACKAGE_MB, PRICE = 10240, 100_000


def add_customers(database, room, count):
    """Without debt, with 10 GB bought and little of it used."""
    database.all("""INSERT INTO public.users (id, phone_number, full_name, is_active, approval_status, role, is_blocked, mikrotik_password,
                                              total_quota_purchased_mb, total_quota_used_mb, auto_debt_offset_mb, manual_debt_mb,
                                              quota_expiry_date, is_unlimited_user, created_at, updated_at)
                    SELECT gen_random_uuid(), '+6287' || %s || lpad(i::text, 6, '0'), 'Badai ' || i, true, 'APPROVED', 'USER', false, '123456',
                           10240, 100.5, 0, 0, now() + interval '9 days', false, now(), now() FROM generate_series(1, %s) AS i""",
                 room, count)
    return [user for user, in database.all("SELECT id::text FROM public.users WHERE phone_number LIKE %s ORDER BY phone_number",
                                           f"+6287{room}%")]


class Cashier(threading.Thread):
    """Does one thing after the other at the command line, and is killed now and then. What was killed is looked up by its note, and done
    again where nothing of it is there."""

    def __init__(self, name, binary, config, environment, database, jobs, seed):
        super().__init__(name=name)
        self.argv, self.database, self.jobs, self.dice = [binary, "--config", config, "act"], database, jobs, random.Random(seed)
        self.environment = {**environment, "LOGNAME": name}
        self.killed, self.failure = 0, None

    def once(self, words):
        """The exit code; None where it was killed."""
        process = subprocess.Popen([*self.argv, *words, "--yes"], env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT)
        if self.dice.random() < 0.3:
            try:
                process.wait(self.dice.uniform(0.02, 0.5))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                self.killed += 1
                return None
        said = process.communicate(timeout=50)[0].decode()
        assert process.returncode in (0, 1, 3), said  # 3: the messengers are not configured
        return process.returncode

    def do(self, words, note):
        while self.once(words) is None:
            if note and self.database.one("SELECT count(*) FROM console.operation WHERE args ->> 'note' = %s", note):
                return

    def run(self):
        try:
            for number, (action, users, *words) in enumerate(self.jobs):
                note = f"{self.name} {number}"
                ids = [word for user in users for word in ("--id", user)]
                self.do([action, *ids, *words, f"note={note}"], note)
                if number % 4 == 3:
                    self.do(["till.close", "counted=0", "reason=badai"], None)
                if number % 3 == 2:
                    self.reverse()
        except Exception as failure:  # noqa: BLE001 told by the test
            self.failure = failure

    def reverse(self):
        """Some of what was sold; what something came after is refused."""
        orders = self.database.all("""SELECT order_id FROM console.charge WHERE gateway = 'counter' AND kind = 'package' AND state = 'paid'
                                       ORDER BY created_at DESC LIMIT 40""")
        for order, in self.dice.sample(orders, min(2, len(orders))):
            self.once(["payments.reverse", "--id", order, "reason=badai"])


def jobs_of(users, asked):
    """Each cashier's: sales in every way; a balance is filled in cash before it is spent."""
    dice, jobs = random.Random(75), []
    for method, operations in SALES.items():
        for number in range(operations):
            buyers = asked[number * AT_ONCE:][:AT_ONCE] if method == "qris" else dice.sample(users, AT_ONCE)
            if method == "balance":
                jobs.append([("payments.topup", buyers, f"amount={PRICE}", "method=cash"),
                             ("payments.sell", buyers, f"package={PACKAGE}", "method=balance")])
            else:
                jobs.append([("payments.sell", buyers, f"package={PACKAGE}", f"method={method}")])
    dice.shuffle(jobs)
    return [[job for pair in jobs[cashier::len(CASHIERS)] for job in pair] for cashier in range(len(CASHIERS))]


@pytest.mark.alone
def test_a_thousand_sales_by_three_cashiers_who_are_killed(make_config, binary, environment, database, gateways, run):
    config = make_config(database, midtrans=gateways)
    users, asked = add_customers(database, 1, CUSTOMERS), add_customers(database, 2, SALES["qris"] * AT_ONCE)
    cashiers = [Cashier(name, binary, config, environment, database, jobs, number)
                for number, (name, jobs) in enumerate(zip(CASHIERS, jobs_of(users, asked)))]
    for cashier in cashiers:
        cashier.start()
    for cashier in cashiers:
        cashier.join(120)
        assert not cashier.is_alive() and cashier.failure is None, (cashier.name, cashier.failure)
    assert sum(cashier.killed for cashier in cashiers) > 5
    settle(run, database, config=config)  # what was asked for and killed before it reached the gateway
    for order, in database.all("SELECT order_id FROM console.charge WHERE gateway = 'midtrans' AND NOT is_adopted AND state = 'open'"):
        gateways.move(order, "settlement")
    wait_until(lambda: settle(run, database, config=config).code in (0, 3) and database.one(
        "SELECT count(*) FROM console.charge WHERE state IN ('new', 'open') AND NOT is_adopted") == 0, 60)

    assert database.one("SELECT count(*) FROM console.charge WHERE kind = 'package' AND NOT is_adopted") == 1000
    # each once
    assert database.all("""SELECT c.order_id FROM console.charge c LEFT JOIN console.charge_effect e ON e.order_id = c.order_id
                            WHERE NOT c.is_adopted AND (e.order_id IS NULL OR c.state NOT IN ('paid', 'refunded'))""") == []
    assert database.all("""SELECT u.phone_number, u.total_quota_purchased_mb, n.sold FROM public.users u
                            CROSS JOIN LATERAL (SELECT count(*) AS sold FROM console.charge c
                                                 WHERE c.user_id = u.id AND c.kind = 'package' AND c.state = 'paid') n
                            WHERE u.full_name LIKE 'Badai %%' AND u.total_quota_purchased_mb <> 10240 + %s * n.sold""", PACKAGE_MB) == []
    assert database.one("SELECT count(*) FROM console.charge WHERE state = 'refunded'") > 0
    # numbers
    receipts, lowest, highest = database.one("SELECT count(DISTINCT number), min(serial), max(serial) FROM console.receipt")
    assert lowest == 1 and highest == receipts == database.one("SELECT count(*) FROM console.receipt")
    assert database.one("SELECT count(*) FROM console.receipt a JOIN console.receipt b ON b.serial = a.serial + 1 WHERE b.at < a.at") == 0
    # tills and the ledger of charges: money in by who took it, money out by who gave it back
    assert database.all("""
        SELECT coalesce(t.operator, l.operator), t.cash, l.cash, t.transfer, l.transfer
          FROM (SELECT t.operator, sum(s.cash_rp) AS cash, sum(s.transfer_rp) AS transfer
                  FROM console.till t CROSS JOIN LATERAL console.till_sums(t.id) s GROUP BY t.operator) t
          FULL JOIN (SELECT x.operator, sum(x.rp) FILTER (WHERE x.method = 'cash') AS cash,
                            coalesce(sum(x.rp) FILTER (WHERE x.method = 'transfer'), 0) AS transfer
                       FROM (SELECT c.actor AS operator, c.method, c.amount_rp AS rp FROM console.charge c WHERE c.gateway = 'counter'
                             UNION ALL
                             SELECT a.actor, c.method, -c.amount_rp FROM console.audit_log a JOIN console.charge c ON c.order_id = a.entity_id
                              WHERE a.action = 'payments.reverse' AND a.entity_type = 'charge') x
                      GROUP BY x.operator) l ON l.operator = t.operator
         WHERE (t.cash, t.transfer) IS DISTINCT FROM (l.cash, l.transfer)""") == []
    assert {row["name"] for row in json.loads(run("check", "--format", "json", config=config).out)} <= {
        "worker_running", "outbox_failed", "router_counters", "setup:router"}


def test_a_till_that_goes_below_zero_is_said_before(run, database):
    """Cash that goes back, of an order and of a deposit, by whoever has not so much of it."""
    user = buyer(database)
    act(run, "payments.topup", "--id", user, "amount=50000", "method=cash")
    order = order_of(database, user)
    first = ("payments.reverse", "--id", order, "reason=salah", "--dry-run")
    said = run("act", *first).err
    assert "below zero" not in said and "Rp 50.000 go back (salah)" in said
    assert "no till of yours is open: one is opened Rp 50.000 below zero" in run("act", *first, env={"LOGNAME": "siti"}).err
    act(run, "till.open", "float=20000", who="siti")
    assert "your till holds Rp 20.000: it goes Rp 30.000 below zero" in run("act", *first, env={"LOGNAME": "siti"}).err
    act(run, "payments.reverse", "--id", order, "reason=salah", who="siti")
    assert database.one("SELECT console.rp_text(t.float_rp + s.cash_rp) FROM console.till t, console.till_sums(t.id) s"
                        " WHERE starts_with(t.operator, 'siti@')") == "-Rp 30.000", "as the screen writes it"
    database.all("INSERT INTO console.product (code, name, price_rp) VALUES ('GAME', 'Game', 10000)")
    database.all("INSERT INTO console.product_content (product_id, content) SELECT id, 'AAAA-1111' FROM console.product")
    act(run, "orders.create", "items=GAME", "method=cash")
    refund = ("orders.refund", "--id", database.one("SELECT id::text FROM console.shop_order"), "reason=salah", "--dry-run")
    assert "below zero" not in run("act", *refund).err
    assert "your till holds -Rp 30.000: it goes Rp 40.000 below zero" in run("act", *refund, env={"LOGNAME": "siti"}).err

"""Monthly billing: subscriptions, what their invoices say, that there is one for each month whoever asks and however
often, and what follows when one is not paid. Days are moved in the database."""

import calendar
import datetime
import json
import random
import subprocess
import time
from fractions import Fraction

import psycopg
import pytest
from cashdesk import make_due
from test_crash import wait_until
from test_path import managed_lists
from test_policies import block_of, change, customers, let_in, set_today, work  # noqa: F401

PACKAGE = "Paket 10 GB"


@pytest.fixture(autouse=True)
def brand(database):
    """One account of Xendit, as a configuration would have made it known."""
    database.all("INSERT INTO console.brand (name, prefix, tax_percent, key_kind) VALUES ('JAKINET', 'JKN', 11, 'test')")
    set_today(database, "2026-11-21")


@pytest.fixture
def act(run):
    """act("invoices.generate", …) → its row of the result; it must succeed."""

    def go(name, *arguments):
        done = run("act", name, *arguments, "--yes", "--format", "json")
        assert done.code == 0, done.err
        row, = json.loads(done.out)
        return row

    return go


@pytest.fixture
def preview(run):
    """preview("invoices.generate", …) → its lines by id, and what is said beside them."""

    def go(name, *arguments):
        done = run("act", name, *arguments, "--dry-run", "--format", "json")
        assert done.code in (0, 1), done.err
        return {row["id"]: row for row in json.loads(done.out or "[]")}, done.err

    return go


def users(database, count=1):
    return [row[0] for row in database.all("SELECT id::text FROM public.users WHERE is_active AND approval_status = 'APPROVED'"
                                           " ORDER BY id LIMIT %s", count)]


def subscribe(database, user, start="2026-01-01", price=200_000, **columns):
    """A subscription as it would stand there; its id."""
    columns = {"user_id": user, "brand": "JAKINET", "package": PACKAGE, "price_rp": price, "due_day": 10, "starts_on": start,
               "actor": "siti", **columns}
    return database.one(f"INSERT INTO console.subscription ({', '.join(columns)})"
                        f" VALUES ({', '.join(['%s'] * len(columns))}) RETURNING id::text", *columns.values())


def subscription(database, one):
    return database.one("SELECT to_jsonb(s) FROM console.subscription s WHERE id = %s", one)


def invoices(database, condition="true"):
    return [row[0] for row in database.all(f"SELECT to_jsonb(i) FROM console.invoice i WHERE {condition} ORDER BY invoice_number")]


def invoice_of(database, one, period="2026-11"):
    found, = invoices(database, f"subscription_id = '{one}' AND period = '{period}-01'")
    return found


def refusal(run, *arguments):
    done = run("act", *arguments, "--yes")
    assert done.code == 1, (done.out, done.err)
    return done.err


# --- subscriptions ---


def test_subscribed_with_what_is_left_out(database, run, act, show):
    user, = users(database)
    row = act("subscriptions.add", "--id", user, f"package={PACKAGE}", "email=budi@example.com", "whatsapp=0812-3456 789")
    assert row["changed"] == 1
    made = database.one("SELECT to_jsonb(s) FROM console.subscription s")
    price = database.one("SELECT price FROM public.packages WHERE name = %s", PACKAGE)
    assert (made["price_rp"], made["tax_percent"], made["brand"], made["due_day"]) == (price, None, "JAKINET", 10)
    assert (made["is_vip"], made["tipe"], made["whatsapp"], made["starts_on"]) == (False, "normal", "+628123456789", "2026-11-21")
    kind, entity, after, details = database.one("SELECT entity_type, entity_id, after, details FROM console.audit_log"
                                                " WHERE action = 'subscriptions.add'")
    assert (kind, entity, details["user_id"]) == ("subscription", made["id"], user)
    assert after["price_rp"] == price and after["whatsapp"] == "+628123456789"


@pytest.mark.parametrize("given, words", [
    ("tax=11.111", "no percentage"), ("tax=101", "no percentage"), ("tax=-1", "no percentage"),
    ("email=budi", "no address"), ("email=a@b", "no address"), ("email=a b@example.com", "no address"),
    ("whatsapp=hello", "no number"), ("whatsapp=12", "no number"), ("brand=NOBODY", "there is no brand NOBODY"),
    ("package=Nothing", "there is no package Nothing")])
def test_what_can_not_be_meant_is_refused_in_words(database, run, given, words):
    user, = users(database)
    arguments = [f"package={PACKAGE}", given] if not given.startswith("package") else [given]
    assert words in refusal(run, "subscriptions.add", "--id", user, *arguments)
    assert database.one("SELECT count(*) FROM console.subscription") == 0


def test_of_several_brands_one_is_named(database, run, act):
    user, = users(database)
    database.all("INSERT INTO console.brand (name, prefix, tax_percent, key_kind) VALUES ('SARING', 'SRG', 0, 'live')")
    assert "several brands" in refusal(run, "subscriptions.add", "--id", user, f"package={PACKAGE}")
    act("subscriptions.add", "--id", user, f"package={PACKAGE}", "brand=SARING", "tax=1,1")
    assert database.one("SELECT brand, tax_percent::text FROM console.subscription") == ("SARING", "1.10")


@pytest.mark.parametrize("given, stored", [
    ("08123456789", "+628123456789"), ("628123456789", "+628123456789"), ("+62 (0)812-3456-789", "+628123456789"),
    ("8123456789", "+628123456789"), ("0062 812 3456 789", "+628123456789"), ("+6591234567", "+6591234567"),
    ("0065 9123 4567", "+6591234567"), ("7123456789", None), ("+62", None), ("+0812345678", None), ("0", None),
    ("\u202a+62\u00a0812\u20113456\u2011789\u202c", "+628123456789"), ("(+62) 812\u20133456\u2212789\u200b", "+628123456789"),
    ("0812\u20ac3456789", None), ("+62812345678901234", None), ("0812abc", None), ("62081", None), ("00", None)])
def test_numbers_are_stored_as_everywhere(database, given, stored):
    """The rules of model/values/phone.c, whose own tests have the same pairs."""
    assert database.one("SELECT console.phone_stored(%s)", given) == stored


def test_edited_is_what_is_given_and_nothing_else(database, run, act):
    user, = users(database)
    one = subscribe(database, user, due_day=25, is_vip=True, tipe="bulk", email="old@example.com", tax_percent=5)
    act("subscriptions.edit", "--id", one, "price=250000")
    now = subscription(database, one)
    assert (now["price_rp"], now["due_day"], now["is_vip"], now["tipe"], now["email"]) == (250_000, 25, True, "bulk", "old@example.com")
    before, after = database.one("SELECT before, after FROM console.audit_log WHERE action = 'subscriptions.edit'")
    assert (before, after) == ({"price_rp": 200_000}, {"price_rp": 250_000})
    act("subscriptions.edit", "--id", one, "tax=-", "email=-", "vip=no")
    now = subscription(database, one)
    assert (now["tax_percent"], now["email"], now["is_vip"]) == (None, None, False)
    assert "has this already" in refusal(run, "subscriptions.edit", "--id", one, "price=250000")
    assert "nothing is given" in refusal(run, "subscriptions.edit", "--id", one)
    assert "no percentage" in refusal(run, "subscriptions.edit", "--id", one, "tax=x")


def test_paused_resumed_and_ended(database, run, act):
    user, = users(database)
    one = subscribe(database, user)
    act("subscriptions.pause", "--id", one)
    assert "is paused already" in refusal(run, "subscriptions.pause", "--id", one)
    act("subscriptions.resume", "--id", one)
    assert subscription(database, one)["billed_from"] == "2026-11-01"
    assert "is active already" in refusal(run, "subscriptions.resume", "--id", one)
    act("subscriptions.end", "--id", one)
    assert (subscription(database, one)["status"], subscription(database, one)["ended_on"]) == ("ended", "2026-11-21")
    for name in ("pause", "resume", "end"):
        assert "ended on 2026-11-21" in refusal(run, f"subscriptions.{name}", "--id", one)


# --- what an invoice says ---


def test_preview_counts_and_says_why_not(database, preview, act, run):
    first, second, third, fourth, fifth, gone = users(database, 5) + [None]
    plain = subscribe(database, first, price=200_000)
    begins = subscribe(database, second, "2026-11-21", 100_000, tax_percent=0)
    paused = subscribe(database, third, status="paused")
    later = subscribe(database, fourth, "2026-12-01")
    ended = subscribe(database, fifth, status="ended", ended_on="2026-10-01")
    gone = subscribe(database, "00000000-0000-0000-0000-00000000dead")
    lines, words = preview("invoices.generate", *[x for one in (plain, begins, paused, later, ended, gone) for x in ("--id", one)])
    assert "2 invoices of 2026-11: Rp 233.333 and Rp 22.000 tax, Rp 255.333 together" in words
    assert {lines[one]["refusal"] for one in (plain, begins)} == {None}
    assert "10 of 30 days" in lines[begins]["after"] and "Rp 33.333 and Rp 0 tax" in lines[begins]["after"]
    assert [lines[one]["refusal"] for one in (paused, later, ended, gone)] == [
        "is paused", "starts on 2026-12-01", "ended on 2026-10-01", "its customer is gone"]
    assert invoices(database) == []

    assert act("invoices.generate")["changed"] == 2
    lines, _ = preview("invoices.generate", "--id", plain)
    assert lines[plain]["refusal"] == "has its invoice already: " + invoice_of(database, plain)["invoice_number"]
    database.all("UPDATE console.subscription SET status = 'ended', ended_on = '2026-11-21' WHERE id = ANY(%s::uuid[])", [later, gone])
    again = run("act", "invoices.generate", "--yes")
    assert again.code == 0 and "nothing was done" in again.out, again
    assert len(invoices(database)) == 2
    newer = subscribe(database, first)
    lines, words = preview("invoices.generate")
    assert set(lines) == {newer} and "together; 2 have theirs already" in words


@pytest.mark.parametrize("period, words", [
    ("2026-13", "given like 2026-12"), ("26-11", "given like 2026-12"), ("2026/11", "given like 2026-12"),
    ("0000-01", "given like 2026-12"), ("2027-01", "more than a month ahead"), ("2025-12", "starts on 2026-01-01")])
def test_a_month_that_can_not_be_meant(database, run, period, words):
    one = subscribe(database, users(database)[0])
    assert words in refusal(run, "invoices.generate", "--id", one, f"period={period}")


def test_an_invoice_brings_charge_and_queue(database, act):
    first, second, third = users(database, 3)
    subscribe(database, first, is_vip=True, tipe="bulk", email="a@example.com", tax_percent="1.1")
    subscribe(database, second, tipe="bulk")
    subscribe(database, third)
    act("invoices.generate", "period=2026-11")
    made = {row["user_id"]: row for row in invoices(database)}
    assert sorted(row["invoice_number"] for row in made.values()) == [f"JKN-202611-00000{n}" for n in (1, 2, 3)]
    vip = made[first]
    assert (vip["base_rp"], vip["tax_rp"], vip["total_rp"], vip["due_on"]) == (200_000, 2_200, 202_200, "2026-11-21")
    assert (vip["subject"], vip["notify"], made[second]["notify"]) == (f"{PACKAGE}, November 2026", "both", "whatsapp")
    rows = database.all("""SELECT q.order_id, q.priority, c.kind, c.gateway, c.mode, c.state, c.amount_rp, c.user_id::text,
                                  round(extract(epoch FROM q.rank_at - q.wanted_at) / 60)::integer
                             FROM console.invoice_queue q JOIN console.charge c USING (order_id)""")
    assert {row[7]: row[:7] + row[8:] for row in rows} == {
        user: (made[user]["invoice_number"], priority, "invoice", "xendit", "invoice", "new", made[user]["total_rp"], minutes)
        for user, priority, minutes in ((first, "HIGH", 0), (second, "LOW", 60), (third, "NORMAL", 30))}


def half_up(fraction):
    """The nearest whole number, of two as near the greater."""
    return (2 * fraction.numerator + fraction.denominator) // (2 * fraction.denominator)


def expected(price, tax, starts, due_day, period, issued):
    days = calendar.monthrange(period.year, period.month)[1]
    billed = days - starts.day + 1 if (starts.year, starts.month) == (period.year, period.month) else days
    base = half_up(Fraction(price) * billed / days)
    due = max(period.replace(day=min(due_day, days)), issued, starts)
    return billed, days, base, half_up(base * Fraction(tax) / 100), due


def test_sums_are_exact(database, act):
    """16,000 invoices of random prices, taxes and days, against exact fractions; through the real action."""
    chance, today = random.Random(20261121), datetime.date(2028, 2, 15)
    set_today(database, today)
    user, = users(database)
    periods = [datetime.date(2028, month, 1) if month < 12 else datetime.date(2027, 12, 1) for month in (12, 1, 2, 3)]
    asked = {}
    for number in range(5000):
        price = chance.choice([chance.randint(1, 100), chance.randint(1, 2_000_000), chance.randint(1, 20_000) * 1000, 10**9])
        tax = chance.choice(["0", "11", "1.1", "100", "0.01", f"{chance.randint(0, 9999) / 100:.2f}"])
        starts = chance.choice(periods) + datetime.timedelta(days=chance.randint(0, 30))
        asked[str(number)] = (price, tax, chance.choice([starts, datetime.date(2027, 1, 1)]), chance.randint(1, 31))
    with database.connect() as connection, connection.cursor().copy(
            "COPY console.subscription (user_id, brand, package, price_rp, tax_percent, starts_on, due_day, actor) FROM STDIN") as copy:
        for name, (price, tax, starts, due_day) in asked.items():
            copy.write_row((user, "JAKINET", name, price, tax, starts, due_day, "test"))
    compared = 0
    for period in periods:
        act("invoices.generate", f"period={period:%Y-%m}")
        found = {row[0]: row[1:] for row in database.all(
            """SELECT s.package, i.days, i.of_days, i.base_rp, i.tax_rp, i.due_on FROM console.invoice i
                 JOIN console.subscription s ON s.id = i.subscription_id WHERE i.period = %s""", period)}
        for name, (price, tax, starts, due_day) in asked.items():
            should = expected(price, tax, starts, due_day, period, today)
            if starts >= (period + datetime.timedelta(days=31)).replace(day=1) or should[2] == 0:
                assert name not in found
            else:
                assert found[name] == should, (period, asked[name])
                compared += 1
    assert compared > 15_000
    totals, numbers, last = database.one("SELECT sum(total_rp) = sum(base_rp) + sum(tax_rp), count(DISTINCT invoice_number),"
                                         " (SELECT last_number FROM console.brand) FROM console.invoice")
    assert totals and numbers == last, "numbers without holes"


# --- one for each month, whoever asks ---


def waiting_for_locks(database):
    return database.one("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def test_two_at_once_make_one(database, run, binary, config, environment):
    for user in users(database, 40):
        subscribe(database, user)
    argv = [binary, "--config", config, "act", "invoices.generate", "period=2026-11", "--yes"]
    with psycopg.connect(database.conninfo) as holder:
        holder.execute("SELECT FROM console.brand FOR UPDATE")
        runs = [subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
        wait_until(lambda: waiting_for_locks(database) == 2, 20)
        holder.rollback()
    ends = [(process.communicate(timeout=30), process.returncode) for process in runs]
    assert sorted(code for _, code in ends) == [0, 1], ends
    assert "has its invoice already" in next(texts[1] for texts, code in ends if code == 1)
    assert len(invoices(database)) == 40
    assert database.one("SELECT last_number FROM console.brand") == 40
    assert database.one("SELECT count(*) FROM console.operation WHERE action = 'invoices.generate'") == 1


def test_brands_of_one_prefix_number_together(database, act):
    database.all("INSERT INTO console.brand (name, prefix, tax_percent, key_kind) VALUES ('OTHER', 'JKN', 0, 'test')")
    first, second = users(database, 2)
    subscribe(database, first)
    act("invoices.generate")
    subscribe(database, second, brand="OTHER")
    act("invoices.generate")
    assert [row["invoice_number"] for row in invoices(database)] == ["JKN-202611-000001", "JKN-202611-000002"]


def operations(database):
    return database.all("SELECT actor, args ->> 'period', item_count FROM console.operation WHERE action = 'invoices.generate' ORDER BY seq")


def test_job_bills_on_its_day_and_makes_up_for_what_was_missed(database, change, work):  # noqa: F811
    first, second, third = users(database, 3)
    subscribe(database, first, "2026-01-01")
    subscribe(database, second, "2026-10-20")
    resumed = subscribe(database, third, "2026-01-01", billed_from="2026-11-01")
    change("billing_day", "31")
    assert work("billing") == "off"
    change("billing_policy", "report")
    set_today(database, "2026-11-29")
    assert work("billing").startswith("would make 1 invoice of 2026-09: Rp 200.000 and Rp 22.000 tax")
    assert invoices(database) == [] and operations(database) == []

    change("billing_policy", "on")
    assert work("billing") == "1 made of 2026-09; 2 made of 2026-10", "before its day this month is left alone"
    assert work("billing") == "nothing to do"
    set_today(database, "2026-11-30")
    assert work("billing") == "3 made of 2026-11"
    assert work("billing") == "nothing to do"
    assert operations(database) == [("job:billing", "2026-09", 1), ("job:billing", "2026-10", 2), ("job:billing", "2026-11", 3)]
    assert [row["period"] for row in invoices(database, f"subscription_id = '{resumed}'")] == ["2026-11-01"]

    set_today(database, "2027-02-28")
    change("billing_catch_up_months", "1")
    assert work("billing") == "3 made of 2027-01; 3 made of 2027-02", "only so far back as is set"


def test_a_paused_month_is_never_made_up_for(database, act, change, work):  # noqa: F811
    one = subscribe(database, users(database)[0])
    change("billing_policy", "on")
    change("billing_catch_up_months", "0")
    assert work("billing") == "1 made of 2026-11"
    act("subscriptions.pause", "--id", one)
    set_today(database, "2026-12-15")
    assert work("billing") == "nothing to do"
    set_today(database, "2027-02-03")
    act("subscriptions.resume", "--id", one)
    change("billing_catch_up_months", "12")
    assert work("billing") == "1 made of 2027-02"


@pytest.mark.alone
def test_ten_thousand_are_made_as_fast_as_by_hand(database, act):
    database.all("""INSERT INTO console.subscription (user_id, brand, package, price_rp, due_day, starts_on, actor)
                    SELECT u.id, 'JAKINET', 'Paket', 150000, 10, '2026-01-01', 'test'
                      FROM (SELECT id FROM public.users ORDER BY id LIMIT 100) u CROSS JOIN generate_series(1, 100)""")
    by_hand = """
        BEGIN;
        INSERT INTO console.invoice (invoice_number, external_id, subscription_id, user_id, brand, period, days, of_days, subject,
                                     base_rp, tax_percent, tax_rp, total_rp, issued_on, due_on, is_vip, tipe)
        SELECT 'JKN-202610-' || lpad((row_number() OVER ())::text, 6, '0'), 'JKN-202610-' || lpad((row_number() OVER ())::text, 6, '0'),
               s.id, s.user_id, s.brand, '2026-10-01', 31, 31, s.package, s.price_rp, 11, s.price_rp * 11 / 100,
               s.price_rp + s.price_rp * 11 / 100, '2026-10-01', '2026-10-10', s.is_vip, s.tipe FROM console.subscription s;
        INSERT INTO console.charge (order_id, kind, gateway, mode, user_id, subject, amount_rp, actor, invoice_id)
        SELECT invoice_number, 'invoice', 'xendit', 'invoice', user_id, subject, total_rp, 'test', id FROM console.invoice;
        INSERT INTO console.invoice_queue (invoice_id, order_id, brand, priority, rank_at)
        SELECT id, invoice_number, brand, 'NORMAL', now() FROM console.invoice;
        INSERT INTO console.operation (id, actor, action) VALUES (gen_random_uuid(), 'test', 'test');
        INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
        SELECT (SELECT id FROM console.operation LIMIT 1), 'test', 'test', 'invoice', id::text, to_jsonb(total_rp), to_jsonb(user_id)
          FROM console.invoice;
        ROLLBACK"""
    hand = timed(lambda: database.all(by_hand))
    ours = timed(lambda: act("invoices.generate", "period=2026-11"))
    assert database.one("SELECT count(*) FROM console.invoice_queue") == 10_000
    assert database.one("SELECT item_count FROM console.operation WHERE action = 'invoices.generate'") == 10_000
    assert ours < 5 * hand + 2, (ours, hand)


def timed(work_to_do):
    began = time.monotonic()
    work_to_do()
    return time.monotonic() - began


# --- what ends an invoice ---


def state_of(database, one):
    return invoice_of(database, one)["status"]


def charges(database, one):
    return database.all("SELECT c.order_id, c.state FROM console.charge c JOIN console.invoice i ON i.id = c.invoice_id"
                        " WHERE i.subscription_id = %s ORDER BY c.order_id", one)


def test_cancelled_before_it_was_sent(database, act, run):
    one = subscribe(database, users(database)[0])
    act("invoices.generate")
    made = invoice_of(database, one)
    assert act("invoices.cancel", "--id", made["id"], "reason=moved away")["changed"] == 1
    assert (state_of(database, one), charges(database, one)) == ("cancelled", [(made["invoice_number"], "cancelled")])
    assert database.one("SELECT state FROM console.invoice_queue") == "cancelled"
    assert database.one("SELECT count(*) FROM console.outbox WHERE target LIKE 'xendit:%'") == 0, "Xendit never heard of it"
    assert "is cancelled already" in refusal(run, "invoices.cancel", "--id", made["id"], "reason=again")
    assert "is cancelled" in refusal(run, "invoices.resend", "--id", made["id"])


def send(database, one):
    """As if the queue had brought it to Xendit."""
    order = invoice_of(database, one)["external_id"]
    database.all("""UPDATE console.invoice_queue SET state = 'processing', attempts = 1, worker_id = gen_random_uuid(),
                           lease_until = now() WHERE order_id = %s""", order)
    database.all("""UPDATE console.invoice_queue SET state = 'completed', ended_at = now(), worker_id = NULL, lease_until = NULL
                     WHERE order_id = %s""", order)
    database.all("UPDATE console.charge SET state = 'open', transaction_id = 'x-' || order_id WHERE order_id = %s", order)
    return order


def wishes(database):
    return database.all("SELECT target, effect, payload ->> 'order_id' FROM console.outbox WHERE target LIKE 'xendit:%%'"
                        " AND state = 'pending' ORDER BY payload ->> 'order_id', effect")


def test_sent_again_ends_the_old_link(database, act, run):
    one = subscribe(database, users(database)[0])
    act("invoices.generate")
    made = invoice_of(database, one)
    assert "waits in the queue still" in refusal(run, "invoices.resend", "--id", made["id"])
    order = send(database, one)
    assert "has no e-mail address" in refusal(run, "invoices.resend", "--id", made["id"], "channel=both")
    act("invoices.resend", "--id", made["id"], "channel=whatsapp")
    now = invoice_of(database, one)
    assert (now["external_id"], now["revision"], now["status"], now["notify"]) == (order + "~2", 2, "unpaid", "whatsapp")
    assert charges(database, one) == [(order, "open"), (order + "~2", "new")]
    assert wishes(database) == [("xendit:JAKINET", "charge_expire", order)]
    assert database.all("SELECT order_id, state FROM console.invoice_queue ORDER BY id") == [(order, "completed"), (order + "~2", "pending")]
    act("payments.cancel", "--id", order + "~2")
    assert state_of(database, one) == "unpaid", "the other link can be paid still"
    act("payments.refresh", "--id", order)
    assert ("xendit:JAKINET", "charge_ask", order) in wishes(database)


def test_its_only_link_expires_and_a_new_one_brings_it_back(database, act, run):
    one = subscribe(database, users(database)[0])
    act("invoices.generate")
    order = send(database, one)
    database.all("UPDATE console.charge SET state = 'expired' WHERE order_id = %s", order)
    assert state_of(database, one) == "expired"
    act("invoices.resend", "--id", invoice_of(database, one)["id"])
    assert state_of(database, one) == "unpaid" and charges(database, one) == [(order, "expired"), (order + "~2", "new")]


def test_marked_as_paid_by_an_admin_with_a_reason(database, act, run):
    one = subscribe(database, users(database)[0])
    act("invoices.generate")
    order = send(database, one)
    made = invoice_of(database, one)
    done = run("act", "invoices.mark_paid", "--id", made["id"], "--yes")
    assert done.code == 2 and "reason" in done.err
    act("invoices.mark_paid", "--id", made["id"], "reason=cash, taken by Siti")
    now = invoice_of(database, one)
    assert (now["status"], now["paid_how"], now["paid_amount_rp"], now["note"]) == ("paid", "hand", made["total_rp"], "cash, taken by Siti")
    assert wishes(database) == [("xendit:JAKINET", "charge_cancel", order)]
    assert "is paid already" in refusal(run, "invoices.mark_paid", "--id", made["id"], "reason=again")
    assert "is paid already" in refusal(run, "invoices.cancel", "--id", made["id"], "reason=x")
    act("invoices.refresh", "--id", made["id"])
    assert ("xendit:JAKINET", "charge_ask", order) in wishes(database)


def test_nothing_is_asked_about_what_xendit_never_saw(database, act, run):
    one = subscribe(database, users(database)[0])
    act("invoices.generate")
    assert "not sent to Xendit yet" in refusal(run, "invoices.refresh", "--id", invoice_of(database, one)["id"])


# --- isolir ---


def owe(database, user, due="2026-11-10", count=1):
    """Overdue invoices of a customer; their ids."""
    found = []
    for _ in range(count):
        one = subscribe(database, user)
        found.append(database.one("""
            INSERT INTO console.invoice (invoice_number, external_id, subscription_id, user_id, brand, period, days, of_days, subject,
                                         base_rp, tax_percent, tax_rp, total_rp, issued_on, due_on, is_vip, tipe)
            SELECT 'JKN-' || n.number, 'JKN-' || n.number, s.id, s.user_id, 'JAKINET', '2026-11-01', 30, 30, s.package, 200000, 11, 22000,
                   222000, '2026-11-01', %s, false, 'normal'
              FROM console.subscription s
             CROSS JOIN (SELECT 1000 + count(*) AS number FROM console.invoice) n
             WHERE s.id = %s RETURNING id::text""", due, one))
    return found


def test_isolated_on_its_day_and_let_in_when_all_is_paid(database, router, run, act, change, work):  # noqa: F811
    (user, address, _), (other, _, _) = customers(database)[:2]
    let_in(database)
    first, second = owe(database, user, count=2)
    owe(database, other, due="2026-11-21")
    set_today(database, "2026-11-19")
    change("isolir_policy", "on")
    assert work("isolir") == "nothing to do"
    set_today(database, "2026-11-20")
    change("isolir_policy", "report")
    assert work("isolir") == "would block 1"
    change("isolir_policy", "on")
    assert work("isolir") == "block 1: 1 done"
    assert block_of(database, user) == "isolir_tagihan|invoice=JKN-1000|jatuh_tempo=2026-11-10|total_rp=222000"
    assert managed_lists(router, address) == ["blocked"] and block_of(database, other) is None
    assert work("isolir") == "nothing to do"

    act("invoices.mark_paid", "--id", first, "reason=cash")
    assert block_of(database, user) == "isolir_tagihan|invoice=JKN-1001|jatuh_tempo=2026-11-10|total_rp=222000"
    assert managed_lists(router, address) == ["blocked"]
    act("invoices.cancel", "--id", second, "reason=moved away")
    assert block_of(database, user) is None
    assert managed_lists(router, address) == ["active"]


def test_who_was_let_in_by_hand_stays_in(database, router, run, act, change, work):  # noqa: F811
    user, address, _ = customers(database)[0]
    let_in(database)
    owe(database, user)
    change("isolir_policy", "on")
    assert work("isolir") == "block 1: 1 done"
    act("users.unblock", "--id", user)
    assert work("isolir").startswith("nothing to do") and block_of(database, user) is None
    act("policies.isolir", "--id", user)
    assert block_of(database, user).startswith("isolir_tagihan|") and managed_lists(router, address) == ["blocked"]
    undone = database.one("SELECT id::text FROM console.operation WHERE action = 'policies.isolir' ORDER BY seq DESC LIMIT 1")
    act("audit.undo", "--id", undone)
    assert block_of(database, user) is None


def test_a_block_for_another_reason_stays(database, run, act, change):  # noqa: F811
    user = customers(database)[0][0]
    one, = owe(database, user)
    act("users.block", "--id", user, "reason=abuse")
    assert "is blocked already" in refusal(run, "policies.isolir", "--id", user)
    act("invoices.mark_paid", "--id", one, "reason=cash")
    assert block_of(database, user) == "abuse"


def test_none_is_skipped_and_staff_is_left_alone(database, change, work):  # noqa: F811
    let_in(database)
    everybody = [row[0] for row in database.all("SELECT id::text FROM public.users WHERE is_active AND approval_status = 'APPROVED'")]
    for user in everybody:
        owe(database, user)
    owe(database, "00000000-0000-0000-0000-00000000dead")
    staff = database.one("SELECT count(*) FROM public.users WHERE id = ANY(%s::uuid[]) AND role <> 'USER'", everybody)
    change("isolir_policy", "on")
    assert work("isolir") == f"block {len(everybody) - staff}: {len(everybody) - staff} done"
    assert database.one("SELECT count(*) FROM public.users WHERE is_blocked AND blocked_reason LIKE 'isolir_tagihan|%%'") \
        == len(everybody) - staff


# --- reminders ---


def reminders(database):
    return database.all("SELECT entity_id::text, state FROM console.outbox WHERE effect = 'remind_invoice' ORDER BY id")


def test_reminded_once_for_each_day_that_is_set(database, work):  # noqa: F811
    user = customers(database)[0][0]
    one, = owe(database, user, due="2026-11-25")
    owe(database, "00000000-0000-0000-0000-00000000dead", due="2026-11-25")
    told = []
    for day in range(20, 32):
        set_today(database, datetime.date(2026, 11, 1) + datetime.timedelta(days=day - 1))
        words = work("invoice_reminders")
        if words != "nothing to do":
            assert words == "remind 1 of 1 invoice: 1 done"
            told.append(day)
        assert work("invoice_reminders") == "nothing to do"
    assert told == [22, 25, 28]
    assert {row[0] for row in reminders(database)} == {one}
    assert database.one("SELECT DISTINCT payload ->> 'invoice_id', entity_type FROM console.outbox"
                        " WHERE effect = 'remind_invoice'") == (one, "invoice")


@pytest.mark.parametrize("end", [("invoices.mark_paid", "reason=cash"), ("invoices.cancel", "reason=moved")])
def test_a_reminder_that_waits_is_withdrawn_when_it_is_settled(database, act, work, end):  # noqa: F811
    one, other = owe(database, customers(database)[0][0], due="2026-11-21", count=2)
    database.all("""INSERT INTO console.outbox (target, effect, entity_type, entity_id, next_attempt_at)
                    SELECT 'message:user', 'remind_invoice', 'invoice', i::uuid, now() + interval '1 day'
                      FROM unnest(%s::text[]) AS i""", [one, other])
    act(end[0], "--id", one, end[1])
    assert dict(reminders(database)) == {one: "cancelled", other: "pending"}
    database.all("UPDATE console.invoice SET status = 'cancelled' WHERE id = %s", other)
    assert work("invoice_reminders") == "nothing to do"
    assert dict(reminders(database)) == {one: "cancelled", other: "cancelled"}


def test_after_an_outage_only_the_last_is_told(database, work):  # noqa: F811
    user = customers(database)[0][0]
    owe(database, user, due="2026-11-25")
    set_today(database, "2026-11-29")
    assert work("invoice_reminders") == "remind 1 of 1 invoice: 1 done"
    assert work("invoice_reminders") == "nothing to do"
    late = customers(database)[1][0]
    owe(database, late, due="2026-11-10")
    assert work("invoice_reminders") == "nothing to do", "more than a week late"


@pytest.mark.parametrize("days, words", [("3 x", "x is no number of days"), ("1.5", "1.5 is no number of days")])
def test_days_that_are_none_are_refused(run, days, words):
    assert words in refusal(run, "settings.set", "--id", "invoice_reminder_days", f"value={days}")


# --- what check finds ---


def findings(run):
    done = run("check", "--format", "json")
    assert done.code in (0, 1), done.err
    return {row["name"]: row for row in json.loads(done.out) if row["name"] != "worker_running"}


def test_check_knows_what_fits_no_rule(database, run, act):
    user, other = [row[0] for row in customers(database)[:2]]
    let_in(database)
    for customer in (user, other):
        subscribe(database, customer)
    act("invoices.generate")
    paid, unsent = invoices(database)
    assert findings(run) == {}
    database.all("UPDATE console.invoice SET status = 'paid', paid_at = now(), paid_how = 'xendit' WHERE id = %s", paid["id"])
    database.all("UPDATE console.invoice_queue SET state = 'processing' WHERE order_id = %s", unsent["external_id"])
    database.all("UPDATE console.invoice_queue SET state = 'failed', ended_at = now(), last_error = 'HTTP 400: no such e-mail'"
                 " WHERE order_id = %s", unsent["external_id"])
    database.all("UPDATE public.users SET is_blocked = true, blocked_reason = 'isolir_tagihan|invoice=X' WHERE id = %s", other)
    found = findings(run)
    assert set(found) == {"invoices_paid_once", "invoices_payable", "isolir_has_cause"}
    assert paid["invoice_number"] in found["invoices_paid_once"]["example"]
    assert "HTTP 400: no such e-mail" in found["invoices_payable"]["example"]


# --- with Xendit ---


@pytest.fixture
def at_xendit(make_config, database, router, gateways):
    """A configuration that knows the brand's account at the simulated Xendit."""
    return make_config(database, [router], xendit=gateways.settings("xendit", prefix="JKN", tax_percent="11"))


def drain(run, database, config):
    make_due(database)
    done = run("worker", "--once", config=config)
    assert done.code == 0, done.err


def test_paid_at_xendit_lets_in_at_once(database, router, run, gateways, at_xendit, change, work):  # noqa: F811
    user, address, _ = customers(database)[0]
    let_in(database)
    one = subscribe(database, user)
    assert run("act", "invoices.generate", "--yes", config=at_xendit).code == 0
    drain(run, database, at_xendit)
    made = invoice_of(database, one)
    assert charges(database, one) == [(made["invoice_number"], "open")], database.all("SELECT * FROM console.invoice_queue")
    assert made["payment_link"] and made["xendit_id"]
    set_today(database, "2027-01-25")
    change("isolir_policy", "on")
    assert work("isolir") == "block 1: 1 done" and managed_lists(router, address) == ["blocked"]
    bindings = [row["type"] for row in router.rows("/ip/hotspot/ip-binding") if user in row.get("comment", "")]
    assert "blocked" not in bindings, "he can reach where he pays"

    assert run("act", "invoices.resend", "--id", made["id"], "--yes", config=at_xendit).code == 0
    drain(run, database, at_xendit)
    old, new = made["invoice_number"], made["invoice_number"] + "~2"
    assert dict(charges(database, one)) == {old: "expired", new: "open"} and state_of(database, one) == "unpaid"
    gateways.move(new, "PAID", gateway="xendit")
    refreshed = run("act", "invoices.refresh", "--id", made["id"], "--yes", config=at_xendit)
    assert refreshed.code == 0, refreshed.err
    drain(run, database, at_xendit)
    assert dict(charges(database, one)) == {old: "expired", new: "paid"} and state_of(database, one) == "paid"
    assert block_of(database, user) is None and managed_lists(router, address) == ["active"]

    gateways.move(old, "PAID", gateway="xendit")
    run("act", "payments.refresh", "--id", old, "--yes", config=at_xendit)
    drain(run, database, at_xendit)
    assert dict(charges(database, one)) == {old: "late", new: "paid"}, "paid twice: somebody decides"

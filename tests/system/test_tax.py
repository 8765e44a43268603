"""Tax on invoices: none, PPN as of 2025, a percentage; on top of a price or in it. The figures are held against decimal
arithmetic that is written here from the rules' own words; price and tax always add up to what is asked for."""

import datetime
import json
import random
from decimal import ROUND_HALF_UP, Decimal

import pytest
from invoicing import set_setting, tell_brands
from test_policies import set_today

NPWP = "0012345678901000"
PACKAGE = "Paket 10 GB"


def whole(amount):
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def dpp_of(price):
    return whole(Decimal(price) * 11 / 12)


def ppn_of(price):
    """12 % of the DPP nilai lain, which is rounded before."""
    return whole(Decimal(dpp_of(price)) * 12 / 100)


def expected(amount, kind, percent, is_included):
    """(price before tax, DPP nilai lain, tax)"""
    tax_on = {"none": lambda price: 0, "ppn_2025": ppn_of, "percent": lambda price: whole(Decimal(price) * Decimal(percent) / 100)}[kind]
    part = {"none": Decimal(0), "ppn_2025": Decimal(11), "percent": Decimal(percent)}[kind]
    price = whole(Decimal(amount) * 100 / (100 + part)) if is_included else amount
    tax = tax_on(price)
    base = amount - tax if is_included else amount
    if kind != "ppn_2025":
        return base, None, tax
    return base, dpp_of(base) if ppn_of(base) == tax else dpp_of(price), tax


def split(database, cases):
    """What the program's one function makes of them, in their order."""
    with database.connect() as connection:
        connection.execute("CREATE TEMP TABLE asked (place int, amount bigint, kind text, percent numeric, included boolean)")
        with connection.cursor().copy("COPY asked FROM STDIN") as copy:
            for place, case in enumerate(cases):
                copy.write_row((place, *case))
        return connection.execute("""SELECT t.base_rp, t.dpp_rp, t.tax_rp
                                       FROM asked a CROSS JOIN LATERAL console.tax_split(a.amount, a.kind, a.percent, a.included) t
                                      ORDER BY a.place""").fetchall()


@pytest.mark.parametrize("price, dpp, ppn", [
    (150_000, 137_500, 16_500), (200_000, 183_333, 22_000), (350_000, 320_833, 38_500), (77, 71, 9), (8_945, 8_200, 984),
    (100_000, 91_667, 11_000), (1, 1, 0), (5, 5, 1)])
def test_ppn_on_top_of_a_price(database, price, dpp, ppn):
    assert split(database, [(price, "ppn_2025", 12, False)]) == [(price, dpp, ppn)]
    assert (dpp_of(price), ppn_of(price)) == (dpp, ppn), "the words of the rule say the same"


@pytest.mark.parametrize("paid, price, ppn", [(150_000, 135_135, 14_865), (5_000, 4_504, 496), (111, 100, 11), (1, 1, 0)])
def test_ppn_in_a_price(database, paid, price, ppn):
    (base, dpp, tax), = split(database, [(paid, "ppn_2025", 12, True)])
    assert (base, tax) == (price, ppn) and whole(Decimal(dpp) * 12 / 100) == ppn


def test_any_amount_against_decimal_arithmetic(database):
    chance = random.Random(20250101)
    amounts = [*range(0, 3000), *(chance.randint(1, 10**6) for _ in range(6000)), *(chance.randint(1, 10**9) for _ in range(3000)), 10**9]
    percents = ["0", "11", "1.1", "0.01", "99.99", "100"]
    cases = []
    for amount in amounts:
        percent = chance.choice([*percents, f"{chance.randint(0, 10000) / 100:.2f}"])
        for is_included in (False, True):
            cases += [(amount, "none", 0, is_included), (amount, "ppn_2025", 12, is_included), (amount, "percent", percent, is_included)]
    odd = 0
    for case, made in zip(cases, split(database, cases), strict=True):
        amount, kind, _, is_included = case
        assert made == expected(*case), case
        base, dpp, tax = made
        assert base >= 0 and tax >= 0 and (not is_included or base + tax == amount)
        if kind == "ppn_2025":
            assert whole(Decimal(dpp) * 12 / 100) == tax and abs(Decimal(dpp) - Decimal(base) * 11 / 12) < 2
            odd += dpp != dpp_of(base)
    assert 0 < odd < len(amounts) / 2, "some amounts can't be split without a rest: it goes to the price"


# --- on invoices, as they are made ---


@pytest.fixture
def brands(database):
    """A brand of each kind."""
    set_today(database, "2026-11-21")
    for name, kind, percent, included, npwp in (("TAXED", "ppn_2025", 11, False, NPWP), ("INSIDE", "ppn_2025", 11, True, NPWP),
                                                ("FREE", "none", 11, False, None), ("PLAIN", "percent", 11, False, None)):
        database.all("""INSERT INTO console.brand (name, prefix, tax_percent, key_kind, tax_kind, tax_included, npwp)
                        VALUES (%s, %s, %s, 'test', %s, %s, %s)""", name, name, percent, kind, included, npwp)


def subscribe(run, database, user, *arguments):
    done = run("act", "subscriptions.add", "--id", user, f"package={PACKAGE}", *arguments, "--yes")
    assert done.code == 0, done.err
    return database.one("SELECT id::text FROM console.subscription ORDER BY created_at DESC LIMIT 1")


def some_users(database, count):
    return [row[0] for row in database.all("SELECT id::text FROM public.users WHERE is_active AND approval_status = 'APPROVED'"
                                           " ORDER BY id LIMIT %s", count)]


def generate(run, *arguments):
    done = run("act", "invoices.generate", *arguments, "--yes", "--format", "json")
    assert done.code == 0, done.err


SUMS = "SELECT tax_kind, discount_rp, base_rp, dpp_rp, tax_rp, total_rp FROM console.invoice WHERE subscription_id = %s"


def test_each_subscription_by_its_rule(run, database, brands):
    users = some_users(database, 7)
    cases = {
        subscribe(run, database, users[0], "brand=TAXED", "price=200000"): ("ppn_2025", 0, 200_000, 183_333, 22_000, 222_000),
        subscribe(run, database, users[1], "brand=INSIDE", "price=150000"): ("ppn_2025", 0, 135_135, 123_874, 14_865, 150_000),
        subscribe(run, database, users[2], "brand=FREE", "price=150000"): ("none", 0, 150_000, None, 0, 150_000),
        subscribe(run, database, users[3], "brand=PLAIN", "price=150000"): ("percent", 0, 150_000, None, 16_500, 166_500),
        # its own rule before the brand's
        subscribe(run, database, users[4], "brand=TAXED", "price=150000", "tax=none"): ("none", 0, 150_000, None, 0, 150_000),
        subscribe(run, database, users[5], "brand=FREE", "price=111000", "tax=11", "tax_included=yes"):
            ("percent", 0, 100_000, None, 11_000, 111_000),
        # what goes off the price goes off before the tax
        subscribe(run, database, users[6], "brand=TAXED", "price=200000", "discount=50000"):
            ("ppn_2025", 50_000, 150_000, 137_500, 16_500, 166_500),
    }
    set_today(database, "2026-12-01")
    generate(run, "period=2026-12")
    for one, sums in cases.items():
        assert database.one(SUMS, one) == sums, database.all("SELECT package, price_rp, discount_rp, starts_on, brand FROM console.subscription WHERE id = %s", one)
        charged = database.one("""SELECT c.amount_rp FROM console.charge c JOIN console.invoice i ON c.invoice_id = i.id
                                   WHERE i.subscription_id = %s""", one)
        assert charged == sums[-1]


def test_months_of_any_length_price_and_discount(run, database, brands):
    """Prorated, discounted, with tax in the price or on top: against decimal arithmetic, through the real action."""
    chance, user = random.Random(7), some_users(database, 1)[0]
    asked = []
    for number in range(3000):
        price = chance.choice([chance.randint(2, 500), chance.randint(1000, 2_000_000), chance.randint(1, 900) * 1000])
        discount = chance.choice([0, 0, chance.randint(0, price - 1)])
        brand, kind, included = chance.choice([("TAXED", "ppn_2025", False), ("INSIDE", "ppn_2025", True)])
        asked.append((str(number), brand, price, discount, kind, included, datetime.date(2026, 11, chance.randint(1, 30))))
    with database.connect() as connection, connection.cursor().copy(
            "COPY console.subscription (user_id, brand, package, price_rp, discount_rp, starts_on, due_day, actor) FROM STDIN") as copy:
        for name, brand, price, discount, _, _, starts in asked:
            copy.write_row((user, brand, name, price, discount, starts, 10, "test"))
    generate(run, "period=2026-11")
    made = {row[0]: row[1:] for row in database.all(
        """SELECT s.package, i.discount_rp, i.base_rp, i.dpp_rp, i.tax_rp, i.total_rp FROM console.invoice i
             JOIN console.subscription s ON s.id = i.subscription_id""")}
    compared = 0
    for name, _, price, discount, kind, included, starts in asked:
        days = 31 - starts.day
        gross, off = whole(Decimal(price) * days / 30), whole(Decimal(discount) * days / 30)
        base, dpp, tax = expected(gross - off, kind, 12, included)
        if base == 0:
            assert name not in made
            continue
        full = expected(gross, kind, 12, included)[0]
        assert made[name] == (full - base, base, dpp, tax, base + tax), (price, discount, starts)
        assert made[name][-1] == gross - off if included else True
        compared += 1
    assert compared > 2500


def test_only_who_is_registered_may_charge_ppn(run, database, brands):
    user, = some_users(database, 1)
    done = run("act", "subscriptions.add", "--id", user, f"package={PACKAGE}", "brand=FREE", "tax=ppn_2025", "--yes")
    assert done.code == 1 and "brand FREE may charge no PPN" in done.out + done.err
    one = subscribe(run, database, user, "brand=TAXED", "price=100000")
    database.all("UPDATE console.subscription SET brand = 'FREE', tax_kind = 'ppn_2025' WHERE id = %s", one)
    done = run("act", "invoices.generate", "--id", one, "period=2026-11", "--yes")
    assert done.code == 1 and "may charge no PPN" in done.out + done.err
    assert database.one("SELECT count(*) FROM console.invoice") == 0
    assert "tax=vat" in run("act", "subscriptions.edit", "--id", one, "tax=vat", "--dry-run").out


def test_an_edit_counts_from_the_next_invoice_on(run, database, brands):
    user, = some_users(database, 1)
    one = subscribe(run, database, user, "brand=PLAIN", "price=100000", "start=2026-11-01")
    generate(run, "period=2026-11")
    before = database.one(SUMS, one)
    assert before == ("percent", 0, 100_000, None, 11_000, 111_000)
    for arguments, facts in ((("tax=none", "discount=10000"), ("none", None, 10_000, None)),
                             (("tax=1.1", "tax_included=yes"), ("percent", True, 10_000, "1.10")),
                             (("tax=-", "tax_included=brand", "discount=0"), (None, None, 0, None))):
        done = run("act", "subscriptions.edit", "--id", one, *arguments, "--yes")
        assert done.code == 0, done.err
        assert database.one("SELECT tax_kind, tax_included, discount_rp, tax_percent::text FROM console.subscription") == facts
    refused = run("act", "subscriptions.edit", "--id", one, "discount=100000", "--yes")
    assert refused.code == 1 and "the discount is not below the price" in refused.out + refused.err
    database.all("UPDATE console.brand SET tax_kind = 'none'")
    generate(run, "period=2026-12")
    assert database.all(SUMS + " ORDER BY period", one) == [before, ("none", 0, 100_000, None, 0, 100_000)]


def test_xendit_is_asked_for_lines_that_add_up(run, database, make_config, gateways):
    config = make_config(database, xendit=gateways.settings("xendit", tax="ppn_2025", pkp_npwp=NPWP))
    tell_brands(run, config=config)
    set_setting(database, "xendit_test_per_minute", 1200)
    user, = some_users(database, 1)
    for words in (("subscriptions.add", "--id", user, f"package={PACKAGE}", "price=200000", "discount=350"), ("invoices.generate",)):
        done = run("act", *words, "--yes", config=config)
        assert done.code == 0, done.err
    assert run("worker", "--once", config=config).code == 0
    body, = [json.loads(entry["body"]) for entry in gateways.log("xendit") if entry["method"] == "POST"]
    items = sum(item["price"] * item["quantity"] for item in body["items"])
    fee, = body["fees"]
    assert items + fee["value"] == body["amount"] == database.one("SELECT total_rp FROM console.invoice")
    assert fee["type"].startswith("PPN 12% (DPP nilai lain Rp ") and "off" in body["items"][0]["name"]

"""Quota and debt to the last 0.01 MB and the last rupiah, by hundreds of thousands of random cases, against an
oracle that shares nothing with the program."""

import io
import itertools
import json
import random
from decimal import Decimal

import oracle
import pytest
from quotas import copy, make_items, make_user

CASES = 100_000
PROFILE = "00000000-0000-4000-8000-00000000f00d"


@pytest.fixture
def dice(request):
    """Random, and the same in every run of the same test."""
    return random.Random(request.node.name)


@pytest.fixture
def config(make_config, database):
    """No router: what is counted here is counted in the database."""
    return make_config(database)


def set_packages(connection, packages):
    connection.execute("UPDATE public.packages SET is_active = false")
    connection.execute("INSERT INTO public.package_profiles (id, profile_name) VALUES (%s, 'exact') ON CONFLICT DO NOTHING", (PROFILE,))
    connection.execute("DELETE FROM public.packages WHERE profile_id = %s", (PROFILE,))
    for number, (gb, price, is_active) in enumerate(packages):
        connection.execute("INSERT INTO public.packages (id, name, price, data_quota_gb, is_active, profile_id)"
                           " VALUES (gen_random_uuid(), %s, %s, %s, %s, %s)", (f"exact {number}", price, gb, is_active, PROFILE))


def random_packages(dice):
    return [(Decimal(dice.choice([dice.randint(0, 100), dice.randint(1, 20000) / Decimal(100)])).quantize(Decimal("0.01")),
             dice.choice([0, dice.randint(1, 400) * 1000, dice.randint(1, 999_999)]), dice.random() < 0.8)
            for _ in range(dice.randint(0, 6))]


def random_debt(dice, packages):
    """Mostly anything, often just beside a package's size."""
    if packages and dice.random() < 0.3:
        return max(Decimal("0.01"), dice.choice(packages)[0] * 1024 + dice.choice([Decimal("-0.01"), 0, Decimal("0.01"), 1]))
    return Decimal(dice.choice([dice.randint(1, 10_000), dice.randint(1, 30_000_000)])) / 100


def test_price_of_a_debt(database, dice):
    scenarios = 50
    with database.connect() as connection:
        connection.execute("CREATE TEMP TABLE wanted (mb numeric, rp bigint)")
        for _ in range(scenarios):
            packages = random_packages(dice)
            set_packages(connection, packages)
            connection.execute("TRUNCATE wanted")
            debts = [random_debt(dice, packages) for _ in range(CASES // scenarios)]
            copy(connection, "wanted", "mb, rp", ((mb, oracle.reference_price(mb, packages)) for mb in debts))
            wrong = connection.execute("SELECT mb, rp, console.reference_price_rp(mb) FROM wanted"
                                       " WHERE rp IS DISTINCT FROM console.reference_price_rp(mb) LIMIT 3").fetchall()
            assert not wrong, (packages, wrong)


def test_half_a_rupiah_is_rounded_up_before_the_step(database):
    """1 MB of a 1 GB package at 10,239,488 is 9,999.5: up to 10,000 and no further."""
    with database.connect() as connection:
        set_packages(connection, [(Decimal(1), 10_239_488, True)])
        price = connection.execute("SELECT console.reference_price_rp(1), console.reference_price_rp(1.01)").fetchone()
    assert price == (10_000, 20_000)


def test_the_figures_that_were_given(database):
    with database.connect() as connection:
        set_packages(connection, [(Decimal(10), 100_000, True), (Decimal(25), 200_000, True)])
        assert connection.execute("SELECT console.reference_price_rp(25600)").fetchone()[0] == 200_000
        assert oracle.reference_price(Decimal(25600), [(Decimal(10), 100_000, True), (Decimal(25), 200_000, True)]) == 200_000


def test_parts_of_an_item_sum_to_its_price(database, dice):
    """Each item is paid in up to five parts; what is left is always the price of what is left."""
    rows = []
    for item in range(CASES):
        price, amount = dice.randint(0, 5_000_000), dice.choice([dice.randint(2, 50), dice.randint(2, 500_000)])
        cuts = sorted({dice.randint(0, amount) for _ in range(dice.randint(0, 4))} | {amount})
        before = 0
        for cut in cuts:
            rows.append((item, price, amount, before, cut, oracle.first_part(price, amount, cut) - oracle.first_part(price, amount, before)))
            before = cut
    with database.connect() as connection:
        connection.execute("CREATE TEMP TABLE part (item int, price bigint, amount bigint, at_mb bigint, upto_mb bigint, rp bigint)")
        copy(connection, "part", "item, price, amount, at_mb, upto_mb, rp", rows)
        connection.execute("""CREATE TEMP TABLE counted AS
            SELECT p.*, console.price_of_first_rp(price, amount, upto_mb) - console.price_of_first_rp(price, amount, at_mb) AS ours
              FROM part p""")
        assert connection.execute("SELECT * FROM counted WHERE ours <> rp OR ours < 0 LIMIT 3").fetchall() == []
        assert connection.execute("SELECT item FROM counted GROUP BY item, price HAVING sum(ours) <> price LIMIT 3").fetchall() == []
        assert connection.execute("SELECT count(DISTINCT item) FROM counted").fetchone()[0] == CASES


def test_automatic_debt(database, dice):
    def case():
        used = Decimal(dice.randint(0, 20_000_000)) / 100
        purchased = dice.choice([dice.randint(0, 200_000), max(0, int(used) + dice.randint(-3, 3))])
        return (used, purchased, dice.choice([0, dice.randint(0, 5_000)]), dice.random() < 0.1,
                dice.choice(["USER", "USER", "USER", "KOMANDAN", "ADMIN"]))

    cases = [case() for _ in range(CASES)]
    with database.connect() as connection:
        connection.execute("CREATE TEMP TABLE used (used numeric(15,2), purchased bigint, given bigint, free boolean, role text, debt numeric)")
        copy(connection, "used", "used, purchased, given, free, role, debt", (c + (oracle.automatic_debt(*c),) for c in cases))
        wrong = connection.execute("SELECT * FROM (SELECT *, console.auto_debt_mb(used, purchased, given, free, role) AS ours FROM used) u"
                                   " WHERE ours::text <> debt::text LIMIT 3").fetchall()
        assert wrong == []


# --- injected quota, by the program itself ----------------------------------------------------------------

LOTS = [1, 7, 512, 1024, 5120, 10240, 20480, 51200, 102400, 999_999]


def load(connection, dice):
    """CASES users in lots, their items in the order of age; what the oracle needs of them."""
    people, users, debts = {}, [], []
    for number in range(CASES):
        user, items = make_user(dice), make_items(dice)
        key = f"00000000-0000-4000-8001-{number:012x}"
        lot = number % len(LOTS)
        manual = sum(amount - paid for amount, paid, _ in items)
        users.append((key, f"+6289{number:09d}", f"Lot{lot}-{number}", True, user[4], "APPROVED", user[1], user[0], user[2], manual, user[3]))
        named = []
        for place, (amount, paid, price) in enumerate(items):
            debt = f"00000000-0000-4000-8002-{number * 8 + place:012x}"
            # the oldest first: by date, those without one last, then by when they were entered
            date = f"2026-{1 + place:02d}-01" if place < 4 else None
            debts.append((debt, key, date, amount, paid, price, False, f"2026-10-01 00:00:{place:02d}+00"))
            named.append((debt, amount, paid, price))
        people[key] = (user, named, LOTS[lot])
    # without the statement triggers' notes of 100,000 users at once, checked below instead
    with connection.transaction():
        copy(connection, "public.users", "id, phone_number, full_name, is_active, role, approval_status, total_quota_purchased_mb,"
             " total_quota_used_mb, auto_debt_offset_mb, manual_debt_mb, is_unlimited_user", users)
        copy(connection, "public.user_quota_debts", "id, user_id, debt_date, amount_mb, paid_mb, price_rp, is_paid, created_at", debts)
    connection.execute("ANALYZE public.users, public.user_quota_debts")
    return people


def assert_as_the_oracle_says(connection, people):
    users = {str(row[0]): row[1:] for row in connection.execute(
        "SELECT id, total_quota_purchased_mb, auto_debt_offset_mb, manual_debt_mb FROM public.users WHERE full_name LIKE 'Lot%'")}
    paid = {str(row[0]): row[1:] for row in connection.execute(
        "SELECT d.id, d.paid_mb, d.is_paid, d.amount_mb FROM public.user_quota_debts d JOIN public.users u ON u.id = d.user_id"
        " WHERE u.full_name LIKE 'Lot%'")}
    for key, (user, items, mb) in people.items():
        figures, wanted = oracle.inject(user, items, mb)
        assert users[key] == figures, (user, items, mb)
        for debt, amount, before, _ in items:
            assert paid[debt] == (wanted[debt], wanted[debt] == amount and wanted[debt] != before, amount), (user, items, mb)


def test_injected_quota_pays_debts_to_the_last_mb(database, run, dice, config):
    with database.connect() as connection:
        people = load(connection, dice)
        for number, mb in enumerate(LOTS):
            result = run("act", "quota.inject", "--where", f"full_name:Lot{number}-*", f"mb={mb}", "--yes", "--format", "json",
                         timeout=120)
            assert result.code == 0, result.err
            assert json.loads(result.out)[0]["changed"] == CASES // len(LOTS)
        assert_as_the_oracle_says(connection, people)
        # every part that was paid is on record, with its part of the price
        assert connection.execute("""
            SELECT count(*) FROM public.user_quota_debts d
              JOIN (SELECT debt_id, sum(mb) AS mb, sum(rp) AS rp FROM console.debt_payment GROUP BY debt_id) p ON p.debt_id = d.id
             WHERE d.is_paid AND d.price_rp IS NOT NULL AND p.mb = d.amount_mb AND p.rp <> d.price_rp""").fetchone()[0] == 0
        total, = connection.execute("SELECT sum(mb) FROM console.debt_payment").fetchone()
        assert total == sum(oracle.inject(*case)[1][debt] - before for case in people.values() for debt, _, before, _ in case[1])
    assert run("check").code in (0, 1)
    assert "manual_debt_is_ledger_sum" not in run("check", "--format", "json").out


def test_any_sequence_keeps_cache_and_ledger_together(database, run, dice, config):
    """Actions of every kind in any order on a few users, each by several ways of choosing them."""
    ids = [str(row[0]) for row in database.all(
        "SELECT id FROM public.users WHERE role = 'USER' AND approval_status = 'APPROVED' ORDER BY id LIMIT 12")]
    for step in itertools.count(1):
        if step > 60:
            break
        some = dice.sample(ids, dice.randint(1, 6))
        words = dice.choice([
            ["quota.inject", f"mb={dice.randint(1, 30_000)}"], ["quota.reset"], ["quota.reset_with_debt", "--yes"],
            ["debts.set", f"mb={dice.choice([0, dice.randint(1, 50_000)])}"],
            ["debts.add", f"mb={dice.randint(1, 20_000)}", *dice.choice([[], [f"price={dice.randint(0, 300_000)}"]])],
            ["debts.settle_oldest", f"mb={dice.randint(1, 9_000)}"], ["debts.settle_all"], ["debts.settle_all", "automatic=yes"],
            ["quota.set_unlimited"], ["quota.revoke_unlimited"], ["debts.settle"], ["debts.write_off", "reason=lost", "--yes"], ["undo"]])
        if words[0] in ("debts.settle", "debts.write_off"):
            some = [str(row[0]) for row in database.all(
                "SELECT id FROM public.user_quota_debts WHERE user_id = ANY(%s::uuid[]) AND NOT is_paid ORDER BY id LIMIT 3", some)]
        if words == ["undo"]:
            some = [str(row[0]) for row in database.all("SELECT o.id FROM console.operation o WHERE o.undo_of IS NULL AND NOT EXISTS"
                                                        " (SELECT FROM console.operation u WHERE u.undo_of = o.id) ORDER BY seq DESC LIMIT 1")]
            words = ["audit.undo"]
        if not some:
            continue
        result = run("act", *words, *itertools.chain.from_iterable(("--id", one) for one in some))
        assert result.code in (0, 1), (words, result.err)
        assert database.all("""
            SELECT u.id, u.manual_debt_mb, d.open_mb
              FROM public.users u CROSS JOIN LATERAL (SELECT coalesce(sum(q.amount_mb - q.paid_mb), 0) AS open_mb
                     FROM public.user_quota_debts q WHERE q.user_id = u.id AND NOT q.is_paid) d
             WHERE u.manual_debt_mb <> d.open_mb""") == [], (step, words)
    assert database.one("SELECT count(*) FROM console.operation") > 20
    # what was settled in money and quota is what the items say of themselves, for those that began unpaid
    assert database.all("""
        SELECT d.id, d.paid_mb, sum(p.mb) FROM public.user_quota_debts d
          JOIN console.debt_payment p ON p.debt_id = d.id AND p.kind IN ('settled', 'quota')
         WHERE d.user_id = ANY(%s::uuid[]) AND d.note IS DISTINCT FROM 'Utang kuota'
           AND NOT EXISTS (SELECT FROM console.audit_log a WHERE a.entity_id = d.id::text AND a.before IS NOT NULL
                              AND a.before ? 'paid_mb' AND (a.before ->> 'paid_mb')::bigint > 0
                              AND a.id = (SELECT min(f.id) FROM console.audit_log f WHERE f.entity_id = d.id::text))
         GROUP BY d.id HAVING d.paid_mb <> sum(p.mb)""", ids) == []
    head = io.StringIO(run("check", "--format", "json").out)
    assert "audit" not in head.getvalue() or "chain" not in head.getvalue()

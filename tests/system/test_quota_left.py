"""What is left of a quota, by the rules of every portal, whatever the program does with quota and debt: tens of
thousands of random customers against an oracle that shares nothing with the program."""

import json
import random
from decimal import Decimal
from typing import NamedTuple

import oracle
import pytest
from quotas import copy, make_items, make_user

THRESHOLD = 3072
PACKAGE_MB = 10240
OPEN = (False, True, "APPROVED", False)
DEBT = "console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, u.auto_debt_offset_mb, u.is_unlimited_user, u.role)"
LEFT = "console.quota_left_mb(u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb)"
STATUS = ("console.access_status(u.is_blocked, u.is_active, u.approval_status, u.quota_expiry_date, u.is_unlimited_user,"
          " u.total_quota_purchased_mb, u.total_quota_used_mb, {offset}, 3072, now())")
PICTURE = f"""
    SELECT u.id::text, u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb, u.manual_debt_mb,
           u.is_unlimited_user, {DEBT}, {LEFT}, {STATUS.format(offset='u.auto_debt_offset_mb')}, {STATUS.format(offset='0')},
           console.quota_used_percent(u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb)
      FROM public.users u WHERE u.full_name LIKE %s"""


class Person(NamedTuple):
    user: tuple  # as oracle.inject has it: used, purchased, offset, is_unlimited, role
    items: list
    access: tuple  # is_blocked, is_active, approval, is_expired


class After(NamedTuple):
    purchased: int
    manual: int
    is_unlimited: bool
    access: tuple
    offset: int = None  # None: as it was


def manual_of(items):
    return sum(amount - paid for _, amount, paid, _ in items)


def injected(mb):
    def wanted(p):
        (purchased, _, manual), _ = oracle.inject(p.user, p.items, mb)
        return After(purchased, manual, p.user[3], p.access)
    return wanted


def settled(p):
    return After(p.user[1], 0, p.user[3], p.access)


def settled_with_automatic(p):
    return After(oracle.settle(p.user), 0, p.user[3], p.access)


def made_unlimited(p):
    return After(p.user[1], manual_of(p.items), True, p.access)


def ended_unlimited(p):
    return After(oracle.end_unlimited(p.user) if p.user[3] else p.user[1], manual_of(p.items), False, p.access)


def offset_counted(p):
    used, purchased, offset, is_unlimited, _ = p.user
    return After(purchased + oracle.whole(min(used, Decimal(offset))), manual_of(p.items), is_unlimited, p.access, 0)


def on_a_package(p):
    (purchased, _, manual), _ = oracle.inject(p.user, p.items, PACKAGE_MB)
    forgiven = oracle.end_unlimited(p.user) - p.user[1] if p.user[3] else 0
    return After(purchased + forgiven, manual, False, (*p.access[:3], False))


class Deed(NamedTuple):
    words: tuple
    wanted: object
    people: int
    is_money: bool = False  # paid from the balance: by customers who are let in, and not undone while the money is ours


DEEDS = {
    "gift": Deed(("quota.inject", "mb=512"), injected(512), 4000),
    "big gift": Deed(("quota.inject", "mb=15360"), injected(15360), 4000),
    "settled": Deed(("debts.settle_all",), settled, 2000),
    "all settled": Deed(("debts.settle_all", "automatic=yes"), settled_with_automatic, 5000),
    "made unlimited": Deed(("quota.set_unlimited",), made_unlimited, 1000),
    "unlimited no more": Deed(("quota.revoke_unlimited",), ended_unlimited, 4000),
    "on a package": Deed(("quota.set_package", "package=Kuota", "quota=add"), on_a_package, 4000),
    "offset counted": Deed(("quota.count_offset",), offset_counted, 2000),
    "debt paid": Deed(("payments.settle_debt", "method=balance"), settled_with_automatic, 60, True),
    "package sold": Deed(("payments.sell", "package=Kuota", "method=balance"), on_a_package, 60, True),
}


@pytest.fixture
def dice(request):
    return random.Random(request.node.name)


@pytest.fixture
def config(make_config, database):
    return make_config(database)


@pytest.fixture
def package(database):
    database.all("""WITH p AS (INSERT INTO public.package_profiles (id, profile_name) VALUES (gen_random_uuid(), 'kuota') RETURNING id)
                    INSERT INTO public.packages (id, name, price, data_quota_gb, duration_days, is_active, profile_id)
                    SELECT gen_random_uuid(), 'Kuota', 100000, 10, 30, true, id FROM p""")


def make_person(dice, is_money):
    user = make_user(dice)
    if dice.random() < 0.3:  # just before, at and just beyond what ends the quota or slows it down
        edge = user[1] + user[2] - dice.choice([0, 0, THRESHOLD])
        user = (max(Decimal(0), edge + dice.choice([Decimal("-0.01"), Decimal(0), Decimal("0.01")])), *user[1:])
    access = OPEN
    if is_money:
        user = (*user[:4], "USER")
    elif dice.random() < 0.2:
        access = dice.choice([(True, *OPEN[1:]), (False, False, *OPEN[2:]), (False, True, "REJECTED", False), (*OPEN[:3], True)])
    return user, make_items(dice), access


def load(connection, dice):
    people, users, debts = {name: {} for name in DEEDS}, [], []
    for lot, (name, deed) in enumerate(DEEDS.items()):
        for number in range(deed.people):
            (used, purchased, offset, is_unlimited, role), items, access = make_person(dice, deed.is_money)
            key = f"00000000-0000-4000-8003-{lot:04x}{number:08x}"
            named = [(f"00000000-0000-4000-{0x9000 + lot:04x}-{number * 8 + place:012x}", *item) for place, item in enumerate(items)]
            people[name][key] = Person((used, purchased, offset, is_unlimited, role), named, access)
            users.append((key, f"+6287{lot:02d}{number:08d}", f"Left{lot}-{number}", access[1], role, access[2], purchased, used, offset,
                          manual_of(named), is_unlimited, access[0], "late" if access[0] else None,
                          "2020-01-01" if access[3] else "2100-01-01"))
            for place, (debt, amount, paid, price) in enumerate(named):
                debts.append((debt, key, f"2026-01-{1 + place:02d}", amount, paid, price, False))
    with connection.transaction():
        copy(connection, "public.users", "id, phone_number, full_name, is_active, role, approval_status, total_quota_purchased_mb,"
             " total_quota_used_mb, auto_debt_offset_mb, manual_debt_mb, is_unlimited_user, is_blocked, blocked_reason,"
             " quota_expiry_date", users)
        copy(connection, "public.user_quota_debts", "id, user_id, debt_date, amount_mb, paid_mb, price_rp, is_paid", debts)
        connection.execute("""WITH o AS (INSERT INTO console.operation (id, actor, action) VALUES (gen_random_uuid(), 'test', 'test')
                                         RETURNING id)
            INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id)
            SELECT o.id, u.id, 100000000, 'TEST-' || u.id FROM o, public.users u WHERE u.full_name ~ '^Left'""")
    connection.execute("ANALYZE public.users, public.user_quota_debts")
    return people


def picture(connection, lot):
    return {row[0]: row[1:] for row in connection.execute(PICTURE, (f"Left{lot}-%",))}


def paying(connection, lot):
    """Who was asked for money: what costs nothing is no charge."""
    return {row[0] for row in connection.execute(
        "SELECT u.id::text FROM console.charge c JOIN public.users u ON u.id = c.user_id WHERE c.state = 'paid' AND u.full_name LIKE %s",
        (f"Left{lot}-%",))}


def as_wanted(person, after):
    """A row of the picture as the oracle has it."""
    used, _, offset, _, role = person.user
    offset = offset if after.offset is None else after.offset
    user = (used, after.purchased, offset, after.is_unlimited, role)
    return (after.purchased, used, offset, after.manual, after.is_unlimited, oracle.automatic_debt(*user),
            oracle.left(used, after.purchased, offset), oracle.status(user, after.access, THRESHOLD),
            oracle.status(user, after.access, THRESHOLD, oracle.left_by_old_portals),
            oracle.used_percent(used, after.purchased, offset))


def assert_no_portal_disagrees(person, row):
    """What the program wrote is the same to a portal that knows the offset and to one that leaves it out."""
    purchased, _, offset, _, is_unlimited, debt, left, status, for_old_portals, _ = row
    if offset == 0:
        assert status == for_old_portals, (person, row)
    if debt == 0 and not is_unlimited and person.user[4] != "KOMANDAN":
        assert left >= 0, (person, row)
    assert status != "habis" or left <= 0 or purchased <= 0, (person, row)


def unlike(people, wanted, rows):
    return [(key, people[key], wanted[key], rows[key]) for key in people if rows[key] != wanted[key]][:3]


def test_what_is_left_after_each_deed(database, run, dice, config, package):
    with database.connect() as connection:
        everybody = load(connection, dice)
        assert sum(map(len, everybody.values())) > 20_000
        for lot, (name, deed) in enumerate(DEEDS.items()):
            people = everybody[name]
            before = picture(connection, lot)
            untouched = {key: as_wanted(p, After(p.user[1], manual_of(p.items), p.user[3], p.access)) for key, p in people.items()}
            assert not unlike(people, untouched, before), name
            done = run("act", *deed.words, "--where", f"full_name:Left{lot}-*", "--yes", "--format", "json", timeout=120)
            assert done.code in (0, 1), (name, done.err)
            answer = json.loads(done.out)[0]
            rows = picture(connection, lot)
            asked = paying(connection, lot) if deed.is_money else people.keys()
            wanted = {key: as_wanted(p, deed.wanted(p)) if key in asked else untouched[key] for key, p in people.items()}
            assert not unlike(people, wanted, rows), name
            for key, person in people.items():
                assert_no_portal_disagrees(person, rows[key])
            assert sum(rows[key] != before[key] for key in people) > deed.people // 20, (name, "hardly anything happened")
            if not deed.is_money:
                assert run("act", "audit.undo", "--id", answer["operation_id"], "--yes", timeout=120).code == 0, name
                assert picture(connection, lot) == before, name


# --- one customer, in words ------------------------------------------------------------------------------------

USER = "00000000-0000-4000-8004-000000000001"
GB = 1024


def customer(database, purchased, used, offset=0):
    database.all("""INSERT INTO public.users (id, phone_number, full_name, is_active, role, approval_status, total_quota_purchased_mb,
                                              total_quota_used_mb, auto_debt_offset_mb, manual_debt_mb, is_unlimited_user, is_blocked,
                                              quota_expiry_date)
                    VALUES (%s, '+628770001', 'Zahra', true, 'USER', 'APPROVED', %s, %s, %s, 0, false, false, '2100-01-31 12:00+00')""",
                 USER, purchased, used, offset)


def pane_row(run, pane="users"):
    return json.loads(run("show", pane, "--where", "full_name:Zahra", "--format", "json").out)[0]


def as_shown(run):
    row = pane_row(run)
    return row["status"], row["remaining_mb"], row["debt_mb"]


def preview(run, action, *words):
    done = run("act", action, "--id", USER, *words, "--dry-run", "--format", "json")
    assert done.code == 0, done.err
    return json.loads(done.out)[0]["after"]


def act(run, action, *words):
    done = run("act", action, "--id", USER, *words, "--yes", "--format", "json")
    assert done.code == 0, done.err
    return json.loads(done.out)[0]


def figures(database):
    return database.one("SELECT total_quota_purchased_mb, auto_debt_offset_mb FROM public.users WHERE id = %s", USER)


def test_what_is_given_beyond_the_debt_can_be_used(database, run, config):
    """Bought 25 GB, used 35.4 GB, given 15 GB."""
    customer(database, 25 * GB, "36249.60")
    assert as_shown(run) == ("habis", "0.00", "10649.60")
    assert "active · 35.4 GB of 40.0 GB used · 4.6 GB left · debt 0 MB · until 2100-01-31" in preview(run, "quota.inject", "mb=15360")
    given = act(run, "quota.inject", "mb=15360")
    assert figures(database) == (40 * GB, 0)
    assert as_shown(run) == ("active", "4710.40", "0.00")
    assert pane_row(run, "quota")["used_percent"] == 88
    assert run("act", "audit.undo", "--id", given["operation_id"], "--yes").code == 0
    assert figures(database) == (25 * GB, 0)


@pytest.mark.parametrize("used, left", [("36249.60", "0.40"), ("36250.00", "0.00")])
def test_who_pays_the_debt_alone_is_said_to_have_nothing(database, run, config, used, left):
    customer(database, 25 * GB, used)
    seen = preview(run, "debts.settle_all", "automatic=yes")
    assert "debt 0 MB · until 2100-01-31" in seen and "but nothing is left to use: another package is needed" in seen
    act(run, "debts.settle_all", "automatic=yes")
    assert figures(database) == (36250, 0)
    assert as_shown(run)[1:] == (left, "0.00")
    # all that is bought next can be used
    assert "another package is needed" not in preview(run, "quota.inject", "mb=500")
    act(run, "quota.inject", "mb=500")
    assert as_shown(run) == ("fup", str(Decimal(left) + 500), "0.00")


def test_money_and_packages_say_what_comes_of_them(database, run, config, package):
    customer(database, 25 * GB, "36249.60")
    sold = preview(run, "payments.sell", "package=Kuota", "method=qris")
    assert "then habis · 35.4 GB of 35.0 GB used · 0 MB left · debt 409.6 MB" in sold and "another package is needed" in sold
    paid = preview(run, "payments.settle_debt", "method=qris")
    assert "then fup · 35.4 GB of 35.4 GB used · 0.4 MB left · debt 0 MB · until 2100-01-31" in paid and "another package is needed" in paid
    deposit = preview(run, "payments.topup", "amount=50000", "method=qris")
    assert "balance then Rp 50.000, habis · 35.4 GB of 25.0 GB used" in deposit


def test_what_a_portal_settled_through_the_offset_is_left(database, run, config):
    """Given 15 GB by a portal: 10,650 MB went into the offset, the rest was bought."""
    customer(database, 25 * GB + 4710, "36249.60", 10650)
    assert as_shown(run) == ("active", "4710.40", "0.00")
    # the router's own count begins with the first byte
    assert database.one("SELECT DISTINCT limit_bytes FROM console.desired_state(%s)", [USER]) == 40 * GB * 1048576
    found = [f for f in json.loads(run("check", "--format", "json").out) if f["name"] == "left_by_old_portals"]
    assert len(found) == 1 and found[0]["count"] >= 1 and "quota.count_offset" in json.dumps(found)
    assert "40.0 GB used · 4.6 GB left" in preview(run, "quota.count_offset")
    act(run, "quota.count_offset")
    assert figures(database) == (40 * GB, 0)
    assert as_shown(run) == ("active", "4710.40", "0.00")
    database.all("UPDATE public.users SET auto_debt_offset_mb = 0 WHERE id <> %s", USER)
    assert "left_by_old_portals" not in run("check", "--format", "json").out
    assert "has no offset" in run("act", "quota.count_offset", "--id", USER, "--yes").err

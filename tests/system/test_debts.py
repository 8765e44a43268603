"""Debt items: the pane's rows and figures, what settles them, and what is refused, by script and by key."""

import concurrent.futures
import json
import re
import uuid

import pytest

pytestmark = pytest.mark.zone

PRICES = {10240: 100000, 25600: 200000}  # the sample's packages


def customer(database, **columns):
    """A customer of the test's own, let through and owing nothing."""
    user = str(uuid.uuid4())
    values = {"id": user, "phone_number": f"+62899{int(user[:6], 16):08d}", "full_name": "Zainal Tester", "is_active": True,
              "approval_status": "APPROVED", "total_quota_purchased_mb": 10240, **columns}
    database.all(f"INSERT INTO public.users ({', '.join(values)}) VALUES ({', '.join(['%s'] * len(values))})", *values.values())
    return user


def act(run, *arguments, code=0):
    done = run("act", *arguments, "--yes", "--format", "json")
    assert done.code == code, done.err
    return json.loads(done.out)[0] if done.out else done.err


def items(show, user, which=""):
    return show("debts", "--where", f"user_id:{user} {which}")


def test_every_open_item_and_no_other(database, show):
    expected = {str(row[0]): row[1:] for row in database.all(
        "SELECT id, amount_mb, paid_mb, price_rp FROM public.user_quota_debts WHERE NOT is_paid")}
    rows = show("debts")
    assert {row["id"] for row in rows} == set(expected)
    for row in rows:
        amount, paid, price = expected[row["id"]]
        assert (row["amount_mb"], row["paid_mb"]) == (f"{amount}.00", f"{paid}.00")
        assert row["remaining_mb"] == f"{amount - paid}.00" and row["is_paid"] is False
        assert price is None or row["price_rp"] == price
        assert price is not None or amount not in PRICES or row["price_rp"] == PRICES[amount]
        assert row["remaining_rp"] == row["price_rp"] - (2 * row["price_rp"] * paid + amount) // (2 * amount)
        assert row["is_unlimited"] == (row["amount"] == "Unlimited") == (amount == 1)


def test_closed_items_for_who_asks(database, show):
    paid = database.all("SELECT id::text FROM public.user_quota_debts WHERE is_paid")
    rows = show("debts", "--where", "is_paid:yes")
    assert {row["id"] for row in rows} == {row[0] for row in paid}
    assert all(row["remaining_mb"] == "0.00" and row["remaining_rp"] == 0 for row in rows)
    assert len(show("debts", "--where", "is_paid:yes,no")) == database.one("SELECT count(*) FROM public.user_quota_debts")
    assert len(show("debts", "--where", "is_paid:no")) == len(show("debts"))
    assert len(show("debts", "--where", f"id:{paid[0][0]}")) == 1
    assert show("debts", "--where", "paid_at>1d") == []


def test_items_of_a_user_stand_together_the_oldest_first(show):
    rows = show("debts")
    owners = [row["user_id"] for row in rows]
    assert len(set(owners)) == sum(1 for n, owner in enumerate(owners) if n == 0 or owners[n - 1] != owner)
    for owner in set(owners):
        of_user = [row for row in rows if row["user_id"] == owner]
        dates = [row["debt_date"] for row in of_user]
        assert dates == sorted(dates)
        for row in of_user:
            assert row["user_items"] == len(of_user)
            assert row["user_remaining_rp"] == sum(r["remaining_rp"] for r in of_user)
            assert float(row["user_remaining_mb"]) == sum(float(r["remaining_mb"]) for r in of_user)


@pytest.mark.parametrize("sort", ["full_name", "-full_name", "remaining_rp", "-price_rp", "due_date", "-debt_date", "age_days",
                                  "amount", "-remaining_mb", "is_overdue", "phone_number", "note", "paid_at", "created_at"])
def test_any_order_holds_all_rows(show, sort):
    rows = show("debts", "--sort", sort)
    assert len(rows) == len(show("debts"))
    key = {"amount": "amount_mb"}.get(sort.lstrip("-"), sort.lstrip("-"))
    if key.endswith("_rp"):
        values = [row[key] for row in rows]
        assert values == sorted(values, reverse=sort.startswith("-"))


@pytest.mark.parametrize("where", ["budi", "status:blocked", "phone:~812", "remaining_mb>5GB", "price_rp>=200rb", "overdue:yes",
                                   "unlimited:yes", "age>60", "due<7d", "note:~utang", "amount_mb:10GB", "user_items>1",
                                   "user_remaining_rp>200rb", "last_paid_source:manual", "date>2020-01-01", "-overdue:yes"])
def test_filters(database, show, where):
    rows = show("debts", "--where", where)
    every = {row["id"]: row for row in show("debts")}
    assert rows and all(every[row["id"]] == row for row in rows)
    complement = show("debts", "--where", f"-{where}") if not where.startswith("-") else show("debts", "--where", where[1:])
    assert len(rows) + len(complement) == len(every)


def test_figures_of_the_trade(database, run, show):
    user = customer(database)
    act(run, "debts.add", "--id", user, "mb=25600")
    act(run, "debts.add", "--id", user, "mb=20GB", "price=200000", "note=April")
    act(run, "debts.add", "--id", user, "mb=20GB", "price=200rb", "due=2020-01-01")
    act(run, "debts.add", "--id", user, "mb=1", "price=350rb")
    rows = items(show, user)
    assert sorted(row["price_rp"] for row in rows) == [200000, 200000, 200000, 350000]
    assert {row["user_remaining_rp"] for row in rows} == {950000}
    assert {row["user_remaining"] for row in rows} == {"Unlimited + 65.0 GB"}
    assert [row["amount"] for row in rows if row["price_rp"] == 350000] == ["Unlimited"]
    assert [row["is_overdue"] for row in rows if row["due_date"] == "2020-01-01"] == [True]
    # The sum of the rows, not the price of the sum.
    twenty = [row for row in rows if row["amount_mb"] == "20480.00"]
    assert sum(row["remaining_rp"] for row in twenty) == 400000


def test_settled_in_parts_then_taken_back(database, run, show):
    user = customer(database, is_blocked=True, blocked_reason="tunggakan_overdue|30")
    act(run, "debts.add", "--id", user, "mb=10GB")
    debt = items(show, user)[0]["id"]
    act(run, "debts.settle", "--id", debt, "mb=3000", "note=cash")
    row = items(show, user)[0]
    assert (row["paid_mb"], row["remaining_mb"], row["remaining_rp"]) == ("3000.00", "7240.00", 70703)
    preview = run("act", "debts.settle", "--id", debt, "--dry-run", "--format", "json")
    assert preview.code == 0 and "block lifted" in preview.out
    last = act(run, "debts.settle", "--id", debt)
    assert (last["changed"], last["outbox"]) == (1, 1)
    assert items(show, user) == [] and len(items(show, user, "is_paid:yes")) == 1
    assert database.one("SELECT is_blocked FROM public.users WHERE id = %s", user) is False
    act(run, "audit.undo", "--id", last["operation_id"])
    assert items(show, user)[0] == row
    assert database.one("SELECT is_blocked, blocked_reason FROM public.users WHERE id = %s", user) == (True, "tunggakan_overdue|30")
    assert database.all("SELECT mb, rp FROM console.debt_payment WHERE debt_id = %s ORDER BY id", debt) == [
        (3000, 29297), (7240, 70703), (-7240, -70703)]


@pytest.mark.parametrize("arguments, code, words", [
    (["debts.settle", "--id", "not-a-uuid"], 2, "not-a-uuid is no uuid"),
    (["debts.settle", "--id", "00000000-0000-4000-8000-0000000000aa"], 2, "there is no debt item 00000000"),
    (["debts.settle_all", "--id", "00000000-0000-4000-8000-0000000000aa"], 2, "there is no user 00000000"),
    (["debts.settle", "--id", "DEBT", "mb=99TB"], 1, "MB are left of it"),
    (["debts.settle", "--id", "DEBT", "mb=0"], 2, "must be between"),
    (["debts.settle", "--id", "DEBT", "mb=0.5"], 2, "whole MB"),
    (["debts.edit", "--id", "DEBT"], 1, "neither due= nor note= is given"),
    (["debts.edit", "--id", "DEBT", "due=2026-02-30"], 2, "no date"),
    (["debts.add", "--id", "USER"], 2, "needs mb="),
    (["debts.add", "--id", "USER", "mb=10", "price=-1"], 2, "no amount of money"),
    (["debts.settle_oldest", "--id", "USER", "mb=99TB"], 1, "owes only"),
    (["debts.write_off", "--id", "DEBT"], 2, "needs reason="),
])
def test_refused_before_anything_is_done(database, run, arguments, code, words):
    debt, user = database.one("SELECT id::text, user_id::text FROM public.user_quota_debts"
                              " WHERE NOT is_paid AND amount_mb > 1 ORDER BY id LIMIT 1")
    before = database.one("SELECT count(*) FROM console.operation")
    given = [{"DEBT": debt, "USER": user}.get(word, word) for word in arguments]
    error = act(run, *given, code=code)
    assert words in error
    assert database.one("SELECT count(*) FROM console.operation") == before


def test_an_id_that_can_be_none_is_refused_before_anybody_is_asked(run, make_config):
    done = run("act", "debts.settle", "--id", "not-a-uuid", config=make_config("host=/nowhere dbname=none"))
    assert done.code == 2 and "not-a-uuid is no uuid" in done.err


def test_write_off_and_edit(database, run, show):
    user = customer(database)
    act(run, "debts.add", "--id", user, "mb=10GB", "note=first")
    debt = items(show, user)[0]["id"]
    act(run, "debts.edit", "--id", debt, "due=2027-03-04", "note=-")
    assert [(row["due_date"], row["note"]) for row in items(show, user)] == [("2027-03-04", None)]
    act(run, "debts.write_off", "--id", debt, "reason=moved away")
    closed = items(show, user, "is_paid:yes")[0]
    assert (closed["paid_mb"], closed["last_paid_source"], closed["remaining_rp"]) == ("0.00", "console_write_off", 0)
    assert database.one("SELECT kind, mb, note FROM console.debt_payment WHERE debt_id = %s", debt) == (
        "written_off", 10240, "moved away")
    findings = json.loads(run("check", "--format", "json").out)
    assert not [finding for finding in findings if "debt" in finding["name"]]


def test_many_by_a_filter_in_one_operation(database, run, show):
    owed = show("debts", "--where", "note:~utang")
    done = act(run, "debts.settle", "--where", "note:~utang", "note=collected")
    assert (done["changed"], done["refused"]) == (len(owed), 0)
    assert show("debts", "--where", "note:~utang") == []
    paid, rp = database.one("SELECT count(*), sum(rp) FROM console.debt_payment WHERE operation_id = %s", done["operation_id"])
    assert (paid, rp) == (len(owed), sum(row["remaining_rp"] for row in owed))
    assert database.one("SELECT count(*) FROM public.users u WHERE manual_debt_mb <> (SELECT coalesce(sum(amount_mb - paid_mb), 0)"
                        " FROM public.user_quota_debts d WHERE d.user_id = u.id AND NOT is_paid)") == 0


def test_two_consoles_settle_the_same_item(database, run, show):
    for _ in range(4):
        user = customer(database)
        act(run, "debts.add", "--id", user, "mb=10GB")
        debt = items(show, user)[0]["id"]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            both = list(pool.map(lambda note: run("act", "debts.settle", "--id", debt, f"note={note}", "--yes"), ["a", "b"]))
        assert sorted(done.code for done in both) == [0, 1]
        lost = next(done for done in both if done.code == 1)
        assert "is settled already: console_settle" in lost.err or "has changed meanwhile" in lost.err
        assert database.one("SELECT count(*), sum(mb), sum(rp) FROM console.debt_payment WHERE debt_id = %s", debt) == (
            1, 10240, 100000)
        assert database.one("SELECT manual_debt_mb FROM public.users WHERE id = %s", user) == 0


@pytest.mark.parametrize("columns", [80, 40])
def test_the_pane(database, console, run, columns):
    user = customer(database, full_name="Aaa Debitur")
    act(run, "debts.add", "--id", user, "mb=1", "price=350rb")
    act(run, "debts.add", "--id", user, "mb=10GB")
    screen = console("debts", columns=columns)
    screen.wait_for("Aaa Debitur")
    screen.wait_for("Unlimited")
    assert not re.search(r"\b1(\.0)? MB\b", screen.text())
    screen.press("/")
    screen.type("unlimited:yes aaa")
    screen.press("enter")
    screen.wait_for(lambda t: "Unlimited" in t.text() and "10.0 GB" not in t.text())


# --- a package on credit ------------------------------------------------------------------------


def figures(database, user):
    return database.one("SELECT total_quota_purchased_mb, manual_debt_mb, is_unlimited_user, mikrotik_profile_name,"
                        " (quota_expiry_date AT TIME ZONE console.zone())::date - console.today() FROM public.users WHERE id = %s", user)


def test_a_package_on_credit(database, run, show):
    """The customer has it now and owes its price; what was used beyond the quota is paid by it, other items are not."""
    user = customer(database, total_quota_used_mb=12240, total_quota_purchased_mb=10240)
    act(run, "debts.add", "--id", user, "mb=1GB", "note=before")
    days, profile = database.one("SELECT p.duration_days, f.profile_name FROM public.packages p JOIN public.package_profiles f"
                                 " ON f.id = p.profile_id WHERE p.name = 'Paket 25 GB'")
    plan = run("act", "debts.advance", "--id", user, "package=Paket 25 GB", "--dry-run").err
    assert "owed: Rp 200.000 each, without a due date; 2.0 GB pay automatic debt" in plan, plan
    act(run, "debts.advance", "--id", user, "package=Paket 25 GB", "due=2030-01-31", "note=until payday")
    assert figures(database, user) == (10240 + 25600, 1024 + 25600, False, profile, days)
    one, = [row for row in items(show, user) if row["note"] != "before"]
    assert (one["amount_mb"], one["price_rp"], one["due_date"], one["note"]) == ("25600.00", 200000, "2030-01-31", "Paket 25 GB | until payday")
    assert database.one("SELECT source FROM public.quota_mutation_ledger WHERE user_id = %s ORDER BY created_at DESC LIMIT 1",
                        user) == "console.debts.advance"
    operation = database.one("SELECT id::text FROM console.operation WHERE action = 'debts.advance'")
    act(run, "audit.undo", "--id", operation)
    assert figures(database, user)[:4] == (10240, 1024, False, None) and len(items(show, user)) == 1


def test_an_unlimited_package_on_credit(database, run, show):
    user = customer(database)
    act(run, "debts.advance", "--id", user, "package=Unlimited")
    one, = items(show, user)
    assert one["is_unlimited"] and one["remaining_rp"] == database.one("SELECT price FROM public.packages WHERE name = 'Unlimited'")
    assert figures(database, user)[:3] == (10240, 1, True)
    # 10 GB on credit end it; what was used meanwhile becomes no debt
    database.all("UPDATE public.users SET total_quota_used_mb = 15240 WHERE id = %s", user)
    act(run, "debts.advance", "--id", user, "package=Paket 10 GB")
    assert figures(database, user)[:3] == (10240 + 10240 + 5000, 1 + 10240, False)


@pytest.mark.parametrize("columns, package, why", [
    ({"role": "KOMANDAN"}, "Paket 10 GB", "only customers owe, not KOMANDAN"), ({"is_active": False}, "Paket 10 GB", "is not active"),
    ({}, "Paket 5 GB (lama)", "is sold no more"), ({}, "No such", "No such")])
def test_what_nobody_gets_on_credit(database, run, show, columns, package, why):
    user = customer(database, **columns)
    done = run("act", "debts.advance", "--id", user, f"package={package}", "--yes")
    assert done.code != 0 and why in done.out + done.err, done.out + done.err
    assert items(show, user) == []

"""Quota figures that are corrected: bought and used to a figure, and days more or less of validity; with the portal's ledger,
automatic debt that follows, and undo."""

import json

import pytest
from test_quota import user_with
from test_widgets import filter_for, open_pane

pytestmark = pytest.mark.zone


@pytest.fixture
def act(run):
    def go(*words):
        done = run("act", *words, "--yes")
        assert done.code == 0, (words, done.out, done.err)
        return done.out

    return go


@pytest.fixture
def refused(run):
    def go(*words):
        done = run("act", *words, "--yes")
        assert done.code != 0, (words, done.out)
        return done.out + done.err

    return go


@pytest.fixture
def user(database):
    """Bought 10,000 MB, used 4,000.50, nothing owed, valid for 20 days more."""
    one = user_with(database, "NOT u.is_unlimited_user AND u.manual_debt_mb = 0")
    database.all("""UPDATE public.users SET total_quota_purchased_mb = 10000, total_quota_used_mb = 4000.5, auto_debt_offset_mb = 0,
                                            quota_expiry_date = now() + interval '20 days' WHERE id = %s""", one)
    return one


def figures(database, user):
    return database.one("""SELECT total_quota_purchased_mb, total_quota_used_mb::text, auto_debt_offset_mb, manual_debt_mb
                             FROM public.users WHERE id = %s""", user)


def row(show, user):
    one, = show("quota", "--where", f"id:{user}")
    return one


def days_left(database, user):
    return database.one("SELECT round(extract(epoch FROM quota_expiry_date - now()) / 86400)::int FROM public.users WHERE id = %s", user)


def ledger(database, user):
    return database.one("""SELECT source, before_state, after_state, event_details FROM public.quota_mutation_ledger
                            WHERE user_id = %s ORDER BY created_at DESC LIMIT 1""", user)


def undo(database, act):
    act("audit.undo", "--id", database.one("SELECT id::text FROM console.operation ORDER BY seq DESC LIMIT 1"))


def test_bought_quota_is_set_and_debt_follows(act, show, database, user):
    act("quota.set_bought", "--id", user, "mb=3000", "reason=was entered twice")
    assert figures(database, user) == (3000, "4000.50", 0, 0)
    assert (row(show, user)["auto_debt_mb"], row(show, user)["status"]) == ("1000.50", "habis")
    source, before, after, details = ledger(database, user)
    assert source == "console.quota.set_bought"
    assert (before["total_quota_purchased_mb"], after["total_quota_purchased_mb"]) == (10000, 3000)
    assert details["args"]["reason"] == "was entered twice"
    undo(database, act)
    assert figures(database, user) == (10000, "4000.50", 0, 0) and row(show, user)["auto_debt_mb"] == "0.00"


def test_manual_debt_stays(act, run, database, user):
    act("debts.add", "--id", user, "mb=2GB")
    told = run("act", "quota.set_bought", "--id", user, "mb=20GB", "--dry-run")
    assert "manual debt stays" in told.out + told.err
    act("quota.set_bought", "--id", user, "mb=20GB")
    assert figures(database, user) == (20480, "4000.50", 0, 2048)


def test_used_quota_is_set_and_counters_begin_anew(act, show, database, user):
    begun = database.one("UPDATE public.users SET auto_debt_offset_mb = 500 WHERE id = %s RETURNING clock_timestamp()", user)
    act("quota.set_used", "--id", user, "mb=300")
    assert figures(database, user) == (10000, "300.00", 300, 0)  # what the offset takes off was not used any more
    assert database.one("SELECT bool_and(last_bytes_updated_at > %s) FROM public.user_devices WHERE user_id = %s", begun, user)
    assert ledger(database, user)[0] == "console.quota.set_used"
    undo(database, act)
    assert figures(database, user) == (10000, "4000.50", 500, 0)
    act("quota.set_used", "--id", user, "mb=12GB")
    assert row(show, user)["auto_debt_mb"] == "1788.00"  # 12,288 less what was bought and the offset


@pytest.mark.parametrize("action, words, why", [
    ("quota.set_bought", ["mb=10000"], "is that already"), ("quota.set_bought", ["mb=-1"], "-1"), ("quota.set_bought", [], "mb="),
    ("quota.set_used", ["mb=half"], "half"), ("quota.set_used", ["mb=1.5"], "whole MB"), ("quota.add_days", ["days=0"], "no day is added"),
    ("quota.add_days", ["days=x"], "whole number"), ("quota.add_days", ["days=99999"], "between"), ("quota.add_days", [], "days="),
    ("quota.add_days", ["days=3"], "from=end adds to that"), ("quota.add_days", ["days=3", "from=now"], "end, today"),
])
def test_what_changes_nothing_is_refused(refused, database, user, action, words, why):
    before = figures(database, user)
    assert why in refused(action, "--id", user, *words)
    assert figures(database, user) == before and days_left(database, user) == 20


def test_days_count_as_a_purchase_counts_them(act, database, user):
    act("quota.add_days", "--id", user, "days=30")  # package_validity: now
    assert days_left(database, user) == 30
    act("settings.set", "--id", "package_validity", "value=extend")
    act("quota.add_days", "--id", user, "days=3")
    assert days_left(database, user) == 33
    act("quota.add_days", "--id", user, "days=60", "from=today")
    assert days_left(database, user) == 60
    source, before, after, _ = ledger(database, user)
    assert source == "console.quota.add_days" and before["quota_expiry_date"] != after["quota_expiry_date"]
    undo(database, act)
    assert days_left(database, user) == 33


def test_days_less_are_taken_off_what_runs(act, refused, run, database, user):
    act("quota.add_days", "--id", user, "days=-5")
    assert days_left(database, user) == 15
    told = run("act", "quota.add_days", "--id", user, "days=-16", "--dry-run")
    assert "access ends at once" in told.out + told.err
    act("quota.add_days", "--id", user, "days=-16")
    assert days_left(database, user) == -1
    assert "is over already" in refused("quota.add_days", "--id", user, "days=-1")
    act("quota.add_days", "--id", user, "days=2", "from=end")  # what is over runs from today
    assert days_left(database, user) == 2


def test_who_has_no_end_gets_none(refused, database, user):
    database.all("UPDATE public.users SET quota_expiry_date = NULL WHERE id = %s", user)
    assert "has no end: quota.set_expiry sets one" in refused("quota.add_days", "--id", user, "days=3")
    database.all("UPDATE public.users SET is_unlimited_user = true WHERE id = %s", user)
    assert "is unlimited and has no end" in refused("quota.add_days", "--id", user, "days=3")


def test_many_at_once(act, run, database):
    database.all("UPDATE public.users SET quota_expiry_date = now() + interval '9 days' WHERE is_active AND NOT is_unlimited_user")
    plan = json.loads(run("act", "quota.add_days", "--where", "status:active", "days=1", "from=end", "--dry-run", "--format", "json").out)
    count = len([one for one in plan if not one.get("refusal")])
    assert count > 0
    act("quota.add_days", "--where", "status:active", "days=1", "from=end")
    assert database.one("""SELECT count(*) FROM public.users
                            WHERE quota_expiry_date BETWEEN now() + interval '9 days 12 hours' AND now() + interval '11 days'""") >= count


@pytest.mark.parametrize("language, name, field", [("en", "Set bought quota", "Bought"), ("id", "Atur kuota dibeli", "Dibeli")])
def test_by_keys(console, database, user, language, name, field):
    """Through the palette: the form begins with the figure that stands there."""
    database.all("UPDATE public.users SET full_name = 'Aaron Uji' WHERE id = %s", user)
    screen = open_pane(console, "quota", "/200", env={"LANGUAGE": language, "LANG": "C.UTF-8"}, columns=120, rows=40)
    filter_for(screen, "aaron", "1/1")
    screen.press(":")
    screen.type(name)
    screen.press("enter")
    screen.wait_for(lambda t: "10000" in (t.line_with(field) or ""))
    screen.press("C-u")
    screen.type("12GB")
    screen.press("enter")
    screen.wait_for("→")
    screen.press("enter")
    screen.wait_for(lambda t: figures(database, user)[0] == 12288)

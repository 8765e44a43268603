"""Quota as scripts and operators meet it: `show quota`, the actions by `act`, the pane on the screen."""

import json
import re

import pytest
from test_console import rows

pytestmark = pytest.mark.zone

MB = re.compile(r"-?\d+\.\d\d")
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d")
TYPES = {
    "id": str, "phone_number": str, "full_name": str, "status": str, "purchased_mb": MB, "used_mb": MB, "remaining_mb": MB,
    "used_percent": int, "auto_debt_mb": MB, "auto_debt_rp": int, "manual_debt_mb": MB, "manual_debt_rp": int, "offset_mb": MB,
    "expires_at": ISO, "is_unlimited_user": bool, "usage": str, "blocked_reason": str,
}
EMPTY_WHERE = {
    "remaining_mb": lambda row: row["is_unlimited_user"], "used_percent": lambda row: row["is_unlimited_user"],
    "expires_at": lambda row: row["status"] == "inactive", "blocked_reason": lambda row: row["status"] != "blocked",
}


def fits(value, wanted):
    if isinstance(wanted, re.Pattern):
        return isinstance(value, str) and wanted.fullmatch(value)
    return type(value) is wanted


def user_with(database, condition):
    """The id of the first approved, unblocked customer of whom the condition is true."""
    found = database.one(f"""SELECT u.id::text FROM public.users u WHERE u.is_active AND u.approval_status = 'APPROVED'
                             AND NOT u.is_blocked AND u.role = 'USER' AND {condition} ORDER BY u.id LIMIT 1""")
    assert found, condition
    return found


def act(run, action, *arguments, code=0):
    result = run("act", action, *arguments, "--yes", "--format", "json")
    assert result.code == code, result.err
    return json.loads(result.out)[0] if code == 0 else result.err


def row_of(show, user):
    row, = show("quota", "--where", f"id:{user}")
    return row


# --- show ---


def test_show_has_the_columns_and_types_of_the_contract(show):
    quota = show("quota")
    assert len(quota) == 200
    for row in quota:
        for name, wanted in TYPES.items():
            empty = row[name] is None and EMPTY_WHERE.get(name, lambda _: False)(row)
            assert empty or fits(row[name], wanted), (name, row)
        days = row["usage"].split(",")
        assert len(days) == 14 and all(MB.fullmatch(day) for day in days)
    assert any(row["auto_debt_rp"] > 0 for row in quota) and any(row["manual_debt_rp"] > 0 for row in quota)


def test_show_agrees_with_the_database(database, show):
    for row in show("quota", "--where", "manual_debt>0"):
        open_mb, own = database.one("""SELECT sum(amount_mb - paid_mb), sum(price_rp) FILTER (WHERE paid_mb = 0)
                                         FROM public.user_quota_debts WHERE user_id = %s AND NOT is_paid""", row["id"])
        assert row["manual_debt_mb"] == f"{open_mb}.00"
        assert row["manual_debt_rp"] >= (own or 0)
    used = dict(database.all("SELECT id::text, total_quota_used_mb::text FROM public.users"))
    assert {row["id"]: row["used_mb"] for row in show("quota")} == used


def test_debt_is_priced_by_the_best_fitting_package_and_row_by_row(database, show):
    user = user_with(database, "NOT u.is_unlimited_user AND u.manual_debt_mb = 0")
    database.all("UPDATE public.users SET total_quota_used_mb = total_quota_purchased_mb + 25600, auto_debt_offset_mb = 0"
                 " WHERE id = %s", user)
    database.all("""WITH u AS (UPDATE public.users SET manual_debt_mb = 40960 WHERE id = %s RETURNING id)
                    INSERT INTO public.user_quota_debts (id, user_id, amount_mb, price_rp)
                    SELECT gen_random_uuid(), u.id, 20480, 200000 FROM u, generate_series(1, 2)""", user)
    row = row_of(show, user)
    assert (row["auto_debt_mb"], row["auto_debt_rp"]) == ("25600.00", 200000)
    assert (row["manual_debt_mb"], row["manual_debt_rp"]) == ("40960.00", 400000)


def test_sort_and_filter(show):
    by_percent = [row["used_percent"] for row in show("quota", "--sort", "-used_percent") if row["used_percent"] is not None]
    assert by_percent == sorted(by_percent, reverse=True) and by_percent[0] > 100
    some = show("quota", "--where", "used_percent>=80 used_percent<100 -status:blocked", "--sort", "remaining_mb")
    assert some and all(80 <= row["used_percent"] < 100 and row["status"] != "blocked" for row in some)
    left = [float(row["remaining_mb"]) for row in some]
    assert left == sorted(left)
    assert {row["is_unlimited_user"] for row in show("quota", "--where", "unlimited:yes")} == {True}
    sums = [sum(float(day) for day in row["usage"].split(",")) for row in show("quota", "--sort", "-usage", "--limit", "20")]
    assert sums == sorted(sums, reverse=True) and sums[0] > 0


# --- act ---


def test_expiry_of_a_day(database, run, show):
    user = user_with(database, "u.quota_expiry_date > now()")
    assert act(run, "quota.set_expiry", "--id", user, "until=2031-12-31")["changed"] == 1
    assert database.one("SELECT quota_expiry_date AT TIME ZONE console.zone() BETWEEN '2031-12-31 23:59:59' AND '2031-12-31 23:59:59.999999'"
                        " FROM public.users WHERE id = %s", user)
    refused = act(run, "quota.set_expiry", "--id", user, "until=2031-12-31", code=1)
    assert "already" in refused
    act(run, "quota.set_expiry", "--id", user, "until=-")
    assert row_of(show, user)["expires_at"] is None
    for wrong in ("until=31/12/2031", "until=2031-02-30", "until="):
        assert run("act", "quota.set_expiry", "--id", user, wrong, "--yes").code == 2
    assert run("act", "quota.set_expiry", "--id", "1; DROP TABLE users", "until=-", "--yes").code == 2


def test_unlimited_and_back_makes_no_debt(database, router, run, show):
    user = user_with(database, "NOT u.is_unlimited_user AND u.total_quota_used_mb < u.total_quota_purchased_mb"
                               " AND u.auto_debt_offset_mb = 0 AND u.quota_expiry_date > now()")
    before = row_of(show, user)
    act(run, "quota.set_unlimited", "--id", user)
    row = row_of(show, user)
    assert (row["status"], row["remaining_mb"], row["used_percent"]) == ("unlimited", None, None)
    database.all("UPDATE public.users SET total_quota_used_mb = total_quota_purchased_mb + 5000.25 WHERE id = %s", user)
    plan = run("act", "quota.revoke_unlimited", "--id", user, "--dry-run")
    assert plan.code == 0 and "4.9 GB that 1 user used beyond the quota are forgiven" in plan.out + plan.err
    act(run, "quota.revoke_unlimited", "--id", user)
    row = row_of(show, user)
    assert (row["auto_debt_mb"], row["auto_debt_rp"], row["offset_mb"]) == ("0.00", 0, "0.00")
    # what was forgiven is bought quota: what rounding leaves, and no debt
    assert (row["purchased_mb"], row["remaining_mb"], row["status"]) == (f"{float(before['purchased_mb']) + 5001:.2f}", "0.75", "fup")
    assert "is not unlimited" in act(run, "quota.revoke_unlimited", "--id", user, code=1)


def test_change_of_package(database, run, show):
    user = user_with(database, "NOT u.is_unlimited_user AND u.manual_debt_mb = 0"
                               " AND u.total_quota_used_mb < u.total_quota_purchased_mb")
    bought = float(row_of(show, user)["purchased_mb"])
    for name, why in (("Paket 11 GB", "there is no package Paket 11 GB"), ("Paket 5 GB (lama)", "is sold no more")):
        assert why in act(run, "quota.set_package", "--id", user, f"package={name}", code=1)
    assert run("act", "quota.set_package", "--id", user, "package=Unlimited", "quota=more", "--yes").code == 2
    act(run, "quota.set_package", "--id", user, "package=Paket 25 GB", "quota=add")
    assert float(row_of(show, user)["purchased_mb"]) == bought + 25600
    act(run, "quota.set_package", "--id", user, "package=Unlimited")
    assert database.one("SELECT is_unlimited_user, mikrotik_profile_name, total_quota_purchased_mb = %s,"
                        " quota_expiry_date BETWEEN now() + interval '29 days' AND now() + interval '30 days'"
                        " FROM public.users WHERE id = %s", bought + 25600, user) == (True, "unlimited", True, True)
    act(run, "quota.set_package", "--id", user, "package=Paket 10 GB", "quota=keep")
    assert row_of(show, user)["is_unlimited_user"] is False


def test_all_that_match_and_their_undo(database, run):
    picture = """SELECT u.id, to_jsonb(u) - '{updated_at,manual_debt_updated_at}'::text[], (SELECT jsonb_agg(to_jsonb(d)
                 - 'updated_at' ORDER BY d.id) FROM public.user_quota_debts d WHERE d.user_id = u.id)
                 FROM public.users u ORDER BY u.id"""
    before = database.all(picture)
    done = act(run, "quota.set_package", "--where", "debt>0", "package=Paket 10 GB", "quota=add")
    users = done["changed"]
    assert users > 20
    assert database.one("SELECT count(*), count(DISTINCT user_id) FROM public.quota_mutation_ledger"
                        " WHERE idempotency_key = %s", done["operation_id"]) == (users, users)
    paid = database.one("SELECT sum(mb) FROM console.debt_payment WHERE operation_id = %s AND kind = 'quota'", done["operation_id"])
    assert paid == sum(sum(d["paid_mb"] for d in debts or []) for _, _, debts in database.all(picture)) - sum(
        sum(d["paid_mb"] for d in debts or []) for _, _, debts in before)
    assert act(run, "audit.undo", "--id", done["operation_id"])["changed"] == users
    assert database.all(picture) == before


# --- the pane ---


def open_quota(console, database, **options):
    database.all("UPDATE public.users SET total_quota_purchased_mb = 10240, total_quota_used_mb = 5120, is_blocked = false,"
                 " quota_expiry_date = '2031-12-31 12:00+07', is_unlimited_user = false, full_name = 'Aaron Uji', is_active = true,"
                 " approval_status = 'APPROVED' WHERE id = (SELECT id FROM public.users WHERE manual_debt_mb = 0 LIMIT 1)")
    screen = console("quota", **options)
    screen.wait_for(lambda t: t.line_with("Aaron Uji"))
    return screen


def test_the_pane_at_80_columns(console, database):
    screen = open_quota(console, database)
    heads = screen.line_with("Name")
    assert all(head in heads for head in ("Name", "Status", "Use %", "Left", "Debt", "Expires"))
    line = screen.line_with("Aaron Uji")
    assert re.search(r"active +█\S+ +50 % +5\.0 GB +0 MB +2031-12-31$", line), line
    assert all(len(text) <= 80 for text in screen.lines())


def test_the_pane_at_40_columns(console, database):
    screen = open_quota(console, database, columns=40)
    assert re.search(r"Aaron Uji +active +█\S* +50 %$", screen.line_with("Aaron Uji")), screen.text()


def test_the_pane_shows_the_days_where_there_is_room(console, database):
    database.all("INSERT INTO public.daily_usage_logs (user_id, log_date, usage_mb)"
                 " SELECT id, console.today() - ago, ago * 100 FROM public.users,"
                 " generate_series(0, 13) ago ON CONFLICT (user_id, log_date) DO UPDATE SET usage_mb = excluded.usage_mb")
    screen = open_quota(console, database, columns=140)
    assert re.search(r"█[▇█▆▅▄▃▂▁ ]{12}", screen.line_with("Aaron Uji")), screen.text()


def test_the_keys_of_the_pane(console, database):
    screen = open_quota(console, database)
    user = database.one("SELECT id::text FROM public.users WHERE full_name = 'Aaron Uji'")
    screen.press("e")
    screen.wait_for(lambda t: "2031-12-31" in (t.line_with("Valid until") or ""))
    screen.press("C-u")
    screen.type("2031-02-30")
    screen.press("enter")
    screen.wait_for("no date")
    screen.press("C-u")
    screen.type("2032-01-31")
    screen.press("enter")
    screen.wait_for("2032-01-31 23:59")
    assert database.one("SELECT count(*) FROM console.operation") == 0
    screen.press("enter")
    screen.wait_for("given a new expiry")
    assert database.one("SELECT (quota_expiry_date AT TIME ZONE console.zone())::date::text FROM public.users"
                        " WHERE id = %s", user) == "2032-01-31"
    screen.press("n")
    screen.wait_for(lambda t: "Set unlimited" in t.text() and "enter Apply" in t.text())
    screen.press("enter")
    screen.wait_for("made unlimited")
    screen.wait_for(lambda t: "unlimited" in t.line_with("Aaron Uji"))
    screen.press("N")
    screen.wait_for(lambda t: "Revoke unlimited" in t.text() and "enter Apply" in t.text())
    screen.press("enter")
    screen.wait_for("limited again")
    screen.wait_for(lambda t: "active" in t.line_with("Aaron Uji"))
    assert database.one("SELECT string_agg(source, ' ' ORDER BY created_at) FROM public.quota_mutation_ledger WHERE user_id = %s",
                        user) == "console.quota.set_expiry console.quota.set_unlimited console.quota.revoke_unlimited"
    screen.press("q")
    assert screen.wait_exit() == 0


def test_all_that_match_from_the_pane(console, database):
    """The filter of this pane travels, with fields that the list of users does not have."""
    wanted = database.one("SELECT count(*) FROM public.users WHERE total_quota_purchased_mb > 0 AND NOT is_unlimited_user"
                          " AND div(total_quota_used_mb * 100, total_quota_purchased_mb) >= 100")
    screen = console("quota", columns=100)
    screen.wait_for(lambda t: len(rows(t)) > 3)
    screen.press("/")
    screen.type("used_percent>=100 purchased>0")
    screen.press("enter", "a")
    screen.wait_for(lambda t: "all marked" in t.text() and f"1/{wanted}" in t.text())
    screen.press("i")
    screen.wait_for("Inject quota")
    screen.type("1GB")
    screen.press("enter")
    screen.wait_for(f"Inject quota {wanted} users")
    screen.confirm()
    screen.wait_for(f"{wanted} users given quota")
    assert database.one("SELECT count(*) FROM console.operation WHERE selection = 'used_percent>=100 purchased>0'") == 1

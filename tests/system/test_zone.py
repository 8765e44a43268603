"""One clock: whatever zone the server, its databases and the host have, days and times are those of the zone that is
set: in lists, filters, details, timelines, the audit, messages, data, debts, bills, usage and policies."""

import csv
import datetime
import io
import json
import re
import zoneinfo

import pytest
from invoicing import set_setting
from test_crash import wait_until

ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
# What the program's host says, and must not matter.
HOST = {"TZ": "America/St_Johns", "PGTZ": "Pacific/Auckland", "LC_TIME": "xx_XX.UTF-8"}
NIGHT, EXPIRY = "2026-10-05 00:30", "2031-10-06 02:00"


def set_zone(database, name):
    """As a portal does it: where it keeps its settings, and nobody is told."""
    database.all("""INSERT INTO public.application_settings (setting_key, setting_value) VALUES ('APP_TIMEZONE', %s)
                    ON CONFLICT (setting_key) DO UPDATE SET setting_value = excluded.setting_value""", name)


@pytest.fixture
def environment(environment):
    return {**environment, **HOST}


@pytest.fixture
def config(make_config, database):
    """No router: nothing here needs one."""
    database.maintain(f"ALTER DATABASE \"{database.name}\" SET timezone = 'Europe/London'")
    return make_config(database)


@pytest.fixture(params=ZONES)
def zone(request, database):
    set_zone(database, request.param)
    return zoneinfo.ZoneInfo(request.param)


@pytest.fixture
def customer(database, zone):
    """Came at half past midnight, and his quota ends at two in the morning; nobody else did so in those days."""
    came, ends = (datetime.datetime.fromisoformat(text).replace(tzinfo=zone) for text in (NIGHT, EXPIRY))
    database.all("UPDATE public.users SET created_at = '2025-01-01', quota_expiry_date = '2032-01-01'")
    user, phone = database.one("""SELECT id::text, phone_number FROM public.users
                                   WHERE is_active AND approval_status = 'APPROVED' AND role = 'USER' AND NOT is_blocked
                                     AND NOT is_unlimited_user AND manual_debt_mb = 0
                                   ORDER BY phone_number LIMIT 1""")
    database.all("UPDATE public.users SET full_name = 'Aaron Malam', created_at = %s, quota_expiry_date = %s WHERE id = %s", came, ends,
                 user)
    return user, "0" + phone[3:]


def offset(zone):
    return f"+{zone.utcoffset(datetime.datetime(2026, 10, 5)).seconds // 3600:02d}:00"


def act(run, *arguments):
    done = run("act", *arguments, "--yes")
    assert done.code == 0, done.err
    return done.out


# --- shown, filtered by, written --------------------------------------------------------------------


FILTERS = {
    "created:2026-10-05": True, "created:2026-10-04": False, "created>=2026-10-05 created<2026-10-06": True,
    "created:2026-10-05T00:30": True, "created<2026-10-05 created>=2026-10-04": False, "created:2026-10-05T00:29": False,
    "expires:2031-10-06": True, "expires:2031-10-05": False, "expires>=2031-10-06 expires<2031-10-07": True,
    "expires:2031-10-06T02:00": True,
}


def test_filters_take_the_days_of_the_zone(zone, customer, show):
    moment = datetime.datetime.fromisoformat(NIGHT).replace(tzinfo=zone).astimezone(datetime.timezone.utc)
    for where, is_found in {**FILTERS, f"created:{moment:%Y-%m-%dT%H:%MZ}": True}.items():
        assert [row["id"] for row in show("users", "--where", where)] == ([customer[0]] if is_found else []), where


def test_data_is_in_the_zone_with_its_offset(zone, customer, show, run):
    row, = show("users", "--where", "created:2026-10-05")
    assert row["created_at"] == "2026-10-05T00:30:00" + offset(zone)
    row, = show("quota", "--where", "expires:2031-10-06")
    assert row["expires_at"] == "2031-10-06T02:00:00" + offset(zone)
    written = run("show", "quota", "--where", "expires:2031-10-06", "--format", "csv")
    row, = csv.DictReader(io.StringIO(written.out))
    assert "2031-10-06T02:00:00" + offset(zone) in row.values()


def test_list_detail_timeline_and_audit_show_the_zone(database, zone, customer, run, console, show):
    act(run, "quota.set_expiry", "--id", customer[0], "until=2031-10-31")
    kept = show("audit", "--where", "action:quota.set_expiry")[0]
    assert kept["before"]["quota_expiry_date"] == datetime.datetime.fromisoformat(EXPIRY).replace(tzinfo=zone).astimezone(
        datetime.timezone.utc).isoformat(), "the audit keeps UTC"
    now = datetime.datetime.now(zone)
    assert abs(datetime.datetime.fromisoformat(kept["at"]) - now) < datetime.timedelta(minutes=5) and kept["at"].endswith(offset(zone))

    screen = console("users", rows=40, columns=160)
    screen.wait_for("/200")
    screen.press("/")
    screen.type(customer[1])
    screen.press("enter")
    screen.wait_for("1/1")
    screen.wait_for("2031-10-31")
    screen.press("enter")
    screen.wait_for("Access")
    screen.wait_for("2031-10-31 23:59")
    screen.wait_for("2026-10-05")
    screen.press("T")
    screen.wait_for("Timeline of")
    screen.wait_for("2031-10-06 02:00 → 2031-10-31 23:59")  # in UTF-8, though the host lacks the locale of LC_TIME
    shown = re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?", screen.text())[0]
    assert abs(datetime.datetime.fromisoformat(shown).replace(tzinfo=zone) - now) < datetime.timedelta(minutes=6)
    screen.press("enter")
    screen.wait_for("Before and after")
    screen.wait_for("2031-10-06 02:00:00")
    screen.wait_for("2031-10-31 23:59:59")


def test_preview_and_messages_of_the_console_show_the_zone(zone, customer, console):
    screen = console("quota", rows=30, columns=180)
    screen.wait_for("Aaron Malam")
    screen.press("/")
    screen.type("expires:2031-10-06")
    screen.press("enter")
    screen.wait_for("1/1")
    screen.press("e")
    screen.wait_for(lambda t: "2031-10-06" in (t.line_with("Valid until") or ""))
    screen.press("C-u")
    screen.type("2031-11-30")
    screen.press("enter")
    screen.wait_for(lambda t: "enter Apply" in t.text() and all(  # wherever the lines break
        part in t.text() for part in ("2031-10-06", " 02:00 ", "2031-11-30", " 23:59 ")))
    screen.press("enter")
    screen.wait_for("given a new expiry")
    screen.press("m")
    screen.wait_for("Messages, newest first")
    day, = re.findall(r"\d{4}-\d\d-\d\d", screen.line_with("│ 20") or screen.text())[:1]
    clock, = re.findall(r"\d\d:\d\d:\d\d", screen.line_with("given a new expiry"))
    said = datetime.datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=zone)
    assert abs(said - datetime.datetime.now(zone)) < datetime.timedelta(minutes=5)


# --- half past eleven, and an hour later --------------------------------------------------------------


def zones_around_midnight():
    """Two zones: in the one it is 23:30 now, in the other it is 00:30 of the next day; and these days."""
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
    late = (23 * 60 + 30 - now.hour * 60 - now.minute) % 1440
    late = late if late <= 660 else late - 1440
    days = [(now + datetime.timedelta(minutes=minutes)).date() for minutes in (late, late + 60)]
    assert days[1] == days[0] + datetime.timedelta(days=1)

    def name(minutes):  # as POSIX writes it: what has to be added to the local time
        return f"<LOCAL>{'-' if minutes >= 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"

    return [(name(late), days[0]), (name(late + 60), days[1])]


@pytest.fixture(params=["23:30", "00:30"])
def night(request, database):
    """(whether the next day has begun, the day that it is, the later one of both days)."""
    (late, day), (early, next_day) = zones_around_midnight()
    is_next = request.param == "00:30"
    chosen = early if is_next else late
    database.all("INSERT INTO console.time_zone VALUES (%s)", chosen)
    set_zone(database, chosen)
    database.all("WITH d AS (DELETE FROM public.user_quota_debts) UPDATE public.users SET manual_debt_mb = 0, is_blocked = false")
    return is_next, next_day if is_next else day, next_day


@pytest.fixture
def debtor(database):
    return database.one("""SELECT id::text FROM public.users WHERE role = 'USER' AND is_active AND approval_status = 'APPROVED'
                            ORDER BY id LIMIT 1""")


def test_a_debt_is_of_the_local_day(database, night, debtor, run, show):
    is_next, day, _ = night
    set_setting(database, "debt_due_days", 2)
    act(run, "debts.add", "--id", debtor, "mb=1024")
    debt, = show("debts")
    assert (debt["debt_date"], debt["due_date"], debt["age_days"]) == (str(day), str(day + datetime.timedelta(days=2)), 0)
    assert show("debts", "--where", f"date:{day}") == [debt]
    assert show("debts", "--where", "date:today") == [debt] == show("debts", "--where", "date>yesterday date<tomorrow")
    database.all("UPDATE public.users SET created_at = now() - interval '35 min' WHERE id = %s", debtor)
    database.all("UPDATE public.users SET created_at = now() - interval '3 d' WHERE id <> %s", debtor)
    assert [row["id"] for row in show("users", "--where", "created:yesterday" if is_next else "created:today")] == [debtor]
    assert show("users", "--where", "created:today" if is_next else "created:yesterday") == []


def span(words, today):
    """First day and number of days of what such words mean."""
    month = today.replace(day=1)
    if "month" in words:
        first = (month - datetime.timedelta(days=1)).replace(day=1) if "last" in words else month
        return first, ((first + datetime.timedelta(days=32)).replace(day=1) - first).days
    if "week" in words:
        first = today - datetime.timedelta(days=today.weekday() + (7 if "last" in words else 0))
        return first, 7
    number = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].index(words.split()[0])
    return today - datetime.timedelta(days=(today.weekday() - number) % 7), 1


@pytest.mark.parametrize("words", ["monday senin", "tuesday selasa", "wednesday rabu", "thursday kamis", "friday jumat", "saturday sabtu",
                                   "sunday minggu", "this-week minggu-ini", "last-week minggu-lalu", "this-month bulan-ini",
                                   "last-month bulan-lalu"])
def test_days_and_spans_by_name(database, night, show, words):
    _, today, _ = night
    first, days = span(words, today)
    chosen = [user for user, in database.all("SELECT id::text FROM public.users WHERE role = 'USER' ORDER BY id LIMIT 4")]
    database.all("UPDATE public.users SET created_at = '2001-01-01'")
    edges = [(first, "0 s"), (first + datetime.timedelta(days=days), "-1 s"), (first, "-1 s"), (first + datetime.timedelta(days=days), "0 s")]
    for user, (day, off) in zip(chosen, edges):
        database.all("UPDATE public.users SET created_at = (%s::timestamp AT TIME ZONE console.zone()) + %s::interval"
                     " WHERE id = %s", day, off, user)
    for word in words.split():
        assert {row["id"] for row in show("users", "--where", f"created:{word}")} == set(chosen[:2]), word
        assert {row["id"] for row in show("users", "--where", f"created>{word} created>2002-01-01")} == {chosen[3]}, word


def test_a_debt_is_overdue_from_the_local_midnight_on(database, night, debtor, run, show):
    is_next, _, next_day = night
    database.all("""WITH u AS (UPDATE public.users SET manual_debt_mb = 1024 WHERE id = %s)
                    INSERT INTO public.user_quota_debts (id, user_id, debt_date, due_date, amount_mb)
                    VALUES (gen_random_uuid(), %s, '2026-01-01', %s, 1024)""", debtor, debtor, next_day - datetime.timedelta(days=1))
    assert show("debts")[0]["is_overdue"] is is_next
    for key, value in (("debt_overdue_policy", "on"), ("debt_overdue_days", "0"), ("debt_warning_days", "0")):
        set_setting(database, key, value)
    done = run("act", "policies.debt_overdue", "--yes", "--format", "json")
    assert done.code == 0, done.err
    assert database.one("SELECT is_blocked FROM public.users WHERE id = %s", debtor) is is_next


def test_the_months_end_and_the_day_of_bills_are_local(database, night, show):
    is_next, _, next_day = night
    set_setting(database, "debt_month_end_day", next_day.day)
    set_setting(database, "billing_day", next_day.day)
    has_come = database.one("SELECT coalesce(bool_or(ends_on <= console.today()), false) FROM console.debt_month_end() WHERE month = %s",
                            f"{next_day:%Y-%m}")
    is_billed = database.one("SELECT coalesce(bool_or(p = %s), false) FROM console.billing_periods() AS p", next_day.replace(day=1))
    assert (has_come, is_billed) == (is_next, is_next)


def test_what_is_written_on_routers_carries_the_local_time(database, night, router, make_config, run, debtor):
    is_next, day, _ = night
    config = make_config(database, [router])
    done = run("act", "users.block", "--id", debtor, "reason=late", "--yes", config=config)
    assert done.code == 0, done.err
    marks = [row["comment"] for rows in router.order("dump")["tables"].values() for row in rows if debtor in row.get("comment", "")]
    assert marks and all(f"|date={day}|time={'00' if is_next else '23'}:3" in mark for mark in marks), marks


# --- changed, wrong, and how often it is looked up --------------------------------------------------------


def test_a_change_reaches_a_running_console(database, customer_in_jakarta, console, run):
    screen = console("quota", rows=30, columns=120)
    screen.wait_for("Aaron Malam")
    screen.press("enter")
    screen.wait_for("2031-10-06 02:00")
    done = run("act", "settings.set", "--id", "APP_TIMEZONE", "value=Asia/Jayapura", "--yes")
    assert done.code == 0, done.err
    screen.press("esc")
    screen.wait_for("Aaron Malam")
    screen.press("enter")
    screen.wait_for("2031-10-06 04:00")


def test_an_idle_page_follows_a_portal_that_tells_nobody(database, customer_in_jakarta, console, make_config):
    """By its next look, though the one before asked for the zone not long ago."""
    screen = console("quota", rows=30, columns=120, config=make_config(database, extra="ui = { refresh_s = 11; };"))
    screen.wait_for("Aaron Malam")
    screen.press("enter")
    screen.wait_for("2031-10-06 02:00")
    set_zone(database, "Asia/Jayapura")
    screen.wait_for("2031-10-06 04:00", timeout=27)


@pytest.mark.parametrize("at, day", [("2026-03-29 00:30+01", "2026-03-29"), ("2026-03-29 03:30+02", "2026-03-29"),
                                     ("2026-03-29 23:59+02", "2026-03-29"), ("2026-03-30 00:10+02", "2026-03-30"),
                                     ("2026-10-25 00:10+02", "2026-10-25"), ("2026-10-25 02:30+02", "2026-10-25"),
                                     ("2026-10-25 02:30+01", "2026-10-25"), ("2026-10-25 23:30+01", "2026-10-25"),
                                     ("2026-10-26 00:10+01", "2026-10-26")])
def test_a_change_of_hours_loses_no_moment(database, show, at, day):
    """Germany's days of 23 and 25 hours."""
    set_zone(database, "Europe/Berlin")
    user = database.one("SELECT id::text FROM public.users ORDER BY id LIMIT 1")
    database.all("UPDATE public.users SET created_at = CASE WHEN id = %s THEN %s ELSE '2025-01-01'::timestamptz END", user, at)
    row, = show("users", "--where", f"created:{day}")
    assert row["id"] == user and row["created_at"] == f"{at[:10]}T{at[11:16]}:00{at[16:]}:00"
    before, after = ((datetime.date.fromisoformat(day) + datetime.timedelta(days=n)).isoformat() for n in (-1, 1))
    assert show("users", "--where", f"created:{before}") == [] == show("users", "--where", f"created:{after}")


@pytest.fixture
def customer_in_jakarta(database):
    set_zone(database, "Asia/Jakarta")
    database.all("""UPDATE public.users SET full_name = 'Aaron Malam', quota_expiry_date = '2031-10-06 02:00+07', is_active = true,
                           is_unlimited_user = false, is_blocked = false
                     WHERE id = (SELECT id FROM public.users WHERE role = 'USER' ORDER BY phone_number LIMIT 1)""")


def test_what_is_no_zone_is_refused_and_found(database, run):
    done = run("act", "settings.set", "--id", "APP_TIMEZONE", "value=WITA", "--yes")
    assert done.code == 1 and "no time zone" in done.out + done.err
    set_zone(database, "Asia/Atlantis")
    done = run("check")
    assert done.code == 1 and "APP_TIMEZONE is 'Asia/Atlantis'" in done.out


@pytest.mark.parametrize("pane", ["users", "quota", "debts", "subscriptions", "invoices", "audit", "payments"])
def test_the_zone_is_looked_up_once_for_all_rows(database, run, pane):
    database.maintain(f"ALTER DATABASE \"{database.name}\" SET track_functions = 'all'")
    rows = json.loads(run("show", pane, "--format", "json").out)
    if pane in ("users", "quota"):
        assert len(rows) == 200
    used = "SELECT coalesce(sum(calls), 0)::integer FROM pg_stat_user_functions WHERE funcname = 'zone_in_force'"
    wait_until(lambda: database.one(used) > 0)
    assert database.one(used) < 30


def test_an_operation_looks_the_zone_up_once_for_all_rows(database, run):
    database.maintain(f"ALTER DATABASE \"{database.name}\" SET track_functions = 'all'")
    act(run, "quota.set_expiry", "--where", "role:USER", "until=2033-01-31")
    used = "SELECT coalesce(sum(calls), 0)::integer FROM pg_stat_user_functions WHERE funcname = 'zone_in_force'"
    wait_until(lambda: database.one(used) > 0)
    assert database.one("SELECT max(item_count) FROM console.operation") > 100
    assert database.one(used) < 30

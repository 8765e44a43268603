"""The console's widgets on real panes: bars, sparklines, groups, forms that begin with what stands there, choosers,
tabs where there is little room, the palette, and stopping what is under way."""

import re

import pytest
from test_console import COLOUR, rows


def open_pane(console, pane, wait, **options):
    screen = console(pane, **options)
    screen.wait_for(wait)
    return screen


def filter_for(screen, text, found):
    screen.press("/", "C-u")
    screen.type(text)
    screen.press("enter")
    screen.wait_for(found)


def customer(database, **changes):
    """A customer who is let through, with these columns changed; his id, and how a list shows his phone."""
    user, phone = database.one("""SELECT id::text, phone_number FROM public.users
                                   WHERE is_active AND approval_status = 'APPROVED' AND NOT is_blocked AND NOT is_unlimited_user
                                   ORDER BY phone_number LIMIT 1""")
    for column, value in changes.items():
        database.all(f"UPDATE public.users SET {column} = %s WHERE id = %s", value, user)
    return user, "0" + phone[3:]


def debtor(database, items):
    """A customer with so many open items of 1 GB and no other; his id and his phone."""
    user, phone = customer(database)
    with database.connect() as connection, connection.transaction():  # the sum must be right when it ends
        connection.execute("DELETE FROM public.user_quota_debts WHERE user_id = %s", (user,))
        connection.execute("""INSERT INTO public.user_quota_debts (id, user_id, debt_date, due_date, amount_mb, paid_mb, price_rp, is_paid, note)
                              SELECT gen_random_uuid(), %s, date '2026-01-05' + n, '2026-12-31', 1024, 0, 10000, false, 'item ' || n
                                FROM generate_series(0, %s) n""", (user, items - 1))
        connection.execute("UPDATE public.users SET manual_debt_mb = 1024 * %s WHERE id = %s", (items, user))
    return user, phone


def cell_colour(screen, text):
    """The colour of the first character of the text, wherever it stands."""
    y = next(y for y, line in enumerate(screen.lines()) if text in line)
    return screen.cell(y, screen.lines()[y].index(text)).fg


# --- bars and sparklines ---


def used(database, percent):
    """The customer has used so much of his 10,000 MB; how the list shows his phone. Another one stands above him."""
    _, phone = customer(database, total_quota_purchased_mb=10000, total_quota_used_mb=percent * 100, full_name="Zz Bar")
    database.all("UPDATE public.users SET full_name = 'Zz Aa' WHERE id = (SELECT id FROM public.users WHERE full_name <> 'Zz Bar' LIMIT 1)")
    return phone


@pytest.mark.parametrize("percent, colour", [(57, "green"), (85, "brown"), (150, "red")])
def test_a_bar_has_the_colour_of_what_it_says(console, database, percent, colour):
    used(database, percent)
    screen = open_pane(console, "quota", "14 days", columns=120)
    filter_for(screen, "zz", lambda t: t.line_with("Zz Bar") and t.line_with("Zz Aa"))
    screen.wait_for(f"{percent} %")
    assert "█" in screen.line_with("Zz Bar")
    assert cell_colour(screen, f"{percent} %") == colour


def test_a_bar_on_eight_colours_none_and_ascii(console, database):
    used(database, 57)
    for env in ({"TERM": "linux"}, {"NO_COLOR": "1"}, {"LANG": "C", "LC_ALL": "C"}):
        screen = open_pane(console, "quota", "14 days", columns=120, env=env)
        filter_for(screen, "zz", lambda t: t.line_with("Zz Bar"))
        line = screen.wait_for(lambda t: t.line_with("57"))
        assert ("█" if "NO_COLOR" in env else "#") in line  # a kernel console has no eighths
        if "NO_COLOR" in env:
            assert not COLOUR.search(bytes(screen.raw))
        if "LC_ALL" in env:
            assert all(byte < 0x80 for byte in bytes(screen.raw))


def test_a_sparkline_shows_the_days(console, database):
    user, _ = customer(database, full_name="Zz Spark")
    database.all("DELETE FROM public.daily_usage_logs WHERE user_id = %s", user)
    for ago, usage in ((0, 800), (1, 100), (3, 400)):
        database.all("""INSERT INTO public.daily_usage_logs (user_id, log_date, usage_mb)
                        VALUES (%s, console.today() - %s, %s)""", user, ago, usage)
    screen = open_pane(console, "quota", "14 days", columns=140)
    filter_for(screen, "zz", lambda t: t.line_with("Zz Spark"))
    assert re.search("▄[ ·]▁█", screen.wait_for(lambda t: t.line_with("▄")))
    ascii_screen = open_pane(console, "quota", "14 days", columns=140, env={"LANG": "C", "LC_ALL": "C"})
    filter_for(ascii_screen, "zz", lambda t: t.line_with("Zz Spark"))
    assert re.search(r"[-=][ _]\.#", ascii_screen.line_with("Zz Spark"))


@pytest.mark.parametrize("size", [(24, 80), (20, 40), (40, 120)])
def test_no_cell_leaves_its_place(console, database, size):
    """Whatever the width: bars end in one column, and every line in the screen."""
    screen = open_pane(console, "quota", lambda t: " %" in "\n".join(t.lines()[3:-1]), rows=size[0], columns=size[1])
    ends = {line.index(" %") for line in screen.lines()[3:-1] if " %" in line}
    assert len(ends) == 1
    assert "│" not in screen.text() and all(len(line) <= size[1] for line in screen.lines())


# --- groups ---


def test_a_group_says_its_name_once_and_under_the_cursor(console, database):
    user, phone = debtor(database, 3)
    name = database.one("SELECT full_name FROM public.users WHERE id = %s", user)[:8]
    screen = open_pane(console, "debts", "Debts", columns=120)
    filter_for(screen, f'"{phone}"', lambda t: t.text().count("2026-12-31") == 3)
    named = lambda t: [name in line for line in t.lines()[3:6]]  # noqa: E731
    assert named(screen) == [True, False, False]
    assert screen.lines()[4].startswith("  │")
    screen.press("j")
    screen.wait_for(lambda t: named(t) == [True, True, False])
    screen.press("j")
    screen.wait_for(lambda t: named(t) == [True, False, True])


# --- forms ---


def operation_args(database):
    return database.one("SELECT args FROM console.operation ORDER BY at DESC LIMIT 1")


def test_a_form_begins_with_what_stands_in_the_row(console, database):
    user, phone = customer(database, quota_expiry_date="2030-05-17 12:00+07")
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3)
    filter_for(screen, phone, lambda t: len(rows(t)) == 1)
    screen.press(":")
    screen.type("Set expiry")
    screen.wait_for("Set the last day")
    screen.press("enter")
    screen.wait_for(lambda t: "2030-05-17" in (t.line_with("Valid until") or ""))
    screen.press("C-u")
    screen.type("2031-06-18")
    screen.press("enter")
    screen.wait_for("enter Apply")
    screen.press("enter")
    screen.wait_for("given a new expiry")
    assert str(database.one("SELECT quota_expiry_date AT TIME ZONE console.zone() FROM public.users WHERE id = %s", user)).startswith(
        "2031-06-18")


def test_only_what_differs_is_sent(console, database):
    _, phone = debtor(database, 1)
    screen = open_pane(console, "debts", "Debts", columns=100)
    filter_for(screen, f'"{phone}"', lambda t: t.text().count("2026-12-31") == 1)
    screen.press("e")
    screen.wait_for(lambda t: "item 0" in (t.line_with("Note") or ""))
    screen.press("enter")
    screen.wait_for("nothing would be changed")
    assert operation_args(database) is None
    screen.press("tab", "C-e")
    screen.type(" paid on Friday")
    screen.press("enter")
    screen.wait_for("enter Apply")
    screen.press("enter")
    screen.wait_for("edited")
    assert operation_args(database) == {"note": "item 0 paid on Friday"}
    assert str(database.one("SELECT due_date FROM public.user_quota_debts WHERE note = 'item 0 paid on Friday'")) == "2026-12-31"


def test_an_emptied_field_is_taken_away(console, database):
    _, phone = debtor(database, 1)
    screen = open_pane(console, "debts", "Debts", columns=100)
    filter_for(screen, f'"{phone}"', lambda t: t.text().count("2026-12-31") == 1)
    screen.press("e")
    screen.wait_for(lambda t: "2026-12-31" in (t.line_with("│ Due") or ""))
    screen.press("C-u")
    screen.wait_for("is taken away")
    screen.press("enter")
    screen.wait_for("enter Apply")
    screen.press("enter")
    screen.wait_for("edited")
    assert operation_args(database) == {"due": "-"}
    assert database.one("SELECT due_date FROM public.user_quota_debts WHERE note = 'item 0'") is None


def a_package(database):
    name = database.one("SELECT name FROM public.packages WHERE is_active AND data_quota_gb = 25")
    assert name
    return name


def test_a_chooser_offers_what_the_database_has(console, database):
    package = a_package(database)
    _, phone = customer(database)
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3)
    filter_for(screen, phone, lambda t: len(rows(t)) == 1)
    screen.press("p")
    for name, in database.all("SELECT name FROM public.packages WHERE is_active ORDER BY price LIMIT 3"):
        screen.wait_for(name)
    screen.press("enter")
    screen.wait_for("this is needed")
    screen.type("25 gb")
    screen.wait_for(lambda t: package in t.text() and "10 GB ·" not in t.text())
    screen.press("enter")
    screen.wait_for("enter Apply")
    screen.press("enter")
    screen.wait_for("put on the package")
    assert operation_args(database)["package"] == package


def test_what_is_typed_before_the_choices_have_come_is_not_lost(console, database):
    package = a_package(database)
    _, phone = customer(database)
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3)
    filter_for(screen, phone, lambda t: len(rows(t)) == 1)
    screen.type("p25 gb\r")
    screen.wait_for("enter Apply")
    screen.press("enter")
    screen.wait_for("put on the package")
    assert operation_args(database)["package"] == package


def test_choices_that_can_not_be_read_can_be_asked_for_again(console, database):
    customer(database)
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3)
    database.all("ALTER TABLE public.packages RENAME TO packages_away")
    screen.press("p")
    screen.wait_for("Try again")
    assert "Nothing was changed." in screen.text() and "Edit the values" not in screen.text()
    database.all("ALTER TABLE public.packages_away RENAME TO packages")
    screen.press("r")
    screen.wait_for(a_package(database))
    screen.press("esc")
    screen.wait_gone("Change package")


def test_choosing_at_40_columns(console, database):
    package = a_package(database)
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3, rows=20, columns=40)
    screen.press("p")
    screen.wait_for(package)
    screen.press("down")
    screen.wait_for("enter Go on")
    screen.press("tab")
    screen.wait_for("keep")
    screen.press("enter")
    screen.wait_for("enter Apply")


def test_values_given_in_the_palette_go_before(console, database):
    package = a_package(database)
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3)
    screen.press(":")
    screen.type(f'quota.set_package package="{package}"')
    screen.press("enter")
    screen.wait_for("Change package")
    screen.wait_for(lambda t: package in (t.line_with("│ Quota") or "") or "‹ keep ›" in t.text())
    screen.press("enter")
    screen.wait_for("enter Apply")


# --- the palette ---


def test_an_action_that_finds_its_rows_starts_anywhere(console, database):
    screen = open_pane(console, "jobs", "Jobs")
    screen.press(":")
    screen.type("policies.debt_limit")
    screen.wait_for("Block softly")
    screen.press("enter")
    screen.wait_for(lambda t: "it finds its rows itself" in t.text() and ("Apply" in t.text() or "Nothing" in t.text()))
    screen.press("esc")
    assert database.one("SELECT count(*) FROM console.operation") == 0


def test_marks_say_that_fewer_are_meant(console):
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3)
    screen.press("space", "space", ":")
    screen.type("policies.debt_limit")
    screen.press("enter")
    screen.wait_for("Apply the debt limit: 2 marked")


def test_an_action_of_another_pane_leads_there(console, database):
    screen = open_pane(console, "routers", "MikroTik")
    screen.press(":")
    screen.type("debts.settle")
    screen.wait_for("in Debts: Settle")
    screen.press("enter")
    screen.wait_for("Settle works on rows of Debts")
    screen.wait_for(lambda t: tabs_in(t) and title_of(t) == "Debts")
    assert database.one("SELECT count(*) FROM console.operation") == 0


# --- the tabs ---

PANES = ["Home", "Users", "Quota", "Debts", "Requests", "Changes", "Payments", "Deposits", "Inbox", "Invoices", "Queue", "Subscriptions", "Till", "Receipts", "Packages", "Profiles", "Coupons", "Stock", "Contents", "Orders", "Sellers", "Sellers' months", "Messages", "Broadcasts", "MikroTik", "Drift", "Sessions", "Devices", "Lots", "Vouchers", "Voucher sales", "Lines", "Templates", "From Mikhmon", "Questions", "Mikhmon's vouchers", "Mikhmon's sales", "Imports", "What imports ask", "Rows of imports", "Shops imported", "Incidents", "Tickets", "Backups", "Jobs", "Runs", "Workers", "Outbox", "Audit", "Findings", "Settings"]


def tabs_in(screen):
    return [name for name in PANES if f" {name} " in screen.lines()[0]]


def test_every_pane_is_reached_by_clicks_at_80_columns(console):
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3)
    screen.wait_for(lambda t: "worker" in t.lines()[0])  # the lamps' coming moves the tabs
    assert "›" in screen.lines()[0] and "‹" not in screen.lines()[0]
    seen = tabs_in(screen)
    for _ in range(len(PANES)):
        if "›" not in screen.lines()[0]:
            break
        beyond = PANES[PANES.index(tabs_in(screen)[-1]) + 1]
        screen.click(0, screen.lines()[0].index("›"))
        screen.wait_for(lambda t, beyond=beyond: title_of(t) == beyond)
        seen += tabs_in(screen)
    assert list(dict.fromkeys(seen)) == PANES
    assert "‹" in screen.lines()[0]
    screen.click(0, screen.lines()[0].index("‹"))
    screen.wait_for("›")


def test_a_click_hits_the_tab_under_it(console):
    screen = open_pane(console, "settings", lambda t: "worker" in t.lines()[0])  # the lamps' coming moves the tabs
    for name in reversed(tabs_in(screen)):
        screen.click(0, screen.lines()[0].index(f" {name} ") + 1)
        screen.wait_for(lambda t, name=name: title_of(t) == name)


def title_of(screen):
    """The tab that looks different from the others."""
    line = screen.lines()[0]
    looks = {name: screen.cell(0, line.index(f" {name} ") + 1).bg for name in tabs_in(screen)}
    return next((name for name, look in looks.items() if list(looks.values()).count(look) == 1), None)


@pytest.mark.parametrize("env", [{}, {"LANG": "C", "LC_ALL": "C"}])
def test_40_columns_show_the_pane_in_sight(console, env):
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3, rows=20, columns=40, env=env)
    for name in [*PANES[1:], PANES[0]]:
        screen.wait_for(lambda t, name=name: tabs_in(t) == [name])
        assert "db" in screen.lines()[0]
        screen.press("tab")
    screen.wait_for(lambda t: tabs_in(t) == ["Users"])


# --- from a row to its customer, and to rows like it ---


def test_from_a_debt_to_its_customer(console, database):
    user, phone = debtor(database, 1)
    screen = open_pane(console, "debts", "Debts", columns=100)
    filter_for(screen, f'"{phone}"', lambda t: t.text().count("2026-12-31") == 1)
    screen.press("w")
    screen.wait_for("contact")
    name = database.one("SELECT full_name FROM public.users WHERE id = %s", user)
    screen.wait_for(name)
    screen.press("esc")
    screen.wait_gone("contact")
    screen.press("T")
    screen.wait_for("Timeline of " + name)


def test_from_audit_and_outbox_to_the_customer(console, database, run):
    user, phone = customer(database)
    assert run("act", "users.block", "--id", user, "reason=x", "--yes").code == 0
    for pane, what in (("audit", "1 user blocked"), ("outbox", "Router sync")):
        screen = open_pane(console, pane, what, columns=120)
        screen.press("w")
        screen.wait_for("contact")
        screen.wait_for(phone)


def test_a_row_about_nobody_says_so(console):
    screen = open_pane(console, "settings", "debt_limit_mb")
    screen.press("w")
    screen.wait_for("about no customer")
    screen.press("T")
    screen.wait_for("about no customer")


def test_rows_like_this_one_and_back(console, database):
    database.all("""INSERT INTO console.outbox (target, effect, entity_type, entity_id, next_attempt_at)
                    SELECT 'router:main', 'sync_user', 'user', gen_random_uuid(), 'infinity' FROM generate_series(1, 60)""")
    database.all("UPDATE console.outbox SET state = 'cancelled' WHERE id % 2 = 0")
    first, last = database.one("SELECT min(id), max(id) FROM console.outbox WHERE state = 'pending'")
    screen = open_pane(console, "outbox", "cancelled")
    states = lambda t: {word for line in t.lines()[3:-1] for word in ("pending", "cancelled") if f" {word} " in line + " "}  # noqa: E731
    ids = lambda t: [line.split()[0] for line in t.lines()[3:-1] if "Router sync" in line]  # noqa: E731
    screen.wait_for(lambda t: states(t) == {"pending", "cancelled"})
    screen.press("g", "j" if str(last) != ids(screen)[0] else "g", "=")
    screen.wait_for(lambda t: t.lines()[1].startswith("/ state:pending") and states(t) == {"pending"})
    screen.press("G")
    screen.wait_for(lambda t: str(first) in ids(t))
    screen.press("=")  # back in the whole list, where the row under the cursor stands in it
    screen.wait_for(lambda t: not t.lines()[1].startswith("/ state") and str(first) in ids(t) and len(states(t)) == 2)


def test_a_pane_without_kinds_says_so(console, database, run):
    user, _ = customer(database)
    assert run("act", "users.block", "--id", user, "reason=x", "--yes").code == 0
    screen = open_pane(console, "audit", "1 user blocked")
    screen.press("enter")
    screen.wait_for("can be taken back")
    screen.press("=")
    screen.wait_for("are of no kinds")


# --- applying ---


@pytest.fixture
def router_settings(config):
    """The usual configuration with further settings of its router; its path."""

    def make(settings):
        with open(config, encoding="utf-8") as text:
            changed = text.read().replace("tls = true;", f"tls = true; {settings}")
        with open(config, "w", encoding="utf-8") as out:
            out.write(changed)
        return config

    return make


def kick_everybody(screen):
    screen.press("a", ":")
    screen.type("users.kick")
    screen.press("enter")
    screen.confirm(timeout=30)


def test_speed_and_time_left_are_shown(console, router_settings):
    config = router_settings("window = 1; rate = 4;")
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3, rows=30, columns=100, config=config)
    kick_everybody(screen)
    line = screen.wait_for(lambda t: re.search(r"main: (\d+) of (\d+), (\d+)[.]\d a second, \d+ s left", t.text()), 30)
    assert int(line[1]) <= int(line[2]) and 1 <= int(line[3]) <= 8
    assert "█" in screen.text() and " %" in screen.text()
    screen.wait_for("to be kicked;", 30)


def test_stopping_leaves_nothing_that_waits(console, database, router, router_settings):
    """Kicks of everybody by a router that does not answer, stopped meanwhile: no worker does them behind one's back."""
    router.order("mute", on=True, execute=False)
    config = router_settings("deadline_ms = 2000;")
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3, rows=30, columns=100, config=config)
    kick_everybody(screen)
    screen.wait_for("x Stop")
    screen.wait_for(lambda _: database.one("SELECT count(*) FROM console.outbox WHERE effect = 'kick'"))
    screen.press("x")
    screen.wait_for("200 withdrawn", 30)
    assert database.all("SELECT DISTINCT state FROM console.outbox WHERE effect = 'kick'") == [("cancelled",)]


def test_only_effects_can_be_stopped(console, database):
    """What changes rows goes on to its end: there is no key that says otherwise."""
    _, phone = customer(database)
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3)
    filter_for(screen, phone, lambda t: len(rows(t)) == 1)
    with database.connect() as blocker, blocker.transaction():
        blocker.execute("LOCK TABLE console.operation IN ACCESS EXCLUSIVE MODE")
        screen.press("b")
        screen.wait_for("Reason")
        screen.type("late")
        screen.press("enter")
        screen.wait_for("enter Apply")
        screen.press("enter")
        screen.wait_for("it goes on")
        assert "x Stop" not in screen.text()
        screen.press("x")
    screen.wait_for("blocked;")


def test_quitting_while_a_change_is_under_way_is_asked(console, database):
    """It ends by itself when the change is done; now only by a key that was pressed for the question, and Escape stays."""
    _, phone = customer(database)
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3)
    filter_for(screen, phone, lambda t: len(rows(t)) == 1)
    with database.connect() as blocker, blocker.transaction():
        blocker.execute("LOCK TABLE console.operation IN ACCESS EXCLUSIVE MODE")
        screen.press("b")
        screen.wait_for("Reason")
        screen.type("late")
        screen.press("enter")
        screen.wait_for("enter Apply")
        screen.press("enter")
        screen.wait_for("it goes on")
        screen.press("esc")
        screen.wait_gone("it goes on")
        screen.press("q")
        screen.wait_for("enter End now")
        screen.press("q", "y")
        screen.send(b"j\r")
        screen.press("esc")
        screen.wait_gone("enter End now")
        assert screen.process.poll() is None
    screen.wait_for("blocked;")
    with database.connect() as blocker, blocker.transaction():
        blocker.execute("LOCK TABLE console.operation IN ACCESS EXCLUSIVE MODE")
        screen.press("u")
        screen.wait_for("enter Apply")
        screen.press("enter")
        screen.wait_for("it goes on")
        screen.press("esc", "q")
        screen.wait_for("enter End now")
        screen.press("enter")
        assert screen.wait_exit() == 0



# --- help and manual ---


def test_help_tells_what_is_special(console):
    screen = open_pane(console, "debts", "Debts", rows=60, columns=120)
    screen.press("?")
    screen.wait_for("for administrators only")
    screen.press("esc")
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3, rows=60, columns=140)
    screen.press("?")
    screen.wait_for("finds its rows itself")


def test_the_manual_has_settings_and_what_actions_ask_for(run):
    manual = run("manual", config=None).out
    settings = manual[manual.index(".SH SETTINGS"):manual.index(".SH CONFIGURATION")]
    assert ".B debt_limit_mb" in settings and ".B walled_garden_hosts" in settings
    assert "One of off, report, on." in settings and "The portal reads it too." in settings
    actions = manual[manual.index(".SH ACTIONS"):manual.index(".SH PANES")]
    for what in ("for administrators only", "finds its rows itself", "One of those that the database holds.", "One of keep, add."):
        assert what in actions

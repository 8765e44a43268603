"""Sums of money and quota below a list: exact, of the filter and of the marks, asked for while they are shown only."""

from test_console import open_list, rows
from test_widgets import open_pane


def rupiah(amount):
    return f"Rp {amount:,}"


def open_debts(console):
    screen = open_pane(console, "debts", "Rp")
    screen.wait_for("1/")
    return screen


def shown(screen, what):
    return next((line for line in screen.lines() if what in line), "")


def test_sums_follow_filter_marks_and_news(console, database, show):
    screen = open_debts(console)
    screen.press("+")
    total = sum(row["remaining_rp"] or 0 for row in show("debts"))
    screen.wait_for(lambda t: f"To pay {rupiah(total)}" in shown(t, "Sum of all"))
    screen.press("space", "space")
    marked = [row["remaining_rp"] for row in show("debts", "--limit", "2")]
    screen.wait_for(lambda t: f"To pay {rupiah(sum(marked))}" in shown(t, "Sum of 2 marked"))
    screen.press("A")
    screen.wait_for(lambda t: "marked" not in t.text())
    database.all("UPDATE public.user_quota_debts SET price_rp = 70000000 WHERE id = %s", show("debts", "--limit", "1")[0]["id"])
    screen.press("C-l")
    screen.wait_for(lambda t: "Sum of all" in t.text() and f"To pay {rupiah(total)}" not in t.text())
    database.all("UPDATE public.user_quota_debts SET price_rp = 50000 WHERE id = %s", show("debts", "--limit", "1")[0]["id"])
    database.all("NOTIFY hotspot_console, 'debts'")  # without a key
    now = sum(row["remaining_rp"] or 0 for row in show("debts"))
    screen.wait_for(lambda t: f"To pay {rupiah(now)}" in shown(t, "Sum of all"))
    screen.press("/")
    screen.type("zzqx")
    screen.press("enter")
    screen.wait_for(lambda t: "Sum of all 0:" in t.text())
    screen.press("+")
    screen.wait_for(lambda t: "Sum of" not in t.text())


def test_the_list_has_a_row_less_and_the_last_one_is_seen(console):
    screen = open_list(console, rows=20)
    before = len(rows(screen))
    screen.press("+")
    screen.wait_for("Sum of all 200:")
    screen.wait_for(lambda t: len(rows(t)) == before - 1)
    screen.press("G")
    screen.wait_for("200/200")


def test_a_list_without_figures_says_so(console):
    screen = open_pane(console, "audit", "nothing here yet")
    screen.press("+")
    screen.wait_for("neither money nor quota")


def test_nothing_is_asked_for_while_they_are_away(console, database):
    """The statement is seen in the server's view of who does what, which remembers the last one of a connection."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%%sum((%%'"
    screen = open_list(console)
    screen.wait_for("/200")
    assert database.one(asked + " AND pid <> pg_backend_pid()") == 0
    screen.press("+")
    screen.wait_for("Sum of all 200:")
    assert database.one(asked + " AND pid <> pg_backend_pid()") == 1

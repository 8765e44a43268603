"""Marks have served when the action that they were made for was applied; what it left stays marked."""

import re

import pytest
from test_widgets import filter_for, open_pane


def named(database, count):
    """So many customers who are let through, the only ones with a name of Zz; their ids."""
    ids = [row[0] for row in database.all(
        """SELECT id::text FROM public.users WHERE is_active AND approval_status = 'APPROVED' AND NOT is_blocked
                                               AND NOT is_unlimited_user AND role = 'USER' ORDER BY id LIMIT %s""", count)]
    for i, user in enumerate(ids):
        database.all("UPDATE public.users SET full_name = %s WHERE id = %s", f"Zz {i}", user)
    return ids


@pytest.fixture
def zz(database, console):
    """A list of four customers, of whom the first is blocked; the screen and their ids."""
    ids = named(database, 4)
    database.all("""UPDATE public.users SET is_blocked = true, blocked_at = now(), blocked_reason = 'manual_lock|x' WHERE id = %s""", ids[0])
    screen = open_pane(console, "users", "Name", columns=120)
    filter_for(screen, "zz", lambda t: t.line_with("Zz 3") and t.lines()[1].endswith("/4"))
    return screen, ids


def block(screen, count):
    screen.press("b")
    screen.wait_for("Reason")
    screen.type("late")
    screen.press("enter")
    screen.wait_for(f"Block {count} user")


def apply(screen, count):
    screen.press("y" if count > 1 else "enter")
    screen.wait_for(f"{count} user{'s' if count > 1 else ''} blocked")


def marked_rows(screen):
    return [re.search(r"Zz \d", line).group() for line in screen.lines() if re.match(r"^ ?\*", line) and "Zz" in line]


def test_marks_end_with_their_action(zz):
    screen, _ = zz
    screen.press("j", "space", "space", "space")
    screen.wait_for("3 marked")
    block(screen, 3)
    apply(screen, 3)
    screen.wait_gone("marked")
    assert marked_rows(screen) == []


def test_what_was_refused_stays_marked(zz):
    screen, _ = zz
    screen.press("space", "space")
    screen.wait_for("2 marked")
    block(screen, 1)
    apply(screen, 1)
    screen.wait_for("1 marked")
    assert marked_rows(screen) == ["Zz 0"]


def test_of_all_that_match_what_was_refused_stays_marked(zz):
    screen, _ = zz
    screen.press("a")
    screen.wait_for("all marked")
    block(screen, 3)
    apply(screen, 3)
    screen.wait_for("1 marked")
    assert marked_rows(screen) == ["Zz 0"]


def test_what_has_changed_meanwhile_stays_marked(zz, run):
    screen, ids = zz
    screen.press("j", "space", "space", "space")
    block(screen, 3)
    assert run("act", "users.block", "--id", ids[2], "reason=first", "--yes").code == 0
    screen.press("y")
    screen.wait_for("2 users blocked")
    screen.wait_for("1 marked")
    assert marked_rows(screen) == ["Zz 2"]


def test_what_was_not_applied_stays_marked(zz):
    screen, _ = zz
    screen.press("j", "space", "space")
    block(screen, 2)
    screen.press("esc", "esc")
    screen.wait_for("2 marked")
    assert marked_rows(screen) == ["Zz 1", "Zz 2"]


def test_other_marks_than_those_that_were_used_stay(zz):
    """An action on the row of a page is none on what is marked in the list."""
    screen, _ = zz
    screen.press("j", "space")
    screen.wait_for("1 marked")
    screen.press("enter")
    screen.wait_for(lambda t: "contact" in t.text() and "Zz 2" in t.text())
    block(screen, 1)
    apply(screen, 1)
    screen.press("q")
    screen.wait_for(lambda t: "1 marked" in t.text() and marked_rows(t) == ["Zz 1"])


def test_marks_of_rows_about_customers_end_too(console):
    screen = open_pane(console, "debts", "Due", columns=120)
    screen.press("a")
    screen.wait_for("all marked")
    screen.press("A", "space")
    screen.wait_for("1 marked")
    screen.press(":")
    screen.type("users.sync")
    screen.press("enter")
    screen.wait_for("Sync to router 1 user")
    screen.press("enter")
    screen.wait_for("synced")
    screen.wait_gone("1 marked")

"""What confirms a change on the screen, by its harm: one row, some, many, and what can't be taken back."""

import re

import pytest
from test_crash import wait_until
from test_paste import WAYS
from test_widgets import filter_for, open_pane


def operations(database):
    return database.one("SELECT count(*) FROM console.operation")


def blocked(database):
    return database.one("SELECT count(*) FROM public.users WHERE blocked_reason = 'late'")


def block(screen, *keys):
    screen.press(*keys, "b")
    screen.wait_for("Reason")
    screen.type("late")
    screen.press("enter")


def test_the_rows_decide_where_it_can_be_taken_back(console, database):
    """One is Enter, two are y, more than 20 their count; and an undo counts as many as it puts back."""
    screen = open_pane(console, "users", "1/200", columns=100, rows=30)
    filter_for(screen, "status:active", lambda t: "/200" not in t.text() and "active" in t.text())
    block(screen)
    screen.wait_for("enter Apply")
    screen.press("y", "esc", "esc")
    screen.wait_gone("Reason")
    block(screen, "space", "space")
    screen.wait_for("y Apply")
    screen.press("enter", "esc", "esc")
    screen.wait_gone("Reason")
    block(screen, "A", "a")
    screen.wait_for("to apply:")
    screen.press("y", "enter")
    screen.wait_for("Not the same")
    assert operations(database) == 0
    screen.press("C-u")
    count = int(screen.line_with("to apply:").split("Type ")[1].split()[0])
    assert count > 20
    screen.confirm(str(count))
    screen.wait_for(f"{count} users blocked")
    assert blocked(database) == count
    screen.press("U")
    screen.confirm(str(count))
    wait_until(lambda: blocked(database) == 0)


@pytest.mark.parametrize("language, asked, other", [("en", "Type run to apply:", "jalankan"),
                                                    ("id", "Ketik jalankan untuk menjalankan:", "run")])
def test_what_can_not_be_taken_back_wants_its_word(console, database, run, language, asked, other):
    """In the language of the screen, in small letters or capitals."""
    assert run("worker", "--once").code in (0, 3)  # jobs are there once one has run
    screen = console("jobs", env={"LANGUAGE": language, "LANG": "C.UTF-8"}, rows=30, columns=100)
    screen.wait_for(lambda t: re.search(r" 1/\d+", t.text()))
    filter_for(screen, "debt_limit", "1/1")
    before = operations(database)
    screen.press("r")
    screen.wait_for(asked)
    screen.type(other)
    screen.press("enter")
    screen.wait_for("Not the same" if language == "en" else "Tidak sama")
    assert operations(database) == before
    screen.press("C-u")
    screen.type(asked.split()[1].upper())
    screen.wait_for("enter")
    screen.press("enter")
    wait_until(lambda: operations(database) == before + 1)


@pytest.mark.parametrize("way", WAYS)
def test_a_pasted_word_stands_there_and_confirms_nothing(console, database, run, way):
    assert run("worker", "--once").code in (0, 3)
    screen = console("jobs", rows=30, columns=100)
    screen.wait_for(lambda t: re.search(r" 1/\d+", t.text()))
    filter_for(screen, "debt_limit", "1/1")
    before = operations(database)
    screen.press("r")
    screen.wait_for("Type run to apply:")
    way(screen, "run")
    screen.wait_for("enter Apply")
    assert operations(database) == before
    screen.press("enter")
    wait_until(lambda: operations(database) == before + 1)

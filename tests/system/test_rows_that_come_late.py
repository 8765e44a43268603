"""Rows that come when the operator has gone elsewhere."""

import pytest

RENAME_FIRST = "UPDATE public.users SET full_name = 'Aaron Baru' WHERE full_name = (SELECT min(full_name) FROM public.users)"


@pytest.fixture
def held(console, make_config, relay):
    """The list of customers from its top on, with nothing under way, and the gate that holds back what it reads."""
    way = relay("hotspot-console read")
    screen = console("users", config=make_config(way.conninfo, extra="ui = { refresh_s = 3600; };"))
    screen.wait_for("●db")  # from then on nobody looks again unasked; what was begun before is given up by the jumps
    screen.press("G")
    screen.wait_for("200/200")
    screen.press("g")
    screen.wait_for(" 1/200")
    return screen, way.gates["hotspot-console read"]


def test_rows_that_nobody_is_near_any_more(held, database):
    """A page that was asked for at the bottom comes when the top is in sight, too far away to be kept."""
    screen, read = held
    for place in ("21/200", "41/200"):  # no further: the first rows are to stay, so that the top needs no reading
        screen.press("C-f")
        screen.wait_for(place)
    read.shut()
    screen.press(*["C-f"] * 7)  # into what is there, however much, until more is asked for
    assert read.is_awaited.wait(15)
    screen.press("g")
    screen.wait_for(" 1/200")
    database.all(RENAME_FIRST)
    read.is_open.set()
    screen.press("C-l")
    screen.wait_for("Aaron Baru")  # it was asked for later: the page has come
    screen.press("G")
    screen.wait_for("200/200")
    screen.press("g")
    screen.wait_for(" 1/200")


def test_the_last_of_two_jumps_counts(held, database):
    """Back to the top, while the bottom is still being read."""
    screen, read = held
    read.shut()
    screen.press("G")
    assert read.is_awaited.wait(15)
    screen.press("g", "j")
    database.all(RENAME_FIRST)
    read.is_open.set()
    screen.press("C-l")
    screen.wait_for("Aaron Baru")
    screen.wait_for(" 2/200")


def test_every_key_counts_that_was_typed_before_the_rows_came(held):
    """Far beyond what is there; what then is meant for the row that the cursor stands on waits for it."""
    screen, read = held
    read.shut()
    screen.press(*["j"] * 150, *["k"] * 10, "space", "k")
    assert read.is_awaited.wait(15)
    read.is_open.set()
    screen.wait_for("141/200")
    assert [line for line in screen.lines() if line.startswith("*")] == [row_of_cursor(screen)]


def row_of_cursor(screen):
    return next(line for i, line in enumerate(screen.lines()) if screen.cell(i, 0).bg != "default" and 3 <= i < 23)


def test_what_was_typed_for_rows_that_do_not_come_is_dropped_and_told(held, database):
    screen, read = held
    read.shut()
    screen.press(*["j"] * 150, "space")
    assert read.is_awaited.wait(15)
    database.all("ALTER TABLE public.users RENAME TO elsewhere")
    read.is_open.set()
    screen.wait_for("was dropped")
    database.all("ALTER TABLE public.elsewhere RENAME TO users")
    screen.press("C-l")
    screen.wait_gone("elsewhere")
    screen.press("g")
    screen.wait_for(" 1/200")
    screen.press("j")
    screen.wait_for(" 2/200")
    assert not [line for line in screen.lines() if line.startswith("*")]

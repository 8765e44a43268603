"""A slow line: the cursor is a sign, what is sent is brief, and every key counts."""

import os
import random
import re
import statistics
import sys

import pytest
from terminal import Terminal
from test_widgets import open_pane

HERE = os.path.dirname(os.path.abspath(__file__))
LIGHT = 'ui = { light_cursor = "on"; };'
FULL = 'ui = { light_cursor = "off"; };'


@pytest.fixture
def names(database):
    """As many as two pages of a big screen, in an order that is known."""
    database.all("""UPDATE public.users u SET full_name = 'Aa ' || to_char(n.at - 1, 'FM000')
                      FROM (SELECT id, row_number() OVER (ORDER BY phone_number) AS at FROM public.users
                             WHERE is_active AND approval_status = 'APPROVED' AND role = 'USER') n
                     WHERE u.id = n.id AND n.at <= 130""")


@pytest.fixture
def far(binary, config, environment):
    """far(trip_ms, loss) → the console behind such a line, in a terminal that answers."""
    opened = []

    def go(trip_ms, loss=0, **size):
        opened.append(Terminal([sys.executable, os.path.join(HERE, "slow_line.py"), str(trip_ms), str(loss), binary, "--config", config],
                               env=environment, **size))
        opened[-1].answers = True
        return opened[-1]

    yield go
    for terminal in opened:
        terminal.close()


def row_of(screen, text):
    return next(i for i, line in enumerate(screen.lines()) if text in line)


def is_whole_row(screen, row):
    """The cursor is the row, and no sign."""
    ground = screen.cell(row, 30).bg
    return ground != "default" and screen.cell(row, 1).data == " "


def is_sign(screen, row):
    return screen.cell(row, 1).data == ">" and screen.cell(row, 1).bg != "default" and screen.cell(row, 30).bg == "default"


def test_a_slow_line_has_a_light_cursor_and_is_told_why(names, far):
    screen = far(300)
    screen.wait_for("A slow line (3")
    screen.wait_for("Aa 000")
    screen.press("home")
    screen.wait_for(lambda t: is_sign(t, row_of(t, "Aa 000")))
    screen.press("j")
    screen.wait_for(lambda t: is_sign(t, row_of(t, "Aa 001")) and t.cell(row_of(t, "Aa 000"), 1).data == " ")


def test_a_quick_line_keeps_the_whole_row(names, far):
    screen = far(0)
    screen.wait_for("Aa 001")
    screen.press("j")
    screen.wait_for(lambda t: is_whole_row(t, row_of(t, "Aa 001")))
    assert Terminal.QUESTION in screen.raw and "slow line" not in screen.text()


def test_a_terminal_that_does_not_answer_keeps_the_whole_row(names, console):
    screen = open_pane(console, "users", "Aa 001")
    screen.press("j")
    screen.wait_for(lambda t: is_whole_row(t, row_of(t, "Aa 001")))
    assert screen.raw.count(Terminal.QUESTION) == 1


def test_an_answer_is_no_key(names, console):
    screen = open_pane(console, "users", "Aa 001")
    screen.press("/")
    screen.type("Aa 0")
    for piece in (Terminal.ANSWER, Terminal.ANSWER + b"0", b"\x1b[3n5"):
        screen.send(piece)
    screen.wait_for("Aa 005")
    assert "Aa 005" in screen.lines()[1] and "Aa 006" not in screen.text()


def test_no_key_is_lost_on_a_line_that_loses(names, far):
    screen = far(300, 0.01)
    screen.wait_for("A slow line")
    screen.wait_for("Aa 000")
    screen.press("home", *"j" * 100, *"k" * 40)
    screen.wait_for(lambda t: "Aa 060" in t.text() and is_sign(t, row_of(t, "Aa 060")))
    screen.press("/")
    screen.type("Aa 1")
    screen.press("enter")
    screen.wait_for(lambda t: "Aa 129" not in t.text() and "Aa 100" in t.text() and "Aa 099" not in t.text())


@pytest.mark.parametrize("rows, columns, move, page", [(40, 120, 100, 3000), (60, 200, 120, 7000)])
def test_what_is_sent_is_brief(make_config, database, console, rows, columns, move, page):
    screen = console("users", rows=rows, columns=columns, config=make_config(database, extra=LIGHT))
    screen.wait_for(lambda t: t.cell(3, 1).data == ">")

    def bytes_of(key, count):
        sizes = []
        for _ in range(count):
            screen.take_raw()
            before = screen.lines()[1]
            screen.press(key)
            screen.wait_for(lambda t, before=before: t.lines()[1] != before)
            sizes.append(len(screen.take_raw()))
        return statistics.median(sizes)

    assert bytes_of("j", 20) <= move and bytes_of("k", 19) <= move
    assert bytes_of("pgdn", 4) <= page and bytes_of("pgup", 4) <= page


WALK = ["j", "k", "pgdn", "pgup", "end", "home", "space", "l", "h", "enter", "esc", "?", "esc", ":", "esc", "o", "esc", "2", "1", "3", "1"]


@pytest.mark.parametrize("env", [{}, {"LANG": "C", "LC_ALL": "C"}])
def test_a_brief_screen_is_the_same_screen(names, make_config, database, console, env):
    database.all("UPDATE public.users SET full_name = full_name || ' 中村 é…' WHERE full_name IN ('Aa 003', 'Aa 040', 'Aa 071')")
    pair = [console("users", rows=30, columns=110, env=env, config=make_config(database, extra=extra)) for extra in (LIGHT, FULL)]
    chosen = random.Random(7)

    def shown(screen):
        """But for when each of the two looked at the router."""
        lines = [re.sub(r"\d\d:\d\d:\d\d", "hh:mm:ss", line) for line in screen.lines()]
        return [line[0] + " " + line[2:] if line else "" for line in (f"{line:<110}" for line in lines)]

    for screen in pair:
        screen.wait_for("Aa 002")
    for _ in range(60):
        key = chosen.choice(WALK)
        for screen in pair:
            screen.press(key)
            screen.wait_for(lambda t: not t.has_unread())
        pair[0].wait_for(lambda t: pair[1]._read_frame() or shown(t) == shown(pair[1]), timeout=10)


TYPED = b'/name:"Aa 077"\r\r'


def test_what_a_slow_line_brings_together_was_typed(names, far):
    """In one read: the text, the Enter that ends it, and the one that opens what was found."""
    screen = far(300)
    screen.wait_for("Aa 000")
    screen.send(TYPED)
    screen.wait_for(lambda t: t.line_with("name            Aa 077"))


def test_where_nobody_says_that_pastes_are_marked_it_may_be_one(names, console):
    screen = open_pane(console, "users", "Aa 001")
    screen.send(TYPED)
    screen.wait_for('/ /name:"Aa 077"')  # as pasted: text, sign and all
    screen.wait_for("Nothing matches")
    assert Terminal.MARKS_QUESTION in screen.raw


@pytest.mark.parametrize("term, env", [("linux", {}), ("vt220", {}), ("screen-256color", {}), ("tmux-256color", {"TMUX": "/tmp/x,1,0"})])
def test_who_would_print_it_or_paste_without_marks_is_not_asked(names, console, term, env):
    screen = open_pane(console, "users", "Aa 001", env={"TERM": term, **env})
    assert b"2004$p" not in screen.raw

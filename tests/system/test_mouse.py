"""The mouse, whatever the terminal's description says of it: as tmux reports it, on a screen wider than 223 columns."""

import os
import re
import signal

import pytest
from test_console import open_list
from test_crash import wait_until

TERMS = ["xterm-256color", "screen-256color", "linux", "vt220"]
ON, OFF = b"\x1b[?1006;1000h", b"\x1b[?1006;1000l"
OLD_FORM_ENDS = 223


def in_old_form(row, column):
    return b"\x1b[M " + bytes([33 + min(column, OLD_FORM_ENDS - 1), 33 + row])


def click_in_tmux(screen, row, column):
    """Where the program did not ask for SGR's form, tmux puts what the old one can't say on the last column that it can."""
    if re.search(rb"\x1b\[\?(?:\d+;)*1006[;h]", bytes(screen.raw)):
        screen.click(row, column)
    else:
        screen.send(in_old_form(row, column))


def listed(screen):
    """The row on the screen of the fifth customer."""
    return next(y for y, line in enumerate(screen.lines()) if re.search(r"\b08\d{8,}", line)) + 4


@pytest.mark.parametrize("term", TERMS)
def test_a_click_far_right_does_what_stands_there(console, term):
    screen = open_list(console, columns=250, env={"TERM": term})
    column = screen.lines()[-1].index(": Commands") + 2
    assert column > OLD_FORM_ENDS
    click_in_tmux(screen, 23, column)
    screen.wait_for("Complete")


@pytest.mark.parametrize("term", TERMS)
def test_the_old_form_is_understood(console, term):
    screen = open_list(console, columns=120, env={"TERM": term})
    screen.send(in_old_form(listed(screen), 10))
    screen.wait_for("5/200")


@pytest.mark.parametrize("term", ["xterm-256color", "screen-256color"])
def test_two_clicks_open_the_customer(console, term):
    screen = open_list(console, columns=120, env={"TERM": term})
    row = listed(screen)
    os.write(screen.master, 2 * f"\x1b[<0;11;{row + 1}M\x1b[<0;11;{row + 1}m".encode())
    screen.wait_for("Devices:")


def test_a_report_that_was_not_asked_for_is_nothing(console, make_config, database, router):
    config = make_config(database, [router], extra="ui = { mouse = false; };")
    screen = open_list(console, columns=120, config=config)
    assert b"1000h" not in screen.raw
    screen.click(listed(screen), 10)
    screen.send(in_old_form(listed(screen), 10))
    screen.press("j")
    screen.wait_for("2/200")


@pytest.mark.parametrize("term", TERMS)
def test_it_is_no_longer_reported_at_the_end(console, term):
    screen = open_list(console, env={"TERM": term})
    assert screen.take_raw().count(ON) == 1
    screen.press("q")
    assert screen.wait_exit() == 0
    assert OFF in screen.take_raw()


@pytest.mark.parametrize("term", TERMS)
def test_it_is_no_longer_reported_after_a_crash(console, term):
    screen = open_list(console, env={"TERM": term})
    os.kill(screen.process.pid, signal.SIGSEGV)
    screen.wait_exit()
    assert bytes(screen.raw).rfind(OFF) > bytes(screen.raw).rfind(ON) >= 0


@pytest.mark.parametrize("term", TERMS)
def test_it_is_not_reported_while_suspended(console, term):
    screen = open_list(console, env={"TERM": term})
    screen.take_raw()
    screen.press("C-z")
    screen.wait_for(lambda t: OFF in bytes(t.raw[t.taken:]))
    wait_until(lambda: is_stopped(screen.process.pid))
    os.kill(screen.process.pid, signal.SIGCONT)
    screen.wait_for(lambda t: ON in bytes(t.raw[t.taken:]))


def is_stopped(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        return file.read().split(")")[1].split()[0] == "T"

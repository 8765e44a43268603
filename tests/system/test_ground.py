"""The terminal's ground is asked for once, and a light one gets the light theme; no answer is ever a key."""

import os
import subprocess
import time

import pytest
from terminal import Terminal
from test_clipboard import needs
from test_console import open_list, rows

QUESTION = b"\x1b]11;?"
WHITE, BLACK = b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\", b"\x1b]11;rgb:0000/0000/0000\x07"
LIGHT_TEXT = "ffffff"  # the ground of the text in the theme "light"


def answer(screen, data, piece=None):
    """As a terminal does that is asked; torn, its pieces are read one by one."""
    for at in range(0, len(data), piece or len(data)):
        os.write(screen.master, data[at : at + (piece or len(data))])
        deadline = time.monotonic() + 10
        while screen.has_unread() and time.monotonic() < deadline:
            screen._read(0.002)


def ground(screen):
    y = next(y for y, line in enumerate(screen.lines()) if line in rows(screen)[2:])
    return screen.cell(y, 3).bg


def is_still_itself(screen):
    """No part of an answer was typed: no filter, no dialog, the cursor where it was."""
    screen.press("j")
    screen.wait_for("2/200")
    assert screen.lines()[1].split()[0] == "/" and "2/200" in screen.lines()[1] and "rgb" not in screen.text()


@pytest.mark.parametrize("piece", [None, 1, 2, 7])
def test_a_light_ground_gets_the_light_theme(console, piece):
    screen = console("users")
    screen.wait_for(lambda t: QUESTION in t.raw)
    answer(screen, WHITE, piece)
    screen.wait_for(lambda t: len(rows(t)) > 3 and ground(t) == LIGHT_TEXT)
    is_still_itself(screen)
    assert bytes(screen.raw).count(QUESTION) == 1


@pytest.mark.parametrize("data", [BLACK, b"", b"\x1b]11;what\x07"])
def test_a_dark_ground_or_none_keeps_the_dark_theme(console, data):
    screen = console("users")
    screen.wait_for(lambda t: QUESTION in t.raw)
    answer(screen, data) if data else None
    screen.wait_for(lambda t: len(rows(t)) > 3)
    is_still_itself(screen)
    assert ground(screen) == "default"


def test_the_first_screen_waits_for_no_answer_and_a_late_one_counts(console):
    screen = open_list(console)
    assert ground(screen) == "default"
    screen.press("j", "k")
    screen.wait_for("1/200")
    answer(screen, WHITE, 3)
    screen.wait_for(lambda t: len(rows(t)) > 3 and ground(t) == LIGHT_TEXT)
    is_still_itself(screen)


def test_what_the_operator_chose_counts(console, make_config, database):
    screen = open_list(console, config=make_config(database, extra='ui = { theme = "dark"; };'))
    assert QUESTION not in screen.raw
    screen = open_list(console)
    screen.press("t")
    screen.wait_for("Theme: light")
    for _ in range(3):
        screen.press("t")
    screen.wait_for("Theme: dark")
    answer(screen, WHITE)
    is_still_itself(screen)
    assert ground(screen) == "default"


@pytest.mark.parametrize("env", [{"TERM": "linux"}, {"TERM": "vt220"}, {"TERM": "screen-256color", "STY": "1.x"},
                                 {"TERM": "screen"}])  # fmt: skip
def test_terminals_that_would_print_it_are_not_asked(console, env):
    screen = open_list(console, env=env)
    assert b"]11" not in screen.raw


def test_an_answer_that_comes_as_it_ends_stays_out_of_the_shell(console):
    screen = console("users")
    screen.wait_for(lambda t: QUESTION in t.raw)
    screen.press_at_once("q")
    answer(screen, WHITE)
    assert screen.wait_exit() == 0
    assert not screen.has_unread()


@needs("tmux")
def test_in_tmux_nothing_is_typed(binary, config, environment, tmp_path):
    socket = str(tmp_path / "tmux")
    screen = Terminal(["tmux", "-S", socket, "-f", "/dev/null", "new-session", binary, "--config", config, "users"], 24, 80,
                      environment)
    try:
        screen.wait_for(lambda t: "1/200" in t.text())
        screen.press("j")
        screen.wait_for("2/200")
        assert screen.lines()[1].split()[0] == "/" and "rgb" not in screen.text()
    finally:
        subprocess.run(["tmux", "-S", socket, "kill-server"], env=environment, timeout=10)
        screen.close()

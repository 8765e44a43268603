"""The filter line under the operator's hands: what stands in it is replaced or kept, what was looked for comes back."""

import os

import pytest


def rows(terminal):
    return [line for line in terminal.lines()[3:-1] if "08" in line]


def filter_line(terminal):
    return terminal.lines()[1][2:60].rstrip()


def look_for(screen, text):
    screen.press("/")
    screen.type(text)
    screen.wait_for(lambda t: filter_line(t).startswith(text))
    screen.press("enter")


@pytest.fixture
def screen(console):
    opened = console("users")
    opened.wait_for(lambda t: rows(t))
    return opened


def test_the_next_key_replaces_the_old_filter(screen):
    look_for(screen, "status:blocked")
    screen.press("/")
    screen.type("budi")
    screen.wait_for(lambda t: filter_line(t) == "budi" and rows(t) and all("budi" in row.lower() for row in rows(t)))


@pytest.mark.parametrize("key", ["end", "left", "home", "C-e", "C-a"])
def test_a_move_keeps_the_old_filter(screen, key):
    look_for(screen, "status:blocked")
    screen.press("/")
    screen.press(key)
    screen.press("end")
    screen.type(" debt>1GB")
    screen.wait_for(lambda t: filter_line(t) == "status:blocked debt>1GB")


def test_a_paste_replaces_the_old_filter(screen):
    look_for(screen, "status:blocked")
    screen.press("/")
    screen.send(b"\x1b[200~budi\x1b[201~")
    screen.wait_for(lambda t: filter_line(t) == "budi")


def test_escape_clears_the_filter_of_a_list(screen):
    look_for(screen, "status:blocked")
    screen.wait_for(lambda t: rows(t) and all("blocked" in row for row in rows(t)))
    screen.press("esc")
    screen.wait_for(lambda t: filter_line(t) == "" and any("active" in row for row in rows(t)))


def test_nothing_found_says_what_clears_it(screen):
    screen.press("/")
    screen.type("nobodyiscalledso")
    screen.wait_for("Nothing matches the filter.")
    assert "clears it" not in screen.text()  # the key would be typed
    screen.press("enter")
    screen.wait_for("Nothing matches the filter. c clears it.")
    screen.press("c")
    screen.wait_for(lambda t: rows(t))


def test_earlier_filters_come_back_also_to_the_next_console(screen, console, tmp_path):
    for text in ("budi", "status:blocked", "debt>1GB"):
        look_for(screen, text)
    screen.press("c")
    screen.press("/")
    screen.type("si")
    for earlier in ("debt>1GB", "status:blocked", "budi", "budi"):
        screen.press("up")
        screen.wait_for(lambda t, wanted=earlier: filter_line(t) == wanted)
    for later in ("status:blocked", "debt>1GB", "si", "si"):
        screen.press("down")
        screen.wait_for(lambda t, wanted=later: filter_line(t) == wanted)
    screen.press("esc")
    screen.press("q")
    assert screen.wait_exit() == 0
    assert os.stat(tmp_path / "filters").st_mode & 0o777 == 0o600

    again = console("users")
    again.wait_for(lambda t: rows(t))
    again.press("/")
    again.press("up")
    again.wait_for(lambda t: filter_line(t) == "debt>1GB" and rows(t))
    again.press("enter")
    again.press("/")
    again.press("up")  # past what stands there already
    again.wait_for(lambda t: filter_line(t) == "status:blocked")


def test_each_pane_has_filters_of_its_own(screen):
    look_for(screen, "budi")
    screen.press(":")
    screen.type("payments")
    screen.press("enter")
    screen.wait_for("Method")
    screen.press("/")
    screen.press("up")
    screen.type("x")
    screen.wait_for(lambda t: filter_line(t) == "x")


def test_where_nothing_can_be_kept_it_is_said_once(console, make_config, database):
    screen = console("users", config=make_config(database, extra='history_file = "/dev/null/filters";'))
    screen.wait_for(lambda t: rows(t))
    look_for(screen, "budi")
    screen.wait_for("remembered until this console ends")
    screen.press("/")
    screen.press("up")
    screen.type("siti")
    screen.press("enter")
    screen.wait_for(lambda t: filter_line(t) == "siti" and "remembered" not in t.text())
    screen.press("/")
    screen.press("up")
    screen.wait_for(lambda t: filter_line(t) == "budi")

"""Letters: locales that the host lacks, an ASCII screen, and the fonts of the Linux console."""

import codecs
import re

import pytest
from test_widgets import customer, open_pane

# what all fonts have that Debian gives the console for European languages
CONSOLE = set("–—“”•…€←↑→↓≤≥─│┌┐└┘█░▒■▲▶▼◀●") | {chr(c) for c in range(0xA0, 0x100)}


def beyond_ascii(screen):
    return {c for c in codecs.decode(bytes(screen.raw), "utf-8", "replace") if ord(c) > 0x7F}


@pytest.mark.parametrize("env", [{"LC_ALL": "xx_XX.UTF-8"}, {"LC_CTYPE": "xx_XX.UTF-8"}, {"LANG": "xx_XX.UTF-8"},
                                 {"LC_TIME": "xx_XX.UTF-8"}, {"LC_TIME": "xx_XX.UTF-8", "LC_CTYPE": "yy_YY"}])
def test_an_unknown_locale_costs_no_letters_and_is_told_once(console, database, env):
    customer(database, full_name="Aa Renée")
    screen = open_pane(console, "users", "Renée", env=env, columns=100)
    screen.wait_for("This host has no locale")
    assert screen.line_with("This host has no locale").strip().endswith("C.UTF-8 stands in for it")
    assert screen.text().count("This host has no locale") == 1


def test_scripts_hear_nothing_of_it(run):
    shown = run("show", "users", "--limit", "1", "--format", "csv", env={"LC_ALL": "xx_XX.UTF-8"})
    assert shown.code == 0 and shown.err == ""


def test_a_known_locale_is_not_talked_about(console):
    assert "locale" not in open_pane(console, "users", "Users").text()


def test_an_ascii_screen_shows_the_letter_below_the_accent(console, database):
    customer(database, full_name="Aa René — Åst Łu")
    screen = open_pane(console, "users", "Aa Rene - Ast Lu", columns=140, env={"LANG": "C", "LC_ALL": "C"})
    assert not beyond_ascii(screen)


def test_nothing_is_left_to_the_terminal_to_repeat(console):
    screen = open_pane(console, "users", "Users", columns=140, env={"LANG": "C", "LC_ALL": "C"})
    screen.press("?")
    screen.wait_for("-----")
    assert not re.search(rb"\x1b\[\d*b", screen.raw)


def test_an_ascii_screen_keeps_columns_where_there_is_no_letter(console, database):
    customer(database, full_name="Aa 漢字 z")
    screen = open_pane(console, "users", "Aa ???? z", columns=140, env={"LANG": "C", "LC_ALL": "C"})
    assert not beyond_ascii(screen)


def test_the_linux_console_gets_only_what_its_fonts_have(console, database, worker):
    customer(database, full_name="Aa Renée Sūn ✓ ▀ 漢")
    worker()
    screen = open_pane(console, "users", "Renée Sun ? ? ??", columns=120, env={"TERM": "linux"})
    screen.wait_for("●main")
    for key in ("enter", "T", "esc", "esc", "b", "esc", "2", "3", "4", "6", "8", "9", "V", "F7", "?", "esc", "o", "esc", ":", "esc"):
        screen.press(key)
        screen.wait_for(lambda t: t.text().strip())
    assert beyond_ascii(screen) <= CONSOLE, beyond_ascii(screen) - CONSOLE
    assert "é" in beyond_ascii(screen)


def test_a_lamp_that_is_out_is_a_letter_on_the_linux_console(console):
    screen = open_pane(console, "users", "oworker", columns=120, env={"TERM": "linux"})
    assert "○" not in beyond_ascii(screen)

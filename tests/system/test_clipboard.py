"""What is copied from a row, and that it arrives through tmux and GNU screen; run for real where they are installed."""

import base64
import re
import shutil
import subprocess

import pytest
from terminal import Terminal
from test_console import open_list
from test_widgets import open_pane

SENT = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07")


def copied(screen):
    return [base64.b64decode(text).decode() for text in SENT.findall(screen.take_raw())]


def phone_under_cursor(database, screen):
    shown = re.search(r"\b08\d{8,}", screen.text()).group()  # of the first row: there the cursor stands
    return database.one("SELECT phone_number FROM public.users WHERE phone_number = %s", "+62" + shown[1:])


def test_a_customers_phone_is_copied_from_the_list(console, database):
    screen = open_list(console)
    phone = phone_under_cursor(database, screen)
    screen.take_raw()
    screen.press("y")
    screen.wait_for("Sent to the terminal: Phone")
    assert copied(screen) == [phone]


def test_the_whole_row_is_copied_with_tabs(console, database):
    database.all("UPDATE public.users SET full_name = E'Aa\\tTab\\nLine' WHERE id = (SELECT id FROM public.users LIMIT 1)")
    screen = open_pane(console, "users", "Aa")
    screen.press("g")
    screen.take_raw()
    screen.press("Y")
    screen.wait_for("Sent to the terminal: the whole row")
    [row] = copied(screen)
    assert r"Aa\tTab\nLine" in row.split("\t")
    assert "\n" not in row


def test_other_lists_copy_too(console):
    """The key has the same meaning on each list."""
    screen = open_list(console)
    for key in ("2", "3", "6"):
        screen.press(key)
        screen.wait_for(lambda t: not t.text().count("Reading") and len([line for line in t.lines()[2:-1] if line]) > 1)
        screen.take_raw()
        screen.press("y")
        screen.wait_for("Sent to the terminal: ")
        assert copied(screen), key
        screen.press("j", "k")


def test_the_linux_console_has_no_clipboard(console):
    screen = open_list(console, env={"TERM": "linux"})
    screen.take_raw()
    screen.press("y")
    screen.wait_for("has no clipboard")
    assert copied(screen) == []


def needs(program):
    return pytest.mark.skipif(not shutil.which(program), reason=f"{program} is not installed")


@needs("tmux")
@pytest.mark.parametrize("option", ["set-clipboard", "allow-passthrough"])
def test_tmux_hands_it_on_by_either_option(binary, config, environment, database, tmp_path, option):
    other = {"set-clipboard": "allow-passthrough", "allow-passthrough": "set-clipboard"}[option]
    settings = tmp_path / "tmux.conf"
    settings.write_text(f"set -g {option} on\nset -g {other} off\nset -as terminal-features ',xterm*:clipboard'\n")
    socket = str(tmp_path / "tmux")
    screen = Terminal(["tmux", "-S", socket, "-f", str(settings), "new-session", binary, "--config", config, "users"], 24, 80,
                      environment)
    try:
        screen.wait_for(lambda t: re.search(r"\b08\d{8,}", t.text()))
        phone = phone_under_cursor(database, screen)
        wanted = base64.b64encode(phone.encode())
        screen.take_raw()
        screen.press("y")
        screen.wait_for("allow-passthrough")
        screen.wait_for(lambda t: re.search(rb"\x1b\]52;c?;" + re.escape(wanted), bytes(t.raw)))
    finally:
        subprocess.run(["tmux", "-S", socket, "kill-server"], env=environment, timeout=10)
        screen.close()


@needs("screen")
def test_screen_hands_on_what_is_long_in_pieces(binary, config, environment, database, tmp_path):
    name = "N" * 100
    database.all("UPDATE public.users SET full_name = 'Aa' || %s WHERE id = (SELECT id FROM public.users LIMIT 1)", name[2:])
    sockets = tmp_path / "screens"
    sockets.mkdir(mode=0o700)
    within = {**environment, "SCREENDIR": str(sockets), "SYSSCREENRC": "/dev/null"}
    screen = Terminal(["screen", "-c", "/dev/null", "-S", "copy", "-U", binary, "--config", config, "users"], 24, 80, within)
    try:
        screen.wait_for("AaNNN")
        screen.press("g")
        screen.take_raw()
        screen.press("Y")
        screen.wait_for("Sent to the terminal: the whole row")
        screen.wait_for(lambda t: SENT.search(bytes(t.raw)))
        assert "Aa" + name[2:] in copied(screen)[0].split("\t")
    finally:
        subprocess.run(["screen", "-S", "copy", "-X", "quit"], env=within, timeout=10, check=False)
        screen.close()

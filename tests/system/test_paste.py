"""What is pasted is text: it goes to a line that can be typed in, or opens the customer whose number it is, and is never
a command, whether the terminal marks it or not. What was typed before a preview was painted does not confirm it."""

import itertools
import os
import re
import signal
import time

import pytest
from test_console import open_list, rows
from test_crash import wait_until
from test_widgets import a_package, customer, filter_for, open_pane

TERMS = ["xterm-256color", "screen-256color", "linux", "vt220"]
ON, OFF = b"\x1b[?2004h", b"\x1b[?2004l"
NAME = "Reyna Yulia xey"
REFUSED = "Pasted text is for lines"


def marked(screen, text):
    screen.paste(text)


def unmarked(screen, text):
    screen.send(text.encode() + b"\r")


WAYS = [marked, unmarked]


def operations(database):
    return database.one("SELECT count(*) FROM console.operation")


def open_preview(console, database, **options):
    """Of blocking one customer; the screen, and his id."""
    user, phone = customer(database)
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3, columns=100, **options)
    filter_for(screen, phone, lambda t: len(rows(t)) == 1)
    screen.press("b")
    screen.wait_for("Reason")
    screen.type("late")
    screen.press("enter")
    screen.wait_for("enter Apply")
    return screen, user


def is_blocked(database, user):
    return database.one("SELECT is_blocked FROM public.users WHERE id = %s", user)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("term", TERMS)
def test_a_name_pasted_at_a_preview_confirms_nothing(console, database, term, way):
    screen, user = open_preview(console, database, env={"TERM": term})
    way(screen, NAME)
    screen.wait_for(REFUSED)
    assert "enter Apply" in screen.text() and operations(database) == 0
    screen.press("enter")
    screen.wait_for(lambda _: is_blocked(database, user))


@pytest.mark.parametrize("count, keys", [(1, b"j\r"), (1, b"\r\r"), (1, b"siti\r"), (2, b"siti yulia"), (2, b"jy"), (2, b"yy")])
def test_a_key_confirms_only_by_itself(console, database, count, keys):
    """Where neither marks nor a line end tell a paste, a letter of it is not alone; neither is an Enter."""
    customer(database)
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3, columns=100, env={"TERM": "linux"})
    filter_for(screen, "status:active", lambda t: len(rows(t)) > 3)
    screen.press(*["space"] * count, "b")
    screen.wait_for("Reason")
    screen.type("late")
    screen.press("enter")
    screen.wait_for("enter Apply" if count == 1 else "y Apply")
    screen.send(keys)
    screen.press("esc", "esc")
    screen.wait_gone("Reason")
    assert operations(database) == 0


@pytest.mark.parametrize("send", [lambda screen: screen.press("enter", "enter"), lambda screen: screen.send(b"\r\r")])
def test_an_enter_typed_ahead_of_the_plan_does_not_confirm_it(console, database, send):
    """Whoever presses Enter once more because nothing is to be seen yet has not seen what he would confirm."""
    user, phone = customer(database)
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3, columns=100)
    filter_for(screen, phone, lambda t: len(rows(t)) == 1)
    screen.press("b")
    screen.wait_for("Reason")
    screen.type("late")
    with database.connect() as other, other.transaction():
        other.execute("LOCK TABLE public.users IN ACCESS EXCLUSIVE MODE")
        screen.press("enter")
        screen.wait_for("Looking at what would change")
        send(screen)
        wait_until(lambda: not screen.has_unread())
    screen.wait_for("enter Apply")
    assert operations(database) == 0
    screen.press("enter")
    screen.wait_for(lambda _: is_blocked(database, user))


@pytest.mark.parametrize("way", WAYS)
def test_a_name_pasted_where_something_failed_does_nothing(console, database, way):
    customer(database)
    screen = open_list(console)
    database.all("ALTER TABLE public.packages RENAME TO packages_away")
    screen.press("p")
    screen.wait_for("Try again")
    database.all("ALTER TABLE public.packages_away RENAME TO packages")
    way(screen, NAME)
    screen.wait_for(REFUSED)
    assert "Try again" in screen.text()
    screen.press("r")
    screen.wait_for(a_package(database))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("keys, title", [(("?",), "Help"), (("m",), "Messages, newest first"), (("o",), "Sort by"),
                                         (("enter",), "Devices"), (("T",), "Timeline")])
def test_where_no_line_is_open_a_paste_is_refused(console, database, keys, title, way):
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3, rows=40, columns=100)
    screen.press(*keys)
    screen.wait_for(title)
    way(screen, NAME + " Rqb")
    screen.wait_for(REFUSED)
    assert title in screen.text() and operations(database) == 0


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("way", WAYS)
def test_lines_take_it(console, database, term, way):
    """The palette, the search of the help, a field, the search of a chooser, and what has to be typed."""
    user, phone = customer(database)
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3, rows=40, columns=100, env={"TERM": term})
    screen.press(":")
    screen.wait_for("Commands and actions")
    way(screen, "messages  q")
    screen.wait_for(":messages  q")
    screen.press("esc")
    screen.wait_gone("Commands and actions")
    screen.press("?")
    screen.wait_for("/ Find")
    screen.press("/")
    screen.wait_gone("/ Find")
    way(screen, "Incident")
    screen.wait_for("/Incident")
    screen.press("esc", "esc")
    screen.wait_gone("Next")
    filter_for(screen, phone, lambda t: len(rows(t)) == 1)
    screen.press("p")
    screen.wait_for("Package")
    way(screen, "nothing like y")
    screen.wait_for("nothing is called so")
    screen.press("esc")
    screen.wait_gone("nothing is called so")
    screen.press("b")
    screen.wait_for("Reason")
    way(screen, "late y\trq")
    screen.wait_for("late y rq")
    assert operations(database) == 0
    screen.press("enter")
    screen.wait_for("enter Apply")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("term", TERMS)
def test_a_name_pasted_on_a_list_filters_it(console, database, term, way):
    name = database.one("SELECT full_name FROM public.users WHERE full_name ~ '^[A-Za-z]+ [A-Za-z]+$' AND length(full_name) > 9"
                        " ORDER BY full_name LIMIT 1")
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3, env={"TERM": term})
    way(screen, name.replace(" ", "\r\n"))
    screen.wait_for(lambda t: t.lines()[1].startswith("/ " + name) and rows(t) and all(name in row for row in rows(t)))
    screen.press("esc")
    screen.wait_for(lambda t: name not in t.lines()[1] and len(rows(t)) > 3)
    assert operations(database) == 0


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("pane", ["users", "debts"])
def test_a_number_pasted_on_a_list_opens_the_customer(console, database, pane, way):
    _, phone = customer(database)
    name = database.one("SELECT full_name FROM public.users WHERE phone_number = %s", "+62" + phone[1:])
    screen = open_pane(console, pane, "1/", rows=40, columns=100)
    way(screen, "+62 " + phone[1:4] + "-" + phone[4:])
    screen.wait_for("Diagnosis")
    assert name in screen.text()


def test_a_number_that_nobody_has_is_said(console, database):
    screen = open_list(console)
    screen.paste("0899 9999 9999")
    screen.wait_for("no customer has this phone number")
    assert len(rows(screen)) > 3


@pytest.mark.parametrize("term", TERMS)
def test_a_lost_end_leaves_the_keyboard_alive(console, term):
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3, env={"TERM": term})
    screen.send(b"\x1b[200~siti\x1b[20")
    screen.wait_for(lambda t: t.lines()[1].startswith("/ siti"))
    screen.press("C-c", "C-c")
    assert screen.wait_exit() == 0


def test_marks_in_pieces(console, database):
    screen = open_list(console)
    for piece in (b"\x1b[2", b"00", b"~Sulis \xc3", b"\xa9y", b"r\x1b", b"[201", b"~"):
        screen.send(piece)
    screen.wait_for(lambda t: t.lines()[1].startswith("/ Sulis éyr"))
    assert operations(database) == 0


def test_a_huge_paste_is_cut(console):
    screen = open_list(console)
    for _ in range(25):
        os.write(screen.master, b"\x1b[200~" + b"sy" * 2045)
    os.write(screen.master, b"\x1b[201~")
    screen.wait_for(lambda t: re.search("(sy){20}", t.lines()[1]))
    screen.press("esc")
    screen.wait_for(lambda t: "sysy" not in t.lines()[1] and len(rows(t)) > 3)


@pytest.mark.parametrize("term", TERMS)
def test_marks_are_asked_for_and_no_longer_at_the_end(console, term):
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3, env={"TERM": term})
    assert screen.take_raw().count(ON) == 1
    screen.press("q")
    assert screen.wait_exit() == 0
    assert OFF in screen.take_raw()


@pytest.mark.parametrize("term", TERMS)
def test_marks_are_off_after_a_crash(console, term):
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3, env={"TERM": term})
    os.kill(screen.process.pid, signal.SIGSEGV)
    screen.wait_exit()
    assert bytes(screen.raw).rfind(OFF) > bytes(screen.raw).rfind(ON) >= 0


@pytest.mark.parametrize("term", TERMS)
def test_marks_are_off_while_it_is_suspended(console, term):
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3, env={"TERM": term})
    screen.take_raw()
    screen.press("C-z")
    screen.wait_for(lambda t: OFF in bytes(t.raw[t.taken:]))
    screen.wait_for(lambda t: open(f"/proc/{t.process.pid}/stat", encoding="ascii").read().split(")")[1].split()[0] == "T")
    os.kill(screen.process.pid, signal.SIGCONT)
    screen.wait_for(lambda t: ON in bytes(t.raw[t.taken:]))


def hold_up(screen):
    """Nobody reads what the program paints, until it has to wait with that."""
    terminal = os.ttyname(screen.slave)

    def is_writing():
        with open(f"/proc/{screen.process.pid}/task/{screen.process.pid}/syscall", encoding="ascii") as now:
            call, *arguments = now.read().split()
        return call == "1" and os.readlink(f"/proc/{screen.process.pid}/fd/{int(arguments[0], 16)}") == terminal

    deadline, seen = time.monotonic() + 20, 0
    for size in itertools.cycle((39, 40)):
        screen._set_size(screen.master, size, 100)
        seen = seen + 1 if is_writing() else 0
        if seen > 1000:
            return
        assert time.monotonic() < deadline, "it never had to wait"


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="numbers of system calls")
def test_what_is_typed_before_a_preview_is_painted_does_not_confirm_it(console, database):
    """The terminal is slow: the plan has come, and is not to be seen yet, when a key is pressed."""
    user, phone = customer(database)
    screen = open_pane(console, "users", lambda t: len(rows(t)) > 3, rows=40, columns=100)
    filter_for(screen, phone, lambda t: len(rows(t)) == 1)
    screen.press("b")
    screen.wait_for("Reason")
    screen.type("late")
    with database.connect() as other, other.transaction():
        other.execute("LOCK TABLE public.users IN ACCESS EXCLUSIVE MODE")
        screen.press("enter")
        screen.wait_for("Looking at what would change")
        hold_up(screen)
        os.write(screen.master, b"\r")
    planning = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'hotspot-console act' AND datname = current_database() AND "
    wait_until(lambda: database.one(planning + "state = 'idle'"))
    screen.wait_for("enter Apply")
    assert operations(database) == 0
    screen.press("enter")
    screen.wait_for(lambda _: is_blocked(database, user))

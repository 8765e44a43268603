"""A file into the database on the screen: named, read with its progress, looked at, confirmed by the count, stopped."""

import csv
import os

import pytest
from test_console import open_list
from test_imports import HEAD, findings, line, made, wait_for, write  # noqa: F401

LOOK = bool(os.environ.get("HC_LOOK"))


def show(screen):
    if LOOK:
        print("\n" + screen.text())


def open_import(console, **options):
    screen = open_list(console, **options)
    screen.press(":")
    screen.type("import.open")
    screen.press("enter")
    screen.wait_for("Its first line names")
    show(screen)
    return screen


def read(screen, path):
    screen.press("C-e", "C-u")
    screen.type(path)
    screen.press("enter")


def test_customers_are_read_looked_at_and_written(console, run, database, write):
    screen = open_import(console)
    read(screen, write(HEAD + "".join(map(line, range(25)))))
    screen.wait_for("25 new, 0 to update")
    show(screen)
    assert made(database) == 0
    screen.type("24")
    screen.press("enter")
    screen.wait_for("Type 25 to apply")
    assert made(database) == 0
    screen.press("C-u")
    screen.type("25")
    screen.press("enter")
    screen.wait_for("25 users imported")
    show(screen)
    assert made(database) == 25 and findings(run) <= {"worker_running"}


def test_faulty_lines_stop_it_until_they_are_left_out(console, database, write):
    path = write(HEAD + line(1) + line(2, phone="12") + line(3))
    screen = open_import(console)
    read(screen, path)
    screen.wait_for("'12' is no phone number")
    show(screen)
    screen.press("enter")
    screen.wait_for("Its first line names")
    read(screen, path)
    screen.wait_for("'12' is no phone number")
    screen.press("tab")
    screen.wait_for("y Apply")
    show(screen)
    screen.press("y")
    screen.wait_for("1 faulty lines in")
    assert made(database) == 2
    assert [row["line"] for row in csv.DictReader(open(path + ".rejected.csv", encoding="utf-8"))] == ["3"]


@pytest.mark.parametrize("name, said", [("gone.csv", "No such file"), ("empty.csv", "holds no line"), ("#99", "there is no import 99")])
def test_what_can_not_be_read_is_said_and_can_be_mended(console, database, write, tmp_path, name, said):
    write("", "empty.csv")
    good = write(HEAD + line(1))
    screen = open_import(console)
    read(screen, name if name.startswith("#") else str(tmp_path / name))
    screen.wait_for(said)
    show(screen)
    read(screen, good)
    screen.wait_for("1 new")
    screen.press("enter")
    screen.wait_for("1 user imported")
    assert made(database) == 1


def test_kinds_and_what_becomes_of_who_is_there_are_chosen_by_keys(console, database, write):
    phone = database.one("SELECT phone_number FROM public.users ORDER BY id LIMIT 1")
    screen = open_import(console)
    screen.press("tab")
    screen.wait_for("brought to what the file says")
    screen.press("down")
    screen.wait_for("Devices: ")
    read(screen, write(f"phone,mac\n{phone},02:09:00:00:00:01\n"))
    screen.wait_for("02:09:00:00:00:01")
    assert "Import 1 device" in screen.text()
    screen.press("esc")
    screen.wait_for("Its first line names")
    screen.press("esc")
    screen.wait_for(lambda s: "Its first line names" not in s.text())
    assert database.one("SELECT count(*) FROM public.user_devices WHERE mac_address LIKE '02:09%%'") == 0


@pytest.mark.parametrize("held, step", [("LOCK TABLE console.import_customers IN SHARE MODE", "read"), ("LOCK TABLE public.users IN SHARE MODE", "write")])
def test_esc_stops_it_and_nothing_is_there(console, database, write, held, step):
    screen = open_import(console)
    path = write(HEAD + "".join(map(line, range(30))))
    with database.connect() as other, other.transaction():
        if step == "read":
            other.execute(held)
        read(screen, path)
        if step == "write":
            screen.wait_for("30 new")
            other.execute(held)
            screen.type("30")
            screen.press("enter")
        screen.wait_for("nothing of it is written")
        show(screen)
        wait_for(lambda: database.one("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"))
        screen.press("esc")
        if step == "write":
            screen.wait_for("Stopping")
    screen.wait_for("Stopped: nothing was imported" if step == "write" else "Its first line names")
    wait_for(lambda: not database.one("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"))
    assert made(database) == 0


def test_what_was_read_before_is_offered(console, run, database, write):
    run("import", "customers", write(HEAD + line(1) + line(2), "later.csv"))
    number = database.one("SELECT max(id) FROM console.import")
    screen = open_import(console)
    screen.wait_for(f"#{number} goes on with")
    show(screen)
    read(screen, f"#{number}")
    screen.wait_for("y Apply")
    screen.press("y")
    screen.wait_for("2 users imported")
    assert made(database) == 2


def test_in_indonesian(console, database, write, environment):
    screen = open_list(console, env={"LANGUAGE": "id", "LC_ALL": "C.UTF-8"}.items())
    screen.press(":")
    screen.type("impor csv")
    screen.wait_for("Baca berkas CSV")
    screen.press("enter")
    screen.wait_for("Baris pertamanya")
    show(screen)
    read(screen, write(HEAD + line(1) + line(2, phone="12")))
    screen.wait_for("bukan nomor telepon")
    show(screen)

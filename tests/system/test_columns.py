"""Which columns a list has: chosen by keys, kept from console to console, never lost."""

import os
import stat

import openpyxl
from test_console import open_list, rows


def heads(screen):
    return screen.lines()[2].split()


def open_chooser(screen):
    screen.press("|")
    screen.wait_for("Keep")


def test_columns_are_chosen_and_outlive_the_console(console, tmp_path):
    screen = open_list(console, rows=40, columns=100)
    open_chooser(screen)
    screen.press("space", "J", "J", "enter")  # the phone goes, and the name stands two further down
    screen.wait_for(lambda t: "Phone" not in t.text() and heads(t)[:2] == ["Status", "Router"])
    kept = (tmp_path / "views").read_text()
    assert kept.startswith("columns\tusers\t*\tstatus,router,full_name,")
    assert stat.S_IMODE(os.stat(tmp_path / "views").st_mode) == 0o600
    screen.press("q")
    screen.wait_exit()
    screen = console("users", rows=40, columns=100)
    screen.wait_for(lambda t: "/200" in t.text() and heads(t)[:2] == ["Status", "Router"])
    open_chooser(screen)
    screen.press("d", "enter")
    screen.wait_for(lambda t: "Phone" in heads(t)[:2])
    assert (tmp_path / "views").read_text() == ""


def test_a_width_holds_and_a_hidden_column_can_be_shown(console, tmp_path, database):
    database.all("UPDATE public.users SET full_name = repeat('w', 60)")
    (tmp_path / "views").write_text("columns\tusers\t*\tfull_name:40,created_at\n")
    screen = console("users", columns=120)
    screen.wait_for(lambda t: "Created" in t.text() and "www" in t.text())
    row = next(line for line in screen.lines() if "www" in line)
    assert row.count("w") == 39 and "…" in row
    open_chooser(screen)
    screen.press("left", "left", "enter")
    screen.wait_for(lambda t: any(line.count("w") == 37 for line in t.lines()))
    assert (tmp_path / "views").read_text() == "columns\tusers\t*\tfull_name:38,created_at\n"


def test_exports_and_copies_are_as_shown(console, tmp_path):
    (tmp_path / "views").write_text("columns\tusers\t*\tdebt_mb,full_name\n")
    screen = console("users")
    screen.wait_for("/200")
    screen.press("F", "C-e", "C-u")
    screen.type(str(tmp_path / "users.xlsx"))
    screen.press("enter")
    screen.wait_for("200 rows")
    assert [cell.value for cell in openpyxl.load_workbook(tmp_path / "users.xlsx").worksheets[0][1]] == ["Debt (MB)", "Name"]


def test_a_damaged_file_is_said_and_nothing_of_it_is_lost(console, tmp_path):
    before = b"nonsense\ncolumns\tusers\t*\tphone_number,full_name\n\xff\x00\x1b[31m\tbad\nfilter\tusers\tx"
    (tmp_path / "views").write_bytes(before)
    screen = console("users", columns=200)
    screen.wait_for("line 1 is damaged")
    screen.press("j")
    screen.wait_for(lambda t: rows(t))
    open_chooser(screen)
    screen.press("J", "enter")
    screen.wait_for(lambda t: heads(t)[0].endswith("Name"))
    assert (tmp_path / "views").read_bytes() == before.replace(b"phone_number,full_name", b"full_name,phone_number") + b"\n"


def test_a_file_that_can_not_be_read_or_written_is_said(console, make_config, database, router):
    config = make_config(database, [router], extra='views_file = "/dev/null/views";')
    screen = open_list(console, config=config)
    open_chooser(screen)
    screen.press("space", "enter")
    screen.wait_for("until this console ends")
    screen.wait_for(lambda t: "Phone" not in t.lines()[2])


def test_two_consoles_keep_each_others(console, tmp_path):
    one, other = open_list(console), console("quota")
    other.wait_for("/200")
    open_chooser(one)
    one.press("space", "enter")
    one.wait_for(lambda t: "Phone" not in t.lines()[2])
    open_chooser(other)
    other.press("space", "enter")
    other.wait_for(lambda t: "Keep" not in t.text())
    kept = (tmp_path / "views").read_text()
    assert "columns\tusers\t" in kept and "columns\tquota\t" in kept

"""The list on the screen, to a file."""

import csv
import json
import os
import re

import openpyxl
import pytest
from test_console import open_list, rows


def open_dialog(console, **options):
    screen = open_list(console, **options)
    screen.press("F")
    screen.wait_for("To a file")
    return screen


def name_file(screen, path):
    screen.press("C-e", "C-u")
    screen.type(str(path))
    screen.press("enter")


def test_the_list_goes_to_a_workbook_in_its_order(console, show, environment):
    screen = open_list(console)
    screen.press("/")
    screen.type("status:blocked")
    screen.press("enter")
    screen.wait_for(lambda t: rows(t) and all("blocked" in row for row in rows(t)))
    screen.press("<", "F")
    screen.wait_for("all that match status:blocked")
    screen.press("enter")
    expected = show("users", "--where", "status:blocked", "--sort", "-full_name")
    screen.wait_for(f"{len(expected)} rows, 0.0 MB")
    [name] = [name for name in os.listdir(environment["HOME"]) if re.fullmatch(r"users-\d{4}-\d\d-\d\d\.xlsx", name)]
    sheet = list(openpyxl.load_workbook(os.path.join(environment["HOME"], name)).worksheets[0].iter_rows(values_only=True))
    assert sheet[0][:2] == ("Phone", "Name") and "Id" not in sheet[0]
    assert [row[0] for row in sheet[1:]] == [row["phone_number"] for row in expected]


def test_formats_and_columns_are_chosen_by_keys(console, environment):
    screen = open_dialog(console)
    screen.press("down", "down", "tab")
    screen.wait_for("Loses nothing")
    screen.press("enter")
    screen.wait_for("200 rows")
    [name] = [name for name in os.listdir(environment["HOME"]) if name.endswith(".json")]
    with open(os.path.join(environment["HOME"], name), encoding="utf-8") as file:
        written = json.load(file)
    assert len(written) == 200 and "created_at" in written[0]


def test_it_is_found_in_the_palette(console, tmp_path):
    screen = open_list(console)
    screen.press(":")
    screen.type("list.export")
    screen.press("enter")
    screen.wait_for("To a file")
    name_file(screen, tmp_path / "users.csv")
    screen.wait_for("200 rows")
    assert len(list(csv.reader((tmp_path / "users.csv").open(encoding="utf-8", newline="")))) == 201


@pytest.mark.parametrize("name, said", [("there.csv", "is there already"), ("missing/users.csv", "No such file"), ("users.doc", "does not tell")])
def test_what_can_not_be_written_is_said_and_can_be_mended(console, tmp_path, name, said):
    (tmp_path / "there.csv").write_text("mine")
    screen = open_dialog(console)
    name_file(screen, tmp_path / name)
    screen.wait_for(said)
    assert (tmp_path / "there.csv").read_text() == "mine"
    name_file(screen, tmp_path / "users.csv")
    screen.wait_for("200 rows")


def test_esc_stops_it_while_the_list_goes_on(console, database, tmp_path):
    """A table that another holds: the export waits for it, the screen does not."""
    folder = tmp_path / "out"
    folder.mkdir()
    screen = open_list(console)
    with database.connect() as other, other.transaction():
        screen.press("F")
        screen.wait_for("To a file")
        other.execute("LOCK TABLE public.user_devices")
        name_file(screen, folder / "users.csv")
        screen.wait_for("esc Stop")
        screen.wait_for(lambda t: os.listdir(folder))
        screen.press("esc")
        screen.wait_for("Stopped")
        screen.wait_for(lambda t: not os.listdir(folder))
        screen.press("j")
        screen.wait_for("2/200")


def test_leaving_takes_an_unfinished_file_away(console, database, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    screen = open_dialog(console)
    with database.connect() as other, other.transaction():
        other.execute("LOCK TABLE public.user_devices")
        name_file(screen, folder / "users.xlsx")
        screen.wait_for(lambda t: os.listdir(folder))
        screen.process.send_signal(1)
        screen.wait_exit()
    assert os.listdir(folder) == []

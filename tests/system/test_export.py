"""Lists to files: nothing is lost, nothing half stands there, nobody's file is overwritten."""

import csv
import datetime
import io
import json
import os
import re
import resource
import signal
import stat
import subprocess
import time

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

# What a spreadsheet would run, take for a number or lose, and what XML can't hold.
NAMES = ["=1+1", "+62-812 Budi", "-budi", "@SUM(1)", "0812", "1-2", "Siti; \"Aminah\", S.Pd", "Nguyễn 🙂", "a\tb\nc", "x\ufffey", "\x01ctl", "_x0041_"]
FORMULAS = NAMES[:4]


@pytest.fixture
def named(database):
    """Customers called so; {id: name}."""
    ids = [row[0] for row in database.all("SELECT id::text FROM public.users ORDER BY id LIMIT %s", len(NAMES))]
    for user, name in zip(ids, NAMES):
        database.all("UPDATE public.users SET full_name = %s, kamar = 'ODD' WHERE id = %s", name, user)
    return dict(zip(ids, NAMES))


def sheet_rows(path):
    """Rows of the first sheet as dicts by heading."""
    rows = [[unescape(value) if isinstance(value, str) else value for value in row]
            for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)]
    return [dict(zip(rows[0], row)) for row in rows[1:]]


def left_behind(folder):
    return [name for name in os.listdir(folder) if name.startswith(".")]


def test_a_workbook_holds_all_rows_in_order_with_their_types(run, show, tmp_path):
    path = tmp_path / "users.xlsx"
    done = run("export", "users", "--sort", "-debt_mb", "--columns", "all", "--output", str(path))
    assert done.code == 0 and "200 rows" in done.err and done.out == ""
    rows, expected = sheet_rows(path), show("users", "--sort", "-debt_mb")
    assert [row["Id"] for row in rows] == [row["id"] for row in expected]
    for row, wanted in zip(rows, expected):
        assert row["Phone"] == wanted["phone_number"] and row["Name"] == wanted["full_name"]
        assert row["Debt (MB)"] == pytest.approx(float(wanted["debt_mb"])) and not isinstance(row["Debt (MB)"], str)
        assert row["Balance (Rp)"] == wanted["balance_rp"] and isinstance(row["Balance (Rp)"], int)
        assert row["Enabled"] is wanted["is_active"]
        created = datetime.datetime.fromisoformat(wanted["created_at"]).replace(tzinfo=None)
        assert abs(row["Created"] - created) < datetime.timedelta(seconds=1)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert left_behind(tmp_path) == []


def test_columns_as_shown_are_the_list_and_any_can_be_chosen(run, tmp_path):
    assert run("export", "users", "--output", str(tmp_path / "a.xlsx")).code == 0
    heads = list(sheet_rows(tmp_path / "a.xlsx")[0])
    assert heads[:3] == ["Phone", "Name", "Status"] and "Id" not in heads
    assert run("export", "users", "--columns", "debt_mb,full_name", "--output", str(tmp_path / "b.csv")).code == 0
    assert (tmp_path / "b.csv").read_text(encoding="utf-8").splitlines()[0] == "debt_mb,full_name"
    wrong = run("export", "users", "--columns", "ful_name", "--output", str(tmp_path / "c.csv"))
    assert wrong.code == 2 and "did you mean 'full_name'" in wrong.err and not (tmp_path / "c.csv").exists()
    assert run("show", "users", "--columns", "full_name", "--limit", "1", "--format", "csv").out.splitlines()[0] == "full_name"


def test_a_workbook_and_json_lose_nothing_of_a_text(run, named, tmp_path):
    for name in ("odd.xlsx", "odd.json"):
        assert run("export", "users", "kamar:ODD", "--columns", "id,full_name", "--output", str(tmp_path / name)).code == 0
    assert {row["id"]: row["full_name"] for row in json.loads((tmp_path / "odd.json").read_text())} == named
    kept = {row["Id"]: row["Name"] for row in sheet_rows(tmp_path / "odd.xlsx")}
    shown = {"x\ufffey": "x\\u{fffe}y"}  # it can't stand in XML
    assert kept == {user: shown.get(name, name) for user, name in named.items()}
    book = openpyxl.load_workbook(tmp_path / "odd.xlsx").worksheets[0]
    assert all(cell.data_type != "f" for row in book.iter_rows() for cell in row)


@pytest.mark.parametrize("command", ["show", "export"])
def test_csv_holds_no_formula(run, named, command):
    done = run(command, "users", "--where", "kamar:ODD", "--columns", "id,full_name,phone_number", "--format", "csv")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(done.out))}
    for user, name in named.items():
        text = rows[user]["full_name"]
        assert text == "'" + name if name in FORMULAS else not text.startswith("'"), name
        assert rows[user]["phone_number"].startswith("+62"), "a number is none"


def test_every_list_can_be_exported_with_all_its_columns(run, show, tmp_path):
    panes = re.findall(r"^  (\w+)  ", run("show", "--help").out, re.MULTILINE)
    assert len(panes) > 15
    for pane in panes:
        if pane == "config":
            continue
        path = tmp_path / f"{pane}.xlsx"
        done = run("export", pane, "--columns", "all", "--output", str(path))
        assert done.code == 0, done.err
        heads = [cell.value for cell in openpyxl.load_workbook(path).worksheets[0][1]]
        assert len(set(heads)) == len(heads), pane
        assert len(sheet_rows(path)) == len(show(pane)), pane


def test_filter_words_order_and_limit(run, show, tmp_path):
    path = tmp_path / "some.json"
    assert run("export", "users", "status:blocked", "--sort", "phone_number", "--output", str(path)).code == 0
    assert json.loads(path.read_text()) == show("users", "--where", "status:blocked", "--sort", "phone_number")
    assert run("export", "users", "--limit", "3", "--format", "text").out.count("\n") == 4


REFUSED = [
    (["users", "--format", "xlsx"], 2, "goes to a file"),
    (["users", "--output", "{}/list"], 2, "does not tell its format"),
    (["users", "--output", "{}/missing/users.csv"], 3, "No such file or directory"),
    (["users", "--output", "{}/users.csv", "--where", "debbt>1"], 2, "debbt"),
    (["userz", "--output", "{}/users.csv"], 2, "did you mean 'users'"),
    ([], 2, "name one pane"),
]


@pytest.mark.parametrize("arguments, code, said", REFUSED)
def test_refused_with_a_clear_word(run, tmp_path, arguments, code, said):
    done = run("export", *(word.format(tmp_path) for word in arguments))
    assert (done.code, done.out) == (code, "") and said in done.err
    assert not list(tmp_path.glob("users*")) and left_behind(tmp_path) == []


def test_workbooks_are_for_export_alone(run):
    done = run("show", "users", "--format", "xlsx")
    assert done.code == 2 and "goes with: export" in done.err


def test_a_file_that_is_there_is_left_alone(run, tmp_path):
    path = tmp_path / "users.csv"
    path.write_text("mine")
    done = run("export", "users", "--output", str(path))
    assert done.code == 1 and "is there already" in done.err
    assert path.read_text() == "mine" and left_behind(tmp_path) == []


def limited(bytes_most):
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_most, bytes_most))
    return limit


@pytest.mark.parametrize("name", ["users.csv", "users.json", "users.txt", "users.xlsx"])
@pytest.mark.parametrize("kilobytes", [4, 20, 60])
def test_a_full_disk_is_said_and_leaves_nothing(binary, config, environment, database, tmp_path, name, kilobytes):
    """The limit of a process on files fails as a full disk does: in the middle of a write."""
    folder = tmp_path / "out"
    folder.mkdir()
    database.all("INSERT INTO public.users (id, phone_number, full_name, is_active, approval_status, total_quota_purchased_mb,"
                 " total_quota_used_mb, created_at) SELECT gen_random_uuid(), '+62899' || lpad(i::text, 8, '0'), md5(i::text), true,"
                 " 'APPROVED', 0, 0, now() FROM generate_series(1, 2000) i")
    done = subprocess.run([binary, "--config", config, "export", "users", "--columns", "all", "--output", str(folder / name)],
                          capture_output=True, text=True, env=environment, preexec_fn=limited(kilobytes * 1024), timeout=60, check=False)
    assert done.returncode == 3, done.stderr
    assert "can't be written" in done.stderr and "rows" in done.stderr and "nothing of it was left behind" in done.stderr
    assert os.listdir(folder) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ended_on_the_way_it_leaves_nothing(binary, config, environment, database, tmp_path, number):
    """It waits for a table that another holds: the file is begun by then."""
    folder = tmp_path / "out"
    folder.mkdir()
    with database.connect() as other, other.transaction():
        other.execute("LOCK TABLE public.user_devices")
        process = subprocess.Popen([binary, "--config", config, "export", "users", "--output", str(folder / "users.csv")], env=environment)
        deadline = time.monotonic() + 20
        while not os.listdir(folder):
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.01)
        process.send_signal(number)
        assert process.wait(20) == -number
    assert os.listdir(folder) == []

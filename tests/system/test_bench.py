"""What a benchmark writes down, also where a measurement goes wrong."""

import json
import os
import subprocess
import sys

BENCH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench")
sys.path.insert(0, BENCH)

import instructions  # noqa: E402
from report import Report, keep, read_kept  # noqa: E402


def test_what_failed_is_a_row_that_says_why(tmp_path):
    report, path = Report(), tmp_path / "bench.json"

    def breaks():
        raise RuntimeError("it did not come")

    report.add("slow", 5, "ms", 1)
    assert not report.attempt("broken", breaks)
    assert report.attempt("fine", report.add, "fast", 1, "ms", 5, "peer", 4, 1 / 3)
    report.write(path)
    rows = json.loads(path.read_text())
    assert [(row["name"], row["holds"], row["why"]) for row in rows] == [
        ("slow", False, None), ("broken", False, "RuntimeError: it did not come"), ("fast", True, None)]


def rows_of(ratio, counted):
    report = Report()
    report.add("beside a peer", ratio, "ms", None, "peer", 1)
    report.add("counted", counted, "instructions", None)
    report.add("alone", 7, "ms", 10)
    return report


def test_what_is_worse_by_a_third_than_what_was_kept_fails(tmp_path):
    path = tmp_path / "kept.json"
    assert read_kept(path) == {}
    keep(path, rows_of(1.2, 3000).rows)
    assert json.loads(path.read_text()) == {"beside a peer": 1.2, "counted": 3000}
    for ratio, counted, worse in ((1.5, 3900, []), (1.7, 3900, ["beside a peer"]), (0.5, 4100, ["counted"])):
        report = rows_of(ratio, counted)
        report.compare(read_kept(path))
        assert [row["name"].split(",")[0] for row in report.rows if not row["holds"]] == worse
    other = Report()
    other.add("counted", 2000, "instructions", None)
    keep(path, other.rows)  # a group alone leaves the others' figures
    assert json.loads(path.read_text()) == {"beside a peer": 1.2, "counted": 2000}


def test_where_valgrind_is_not_installed_no_instructions_are_counted(monkeypatch, capsys):
    monkeypatch.setattr(instructions.shutil, "which", lambda name: None)
    report = Report()
    instructions.measure(report, "/nowhere")
    (row,) = report.rows
    assert (row["value"], row["holds"]) == (None, True) and "valgrind is not installed" in row["why"] + capsys.readouterr().out


def bench(*arguments):
    return subprocess.run([sys.executable, os.path.join(BENCH, "bench.py"), *arguments], capture_output=True, text=True, check=False)


def test_groups_are_listed_and_known():
    listed = bench("--help").stdout
    assert all(f"\n  {name} " in listed for name in ("routers", "screens", "payments", "lists", "export", "bulk", "instructions", "rest"))
    wrong = bench("--group", "payment")
    assert wrong.returncode == 2 and "no such group: payment" in wrong.stderr

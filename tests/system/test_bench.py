"""What a benchmark writes down, also where a measurement goes wrong."""

import json
import os
import subprocess
import sys

BENCH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench")
sys.path.insert(0, BENCH)

from report import Report  # noqa: E402


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


def bench(*arguments):
    return subprocess.run([sys.executable, os.path.join(BENCH, "bench.py"), *arguments], capture_output=True, text=True, check=False)


def test_groups_are_listed_and_known():
    listed = bench("--help").stdout
    assert all(f"\n  {name} " in listed for name in ("routers", "screens", "payments"))
    wrong = bench("--group", "payment")
    assert wrong.returncode == 2 and "no such group: payment" in wrong.stderr

"""Instructions of paths that need nothing but the processor, as callgrind counts them: the same on a machine that is busy."""

import re
import shutil
import subprocess

PATHS = [("replies", 20, "200 replies of a router taken apart"), ("filters", 200, "five filters compiled"),
         ("pages", 20, "a page of 50 users made and drawn")]  # fmt: skip


def count(program, path, times):
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, path, str(times)],
                          capture_output=True, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", done.stderr)[1])


def measure(report, program):
    if not shutil.which("valgrind"):
        report.skip("instructions", "valgrind is not installed")
        return
    for path, times, name in PATHS:
        once = (count(program, path, times) - count(program, path, 0)) / times
        report.add(name, round(once), "instructions", None)

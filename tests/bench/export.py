"""All customers to a file, beside psql's \\copy of the same statement and, with --before, a former build; in turns, so that what
else the machine does slows all of them."""

import os
import re
import statistics
import subprocess
import time

import psycopg

RUNS = 5
MOST_RATIO = 1.2
MOST_MB = 16


def run(argv, env, out=os.devnull):
    """Seconds, and MB at the peak: of the program itself, not of what it was started by."""
    begin, peak = time.perf_counter(), 0
    with open(out, "wb") as file, subprocess.Popen(argv, env={**os.environ, **env}, stdout=file, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, peak_kb(process.pid))
            time.sleep(0.005)
    assert process.returncode == 0, f"{argv}: {process.returncode}"
    return time.perf_counter() - begin, peak / 1024


def peak_kb(pid):
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as status:
            return next((int(line.split()[1]) for line in status if line.startswith("VmHWM:")), 0)
    except OSError:
        return 0  # it has ended


def statement(bench, argv):
    """What the program asks the database for, as the server's log has it."""
    with psycopg.connect(bench.conninfo, autocommit=True) as connection:
        connection.execute("ALTER DATABASE hotspot SET log_statement = 'all'")
        begin = os.path.getsize(bench.postgres.log)
        run(argv, bench.env)
        connection.execute("ALTER DATABASE hotspot RESET log_statement")
    with open(bench.postgres.log, encoding="utf-8", errors="replace") as log:
        log.seek(begin)
        asked = re.findall(r"execute <unnamed>: (SELECT u\.id.*?)(?=\n\d{4}-\d\d-\d\d |\Z)", log.read(), re.DOTALL)
    return " ".join(asked[-1].split())


def measure(bench, report):
    bench.prepare()
    path, count = bench.scratch.file("users"), bench.options.users

    def ours(form):
        if os.path.exists(f"{path}.{form}"):
            os.unlink(f"{path}.{form}")
        return bench.argv + ["export", "users", "--columns", "all", "--output", f"{path}.{form}"]

    copy = statement(bench, ours("csv"))
    psql = [bench.postgres.binary("psql"), "-X", "-q", bench.conninfo, "-c", f"\\copy ({copy}) TO '{path}.copy' CSV HEADER"]
    before = [bench.options.before, *bench.argv[1:], "show", "users", "--format", "csv"]
    taken = {"ours": [], "psql": [], "before": []}
    for _ in range(RUNS):
        taken["ours"].append(run(ours("csv"), bench.env))
        taken["psql"].append(run(psql, {}))
        if bench.options.before:
            taken["before"].append(run(before, bench.env, path + ".before"))
    seconds = {name: statistics.median(each[0] for each in runs) for name, runs in taken.items() if runs}
    report.add(f"{count} users as CSV", seconds["ours"], "s", None, "psql's \\copy of the same statement", seconds["psql"], MOST_RATIO)
    if bench.options.before:
        report.add(f"{count} users as CSV, again", seconds["ours"], "s", None, "a former build's `show`", seconds["before"])
    report.add(f"{count} users as CSV, memory at the peak", max(peak for _, peak in taken["ours"]), "MB", MOST_MB)
    for form in ("json", "xlsx"):
        took, peak = run(ours(form), bench.env)
        report.add(f"{count} users as {form.upper()}", took, "s", None)
        report.add(f"{count} users as {form.upper()}, memory at the peak", peak, "MB", MOST_MB)

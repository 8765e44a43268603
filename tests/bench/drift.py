"""A worker's memory, and the time of its looks, with many customers on two routers. A former build looks at the same routers
and the same database, in the same run."""

import subprocess
import time

import psycopg
import sandbox
from processes import spawn, stop

WAIT_S = 300
LOOKS = "SELECT count(*), max(scan_ms) FROM console.router_sync_state WHERE scanned_at > %s AND scan_error IS NULL"

TIMELESS = "regexp_replace({}, 'date=[-0-9]+.time=[:0-9]+', '', 'g')"  # what is sent says when


def megabytes(pid, *names):
    with open(f"/proc/{pid}/status", encoding="ascii") as lines:
        values = dict(line.split(":", 1) for line in lines)
    return [int(values[name].split()[0]) / 1024 for name in names]


def jobs_rest(connection, since):
    """Every job of both routers has run since, and none runs."""
    return connection.execute("SELECT count(*) = 2 FROM console.router_sync_state WHERE scanned_at > %s AND last_usage_at > %s",
                              (since, since)).fetchone()[0]


def measure(region, binary):
    """A worker from its start until both routers were looked at and counted: peak and rest in MB, the slower look in s."""
    with psycopg.connect(region.facts["conninfo"], autocommit=True) as connection:
        connection.execute("UPDATE console.job SET next_run_at = now()")
        since, = connection.execute("SELECT clock_timestamp()").fetchone()
        log = region.scratch.file("measured.log")
        with open(log, "ab") as out:
            worker = spawn([binary, "--config", region.config, "worker"], stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        try:
            deadline = time.monotonic() + WAIT_S
            while not jobs_rest(connection, since):
                if worker.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("the worker did not look at the routers")
                time.sleep(0.2)
            rest = []
            # What a job held goes with its end, a moment after what it wrote.
            while len(rest) < 5 or (max(rest[-5:]) > min(rest[-5:]) + 1 and time.monotonic() < deadline):
                time.sleep(1)
                rest += megabytes(worker.pid, "VmRSS")
            peak, now = megabytes(worker.pid, "VmHWM", "VmRSS")
        finally:
            stop(worker)
        slowest = connection.execute(LOOKS, (since,)).fetchone()[1] / 1000
        found = connection.execute("SELECT router, kind, user_id::text, subject, expected, actual, cause,"
                                   f" {TIMELESS.format('mend')}, {TIMELESS.format('item::text')}, is_safe FROM console.drift").fetchall()
    return peak, now, slowest, set(found)


def run(options, report):
    sandbox.ROUTER_USERS, sandbox.NORTH_PERCENT = options.drift_users, 50
    region = sandbox.Sandbox(users=options.drift_users, worker=False, binary=options.binary)
    try:
        region.start()
        former = measure(region, options.before) if options.before else None
        ours = measure(region, options.binary)
    finally:
        region.stop()
    name = f"{options.drift_users} users on two routers, "
    peer = "a former build" if former else None
    for index, (what, unit, target) in enumerate((("memory at the peak", "MB", 64), ("memory at rest", "MB", 24))):
        report.add(name + what, ours[index], unit, target, peer, former[index] if former else None)
    report.add(name + "the slower look", ours[2], "s", None, peer, former[2] if former else None, 1.1 if former else None)
    if former:
        report.add(name + "differences that only one of both finds", len(ours[3] ^ former[3]), "", 0)


def add_options(parser):
    parser.add_argument("--drift-users", type=int, default=100_000)

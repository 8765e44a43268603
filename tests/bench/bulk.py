"""Changes of many customers, beside hand-written SQL in psql and, in turns, a former build with a database of its own."""

import json
import os
import statistics
import subprocess
import time

import former
import psycopg
from postgres import Postgres
from processes import Scratch
from sandbox import load_sample

HERE = os.path.dirname(os.path.abspath(__file__))
ACTION = ["act", "quota.reset_with_debt", "mb=10240", "--format", "json"]
TURNS = {10_000: 5}  # of other sizes
FEW_TURNS = 3


def timed(argv, env):
    """Milliseconds, megabytes at the peak, output."""
    begin = time.perf_counter()
    with subprocess.Popen(argv, env={**os.environ, **env}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        out, err = process.stdout.read(), process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{argv[0]}: {err.strip()[-500:]}")
    return (time.perf_counter() - begin) * 1000, usage.ru_maxrss / 1024, out


class Side:
    """A program and a database that it has made."""

    def __init__(self, binary, users, sizes):
        self.binary, self.users, self.sizes = binary, users, sizes
        self.scratch = Scratch(bool(os.environ.get("KEEP")))
        self.postgres = Postgres(self.scratch.path)
        self.config = self.scratch.file("bench.conf")
        self.env = {"XDG_STATE_HOME": self.scratch.path}

    def prepare(self):
        self.postgres.start()
        self.postgres.psql("postgres", "-c", "CREATE DATABASE hotspot")
        self.conninfo = self.postgres.conninfo("hotspot")
        with open(self.config, "w", encoding="ascii") as out:
            out.write(f'database = "{self.conninfo}";\nlog_file = "{self.scratch.file("log")}";\n'
                      f'audit_file = "{self.scratch.file("audit")}";\n')
        former.migrate(self.binary, self.config)
        load_sample(self.postgres, "hotspot", self.users)
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            connection.execute("INSERT INTO console.router (name, position) VALUES ('main', 0)")
            for size in self.sizes:
                for mark in ("ours", "peer"):
                    connection.execute("UPDATE public.users SET kamar = %s WHERE id IN (SELECT id FROM public.users WHERE"
                                       " coalesce(kamar, '') !~ '^(ours|peer)-' AND NOT is_unlimited_user"
                                       " ORDER BY md5(id::text || %s) LIMIT %s)", (f"{mark}-{size}", mark, size))
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")

    def look(self, where):
        return timed([self.binary, "--config", self.config, *ACTION, "--where", where, "--dry-run"], self.env)

    def apply(self, size):
        took, peak, out = timed([self.binary, "--config", self.config, *ACTION, "--where", f"kamar:ours-{size}", "--yes"], self.env)
        assert json.loads(out)[0]["changed"] == size
        return took, peak

    def by_hand(self, size):
        return timed(["psql", "-X", "-q", self.conninfo, "-v", "ON_ERROR_STOP=1", "-v", f"where=u.kamar = 'peer-{size}'", "-v",
                      "mb=10240", "-f", os.path.join(HERE, "bulk_peer.sql")], {})[0]

    def close(self):
        if self.postgres.process:
            self.postgres.stop()
        self.scratch.close()


def measure_size(report, ours, before, size):
    looks, applied, peaks, hand, former = [], [], [], [], []
    for _ in range(TURNS.get(size, FEW_TURNS)):
        looks.append(ours.look(f"kamar:ours-{size}")[0])
        took, peak = ours.apply(size)
        applied.append(took)
        peaks.append(peak)
        hand.append(ours.by_hand(size))
        if before:
            former.append(before.apply(size)[0])
    whole, peer = statistics.median(applied), statistics.median(hand)
    # What a look alone costs (process, filter, preview) is measured apart: the peer shows nobody anything.
    report.add(f"bulk change of {size} users, with ledger, audit, settlements and outbox", whole - statistics.median(looks), "ms",
               None, "hand-written SQL in psql", peer, 1.1)
    report.add(f"the same {size} with the preview, as a whole process", whole, "ms", None, "hand-written SQL in psql", peer, 1.3)
    if before:
        report.add(f"the same {size} beside a former build", whole, "ms", None, "a former build, in turns", statistics.median(former), 0.5)
    report.add(f"memory of a bulk change of {size} users", max(peaks), "MB", 48)


def measure_preview(report, ours):
    took, peak, _ = ours.look("")
    report.add(f"preview of all {ours.users} users, as a whole process", took / 1000, "s", None)
    report.add(f"memory of a preview of all {ours.users} users", peak, "MB", 48)


def measure(options, report):
    sizes = options.bulk_sizes
    sides = [Side(options.binary, options.users, sizes)]
    try:
        if options.before:
            sides.append(Side(options.before, options.users, sizes))
        for side in sides:
            side.prepare()
        ours, before = sides[0], sides[1] if options.before else None
        for size in sizes:
            report.attempt(f"bulk change of {size} users", measure_size, report, ours, before, size)
        report.attempt("preview of all users", measure_preview, report, ours)
    finally:
        for side in sides:
            side.close()


def add_options(parser):
    parser.add_argument("--bulk-sizes", type=lambda text: [int(size) for size in text.split(",")], default=[10_000, 100_000],
                        help="how many users are changed at once, with commas between")

"""100,000 customers with devices from a file, beside psql's \\copy of the same rows into the same tables with their indexes; in
turns, each into a database of its own, so that what else the machine does slows both."""

import csv
import os
import statistics
import subprocess
import time

import psycopg

from export import run
from former import migrate
from postgres import Postgres
from processes import Scratch

SIZE = 100_000
TURNS = 3
MOST_RATIO = 2  # the audit, the wishes to the routers and the checks are written beside the rows
MOST_MB = 24


def write_file(path, count):
    with open(path, "w", encoding="ascii", newline="") as out:
        out.write("phone,name,block,room,quota,mac\n")
        for i in range(count):
            mac = ":".join("%02X" % byte for byte in (2, 9, i >> 16 & 255, i >> 8 & 255, i & 255, 1))
            out.write(f"0812{10_000_000 + i},Customer {i * 2654435761 % 2**32:08x} {i},{chr(65 + i % 10)},{i % 30},10GB,{mac}\n")


class Imports:
    def __init__(self, binary):
        self.binary = binary
        self.scratch = Scratch(bool(os.environ.get("KEEP")))
        self.postgres = Postgres(self.scratch.path)
        self.file = self.scratch.file("customers.csv")
        self.env = {"XDG_STATE_HOME": self.scratch.path}

    def prepare(self):
        self.postgres.start()
        self.postgres.psql("postgres", "-c", "CREATE DATABASE made")
        migrate(self.binary, self.config("made"))
        self.postgres.psql("made", "-c", "INSERT INTO console.router (name, position) VALUES ('main', 0)")
        write_file(self.file, SIZE)

    def config(self, database):
        path = self.scratch.file(f"{database}.conf")
        with open(path, "w", encoding="ascii") as out:
            out.write(f'database = "{self.postgres.conninfo(database)}";\nlog_file = "{self.scratch.file("log")}";\n'
                      f'audit_file = "{self.scratch.file("audit")}";\n')
        return path

    def fresh(self, name):
        self.postgres.psql("postgres", "-c", f"DROP DATABASE IF EXISTS {name}", "-c", f"CREATE DATABASE {name} TEMPLATE made")
        return self.config(name)

    def ours(self):
        config = self.fresh("ours")
        out = self.scratch.file("said")
        took, peak = run([self.binary, "--config", config, "import", "customers", self.file, "--yes", "--format", "csv"], self.env, out)
        with open(out, encoding="utf-8") as said:
            assert next(csv.DictReader(said))["imported"] == str(SIZE)
        return took * 1000, peak

    def keep_rows(self):
        """What was made, for the peer."""
        for table in ("users", "user_devices"):
            self.postgres.psql("ours", "-c", f"\\copy public.{table} TO '{self.scratch.file(table)}'")

    def peer(self):
        self.fresh("peer")
        begin = time.perf_counter()
        self.postgres.psql("peer", "-1", *(word for table in ("users", "user_devices")
                                           for word in ("-c", f"\\copy public.{table} FROM '{self.scratch.file(table)}'")))
        return (time.perf_counter() - begin) * 1000

    def faulty(self, line):
        """A fault in that line stops all and is named: seconds."""
        path = self.scratch.file("faulty.csv")
        with open(self.file, encoding="ascii") as good, open(path, "w", encoding="ascii") as out:
            for number, text in enumerate(good, 1):
                out.write(text if number != line else "12" + text[text.index(","):])
        begin = time.perf_counter()
        done = subprocess.run([self.binary, "--config", self.fresh("ours"), "import", "customers", path, "--yes", "--format", "csv"],
                              env={**os.environ, **self.env}, capture_output=True, text=True, check=False)
        took = time.perf_counter() - begin
        told = [row["line"] for row in csv.DictReader(done.stdout.splitlines()) if row["why"]]
        with psycopg.connect(self.postgres.conninfo("ours")) as connection:
            made = connection.execute("SELECT count(*) FROM public.users").fetchone()[0]
        assert (done.returncode, told, made) == (1, [str(line)], 0), (done.returncode, told, made)
        return took

    def close(self):
        if self.postgres.process:
            self.postgres.stop()
        self.scratch.close()


def measure(options, report):
    imports = Imports(options.binary)
    try:
        imports.prepare()
        took, peaks, peer = [], [], []
        for turn in range(TURNS):
            ours, peak = imports.ours()
            if not turn:
                imports.keep_rows()
            took.append(ours)
            peaks.append(peak)
            peer.append(imports.peer())
        report.add(f"import of {SIZE} customers with devices, with checks, audit and outbox, as a whole process", statistics.median(took),
                   "ms", None, "psql's \\copy into the same tables", statistics.median(peer), MOST_RATIO)
        report.add(f"memory of an import of {SIZE} customers", max(peaks), "MB", MOST_MB)
        report.add(f"a fault in line {SIZE - 1} stops all and is named", imports.faulty(SIZE - 1), "s", None)
    finally:
        imports.close()

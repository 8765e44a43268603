"""100,000 contents of the shop from a file, with the progress bar on a terminal, beside psql's \\copy of the same rows into the same
table with its constraints, indexes and triggers; in turns, each into a database of its own, so that what else the machine does slows both."""

import csv
import os
import pty
import random
import statistics
import subprocess
import threading
import time

import psycopg

from former import migrate
from postgres import Postgres
from processes import Scratch

SIZE = 100_000
TURNS = 3
MOST_RATIO = 2  # checks, audit and an undo are written beside the rows
PRODUCTS = 20


def codes():
    dice = random.Random(18)
    return [f"{dice.getrandbits(32):08X}-{dice.getrandbits(32):08X}-{n:06}" for n in range(SIZE)]


class Contents:
    def __init__(self, binary):
        self.binary = binary
        self.scratch = Scratch(bool(os.environ.get("KEEP")))
        self.postgres = Postgres(self.scratch.path)
        self.file = self.scratch.file("contents.csv")
        self.env = {"XDG_STATE_HOME": self.scratch.path, "TERM": "xterm-256color"}

    def prepare(self):
        self.postgres.start()
        self.postgres.psql("postgres", "-c", "CREATE DATABASE made")
        migrate(self.binary, self.config("made"))
        self.postgres.psql("made", "-c", f"""INSERT INTO console.product (code, name, price_rp)
                           SELECT 'P' || lpad(n::text, 2, '0'), 'Product ' || n, 10000 FROM generate_series(0, {PRODUCTS - 1}) AS n""")
        with open(self.file, "w", encoding="ascii", newline="") as out:
            out.write("product,content\n")
            out.writelines(f"P{n % PRODUCTS:02},{code}\n" for n, code in enumerate(codes()))

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
        """ms, and how often the bar on the terminal was drawn anew."""
        argv = [self.binary, "--config", self.fresh("ours"), "import", "contents", self.file, "--yes", "--format", "csv"]
        master, terminal = pty.openpty()
        drawn = []

        def read():
            try:
                while data := os.read(master, 65536):
                    drawn.append(data)
            except OSError:
                pass

        reader = threading.Thread(target=read)
        begin = time.perf_counter()
        with subprocess.Popen(argv, env={**os.environ, **self.env}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=terminal,
                              text=True) as process:
            os.close(terminal)
            reader.start()
            said = process.stdout.read()
        took = (time.perf_counter() - begin) * 1000
        reader.join()
        os.close(master)
        assert next(csv.DictReader(said.splitlines()))["imported"] == str(SIZE), said
        return took, b"".join(drawn)

    def keep_rows(self):
        """What was made, for the peer."""
        self.postgres.psql("ours", "-c", f"\\copy console.product_content TO '{self.scratch.file('rows')}'")

    def peer(self):
        self.fresh("peer")
        begin = time.perf_counter()
        self.postgres.psql("peer", "-c", f"\\copy console.product_content FROM '{self.scratch.file('rows')}'")
        return (time.perf_counter() - begin) * 1000

    def faulty(self, line):
        """A broken line stops all and is named; mended, all of it comes: nothing is lost."""
        path = self.scratch.file("faulty.csv")
        with open(self.file, encoding="ascii") as good, open(path, "w", encoding="ascii") as out:
            out.writelines(text if number != line else "NONE" + text[text.index(","):] for number, text in enumerate(good, 1))
        config, begin = self.fresh("ours"), time.perf_counter()
        for file, want in ((path, 0), (self.file, SIZE)):
            done = subprocess.run([self.binary, "--config", config, "import", "contents", file, "--yes", "--format", "csv"],
                                  env={**os.environ, **self.env}, capture_output=True, text=True, check=False)
            told = [row["line"] for row in csv.DictReader(done.stdout.splitlines()) if row.get("why")]
            with psycopg.connect(self.postgres.conninfo("ours")) as connection:
                made = connection.execute("SELECT count(*) FROM console.product_content").fetchone()[0]
            assert (made, told) == (want, [] if want else [str(line)]), (made, told)
        return time.perf_counter() - begin

    def close(self):
        if self.postgres.process:
            self.postgres.stop()
        self.scratch.close()


def measure(options, report):
    contents = Contents(options.binary)
    try:
        contents.prepare()
        took, peer = [], []
        for turn in range(TURNS):
            ours, drawn = contents.ours()
            if not turn:
                contents.keep_rows()
            assert "100 %" in drawn.decode("utf-8", "replace"), drawn[-300:]
            took.append(ours)
            peer.append(contents.peer())
        report.add(f"import of {SIZE} contents, with checks, audit and a bar, as a whole process", statistics.median(took), "ms", None,
                   "psql's \\copy into the same table", statistics.median(peer), MOST_RATIO)
        report.add(f"a broken line {SIZE - 1} stops all, and mended nothing is lost", contents.faulty(SIZE - 1), "s", None)
    finally:
        contents.close()

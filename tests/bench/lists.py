"""Lists on a million customers and a million of the portal's transactions: every pane by each order, both ways, and by each
filter field with a frequent, a rare and an absent value.

The panes, their columns and fields are those that the program tells; the slowest ten become rows. What is measured is `show`
with a page of rows, less what a process takes that finds nothing in a small table. A former build is asked the same in the
same run, before our migrations are applied.
"""

import collections
import json
import os
import re
import statistics
import subprocess
import time

import former
import psycopg
from postgres import Postgres
from processes import Scratch
from report import percentile
from sandbox import load_sample, migrate

PAGE, SAMPLE, RUNS = 50, 400, 3
MOST_S = 5           # what takes longer is over
SWEEP_S = 900        # of one build; what is not asked by then is told
TARGET_MS = 100
WORTH_AGAIN_MS = 30  # what is quicker at first is not asked again
# What no row has, by what a field's values look like; a field without values is given a word.
ABSENT = ((r"[\d.]+$", "987654321"), (r"\d{4}-\d\d-\d\d", "1999-01-01"), (r"[0-9a-f]{8}-.{27}$", "00000000-0000-4000-8000-000000000000"),
          (r"", "zzqxabsent"))
MORE = """
    INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, midtrans_transaction_id, amount, status,
                                     payment_method, payment_time, expiry_time, created_at, updated_at)
    SELECT md5('bench' || i)::uuid, u.id, p.id, CASE WHEN i %% 200 = 0 THEN 'DEBT-' ELSE 'BENCH-' END || i, md5('gateway' || i)::uuid,
           1000 * (1 + i * 7919 %% 400), s.status, (ARRAY['qris', 'gopay', 'bca_va', 'shopeepay', NULL])[1 + i %% 5],
           CASE s.status WHEN 'SUCCESS' THEN s.at END, s.at + interval '15 minutes', s.at, s.at
      FROM generate_series(1::bigint, %(count)s) i
      JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM public.users) u ON u.n = 1 + i * 31 %% %(users)s
      JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS all FROM public.packages) p ON p.n = 1 + i %% p.all
     CROSS JOIN LATERAL (SELECT now() - i * interval '31 s' AS at, (ARRAY['SUCCESS', 'SUCCESS', 'EXPIRED', 'FAILED', 'CANCELLED'])
                                [1 + i * 13 %% 5] AS status) s"""


class Program:
    def __init__(self, binary, config, env):
        self.argv, self.env = [binary, "--config", config, "show"], {**os.environ, **env}

    def show(self, *arguments, most_s=60):
        return subprocess.run([*self.argv, *arguments], env=self.env, capture_output=True, text=True, check=False, timeout=most_s)

    def panes(self):
        return re.findall(r"^  (\w+)  ?", self.show("--help").stdout, re.MULTILINE)

    def columns(self, pane):
        """[(name, whether it can be sorted by)]"""
        return [(name, mark == "*") for mark, name in re.findall(r"^  ([* ]) (\w+)  ", self.show(pane, "--help").stdout, re.MULTILINE)]

    def time(self, arguments):
        """Milliseconds; None: the program refuses these words."""
        begin = time.perf_counter()
        try:
            refused = self.show(*arguments, "--limit", str(PAGE), "--format", "json", most_s=MOST_S).returncode != 0
        except subprocess.TimeoutExpired:
            refused = False
        return None if refused else (time.perf_counter() - begin) * 1000


def values(rows, name):
    """A frequent and a rare value of a column, and one that no row has."""
    if any(isinstance(row.get(name), bool) for row in rows):
        return ["yes", "no"]
    seen = collections.Counter(str(row[name]) for row in rows if row.get(name) not in (None, "")).most_common()
    if not seen:
        return ["zzqxabsent", "yes", ""]
    return [*dict.fromkeys((seen[0][0], seen[-1][0])), next(word for form, word in ABSENT if re.match(form, seen[0][0])), ""]


def questions(program, panes):
    """Everything a list can be asked by its tables, as arguments of `show`."""
    for pane in panes or program.panes():
        shown = program.show(pane, "--limit", str(SAMPLE), "--format", "json")
        rows = json.loads(shown.stdout) if shown.returncode == 0 and shown.stdout else []
        for name, is_sortable in program.columns(pane):
            if is_sortable:
                yield from ((pane, f"--sort={way}{name}") for way in ("", "-"))
            yield from ((pane, f'--where={name}:"{value}"') for value in values(rows, name) if '"' not in value)
        yield from ((pane, f"--where={word}") for word in ("siti", "zzqxabsent", "081299", "bu"))


class Bench:
    def __init__(self, options):
        self.options = options
        self.scratch = Scratch(bool(os.environ.get("KEEP")))
        self.postgres = Postgres(self.scratch.path)
        self.config = self.scratch.file("bench.conf")
        self.env = {"XDG_STATE_HOME": self.scratch.path}

    def prepare(self, binary):
        self.postgres.start()
        self.postgres.psql("postgres", "-c", "CREATE DATABASE hotspot")
        conninfo = self.postgres.conninfo("hotspot")
        with open(self.config, "w", encoding="ascii") as out:
            out.write(f'database = "{conninfo}";\nlog_file = "{self.scratch.file("log")}";\n'
                      f'audit_file = "{self.scratch.file("audit")}";\n')
        former.migrate(binary, self.config)
        load_sample(self.postgres, "hotspot", self.options.users)
        with psycopg.connect(conninfo, autocommit=True) as connection:
            connection.execute("SET synchronous_commit = off")
            connection.execute(MORE, {"count": self.options.list_transactions, "users": self.options.users})
            connection.execute("VACUUM ANALYZE")

    def program(self, binary):
        return Program(binary, self.config, self.env)

    def upgrade(self):
        """Seconds that our migrations take on what a former build has made."""
        begin = time.perf_counter()
        migrate(self.options.binary, self.config)
        took = time.perf_counter() - begin
        self.postgres.psql("hotspot", "-c", "VACUUM ANALYZE")
        return took

    def sweep(self, binary, runs):
        """{arguments: milliseconds, of the slowest run after the first}, and how many were left out."""
        program, deadline = self.program(binary), time.monotonic() + SWEEP_S
        idle = statistics.median(program.time(("settings", "--where=zzqxabsent")) for _ in range(9))
        taken, left_out = {}, 0
        for arguments in list(questions(program, self.options.list_panes)):
            if time.monotonic() > deadline:
                left_out += 1
                continue
            first = program.time(arguments)
            if first is not None:
                again = runs if WORTH_AGAIN_MS < first - idle < 1000 * MOST_S else 0
                taken[arguments] = max(0.0, max([program.time(arguments) for _ in range(again)] or [first]) - idle)
        return taken, left_out

    def close(self):
        if self.postgres.process:
            self.postgres.stop()
        self.scratch.close()


def measure(options, report):
    bench, before = Bench(options), {}
    try:
        bench.prepare(options.before or options.binary)
        if options.before:
            before, _ = bench.sweep(options.before, 0)
            report.add("migrations on the former build's database", bench.upgrade(), "s", None)
        taken, left_out = bench.sweep(options.binary, RUNS)
    finally:
        bench.close()
    slowest = sorted(taken, key=taken.get, reverse=True)
    for arguments in slowest[:10]:
        report.add("show " + " ".join(arguments), taken[arguments], "ms", TARGET_MS,
                   "a former build" if arguments in before else None, before.get(arguments))
    report.add(f"{len(taken)} questions to lists, p95", percentile(taken.values(), 0.95), "ms", TARGET_MS,
               "a former build" if before else None, percentile(before.values(), 0.95) if before else None)
    report.add("questions to lists that there was no time for", left_out, "", 0)
    if options.list_times:
        with open(options.list_times, "w", encoding="utf-8") as out:
            json.dump({" ".join(asked): [taken[asked], before.get(asked)] for asked in slowest}, out, indent=1)


def add_options(parser):
    parser.add_argument("--list-transactions", type=int, default=900_000, help="of the portal, beside those of the sample")
    parser.add_argument("--list-panes", nargs="+", help="the lists to ask; left out: all")
    parser.add_argument("--list-times", help="a file for the times of all questions to lists, the slowest first")

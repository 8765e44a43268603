#!/usr/bin/python3
"""Measures the console on a big table, beside a peer in the same run.

Prints a table and writes build/bench.json: a list of {name, value, unit, peer, peer_value, ratio, target, holds, why}; why
tells what kept a row from being measured. Ratios and instructions are compared with those in tests/bench/kept.json, which
--keep writes. Everything runs here: a private PostgreSQL, sample data, no network.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
sys.path[:0] = [HERE, os.path.join(ROOT, "tests", "sandbox"), os.path.join(ROOT, "tests", "system")]

import backup  # noqa: E402
import bulk  # noqa: E402
import card  # noqa: E402
import check  # noqa: E402
import contents  # noqa: E402
import counter  # noqa: E402
import drift  # noqa: E402
import export  # noqa: E402
import imports  # noqa: E402
import incidents  # noqa: E402
import instructions  # noqa: E402
import invoice_queue  # noqa: E402
import lists  # noqa: E402
import payments  # noqa: E402
import psycopg  # noqa: E402
import rest  # noqa: E402
import vouchers  # noqa: E402
import sheets  # noqa: E402
import takeover  # noqa: E402
import shop_import  # noqa: E402
from console import Console  # noqa: E402
from postgres import Postgres  # noqa: E402
from processes import Scratch  # noqa: E402
from report import Report, keep, percentile, read_kept  # noqa: E402
from sandbox import Sandbox, load_sample, migrate  # noqa: E402

BULK_USERS = 10_000
REGION_USERS = 12_500
PATTERNS = ["budi", "siti", "bu", "an", "08", "0812", "zz", "qx", "wijaya", "rahma", "dewi", "081299", "ari", "utami",
            "xyzzy", "sri", "e", "nur", "setia", "0857", "kusuma", "tono"]
PAGE_SQL = ("SELECT * FROM public.users u WHERE (lower(full_name), id) > (SELECT lower(full_name), id FROM public.users"
            " WHERE phone_number > '+62812' ORDER BY phone_number LIMIT 1) ORDER BY lower(full_name), id LIMIT 50")


def has_row(lines):
    """A customer's phone is on the screen."""
    return any("08" in line and sum(c.isdigit() for c in line) >= 10 for line in lines[2:-2])


def milliseconds(argv, env, runs=9):
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        subprocess.run(argv, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


class Bench:
    def __init__(self, options, report):
        self.options = options
        self.report = report
        self.scratch = Scratch(bool(os.environ.get("KEEP")))
        self.postgres = Postgres(self.scratch.path)
        self.config = self.scratch.file("bench.conf")
        self.env = {"XDG_STATE_HOME": self.scratch.path}
        self.argv = [options.binary, "--config", self.config]

    def prepare(self):
        self.postgres.start()
        self.postgres.psql("postgres", "-c", "CREATE DATABASE hotspot")
        self.conninfo = self.postgres.conninfo("hotspot")
        with open(self.config, "w", encoding="ascii") as out:
            out.write(f'database = "{self.conninfo}";\nlog_file = "{self.scratch.file("log")}";\n'
                      f'audit_file = "{self.scratch.file("audit")}";\nhistory_file = "";\n')
        migrate(self.options.binary, self.config)
        load_sample(self.postgres, "hotspot", self.options.users)
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            connection.execute("INSERT INTO console.router (name, position) VALUES ('main', 0)")
            connection.execute("UPDATE public.users SET kamar = 'BULK' WHERE id IN (SELECT id FROM public.users WHERE NOT"
                               " is_unlimited_user ORDER BY md5(id::text) LIMIT %s)", (BULK_USERS,))
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")

    def open(self):
        return Console(self.argv, self.env)

    def first_screen(self):
        times = []
        for _ in range(15):
            terminal = self.open()
            shown = terminal.until(has_row)
            times.append((shown - terminal.started) * 1000 if shown else 10_000.0)
            terminal.close()
        peer = milliseconds(["psql", "-X", self.conninfo, "-c", "select 1"], {}, 15)
        self.report.add("first screen", statistics.median(times), "ms", 50, "psql -c 'select 1'", peer, 2.5)
        self.first_page(peer)

    def first_page(self, peer):
        """With what waits, income, routers: after an hour's job has summed up the days that are over."""
        subprocess.run([*self.argv, "worker", "--once"], env={**os.environ, **self.env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        times = []
        for _ in range(15):
            terminal = Console([*self.argv, "home"], self.env)
            shown = terminal.until(lambda lines: any("Income this month" in line for line in lines))
            times.append((shown - terminal.started) * 1000 if shown else 10_000.0)
            terminal.close()
        self.report.add("first screen, with what waits and what came in", statistics.median(times), "ms", 50, "psql -c 'select 1'", peer, 2.5)

    def moves(self, terminal, keys, count):
        """Times of first and last byte, and bytes, of each key."""
        first, last, sizes = [], [], []
        for _ in range(count):
            sent = terminal.send(keys)
            pieces = terminal.burst()
            if pieces:
                first.append((pieces[0][0] - sent) * 1000)
                last.append((pieces[-1][0] - sent) * 1000)
                sizes.append(sum(len(data) for _, data in pieces))
        assert len(first) >= count * 0.9, f"{keys!r}: the screen did not follow"
        return first, last, sizes

    def moving(self, terminal):
        first, _, sizes = self.moves(terminal, b"j", 30)
        more, _, other = self.moves(terminal, b"k", 30)
        first, sizes = first + more, sizes + other
        self.report.add("cursor move, first byte p99", percentile(first, 0.99), "ms", 2)
        self.report.add("cursor move, bytes", statistics.median(sizes), "bytes", 300, "htop", self.bytes_of_htop(), 1.0)
        _, last, _ = self.moves(terminal, b"\x06", 200)
        peer = self.page_in_postgres()
        self.report.add("page painted p99", percentile(last, 0.99), "ms", 10, "the page's statement in PostgreSQL", peer)

    def bytes_of_htop(self):
        """What htop sends for a step of its cursor, at the same size; it is told to refresh rarely."""
        peer = Console(["/usr/bin/htop", "-d", "200"], self.env)
        peer.burst(0.5)
        _, _, sizes = self.moves(peer, b"\x1bOB", 15)
        peer.close()
        return statistics.median(sizes)

    def light(self):
        """What goes over a slow line: the same moves and pages with the light cursor."""
        with open(self.config, encoding="ascii") as usual, open(self.scratch.file("light.conf"), "w", encoding="ascii") as out:
            out.write(usual.read() + 'ui = { light_cursor = "on"; };\n')
        for columns, rows, most_move, most_page in ((120, 40, 100, 3000), (200, 60, 120, 7000)):
            sizes = []
            for argv in ([self.options.binary, "--config", self.scratch.file("light.conf")], self.argv):
                terminal = Console(argv, self.env, columns, rows)
                terminal.until(has_row)
                terminal.burst(0.5)
                sizes.append([statistics.median(self.moves(terminal, keys, count)[2]) for keys, count in ((b"j", 30), (b"\x06", 20))])
                terminal.close()
            (move, page), (usual_move, usual_page) = sizes
            self.report.add(f"light cursor at {columns}x{rows}, a move", move, "bytes", most_move, "the usual cursor", usual_move)
            self.report.add(f"light cursor at {columns}x{rows}, a page", page, "bytes", most_page, "the usual cursor", usual_page)

    def page_in_postgres(self):
        times = []
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            for _ in range(50):
                begin = time.perf_counter()
                connection.execute(PAGE_SQL, prepare=True).fetchall()
                times.append((time.perf_counter() - begin) * 1000)
        return statistics.median(times)

    def filtering(self, terminal):
        """Every keystroke of every pattern: until rows that match it, or the word that there are none, are painted."""
        times = []
        for pattern in PATTERNS:
            terminal.send(b"/\x15")
            terminal.burst(0.15)
            for end in range(1, len(pattern) + 1):
                typed = pattern[:end]
                sent = terminal.send(pattern[end - 1:end].encode())
                shown = terminal.until(lambda lines, typed=typed: is_answered(lines, typed), 5)
                times.append((shown - sent) * 1000 if shown else 5000.0)
                terminal.burst(0.1, 0.1)
            terminal.send(b"\x1b")
            terminal.burst(0.15)
        self.report.add("filter keystroke, first rows p95", percentile(times, 0.95), "ms", 50)
        self.report.add("filter keystroke, first rows median", statistics.median(times), "ms", 50)

    def at_rest(self, terminal):
        self.report.add("resident memory", terminal.status("VmRSS") / 1024, "MB", 16)
        terminal.burst(0.5, 0.5)
        before = terminal.cpu_seconds()
        seconds = 30
        begin = time.perf_counter()
        while time.perf_counter() - begin < seconds:
            terminal.read(seconds - (time.perf_counter() - begin))
        self.report.add("idle CPU", (terminal.cpu_seconds() - before) / seconds * 100, "%", 0.1)

    def beside_bulk(self, terminal):
        """Keys while a bulk action by `act` runs."""
        argv = self.argv + ["act", "quota.reset_with_debt", "--where", "kamar:BULK", "mb=10240", "--yes", "--format", "json"]
        echo = Console(["/bin/sh", "-c", "stty raw -echo && printf ready && exec cat"], self.env)
        assert echo.until(lambda lines: "ready" in lines[0]), "no echo"
        moves, echoes = [], []
        for _ in range(5):
            process = subprocess.Popen(argv, env={**os.environ, **self.env}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            while process.poll() is None:
                moves += self.moves(terminal, b"j", 1)[0]
                echoes += self.moves(echo, b"x", 1)[0]
            assert process.returncode == 0 and json.load(process.stdout)[0]["changed"] == BULK_USERS
        echo.close()
        self.report.add("cursor move while a bulk change runs, first byte p99", percentile(moves, 0.99), "ms", 2,
                        "cat, in the same moments", percentile(echoes, 0.99), or_ratio=1.5)

    def pipelining(self):
        """Writes to a router over a link of 2 ms, and one big print, beside our own requests one at a time."""
        figures = json.loads(subprocess.run([self.options.pipeline], stdout=subprocess.PIPE, check=True).stdout)
        self.report.add("list entry added in a window of 64 over 2 ms", 1e6 / figures["pipelined_per_s"], "us", None,
                        "one at a time", 1e6 / figures["single_per_s"], most_ratio=1 / 40)
        self.report.add(f"{figures['hosts']} hosts read by one print into records", figures["hosts_s"], "s", 0.15)

    def drift(self):
        """A whole router compared with the database, and all that is safe mended."""
        region = Sandbox(users=REGION_USERS, worker=False, binary=self.options.binary)
        try:
            region.start()
            act = [self.options.binary, "--config", region.config, "act", "routers.reconcile", "--id", "main", "--format", "json"]
            subprocess.run(act + ["mend=no"], env={**os.environ, **self.env}, stdout=subprocess.DEVNULL, check=True)
            with psycopg.connect(region.facts["conninfo"]) as connection:
                entries, whole, note = connection.execute(
                    "SELECT s.scan_entries, s.scan_ms, o.payload ->> 'note' FROM console.router_sync_state s, console.outbox o"
                    " WHERE s.router = 'main' AND o.effect = 'reconcile' AND o.target = 'router:main'").fetchone()
            read, compared = (int(word) for word in re.search(r"read in (\d+) ms, compared in (\d+) us", note).groups())
            self.report.add(f"a router with {entries} list entries compared, beyond its reading", (whole - read) / 1000, "s", 2)
            self.report.add("the comparison itself, CPU", compared / 1000, "ms", 100)
            begin = time.perf_counter()
            subprocess.run(act + ["mend=safe"], env={**os.environ, **self.env}, stdout=subprocess.DEVNULL, check=True)
            self.report.add("read, compared and mended, as a whole process", time.perf_counter() - begin, "s", None)
        finally:
            region.stop()

    def screens(self):
        self.first_screen()
        terminal = self.open()
        assert terminal.until(has_row), "the console did not show a customer"
        terminal.burst(0.5)
        for measure in (self.moving, self.filtering, self.beside_bulk, self.at_rest):
            self.report.attempt(f"screens: {measure.__name__}", measure, terminal)
        terminal.close()

    def queue(self):
        if self.options.queue_loop:
            invoice_queue.measure(self.report, self.postgres, self.conninfo, self.options.queue_loop)

    def close(self):
        if self.postgres.process:
            self.postgres.stop()
        self.scratch.close()


def is_answered(lines, typed):
    """The list belongs to what was typed: each customer on it matches, and there is one, or the words that there is none."""
    if not any(typed in line for line in lines[:4] + lines[-4:]):
        return False
    rows = [line.lower() for line in lines[3:-3] if "08" in line]
    if not rows:
        return any("nothing matches" in line.lower() or "no rows" in line.lower() for line in lines)
    return all(typed in row for row in rows)


def measure_routers(bench):
    if bench.options.pipeline:
        bench.report.attempt("pipelining", bench.pipelining)
    bench.report.attempt("drift", bench.drift)


def measure_screens(bench):
    bench.prepare()
    bench.report.attempt("screens", bench.screens)
    bench.report.attempt("light cursor", bench.light)
    bench.report.attempt("invoice queue", bench.queue)


def measure_payments(bench):
    payments.measure(bench.options, bench.report)


def measure_drift(bench):
    drift.run(bench.options, bench.report)


def measure_instructions(options, report):
    if options.instructions:
        instructions.measure(report, options.instructions)


def measure_rest(bench):
    rest.run(bench.options, bench.report)


GROUPS = {"routers": (measure_routers, "pipelining and drift"),
          "screens": (measure_screens, "what an operator waits for, the invoice queue"),
          "bulk": (lambda bench: bulk.measure(bench.options, bench.report),
                   "changes of 10,000 and 100,000 users; beside a former build with --before"),
          "payments": (measure_payments, "charges and notifications; beside a former build with --before"),
          "counter": (lambda bench: counter.measure(bench.options, bench.report),
                      "a sale in cash; beside SQL by hand and one command to the router"),
          "lists": (lambda bench: lists.measure(bench.options, bench.report), "every list by all that its tables allow"),
          "export": (lambda bench: export.measure(bench, bench.report), "all customers to a file; beside psql's \\copy"),
          "import": (lambda bench: imports.measure(bench.options, bench.report),
                     "100,000 customers with devices from a file; beside psql's \\copy"),
          "backup": (lambda bench: backup.measure(bench, bench.report),
                     "a backup of 100,000 customers and its drill; beside pg_dump, createdb and pg_restore"),
          "check": (lambda bench: check.measure(bench.options, bench.report), "`check` on a sound database of 100,000 users"),
          "incidents": (lambda bench: incidents.measure(bench.options, bench.report),
                        "what the detectors of incidents cost with 100,000 customers"),
          "contents": (lambda bench: contents.measure(bench.options, bench.report),
                       "100,000 contents of the shop from a file; beside psql's \\copy"),
          "shop_import": (lambda bench: shop_import.measure(bench.options, bench.report),
                          "the database of a shop's bot, 100,000 of each; beside a tenth of it"),
          "vouchers": (lambda bench: vouchers.measure(bench.options, bench.report),
                       "10,000 vouchers made, on the router and on paper; beside a client that adds users one by one"),
          "takeover": (lambda bench: takeover.measure(bench.options, bench.report),
                       "a router of 5,000 vouchers and 20,000 sales of Mikhmon, taken over and given back"),
          "sheets": (lambda bench: sheets.measure(bench.options, bench.report), "10,000 vouchers as sheets in a PDF"),
          "instructions": (lambda bench: measure_instructions(bench.options, bench.report), "what the processor does, by callgrind"),
          "drift": (measure_drift, "a worker's memory with 100,000 users; beside a former build with --before"),
          "card": (lambda bench: card.run(bench.options, bench.report),
                   "what is written ahead in an hour, at rest and with traffic; beside a former build with --before"),
          "rest": (measure_rest, "a worker with nothing to do, for a minute; beside a former build with --before")}


def group_names(text):
    names = text.split(",")
    unknown = [name for name in names if name not in GROUPS]
    if unknown:
        raise argparse.ArgumentTypeError(f"no such group: {', '.join(unknown)}")
    return names


def main():
    listed = "groups:\n" + "\n".join(f"  {name:14}{what}" for name, (_, what) in GROUPS.items())
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog=listed,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--group", type=group_names, default=list(GROUPS), help="only these, with commas between")
    parser.add_argument("--users", type=int, default=1_000_000)
    parser.add_argument("--binary", default=os.path.join(ROOT, "build", "hotspot-console"))
    parser.add_argument("--pipeline", help="the program that measures the router's client; left out: that is not measured")
    parser.add_argument("--queue-loop", help="the program that empties the invoice queue; left out: that is not measured")
    parser.add_argument("--instructions", help="the program whose instructions are counted; left out: that is not measured")
    parser.add_argument("--kept", default=os.path.join(HERE, "kept.json"),
                        help="the figures of an earlier run: what is worse by a third fails")
    parser.add_argument("--keep", action="store_true", help="write the figures of this run there instead")
    parser.add_argument("--out", default=os.path.join(ROOT, "build", "bench.json"))
    payments.add_options(parser)
    drift.add_options(parser)
    lists.add_options(parser)
    bulk.add_options(parser)
    options, report = parser.parse_args(), Report()
    try:
        for name in options.group:
            bench = Bench(options, report)
            try:
                report.attempt(name, GROUPS[name][0], bench)
            finally:
                bench.close()
    finally:
        if options.keep:
            keep(options.kept, report.rows)
        else:
            report.compare(read_kept(options.kept))
        report.write(options.out)
    return 0 if all(row["holds"] for row in report.rows) else 1


if __name__ == "__main__":
    sys.exit(main())

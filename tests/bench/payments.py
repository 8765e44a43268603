#!/usr/bin/python3
"""Measures payments: from a notification to its effect, and how many charges and notifications a second go through.

Prints a table and writes build/bench-payments.json, with rows as in bench.py. Everything runs here: a private PostgreSQL,
simulated gateways, one worker. --before names the program of a former build: the burst is measured with it as well, beside
ours in the same run.
"""

import argparse
import concurrent.futures
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
sys.path[:0] = [HERE, os.path.join(ROOT, "tests", "sandbox"), os.path.join(ROOT, "tests", "system")]

import gateway_config  # noqa: E402
import psycopg  # noqa: E402
from bench import Report, percentile  # noqa: E402
from postgres import Postgres  # noqa: E402
from processes import Scratch, spawn, stop  # noqa: E402
from sandbox import load_sample, migrate  # noqa: E402
from simulator import Gateways  # noqa: E402

PORT = 18189
WAIT_S = 60
BURST_S = 900
BEFORE = 500       # notifications that a former build is given
LATENCY_MS = 20    # of the gateway, in a burst
PRICE = 50_000
OPEN = "FROM console.charge WHERE state = 'open' AND NOT is_adopted"  # the gateway knows nothing of the portal's


def wait_for(condition, seconds=WAIT_S):
    """Its value, once it is true."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise SystemExit("it did not come")
        time.sleep(0.002)
    return value


class Bench:
    def __init__(self, options, report, binary=None):
        self.options = options
        self.binary = binary or options.binary
        self.report = report
        self.scratch = Scratch(bool(os.environ.get("KEEP")))
        self.postgres = Postgres(self.scratch.path)
        self.gateways = self.worker = None
        self.config = self.scratch.file("bench.conf")
        self.env = {**os.environ, "XDG_STATE_HOME": self.scratch.path}

    def prepare(self):
        self.postgres.start()
        self.postgres.psql("postgres", "-c", "CREATE DATABASE hotspot")
        self.conninfo = self.postgres.conninfo("hotspot")
        self.gateways = Gateways(self.scratch.path)
        entry = gateway_config.entry_text("midtrans", self.gateways.settings("midtrans"), self.scratch.path)
        with open(self.config, "w", encoding="ascii") as out:
            out.write(f'database = "{self.conninfo}";\n{entry}worker = {{ listen = "127.0.0.1:{PORT}"; }};\n'
                      f'log_file = "{self.scratch.file("log")}";\naudit_file = "{self.scratch.file("audit")}";\n')
        migrate(self.binary, self.config)
        load_sample(self.postgres, "hotspot", self.options.users)
        self.database = psycopg.connect(self.conninfo, autocommit=True)
        self.database.execute("UPDATE public.users SET kamar = 'BENCH' WHERE id IN (SELECT id FROM public.users WHERE is_active"
                              " AND approval_status = 'APPROVED' AND NOT is_blocked ORDER BY id LIMIT %s)", (self.options.charges,))
        self.database.execute("VACUUM ANALYZE")

    def one(self, sql, *parameters):
        return self.database.execute(sql, parameters).fetchone()[0]

    def sell(self):
        """All charges by one act: sold in one transaction, then each asked for at the gateway."""
        begin = time.perf_counter()
        done = subprocess.run([self.binary, "--config", self.config, "act", "payments.sell", "--where", "kamar:BENCH",
                               "package=Paket 10 GB", "method=qris", "--yes"], env=self.env, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        took = time.perf_counter() - begin
        count = self.one("SELECT count(*) " + OPEN)
        if done.returncode or count < self.options.charges * 0.9:
            raise SystemExit(f"{count} charges are open: {done.stderr.decode()}")
        self.report.add("one charge, sold and asked for at the gateway", took / count * 1000, "ms", 20)
        self.orders = [order for order, in self.database.execute("SELECT order_id " + OPEN + " ORDER BY order_id")]

    def start_worker(self):
        self.worker = spawn([self.binary, "--config", self.config, "worker"], env=self.env, stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.listens)

    @staticmethod
    def listens():
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/midtrans", timeout=2)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    @staticmethod
    def notify(body):
        """Milliseconds until it was answered."""
        begin = time.perf_counter()
        request = urllib.request.Request(f"http://127.0.0.1:{PORT}/midtrans", json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30):
            return (time.perf_counter() - begin) * 1000

    def bodies(self, orders):
        return [self.gateways.move(order, "settlement", silent=True)["body"] for order in orders]

    def one_by_one(self, bodies):
        answered, applied = [], []
        for body in bodies:
            begin = time.perf_counter()
            answered.append(self.notify(body))
            wait_for(lambda body=body: self.one("SELECT count(*) FROM console.charge_effect WHERE order_id = %s", body["order_id"]))
            applied.append((time.perf_counter() - begin) * 1000)
        self.report.add("notification answered, median", statistics.median(answered), "ms", 50)
        self.report.add("notification to effect, median", statistics.median(applied), "ms", 200)
        self.report.add("notification to effect, p99", percentile(applied, 0.99), "ms", 2000)

    def new_charges(self, count):
        """So many open charges, of as many transactions of the portal as it takes, known to the gateway: their order ids."""
        orders = [order for order, in self.database.execute("""
            INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, amount, status, payment_method, created_at)
            SELECT gen_random_uuid(), u.ids[1 + n %% cardinality(u.ids)], p.id, 'BD-LPSR-' || lpad(n::text, 12, '0'), %s, 'PENDING', 'qris', now()
              FROM generate_series(1, %s) AS n
             CROSS JOIN (SELECT array_agg(id) AS ids FROM public.users WHERE is_active AND approval_status = 'APPROVED'
                            AND NOT is_blocked AND NOT is_unlimited_user AND kamar IS DISTINCT FROM 'BENCH') u
             CROSS JOIN (SELECT id FROM public.packages WHERE data_quota_gb > 0 ORDER BY name LIMIT 1) p
            RETURNING midtrans_order_id""", (PRICE, count)).fetchall()]
        for order in orders:
            self.gateways.order("adopt", order=order, amount=PRICE, payment_type="qris", seconds=3600)
        self.database.execute("VACUUM ANALYZE")
        return orders

    def burst(self, count):
        """Notifications as fast as 16 senders get rid of them: ms for each until all are applied, and until each is answered."""
        self.gateways.order("latency", gateway="midtrans", ms=LATENCY_MS)
        bodies = self.bodies(self.new_charges(count))
        begin = time.perf_counter()
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            answered = list(pool.map(self.notify, bodies))
        wait_for(lambda: self.one("SELECT count(*) FROM console.inbox WHERE state = 'new'") == 0, BURST_S)
        took = time.perf_counter() - begin
        lost = count - self.one("SELECT count(*) FROM console.charge_effect WHERE order_id LIKE 'BD-LPSR-%%'")
        if lost:
            raise SystemExit(f"{lost} of {count} notifications had no effect")
        return took / count * 1000, answered

    def run(self):
        self.prepare()
        self.sell()
        self.start_worker()
        self.one_by_one(self.bodies(self.orders[:100]))
        return self.burst(self.options.burst)

    def run_burst(self):
        self.prepare()
        self.start_worker()
        return self.burst(min(self.options.burst, BEFORE))

    def close(self):
        stop(self.worker)
        if self.gateways:
            self.gateways.stop()
        if self.postgres.process:
            self.postgres.stop()
        self.scratch.close()


def measure(options, report):
    bench, before = Bench(options, report), None
    try:
        each, answered = bench.run()
    finally:
        bench.close()
    name = f"{options.burst} notifications from 16 senders"
    report.add(f"{name}, answered, slowest", max(answered), "ms", 1000)
    if options.before:
        former = Bench(options, report, options.before)
        try:
            before, _ = former.run_burst()
        finally:
            former.close()
    report.add(f"{name}, until applied, for each", each, "ms", 50, "a former build" if before else None, before,
               1 / 3 if before else None)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=10_000)
    parser.add_argument("--charges", type=int, default=1000)
    parser.add_argument("--burst", type=int, default=10_000)
    parser.add_argument("--binary", default=os.path.join(ROOT, "build", "hotspot-console"))
    parser.add_argument("--before", help="the program of a former build")
    parser.add_argument("--out", default=os.path.join(ROOT, "build", "bench-payments.json"))
    options, report = parser.parse_args(), Report()
    try:
        measure(options, report)
    finally:
        with open(options.out, "w", encoding="ascii") as out:
            json.dump(report.rows, out, indent=2)
            out.write("\n")
    return 0 if all(row["holds"] for row in report.rows) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Payments: from a notification to its effect, and how many charges and notifications a second go through.

Everything runs here: for each build a private PostgreSQL that it migrates itself, simulated gateways, one worker. A former
build takes turns with ours, so that what else the machine does is on both.
"""

import concurrent.futures
import json
import os
import statistics
import subprocess
import time
import urllib.error
import urllib.request

import former
import gateway_config
import psycopg
from keys import KeysBeside
from postgres import Postgres
from processes import Scratch, spawn, stop
from report import percentile
from sandbox import load_sample
from simulator import Gateways

PORT = 18189
WAIT_S = 60
BURST_S = 900
TURNS = 5          # of each build, in latency and in the burst
BEFORE = 80        # notifications that a former build is given in a turn of the burst
LATENCY_TURN = 20  # notifications, one after the other
LATENCY_MS = 20    # of the gateway, in a burst
PRICE = 50_000
OPEN = "FROM console.charge WHERE state = 'open' AND NOT is_adopted"  # the gateway knows nothing of the portal's


def shows_customers(lines):
    return any("08" in line and sum(c.isdigit() for c in line) >= 10 for line in lines[2:-2])


def wait_for(condition, seconds=WAIT_S):
    """Its value, once it is true."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise RuntimeError("it did not come")
        time.sleep(0.002)
    return value


class Bench:
    """One build and what it has measured."""

    def __init__(self, options, binary, port):
        self.options = options
        self.binary = binary
        self.port = port
        self.made = 0  # charges of the portal
        self.answered, self.applied, self.burst_answered, self.burst_s, self.lost = [], [], [], 0.0, 0
        self.moves, self.echoes = [], []
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
            out.write(f'database = "{self.conninfo}";\n{entry}worker = {{ listen = "127.0.0.1:{self.port}"; }};\n'
                      f'log_file = "{self.scratch.file("log")}";\naudit_file = "{self.scratch.file("audit")}";\nhistory_file = "";\n')
        former.migrate(self.binary, self.config)
        load_sample(self.postgres, "hotspot", self.options.payment_users)
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
            raise RuntimeError(f"{count} charges are open: {done.stderr.decode()}")
        self.sold_ms = took / count * 1000
        self.orders = [order for order, in self.database.execute("SELECT order_id " + OPEN + " ORDER BY order_id")]

    def start_worker(self):
        self.worker = spawn([self.binary, "--config", self.config, "worker"], env=self.env, stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.listens)

    def listens(self):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/midtrans", timeout=2)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def notify(self, body):
        """Milliseconds until it was answered."""
        begin = time.perf_counter()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/midtrans", json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30):
            return (time.perf_counter() - begin) * 1000

    def bodies(self, orders):
        return [self.gateways.move(order, "settlement", silent=True)["body"] for order in orders]

    def one_by_one(self, count):
        bodies, self.orders = self.bodies(self.orders[:count]), self.orders[count:]
        for body in bodies:
            begin = time.perf_counter()
            self.answered.append(self.notify(body))
            wait_for(lambda body=body: self.one("SELECT count(*) FROM console.charge_effect WHERE order_id = %s", body["order_id"]))
            self.applied.append((time.perf_counter() - begin) * 1000)

    def new_charges(self, count):
        """So many open charges, of as many transactions of the portal as it takes, known to the gateway: their order ids."""
        orders = [order for order, in self.database.execute("""
            INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, amount, status, payment_method, created_at)
            SELECT gen_random_uuid(), u.ids[1 + n %% cardinality(u.ids)], p.id, 'BD-LPSR-' || lpad(n::text, 12, '0'), %s, 'PENDING', 'qris', now()
              FROM generate_series(%s + 1, %s) AS n
             CROSS JOIN (SELECT array_agg(id) AS ids FROM public.users WHERE is_active AND approval_status = 'APPROVED'
                            AND NOT is_blocked AND NOT is_unlimited_user AND kamar IS DISTINCT FROM 'BENCH') u
             CROSS JOIN (SELECT id FROM public.packages WHERE data_quota_gb > 0 ORDER BY name LIMIT 1) p
            RETURNING midtrans_order_id""", (PRICE, self.made, self.made + count)).fetchall()]
        self.made += count
        for order in orders:
            self.gateways.order("adopt", order=order, amount=PRICE, payment_type="qris", seconds=3600)
        self.database.execute("VACUUM ANALYZE")
        return orders

    def burst(self, count, with_keys=False):
        """Notifications as fast as 16 senders get rid of them, until all are applied; with somebody at a console."""
        self.gateways.order("latency", gateway="midtrans", ms=LATENCY_MS)
        bodies = self.bodies(self.new_charges(count))
        hands = KeysBeside([self.binary, "--config", self.config], {"XDG_STATE_HOME": self.scratch.path}, shows_customers) if with_keys else None
        begin = time.perf_counter()
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            self.burst_answered += pool.map(self.notify, bodies)
        wait_for(lambda: self.one("SELECT count(*) FROM console.inbox WHERE state = 'new'") == 0, BURST_S)
        self.burst_s += time.perf_counter() - begin
        if hands:
            moves, echoes = hands.stop()
            self.moves += moves
            self.echoes += echoes
        self.lost = self.made - self.one("SELECT count(*) FROM console.charge_effect WHERE order_id LIKE 'BD-LPSR-%%'")

    def start(self):
        self.prepare()
        self.sell()
        self.start_worker()

    def each_ms(self):
        return self.burst_s / len(self.burst_answered) * 1000

    def close(self):
        stop(self.worker)
        if self.gateways:
            self.gateways.stop()
        if self.postgres.process:
            self.postgres.stop()
        self.scratch.close()


def take_turns(measure_one):
    for _ in range(TURNS):
        measure_one()


def beside(before, value, most_ratio):
    """The peer of a row, where there is one."""
    return {"peer": "a former build, in turns", "peer_value": value(before), "most_ratio": most_ratio} if before else {}


def measure_latency(report, ours, before):
    def turn():
        for side in filter(None, (before, ours)):
            side.one_by_one(LATENCY_TURN)
    take_turns(turn)
    report.add("notification answered, median", statistics.median(ours.answered), "ms", 50,
               **beside(before, lambda b: statistics.median(b.answered), None))
    report.add("notification to effect, median", statistics.median(ours.applied), "ms", 200,
               **beside(before, lambda b: statistics.median(b.applied), 1 / 3))
    report.add("notification to effect, p99", percentile(ours.applied, 0.99), "ms", 2000,
               **beside(before, lambda b: percentile(b.applied, 0.99), None))


def measure_burst(report, ours, before):
    count = ours.options.burst // TURNS

    def turn():
        if before:
            before.burst(min(count, BEFORE))
        ours.burst(count, with_keys=True)
    take_turns(turn)
    name = f"{count * TURNS} notifications from 16 senders"
    report.add(f"{name}, answered, slowest", max(ours.burst_answered), "ms", 1000)
    report.add(f"{name}, until applied, for each", ours.each_ms(), "ms", 50, **beside(before, Bench.each_ms, 1 / 3))
    report.add(f"{name}, lost", ours.lost, "notifications", 0)
    moves = [ms for ms in ours.moves if ms is not None]
    report.add("cursor move meanwhile, first byte p99", percentile(moves, 0.99), "ms", 2, "cat, in the same moments",
               percentile([ms for ms in ours.echoes if ms is not None], 0.99), or_ratio=1.5)
    report.add("keys that nothing answered meanwhile", len(ours.moves) - len(moves), "keys", 0)
    if before:
        report.add(f"{before.made} notifications of the former build, lost", before.lost, "notifications", 0)


def measure(options, report):
    ours = Bench(options, options.binary, PORT)
    before = Bench(options, options.before, PORT + 1) if options.before else None
    sides = [side for side in (ours, before) if side]
    try:
        for side in sides:
            side.start()
        report.add("one charge, sold and asked for at the gateway", ours.sold_ms, "ms", 20)
        report.attempt("notification to effect", measure_latency, report, ours, before)
        report.attempt("notifications from 16 senders", measure_burst, report, ours, before)
    finally:
        for side in sides:
            side.close()


def add_options(parser):
    parser.add_argument("--payment-users", type=int, default=10_000)
    parser.add_argument("--charges", type=int, default=1000)
    parser.add_argument("--burst", type=int, default=10_000)
    parser.add_argument("--before", help="the program of a former build, measured beside ours")

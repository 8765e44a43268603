"""A sale in cash at the counter: from the last key until the screen says that it is paid and the router is told, beside the same by
hand-written SQL and one command to the router, on open connections."""

import os
import statistics
import subprocess
import time

import librouteros
import psycopg
import router_state
from console import Console
from former import migrate
from postgres import Postgres
from processes import Scratch
from sandbox import load_sample
from simulator import Simulator

CUSTOMERS = 20
SALES = 12
LINK_MS = 2
PACKAGE = "Paket 10 GB"
MOST = 1.3

PEER_TABLES = """
    CREATE SCHEMA peer;
    CREATE TABLE peer.series (last bigint NOT NULL);
    INSERT INTO peer.series VALUES (0);
    CREATE TABLE peer.receipt (number bigint PRIMARY KEY, user_id uuid, rp bigint, at timestamptz NOT NULL DEFAULT now())"""
PEER = ("""INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, amount, status, payment_method, payment_time)
           SELECT gen_random_uuid(), %(user)s, p.id, 'PEER-' || gen_random_uuid(), p.price, 'SUCCESS', 'cash', now()
             FROM public.packages p WHERE p.name = %(package)s""",
        """UPDATE public.users SET total_quota_purchased_mb = total_quota_purchased_mb + 10240, is_blocked = false,
                  quota_expiry_date = now() + interval '30 days', updated_at = now() WHERE id = %(user)s""",
        """INSERT INTO public.quota_mutation_ledger (id, user_id, source, idempotency_key, before_state, after_state, event_details, created_at)
           VALUES (gen_random_uuid(), %(user)s, 'peer', gen_random_uuid()::text, '{}', '{}', '{}', now())""",
        "UPDATE peer.series SET last = last + 1",
        "INSERT INTO peer.receipt (number, user_id, rp) SELECT last, %(user)s, 100000 FROM peer.series")


class Counter:
    def __init__(self, options):
        self.binary = options.binary
        self.scratch = Scratch(bool(os.environ.get("KEEP")))
        self.postgres, self.router, self.console = Postgres(self.scratch.path), None, None
        self.env = {"HOME": self.scratch.path, "XDG_STATE_HOME": self.scratch.path}

    def prepare(self):
        self.postgres.start()
        self.postgres.psql("postgres", "-c", "CREATE DATABASE hotspot")
        self.router = Simulator(self.scratch.path, "--identity", "main")
        where, password, config = self.router.address, self.scratch.file("password"), self.scratch.file("counter.conf")
        with open(password, "w", encoding="ascii", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
            out.write("router\n")
        with open(config, "w", encoding="ascii") as out:
            out.write(f'database = "{self.postgres.conninfo("hotspot")}";\n'
                      f'routers = ( {{ name = "main"; host = "{where["host"]}"; port = {where["port"]}; tls = false;'
                      f' user = "{where["user"]}"; password_file = "{password}"; }} );\nhistory_file = "";\n'
                      f'log_file = "{self.scratch.file("log")}";\naudit_file = "{self.scratch.file("audit")}";\n')
        self.argv = [self.binary, "--config", config]
        migrate(self.binary, config)
        load_sample(self.postgres, "hotspot", 200)
        self.database = psycopg.connect(self.postgres.conninfo("hotspot"), autocommit=True)
        state = self.scratch.file("router.json")
        router_state.write(self.database, state, drifts=False)
        self.router.order("load", file=state)
        self.database.execute("""UPDATE public.users SET kamar = 'LOKET', total_quota_used_mb = total_quota_purchased_mb WHERE id IN (
                                     SELECT u.id FROM public.users u JOIN public.user_devices d ON d.user_id = u.id AND d.is_authorized
                                      WHERE u.is_active AND u.approval_status = 'APPROVED' AND NOT u.is_blocked AND u.role = 'USER'
                                        AND u.manual_debt_mb = 0 AND NOT u.is_unlimited_user ORDER BY u.id LIMIT %s)""", (CUSTOMERS,))
        subprocess.run([*self.argv, "act", "users.sync", "--where", "kamar:LOKET", "--yes"], env={**os.environ, **self.env}, check=True,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.database.execute("VACUUM ANALYZE")
        self.router.order("latency", ms=LINK_MS)
        self.customers = self.database.execute("SELECT id, phone_number FROM public.users WHERE kamar = 'LOKET' ORDER BY id").fetchall()

    def wait(self, predicate):
        at = time.perf_counter() if predicate(self.console.screen.display) else self.console.until(predicate)
        assert at, "\n".join(self.console.screen.display)
        return at

    def type(self, *keys):
        """One by one: what comes at once with a line's end counts as pasted."""
        for key in keys:
            self.console.send(key.encode())
            self.console.burst(0.02, 0.02)

    def sale(self, phone, number):
        """Seconds from the last enter to the page that says PAID, which comes when the router has answered."""
        shown = "0" + phone[3:]
        self.type("/", "\x15", *shown, "\r")
        self.wait(lambda lines: sum(shown in line for line in lines[3:]) == 1)
        self.console.send(b"P")
        self.wait(lambda lines: any("‹ cash ›" in line for line in lines))
        self.type(*PACKAGE, "\r")
        self.wait(lambda lines: any("enter Apply" in line for line in lines))
        self.console.burst(0.1, 0.1)
        sent = self.console.send(b"\r")
        paid = self.wait(lambda lines: any("PAID" in line for line in lines) and any(f"-{number:06}" in line for line in lines))
        self.console.send(b"\x1b")
        self.wait(lambda lines: any(shown in line for line in lines[3:]) and not any("PAID" in line for line in lines))
        self.console.burst(0.3, 0.3)
        return paid - sent

    def ours(self):
        self.console = Console([*self.argv, "users"], self.env)
        self.wait(lambda lines: sum("08" in line for line in lines) > 5)
        return [self.sale(phone, number) for number, (_, phone) in enumerate(self.customers[:SALES], 1)]

    def peers(self):
        self.database.execute(PEER_TABLES)
        where = self.router.address
        api = librouteros.connect(host=where["host"], port=where["port"], username=where["user"], password="router", encoding="latin-1")
        taken = []
        for turn in range(SALES):
            user = self.customers[turn % len(self.customers)][0]
            began = time.perf_counter()
            with self.database.transaction():
                for statement in PEER:
                    self.database.execute(statement, {"user": user, "package": PACKAGE})
            tuple(api("/ip/firewall/address-list/add", list="peer", address=f"10.250.0.{turn + 1}"))
            taken.append(time.perf_counter() - began)
        api.close()
        return taken

    def close(self):
        if self.console:
            self.console.close()
        if self.router:
            self.router.stop()
        if self.postgres.process:
            self.postgres.stop()
        self.scratch.close()


def measure(options, report):
    bench = Counter(options)
    try:
        bench.prepare()
        ours, peers = bench.ours(), bench.peers()
        told = bench.database.execute("""SELECT count(*) FROM console.outbox x JOIN console.charge_effect e ON e.operation_id = x.operation_id
                                          WHERE x.target = 'router:main' AND x.state = 'done'""").fetchone()[0]
        assert told == SALES, f"the router was told of {told} of {SALES}"
        report.add("a sale in cash, from the last key to paid and the router told", 1000 * statistics.median(ours), "ms", None,
                   "SQL by hand and one command to the router", 1000 * statistics.median(peers), MOST)
    finally:
        bench.close()

"""A sale in cash at the counter: from the last key until the screen says that it is paid and the router is told, beside the same by
hand-written SQL and one command to the router, on connections that stay open."""

import datetime
import json
import os
import statistics
import subprocess
import time
import uuid

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

# The same rows with the same contents in the same tables, with what PostgreSQL itself asks of them (keys, indexes, triggers), each statement
# prepared once on a connection that stays open. It locks what a sale depends on (the customer, the debts that quota would pay, the open
# till), looks whether the same is asked for already or was paid for since the preview, says in audit and ledger what was before and after, so
# that it can be taken back, takes the receipt's number from the series, and chains its audit under the lock on the chain's end: without
# these a sale could be given twice, be missing in its till's sum, or break the audit. What it leaves out is to work out what the quota pays
# of debt, what the settings say of the package, the receipt and the router, to tell other screens, and to look at what stands on the router.
PEER = ("""SELECT total_quota_purchased_mb, total_quota_used_mb::text, auto_debt_offset_mb, manual_debt_mb, quota_expiry_date::text, is_blocked
             FROM public.users WHERE id = %(user)s FOR NO KEY UPDATE""",
        "SELECT FROM public.user_quota_debts WHERE user_id = %(user)s AND NOT is_paid ORDER BY id FOR NO KEY UPDATE",
        """SELECT order_id FROM console.charge WHERE user_id = %(user)s AND kind = 'package' AND state IN ('new', 'open')
           UNION ALL
           SELECT order_id FROM console.charge
            WHERE user_id = %(user)s AND kind = 'package' AND gateway <> 'counter' AND state = 'paid' AND paid_at > %(previewed)s
           UNION ALL
           SELECT midtrans_order_id FROM public.transactions WHERE user_id = %(user)s AND console.is_open_transaction(status)""",
        "SELECT id FROM console.till WHERE operator = 'peer' AND closed_at IS NULL FOR SHARE",
        """INSERT INTO console.operation (id, actor, action, args, selection, item_count)
           VALUES (%(operation)s, 'peer', 'payments.sell', '{}', '1 marked', 1)""",
        """INSERT INTO console.charge (order_id, id, kind, gateway, mode, method, user_id, package_id, subject, amount_rp, state, paid_amount_rp,
                                       paid_at, actor, gives)
           SELECT %(order)s, %(charge)s, 'package', 'counter', 'counter', 'cash', %(user)s, p.id, p.name, p.price, 'paid', p.price, now(), 'peer',
                  '10.0 GB become quota' FROM public.packages p WHERE p.name = %(package)s""",
        """INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, amount, status, payment_method, payment_time)
           SELECT %(charge)s, %(user)s, p.id, %(order)s, p.price, 'SUCCESS', 'cash', now() FROM public.packages p WHERE p.name = %(package)s""",
        """INSERT INTO public.transaction_events (id, transaction_id, source, event_type, status, payload)
           SELECT gen_random_uuid(), %(charge)s, 'APP', e.type, e.status, json_build_object('state', e.status, 'source', 'operator')::text
             FROM (VALUES ('created', 'PENDING'), ('paid', 'SUCCESS')) e (type, status)""",
        "INSERT INTO console.charge_effect (order_id, operation_id, effect) VALUES (%(order)s, %(operation)s, 'package')",
        """UPDATE public.users u SET total_quota_purchased_mb = u.total_quota_purchased_mb + round(p.data_quota_gb * 1024)::bigint,
                  quota_expiry_date = now() + make_interval(days => p.duration_days), updated_at = now()
             FROM public.packages p WHERE u.id = %(user)s AND p.name = %(package)s""",
        """INSERT INTO public.quota_mutation_ledger (id, user_id, source, idempotency_key, before_state, after_state, event_details, created_at)
           SELECT gen_random_uuid(), id, 'peer', %(operation)s::text, %(before)s::json,
                  json_build_object('total_quota_purchased_mb', total_quota_purchased_mb, 'total_quota_used_mb', total_quota_used_mb,
                                    'auto_debt_offset_mb', auto_debt_offset_mb, 'manual_debt_mb', manual_debt_mb,
                                    'quota_expiry_date', quota_expiry_date),
                  json_build_object('actor', 'peer', 'action', 'payments.sell', 'order_id', %(order)s::text), now()
             FROM public.users WHERE id = %(user)s""",
        """WITH series AS (
               INSERT INTO console.receipt_series AS s (brand, year, last_serial) VALUES ('', 2000, 1)
               ON CONFLICT (brand, year) DO UPDATE SET last_serial = s.last_serial + 1 RETURNING s.last_serial
           )
           INSERT INTO console.receipt (number, brand, year, serial, at, kind, operation_id, operator, method, amount_rp, subject, user_id, order_id,
                                        till_id)
           SELECT 'PEER-' || s.last_serial, '', 2000, s.last_serial, clock_timestamp(), 'payment', %(operation)s, 'peer', 'cash', 100000,
                  %(package)s, %(user)s, %(order)s, (SELECT t.id FROM console.till t WHERE t.operator = 'peer' AND t.closed_at IS NULL)
             FROM series s""",
        """INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
           SELECT %(operation)s, 'peer', 'payments.sell', 'user', u.id::text, %(before)s::jsonb,
                  jsonb_build_object('total_quota_purchased_mb', u.total_quota_purchased_mb, 'quota_expiry_date', u.quota_expiry_date),
                  jsonb_build_object('order_id', c.order_id)
             FROM public.users u, console.charge c WHERE u.id = %(user)s AND c.order_id = %(order)s
            UNION ALL
           SELECT %(operation)s, 'peer', 'payments.sell', 'charge', c.order_id, NULL,
                  jsonb_build_object('kind', c.kind, 'state', c.state, 'method', c.method, 'subject', c.subject, 'amount_rp', c.amount_rp,
                                     'receipt', r.number), jsonb_build_object('user_id', c.user_id)
             FROM console.charge c, console.receipt r WHERE c.order_id = %(order)s AND r.order_id = c.order_id""",
        """INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
           VALUES (%(operation)s, 'router:peer', 'sync_user', 'user', %(user)s, '{}'),
                  (%(operation)s, 'message:peer', 'charge_message', 'charge', %(charge)s,
                   jsonb_build_object('order_id', %(order)s::text, 'event', 'paid'))""",
        "UPDATE console.operation SET digest = console.operation_digest(id) WHERE id = %(operation)s",
        """WITH head AS MATERIALIZED (SELECT h.hash FROM console.operation_head h FOR UPDATE), sealed AS (
               UPDATE console.operation o SET seq = DEFAULT, prev_hash = head.hash, hash = sha256(head.hash || o.digest)
                 FROM head WHERE o.id = %(operation)s RETURNING o.seq, o.hash
           )
           UPDATE console.operation_head h SET seq = s.seq, hash = s.hash FROM sealed s""")
PEER_CLAIMS = """UPDATE console.outbox SET state = 'running', attempts = 1, worker_id = %(charge)s,
                                         lease_until = clock_timestamp() + interval '30 s'
                  WHERE operation_id = %(operation)s AND target = 'router:peer'"""
PEER_ENDS = """UPDATE console.outbox SET state = 'done', done_at = clock_timestamp(), worker_id = NULL, lease_until = NULL
                WHERE operation_id = %(operation)s AND target = 'router:peer'"""


class Counter:
    def __init__(self, options):
        self.binary = options.binary
        self.scratch = Scratch(bool(os.environ.get("KEEP")))
        self.postgres, self.router, self.console, self.api = Postgres(self.scratch.path), None, None, None
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
        """Seconds from the last enter to the screen that says both PAID and that the router was told."""
        shown = "0" + phone[3:]
        self.type("/", "\x15", *shown, "\r")
        self.wait(lambda lines: sum(shown in line for line in lines[3:]) == 1)
        self.console.send(b"P")
        self.wait(lambda lines: any("‹ cash ›" in line for line in lines))
        self.type(*PACKAGE, "\r")
        self.wait(lambda lines: any("enter Apply" in line for line in lines))
        self.console.burst(0.1, 0.1)
        sent = self.console.send(b"\r")
        paid = self.console.until_afterwards(lambda lines: all(any(text in line for line in lines)
                                                               for text in ("PAID", f"-{number:06}", "main: 1 synced")))
        assert paid, "\n".join(self.console.screen.display)
        self.console.send(b"\x1b")
        self.wait(lambda lines: any(shown in line for line in lines[3:]) and not any("PAID" in line for line in lines))
        self.console.burst(0.3, 0.3)
        return paid - sent

    def start(self):
        self.console = Console([*self.argv, "users"], self.env)
        self.wait(lambda lines: sum("08" in line for line in lines) > 5)
        where = self.router.address
        self.database.execute("INSERT INTO console.till (id, operator, is_opened_by_sale) VALUES (gen_random_uuid(), 'peer', true)")
        self.api = librouteros.connect(host=where["host"], port=where["port"], username=where["user"], password="router", encoding="latin-1")

    def peer(self, user, turn):
        """Seconds for the same by hand."""
        row = {"user": user, "package": PACKAGE, "order": f"PEER-{turn}", "operation": uuid.uuid4(), "charge": uuid.uuid4(),
               "previewed": datetime.datetime.now(datetime.timezone.utc)}
        began = time.perf_counter()
        with self.database.transaction():
            for statement in PEER:
                cursor = self.database.execute(statement, row, prepare=True)
                if "before" not in row:
                    row["before"] = json.dumps(dict(zip((c.name for c in cursor.description), cursor.fetchone())))
        self.database.execute(PEER_CLAIMS, row, prepare=True)
        tuple(self.api("/ip/firewall/address-list/add", list="peer", address=f"10.250.0.{turn + 1}"))
        self.database.execute(PEER_ENDS, row, prepare=True)
        return time.perf_counter() - began

    def in_turns(self):
        """The first of both is for what is opened and prepared then."""
        self.start()
        both = [(self.sale(phone, number), self.peer(user, number)) for number, (user, phone) in enumerate(self.customers[:SALES + 1], 1)]
        return [sale for sale, _ in both[1:]], [peer for _, peer in both[1:]]

    def close(self):
        if self.console:
            self.console.close()
        if self.api:
            self.api.close()
        if self.router:
            self.router.stop()
        if self.postgres.process:
            self.postgres.stop()
        self.scratch.close()


def measure(options, report):
    bench = Counter(options)
    try:
        bench.prepare()
        ours, peers = bench.in_turns()
        told = bench.database.execute("""SELECT count(*) FROM console.outbox x JOIN console.charge_effect e ON e.operation_id = x.operation_id
                                          WHERE x.target = 'router:main' AND x.state = 'done'""").fetchone()[0]
        assert told == SALES + 1, f"the router was told of {told} of {SALES + 1}"
        report.add("a sale in cash, from the last key to paid and the router told", 1000 * statistics.median(ours), "ms", None,
                   "SQL by hand and one command to the router", 1000 * statistics.median(peers), MOST)
    finally:
        bench.close()

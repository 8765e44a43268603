"""What the detectors of incidents cost on a database of 100,000 customers with their charges, devices, sessions and invoices,
of whom some are what is looked for.

CPU of the server's session, not time: what else the machine does changes it little. Buffers tell the same without a clock.
"""

import glob
import os
import re
import subprocess

import psycopg
from former import migrate
from postgres import Postgres
from processes import Scratch
from rest import cpu_ms
from sandbox import load_sample

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
USERS = 100_000
RUNS = 20
MOST_MS = 50
MOST_PERCENT = 1  # of a core
DEFAULT_INTERVAL_S = 30
WORTH_A_ROW_MS = 1

MORE = """
SET session_replication_role = replica;
CREATE TEMP TABLE who AS SELECT id, full_name, phone_number, row_number() OVER (ORDER BY md5(id::text)) AS n FROM public.users;
INSERT INTO console.router (name, position) VALUES ('main', 0), ('north', 1);
INSERT INTO console.router_sync_state (router, state, checked_at, last_ok_at, last_usage_at, counters_moved_at)
SELECT name, 'up', now(), now(), now(), now() FROM console.router ON CONFLICT (router) DO UPDATE SET state = 'up';
INSERT INTO console.charge (order_id, kind, gateway, mode, method, user_id, subject, amount_rp, paid_amount_rp, state, waits_for, actor,
                            paid_at, expires_at, created_at, updated_at)
SELECT 'HC-' || i, 'package', 'midtrans', 'core_api', 'qris', w.id, 'Paket 10 GB', 100000, 100000, s.state,
       CASE WHEN s.state = 'late' THEN 'money' END, 'bench', CASE WHEN s.state IN ('paid', 'late') THEN s.at END,
       s.at + interval '15 minutes', s.at, s.at
  FROM generate_series(1, 300000) i
  JOIN who w ON w.n = 1 + i % 100000
 CROSS JOIN LATERAL (SELECT CASE WHEN i <= 300 THEN 'open' WHEN i % 20000 = 7 THEN 'late' WHEN i % 4 = 0 THEN 'expired' ELSE 'paid' END AS state,
                            now() - i * interval '60 s' AS at) s;
INSERT INTO console.charge_effect (order_id, operation_id, effect, at)
SELECT order_id, gen_random_uuid(), 'package', paid_at FROM console.charge WHERE state = 'paid';
INSERT INTO console.inbox (gateway, order_id, status, body, state, received_at)
SELECT 'midtrans', order_id, '200/settlement/accept', '', CASE WHEN row_number() OVER () % 50000 = 0 THEN 'unmatched' ELSE 'done' END,
       paid_at FROM console.charge WHERE state = 'paid';
INSERT INTO console.outbox (target, effect, entity_type, entity_id, state, done_at, last_error, created_at)
SELECT 'router:main', 'sync_user', 'user', w.id, s.state, CASE WHEN s.state = 'done' THEN now() END, 'x', now() - n * interval '1 minute'
  FROM who w CROSS JOIN LATERAL (SELECT CASE WHEN w.n % 5000 = 0 THEN 'failed' ELSE 'done' END AS state) s;
INSERT INTO console.router_session (id, router, router_id, user_id, account, mac, address, uptime_s, bytes)
SELECT gen_random_uuid(), 'main', '*' || to_hex(row_number() OVER ()), d.user_id, w.phone_number, d.mac_address,
       host('10.0.0.0'::inet + (row_number() OVER ())::int), 3600, 1000000
  FROM public.user_devices d JOIN who w ON w.id = d.user_id LIMIT 60000;
UPDATE console.router_session SET account_user_id = user_id;
UPDATE console.router_session SET shares_address = true, address = '10.255.0.1' WHERE router_id IN ('*1', '*2');
UPDATE console.router_session s SET account_user_id = o.user_id, is_lent = true
  FROM console.router_session o WHERE s.router_id = '*5' AND o.router_id = '*6';
INSERT INTO console.drift (id, router, kind, user_id, subject, cause, mend, is_safe, found_at)
SELECT gen_random_uuid(), 'main', 'account_limit', w.id, w.phone_number, 'x', 'x', true, now() FROM who w WHERE n <= 2000;
INSERT INTO console.product (id, code, name, price_rp)
SELECT md5('p' || n)::uuid, 'P' || n, 'Product ' || n, 10000 FROM generate_series(1, 200) AS n;
INSERT INTO console.product_count (product_id, free, reserved, used) SELECT id, 100, 0, 10 FROM console.product;
INSERT INTO console.operation (id, actor, action, item_count) SELECT md5('bench')::uuid, 'bench', 'quota.inject', 3 * count(*) FROM who;
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, at)
SELECT md5('bench')::uuid, 'bench', 'quota.inject', 'user', w.id::text, '{}', '{}', now() - i * interval '1 hour'
  FROM generate_series(1, 3) i CROSS JOIN who w;
INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, amount, status, created_at, updated_at)
SELECT gen_random_uuid(), w.id, (SELECT id FROM public.packages LIMIT 1), 'PORTAL-' || w.n, 100000, 'SUCCESS', now() - n * interval '1 h', now()
  FROM who w;
"""


def detectors():
    """Of all rooms: {name: (statement, seconds between two looks)}."""
    found = {}
    for path in sorted(glob.glob(os.path.join(ROOT, "model", "*", "detectors.c"))):
        with open(path, encoding="utf-8") as text:
            entries = re.split(r"\n    \{ ", text.read())[1:]
        room = os.path.basename(os.path.dirname(path))
        for entry in entries:
            name, sql, every = (re.search(pattern, entry) for pattern in
                                (r'\.name = "(\w+)"', r'\.sql = "(\w+)"', r"\.interval_s = (\d+)"))
            if sql:
                with open(os.path.join(ROOT, "db", room, sql[1] + ".sql"), encoding="utf-8") as statement:
                    found[name[1]] = (statement.read(), int(every[1]) if every else DEFAULT_INTERVAL_S)
    return found


class Bench:
    def __init__(self, binary):
        self.binary = binary
        self.scratch = Scratch(bool(os.environ.get("KEEP")))
        self.postgres = Postgres(self.scratch.path)
        self.config = self.scratch.file("console.conf")

    def prepare(self):
        self.postgres.start()
        self.postgres.psql("postgres", "-c", "CREATE DATABASE hotspot")
        with open(self.config, "w", encoding="ascii") as out:
            out.write(f'database = "{self.postgres.conninfo("hotspot")}";\nlog_file = "{self.scratch.file("log")}";\n'
                      f'audit_file = "{self.scratch.file("audit")}";\n')
        migrate(self.binary, self.config)
        load_sample(self.postgres, "hotspot", USERS)
        with psycopg.connect(self.postgres.conninfo("hotspot"), autocommit=True) as connection:
            connection.execute(MORE)
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")

    def measure(self, report):
        spent = {}
        with psycopg.connect(self.postgres.conninfo("hotspot"), autocommit=True, prepare_threshold=0) as connection:
            pid = connection.info.backend_pid
            for name, (statement, every_s) in detectors().items():
                spent[name] = (*cost(connection, pid, statement), every_s)
        for name, (ms, buffers, _) in sorted(spent.items(), key=lambda item: -item[1][0]):
            if ms >= WORTH_A_ROW_MS:
                report.add(f"detector {name}, CPU ({buffers} buffers)", ms, "ms", MOST_MS)
        report.add(f"the dearest of {len(spent)} detectors with a statement", max(ms for ms, _, _ in spent.values()), "ms", MOST_MS)
        report.add("all detectors, each at its interval, of a core", sum(ms / every_s / 10 for ms, _, every_s in spent.values()), "%",
                   MOST_PERCENT)

    def watch(self, report):
        """The whole look as its job does it: what the server spends beyond a process that only connects."""
        def server_s(*arguments):
            before = children_s(self.postgres.process.pid)
            for _ in range(5):
                subprocess.run([self.binary, "--config", self.config, *arguments], check=True, stdout=subprocess.DEVNULL,
                               env={**os.environ, "XDG_STATE_HOME": self.scratch.path})
            return (children_s(self.postgres.process.pid) - before) / 5
        watch = ("act", "jobs.run", "--id", "incident_watch", "--yes")
        server_s(*watch)
        whole = server_s(*watch) - server_s("act", "jobs.run", "--id", "worker_cleanup", "--yes")
        report.add("a look of all detectors at once, its planning included, CPU of the server", whole * 1000, "ms", 300)

    def close(self):
        if self.postgres.process:
            self.postgres.stop()
        self.scratch.close()


def cost(connection, pid, statement):
    """Milliseconds of CPU of a run, buffers that it looks at."""
    plan = connection.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + statement).fetchone()[0][0]["Plan"]
    connection.execute(statement).fetchall()
    before = cpu_ms(pid)
    for _ in range(RUNS):
        connection.execute(statement).fetchall()
    return (cpu_ms(pid) - before) / RUNS, plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def children_s(pid):
    """CPU of the sessions that have ended."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as line:
        words = line.read().rsplit(")", 1)[1].split()
    return (int(words[13]) + int(words[14])) / os.sysconf("SC_CLK_TCK")


def measure(options, report):
    bench = Bench(options.binary)
    try:
        bench.prepare()
        bench.measure(report)
        report.attempt("the look as a whole", bench.watch, report)
    finally:
        bench.close()

"""`check` on a sound database of 100,000 users with a shop that has sold: it finds nothing, in a time that an operator waits for."""

import json
import os
import statistics
import subprocess
import time

from former import migrate
from postgres import Postgres
from processes import Scratch
from sandbox import load_sample

USERS = 100_000
ORDERS = 20_000
TURNS = 3
MOST_S = 10
BESIDE_THE_DATA = {"worker_running", "setup:router"}  # nothing but a database is here

SHOP = f"""
INSERT INTO console.product (id, code, name, price_rp)
SELECT md5('p' || n)::uuid, 'P' || n, 'Product ' || n, 10000 FROM generate_series(10, 29) AS n;
INSERT INTO console.product_content (product_id, content)
SELECT md5('p' || 10 + n % 20)::uuid, 'free ' || n FROM generate_series(1, 100000) AS n;
CREATE TEMP TABLE sold AS
SELECT row_number() OVER () AS n, u.id AS user_id FROM (SELECT id FROM public.users ORDER BY id LIMIT {ORDERS}) u;
INSERT INTO console.charge (order_id, kind, gateway, mode, method, user_id, subject, amount_rp, state, actor, paid_at)
SELECT 'ORDER-' || n, 'order', 'midtrans', 'core_api', 'qris', user_id, 'x', 10000, 'paid', 'bench', now() FROM sold;
INSERT INTO console.charge_effect (order_id, operation_id, effect)
SELECT 'ORDER-' || n, (SELECT o.id FROM console.operation o LIMIT 1), 'order' FROM sold;
INSERT INTO console.shop_order (id, user_id, state, total_rp, charge_order_id, actor, paid_at, ended_at)
SELECT md5('o' || n)::uuid, user_id, 'paid', 10000, 'ORDER-' || n, 'bench', now(), now() FROM sold;
INSERT INTO console.order_item (order_id, position, product_id, quantity, unit_price_rp)
SELECT md5('o' || n)::uuid, 1, md5('p' || 10 + n % 20)::uuid, 1, 10000 FROM sold;
INSERT INTO console.product_content (product_id, content, is_used, used_at, used_by_order_id)
SELECT md5('p' || 10 + n % 20)::uuid, 'sold ' || n, true, now(), md5('o' || n)::uuid FROM sold;
"""


class Checks:
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
        # the effects need an operation that the chain of the audit knows
        subprocess.run([self.binary, "--config", self.config, "act", "coupons.create", "code=BENCH", "percent=5", "--yes"], check=True,
                       stdout=subprocess.DEVNULL, env={**os.environ, "XDG_STATE_HOME": self.scratch.path})
        self.postgres.psql("hotspot", "-q", "-c", SHOP)
        self.postgres.psql("hotspot", "-c", "ANALYZE")

    def look(self):
        """Seconds; and nothing is found."""
        begin = time.perf_counter()
        done = subprocess.run([self.binary, "--config", self.config, "check", "--format", "json"], stdout=subprocess.PIPE, text=True,
                              env={**os.environ, "XDG_STATE_HOME": self.scratch.path}, check=False)
        took = time.perf_counter() - begin
        found = {f["name"]: f["count"] for f in json.loads(done.stdout)}
        assert set(found) <= BESIDE_THE_DATA, found
        return took

    def close(self):
        if self.postgres.process:
            self.postgres.stop()
        self.scratch.close()


def measure(options, report):
    checks = Checks(options.binary)
    try:
        checks.prepare()
        report.add(f"check of a sound database of {USERS} users and {ORDERS} orders, as a whole process",
                   statistics.median(checks.look() for _ in range(TURNS)), "s", MOST_S)
    finally:
        checks.close()

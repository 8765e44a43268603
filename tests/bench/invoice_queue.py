"""Measures the invoice queue without Xendit, beside a hand-written loop with SKIP LOCKED in pgbench: rows of bench.py."""

import json
import os
import re
import subprocess

import psycopg

HERE = os.path.dirname(os.path.abspath(__file__))
INVOICES = 20_000
CLIENTS = 2

QUEUE = """
INSERT INTO console.brand (name, prefix, tax_percent, key_kind) VALUES (%(brand)s, %(brand)s, 11, 'test');
INSERT INTO console.subscription (id, user_id, brand, package, price_rp, due_day, starts_on, actor)
SELECT md5(%(brand)s || n)::uuid, gen_random_uuid(), %(brand)s, 'Paket', 100000, 10, '2020-01-01', 'bench' FROM generate_series(1, %(items)s) AS n;
INSERT INTO console.invoice (id, invoice_number, external_id, subscription_id, user_id, brand, period, days, of_days, subject, base_rp,
                             tax_percent, tax_rp, total_rp, issued_on, due_on, is_vip, tipe)
SELECT s.id, s.number, s.number, s.id, s.user_id, s.brand, '2026-01-01', 31, 31, 'Paket', 100000, 11, 11000, 111000, '2026-01-01',
       '2026-01-10', false, 'normal'
  FROM (SELECT *, brand || '-' || upper(substr(id::text, 1, 18)) AS number FROM console.subscription WHERE brand = %(brand)s) s;
INSERT INTO console.charge (order_id, kind, gateway, mode, user_id, subject, amount_rp, actor, invoice_id)
SELECT external_id, 'invoice', 'xendit', 'invoice', user_id, subject, total_rp, 'bench', id FROM console.invoice WHERE brand = %(brand)s;
INSERT INTO console.invoice_queue (invoice_id, order_id, brand, priority, rank_at)
SELECT id, external_id, brand, 'NORMAL', clock_timestamp() FROM console.invoice WHERE brand = %(brand)s;
"""


def ours(loop, conninfo):
    """Seconds an invoice."""
    running = [subprocess.Popen([loop, conninfo, "BENCH"], stdout=subprocess.PIPE) for _ in range(CLIENTS)]
    told = [json.loads(process.communicate()[0]) for process in running]
    assert sum(one["items"] for one in told) == INVOICES, told
    return max(one["seconds"] for one in told) / INVOICES


def peer(pgbench, conninfo):
    done = subprocess.run([pgbench, "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "1", "-t", str(INVOICES // CLIENTS), "-f",
                           os.path.join(HERE, "queue_peer.sql"), conninfo], capture_output=True, text=True, check=True)
    return 1 / float(re.search(r"tps = ([\d.]+)", done.stdout).group(1))


def measure(report, postgres, conninfo, loop):
    """In a database that is migrated; loop: the program tests/bench/queue_loop.c."""
    with psycopg.ClientCursor(psycopg.connect(conninfo, autocommit=True)) as cursor:
        for brand in ("PEER", "BENCH"):
            cursor.execute(QUEUE, {"brand": brand, "items": INVOICES})
        cursor.execute("VACUUM ANALYZE")
        cursor.connection.close()
    beside = peer(postgres.binary("pgbench"), conninfo)
    report.add(f"an invoice claimed and completed, by {CLIENTS} workers at once", ours(loop, conninfo) * 1000, "ms", None,
               "hand-written SKIP LOCKED in pgbench", beside * 1000, most_ratio=2)

"""A thousand charges under everything that can go wrong at once: notifications lost, repeated, late and out of order, a
gateway that fails and resets after it has done its work, and workers killed fifty times. In the end each paid charge has
had its effect once, no other has, and the gateway's view and ours agree."""

import collections
import heapq
import itertools
import json
import math
import random
import signal
import subprocess
import time

import pytest
from cashdesk import make_due, post
from processes import spawn, stop

KILLS = 50
PACKAGE, PACKAGE_MB, PRICE = "Paket 10 GB", 10240, 100_000
DEBT_MB, TOPUP = 1024, 75_000
GROUPS = {  # room of the customers: how many, what is asked of them, and how
    "QRIS": (400, "payments.sell", [f"package={PACKAGE}", "method=qris"]),
    "GOPAY": (100, "payments.sell", [f"package={PACKAGE}", "method=gopay"]),
    "VA": (200, "payments.sell", [f"package={PACKAGE}", "method=va", "bank=bni"]),
    "DEBT": (200, "payments.settle_debt", ["method=qris"]),
    "TOPUP": (100, "payments.topup", [f"amount={TOPUP}", "method=qris"]),
}
CHARGES = sum(count for count, _, _ in GROUPS.values())
STORM_S = 600
# What becomes of a charge at the gateway, one after the other, and how many of a hundred charges go that way.
FATES = {
    ("settlement",): 66, (): 10, ("expire",): 8, ("deny",): 3, ("cancel",): 3, ("expire", "settlement"): 6, ("short",): 4,
}
ENDS = {  # where a charge may stand in the end; whether an expiry was noticed before the money came is chance
    ("settlement",): ("paid",), (): ("open",), ("expire",): ("expired",), ("deny",): ("failed",), ("cancel",): ("cancelled",),
    ("expire", "settlement"): ("paid", "late"), ("short",): ("mismatch",),
}


def add_customers(database):
    """Customers of each room; among buyers some have automatic debt, some manual debt."""
    for room, (count, action, _) in GROUPS.items():
        database.all("""
            WITH u AS (
                INSERT INTO public.users (id, phone_number, full_name, kamar, is_active, approval_status, role, is_blocked,
                                          mikrotik_profile_name, mikrotik_password, total_quota_purchased_mb, total_quota_used_mb,
                                          auto_debt_offset_mb, manual_debt_mb, quota_expiry_date, is_unlimited_user, created_at, updated_at)
                SELECT gen_random_uuid(), '+6289' || %s || lpad(i::text, 6, '0'), 'Pembeli ' || i, %s, true, 'APPROVED', 'USER', false,
                       'default', '123456', 10240, CASE WHEN i %% 5 = 0 AND %s THEN 10752.25 ELSE 100.5 END, 0,
                       CASE WHEN %s OR i %% 5 = 1 THEN %s ELSE 0 END, now() + interval '9 days', false, now(), now()
                  FROM generate_series(1, %s) AS i
                RETURNING id, manual_debt_mb)
            INSERT INTO public.user_quota_debts (id, user_id, debt_date, amount_mb, paid_mb, is_paid, created_at, updated_at)
            SELECT gen_random_uuid(), id, current_date, manual_debt_mb, 0, false, now(), now() FROM u WHERE manual_debt_mb > 0
            """, str(10 + list(GROUPS).index(room)), room, action == "payments.sell", action == "payments.settle_debt", DEBT_MB, count)


class Customer(collections.namedtuple("Customer", "purchased used offset manual balance")):
    """What a customer has, and what he should have once something is paid."""

    def with_package(self):
        auto = min(PACKAGE_MB, math.ceil(max(0, self.used - self.purchased - self.offset)))
        manual = min(PACKAGE_MB - auto, self.manual)
        return self._replace(purchased=self.purchased + PACKAGE_MB - manual, manual=self.manual - manual)

    def after(self, kind):
        if kind == "package":
            return self.with_package()
        return self._replace(manual=0) if kind == "debt" else self._replace(balance=self.balance + TOPUP)


def customers(database):
    return {row[0]: Customer(*row[1:]) for row in database.all(
        """SELECT id, total_quota_purchased_mb, total_quota_used_mb, auto_debt_offset_mb, manual_debt_mb, console.balance_rp(id)
             FROM public.users""")}


class Storm:
    """Sells, pays, notifies and kills, by one clock, in one thread; the sales run in processes of their own."""

    def __init__(self, database, gateways, argv, configs, url, environment, log):
        self.database, self.gateways, self.url, self.log = database, gateways, url, log
        self.argv, self.configs, self.environment = argv, configs, environment
        self.dice = random.Random(20)
        self.events, self.numbers = [], itertools.count()
        self.fates, self.workers, self.sales = {}, {}, []
        self.kills = 0
        self.answers = collections.Counter()

    def at(self, seconds, do, *arguments):
        heapq.heappush(self.events, (time.monotonic() + seconds, next(self.numbers), do, arguments))

    def start(self, config):
        self.workers[config] = spawn([*self.argv, "--config", config, "worker"], stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
                                     env=self.environment)
        if self.kills < KILLS:
            self.at(self.dice.uniform(0.2, 2.0), self.kill, config)

    def kill(self, config):
        worker = self.workers[config]
        worker.kill()
        assert worker.wait() == -signal.SIGKILL, "a worker ended by itself"
        self.kills += 1
        # The dead one's claims end by the database's clock, which is moved here: for its rows alone.
        mine = "(SELECT id FROM console.worker WHERE pid = %s)"
        for table, column in (("outbox", "worker_id"), ("inbox", "worker_id"), ("job", "lease_worker")):
            self.database.all(f"UPDATE console.{table} SET lease_until = now() - interval '1 second' WHERE {column} IN {mine}"
                              " AND lease_until > now()", worker.pid)
        self.database.all("UPDATE console.outbox SET next_attempt_at = now() WHERE id IN ("
                          "SELECT id FROM console.outbox WHERE state = 'pending' FOR UPDATE SKIP LOCKED)")
        self.database.all("UPDATE console.job SET next_run_at = now() WHERE random() < 0.3")
        self.at(self.dice.uniform(0, 0.3), self.start, config)

    def sell(self, room):
        _, action, arguments = GROUPS[room]
        self.sales.append(spawn([*self.argv, "--config", self.configs[1], "act", action, "--where", f"kamar:{room}", *arguments, "--yes"],
                                stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env=self.environment))

    def look(self):
        """Charges that are new at the gateway get their fate."""
        for order in sorted(set(self.gateways.order("dump")["charges"]) - set(self.fates)):
            fate = self.dice.choices(list(FATES), list(FATES.values()))[0]
            self.fates[order] = fate
            if self.dice.random() < 0.3:
                self.notify(self.gateways.move(order, "pending", silent=True)["body"])
            for number, status in enumerate(fate):
                self.at(self.dice.uniform(0.1, 4) + number * 4, self.move, order, status)
        self.at(0.25, self.look)

    def move(self, order, status):
        arguments = {"amount": 1000, "status": "settlement"} if status == "short" else {"status": status}
        body = self.gateways.move(order, silent=True, **arguments)["body"]
        if self.dice.random() >= 0.2:  # the others are lost
            self.notify(body)

    def notify(self, body):
        for _ in range(self.dice.choice((1, 1, 1, 2, 3))):
            self.at(self.dice.uniform(0, 6), self.send, body)

    def send(self, body):
        self.answers[post(self.url, body)] += 1

    def is_over(self):
        """Every charge is at the gateway and has gone its way there, however long this machine took for it."""
        return (self.kills >= KILLS and len(self.fates) == CHARGES and all(sale.poll() is not None for sale in self.sales)
                and all(do == self.look for _, _, do, _ in self.events))

    def run(self):
        deadline = time.monotonic() + STORM_S
        for config in self.configs:
            self.start(config)
        for number, room in enumerate(GROUPS):
            self.at(1 + 3 * number, self.sell, room)
        self.at(1, self.look)
        while not self.is_over():
            assert time.monotonic() < deadline, (self.kills, len(self.fates), [sale.poll() for sale in self.sales])
            when, _, do, arguments = heapq.heappop(self.events)
            time.sleep(max(0, when - time.monotonic()))  # the next thing that is to happen
            do(*arguments)


def wait_for_the_rest(database, run, gateways, config):
    """Without a fault any more, until nothing waits and every charge that may still be paid has been asked about since."""
    gateways.order("calm")
    database.all("UPDATE console.charge SET asked_at = NULL WHERE state IN ('new', 'open', 'expired', 'cancelled', 'failed')")
    for _ in range(40):
        make_due(database)
        done = run("worker", "--once", config=config, timeout=240)
        assert done.code == 0, done.err
        left = database.one("""SELECT (SELECT count(*) FROM console.outbox WHERE state IN ('pending', 'running')),
                                      (SELECT count(*) FROM console.inbox WHERE state = 'new'),
                                      (SELECT count(*) FROM console.charge WHERE state = 'new'
                                          OR state = 'open' AND gateway_status IS DISTINCT FROM 'pending')""")
        theirs = {order: found["status"] for order, found in gateways.order("dump")["charges"].items()}
        ours = database.all("SELECT order_id, state FROM console.charge WHERE state IN ('open', 'expired', 'cancelled', 'failed')")
        behind = [order for order, state in ours if theirs.get(order) == "settlement" or state == "open" and theirs.get(order) != "pending"]
        if left == (0, 0, 0) and not behind:
            return
    pytest.fail(f"it does not come to rest: outbox, inbox, charges {left}, behind the gateway {len(behind)}: {behind[:3]}; {done.err[-500:]}")


@pytest.mark.alone
def test_a_thousand_charges(database, gateways, run, make_config, free_port, binary, environment, tmp_path):
    address = f"127.0.0.1:{free_port()}"
    configs = [make_config(database, midtrans=gateways, listen=address), make_config(database, midtrans=gateways)]
    add_customers(database)
    before = customers(database)
    rows_before = database.one("SELECT count(*) FROM public.quota_mutation_ledger")
    for kind, share, more in (("status", 0.07, {"status": 503}), ("reset", 0.03, {}), ("reset_after", 0.05, {}), ("html", 0.02, {})):
        gateways.order("share", gateway="midtrans", kind=kind, share=share, **more)
    gateways.order("latency", gateway="midtrans", ms=0, jitter_ms=10)
    with open(tmp_path / "storm.log", "ab") as log:
        storm = Storm(database, gateways, [binary], configs, f"http://{address}/midtrans", environment, log)
        try:
            storm.run()
        finally:
            for process in [*storm.workers.values(), *storm.sales]:
                stop(process)
    wait_for_the_rest(database, run, gateways, configs[1])
    assert storm.kills >= KILLS and storm.answers[200] > 300, storm.answers
    assert [sale.returncode for sale in storm.sales] == [0] * len(GROUPS)

    assert_views_agree(database, gateways, storm.fates)
    assert_effects(database, before, rows_before)
    assert_audit(database, run, configs[1])


def assert_views_agree(database, gateways, fates):
    ours = dict(database.all("SELECT order_id, state FROM console.charge"))
    theirs = gateways.order("dump")["charges"]
    assert len(ours) == CHARGES == len(theirs)
    assert set(ours) == set(theirs)
    wrong = {order: (ours[order], fates.get(order), theirs[order]["status"]) for order in ours if ours[order] not in ENDS[fates.get(order, ())]}
    assert not wrong, (len(wrong), dict(itertools.islice(wrong.items(), 5)))
    mirrored = database.all("""SELECT t.status, c.state FROM console.charge c LEFT JOIN public.transactions t ON t.midtrans_order_id = c.order_id
                                WHERE c.kind IN ('package', 'debt') GROUP BY 1, 2""")
    portal = {"paid": "SUCCESS", "open": "PENDING", "expired": "EXPIRED", "failed": "FAILED", "cancelled": "CANCELLED"}
    assert {(status, state) for status, state in mirrored if state in portal} <= {(portal[state], state) for state in portal}, mirrored


def assert_effects(database, before, rows_before):
    """Each customer has what he had, and what he paid for, once: by the figures, and by every place where it is written."""
    charges = database.all("SELECT user_id, order_id, kind, state FROM console.charge")
    wanted = dict(before)
    for user, _, kind, state in charges:
        if state == "paid":
            wanted[user] = wanted[user].after(kind)
    now = customers(database)
    wrong = [(user, before[user], now[user], wanted[user]) for user in wanted if now[user] != wanted[user]]
    assert not wrong, (len(wrong), wrong[:3])

    paid = sorted(order for _, order, _, state in charges if state == "paid")
    assert len(paid) > 500
    assert [order for order, in database.all("SELECT order_id FROM console.charge_effect ORDER BY order_id COLLATE \"C\"")] == paid
    of_quota = sum(1 for _, _, kind, state in charges if state == "paid" and kind != "deposit")
    assert database.one("SELECT count(*) FROM public.quota_mutation_ledger") - rows_before == of_quota
    deposits = sorted(order for _, order, kind, state in charges if state == "paid" and kind == "deposit")
    assert [tuple(row) for row in database.all("SELECT order_id, rp FROM console.balance_entry ORDER BY order_id COLLATE \"C\"")] == [
        (order, TOPUP) for order in deposits]
    assert database.one("SELECT count(*) FROM console.deposit WHERE (status = 'completed') <> (gateway_order_id = ANY(%s))", deposits) == 0


def assert_audit(database, run, config):
    """Every move of a charge stands in the audit, the move to "paid" once, and the chain holds."""
    twice = database.all("""SELECT c.order_id, count(a.*) FROM console.charge c
                              LEFT JOIN console.audit_log a ON a.entity_type = 'charge' AND a.entity_id::text IN (c.order_id, c.id::text)
                               AND a.after ->> 'state' = 'paid'
                             WHERE c.state = 'paid' GROUP BY 1 HAVING count(a.*) <> 1""")
    assert not twice, (len(twice), twice[:3])
    unsold = database.one("""SELECT count(*) FROM console.charge c WHERE NOT EXISTS (SELECT FROM console.audit_log a WHERE a.entity_type = 'charge'
                              AND a.entity_id::text IN (c.order_id, c.id::text) AND a.action LIKE 'payments.%%')""")
    assert unsold == 0
    assert database.one("SELECT count(*) FROM console.outbox WHERE state = 'failed'") == 0
    findings = {row["name"]: row for row in json.loads(run("check", "--format", "json", config=config).out)}
    assert not {"audit_chain", "manual_debt_is_ledger_sum", "debt_payments_fit", "outbox_failed"} & set(findings), findings

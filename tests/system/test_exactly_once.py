"""A thousand charges under everything that can go wrong at once: notifications lost, repeated, late and out of order, gateways that
fail and reset after they have done their work, money that goes back at the gateway and by hand, and workers and operators killed
all the while. In the end each payment has had its effect once, each that went back was taken back once or waits, as
payment_refund said when it did, and the figures of every customer are what a model says that has never seen the database.

What becomes of each charge follows from a seed and the charge's name, whatever the machine does meanwhile; a failure names both.
HC_STORM_SEED=… draws others."""

import collections
import heapq
import itertools
import json
import math
import os
import random
import signal
import subprocess
import time

import pytest
from cashdesk import make_due, post
from charge_stories import Seen, Story, seen_of
from invoicing import set_setting, tell_brands
from processes import spawn, stop

SEED = int(os.environ.get("HC_STORM_SEED", "20"))
KILLS = 50
PACKAGE, PACKAGE_MB = "Paket 10 GB", 10240
DEBT_MB, TOPUP = 1024, 75_000
ROOMS = {"QRIS": 200, "VA": 130, "DEBT": 130, "SNAP": 140, "SAVER": 40}  # of customers, and how many live there
# What is sold to whom: one mode of Midtrans after the other.
SALES = {
    "core_api": [("QRIS", "payments.sell", [f"package={PACKAGE}", "method=qris"]), ("QRIS", "payments.topup", [f"amount={TOPUP}", "method=qris"]),
                 ("VA", "payments.sell", [f"package={PACKAGE}", "method=va", "bank=bni"]), ("DEBT", "payments.settle_debt", ["method=qris"])],
    "snap": [("SNAP", "payments.sell", [f"package={PACKAGE}"]), ("SAVER", "payments.topup", [f"amount={TOPUP}"])],
}
# Who is invoiced besides: brand and mode at Xendit, room, how many of it.
BRANDS = {"JAKINET": ("invoice", "VA", 100), "BANDNET": ("session", "DEBT", 60)}
TOKENS = {"JAKINET": "callback-EXAMPLE", "BANDNET": "callback-BANDNET"}
CHARGES = sum(ROOMS[room] for sales in SALES.values() for room, _, _ in sales) + sum(count for _, _, count in BRANDS.values())
STORM_S = int(os.environ.get("STORM_S", "600"))
PATIENCE_S = 1.5  # whoever was not heard of for so long is asked about


def add_customers(database):
    """Customers of each room; among buyers some have automatic debt, some manual debt."""
    for number, (room, count) in enumerate(ROOMS.items()):
        buys, owes = room not in ("DEBT", "SAVER"), room == "DEBT"
        database.all("""
            WITH u AS (
                INSERT INTO public.users (id, phone_number, full_name, kamar, is_active, approval_status, role, is_blocked,
                                          mikrotik_profile_name, mikrotik_password, total_quota_purchased_mb, total_quota_used_mb,
                                          auto_debt_offset_mb, manual_debt_mb, quota_expiry_date, is_unlimited_user, created_at, updated_at)
                SELECT gen_random_uuid(), '+6289' || %s || lpad(i::text, 6, '0'), %s || '/' || i, %s, true, 'APPROVED', 'USER', false,
                       'default', '123456', 10240, CASE WHEN i %% 5 = 0 AND %s THEN 10752.25 ELSE 100.5 END, 0,
                       CASE WHEN %s OR i %% 5 = 1 THEN %s ELSE 0 END, now() + interval '9 days', false, now(), now()
                  FROM generate_series(1, %s) AS i
                RETURNING id, manual_debt_mb)
            INSERT INTO public.user_quota_debts (id, user_id, debt_date, amount_mb, paid_mb, is_paid, created_at, updated_at)
            SELECT gen_random_uuid(), id, current_date, manual_debt_mb, 0, false, now(), now() FROM u WHERE manual_debt_mb > 0
            """, str(10 + number), room, room, buys, owes, DEBT_MB, count)


def invoice_them(database, run, config):
    """This month's invoices for those who have a subscription."""
    set_setting(database, "xendit_test_per_minute", 60000)
    set_setting(database, "queue_tries", 20)  # where it gives up is another test's matter
    tell_brands(run, config=config)
    for brand, (_, room, count) in BRANDS.items():
        made = database.all("""INSERT INTO console.subscription (user_id, brand, package, price_rp, tax_percent, due_day, starts_on, tipe, actor)
                               SELECT u.id, %s, %s, 150000 + 1000 * split_part(u.full_name, '/', 2)::bigint, 11, 20, date '2020-01-01',
                                      'normal', 'test'
                                 FROM public.users u WHERE u.kamar = %s AND split_part(u.full_name, '/', 2)::bigint <= %s
                               RETURNING id::text""", brand, PACKAGE, room, count)
        done = run("act", "invoices.generate", *(word for one, in made for word in ("--id", one)), "--yes", "--format", "json", config=config)
        assert done.code == 0 and json.loads(done.out)[0]["changed"] == count, done.err


class Customer(collections.namedtuple("Customer", "purchased used offset manual balance")):
    """What a customer has, and what he should have once something is paid."""

    def with_package(self):
        auto = min(PACKAGE_MB, math.ceil(max(0, self.used - self.purchased - self.offset)))
        manual = min(PACKAGE_MB - auto, self.manual)
        return self._replace(purchased=self.purchased + PACKAGE_MB - manual, manual=self.manual - manual)

    def after(self, kind, amount):
        if kind == "package":
            return self.with_package()
        return self._replace(manual=0) if kind == "debt" else self._replace(balance=self.balance + amount)


def customers(database):
    return {row[0]: Customer(*row[1:]) for row in database.all(
        """SELECT id, total_quota_purchased_mb, total_quota_used_mb, auto_debt_offset_mb, manual_debt_mb, console.balance_rp(id)
             FROM public.users""")}


CHARGES_NOW = """SELECT c.order_id, u.full_name || ' ' || c.kind, coalesce(c.mode, ''), c.amount_rp, c.state,
                        EXISTS (SELECT FROM console.charge_effect e WHERE e.order_id = c.order_id), c.waits_for IS NOT NULL,
                        coalesce((SELECT sum(r.rp) FROM console.charge_refund r WHERE r.order_id = c.order_id), 0)::bigint,
                        coalesce(c.gateway_status, ''), c.second_of
                   FROM console.charge c JOIN public.users u ON u.id = c.user_id"""
Row = collections.namedtuple("Row", "order name mode price state seen")


def charges_now(database):
    """Each of the charges as it stands, with further payments of its order in it."""
    found, others = {}, collections.defaultdict(list)
    for order, name, mode, price, state, applied, waits, back, last, second_of in database.all(CHARGES_NOW):
        if second_of:
            others[second_of].append((state, waits, back))
        else:
            found[order] = Row(order, name, mode, price, state, Seen(state, applied, waits, back, (), last))
    return {order: row._replace(seen=row.seen._replace(others=tuple(sorted(others[order])))) for order, row in found.items()}


class Gate:
    """The simulated gateways, as stories use them."""

    def __init__(self, gateways):
        self.gateways = gateways

    def payable(self, rows):
        """Charges that can be paid by now, and how their gateway has them: {order: (mode, what it is moved by)}. One of Midtrans
        may be, before we have heard that it is made."""
        there = self.gateways.order("dump")
        snaps = set(there["snaps"])
        found = {order: ("core_api", order) for order in there["charges"] if order not in snaps}
        found.update({order: ("snap", order) for order in snaps if order in rows and rows[order].state == "open"})
        found.update({one["external_id"]: ("invoice", one["external_id"]) for one in there["invoices"]
                      if one["external_id"] in rows and rows[one["external_id"]].state == "open"})
        numbers = collections.defaultdict(list)
        for one in there["sessions"]:
            number = one["reference_id"].rsplit("-", 1) if one["reference_id"] not in rows else (one["reference_id"], "1")
            numbers[number[0]].append((int(number[1]), one["reference_id"]))
        found.update({order: ("session", max(made)[1]) for order, made in numbers.items() if order in rows and rows[order].state == "open"})
        return found

    def take(self, story, step):
        """What happens there; the notifications that tell of it: (gateway, body, headers)."""
        if story.mode in ("core_api", "snap"):
            return [("midtrans", self.take_at_midtrans(story, step), {})]
        brand = next(brand for brand, (mode, _, _) in BRANDS.items() if mode == story.mode)
        amount = {"amount": story.paid(step)} if step.hundredths != 100 else {}
        said = self.gateways.move(story.known_as, step.status, gateway="xendit", silent=True, **amount)
        return [("xendit", body, {"x-callback-token": TOKENS[brand]}) for body in said.get("bodies", [said["body"]])]

    def take_at_midtrans(self, story, step):
        target = story.order
        if "again" in story.course:
            target = story.transactions.get(step.transaction) or story.order
            if step.transaction not in story.transactions and step.transaction == "B":
                target = story.transactions["B"] = f"again-{story.order}"
                self.gateways.order("adopt", order=story.order, amount=story.price, payment_type="qris", seconds=900, transaction_id=target)
        more = dict(step.more)
        if step.hundredths != 100:
            more["amount"] = story.paid(step)
        if step.pieces:
            more["refunds"] = story.pieces(step)
        body = self.gateways.move(target, step.status, silent=True, **more)["body"]
        story.transactions.setdefault(step.transaction, body["transaction_id"])
        return body


class Storm:
    """Sells, pays, notifies and kills, by one clock, in one thread; sales and operators run in processes of their own."""

    def __init__(self, database, gateways, argv, configs, url, environment, log):
        self.database, self.gate, self.url, self.log = database, Gate(gateways), url, log
        self.argv, self.configs, self.environment = argv, configs, environment
        self.dice = random.Random(SEED)
        self.events, self.numbers = [], itertools.count()
        self.stories, self.workers, self.sales = {}, {}, []
        self.behind = {}  # since when a charge is not where its story has it
        self.modes = list(SALES)
        self.setting = "hold"
        self.operator = None
        self.kills = self.operators_killed = 0
        self.answers = collections.Counter()

    def at(self, seconds, do, *arguments):
        heapq.heappush(self.events, (time.monotonic() + seconds, next(self.numbers), do, arguments))

    def spawn(self, config, *arguments):
        return spawn([*self.argv, "--config", config, *arguments], stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env=self.environment)

    # --- who works, and is killed ---

    def start(self, config):
        self.workers[config] = self.spawn(config, "worker")
        self.at(self.dice.uniform(0.2, 2.0) if self.kills < KILLS else self.dice.uniform(1.0, 4.0), self.kill, config)

    def kill(self, config):
        worker = self.workers[config]
        worker.kill()
        assert worker.wait() == -signal.SIGKILL, "a worker ended by itself"
        self.kills += 1
        # The dead one's claims end by the database's clock, which is moved here: for its rows alone.
        mine = "(SELECT id FROM console.worker WHERE pid = %s)"
        for table, column in (("outbox", "worker_id"), ("inbox", "worker_id"), ("job", "lease_worker"), ("invoice_queue", "worker_id")):
            self.database.all(f"UPDATE console.{table} SET lease_until = now() - interval '1 second' WHERE {column} IN {mine}"
                              " AND lease_until > now()", worker.pid)
        self.database.all("UPDATE console.outbox SET next_attempt_at = now() WHERE id IN ("
                          "SELECT id FROM console.outbox WHERE state = 'pending' FOR UPDATE SKIP LOCKED)")
        self.database.all("UPDATE console.job SET next_run_at = now() WHERE random() < 0.3")
        self.at(self.dice.uniform(0, 0.3), self.start, config)

    def sell(self):
        """The next mode's sales, when all of the last ones are known at the gateway: another host's setting counts at once."""
        mode = self.modes.pop(0)
        set_setting(self.database, "PAYMENT_PROVIDER_MODE", mode)
        for number, (room, action, arguments) in enumerate(SALES[mode]):
            self.at(2 * number, self.sell_to, room, action, arguments)

    def sell_to(self, room, action, arguments):
        self.sales.append(self.spawn(self.configs[1], "act", action, "--where", f"kamar:{room}", *arguments, "--yes"))

    def has_sold(self):
        """What is asked for in this mode is known at the gateway, or refused."""
        sold = sum(len(SALES[mode]) for mode in SALES if mode not in self.modes)
        return len(self.sales) == sold and all(sale.poll() is not None for sale in self.sales) and self.database.one(
            "SELECT count(*) FROM console.charge WHERE state = 'new' AND gateway = 'midtrans'") == 0

    # --- what happens at the gateways, and what is told of it ---

    def look(self):
        rows = charges_now(self.database)
        self.begin(rows)
        for story in self.stories.values():
            self.go_on(story, rows[story.order].seen)
        self.ask_about_those_behind()
        self.operate(rows)
        if self.modes and self.has_sold():
            self.sell()
        if self.setting == "hold" and not self.modes and len(self.stories) == CHARGES and all(map(self.has_come_to_the_setting, self.stories.values())):
            self.setting = "reverse"
            set_setting(self.database, "payment_refund", "reverse")
        self.at(0.25, self.look)

    def begin(self, rows):
        """The stories of charges that are new at their gateway, or that it refused: a page whose address got lost is never made again."""
        for order, (mode, known_as) in sorted(self.gate.payable(rows).items()):
            if order in rows and order not in self.stories:
                self.stories[order] = self.new_story(rows[order], mode, known_as)
        for order, row in rows.items():
            if row.state == "failed" and order not in self.stories:
                self.stories[order] = self.new_story(row, "snap", order)
                self.stories[order].is_refused = True

    @staticmethod
    def new_story(row, mode, known_as):
        story = Story(row.name, row.order, mode, row.price, SEED)
        story.known_as, story.transactions = known_as, {}
        return story

    def go_on(self, story, seen):
        """The next word of a story; where each is to be heard, not before the last one was."""
        fits = story.fitting(seen) is not None
        if fits:
            self.behind.pop(story.order, None)
        else:
            self.behind.setdefault(story.order, time.monotonic())
        if story.is_over() or story.is_busy or (story.is_told and not fits) or (self.setting == "hold" and story.waits_for_setting()):
            return
        if story.steps[story.done].act is None:
            story.is_busy = True
            self.at(self.dice.uniform(0.05, 1.5), self.step, story)

    def has_come_to_the_setting(self, story):
        return story.order not in self.behind and not story.is_busy and (story.is_over() or story.waits_for_setting())

    def step(self, story):
        for told in self.gate.take(story, story.steps[story.done]):
            if self.dice.random() >= 0.2:  # the others are lost
                for _ in range(self.dice.choice((1, 1, 1, 2, 3))):
                    self.at(0 if self.dice.random() < 0.6 else self.dice.uniform(0, 5), self.send, *told)
        story.take_step()

    def send(self, gateway, body, headers):
        self.answers[post(f"{self.url}/{gateway}", body, headers)] += 1

    def ask_about_those_behind(self):
        """Where notifications were lost polls are due; in the end all of that is left to them."""
        now = time.monotonic()
        orders = [order for order, since in self.behind.items() if now - since > PATIENCE_S
                  and not (self.setting == "reverse" and self.stories[order].is_over())]
        if orders:
            make_polls_due(self.database, orders, [order for order in orders if self.stories[order].mode in ("invoice", "session")])

    # --- who decides by hand, and is killed too ---

    def operate(self, rows):
        """One operator at a time, and none while the database may still be at what a killed one wanted."""
        is_at_work = self.operator and self.operator.poll() is None
        if is_at_work or self.database.one("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'operator'"):
            return
        rows = charges_now(self.database)
        wanted = collections.defaultdict(list)
        for story in self.stories.values():
            step = None if story.is_over() else story.steps[story.done]
            if not step or not step.act or (self.setting == "hold" and story.waits_for_setting()):
                continue
            if story.fitting(rows[story.order].seen):
                wanted[step.act].append(story)
            else:
                self.take_if_done(story, rows[story.order].seen)
        if wanted:
            action = self.dice.choice(sorted(wanted))
            arguments = ["note=given back"] if action == "payments.refund_note" else []
            self.operator = self.spawn(self.configs[2], "act", action, *(word for story in wanted[action] for word in ("--id", story.order)),
                                       *arguments, "--yes")
            if self.dice.random() < 0.5:
                self.at(self.dice.uniform(0.02, 0.3), self.kill_operator, self.operator)

    @staticmethod
    def take_if_done(story, seen):
        """Whether what was wanted by hand has come about is seen at the charge."""
        if seen_of(story.with_next(), story.mode, seen) == seen:
            story.take_step()

    def kill_operator(self, operator):
        if operator.poll() is None:
            operator.kill()
            operator.wait()
            self.operators_killed += 1

    def is_over(self):
        """Every charge has gone its way at its gateway, however long this machine took for it."""
        return (self.kills >= KILLS and self.setting == "reverse" and all(story.is_over() for story in self.stories.values())
                and all(do in (self.look, self.kill, self.start) for _, _, do, _ in self.events))

    def run(self):
        deadline = time.monotonic() + STORM_S
        for config in self.configs[:2]:
            self.start(config)
        self.at(0.5, self.sell)
        self.at(1, self.look)
        while not self.is_over():
            if time.monotonic() > deadline:
                pytest.fail(f"it does not end: {self.kills} kills, {len(self.stories)} charges, sales {[sale.poll() for sale in self.sales]}, "
                            f"setting {self.setting}{self.unfinished()}")
            when, _, do, arguments = heapq.heappop(self.events)
            time.sleep(max(0, when - time.monotonic()))  # the next thing that is to happen
            do(*arguments)

    def unfinished(self):
        """What it waits for."""
        rows = charges_now(self.database)
        unknown = [f"\nseed {SEED}, {row.name} ({order}, {row.mode}): can't be paid yet; it is {row.seen}" for order, row in rows.items()
                   if order not in self.stories]
        waiting = [f"\n{story}; it is {rows[story.order].seen}, should be {story.possible()}" for story in self.stories.values()
                   if not (self.has_come_to_the_setting(story) if self.setting == "hold" else story.is_over())]
        return "".join([*unknown[:5], *waiting[:5]])


WAITING_NOTICES = "SELECT order_id, status, transaction_id, tries, result FROM console.inbox WHERE state = 'new' ORDER BY id LIMIT 9"


def make_polls_due(database, orders, of_xendit):
    """The gateways are to be asked about these charges now; links among them are over by our clock, where they are over at Xendit."""
    mine = "(SELECT order_id FROM console.charge WHERE order_id = ANY (%s) OR second_of = ANY (%s) FOR UPDATE SKIP LOCKED)"
    database.all(f"UPDATE console.charge SET asked_at = now() - interval '1 day' WHERE order_id IN {mine}", orders, orders)
    database.all(f"UPDATE console.charge SET expires_at = now() - interval '1 hour' WHERE state = 'open' AND order_id IN {mine}", of_xendit, of_xendit)
    database.all("UPDATE console.job SET next_run_at = now() - interval '1 second', kept_by = NULL"
                 " WHERE name IN ('charge_reconcile', 'invoice_reconcile')")


def wait_for_the_rest(storm, database, run, gateways, config):
    """Without a fault any more, until nothing waits and every charge has been asked about since."""
    gateways.order("calm")
    begun = database.one("SELECT clock_timestamp()")
    behind = []
    asked = "UPDATE console.charge SET asked_at = now() - interval '1 day'"
    database.all(asked)
    for _ in range(40):
        make_due(database)
        # what a notification says and its gateway does not is given up after a while
        database.all("UPDATE console.inbox SET received_at = now() - interval '10 minutes' WHERE state = 'new' AND result LIKE '%: not applied'")
        make_polls_due(database, [], [story.order for story in behind if story.mode in ("invoice", "session")])
        done = run("worker", "--once", config=config, timeout=240)
        assert done.code == 0, done.err
        left = database.one("""SELECT (SELECT count(*) FROM console.outbox WHERE state IN ('pending', 'running')),
                                      (SELECT count(*) FROM console.inbox WHERE state = 'new'),
                                      (SELECT count(*) FROM console.invoice_queue WHERE state IN ('pending', 'processing')),
                                      (SELECT count(*) FROM console.charge WHERE state = 'new'),
                                      (SELECT count(*) FROM console.charge WHERE gateway = 'midtrans' AND asked_at < %s
                                          AND state IN ('open', 'paid', 'late', 'mismatch', 'part_refunded'))""", begun)
        rows = charges_now(database)
        behind = [story for story in storm.stories.values() if not story.fitting(rows[story.order].seen)]
        if left == (0, 0, 0, 0, 0) and not behind:
            return
    pytest.fail(f"it does not come to rest: outbox, inbox, queue, new, not asked about {left}; {len(behind)} charges are not where they should be: "
                + "".join(f"\n{story}\n  is        {rows[story.order].seen}\n  should be {story.possible()}" for story in behind[:5])
                + f"\n{database.all(WAITING_NOTICES)}" + done.err[-500:])


@pytest.mark.alone
def test_a_thousand_charges(database, gateways, run, make_config, free_port, binary, environment, tmp_path):
    address = f"127.0.0.1:{free_port()}"
    midtrans = gateways.settings("midtrans", mode=None)
    brands = [gateways.settings("xendit"), gateways.account("BANDNET", "xnd_development_BANDNET", TOKENS["BANDNET"], mode="session", prefix="BDG")]
    configs = [make_config(database, midtrans=midtrans, xendit=brands, listen=address), make_config(database, midtrans=midtrans, xendit=brands),
               make_config(database.conninfo + " application_name=operator", midtrans=midtrans, xendit=brands)]
    add_customers(database)
    invoice_them(database, run, configs[1])
    before = customers(database)
    rows_before = database.one("SELECT count(*) FROM public.quota_mutation_ledger")
    for gateway in ("midtrans", "xendit"):
        for kind, share, more in (("status", 0.07, {"status": 503}), ("reset", 0.03, {}), ("reset_after", 0.05, {}), ("html", 0.02, {})):
            gateways.order("share", gateway=gateway, kind=kind, share=share, **more)
        gateways.order("latency", gateway=gateway, ms=0, jitter_ms=10)
    with open(tmp_path / "storm.log", "ab") as log:
        storm = Storm(database, gateways, [binary], configs, f"http://{address}", environment, log)
        try:
            storm.run()
        finally:
            for process in [*storm.workers.values(), *storm.sales, storm.operator]:
                stop(process)
    wait_for_the_rest(storm, database, run, gateways, configs[1])
    assert storm.kills >= KILLS and storm.answers[200] > 300, storm.answers
    assert [sale.returncode for sale in storm.sales] == [0] * sum(map(len, SALES.values()))

    ends = ends_of(database, storm)
    assert_effects(database, before, rows_before, ends)
    assert_taken_back(database, ends)
    assert_ledgers(database, ends)
    assert_mirrors(database)
    assert_failures(database, storm)
    assert_audit(database, run, configs[1])


class End(collections.namedtuple("End", "order user kind amount applied taken_back waits")):
    """Of one charge, as the model has it: amount is what it brought; waits: somebody has to decide."""

    @property
    def stands(self):
        return self.applied and not self.taken_back


def ends_of(database, storm):
    """Every charge stands where its story ends; among them are those that this is about."""
    rows = charges_now(database)
    assert len(rows) == CHARGES == len(storm.stories)
    people = {order: (user, kind) for order, user, kind in database.all("SELECT order_id, user_id, kind FROM console.charge")}
    ends = []
    for order, story in storm.stories.items():
        came = story.fitting(rows[order].seen)
        assert came, f"{story}\n  is        {rows[order].seen}\n  should be {story.possible()}"
        ends.append(End(order, *people[order], came.came_rp, came.applied, came.taken_back, bool(came.decide)))
    assert min(sum(end.stands for end in ends), sum(not end.applied for end in ends)) > CHARGES // 10
    for kind in ("package", "debt", "deposit", "invoice"):
        went_back = collections.Counter((end.taken_back, end.waits) for end in ends if end.kind == kind and end.applied)
        assert went_back[True, False] and went_back[False, True], f"no {kind} whose money went back was taken back, or none waits: {went_back}"
    return ends


def assert_effects(database, before, rows_before, ends):
    """Each customer has what he had, and what he paid for and was not taken back, once."""
    wanted = dict(before)
    for end in ends:
        if end.stands and end.kind != "invoice":
            wanted[end.user] = wanted[end.user].after(end.kind, end.amount)
    now = customers(database)
    wrong = [(user, before[user], now[user], wanted[user], [end for end in ends if end.user == user]) for user in wanted if now[user] != wanted[user]]
    assert not wrong, f"{len(wrong)} customers, for one: {wrong[0]}"
    assert [order for order, in database.all("SELECT order_id FROM console.charge_effect ORDER BY order_id COLLATE \"C\"")] == sorted(
        end.order for end in ends if end.applied)
    of_quota = sum(end.applied + end.taken_back for end in ends if end.kind in ("package", "debt"))
    assert database.one("SELECT count(*) FROM public.quota_mutation_ledger") - rows_before == of_quota


def assert_taken_back(database, ends):
    """What was given for money that went back was taken back by one operation, or nothing of it was."""
    reversals = database.all("""SELECT a.details ->> 'order_id', count(DISTINCT a.operation_id), count(DISTINCT (a.entity_type, a.entity_id)), count(*)
                                  FROM console.audit_log a WHERE a.details ? 'reverses' GROUP BY 1""")
    twice = [row for row in reversals if row[1] != 1 or row[2] != row[3]]
    assert not twice, (len(twice), twice[:3])
    assert {row[0] for row in reversals} == {end.order for end in ends if end.taken_back and end.kind in ("package", "debt")}


def assert_ledgers(database, ends):
    """Money on balances and invoices is what came by each charge, and what of it was taken back."""
    deposits = [end for end in ends if end.kind == "deposit"]
    entries = sorted([(end.order, end.amount) for end in deposits if end.applied] + [(end.order, -end.amount) for end in deposits if end.taken_back])
    assert [tuple(row) for row in database.all("SELECT order_id, rp FROM console.balance_entry ORDER BY order_id COLLATE \"C\", rp")] == entries
    paid = {end.order: end.amount for end in ends if end.kind == "invoice" and end.stands}
    assert dict(database.all("SELECT external_id, paid_amount_rp FROM console.invoice WHERE status = 'paid'")) == paid
    unpaid = database.all("SELECT details ->> 'order_id' FROM console.audit_log WHERE entity_type = 'invoice' AND before ->> 'status' = 'paid'")
    assert sorted(order for order, in unpaid) == sorted(end.order for end in ends if end.kind == "invoice" and end.taken_back)


def assert_mirrors(database):
    """The portal's transactions say the same, as far as they have a word for it."""
    portal = {"paid": "SUCCESS", "part_refunded": "SUCCESS", "open": "PENDING", "expired": "EXPIRED", "failed": "FAILED", "cancelled": "CANCELLED",
              "refunded": "CANCELLED", "charged_back": "CANCELLED", "mismatch": "UNKNOWN"}
    mirrored = database.all("""SELECT t.status, c.state FROM console.charge c LEFT JOIN public.transactions t ON t.midtrans_order_id = c.order_id
                                WHERE c.kind IN ('package', 'debt') AND c.second_of IS NULL GROUP BY 1, 2""")
    assert {(status, state) for status, state in mirrored if state in portal} <= {(portal[state], state) for state in portal}, mirrored


def assert_failures(database, storm):
    """Nothing failed but pages whose address got lost on its way: the gateway makes no second one for an order."""
    refused = sorted(order for order, story in storm.stories.items() if story.is_refused)
    failed = database.all("""SELECT c.order_id, o.effect, o.last_error FROM console.outbox o LEFT JOIN console.charge c ON c.id = o.entity_id
                              WHERE o.state = 'failed' ORDER BY c.order_id COLLATE "C", o.id""")
    assert [order for order, _, _ in failed] == refused and len(refused) < CHARGES // 20, failed
    assert {effect for _, effect, _ in failed} <= {"charge_create"} and all("sudah digunakan" in why for _, _, why in failed), failed


def assert_audit(database, run, config):
    """Every move of a charge stands in the audit once, and the chain holds."""
    twice = database.all("""SELECT c.order_id, a.after ->> 'state', count(*)
                              FROM console.charge c
                              JOIN console.audit_log a ON a.entity_type = 'charge' AND a.entity_id::text IN (c.order_id, c.id::text)
                             WHERE a.before ->> 'state' IS DISTINCT FROM a.after ->> 'state'
                             GROUP BY 1, 2 HAVING count(*) <> 1""")
    assert not twice, (len(twice), twice[:3])
    unsaid = database.all("""SELECT c.order_id, c.state FROM console.charge c
                              WHERE c.state <> 'new' AND NOT EXISTS (
                                    SELECT FROM console.audit_log a
                                     WHERE a.entity_type = 'charge' AND a.entity_id::text IN (c.order_id, c.id::text) AND a.after ->> 'state' = c.state)""")
    assert not [row for row in unsaid if row[1] != "open"], (len(unsaid), unsaid[:3])
    findings = {row["name"]: row for row in json.loads(run("check", "--format", "json", config=config).out)}
    assert not {"audit_chain", "manual_debt_is_ledger_sum", "debt_payments_fit"} & set(findings), findings

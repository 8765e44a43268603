"""The worker's threads sleep without a connection, and one look finds for all of them what there is to do."""

import signal
import time

import psycopg
import pytest
import sandbox
from invoicing import generate, set_rate, subscribe, tell_brands
from test_crash import wait_until

ALL = "router", "router2", "midtrans", "xendit", "message", "telegram", "whatsapp", "queue", "job", "router's job", "gateway's job", "inbox"
LOOK_S = 2
TIMES = 5
END_S = 3
GIVE_BACK_S = 8
APPLICATION = "hotspot-console"


@pytest.fixture
def everything(make_config, database, make_router, router, gateways):
    """make(database's connection string, extra="…"): two routers, two brands, Midtrans and both messengers."""
    brands = [gateways.settings("xendit"), gateways.account("DESANET", "xnd_development_DESANET", "callback-desanet", prefix="DSN")]
    routers = [router, make_router("--identity", "second")]

    def make(where, **options):
        return make_config(where, routers, midtrans=gateways, xendit=brands, telegram=gateways, whatsapp=gateways, **options)

    return make


@pytest.fixture
def config(everything, database):
    return everything(database)


class Work:
    """What each of the worker's threads may have to do: given to it, and whether it has begun. A connection of its own, so
    that what is measured is not the making of one."""

    TARGETS = {"router": "router:main", "router2": "router:router2", "midtrans": "midtrans:main", "xendit": "xendit:DESANET",
               "message": "message:user", "telegram": "telegram:bot", "whatsapp": "whatsapp:gateway"}
    JOBS = {"job": "worker_cleanup", "router's job": "router_probe:router2", "gateway's job": "charge_expiry"}

    def __init__(self, conninfo):
        self.connection = psycopg.connect(conninfo, autocommit=True)
        self.count = 0

    def one(self, sql, *parameters):
        row = self.connection.execute(sql, parameters or None).fetchone()
        return row and row[0]

    def give(self, kind, note):
        """A look whether it has begun, as a function. note: who waits is told."""
        self.count += 1
        with self.connection.transaction():
            begun, channel = getattr(self, "_" + {**dict.fromkeys(self.TARGETS, "outbox"), **dict.fromkeys(self.JOBS, "job")}.get(kind, kind))(kind)
            if note:
                self.connection.execute("SELECT pg_notify('hotspot_console', %s)", (channel,))
        return begun

    def _outbox(self, kind):
        row = self.one("INSERT INTO console.outbox (target, effect, entity_type, entity_id) VALUES (%s, 'of a later version', 'user',"
                       " gen_random_uuid()) RETURNING id", self.TARGETS[kind])
        return lambda: self.one("SELECT attempts > 0 FROM console.outbox WHERE id = %s", row), "outbox"

    def _queue(self, kind):
        row = self.one("UPDATE console.invoice_queue SET next_try_at = clock_timestamp() WHERE id ="
                       " (SELECT min(id) FROM console.invoice_queue WHERE state = 'pending') RETURNING id")
        return lambda: self.one("SELECT attempts > 0 FROM console.invoice_queue WHERE id = %s", row), "queue"

    def _job(self, kind):
        name = self.JOBS[kind]
        before = self.one("UPDATE console.job SET wanted_at = clock_timestamp() WHERE name = %s RETURNING run_number", name)
        return lambda: self.one("SELECT run_number > %s FROM console.job WHERE name = %s", before, name), "job wanted"

    def _inbox(self, kind):
        row = self.one("INSERT INTO console.inbox (gateway, order_id, status, body) VALUES ('midtrans', %s, '200', 'no notice')"
                       " RETURNING id", f"HC-{self.count}")
        return lambda: self.one("SELECT tries > 0 FROM console.inbox WHERE id = %s", row), "inbox"


@pytest.fixture
def work(database):
    made = Work(database.conninfo)
    yield made
    made.connection.close()


def sessions(database):
    return database.one(f"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '{APPLICATION}%'")


def rests(database):
    """It has been introduced, its jobs have run, and its threads sleep."""
    busy = "SELECT count(*) FROM console.job WHERE next_run_at <= clock_timestamp() OR lease_until IS NOT NULL"
    return database.one("SELECT count(*) FROM console.worker WHERE kind = 'worker'") == 1 and database.one(busy) == 0 and sessions(database) <= 4


def seconds_until(begun):
    began = time.monotonic()
    while not begun():
        assert time.monotonic() < began + 30, "it did not begin"
        time.sleep(0.005)
    return time.monotonic() - began


@pytest.fixture
def resting(database, run, worker):
    """Nothing to do, but invoices that are put off until tomorrow."""
    tell_brands(run)
    set_rate(database, 60_000)
    generate(run, subscribe(database, TIMES))
    database.all("UPDATE console.invoice_queue SET next_try_at = clock_timestamp() + interval '1 day'")
    worker()
    wait_until(lambda: rests(database), 40)


def test_a_call_wakes_each_at_once(database, resting, work):
    """Looks alone would take a second on average, over a few times. In turns, so that each sleeps again in between."""
    waited = dict.fromkeys(ALL, 0)
    for _ in range(TIMES):
        for kind in ALL:
            waited[kind] += seconds_until(work.give(kind, note=True))
        wait_until(lambda: sessions(database) <= 4, 30)
    assert not [kind for kind in ALL if waited[kind] > TIMES * 0.5], waited


def test_what_nobody_was_told_of_is_found(resting, work):
    for kind in ALL:
        assert seconds_until(work.give(kind, note=False)) < LOOK_S + 1, kind


def test_a_pooler_that_passes_no_call_on(database, worker, work, pooler, everything):
    worker(config=everything(pooler("transaction")))
    wait_until(lambda: database.one("SELECT count(*) FROM console.worker WHERE kind = 'worker'") == 1)
    wait_until(lambda: database.one("SELECT count(*) FROM console.job WHERE next_run_at <= clock_timestamp() OR lease_until IS NOT NULL") == 0, 40)
    for kind in "router", "whatsapp", "job", "inbox":
        assert seconds_until(work.give(kind, note=True)) < LOOK_S + 1


def test_who_looks_is_cut_off(database, worker, work, relay, everything):
    """Each looks for itself then, and goes on."""
    way = relay()
    worker(config=everything(way))
    wait_until(lambda: rests(database), 40)
    with database.connect() as holder, holder.transaction():
        holder.execute("LOCK TABLE console.invoice_queue")  # no look comes to its end
        wait_until(lambda: database.one("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                        " AND wait_event_type = 'Lock' AND query LIKE 'SELECT t.thread%%'") > 0)
        for kind in "router", "telegram", "inbox":
            assert seconds_until(work.give(kind, note=True)) < 15, kind


def test_nothing_is_lost_while_the_database_restarts(own_postgres, template, worker, everything, binary):
    own_postgres.start()
    own_postgres.psql("postgres", "-c", "CREATE DATABASE hotspot")
    conninfo = own_postgres.conninfo("hotspot")
    config = everything(conninfo)
    sandbox.migrate(binary, config)
    worker(config=config)
    work = Work(conninfo)
    wait_until(lambda: work.one("SELECT count(*) FROM console.worker WHERE kind = 'worker'") == 1)
    given = [work.give(kind, note=True) for kind in ALL if kind != "queue"]
    own_postgres.stop()
    own_postgres.start()
    work.connection.close()
    work.connection = psycopg.connect(conninfo, autocommit=True)
    given += [work.give(kind, note=False) for kind in ALL if kind != "queue"]
    # what was held in that moment comes back with its lease, and a job that was cut off runs again only then
    work.connection.execute("UPDATE console.job SET lease_until = clock_timestamp() WHERE lease_until > clock_timestamp()")
    wait_until(lambda: all(begun() for begun in given), 60)
    work.connection.execute("UPDATE console.outbox SET lease_until = clock_timestamp() WHERE state = 'running'")
    work.connection.execute("UPDATE console.job SET wanted_at = clock_timestamp() WHERE name = 'outbox_rescue'")
    wait_until(lambda: work.one("SELECT count(*) FROM console.outbox WHERE state = 'running'") == 0, 60)


def seconds_to_end(process):
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(30)
    return time.monotonic() - began


def test_it_ends_at_once_while_its_threads_sleep(database, worker):
    process = worker()
    wait_until(lambda: rests(database), 40)
    assert seconds_to_end(process) < END_S
    assert process.returncode == 0


def test_it_ends_soon_while_its_threads_connect_again(database, worker, work, relay, everything):
    """They were woken, and nobody answers them. One that is at a job is given some seconds to give it back."""
    way = relay()
    process = worker(config=everything(way))
    wait_until(lambda: rests(database), 40)
    for kind in "router", "router2", "midtrans", "xendit", "telegram", "whatsapp":
        work.give(kind, note=False)
    way.fall_silent()
    assert way.both_ways.is_awaited.wait(20)
    assert seconds_to_end(process) < GIVE_BACK_S
    assert process.returncode == 0


def test_it_ends_at_once_while_the_database_is_away(own_postgres, worker, everything, binary):
    own_postgres.start()
    own_postgres.psql("postgres", "-c", "CREATE DATABASE hotspot")
    config = everything(own_postgres.conninfo("hotspot"))
    sandbox.migrate(binary, config)
    process = worker(config=config)
    work = Work(own_postgres.conninfo("hotspot"))
    wait_until(lambda: work.one("SELECT count(*) FROM console.worker WHERE kind = 'worker'") == 1)
    work.connection.close()
    own_postgres.stop()
    assert seconds_to_end(process) < END_S

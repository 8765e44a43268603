"""A worker that has nothing to do asks its questions at its own pace, whatever the rows say; and so does one that can't
get at what it wants to do."""

import pytest
from invoicing import generate, set_rate, subscribe, tell_brands
from test_crash import wait_until

REGULAR_S = 5  # between two beats of one that runs; it is ten
MOST_A_SECOND = 25  # at rest it is about ten; without a pause it is thousands
FAST = 60_000


@pytest.fixture
def config(make_config, database, router, gateways):
    """A router and all gateways and messengers, two brands among them."""
    brands = [gateways.settings("xendit"), gateways.account("DESANET", "xnd_development_DESANET", "callback-desanet", prefix="DSN")]
    return make_config(database, [router], midtrans=gateways, xendit=brands, telegram=gateways, whatsapp=gateways)


class Beats:
    """Looks at the heartbeats of the worker in one transaction, so that looking is not what is counted."""

    def __init__(self, database):
        self.connection = database.connect()
        self.connection.autocommit = False
        self.last = None

    def settle(self):
        """Until what is done at the start is behind it: each of its threads makes it known then."""
        self.next()
        while self.next() < REGULAR_S:
            pass

    def next(self):
        """Seconds since the one before."""
        def fresh():
            row = self.connection.execute("SELECT heartbeat_at FROM console.worker WHERE kind = 'worker'").fetchone()
            return row and row[0] != self.last and row[0]

        before, self.last = self.last, wait_until(fresh, 30)
        return before and (self.last - before).total_seconds()


@pytest.fixture
def beats(database):
    made = Beats(database)
    yield made
    made.connection.close()


def transactions(database):
    return database.one("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()")


def test_a_worker_at_rest_asks_little(database, run, worker, beats):
    tell_brands(run)
    assert database.one("SELECT count(*) FROM console.brand") == 2
    worker()
    beats.settle()
    before = transactions(database)
    seconds = beats.next()
    asked = transactions(database) - before
    assert asked < MOST_A_SECOND * seconds, f"{asked / seconds:.0f} transactions a second, with nothing to do"


def test_what_another_holds_is_not_asked_for_without_a_pause(database, run, worker, beats):
    """What comes first is held by somebody's transaction: what comes after it may not go before it, and is looked at again
    now and then."""
    set_rate(database, FAST)
    tell_brands(run)
    generate(run, subscribe(database, 1))
    generate(run, subscribe(database, 1, is_vip=True, skip=50))
    with database.connect() as holder:
        holder.autocommit = False
        holder.execute("SELECT FROM console.invoice_queue WHERE priority = 'HIGH' FOR UPDATE")
        worker()
        beats.settle()
        claims = "SELECT attempts FROM console.invoice_queue WHERE priority = 'NORMAL'"
        wait_until(lambda: database.one(claims) > 0)
        before = database.one(claims)
        seconds = beats.next()
        asked = database.one(claims) - before
        holder.rollback()
    wait_until(lambda: database.one("SELECT count(*) FROM console.invoice_queue WHERE state = 'completed'") == 2)
    assert asked < 25 * seconds, f"claimed and given back {asked / seconds:.0f} times a second"

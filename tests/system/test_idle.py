"""A worker that has nothing to do asks its questions at its own pace, whatever the rows say; and so does one that can't
get at what it wants to do."""

import pathlib
import re

import psycopg.conninfo
import pytest
from invoicing import generate, set_rate, subscribe, tell_brands
from test_crash import wait_until

BEAT_S = 10
REGULAR_S = BEAT_S / 2  # at least, between two beats of one that runs
MOST_A_SECOND = 2  # at rest it is about one and a half; without a pause it is thousands
MOST_SESSIONS = 5
MINUTE_S = 60
FAST = 60_000


@pytest.fixture
def config(make_config, make_router, database, router, gateways):
    """Two routers and all gateways and messengers, two brands among them."""
    brands = [gateways.settings("xendit"), gateways.account("DESANET", "xnd_development_DESANET", "callback-desanet", prefix="DSN")]
    return make_config(database, [router, make_router("--identity", "second")], midtrans=gateways, xendit=brands, telegram=gateways, whatsapp=gateways)


SESSIONS = """SELECT count(*) FROM pg_stat_get_activity(NULL) a JOIN pg_database d ON d.oid = a.datid
               WHERE d.datname = current_database() AND a.application_name LIKE 'hotspot-console%'"""


class Beats:
    """Looks at the heartbeats of the worker in one transaction, so that looking is not what is counted."""

    def __init__(self, database):
        self.connection = database.connect()
        self.connection.autocommit = False
        self.last, self.most = None, 0

    def settle(self):
        """Until what is done at the start is behind it: each of its threads makes it known then."""
        self.next()
        while self.next() < REGULAR_S:
            pass

    def next(self):
        """Seconds since the one before."""
        def fresh():
            self.connection.execute("SELECT pg_stat_clear_snapshot()")
            self.most = max(self.most, self.connection.execute(SESSIONS).fetchone()[0])
            row = self.connection.execute("SELECT heartbeat_at FROM console.worker WHERE kind = 'worker'").fetchone()
            return row and row[0] != self.last and row[0]

        self.most = 0
        before, self.last = self.last, wait_until(fresh, 30)
        return before and (self.last - before).total_seconds()


@pytest.fixture
def beats(database):
    made = Beats(database)
    yield made
    made.connection.close()


class Statements:
    """What is asked of a database, as the server's log has it. Its count of transactions is no measure: whoever listens is woken
    by what others say in other databases, too, and each time counts for one."""

    ASKED = re.compile(r"^\S+ \S+ \S+ \[(\d+)\] LOG:  (?:execute|statement:?) (.*)", re.MULTILINE)

    def __init__(self, database):
        self.path = pathlib.Path(psycopg.conninfo.conninfo_to_dict(database.conninfo)["host"]) / "log"
        database.all(f"ALTER DATABASE {database.name} SET log_statement = 'all'")  # in sessions that are to come
        self.from_here()

    def from_here(self):
        self.start = self.path.stat().st_size

    def asked(self):
        """Each since then, with the process of its session."""
        with open(self.path, "rb") as log:
            log.seek(self.start)
            return self.ASKED.findall(log.read().decode(errors="replace"))


# Who writes a row, in which transaction: of all tables but this.
WATCH = """
CREATE TABLE public.written (tx xid8, what text);
CREATE FUNCTION public.note_writing() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO public.written VALUES (pg_current_xact_id(), TG_TABLE_NAME);
    RETURN NULL;
END $$;
DO $$
DECLARE watched regclass;
BEGIN
    FOR watched IN SELECT c.oid FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace IN ('console'::regnamespace, 'public'::regnamespace)
                      AND c.relname <> 'written' LOOP
        EXECUTE format('CREATE TRIGGER zz_written AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION public.note_writing()',
                       watched);
    END LOOP;
END $$"""
# Each transaction that writes is a heartbeat, and what is written with that is what came out as before.
BESIDE = """SELECT tx, array_agg(DISTINCT what ORDER BY what) FROM public.written GROUP BY tx
            HAVING NOT bool_or(what = 'worker') OR bool_or(what NOT IN ('worker', 'job', 'router_sync_state', 'router_sample'))"""
INCIDENTS = "SELECT kind, cause, rows, example, found_at::text, changed_at::text, closed_at::text FROM console.incident ORDER BY changed_at"
SLOW = "UPDATE console.job SET next_run_at = clock_timestamp() + interval '1 hour' WHERE interval_s >= 300"


def test_a_worker_at_rest_asks_little(database, run, worker, beats, show, tmp_path):
    """For a minute, in which each job that comes every minute or sooner runs: those that come every five are put off."""
    tell_brands(run)
    assert database.one("SELECT count(*) FROM console.brand") == 2
    statements = Statements(database)
    worker()
    beats.settle()
    twice = "SELECT min(run_number) >= 2 FROM console.job WHERE interval_s < 300"  # at first there is something to be learnt
    wait_until(lambda: database.one(twice), 90)
    database.all(SLOW)
    database.all("DELETE FROM console.drift")  # some of it would be an incident in the middle of the minute
    database.all(WATCH)
    most, seconds = 0, 0
    beats.next()
    statements.from_here()
    while seconds < MINUTE_S - REGULAR_S:  # to the heartbeat that is next to it: twice a minute's jobs are no minute
        seconds += beats.next()
        most = max(most, beats.most)
    asked = statements.asked()
    assert most <= MOST_SESSIONS
    assert seconds / BEAT_S < len(asked) < MOST_A_SECOND * seconds, "\n".join(
        [f"{len(asked) / seconds:.1f} statements a second, with nothing to do:", *map(" ".join, asked), (tmp_path / "worker.log").read_text()])
    assert not database.all(BESIDE), database.all(INCIDENTS)
    assert database.one("SELECT count(DISTINCT tx) FROM public.written") <= seconds / REGULAR_S
    # and yet it is known what ran, and what the routers say
    assert database.one("SELECT bool_and(last_run_at > clock_timestamp() - make_interval(secs => interval_s + 15)) FROM console.job"
                        " WHERE interval_s < 300")
    assert all(row["runs"] >= 2 for row in show("runs", "--where", "job=outbox_rescue"))
    assert {"jobs", "router:main"} <= {row["lane"] for row in show("workers") if row["state"] != "silent"}
    assert database.one("SELECT count(*) = 2 AND bool_and(state = 'up' AND checked_at > clock_timestamp() - interval '45 s' AND"
                        " last_usage_at > clock_timestamp() - interval '75 s' AND abs(clock_skew_s) <= 2) FROM console.router_sync_state")


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

"""A silent database behind PgBouncer, and a PgBouncer that is silent itself: nobody waits for either without an end."""

import pytest
from pooler import Pooler
from relay import Relay
from test_silence import END_S, end, is_known, wait_for

PLACES = [(mode, place) for mode in ("session", "transaction") for place in ("at the pooler", "behind it")]


@pytest.fixture(params=PLACES, ids=" ".join)
def way(request, database, scratch):
    """A relay to be silenced, and beside it the connection string that leads through PgBouncer and it."""
    mode, place = request.param
    behind = Relay(database.conninfo)
    pooler = Pooler(scratch.path, behind.conninfo, mode, server_tls_sslmode="disable")
    at = Relay(pooler.conninfo(database.name))
    chosen = at if place == "at the pooler" else behind
    chosen.through = at.conninfo
    yield chosen
    at.close()
    behind.close()
    pooler.stop()


def waits_for_a_lock(database):
    return database.one("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") > 0


@pytest.mark.parametrize("when", ["before it connects", "while it works"])
def test_a_worker_ends_on_one_signal(worker, database, router, way, make_config, when):
    if when == "before it connects":
        way.fall_silent()
    process = worker(config=make_config(way.through, [router]))
    if when == "before it connects":
        assert way.both_ways.is_awaited.wait(20)
        assert end(process) < END_S
        return
    wait_for(lambda: is_known(database))
    with database.connect() as holder, holder.transaction():
        holder.execute("LOCK TABLE console.outbox")
        wait_for(lambda: waits_for_a_lock(database))
        way.fall_silent()
        assert end(process) < END_S


def test_a_worker_goes_on_when_it_answers_again(worker, database, router, way, make_config):
    worker(config=make_config(way.through, [router]))
    wait_for(lambda: is_known(database))
    way.fall_silent()
    beat = database.one("SELECT max(heartbeat_at) FROM console.worker")
    assert way.both_ways.is_awaited.wait(20)
    way.answer_again()
    wait_for(lambda: database.one("SELECT max(heartbeat_at) FROM console.worker") > beat, 60)


def test_the_lamp_goes_red_and_the_console_ends_by_its_key(console, database, router, way, make_config):
    screen = console("users", config=make_config(way.through, [router]), columns=120)
    screen.wait_for("●db")
    way.fall_silent()
    screen.wait_for("down", timeout=25)
    screen.press("q")
    screen.wait_exit(END_S)

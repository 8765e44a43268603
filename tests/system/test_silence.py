"""A database that keeps every connection open and says nothing more: nobody waits for it without an end."""

import os
import signal
import socket
import threading
import time

import psycopg.conninfo
import pytest

END_S = 10


def wait_for(condition, deadline_s=30):
    until = time.monotonic() + deadline_s
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def is_known(database):
    return database.one("SELECT count(*) FROM console.worker WHERE kind = 'worker'") > 0


def end(process):
    """Seconds from one SIGTERM to the end."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(30)
    return time.monotonic() - began


@pytest.mark.parametrize("when", ["before it connects", "while it rests", "while it works"])
def test_a_worker_ends_on_one_signal(worker, database, router, relay, make_config, when):
    way = relay()
    if when == "before it connects":
        way.fall_silent()
    process = worker(config=make_config(way, [router]))
    if when == "before it connects":
        assert way.both_ways.is_awaited.wait(20)
    else:
        wait_for(lambda: is_known(database))
    if when == "while it works":
        with database.connect() as holder, holder.transaction():
            holder.execute("LOCK TABLE console.outbox")
            database.all("NOTIFY hotspot_console, 'outbox'")
            wait_for(lambda: database.one("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                          " AND wait_event_type = 'Lock'") > 0)
            way.fall_silent()
            assert end(process) < END_S
        return
    way.fall_silent()
    assert end(process) < END_S


def test_a_worker_ends_although_the_router_keeps_silent(worker, database, router, make_config):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        text = open(make_config(database, [router]), encoding="utf-8").read()
        path = make_config(database, [router])
        with open(path, "w", encoding="utf-8") as out:
            out.write(text.replace(str(router.address["tls_port"]), str(silent.getsockname()[1])))
        process = worker(config=path)
        silent.settimeout(20)
        kept = silent.accept()[0]
        assert end(process) < END_S
        kept.close()


def test_a_worker_goes_on_when_it_answers_again(worker, database, router, relay, make_config):
    way = relay()
    worker(config=make_config(way, [router]))
    wait_for(lambda: is_known(database))
    way.fall_silent()
    beat = database.one("SELECT max(heartbeat_at) FROM console.worker")
    assert way.both_ways.is_awaited.wait(20)
    way.answer_again()
    wait_for(lambda: database.one("SELECT max(heartbeat_at) FROM console.worker") > beat)


@pytest.mark.parametrize("keeps_connections", [True, False])
def test_the_lamp_goes_red_and_green_again(console, database, router, relay, make_config, keeps_connections):
    way = relay()
    screen = console("users", config=make_config(way, [router]), columns=120)
    screen.wait_for("●db")
    way.fall_silent()
    screen.wait_for("down", timeout=25)
    if keeps_connections:
        way.answer_again()
        screen.wait_for("●db", timeout=60)
        return
    began = time.monotonic()
    screen.press("q")
    screen.wait_exit(END_S)
    assert time.monotonic() - began < END_S


def test_the_console_ends_on_a_signal(console, database, router, relay, make_config):
    way = relay()
    screen = console("users", config=make_config(way, [router]), columns=120)
    screen.wait_for("db")
    way.fall_silent()
    os.kill(screen.process.pid, signal.SIGTERM)
    screen.wait_exit(END_S)


def test_a_command_ends_when_nobody_is_there(run, database, relay, make_config):
    """Its statements may take minutes, but not at a server that does not take connections any more."""
    way = relay()
    with database.connect() as holder, holder.transaction():
        holder.execute("LOCK TABLE public.users")
        done = []
        config = make_config(way)
        thread = threading.Thread(target=lambda: done.append(run("show", "users", config=config, timeout=120)))
        thread.start()
        wait_for(lambda: database.one("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                      " AND wait_event_type = 'Lock'") > 0)
        way.fall_silent()
        thread.join(100)
    assert done and done[0].code == 3
    assert "silent" in done[0].err, done[0].err


def test_a_name_server_that_keeps_silent(run, database, make_config):
    """The name is one that is never delegated: whatever the resolver says, it says so in time."""
    given = psycopg.conninfo.make_conninfo(database.conninfo, host="database.invalid")
    began = time.monotonic()
    done = run("show", "users", config=make_config(given))
    assert done.code == 3 and "database.invalid" in done.err
    assert time.monotonic() - began < 20

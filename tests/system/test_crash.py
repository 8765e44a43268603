"""Programs that die, at the worst moment: nothing is lost, nothing is done twice."""

import os
import re
import signal
import subprocess
import time

import pytest
from test_path import debtors, managed_lists


def wait_until(condition, timeout=20):
    deadline = time.monotonic() + timeout
    while not (value := condition()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)
    return value


def test_killed_between_commit_and_router(database, router, run, binary, config, environment):
    (user, _, address), = debtors(database, 1)
    router.order("mute", on=True, execute=False)
    act = subprocess.Popen([binary, "--config", config, "act", "quota.reset_with_debt", "--id", user, "--yes"], env=environment,
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: database.one("SELECT count(*) FROM console.outbox WHERE state = 'running'"))
    act.kill()
    act.wait()
    router.order("calm")
    assert managed_lists(router, address) == ["habis"]
    assert database.one("SELECT manual_debt_mb FROM public.users WHERE id = %s", user) == 10240

    # the dead program's claim ends by the database's clock, which is moved here
    database.all("UPDATE console.outbox SET lease_until = now() - interval '1 second' WHERE state = 'running'")
    database.all("UPDATE console.job SET next_run_at = now() - interval '1 second'")
    assert run("worker", "--once").code == 0
    assert managed_lists(router, address) == ["active"]
    assert database.all("SELECT state FROM console.outbox") == [("done",)]
    assert database.one("SELECT count(*) FROM console.operation") == 1

    router.stats(reset=True)
    assert run("worker", "--once").code == 0
    assert router.stats()["writes"] == 0


def test_a_running_worker_finishes_what_another_began(database, router, run, worker, config):
    (user, _, address), = debtors(database, 1)
    router.order("listen", on=False)
    done = run("act", "users.block", "--id", user, "reason=late", "--yes")
    assert done.code == 0 and "wait" in done.err
    assert database.one("SELECT is_blocked FROM public.users WHERE id = %s", user) is True
    router.order("listen", on=True)
    database.all("UPDATE console.outbox SET next_attempt_at = now()")
    worker()
    wait_until(lambda: managed_lists(router, address) == ["blocked"], 30)
    wait_until(lambda: database.one("SELECT state FROM console.outbox") == "done")


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGTERM, signal.SIGHUP])
def test_the_terminal_is_restored(console, number):
    screen = console("users")
    screen.wait_for("Phone")
    os.kill(screen.process.pid, number)
    code = screen.wait_exit()
    assert code == -number if number in (signal.SIGSEGV, signal.SIGABRT) else code >= 0 or code == -number
    assert screen.modes_are_restored()
    tail = bytes(screen.raw[-200:])
    assert b"\x1b[?1049l" in tail, tail
    assert re.search(rb"\x1b\[\?[0-9;]*1000l", tail), "the mouse is still reported"
    assert tail.rfind(b"\x1b[?25h") >= tail.rfind(b"\x1b[?25l")


def test_left_while_a_count_is_still_connecting(console, make_config, relay):
    """What a lane does for a view must not need the view any more."""
    way = relay("hotspot-console count")
    count = way.gates["hotspot-console count"]
    count.shut()
    screen = console("users", config=make_config(way.conninfo))
    screen.wait_for("Phone")
    assert count.is_awaited.wait(15)
    screen.press("q")
    screen.wait_for(lambda t: b"\x1b[?1049l" in t.raw)
    count.is_open.set()
    assert screen.wait_exit() == 0


def test_postgres_restarts_under_the_console(own_postgres, template, make_config, console, binary):
    """The screen says so, keeps its rows, and goes on by itself."""
    import sandbox

    own_postgres.start()
    own_postgres.psql("postgres", "-c", "CREATE DATABASE hotspot")
    config = make_config(own_postgres.conninfo("hotspot"))
    sandbox.migrate(binary, config)
    own_postgres.psql("hotspot", "-c", "INSERT INTO public.users (id, phone_number, full_name, is_active, approval_status)"
                                       " VALUES (gen_random_uuid(), '+628111', 'Budi Pertama', true, 'APPROVED')")
    screen = console("users", config=config)
    screen.wait_for("Budi Pertama")
    own_postgres.stop()
    screen.press("C-l")
    screen.wait_for(lambda t: "retry" in t.text().lower() or "again in" in t.text().lower() or "down" in t.text().lower())
    assert "Budi Pertama" in screen.text()
    own_postgres.start()
    own_postgres.psql("hotspot", "-c", "UPDATE public.users SET full_name = 'Budi Kedua'")
    screen.press("C-r")
    screen.press("C-l")
    screen.wait_for("Budi Kedua", 40)

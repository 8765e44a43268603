"""A router that fails in every way that routers do: its state says so, nothing is lost, and all goes on by itself."""

import time

import pytest
from test_path import debtors, managed_lists

DEADLINE_S = 60
LISTS = "/ip/firewall/address-list"
MARKED = "lpsaring|"


def wait_until(condition, what="it did not come"):
    deadline = time.monotonic() + DEADLINE_S
    while not (value := condition()):
        assert time.monotonic() < deadline, what
        time.sleep(0.02)
    return value


def state(database):
    return database.one("SELECT state, coalesce(last_error, '') FROM console.router_sync_state WHERE router = 'main'") or ("unknown", "")


def with_address(database, count):
    """Customers with one device, which has an address: ids and addresses."""
    return database.all("""
        SELECT u.id::text, min(d.ip_address)
          FROM public.users u JOIN public.user_devices d ON d.user_id = u.id
         WHERE u.is_active AND u.approval_status = 'APPROVED' AND NOT u.is_blocked AND d.is_authorized
           AND d.ip_address IS NOT NULL AND d.last_hotspot_host_id IS NOT NULL
         GROUP BY u.id HAVING count(*) = 1 ORDER BY u.id LIMIT %s""", count)


def block(run, users):
    """Blocks them; their effects may have to wait."""
    done = run("act", "users.block", *(word for user, _ in users for word in ("--id", user)), "reason=late", "--yes")
    assert done.code == 0, done.err
    return done


def effects(database):
    return dict(database.all("SELECT state, count(*) FROM console.outbox GROUP BY state"))


def all_blocked(database, router, users):
    return (effects(database) == {"done": len(users)}
            and all(managed_lists(router, address) == ["blocked"] for _, address in users))


def foreign(router):
    """Every row without our mark, whole."""
    return {path: [row for row in rows if not row.get("comment", "").startswith(MARKED)]
            for path, rows in router.order("dump")["tables"].items()
            if path not in ("/ip/hotspot/host", "/ip/hotspot/active", "/ip/dhcp-server/lease")}


def due_now(database):
    """The waiting is over, by the database's clock; each router's own breaker still holds."""
    database.all("UPDATE console.outbox SET next_attempt_at = now() WHERE state = 'pending'")


@pytest.mark.parametrize("order, error", [
    ({"name": "power_cut", "after_writes": 40}, "connection"),
    ({"name": "drop", "after_bytes": 60_000}, "sentence"),
    ({"name": "fatal", "after": 30}, "router was rebooted"),
])
def test_it_fails_in_the_middle_of_a_run(database, router, run, worker, order, error):
    users = with_address(database, 40)
    before = foreign(router)
    router.order("latency", ms=1)
    router.order(**order)
    done = block(run, users)
    assert "effects wait" in done.err, done.err
    assert state(database)[0] == "down"
    assert error in state(database)[1]
    assert effects(database) == {"pending": 40}

    worker()
    if order["name"] == "power_cut":
        assert not all_blocked(database, router, users)
        router.order("listen", on=True)
    due_now(database)
    wait_until(lambda: all_blocked(database, router, users), "the effects were not done")
    wait_until(lambda: state(database) == ("up", ""))
    stats = router.stats()
    assert stats["traps"] == 0, "something was sent again without a look"
    assert foreign(router) == before

    # what is right is not written again
    router.stats(reset=True)
    assert run("act", "users.sync", *(word for user, _ in users for word in ("--id", user)), "--yes").code == 0
    assert router.stats()["changes"] == {}


@pytest.mark.parametrize("orders, error", [
    ([("options", {"password": "another"})], "invalid user name or password"),
    ([("sessions", {"limit": 0, "fatal": True})], "too many sessions"),
    ([("sessions", {"limit": 0})], "too many already"),
    ([("listen", {"on": False})], "can't connect"),
])
def test_it_lets_nobody_in(database, router, run, worker, orders, error):
    users = with_address(database, 3)
    worker()
    wait_until(lambda: state(database)[0] == "up")
    for name, values in orders:
        router.order(name, **values)
    router.order("drop")
    router.stats(reset=True)
    done = block(run, users)
    assert "effects wait" in done.err, done.err
    wait_until(lambda: state(database)[0] == "down" and error in state(database)[1], f"{state(database)} says nothing of it")
    assert database.one("SELECT retry_at > checked_at FROM console.router_sync_state WHERE router = 'main'") is True
    # no storm: the worker's breaker and that of `act` each let a few tries through
    wait_until(lambda: database.one("SELECT failures FROM console.router_sync_state WHERE router = 'main'") >= 2)
    assert router.stats()["connections"] <= 2 * database.one("SELECT failures FROM console.router_sync_state") + 4

    router.order("options", password="router")
    router.order("calm")
    router.order("listen", on=True)
    wait_until(lambda: due_now(database) or all_blocked(database, router, users), "it did not go on by itself")
    wait_until(lambda: state(database) == ("up", ""))


def test_a_full_list_makes_effects_wait_until_there_is_room(database, router, run, worker):
    users = with_address(database, 10)
    before = foreign(router)
    router.order("full", path=LISTS, rows=0)
    done = block(run, users)
    assert done.code == 0 and "effects wait" in done.err
    assert effects(database) == {"pending": 10}
    errors = database.all("SELECT DISTINCT last_error FROM console.outbox")
    assert len(errors) == 10 and all("not enough memory" in error for (error,) in errors)
    assert all(managed_lists(router, address) for _, address in users), "none lost the entry that he had"
    assert state(database)[0] != "down", "the router answers: only its list is full"

    router.order("full", path=LISTS, rows=None)
    worker()
    due_now(database)
    wait_until(lambda: all_blocked(database, router, users))
    assert foreign(router) == before


def test_a_mute_router_is_given_up_and_found_done(database, router, run, make_config):
    """It did what it was asked and never said so: the next look finds it done."""
    users = with_address(database, 3)
    config = make_config(database, [router])
    with open(config, encoding="utf-8") as file:
        text = file.read()
    with open(config, "w", encoding="utf-8") as file:
        file.write(text.replace('user = "console"', 'deadline_ms = 1000; user = "console"'))
    database.all("UPDATE console.job SET next_run_at = now() + interval '1 day'")
    router.order("trap", nth=1, count=1, on="write", message="failure: busy, try again")
    first = run("act", "users.block", "--id", users[0][0], "reason=late", "--yes", config=config)
    assert first.code == 0 and "effects wait" in first.err
    router.order("mute", on=True, execute=True)
    due_now(database)
    done = run("act", "users.sync", "--id", users[1][0], "--yes", config=config)
    assert done.code == 0 and "effects wait" in done.err
    assert "no answer within 1000 ms" in state(database)[1]
    router.order("calm")
    due_now(database)
    assert run("worker", "--once", config=config).code == 0
    assert set(effects(database)) == {"done"}
    assert managed_lists(router, users[0][1]) == ["blocked"]
    assert state(database) == ("up", "")


def test_a_dead_router_holds_up_no_other(database, router, make_router, make_config, run):
    """Users of two routers in one action; the one that is up has them before the other is given up."""
    other = make_router("--identity", "north")
    config = make_config(database, [router, other])
    assert run("act", "users.sync", "--id", debtors(database, 1)[0][0], "--yes", config=config).code == 0
    users = with_address(database, 4)
    north = [user for user, _ in users[:2]]
    database.all("UPDATE public.users SET mikrotik_server_name = 'router2' WHERE id = ANY (%s::uuid[])", north)
    database.all("DELETE FROM console.outbox")
    other.order("mute", on=True, execute=False)
    with open(config, encoding="utf-8") as file:
        text = file.read()
    with open(config, "w", encoding="utf-8") as file:
        file.write(text.replace('name = "router2";', 'name = "router2"; deadline_ms = 3000;'))
    done = run("act", "users.block", *(word for user, _ in users for word in ("--id", user)), "reason=late", "--yes", config=config)
    assert done.code == 0, done.err
    assert "router main: 2 synced" in done.err + done.out
    assert "2 effects wait" in done.err and "connection to router router2 ended: no answer" in done.err
    waited = database.one("""
        SELECT extract(epoch FROM max(s.checked_at) - max(o.done_at))
          FROM console.outbox o, console.router_sync_state s
         WHERE o.target = 'router:main' AND o.state = 'done' AND s.router = 'router2'""")
    assert waited > 1.5, "the dead one was waited for first"
    assert all(managed_lists(router, address) == ["blocked"] for _, address in users[2:])

"""A router at this moment, on its page and by `router`; a ping from it to a customer's devices."""

import json


def live(run, *names, code=0):
    done = run("router", *(names or ("main",)), "--format", "json")
    assert done.code == code, done.err
    return json.loads(done.out)


def customer_online(database, router):
    """A customer with a device that is a host of the router: id, address, MAC."""
    hosts = {row["mac-address"]: row["address"] for row in router.rows("/ip/hotspot/host")}
    for user, mac in database.all("SELECT user_id::text, mac_address FROM public.user_devices WHERE is_authorized ORDER BY user_id"):
        if mac in hosts:
            database.all("UPDATE public.user_devices SET ip_address = %s WHERE mac_address = %s", hosts[mac], mac)
            return user, hosts[mac], mac
    raise AssertionError("nobody is on")


def test_it_tells_load_interfaces_sessions_and_the_hotspots_log(run, router):
    rows = live(run)
    parts = {row["part"] for row in rows}
    assert {"load", "health", "interface", "session", "log"} <= parts
    assert next(row["percent"] for row in rows if row["name"] == "cpu") == 3
    assert {row["name"] for row in rows if row["part"] == "interface"} == {"ether1", "ether2", "bridge"}
    assert next(row["says"] for row in rows if row["part"] == "health") == "voltage 24.1 V, temperature 38 C"
    [line] = [row["says"] for row in rows if row["part"] == "log"]
    assert "logged in" in line  # and nothing of what is no hotspot's


def test_health_of_a_router_before_7_is_one_row(make_config, make_router, database, run):
    old = make_router("--version", "6.49.18")
    config = make_config(database, [old])
    done = run("router", "main", "--format", "json", config=config)
    assert done.code == 0, done.err
    assert next(row["says"] for row in json.loads(done.out) if row["part"] == "health") == "temperature 38, voltage 24.1"


def test_a_session_that_ended_is_gone_at_once(database, run, router):
    before = [row for row in live(run) if row["part"] == "session"]
    assert before
    gone = next(row for row in router.rows("/ip/hotspot/active") if row["address"] == before[0]["name"])
    router.order("row", path="/ip/hotspot/active", verb="remove", values={".id": gone[".id"]})
    assert before[0]["name"] not in [row["name"] for row in live(run) if row["part"] == "session"]


def test_who_moves_most_stands_first_with_the_name(database, run, router):
    user, address, mac = customer_online(database, router)
    router.order("rate", bytes_per_s=4_000_000, mac=mac)
    first = next(row for row in live(run) if row["part"] == "talker")
    assert (first["name"], first["user_id"]) == (address, user) and first["in_bps"] > 1_000_000


def test_the_page_shows_it_and_says_when_the_router_is_silent(database, router, console):
    screen = console("routers", rows=60, columns=100)
    screen.wait_for("main")
    screen.press("enter")
    screen.wait_for("Seen on the router at")
    screen.wait_for("Interfaces")
    screen.wait_for("ether1")
    router.stop()
    screen.press("C-l")
    screen.wait_for("What follows is as stored")


def test_a_name_from_the_router_reaches_no_terminal_raw(run, router):
    router.order("options", port_names={"ether1": "wan\x1b[31m"})
    done = run("router", "main")
    assert done.code == 0 and "\x1b" not in done.out


def test_a_ping_says_what_came_back(database, run, router, console):
    run("worker", "--once")
    user, address, _ = customer_online(database, router)
    router.order("options", policies=["read", "write", "policy", "sensitive", "api", "test"])
    done = run("ping", user, "--format", "json")
    assert done.code == 0, done.err
    row = next(row for row in json.loads(done.out) if row["address"] == address)
    assert (row["sent"], row["received"], row["fastest"], row["error"]) == (3, 3, "1ms204us", None)
    screen = console("users")
    screen.wait_for("1/")
    screen.press("]")
    screen.wait_for("Ping from router main")
    screen.wait_for(lambda t: "came back" in t.text() or "No address" in t.text())


def test_a_ping_that_the_account_may_not_says_so(database, run, router):
    run("worker", "--once")
    user, address, _ = customer_online(database, router)
    done = run("ping", user, "--format", "json")
    assert done.code == 1
    assert any("needs the policy test" in row["error"] for row in json.loads(done.out))


def test_who_is_away_is_said(database, run, router):
    run("worker", "--once")
    user, _, _ = customer_online(database, router)
    router.order("options", policies=["read", "write", "policy", "sensitive", "api", "test"])
    database.all("UPDATE public.user_devices SET ip_address = '10.255.255.1' WHERE user_id = %s", user)
    database.all("DELETE FROM console.router_session")
    done = run("ping", user, "--format", "json")
    assert done.code == 1
    assert {(row["address"], row["sent"], row["received"]) for row in json.loads(done.out)} == {("10.255.255.1", 3, 0)}

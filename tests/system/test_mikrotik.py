"""Routers, drift and sessions as an operator sees them: panes, details, and a reconcile by key, against a real router."""

import json
import uuid

import pytest
from simulator import NEWEST_ROUTER, OLDEST_ROUTER

ACCOUNTS = "/ip/hotspot/user"
LISTS = "/ip/firewall/address-list"
BY_HAND = {"list": "active", "address": "10.99.0.1", "comment": "by hand"}


def look(run, config=...):
    """Compares the routers with the database now; the exit code."""
    return run("act", "routers.reconcile", "--where", "", "mend=no", "--yes", config=config).code


def listed_user(database, place=0):
    """(id, name, address, list) of a customer who lets the router know where he is."""
    return database.all("""
        SELECT u.id::text, u.full_name, d.ip_address
          FROM public.users u
          JOIN public.user_devices d ON d.user_id = u.id AND d.is_authorized AND d.last_hotspot_host_id IS NOT NULL
         WHERE NOT u.is_blocked AND u.approval_status = 'APPROVED' AND u.is_active AND u.is_unlimited_user
           AND u.quota_expiry_date > now()
         ORDER BY lower(u.full_name), u.id, d.id""")[place]


def entries(router, address):
    return [row for row in router.rows(LISTS) if row["address"] == address]


def move_entry(router, address, to):
    """The entry at an address into another list, as somebody at the router would."""
    (entry,) = entries(router, address)
    router.order("row", path=LISTS, verb="remove", values={".id": entry[".id"]})
    router.order("row", path=LISTS, verb="add", values={"list": to, "address": address, "comment": entry["comment"]})


@pytest.fixture
def drifted(database, router, run):
    """A router that differs in three ways, and was looked at by the jobs: one customer in the wrong list, one without his hotspot user,
    one entry of nobody's. (id, name, address) of the first."""
    user, name, address = listed_user(database)
    move_entry(router, address, "habis")
    (_, _, other), account = listed_user(database, 1), router.rows(ACCOUNTS)
    lost = next(row for row in account if any(row["comment"] == entry["comment"] for entry in entries(router, other)))
    router.order("row", path=ACCOUNTS, verb="remove", values={".id": lost[".id"]})
    router.order("row", path=LISTS, verb="add", values=BY_HAND)
    done = run("worker", "--once")
    assert done.code == 0, done.err
    return user, name, address


@pytest.mark.parametrize("router_version", [OLDEST_ROUTER, NEWEST_ROUTER])
def test_rows_and_their_types(drifted, show, router_version):
    user, name, address = drifted
    (router,) = show("routers")
    assert {key: router[key] for key in ("id", "name", "state", "waiting", "failed", "is_clear_text", "is_unverified", "is_enabled",
                                         "retry_at", "last_error")} == {
        "id": "main", "name": "main", "state": "up", "waiting": 0, "failed": 0, "is_clear_text": False, "is_unverified": False,
        "is_enabled": True, "retry_at": None, "last_error": None}
    assert router["drift"] == router["safe"] + router["needs_person"]
    for key in ("drift", "info", "sessions", "latency_ms", "clock_skew_s", "uptime_s", "foreign_entries"):
        assert isinstance(router[key], int), key
    assert router["scanned_at"][4] == "-"

    (row,) = show("drift", "--where", "kind:wrong_list")
    assert uuid.UUID(row["id"]) and row["user_id"] == user
    assert {key: row[key] for key in ("router", "full_name", "subject", "expected", "actual", "safe", "is_mendable", "alike")} == {
        "router": "main", "full_name": name, "subject": address, "expected": "active", "actual": "habis", "safe": True,
        "is_mendable": True, "alike": 1}
    assert address in row["mend"] and row["found_at"] and row["seen_at"]
    assert router["drift"] + router["info"] == len(show("drift"))

    sessions = show("sessions")
    assert len(sessions) == router["sessions"] > 0
    assert isinstance(sessions[0]["uptime_s"], int) and isinstance(sessions[0]["bytes"], int)
    assert sessions[0]["traffic_mb"] == f"{sessions[0]['bytes'] / 1048576:.2f}"
    assert {row["known"] for row in sessions} == {"customer"} and all(row["user_id"] for row in sessions)


def test_a_stranger_is_told_from_the_customers(router, run, show):
    router.order("row", path="/ip/hotspot/active", verb="add",
                 values={"user": "tamu", "address": "10.99.0.9", "mac-address": "DA:A1:19:00:00:01", "server": "hotspot1"})
    assert look(run) == 0
    (row,) = show("sessions", "--where", "known:unknown")
    assert (row["account"], row["full_name"], row["user_id"], row["who"]) == ("tamu", None, None, "unknown: tamu")


def test_filters_of_the_drift(drifted, show, run):
    user, name, _ = drifted
    assert {row["kind"] for row in show("drift", "--where", "kind:wrong_list,account_missing")} == {"wrong_list", "account_missing"}
    assert all(row["safe"] for row in show("drift", "--where", "safe:yes router:main"))
    assert [row["kind"] for row in show("drift", "--where", f"user:{user}")] == ["wrong_list"]
    assert "wrong_list" in [row["kind"] for row in show("drift", "--where", f'"{name}"')]
    assert show("drift", "--where", "router:nowhere") == []
    wrong = run("show", "drift", "--where", "kind:wrong_lists")
    assert wrong.code == 2 and "wrong_list" in wrong.err


def test_the_panes_say_it_on_a_small_screen(drifted, console):
    screen = console("routers", rows=24, columns=80)
    line = screen.wait_for(lambda t: t.line_with("  main"))
    assert line.split()[:2] == ["main", "up"]
    heads = screen.lines()[2]
    assert [heads.find(head) > 0 for head in ("Router", "State", "Drift", "Wait", "On", "Version", "ms", "Last look", "Note")] == [True] * 9
    screen.resize(24, 40)
    screen.wait_for(lambda t: "Router" in t.text() and "Note" not in t.text() and "main" in t.text())
    screen.press("7")
    screen.wait_for("In wrong list")
    screen.resize(24, 80)
    line = screen.wait_for(lambda t: "Safe" in t.lines()[2] and t.line_with("In wrong list"))
    assert line.split()[-3:] == ["active", "habis", "yes"]


def test_the_page_of_a_router(drifted, console, show):
    (row,) = show("routers")
    screen = console("routers", rows=40, columns=80)
    screen.wait_for("main")
    screen.press("enter")
    screen.wait_for("Differences from the database")
    assert screen.line_with(f"Differences from the database: {row['drift'] + row['info']}")
    assert screen.line_with("connection").count("TLS, verified") == 1
    assert "safe: r mends them" in screen.line_with("In wrong list")
    assert "entries in our lists without our mark: never touched" in screen.line_with("foreign")
    assert screen.line_with("It has been told everything")
    screen.press("G")
    screen.wait_for("Jobs")


def test_from_a_router_to_its_differences(drifted, console):
    screen = console("routers", rows=24, columns=80)
    screen.wait_for("main")
    screen.press("enter")
    screen.wait_for("Differences from the database")
    screen.press("7")
    screen.wait_for(lambda t: t.line_with('/ router:"main"') and t.line_with("In wrong list"))


def test_the_page_of_a_difference(drifted, console):
    user, name, address = drifted
    screen = console("drift", rows=40, columns=100)
    screen.wait_for("In wrong list")
    screen.press("/")
    screen.type("kind:wrong_list")
    screen.wait_for(lambda t: "1/1" in t.text())
    screen.press("enter", "enter")
    screen.wait_for("What would mend it")
    assert address in screen.line_with("where")
    sides = screen.lines()[screen.lines().index(screen.line_with("Router main")) + 1]
    assert sides.strip("│ ").split() == ["active", "habis"]
    assert "M mends it" in screen.line_with("safe")
    assert screen.line_with("address-list")
    assert name in screen.line_with("name")
    screen.press("w")
    screen.wait_for("Open debts")
    screen.press("esc")
    screen.wait_for("What would mend it")


def test_reconcile_by_key(drifted, console, database, router, show):
    _, _, address = drifted
    before = show("drift", "--where", "safe:yes mendable:yes")
    assert before
    screen = console("routers", rows=24, columns=80)
    screen.wait_for("main")
    screen.press("r")
    screen.wait_for("what needs no person is mended at once")
    screen.press("enter")
    screen.wait_for("enter Apply")
    assert f"{len(before)} safe" in " ".join(line.strip("│ ") for line in screen.lines())
    screen.press("enter")
    screen.wait_for("1 router reconciled")
    assert [row["list"] for row in entries(router, address)] == ["active"]
    assert [(row["list"], row["comment"]) for row in entries(router, BY_HAND["address"])] == [("active", "by hand")]
    assert show("drift", "--where", "safe:yes mendable:yes") == []
    assert database.all("SELECT entity_type, entity_id, details FROM console.audit_log WHERE action = 'routers.reconcile'"
                        " ORDER BY id DESC LIMIT 1") == [("router", "main", {"mend": "safe"})]


def test_only_looking_changes_nothing(drifted, run, router):
    router.stats(reset=True)
    assert look(run) == 0
    assert router.stats()["writes"] == 0


def test_a_router_that_nobody_knows_is_refused(run, config):
    refused = run("act", "routers.reconcile", "--id", "nowhere", "--yes")
    assert refused.code == 1 and "there is no such router" in refused.out + refused.err


def test_clear_text_is_said(make_config, database, router, run, show, console):
    config = make_config(database, [router], tls=False)
    assert run("worker", "--once", config=config).code == 0
    (row,) = show("routers", config=config)
    assert row["is_clear_text"] is True and row["note"].startswith("clear text!")
    screen = console("routers", config=config)
    screen.wait_for("clear text!")
    screen.press("enter")
    screen.wait_for("CLEAR TEXT")


def test_a_dead_router_is_said_to_be(make_config, database, router, run, show, console):
    config = make_config(database, [router])
    router.order("listen", on=False)
    try:
        look(run, config)
        (row,) = show("routers", config=config)
        assert row["state"] == "down" and row["waiting"] == 1 and "main" in row["last_error"]
        assert row["last_error"] in row["note"]
        screen = console("routers", config=config)
        screen.wait_for(lambda t: (t.line_with("  main") or "").split()[:2] == ["main", "down"])
        screen.press("enter")
        screen.wait_for(lambda t: t.line_with("reason") and t.line_with("as stored"))
        screen.press("pgdn")
        screen.wait_for("Outbox: 1 wait")
    finally:
        router.order("listen", on=True)


def test_json_of_reconcile_plan(drifted, run):
    planned = run("act", "routers.reconcile", "--id", "main", "mend=safe", "--dry-run", "--format", "json")
    assert planned.code == 0, planned.err
    (row,) = json.loads(planned.out)
    assert row["id"] == "main" and " looked at " in row["before"] and row["after"].endswith("mended")

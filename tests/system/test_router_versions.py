"""The oldest and the newest RouterOS that must work: what a customer's change leaves on it, what is read from it, and what its
page and `check` say of what keeps it from its work."""

import json

import pytest
from simulator import NEWEST_ROUTER, OLDEST_ROUTER
from test_mikrotik import ACCOUNTS, listed_user

EACH_VERSION = pytest.mark.parametrize("router_version", [OLDEST_ROUTER, NEWEST_ROUTER])
HOSTS = "/ip/hotspot/host"
MB = 1 << 20


def account(database, router, user):
    local = "0" + database.one("SELECT phone_number FROM public.users WHERE id = %s", user)[3:]
    return next(row for row in router.rows(ACCOUNTS) if row["name"] == local)


def sync(run, user):
    done = run("act", "users.sync", "--id", user, "--yes", "--format", "json")
    assert done.code == 0, done.err
    assert json.loads(done.out)[0]["effects_done"] == 1


@EACH_VERSION
def test_a_password_reaches_it_and_stays(database, router, run, router_version):
    user = listed_user(database)[0]
    router.stats(reset=True)
    sync(run, user)
    assert router.stats()["writes"] == 0, "what is right was written"
    database.all("UPDATE public.users SET mikrotik_password = '918273' WHERE id = %s", user)
    sync(run, user)
    assert account(database, router, user)["password"] == "918273"
    router.stats(reset=True)
    sync(run, user)
    stats = router.stats()
    assert stats["writes"] == 0 and stats["traps"] == 0


@pytest.mark.parametrize("way", ["masked", "empty", "absent"])
def test_a_look_at_hidden_passwords_finds_none_wrong(router, run, show, way):
    router.order("options", secrets=way, policies=["read", "write", "api"])
    router.stats(reset=True)
    assert run("act", "routers.reconcile", "--id", "main", "mend=safe", "--yes").code == 0
    assert [row["kind"] for row in show("drift") if row["kind"].startswith("account")] == []
    assert router.stats()["changes"] == {}


def used(database, user):
    return database.one("SELECT total_quota_used_mb FROM public.users WHERE id = %s", user)


def read_counters(database, run):
    database.all("UPDATE console.job SET next_run_at = now() WHERE name = 'usage_sync:main'")
    assert run("worker", "--once").code == 0
    return database.one("SELECT last_result FROM console.job WHERE name = 'usage_sync:main'")


@EACH_VERSION
def test_usage_over_new_rows_and_a_restart(database, router, run, router_version):
    user, mac = database.one("""
        SELECT u.id::text, d.mac_address FROM public.users u JOIN public.user_devices d ON d.user_id = u.id
         WHERE d.is_authorized AND d.last_hotspot_host_id IS NOT NULL AND NOT u.is_blocked AND u.is_active
           AND (SELECT count(*) FROM public.user_devices o WHERE o.user_id = u.id) = 1
         ORDER BY u.id, d.id LIMIT 1""")
    read_counters(database, run)
    before = used(database, user)
    router.order("traffic", mac=mac, bytes_out=3 * MB)
    read_counters(database, run)
    assert used(database, user) - before == 3
    router.order("host_row", mac=mac)  # it counts from 0 again
    router.order("forward", seconds=10)
    router.order("traffic", mac=mac, bytes_out=5 * MB)
    read_counters(database, run)
    assert used(database, user) - before == 8
    router.order("host_row", mac=mac)  # more than the line can have carried in its few seconds
    router.order("traffic", mac=mac, bytes_out=1 << 40)
    assert "1 not charged" in read_counters(database, run)
    assert used(database, user) - before == 8
    router.order("restart")
    router.order("traffic", mac=mac, bytes_out=2 * MB)
    assert "not charged" not in read_counters(database, run)
    assert used(database, user) - before == 10


def test_what_keeps_it_from_its_work_is_told(router, run, console):
    assert run("show", "routers").code == 0
    screen = console("routers", rows=40, columns=109)
    screen.wait_for("main")
    screen.press("enter")
    screen.wait_for("Differences from the database")
    assert "not looked at yet" in screen.line_with("device-mode")
    screen.close()
    assert run("worker", "--once").code == 0  # who has met the router has entered it
    router.order("options", policies=["read", "write", "api"], refused=["/system/clock"],
                 device_mode={"mode": "home", "hotspot": "no", "flagged": "yes"})
    router.order("drop")
    findings = {row["name"]: row for row in json.loads(run("check", "--format", "json").out)}
    assert {"router_runs_hotspot", "router_not_flagged", "router_policies"} <= findings.keys()
    assert "device-mode/update hotspot=yes" in findings["router_runs_hotspot"]["mend"]
    assert "sensitive" in findings["router_policies"]["example"]
    screen = console("routers", rows=40, columns=109)
    screen.wait_for("flagged!")
    screen.press("enter")
    screen.wait_for("Differences from the database")
    assert "keeps the hotspot from running: on it" in screen.line_with("home, keeps")
    assert "break-in" in screen.line_with("FLAGGED")
    assert "lacks sensitive" in screen.line_with("policies")
    assert "may not read /system/clock" in screen.line_with("refused")
    assert "RouterOS 7.25.1" in screen.line_with("version")


@pytest.mark.parametrize("router_version", [OLDEST_ROUTER])
def test_an_old_router_has_nothing_to_hide(router, run, show, router_version):
    assert run("worker", "--once").code == 0
    assert not [row for row in json.loads(run("check", "--format", "json").out) if row["name"].startswith("router")]
    assert show("routers")[0]["version"] == OLDEST_ROUTER


def test_a_session_whose_uptime_is_not_said(router, database, run, show):
    router.order("options", empty_uptime=True)
    router.order("row", path="/ip/hotspot/active", verb="add", values={
        "user": "tamu", "mac-address": "0C:99:00:00:00:09", "address": "10.98.0.9"})
    assert run("act", "routers.reconcile", "--id", "main", "mend=no", "--yes").code == 0
    row, = show("sessions", "--where", "account:tamu")
    assert row["uptime_s"] is None and row["uptime"] == "-"

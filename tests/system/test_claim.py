"""A router as a portal leaves it: nothing on it is changed before it is claimed, and whoever asks is told; afterwards
everything reaches it, and what is nobody's stays byte for byte."""

import json
import subprocess
import time

import pytest
from portal_town import (ACCOUNTS, BINDINGS, DEEDS, LEASES, LISTS, NOT_OURS, SESSIONS, Portal, town,  # noqa: F401
                         town_of)


def test_nothing_is_touched_and_all_is_said_before_the_claim(town):
    before = town.rows()
    found = town.look()
    assert found["claim_account"] == sum(c.wants_account for c in town.portal.customers)
    assert found["claim_binding"] == sum(len(c.devices) for c in town.portal.customers)
    assert found["claim_entry"] == sum("|uid=" not in row["comment"] for row in town.rows(foreign=False)[LISTS]) > 0
    # Entries with our prefix and a uid are ours already: somebody without one shows that nothing else is touched.
    active = next(c for c in town.pick("active", 9) if "|uid=" not in town.entry_of(c)["comment"])
    for arguments in (("users.block", "--id", active.id, "reason=rude"), ("users.unblock", "--id", active.id),
                      ("quota.inject", "--id", active.id, "mb=1024MB")):
        result, said = town.act_and_hear(*arguments)
        assert result["effects_failed"] == 1 and "not claimed yet" in said, said
    after = town.rows()
    assert after[ACCOUNTS] == before[ACCOUNTS] and after[BINDINGS] == before[BINDINGS] and after[LEASES] == before[LEASES]
    assert all(row in after[LISTS] for row in before[LISTS] if row["address"] != active.devices[0]["ip"])
    assert town.entry_of(active) in before[LISTS]
    plan = town.run("act", "users.block", "--id", active.id, "reason=rude", "--dry-run", config=town.config)
    assert "1 of these has rows on router main that are left as they are: 3 not claimed yet" in plan.out + plan.err


def test_after_the_claim_everything_reaches_the_router(town):
    foreign = town.rows(foreign=True)
    assert sum(len(rows) for rows in foreign.values()) == 20
    town.look()
    plan = town.run("act", "routers.claim", "--id", "main", "--dry-run", config=town.config)
    assert "not claimed" in plan.out + plan.err and "hotspot users" in plan.out + plan.err
    result = town.act("routers.claim", "--id", "main")
    claimed = town.database.one("SELECT count(*) FROM console.router_claim")
    assert result["summary"].startswith(f"{claimed} customers claimed")
    assert result["changed"] == claimed == sum(bool(c.wants_account or c.devices) for c in town.portal.customers)
    assert result["effects_failed"] == 0, result
    assert not [row for row in town.rows(foreign=False)[ACCOUNTS] if row.get("limit-uptime", "0s") != "0s"]
    assert not {kind: n for kind, n in town.look().items() if kind not in NOT_OURS}

    blocked, active, expiring = town.pick("active", 3)
    assert town.act("users.block", "--id", blocked.id, "reason=rude")["effects_done"] == 1
    assert (town.lists_of(blocked), town.binding_of(blocked), town.account_of(blocked)["disabled"]) == (["blocked"], "blocked", "true")
    assert town.act("users.unblock", "--id", blocked.id)["effects_done"] == 1
    assert (town.lists_of(blocked), town.binding_of(blocked), town.account_of(blocked)["disabled"]) == (["active"], "bypassed", "false")
    assert town.act("quota.inject", "--id", active.id, "mb=1024MB")["effects_done"] == 1
    assert town.account_of(active)["limit-bytes-total"] == str((active.bought + 1024) * 1048576)
    town.database.all("UPDATE public.users SET quota_expiry_date = now() - interval '1 hour' WHERE id = %s", expiring.id)
    assert town.act("users.sync", "--id", expiring.id)["effects_done"] == 1
    assert (town.lists_of(expiring), town.binding_of(expiring), town.account_of(expiring)["profile"]) == (["expired"], "regular", "expired")
    town.router.order("row", path=SESSIONS, verb="add", values={"user": active.phone, "mac-address": active.devices[0]["mac"],
                                                                  "address": active.devices[0]["ip"]})
    assert town.act("users.kick", "--id", active.id)["effects_done"] == 1
    assert town.router.rows(SESSIONS) == []
    assert town.rows(foreign=True) == foreign
    assert not {kind: n for kind, n in town.look().items() if kind not in NOT_OURS}


def test_portal_and_console_leave_each_others_words(town):
    town.look()
    town.act("routers.claim", "--id", "main")
    # The portal goes over everything again, in its own words.
    portal = Portal(town.customers())
    by_mac = {d["mac"]: c for c in portal.customers for d in c.devices}
    by_ip = {d["ip"]: c for c in portal.customers for d in c.devices}
    by_phone = {c.phone: c for c in portal.customers}
    for number, row in enumerate(town.router.rows(LISTS)):
        if row["address"] in by_ip:
            portals = portal.entry(by_ip[row["address"]], row["address"], number)
            town.router.order("row", path=LISTS, verb="set", values={".id": row[".id"], "comment": portals["comment"]})
    for number, row in enumerate(town.router.rows(BINDINGS)):
        if row["mac-address"] in by_mac:
            portals = portal.binding(by_mac[row["mac-address"]], row["mac-address"], number)
            town.router.order("row", path=BINDINGS, verb="set", values={".id": row[".id"], **portals})
    for number, row in enumerate(town.router.rows(ACCOUNTS)):
        if row["name"] in by_phone:
            town.router.order("row", path=ACCOUNTS, verb="set", values={".id": row[".id"], "comment": DEEDS[number % len(DEEDS)]})
    portals_rows = town.rows()
    town.router.stats(reset=True)
    assert town.act("users.sync", "--where", "")["effects_failed"] == 0
    assert town.router.stats()["writes"] == 0
    assert town.rows() == portals_rows


def test_undo_gives_up_the_claims_and_leaves_the_rows(town):
    town.look()
    operation = town.act("routers.claim", "--id", "main")["operation_id"]
    assert town.database.one("SELECT count(*) FROM console.audit_log WHERE action = 'routers.claim' AND entity_type = 'router_claim'"
                             ) == town.database.one("SELECT count(*) FROM console.router_claim") > 0
    rows = town.rows()
    town.act("audit.undo", "--id", operation)
    assert town.database.one("SELECT count(*) FROM console.router_claim") == 0
    assert town.rows() == rows


def test_one_customer_is_claimed(town):
    town.look()
    (active,) = town.pick("active")
    assert town.act("users.claim", "--id", active.id)["changed"] == 1
    assert town.database.all("SELECT user_id::text, router FROM console.router_claim") == [(active.id, "main")]
    assert town.account_of(active).get("limit-uptime", "0s") == "0s"
    refused = town.run("act", "users.claim", "--id", active.id, "--yes", config=town.config)
    assert refused.code == 1 and "claimed already" in refused.out + refused.err


def test_a_row_says_what_claiming_sends(town):  # noqa: F811
    town.look()
    show = town.run("show", "drift", "--where", "kind:claim_account", "--format", "json", config=town.config)
    rows = {row["subject"]: row["mend"] for row in json.loads(show.out)}
    (active,) = town.pick("active")
    assert rows[active.phone].startswith("claiming sends /ip hotspot user set ") and "limit-uptime=0s" in rows[active.phone]
    assert set(rows) == {c.phone for c in town.portal.customers if c.wants_account}
    assert not [text for text in rows.values() if active.password in text]
    kinds = dict(town.database.all("SELECT kind, min(item ->> 'claim') FROM console.drift WHERE kind LIKE 'claim%%' GROUP BY 1"))
    assert kinds["claim_binding"] == kinds["claim_entry"] == "", "what is right already is not written"
    others = town.run("show", "drift", "--where", "kind:lease_missing,no_address,unknown_device", "--format", "json", config=town.config)
    assert not [row for row in json.loads(others.out) if row["mend"]]
    assert town.run("act", "drift.mend", "--where", "kind:claim_account", "--yes", config=town.config).code == 1
    # one that is wrong in every way: what is said is what is sent
    town.router.order("row", path=BINDINGS, verb="set", values={
        ".id": next(row[".id"] for row in town.router.rows(BINDINGS) if row["mac-address"] == active.devices[0]["mac"]), "type": "regular"})
    town.look()
    sent = town.database.one("SELECT item ->> 'claim' FROM console.drift WHERE kind = 'claim_binding' AND subject = %s", active.devices[0]["mac"])
    assert sent.startswith("/ip hotspot ip-binding set") and " type=bypassed" in sent
    town.act("users.claim", "--id", active.id)
    assert town.binding_of(active) == "bypassed"


def test_what_failed_for_want_of_a_claim_is_done_by_it(town):  # noqa: F811
    town.look()
    (active,) = town.pick("active")
    for arguments in (("users.block", "--id", active.id, "reason=rude"), ("users.unblock", "--id", active.id)):
        assert town.act(*arguments)["effects_failed"] == 1
    assert town.act("users.claim", "--id", active.id)["effects_failed"] == 0
    assert town.database.all("SELECT state, count(*) FROM console.outbox WHERE entity_id = %s GROUP BY 1 ORDER BY 1", active.id) == [
        ("cancelled", 2), ("done", 1)]
    assert "done by a later one" in town.database.one("SELECT payload ->> 'note' FROM console.outbox WHERE state = 'cancelled' LIMIT 1")
    assert "outbox" not in town.run("check", config=town.config).out


def test_an_account_that_the_console_made_stays_its_own(town):  # noqa: F811
    alone = next(c for c in town.portal.customers if c.wants_account and not c.devices)
    town.router.order("row", path=ACCOUNTS, verb="remove", values={".id": town.account_of(alone)[".id"]})
    town.look()
    assert town.act("users.sync", "--id", alone.id)["effects_failed"] == 0
    assert town.database.all("SELECT user_id::text FROM console.router_claim") == [(alone.id,)]
    town.router.order("row", path=ACCOUNTS, verb="set", values={
        ".id": town.account_of(alone)[".id"], "comment": "Inject 1024MB/30d by Admin", "limit-uptime": "4w2d"})
    town.look()
    assert town.database.all("SELECT kind FROM console.drift WHERE user_id = %s AND kind LIKE 'claim%%'", alone.id) == []
    assert town.act("users.sync", "--id", alone.id)["effects_failed"] == 0
    assert town.account_of(alone).get("limit-uptime", "0s") == "0s"
    # whose other rows a portal made is still asked for
    (other,) = town.pick("active")
    town.router.order("row", path=ACCOUNTS, verb="remove", values={".id": town.account_of(other)[".id"]})
    town.act("users.sync", "--id", other.id)
    assert town.database.all("SELECT user_id::text FROM console.router_claim") == [(alone.id,)]


@pytest.mark.parametrize("is_claimed", [False, True])
def test_two_numbers_of_one_name_are_told_and_the_first_keeps_the_row(town, is_claimed):  # noqa: F811
    first, second = town.pick("active", 2)
    town.database.all("UPDATE public.users SET phone_number = '+8123456789', mikrotik_password = 'second', total_quota_purchased_mb = 77777,"
                      " created_at = now() WHERE id = %s", second.id)
    town.database.all("UPDATE public.users SET phone_number = '+628123456789' WHERE id = %s", first.id)
    town.router.order("row", path=ACCOUNTS, verb="set", values={".id": town.account_of(first)[".id"], "name": "08123456789"})
    town.look()
    if is_claimed:
        town.act("routers.claim", "--id", "main")
    account = {row["name"]: row for row in town.router.rows(ACCOUNTS)}["08123456789"]
    for user in (second.id, first.id):
        town.run("act", "users.sync", "--id", user, "--yes", config=town.config)
    town.act("users.sync", "--where", "", "--yes")
    town.look()
    assert [row for row in town.router.rows(ACCOUNTS) if row["name"] == "08123456789"] == [account]
    assert account["limit-bytes-total"] == str(first.bought * 1048576)
    failed = town.run("act", "users.sync", "--id", second.id, "--yes", config=town.config)
    assert "the hotspot user 08123456789 is that of +628123456789" in failed.out + failed.err
    found = json.loads(town.run("check", "--format", "json", config=town.config).out)
    assert [row["example"] for row in found if row["name"] == "account_is_one_customers"] == ["08123456789: +628123456789, +8123456789"]


def test_a_filter_that_matches_nothing_claims_nothing(town):  # noqa: F811
    town.look()
    done = town.run("act", "users.claim", "--where", "name:nobody-of-that-name", "--yes", config=town.config)
    assert done.code in (0, 1) and "Traceback" not in done.err and done.out + done.err
    assert town.database.one("SELECT count(*) FROM console.router_claim") == 0


def test_a_router_that_was_never_looked_at_or_is_down(town):  # noqa: F811
    refused = town.run("act", "routers.claim", "--id", "main", "--yes", config=town.config)
    assert refused.code == 1 and "reconcile it first" in refused.out + refused.err
    town.look()
    # an old look: a row has gone since, another is somebody else's
    active, other = town.pick("active", 2)
    town.router.order("row", path=ACCOUNTS, verb="remove", values={".id": town.account_of(active)[".id"]})
    foreign = {".id": town.account_of(other)[".id"], "comment": "Inject 1024MB|user=089999999"}
    town.router.order("row", path=ACCOUNTS, verb="set", values=foreign)
    town.router.order("listen", on=False)
    result = town.act("routers.claim", "--id", "main")
    assert result["effects_done"] == 0 and result["effects_waiting"] > 0
    town.router.order("listen", on=True)
    town.database.all("UPDATE console.outbox SET next_attempt_at = now() WHERE state = 'pending'")
    town.database.all("UPDATE console.router_sync_state SET retry_at = NULL")
    assert town.run("worker", "--once", config=town.config, timeout=120).code == 0
    assert town.database.one("SELECT count(*) FROM console.outbox WHERE state = 'pending'") == 0
    assert town.account_of(active)["limit-bytes-total"] == str(active.bought * 1048576)
    assert town.account_of(other)["comment"] == foreign["comment"] and town.account_of(other)["limit-uptime"] == "4w2d"


def test_two_who_claim_at_once(town, binary, environment):  # noqa: F811
    town.look()
    argv = [binary, "--config", town.config, "act", "routers.claim", "--id", "main", "--yes", "--format", "json"]
    running = [subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, env=environment,
                                text=True) for _ in range(3)]
    ended = [(process.communicate(timeout=120), process.returncode) for process in running]
    won = [json.loads(out)[0] for (out, _), code in ended if code == 0]
    assert len(won) >= 1 and all(code in (0, 1) for _, code in ended), ended
    claimed = town.database.one("SELECT count(*) FROM console.router_claim")
    assert sum(result["changed"] for result in won) == claimed
    assert town.database.one("SELECT count(*) FROM console.audit_log WHERE entity_type = 'router_claim'") == claimed
    town.run("worker", "--once", config=town.config, timeout=120)
    assert not {kind: n for kind, n in town.look().items() if kind not in NOT_OURS}


def test_who_claims_is_killed_in_the_middle(town, binary, environment):  # noqa: F811
    town.look()
    town.router.stats(reset=True)
    town.router.order("latency", ms=60)
    argv = [binary, "--config", town.config, "act", "routers.claim", "--id", "main", "--yes"]
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=environment)
    deadline = time.monotonic() + 60
    while town.router.stats()["writes"] < 20:
        assert time.monotonic() < deadline and process.poll() is None
    process.kill()
    process.wait(timeout=30)
    town.router.order("calm")
    assert town.database.one("SELECT count(*) FROM console.outbox WHERE state = 'running'") > 0
    town.database.all("UPDATE console.outbox SET lease_until = now() - interval '1 second' WHERE state = 'running'")
    assert town.run("worker", "--once", config=town.config, timeout=120).code == 0
    assert town.database.all("SELECT DISTINCT state FROM console.outbox") == [("done",)]
    assert not {kind: n for kind, n in town.look().items() if kind not in NOT_OURS}


def test_undo_of_a_claim_after_changes(town):  # noqa: F811
    town.look()
    operation = town.act("routers.claim", "--id", "main")["operation_id"]
    (active,) = town.pick("active")
    town.act("users.block", "--id", active.id, "reason=rude")
    gone = town.pick("active", 2)[1]
    town.database.all("DELETE FROM console.router_claim WHERE user_id = %s", gone.id)
    rows = town.rows()
    undone = town.act("audit.undo", "--id", operation)
    assert undone["summary"].startswith(f"{undone['changed']} customers put back, 1 left out: changed since")
    assert undone["changed"] > 0 and town.database.one("SELECT count(*) FROM console.router_claim") == 0
    assert town.rows() == rows
    assert town.act("users.unblock", "--id", active.id)["effects_failed"] == 1, "it is not ours any more"
    town.look()
    assert town.act("users.claim", "--id", active.id)["effects_failed"] == 0
    assert town.binding_of(active) == "bypassed"


def test_claiming_one_by_keys(town, console):  # noqa: F811
    town.look()
    screen = console("drift", rows=24, columns=80, config=town.config)
    screen.wait_for("User to claim")
    screen.press("C")
    screen.wait_for("enter Apply")
    name = town.database.one("SELECT u.full_name FROM console.drift d JOIN public.users u ON u.id = d.user_id"
                             " WHERE d.kind = 'claim_account' ORDER BY d.kind, lower(u.full_name), d.id LIMIT 1")
    assert f"Claim on the router: {name}" in screen.text(), "it is called by its name, not by a uuid"
    screen.press("enter")
    screen.wait_for("1 customer claimed")
    assert town.database.one("SELECT u.full_name FROM console.router_claim c JOIN public.users u ON u.id = c.user_id") == name


@pytest.mark.alone
def test_two_thousand_customers_are_claimed(town_of):  # noqa: F811
    town = town_of(2000)  # noqa: F811
    foreign = town.rows(foreign=True)
    town.look()
    assert town.act("routers.claim", "--id", "main")["effects_failed"] == 0
    assert town.database.one("SELECT count(*) FROM console.router_claim") > 1900
    assert not {kind: n for kind, n in town.look().items() if kind not in NOT_OURS}
    town.router.stats(reset=True)
    assert town.act("users.sync", "--where", "")["effects_failed"] == 0
    assert town.router.stats()["writes"] == 0 and town.rows(foreign=True) == foreign

"""A router as a portal leaves it: every row in the portal's own words. Nothing on it is changed before it is claimed, and
whoever asks is told; afterwards everything reaches it, and what is nobody's stays byte for byte.

HC_CLAIM_USERS=2000 makes a town of it."""

import json
import os
import subprocess

import psycopg
import pytest
import sandbox
from conftest import SAMPLE_USERS, Database

USERS = int(os.environ.get("HC_CLAIM_USERS", SAMPLE_USERS))
LISTS, BINDINGS, ACCOUNTS = "/ip/firewall/address-list", "/ip/hotspot/ip-binding", "/ip/hotspot/user"
LEASES, SESSIONS, PROFILES = "/ip/dhcp-server/lease", "/ip/hotspot/active", "/ip/hotspot/user/profile"
WHEN = "|date=2026-10-01|time=08:00:00"
WORDS = {"bypassed": "authorized", "regular": "managed", "blocked": "blocked"}
DEEDS = ("Approved by Admin", "Inject 1024MB/30d by Admin", "Order:BD-1|package=10 GB" + WHEN, "Password reset by Admin", "")
NOT_OURS = ("lease_missing", "no_address", "unknown_device", "garden")  # nothing that a claim is about
MENUS = (LISTS, BINDINGS, ACCOUNTS, LEASES)

CUSTOMERS = """
SELECT u.id::text AS id, console.account_name(u.phone_number) AS phone, u.role, u.mikrotik_password AS password, s.status,
       u.total_quota_purchased_mb AS bought, u.is_unlimited_user AS is_unlimited, s.list_name AS list,
       CASE WHEN s.status IN ('active', 'fup', 'unlimited') THEN 'bypassed'
            WHEN s.binding_type = 'blocked' THEN 'blocked' ELSE 'regular' END AS type,
       u.mikrotik_server_name AS server, s.profile, s.wants_account,
       coalesce(json_agg(json_build_object('mac', s.mac, 'ip', s.ip) ORDER BY s.mac)
                    FILTER (WHERE s.is_current), '[]') AS devices
  FROM console.desired_state(NULL) s JOIN public.users u ON u.id = s.user_id
 GROUP BY u.id, s.status, s.list_name, s.binding_type, s.profile, s.wants_account
 ORDER BY u.id
"""

FOREIGN = {
    ACCOUNTS: [{"name": f"kantor{n}", "password": "x", "comment": "staff", "limit-uptime": "1d"} for n in range(4)]
    + [{"name": "08129999990%d" % n, "comment": "Approved by Admin"} for n in range(4)],
    BINDINGS: [{"mac-address": f"0A:00:00:00:00:0{n}", "type": "bypassed", "comment": "printer"} for n in range(4)]
    + [{"mac-address": "0A:00:00:00:01:01", "type": "bypassed", "comment": "authorized|user=089999999|uid=unknown|role=USER" + WHEN}],
    LISTS: [{"list": "active", "address": f"10.15.0.{n}", "comment": "AP lantai 2"} for n in range(1, 5)]
    + [{"list": "habis", "address": "10.15.0.9", "comment": "lpsaring|status=habis|user=089999999|role=USER" + WHEN}],
    LEASES: [{"mac-address": f"0A:00:00:00:02:0{n}", "address": f"10.15.1.{n}", "comment": "kamera"} for n in range(1, 3)],
}


class Portal:
    """What a portal writes on its router."""

    def __init__(self, customers):
        self.customers = customers

    @staticmethod
    def entry(c, ip, number):
        uid = f"|uid={c.id}" if number % 3 else ""
        return {"list": c.list, "address": ip,
                "comment": f"lpsaring|status={c.status}|user={c.phone}{uid}|role={c.role}|ip={ip}{WHEN}"}

    @staticmethod
    def binding(c, mac, number):
        source = ("", "|source=otp")[number % 2]
        return {"mac-address": mac, "type": c.type,
                "comment": f"{WORDS[c.type]}|user={c.phone}|uid={c.id}|role={c.role}{source}{WHEN}"}

    @staticmethod
    def account(c, number):
        return {"name": c.phone, "password": c.password, "profile": c.profile, "server": c.server or "all",
                "limit-bytes-total": str(0 if c.is_unlimited else c.bought * 1048576), "limit-uptime": "4w2d",
                "comment": DEEDS[number % len(DEEDS)]}

    def tables(self):
        tables = {path: list(rows) for path, rows in FOREIGN.items()}
        for number, c in enumerate(self.customers):
            if c.wants_account:
                tables[ACCOUNTS].append(self.account(c, number))
            for device in c.devices:
                tables[BINDINGS].append(self.binding(c, device["mac"], number))
                if not device["ip"]:
                    continue
                tables[LISTS].append(self.entry(c, device["ip"], number))
                tables[LEASES].append({"mac-address": device["mac"], "address": device["ip"], "server": "dhcp1", "status": "bound",
                                       "comment": f"lpsaring|static-dhcp|user={c.phone}|uid={c.id}|role={c.role}{WHEN}"})
        return tables


class Town:
    def __init__(self, database, router, config, run, scratch):
        self.database, self.router, self.config, self.run = database, router, config, run
        self.portal = Portal(self.customers())
        tables = self.portal.tables()
        tables[PROFILES] = [{"name": name} for name in sorted({"default", "fup", "habis", "expired", "inactive", "unlimited",
                                                               "komandan", *(c.profile for c in self.portal.customers)})]
        tables["/ip/hotspot"] = [{"name": name} for name in {"hotspot1", *(c.server for c in self.portal.customers if c.server)}]
        path = scratch.file("portals-router.json")
        with open(path, "w", encoding="utf-8") as out:
            json.dump({name: tables[name] for name in sorted(tables, key=lambda n: (n not in (PROFILES, "/ip/hotspot"), n))}, out)
        router.order("load", file=path)
        database.all("UPDATE public.users SET mikrotik_user_exists = true WHERE approval_status = 'APPROVED'")
        run("show", "routers", config=config)
        router.stats(reset=True)

    def customers(self):
        with self.database.connect(row_factory=psycopg.rows.namedtuple_row) as connection:
            return connection.execute(CUSTOMERS).fetchall()

    def act_and_hear(self, *arguments):
        done = self.run("act", *arguments, "--yes", "--format", "json", config=self.config, timeout=120)
        assert done.code == 0, done.out + done.err
        return json.loads(done.out)[0], done.err

    def act(self, *arguments):
        return self.act_and_hear(*arguments)[0]

    def look(self):
        self.act("routers.reconcile", "--id", "main", "mend=no")
        return dict(self.database.all("SELECT kind, count(*) FROM console.drift GROUP BY 1"))

    def rows(self, foreign=None):
        """The menus' rows without their counters; foreign: those that are nobody's, or the others."""
        names = {row[key] for path, key in ((ACCOUNTS, "name"), (BINDINGS, "mac-address"), (LISTS, "address"), (LEASES, "address"))
                 for row in FOREIGN[path]}
        return {path: [row for row in self.router.rows(path)
                       if foreign is None
                       or foreign == (row.get("name" if path == ACCOUNTS else "mac-address" if path == BINDINGS else "address") in names)]
                for path in MENUS}

    def pick(self, status, count=1):
        return [c for c in self.portal.customers if c.status == status and len(c.devices) == 1 and c.devices[0]["ip"]
                and c.wants_account][:count]

    def lists_of(self, c):
        return [row["list"] for row in self.router.rows(LISTS) if row["address"] == c.devices[0]["ip"]]

    def entry_of(self, c):
        return next(row for row in self.router.rows(LISTS) if row["address"] == c.devices[0]["ip"])

    def account_of(self, c):
        return next(row for row in self.router.rows(ACCOUNTS) if row["name"] == c.phone)

    def binding_of(self, c):
        return next(row["type"] for row in self.router.rows(BINDINGS) if row["mac-address"] == c.devices[0]["mac"])


@pytest.fixture
def town(server, template, binary, scratch, bare_router, make_config, run):
    database = Database(server, template.name if USERS == SAMPLE_USERS else None)
    config = make_config(database, [bare_router], tls=False)
    if USERS != SAMPLE_USERS:
        sandbox.migrate(binary, config)
        subprocess.run(["psql", "-X", "-q", "-v", f"users={USERS}", "-v", f"online={USERS}", "-f", sandbox.SAMPLE, database.conninfo],
                       check=True, stdin=subprocess.DEVNULL)
    yield Town(database, bare_router, config, run, scratch)
    database.drop()


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

"""A router as a portal leaves it: every row in the portal's own words, beside rows that are nobody's; and the database
that goes with it."""

import json
import subprocess

import psycopg
import pytest
import sandbox
from conftest import SAMPLE_USERS, Database

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

    def __init__(self, customers, when=WHEN):
        self.customers, self.when = customers, when

    def entry(self, c, ip, number):
        uid = f"|uid={c.id}" if number % 3 else ""
        return {"list": c.list, "address": ip,
                "comment": f"lpsaring|status={c.status}|user={c.phone}{uid}|role={c.role}|ip={ip}{self.when}"}

    def binding(self, c, mac, number):
        source = ("", "|source=otp")[number % 2]
        return {"mac-address": mac, "type": c.type,
                "comment": f"{WORDS[c.type]}|user={c.phone}|uid={c.id}|role={c.role}{source}{self.when}"}

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
def town_of(server, template, binary, scratch, bare_router, make_config, run):
    """town_of(2000) → a Town of so many customers."""
    made = []

    def make(users=SAMPLE_USERS):
        made.append(Database(server, template.name if users == SAMPLE_USERS else None))
        config = make_config(made[-1], [bare_router], tls=False)
        if users != SAMPLE_USERS:
            sandbox.migrate(binary, config)
            subprocess.run(["psql", "-X", "-q", "-v", f"users={users}", "-v", f"online={users}", "-f", sandbox.SAMPLE,
                            made[-1].conninfo], check=True, stdin=subprocess.DEVNULL)
        return Town(made[-1], bare_router, config, run, scratch)

    yield make
    for database in made:
        database.drop()


@pytest.fixture
def town(town_of):
    return town_of()

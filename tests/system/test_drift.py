"""Drift over a whole region: 10,000 users and 25,000 devices on one router. Whatever is put wrong is found, nothing else is,
and mending it brings the router back without a touch to what is not ours."""

import collections
import json
import re
import subprocess
import time

import psycopg
import pytest
import router_state
import sandbox
from conftest import Database

USERS, DEVICES, VICTIMS = 10_000, 25_000, 40
LISTS, BINDINGS, ACCOUNTS = "/ip/firewall/address-list", "/ip/hotspot/ip-binding", "/ip/hotspot/user"
HOSTS, SESSIONS, LEASES = "/ip/hotspot/host", "/ip/hotspot/active", "/ip/dhcp-server/lease"
GARDEN = "/ip/hotspot/walled-garden"
OPEN = ("active", "fup", "unlimited")
NOBODY = "lpsaring|status=active|user=0899|uid=0a9bfc59-3f0e-4e6b-8f0d-0123456789ab|role=USER|date=2026-01-02|time=03:04:05"

# The sample has one device for most users; a region has more.
MORE_DEVICES = """
INSERT INTO public.user_devices (id, user_id, mac_address, ip_address, is_authorized, first_seen_at, last_seen_at)
SELECT gen_random_uuid(), u.id, upper(regexp_replace(lpad(to_hex(n + 6597069766656), 12, '0'), '(..)(?!$)', '\\1:', 'g')),
       host('10.100.0.0'::inet + n), true, now() - interval '90 days', now() - interval '20 days'
  FROM (SELECT id, row_number() OVER (ORDER BY id, k) AS n
          FROM public.users CROSS JOIN generate_series(1, 3) AS k
         WHERE approval_status = 'APPROVED' AND is_active) u
 ORDER BY n
 LIMIT %s - (SELECT count(*) FROM public.user_devices)
"""

# Without them the profile of a hotspot user is left as it is.
PROFILES = """
INSERT INTO public.application_settings (setting_key, setting_value)
SELECT 'MIKROTIK_' || p || '_PROFILE', lower(p)
  FROM unnest(ARRAY['ACTIVE', 'UNLIMITED', 'FUP', 'HABIS', 'EXPIRED', 'INACTIVE', 'BLOCKED']) AS p
"""

WANTED = """
SELECT s.user_id::text AS id, s.status, s.list_name AS list, s.mark, s.account, s.is_disabled, s.wants_account, s.limit_bytes,
       s.binding_type, array_agg(s.mac ORDER BY s.mac) AS macs, array_agg(s.ip ORDER BY s.mac) AS ips
  FROM console.desired_state(NULL) s
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
HAVING bool_and(s.is_current AND s.ip IS NOT NULL)
 ORDER BY 1
"""


class Region:
    """The database, what the router holds when all is well, and who is there to be put wrong."""

    def __init__(self, server, binary, scratch):
        self.database = Database(server)
        config = scratch.file("region.conf")
        with open(config, "w", encoding="utf-8") as out:
            out.write(f'database = "{self.database.conninfo}";\n')
        sandbox.migrate(binary, config)
        subprocess.run(["psql", "-X", "-q", "-v", f"users={USERS}", "-v", f"online={USERS}", "-f", sandbox.SAMPLE,
                        self.database.conninfo], check=True, stdin=subprocess.DEVNULL)
        self.state = scratch.file("region.json")
        with psycopg.connect(self.database.conninfo, autocommit=True) as connection:
            connection.execute(PROFILES)
            connection.execute(MORE_DEVICES.replace("%s", str(DEVICES)))
            connection.execute("VACUUM ANALYZE")
            with connection.cursor(row_factory=psycopg.rows.namedtuple_row) as cursor:
                self.users = cursor.execute(WANTED).fetchall()
        with psycopg.connect(self.database.conninfo) as connection:
            router_state.write(connection, self.state, drifts=False)
        with open(self.state, encoding="utf-8") as lines:
            self.tables = json.load(lines)


@pytest.fixture(scope="module")
def region(server, binary, scratch):
    made = Region(server, binary, scratch)
    yield made
    made.database.drop()


@pytest.fixture
def big(region, bare_router, make_config, scratch, run):
    """The region's database and router, in step."""
    return Bench(region, bare_router, make_config(region.database, [bare_router], tls=False), scratch, run)


class Bench:
    def __init__(self, region, router, config, scratch, run):
        self.region, self.router, self.config, self.run = region, router, config, run
        self.database = region.database
        self.file = scratch.file("router-now.json")
        self.load(region.tables)
        self.run("show", "routers", config=config)  # registers the router

    def load(self, tables):
        with open(self.file, "w", encoding="utf-8") as out:
            json.dump(tables, out)
        self.router.order("load", file=self.file)
        self.router.stats(reset=True)

    def act(self, *arguments):
        done = self.run("act", *arguments, "--yes", "--format", "json", config=self.config, timeout=120)
        assert done.code in (0, 1), done.err
        return json.loads(done.out)[0]

    def look(self):
        """Looks at the router; what drift there is as {(kind, user, subject)}, and how long it took."""
        result = self.act("routers.reconcile", "--id", "main", "mend=no")
        assert result["effects_done"] == 1, result
        note = self.database.one("SELECT payload ->> 'note' FROM console.outbox WHERE effect = 'reconcile' ORDER BY id DESC LIMIT 1")
        rows = self.database.all("SELECT kind, user_id::text, subject FROM console.drift")
        return set(rows), [int(n) for n in re.search(r"read in (\d+) ms, compared in (\d+) us", note).groups()]

    def mendable(self):
        return self.database.one("SELECT count(*) FROM console.drift WHERE mend IS NOT NULL")

    def foreign(self):
        """Every row without our mark, byte for byte, but for the time that runs."""
        tables = self.router.order("dump")["tables"]
        return {path: sorted(json.dumps({name: value for name, value in row.items() if name != "uptime"}, sort_keys=True)
                             for row in rows if not row.get("comment", "").startswith("lpsaring|"))
                for path, rows in tables.items() if path != SESSIONS}


def test_clean_state_is_silent_and_quick(big):
    assert len(big.region.tables[LISTS]) > 24_000 and len(big.region.tables[HOSTS]) > 5_000
    first, _ = big.look()
    found, (read_ms, compare_us) = big.look()
    assert first == found
    assert big.mendable() == 0
    assert {kind for kind, _, _ in found} <= {"no_address"}
    users, entries, foreign, ms = big.database.one(
        "SELECT scan_users, scan_entries, scan_foreign, scan_ms FROM console.router_sync_state")
    devices = big.database.one("SELECT count(*) FROM public.user_devices")
    print(f"\n{users} users, {devices} devices, {entries} entries ({foreign} foreign), {len(big.region.tables[HOSTS])} hosts: "
          f"read in {read_ms} ms, compared in {compare_us / 1000:.1f} ms of CPU, {ms} ms in all")
    assert (users, devices) == (USERS, DEVICES)
    assert compare_us <= 100_000
    assert ms - read_ms <= 2000


class Injection:
    """The router's tables put wrong, and the differences that must be found."""

    def __init__(self, region):
        self.tables = {path: [dict(row) for row in rows] for path, rows in region.tables.items()}
        self.expected = set()
        self.entries = {(row["address"], row["comment"]): row for row in self.tables[LISTS] if "comment" in row}
        self.by_address = {row["address"]: row for row in self.tables[LISTS] if row.get("comment", "").startswith("lpsaring|")}
        self.bindings = {row["mac-address"]: row for row in self.tables[BINDINGS]}
        self.accounts = {row["name"]: row for row in self.tables[ACCOUNTS]}
        online = {row["mac-address"] for row in self.tables[HOSTS]}
        self.open = iter([u for u in region.users if u.status in OPEN and u.wants_account and u.limit_bytes])
        self.closed = iter([u for u in region.users if u.status in ("habis", "expired") and not online.intersection(u.macs)])
        self.disabled = iter([u for u in region.users if u.is_disabled])
        self.online = online

    def expect(self, kind, user, subject):
        self.expected.add((kind, user and user.id, subject))

    def each(self, kind, spoil, users=None, subject=None):
        """Spoils something of VICTIMS users; subject: which of their things it is."""
        for _ in range(VICTIMS):
            user = next(users or self.open)
            given = spoil(user)
            self.expect(kind, user, given or subject(user))

    def remove(self, path, row):
        self.tables[path] = [other for other in self.tables[path] if other is not row]

    def add(self, path, **values):
        self.tables[path].append({name.replace("_", "-"): value for name, value in values.items()})

    def lists(self):
        first = lambda user: user.ips[0]  # noqa: E731
        entry = lambda user: self.by_address[user.ips[0]]  # noqa: E731
        mark = lambda user: f"lpsaring|{user.mark}|date=2026-01-02|time=03:04:05"  # noqa: E731
        self.each("missing_in_list", lambda u: self.remove(LISTS, entry(u)), subject=first)
        self.each("missing_in_list", lambda u: entry(u).update(disabled="true"), subject=first)
        self.each("wrong_list", lambda u: entry(u).update(list="habis"), subject=first)
        self.each("wrong_list", lambda u: entry(u).update(list="active"), self.closed, first)
        self.each("several_lists", lambda u: self.add(LISTS, list="blocked", address=u.ips[0], comment=mark(u)), subject=first)
        numbers = iter(range(1, 250))
        self.each("stale_entry", lambda u: (address := f"172.16.0.{next(numbers)}",
                                            self.add(LISTS, list=u.list, address=address, comment=mark(u)))[0])
        other = next(self.open)
        self.each("stale_entry", lambda u: self.add(LISTS, list="fup" if u.list != "fup" else "active", address=u.ips[0],
                                                    comment=mark(other)), subject=first)
        self.each("stale_entry", lambda u: entry(u).update(comment=mark(other)), subject=first)
        self.each("entry_mark", lambda u: entry(u).update(comment=mark(u).replace("role=", "role=OLD_")), subject=first)
        self.each("entry_timeout", lambda u: entry(u).update({"timeout-s": 3600, "dynamic": "true"}), subject=first)
        self.each("foreign_entry", lambda u: self.add(LISTS, list="blocked", address=u.ips[0], comment="by hand"), subject=first)

    def devices(self):
        first = lambda user: user.macs[0]  # noqa: E731
        binding = lambda user: self.bindings[user.macs[0]]  # noqa: E731
        self.each("binding_missing", lambda u: self.remove(BINDINGS, binding(u)), subject=first)
        self.each("binding_type", lambda u: binding(u).update(type="regular"), subject=first)
        self.each("binding_other", lambda u: binding(u).update(disabled="true"), subject=first)
        self.each("binding_other", lambda u: binding(u).update(comment=binding(u)["comment"].replace("|role=", "|role=OLD_")),
                  subject=first)
        numbers = iter(range(1, 250))
        self.each("binding_stale", lambda u: (mac := f"06:FF:FF:FF:FF:{next(numbers):02X}",
                                              self.add(BINDINGS, mac_address=mac, type="bypassed",
                                                       comment=binding(u)["comment"]))[0])
        leased = iter([row for row in self.tables[LEASES]])
        owner = {mac: user for user in self.open for mac in user.macs}
        for lease in [row for row in leased if row["mac-address"] in owner and row["mac-address"] in self.online][:VICTIMS]:
            self.remove(LEASES, lease)
            self.expect("lease_missing", owner[lease["mac-address"]], lease["mac-address"])

    def people(self):
        name = lambda user: user.account  # noqa: E731
        account = lambda user: self.accounts[user.account]  # noqa: E731
        self.each("account_missing", lambda u: self.remove(ACCOUNTS, account(u)), subject=name)
        self.each("account_profile", lambda u: account(u).update(profile="default"), subject=name)
        self.each("account_limit", lambda u: account(u).update({"limit-bytes-total": 5}), subject=name)
        self.each("account_disabled", lambda u: account(u).update(disabled="true"), subject=name)
        self.each("account_other", lambda u: account(u).update(password="lama"), subject=name)
        self.each("account_counter", lambda u: account(u).update({"bytes-in": u.limit_bytes}), subject=name)
        self.each("session_open", lambda u: self.add(SESSIONS, user=u.account, mac_address=u.macs[0], address=u.ips[0]),
                  self.disabled, name)

    def strangers(self):
        for n in range(1, 11):
            self.add(LISTS, list="active", address=f"172.17.0.{n}", comment=NOBODY)
            self.expect("orphan_entry", None, f"172.17.0.{n}")
            self.add(HOSTS, **{"mac_address": f"06:EE:EE:EE:EE:{n:02X}", "address": f"172.18.0.{n}"})
            self.expect("unknown_device", None, f"06:EE:EE:EE:EE:{n:02X}")
        self.add(BINDINGS, mac_address="06:DD:DD:DD:DD:DD", type="bypassed", comment=NOBODY)
        self.expect("orphan_entry", None, "06:DD:DD:DD:DD:DD")
        self.add(ACCOUNTS, name="0899", comment=NOBODY)
        self.expect("orphan_entry", None, "0899")
        self.tables[GARDEN] = [row for row in self.tables[GARDEN] if row["dst-host"] != "*.xendit.co"]
        self.expect("garden", None, "*.xendit.co")


def counts(rows):
    return dict(sorted(collections.Counter(kind for kind, _, _ in rows).items()))


def test_every_kind_is_found_and_mended(big):
    well, _ = big.look()
    injected = Injection(big.region)
    injected.lists()
    injected.people()
    injected.strangers()
    injected.devices()
    big.load(injected.tables)
    found, _ = big.look()
    print("\ninjected and found:", counts(injected.expected))
    assert found - well - injected.expected == set(), "false ones"
    assert injected.expected - found == set(), "missed ones"
    assert well - found == set()

    before = big.foreign()
    wanted = big.mendable()
    result = big.act("drift.mend", "--where", "")
    assert result["changed"] == wanted
    assert result["effects_done"] == result["outbox"], result
    assert big.mendable() in (0, 1)  # the way to the bank is known to be mended when it is looked at again
    assert big.foreign() == before

    again, _ = big.look()
    assert big.mendable() == 0
    assert {row for row in again if row not in well} == {row for row in injected.expected
                                                          if row[0] in ("foreign_entry", "lease_missing", "unknown_device")}
    big.router.stats(reset=True)
    assert big.act("routers.reconcile", "--id", "main", "mend=safe")["effects_done"] == 1
    # who is also in a list that is not ours to take him out of is not called synced
    assert big.act("users.sync", "--where", "")["effects_failed"] == counts(injected.expected)["foreign_entry"]
    assert big.router.stats()["writes"] == 0
    assert big.foreign() == before


def test_power_is_cut_in_the_middle_of_a_mend(big):
    """Half of what was lost is back when the connection breaks: the rest is written once, nothing twice."""
    ours = [row for row in big.region.tables[LISTS] if row.get("comment", "").startswith("lpsaring|")]
    lost = {id(row) for row in ours[::5]}
    big.load({**big.region.tables, LISTS: [row for row in big.region.tables[LISTS] if id(row) not in lost]})
    big.look()
    assert big.mendable() == len(lost) > 4_000
    # What a mend of some reads all others read too, and answers come after that.
    some = [str(row[0]) for row in big.database.all("SELECT id FROM console.drift WHERE mend IS NOT NULL ORDER BY id LIMIT 100")]
    big.router.stats(reset=True)
    assert big.act("drift.mend", *(word for one in some for word in ("--id", one)))["effects_done"] == 100
    big.router.order("drop", after_bytes=big.router.stats(reset=True)["bytes_out"] + 40_000)
    assert big.act("drift.mend", "--where", "")["effects_waiting"] > 0
    came = len(big.router.rows(LISTS)) - len(big.region.tables[LISTS]) + len(lost)
    assert 100 < came < len(lost)
    state, error = big.database.one("SELECT state, last_error FROM console.router_sync_state")
    assert state == "down" and "ended" in error
    big.router.order("calm")
    deadline = time.monotonic() + 60
    while big.database.one("SELECT count(*) FROM console.outbox WHERE state = 'pending'"):
        assert time.monotonic() < deadline
        big.database.all("UPDATE console.outbox SET next_attempt_at = now() WHERE state = 'pending'")
        assert big.run("worker", "--once", config=big.config, timeout=120).code == 0
    big.look()
    assert big.mendable() == 0
    addresses = [(row["list"], row["address"]) for row in big.router.rows(LISTS)]
    assert len(addresses) == len(set(addresses)) == len(big.region.tables[LISTS])

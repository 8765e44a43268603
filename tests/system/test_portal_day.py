"""A day on a portal's router that the console has claimed: traffic, restarts, devices that come back, and a portal that
goes on writing its own words, limits and counters. After each event the console brings the router in order by its jobs,
and whatever runs next writes nothing; what was used is charged once."""

from decimal import Decimal

import pytest
from portal_town import ACCOUNTS, BINDINGS, LISTS, SESSIONS, Portal, town, town_of  # noqa: F401

HOSTS = "/ip/hotspot/host"
MB = 1048576
LATER = "|date=2026-11-27|time={:02}:15:00"
ONLINE = """
SELECT d.id::text, d.user_id::text, d.mac_address, d.ip_address, d.last_bytes_total, d.last_hotspot_uptime_seconds
  FROM public.user_devices d
 WHERE d.last_hotspot_host_id IS NOT NULL AND d.ip_address IS NOT NULL AND d.is_authorized
 ORDER BY length(d.last_hotspot_host_id), d.last_hotspot_host_id"""


class Day:
    def __init__(self, town):  # noqa: F811
        self.town, self.database, self.router = town, town.database, town.router
        self.hour = 6
        self.devices = self.database.all(ONLINE)
        self.router.order("load", tables={HOSTS: [
            {"mac-address": mac, "address": ip, "to-address": ip, "server": "hotspot1", "bytes-in": str(total), "bytes-out": "0",
             "uptime-s": uptime + 40} for _, _, mac, ip, total, uptime in self.devices]})
        for row, (device, *_) in zip(self.router.rows(HOSTS), self.devices):
            self.database.all("UPDATE public.user_devices SET last_hotspot_host_id = %s WHERE id = %s", row[".id"], device)
        self.act("settings.set", "--id", "reconcile_policy", "value=mend")
        town.look()
        assert town.act("routers.claim", "--id", "main")["effects_failed"] == 0
        self.used = self.figures()
        self.bring()

    def act(self, *arguments):
        return self.town.act(*arguments)

    def figures(self):
        """Used quota and days' usage of each customer."""
        return {user: [quota, days] for user, quota, days in self.database.all("""
            SELECT u.id::text, u.total_quota_used_mb, (SELECT coalesce(sum(l.usage_mb), 0) FROM public.daily_usage_logs l WHERE l.user_id = u.id)
              FROM public.users u""")}

    def run_jobs(self):
        self.database.all("UPDATE console.job SET next_run_at = now() - interval '1 hour'")
        done = self.town.run("worker", "--once", config=self.town.config)
        assert done.code == 0, done.err
        assert self.database.all("SELECT name, last_error FROM console.job WHERE last_error IS NOT NULL") == []
        assert self.database.all("SELECT effect, last_error FROM console.outbox WHERE state = 'failed'") == []

    def bring(self):
        """By the jobs; whatever is asked next finds nothing to write, and charges nothing again."""
        self.run_jobs()
        self.run_jobs()  # what usage brought about is mended
        self.router.stats(reset=True)
        self.run_jobs()
        self.act("users.sync", "--where", "")
        self.act("routers.reconcile", "--id", "main", "mend=safe")
        stats = self.router.stats()
        assert stats["changes"] == {}, (stats["changes"], self.database.all(
            "SELECT kind, subject, expected, actual, cause FROM console.drift WHERE mend IS NOT NULL LIMIT 5"))
        assert self.differences() == []
        assert {user: figures for user, figures in self.figures().items() if figures != self.used[user]} == {}

    def differences(self):
        return self.database.all("SELECT kind, subject, cause FROM console.drift WHERE mend IS NOT NULL OR kind LIKE 'claim%%'"
                                 " OR kind = 'foreign_entry' LIMIT 5")

    def charge(self, mac, mb):
        user = next(user for _, user, known, *_ in self.devices if known == mac)
        self.used[user] = [figure + mb for figure in self.used[user]]

    def traffic(self, mb, macs=None):
        """Of these devices, or of all."""
        for _, _, mac, *_ in self.devices:
            if macs is None or mac in macs:
                assert self.router.order("traffic", mac=mac, bytes_in=mb * MB // 4, bytes_out=mb * MB - mb * MB // 4)["hosts"]
                self.charge(mac, mb)

    def set_rows(self, path, words):
        """words(row) → what a portal sets of it; None: nothing."""
        for number, row in enumerate(self.router.rows(path)):
            values = words(number, row)
            if values:
                self.router.order("row", path=path, verb="set", values={".id": row[".id"], **values})

    def portal_goes_round(self):
        """Its periodic sync: the same things in its own words, of a later hour."""
        self.hour += 1
        portal = Portal(self.town.customers(), LATER.format(self.hour))
        by_ip = {d["ip"]: c for c in portal.customers for d in c.devices if d["ip"]}
        by_mac = {d["mac"]: c for c in portal.customers for d in c.devices}
        by_phone = {c.phone: c for c in portal.customers}
        self.set_rows(LISTS, lambda n, row: row["address"] in by_ip and {
            "comment": portal.entry(by_ip[row["address"]], row["address"], 1)["comment"]})
        self.set_rows(BINDINGS, lambda n, row: row["mac-address"] in by_mac and portal.binding(by_mac[row["mac-address"]], row["mac-address"], n))
        self.set_rows(ACCOUNTS, lambda n, row: row["name"] in by_phone and {"comment": f"Inject {n}MB/30d by Admin"})
        return by_phone

    def portal_reads_counters(self, with_row=True):
        """Its own accounting, in the middle of ours: it adds, and writes the baseline."""
        for row in self.router.rows(HOSTS):
            total = int(row["bytes-in"]) + int(row["bytes-out"])
            self.database.all("""
                WITH device AS (SELECT d.id, d.user_id, d.last_bytes_total FROM public.user_devices d
                                 WHERE d.mac_address = %(mac)s AND d.is_authorized AND d.last_bytes_total <= %(total)s),
                     used AS (UPDATE public.users u SET total_quota_used_mb = u.total_quota_used_mb + (%(total)s - d.last_bytes_total) / 1048576.0
                                FROM device d WHERE u.id = d.user_id),
                     day AS (INSERT INTO public.daily_usage_logs (user_id, log_date, usage_mb)
                             SELECT d.user_id, (now() AT TIME ZONE console.zone())::date, (%(total)s - d.last_bytes_total) / 1048576.0
                               FROM device d WHERE d.last_bytes_total < %(total)s
                             ON CONFLICT (user_id, log_date) DO UPDATE SET usage_mb = daily_usage_logs.usage_mb + excluded.usage_mb)
                UPDATE public.user_devices d
                   SET last_bytes_total = %(total)s, last_bytes_updated_at = now(), last_hotspot_host_id = %(row)s,
                       last_hotspot_uptime_seconds = NULL
                  FROM device x WHERE d.id = x.id""".replace("%(mac)s", "'" + row["mac-address"] + "'").replace("%(total)s", str(total))
                              .replace("%(row)s", "'" + row[".id"] + "'" if with_row else "NULL"))


@pytest.fixture
def day(town):  # noqa: F811
    return Day(town)


def macs_of(day, status, count):
    """Devices that are there, of customers of that status."""
    there = {mac for _, _, mac, *_ in day.devices}
    return [(c, d) for c in day.town.customers() if c.status == status and c.wants_account for d in c.devices if d["mac"] in there][:count]


def test_traffic_and_a_restart(day):
    day.traffic(10)
    day.bring()
    day.router.order("restart")
    day.traffic(3)
    day.bring()
    # More than before it started anew: the row's id tells.
    day.router.order("restart")
    day.router.order("forward", seconds=600)
    day.traffic(1)
    day.bring()
    # Who uses up the quota changes list, binding and profile.
    active, device = macs_of(day, "active", 1)[0]
    left = int(day.database.one("SELECT console.quota_left_mb(u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb)"
                                " FROM public.users u WHERE u.id = %s", active.id)) + 1
    day.traffic(left, [device["mac"]])
    day.router.order("forward", seconds=3600)
    day.bring()
    assert [row["list"] for row in day.router.rows(LISTS) if row["address"] == device["ip"]] == ["habis"]


def test_devices_that_come_back(day):
    (_, first), (_, second), (_, third) = macs_of(day, "active", 3)
    day.traffic(5)
    day.bring()
    # another row at the same address
    day.router.order("host_row", mac=first["mac"])
    day.router.order("forward", seconds=60)
    day.traffic(2, [first["mac"]])
    day.bring()
    # another address: two rows for a while, of which the old one no longer counts
    row = next(row for row in day.router.rows(HOSTS) if row["mac-address"] == second["mac"])
    made = day.router.order("row", path=HOSTS, verb="add", values={
        "mac-address": second["mac"], "address": "10.31.0.7", "to-address": "10.31.0.7", "server": "hotspot1",
        "bytes-in": str(4 * MB), "bytes-out": "0", "uptime-s": 30})["id"]
    day.charge(second["mac"], 4)
    day.bring()
    assert [row["address"] for row in day.router.rows(LISTS) if row["address"] in (second["ip"], "10.31.0.7")] == ["10.31.0.7"]
    # and back to the old row, the new one goes
    day.router.order("row", path=HOSTS, verb="remove", values={".id": made})
    day.router.order("row", path=HOSTS, verb="set", values={".id": row[".id"], "bytes-in": str(int(row["bytes-in"]) + 6 * MB)})
    day.charge(second["mac"], 6)
    day.bring()
    # one takes another's address
    gone = next(row for row in day.router.rows(HOSTS) if row["mac-address"] == third["mac"])
    day.router.order("row", path=HOSTS, verb="remove", values={".id": gone[".id"]})
    taken = next(row for row in day.router.rows(HOSTS) if row["mac-address"] == first["mac"])
    day.router.order("row", path=HOSTS, verb="set", values={".id": taken[".id"], "address": third["ip"], "to-address": third["ip"]})
    day.bring()
    assert first["mac"] in [row["mac-address"] for row in day.router.rows(HOSTS) if row["address"] == third["ip"]]


@pytest.mark.parametrize("secrets", ["shown", "masked", "absent", "empty"])
@pytest.mark.parametrize("policies", [["read", "write", "api", "sensitive"], ["read", "write", "api"]], ids=["sensitive", "blind"])
def test_a_portal_that_goes_round(day, secrets, policies):
    day.router.order("options", secrets=secrets, policies=policies)
    day.router.order("drop")
    day.portal_goes_round()
    before = day.town.rows()
    day.router.stats(reset=True)
    day.bring()
    assert day.router.stats()["writes"] == 0 and day.town.rows() == before
    # it changes a password, here and there
    (customer, _), = macs_of(day, "active", 1)
    day.database.all("UPDATE public.users SET mikrotik_password = '135790' WHERE id = %s", customer.id)
    day.set_rows(ACCOUNTS, lambda n, row: row["name"] == customer.phone and {"password": "135790", "comment": "Password reset by Admin"})
    day.bring()
    day.traffic(2)
    day.portal_goes_round()
    day.bring()


@pytest.mark.parametrize("with_row", [True, False], ids=["with rows", "without rows"])
def test_a_portal_that_counts_too(day, with_row):
    day.traffic(7)
    day.portal_reads_counters(with_row)
    day.bring()
    day.traffic(2)
    day.bring()
    day.traffic(1)
    day.portal_reads_counters(with_row)
    day.traffic(1)
    day.bring()


def test_purchases_blocks_and_expiries(day):
    (buyer, at), (rude, rudes), (old, olds) = macs_of(day, "active", 3)
    (empty, emptys), = macs_of(day, "habis", 1)
    # the portal sells: account at once, list and binding on its next round
    for c in (buyer, empty):
        day.database.all("UPDATE public.users SET total_quota_purchased_mb = total_quota_purchased_mb + 40960,"
                         " quota_expiry_date = now() + interval '30 days', mikrotik_profile_name = 'default' WHERE id = %s", c.id)
        bought = day.database.one("SELECT total_quota_purchased_mb FROM public.users WHERE id = %s", c.id)
        day.set_rows(ACCOUNTS, lambda n, row: row["name"] == c.phone and {  # noqa: B023
            "limit-bytes-total": str(bought * MB), "limit-uptime": "4w2d", "profile": "default",  # noqa: B023
            "comment": "Order:BD-9|package=40 GB" + LATER.format(9)})
    day.bring()
    accounts = {row["name"]: row for row in day.router.rows(ACCOUNTS)}
    assert [accounts[c.phone].get("limit-uptime", "0s") for c in (buyer, empty)] == ["0s", "0s"]
    assert [row["list"] for row in day.router.rows(LISTS) if row["address"] == emptys["ip"]] == ["active"]
    day.portal_goes_round()
    day.bring()
    # the console blocks; a session ends
    day.router.order("row", path=SESSIONS, verb="add", values={"user": rude.phone, "mac-address": rudes["mac"], "address": rudes["ip"]})
    assert day.act("users.block", "--id", rude.id, "reason=rude")["effects_failed"] == 0
    assert day.router.rows(SESSIONS) == []
    day.bring()
    day.portal_goes_round()
    day.bring()
    assert day.act("users.unblock", "--id", rude.id)["effects_failed"] == 0
    day.bring()
    # an expiry comes by itself
    day.database.all("UPDATE public.users SET quota_expiry_date = now() - interval '1 minute' WHERE id = %s", old.id)
    day.bring()
    assert [row["list"] for row in day.router.rows(LISTS) if row["address"] == olds["ip"]] == ["expired"]
    day.portal_goes_round()
    assert day.act("quota.inject", "--id", old.id, "mb=1024MB")["effects_failed"] == 0
    day.database.all("UPDATE public.users SET quota_expiry_date = now() + interval '30 days' WHERE id = %s", old.id)
    day.traffic(1, [at["mac"], emptys["mac"], olds["mac"]])
    day.bring()
    assert Decimal(day.used[buyer.id][0]) > 0


def test_entries_that_end_by_themselves(day):
    day.act("settings.set", "--id", "list_timeout_s", "value=3600")
    day.bring()
    (blocked, device), = macs_of(day, "active", 1)
    day.act("users.block", "--id", blocked.id, "reason=rude")
    day.act("users.unblock", "--id", blocked.id)  # comes back with a timeout
    day.bring()
    day.portal_goes_round()
    day.bring()
    day.router.order("forward", seconds=2400)
    day.run_jobs()
    day.bring()
    day.router.order("restart")
    day.traffic(1)
    day.bring()

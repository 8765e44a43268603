"""Devices of one voucher: a second one, cookies, power cuts, counters that are reset or are older than they were, another router. Of the
program's own vouchers and of those that came along from Mikhmon, by the login page of the simulated router."""

import urllib.parse
import urllib.request

import pytest
from test_crash import wait_until
from test_vouchers import seconds

LIMIT_S, LIMIT_B, HOUR = 3 * 3600, 1 << 30, 3600
PHONE, LAPTOP = "02:00:00:00:00:0A", "02:00:00:00:00:0B"
SLACK = 300  # seconds that a slow machine takes between two steps
ON_LOGIN = ':put (",remc,3000,30d,5000,,Disable,"); {:local comment "x"}'


@pytest.fixture
def config(make_config, database, bare_router):
    bare_router.order("load", tables={
        "/ip/hotspot": [{"name": "hotspot1", "interface": "bridge", "profile": "hsprof1"}],
        "/ip/hotspot/profile": [{"name": "hsprof1", "dns-name": "hs.example", "login-by": "cookie,http-pap"}]})
    return make_config(database, [bare_router])


class Voucher:
    """One with 3 hours and 1 GB, valid for 30 days; as the router and the database have it."""

    def __init__(self, code, table, column, job, run, database, router):
        self.code, self.table, self.column, self.job, self.run, self.database, self.router = code, table, column, job, run, database, router
        self.port = router.order("login_page")["port"]

    def account(self):
        return next((r for r in self.router.rows("/ip/hotspot/user") if r["name"] == self.code), None)

    def change(self, **values):
        self.router.order("row", path="/ip/hotspot/user", verb="set",
                          values={".id": self.account()[".id"], **{k.replace("_", "-"): v for k, v in values.items()}})

    def share(self, devices):
        (row,) = [r for r in self.router.rows("/ip/hotspot/user/profile") if r["name"] == self.account()["profile"]]
        self.router.order("row", path="/ip/hotspot/user/profile", verb="set", values={".id": row[".id"], "shared-users": str(devices)})

    def log_in(self, device):
        where = f"http://127.0.0.1:{self.port}/login?" + urllib.parse.urlencode({"username": self.code, "password": self.code})
        with urllib.request.urlopen(urllib.request.Request(where, headers={"X-Device": device}), timeout=20) as answer:
            return answer.read().decode()

    def come_back(self, device):
        return self.router.order("come_back", mac=device)["error_text"]

    def cut_off(self, device):
        """A power cut: what the session used is in no counter."""
        (row,) = [r for r in self.router.rows("/ip/hotspot/active") if r["mac-address"] == device]
        self.router.order("row", path="/ip/hotspot/active", verb="remove", values={".id": row[".id"]})

    def follow(self):
        self.database.all("UPDATE console.job SET next_run_at = CASE WHEN name LIKE %s THEN now() - interval '1 s' ELSE now() + interval '1 h' END,"
                          " kept_by = NULL, lease_until = now() - interval '1 s'", self.job + "%")
        result = self.run("worker", "--once")
        assert result.code == 0, result.err

    def used(self):
        return self.database.all(f"SELECT state, used_s, used_bytes FROM {self.table} WHERE {self.column} = '{self.code}'")[0]

    def set(self, what):
        self.database.all(f"UPDATE {self.table} SET {what} WHERE {self.column} = '{self.code}'")

    def left_there(self):
        """What the router itself still lets it have, in seconds and bytes."""
        account = self.account()
        online = [r for r in self.router.rows("/ip/hotspot/active") if r["user"] == self.code]
        return (seconds(account["limit-uptime"]) - seconds(account["uptime"]) - sum(seconds(r["uptime"]) for r in online),
                int(account["limit-bytes-total"]) - sum(int(r[way]) for r in [account, *online] for way in ("bytes-in", "bytes-out")))

    def is_in(self):
        return [r for path in ("active", "cookie") for r in self.router.rows("/ip/hotspot/" + path) if r["user"] == self.code]


@pytest.fixture
def ours(run, show, database, bare_router, config):
    run("worker", "--once")
    assert run("act", "vouchers.generate", "quantity=2", "validity=30d", "uptime=3h", "volume=1GB", "price=5000", "router=main", "--yes").code == 0
    id = show("vouchers", "--where", "state:made")[0]["id"]
    assert run("act", "vouchers.sell", "--id", id, "--yes").code == 0
    code = show("vouchers", "--id", id)[0]["code"]
    return Voucher(code, "console.voucher", "code", "voucher_follow", run, database, bare_router)


@pytest.fixture
def mikhmon(run, show, database, bare_router, config):
    bare_router.order("load", tables={
        "/ip/hotspot/user/profile": [{"name": "default", "default": "true"}, {"name": "30-Hari", "on-login": ON_LOGIN}]})
    bare_router.order("load", tables={"/ip/hotspot/user": [
        {"name": name, "password": name, "profile": "30-Hari", "comment": "vc-417-11.20.26-warung", "limit-uptime": "3h",
         "limit-bytes-total": str(LIMIT_B)} for name in ("ab2345", "cd6789")] + [{"name": "tamu", "password": "x", "profile": "default"}]})
    for words in (["takeover.look", "--id", "main"], None):
        words = words or ["takeover.apply", "--id", show("takeovers")[0]["id"]]
        result = run("act", *words, "--yes")
        assert result.code == 0, result.err
    return Voucher("ab2345", "console.mikhmon_voucher", "name", "mikhmon_follow", run, database, bare_router)


@pytest.fixture(params=["ours", "mikhmon"])
def voucher(request):
    return request.getfixturevalue(request.param)


def near(found, wanted):
    return wanted - SLACK <= found <= wanted + SLACK


def agrees(voucher):
    """The router itself lets it have what is left by our sums."""
    _, used_s, used_bytes = voucher.used()
    left_s, left_bytes = voucher.left_there()
    assert near(left_s, LIMIT_S - used_s) and left_bytes == LIMIT_B - used_bytes


def test_a_second_device_gets_in_when_the_first_is_out_and_both_count(voucher):
    assert "You are logged in" in voucher.log_in(PHONE)
    assert "no more sessions" in voucher.log_in(LAPTOP)
    voucher.router.order("forward", seconds=HOUR)
    voucher.router.order("traffic", mac=PHONE, bytes_in=1000, bytes_out=500)
    voucher.follow()
    assert near(voucher.used()[1], HOUR)
    voucher.router.order("log_out", mac=PHONE)
    assert "You are logged in" in voucher.log_in(LAPTOP)
    assert "no more sessions" in voucher.come_back(PHONE)
    voucher.router.order("forward", seconds=600)
    voucher.router.order("traffic", mac=LAPTOP, bytes_in=70)
    voucher.follow()
    voucher.follow()
    assert near(voucher.used()[1], HOUR + 600) and voucher.used()[2] == 1570
    agrees(voucher)


def test_two_devices_at_once_use_it_up_together_and_go_together(voucher):
    voucher.share(2)
    assert all("You are logged in" in voucher.log_in(device) for device in (PHONE, LAPTOP))
    assert "no more sessions" in voucher.log_in("02:00:00:00:00:0C")
    voucher.router.order("forward", seconds=HOUR)
    for device in (PHONE, LAPTOP):
        voucher.router.order("traffic", mac=device, bytes_in=1000)
    voucher.follow()
    assert near(voucher.used()[1], 2 * HOUR) and voucher.used()[2] == 2000
    # one ends in good order and one by a power cut: neither is counted twice, nothing is given back
    voucher.router.order("log_out", mac=PHONE)
    voucher.cut_off(LAPTOP)
    was = voucher.used()
    voucher.follow()
    voucher.follow()
    assert 0 <= voucher.used()[1] - was[1] <= SLACK and voucher.used()[2] == 2000
    agrees(voucher)
    # by their cookies both are in again; the router counts each by itself, so the end of both is ours
    assert voucher.come_back(PHONE) == voucher.come_back(LAPTOP) == ""
    voucher.router.order("forward", seconds=(LIMIT_S - voucher.used()[1]) // 2 - 60)
    voucher.follow()
    effect, (state, used_s, _) = voucher.job.replace("follow", "end"), voucher.used()
    if state != "expired":  # a slow machine was over it
        asked, due_in = voucher.database.all("SELECT id, extract(epoch FROM next_attempt_at - created_at)::int FROM console.outbox"
                                             " WHERE effect = %s AND state = 'pending'", effect)[0]
        assert 0 <= due_in - (LIMIT_S - used_s) // 2 <= 30
        voucher.router.order("forward", seconds=60)
        voucher.database.all(f"UPDATE console.outbox SET next_attempt_at = now() WHERE id = {asked}")
        voucher.run("worker", "--once")
    assert voucher.used()[0] == "expired" and voucher.account()["disabled"] == "true" and not voucher.is_in()
    for device in (PHONE, LAPTOP):
        assert "invalid username or password" in voucher.log_in(device) and voucher.come_back(device) == "no cookie"


def test_counters_that_are_reset_leave_the_router_what_is_left(voucher):
    voucher.log_in(PHONE)
    voucher.router.order("forward", seconds=2 * HOUR)
    voucher.router.order("traffic", mac=PHONE, bytes_in=LIMIT_B // 2)
    voucher.follow()
    voucher.router.order("log_out", mac=PHONE)
    voucher.follow()
    _, used_s, used_bytes = voucher.used()
    # after a power cut a router may have those that it saved long before, or those of an old backup: nothing of them is new
    voucher.router.order("restart")
    voucher.change(uptime="1h30m", bytes_in="700")
    voucher.follow()
    assert voucher.used()[1:] == (used_s, used_bytes)
    agrees(voucher)
    voucher.change(uptime="0s", bytes_in="0")
    voucher.follow()
    assert voucher.used()[1:] == (used_s, used_bytes)
    agrees(voucher)
    # nobody looks any more: the router itself ends it where it would have ended
    voucher.come_back(PHONE)
    voucher.router.order("forward", seconds=LIMIT_S - used_s)
    voucher.router.order("log_out", mac=PHONE)
    assert "has reached uptime limit" in voucher.log_in(LAPTOP)
    voucher.follow()
    assert voucher.used()[0] == "expired"


def test_an_end_is_met_when_it_comes(voucher, database, worker):
    """Not at the look after it: a worker is called for that second."""
    voucher.log_in(PHONE)
    voucher.follow()
    assert not database.one("SELECT count(*) FROM console.outbox WHERE state = 'pending'")
    voucher.set("ends_at = now() + interval '5 s'")
    voucher.follow()
    effect = voucher.job.replace("follow", "end")
    assert database.one("SELECT count(*) FROM console.outbox o WHERE o.effect = %s AND o.next_attempt_at ="
                        f" (SELECT v.ends_at FROM {voucher.table} v WHERE v.{voucher.column} = '{voucher.code}')", effect) == 1
    database.all("UPDATE console.job SET next_run_at = now() + interval '1 h'")
    worker()
    wait_until(lambda: voucher.used()[0] == "expired", 60)
    wait_until(lambda: voucher.account()["disabled"] == "true" and not voucher.is_in(), 20)
    # it was not the look at all of them, which is due in an hour
    assert database.one("SELECT next_run_at > now() + interval '30 minutes' FROM console.job WHERE name = %s", voucher.job + ":main")
    wait_until(lambda: database.one("SELECT count(*) FROM console.outbox WHERE effect = %s AND state = 'done'", effect) >= 1, 20)


def test_what_has_a_validity_alone_is_not_online_for_longer_on_a_router_that_nobody_looks_at(run, show, database, bare_router, config):
    run("worker", "--once")
    assert run("act", "vouchers.generate", "quantity=1", "validity=1d", "price=5000", "router=main", "--yes").code == 0
    (row,) = show("vouchers")
    voucher = Voucher(row["code"], "console.voucher", "code", "voucher_follow", run, database, bare_router)
    assert voucher.account()["limit-uptime"] == "1d"
    voucher.log_in(PHONE)
    bare_router.order("forward", seconds=86400)
    bare_router.order("log_out", mac=PHONE)
    assert "has reached uptime limit" in voucher.come_back(PHONE)


def test_a_first_login_is_taken_to_be_as_late_as_its_time_allows(ours):
    """Where a session began and ended between two looks: so none ends earlier than it was sold for."""
    ours.log_in(PHONE)
    ours.router.order("forward", seconds=600)
    ours.router.order("log_out", mac=PHONE)
    ours.follow()
    ago, lasts = ours.database.all("SELECT round(extract(epoch FROM now() - first_login))::int, round(extract(epoch FROM ends_at - first_login))::int"
                                   " FROM console.voucher WHERE first_login IS NOT NULL")[0]
    assert near(ago, 600) and lasts == 30 * 86400


def test_another_router_gets_what_came_along_from_mikhmon(mikhmon, database):
    mikhmon.log_in(PHONE)
    mikhmon.router.order("forward", seconds=HOUR)
    mikhmon.router.order("traffic", mac=PHONE, bytes_in=5000)
    mikhmon.follow()
    used_s = mikhmon.used()[1]
    mikhmon.router.order("load", tables={path: [] for path in ("/ip/hotspot/user", "/ip/hotspot/active", "/ip/hotspot/cookie")})
    mikhmon.follow()
    mikhmon.follow()
    there = {row["name"]: row for row in mikhmon.router.rows("/ip/hotspot/user")}
    assert there.keys() == {"ab2345", "cd6789"}
    assert near(seconds(there["ab2345"]["limit-uptime"]), LIMIT_S - used_s) and int(there["ab2345"]["limit-bytes-total"]) == LIMIT_B - 5000
    assert (there["cd6789"]["limit-uptime"], there["cd6789"]["comment"], there["cd6789"]["password"]) == ("3h", "vc-417-11.20.26-warung", "cd6789")
    agrees(mikhmon)
    # one that somebody removes by itself stays away
    mikhmon.router.order("load", tables={"/ip/hotspot/user": [row for row in there.values() if row["name"] == "ab2345"]})
    mikhmon.follow()
    assert {row["name"] for row in mikhmon.router.rows("/ip/hotspot/user")} == {"ab2345"}

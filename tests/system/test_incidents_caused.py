"""Incidents that are brought about for real (on the simulated router, at the gateways, in the data behind the program's back), seen by
the jobs as they are, mended, and seen to close; test_incidents_by_keys.py has those that are mended from their page. A detector of
which there is no case here, there or in test_incidents.py is named."""

import json
import re
import shutil
from pathlib import Path

import pytest
from test_incidents import KINDS
from test_incidents_by_keys import GROUPS
from test_lines_amiss import CAUSED as CAUSED_BY_LINES
from test_widgets import open_pane

ROOT = Path(__file__).resolve().parents[2]
ACTIVE = "/ip/hotspot/active"
# Brought about by the clock of the server alone, or by filling the machine: what they say is tried by hand.
BY_HAND = {"database_slow": "ten minutes in a transaction", "connections_high": "four fifths of a server's connections",
           "disk_full": "a full disk", "backup_stale": "test_backup.py has one that is late", "queue_stuck": "five minutes of a queue",
           "invoice_without_link": "half an hour of an invoice", "rate_exhausted": "test_queue.py has a gateway that asks for a pause"}


class World:
    def __init__(self, run, database, router, gateways, config, tmp_path):
        self.run, self.database, self.router, self.gateways, self.config, self.tmp_path = run, database, router, gateways, config, tmp_path

    def act(self, *arguments):
        done = self.run("act", *arguments, "--yes", config=self.config)
        return done.out + done.err

    def job(self, *names):
        for name in names:
            self.act("jobs.run", "--id", name)

    def probe(self):
        """As the job does twice a minute; what is seen twice in a row counts."""
        for _ in range(2):
            self.database.all("UPDATE console.router_sync_state SET retry_at = NULL")
            self.job("router_probe:main")

    def options(self, **options):
        self.router.order("options", **options)
        self.probe()

    def look(self):
        self.job("incident_watch")
        done = self.run("show", "incidents", "--format", "json", config=self.config)
        return {row["kind"]: row for row in json.loads(done.out)}

    def online(self):
        """Two customers with a device and an address each, who are let in."""
        return self.database.all("""SELECT u.id::text, '0' || substr(u.phone_number, 4), min(d.mac_address) FROM public.users u
            JOIN public.user_devices d ON d.user_id = u.id AND d.is_authorized
           WHERE u.is_active AND NOT u.is_blocked AND u.approval_status = 'APPROVED' AND NOT u.is_unlimited_user
             AND u.phone_number LIKE '+62%%' GROUP BY 1, 2 HAVING count(*) = 1 ORDER BY 1 LIMIT 2""")

    def log_in(self, name, mac, address):
        self.router.order("row", path=ACTIVE, verb="add", values={"user": name, "mac-address": mac, "address": address,
                                                                  "server": "hotspot1", "bytes-in": "1", "bytes-out": "1", "uptime-s": "60"})

    def empty_active(self):
        self.router.order("load", tables={ACTIVE: []})
        self.act("routers.reconcile", "--id", "main")


def away(w):
    w.router.order("listen", on=False)
    w.probe()


def back(w):
    w.router.order("calm")
    w.router.order("listen", on=True)
    w.probe()


def full(w):
    w.router.order("sessions", limit=0, fatal=True)
    w.router.order("drop")
    w.probe()


def two_at_one_address(w):
    (_, first, mac), (_, second, other) = w.online()
    w.router.order("load", tables={ACTIVE: []})
    w.log_in(first, mac, "10.88.0.1")
    w.log_in(second, other, "10.88.0.1")
    w.act("routers.reconcile", "--id", "main")


def each_at_an_address(w):
    (_, first, mac), (_, second, other) = w.online()
    w.router.order("load", tables={ACTIVE: []})
    w.log_in(first, mac, "10.88.0.1")
    w.log_in(second, other, "10.88.0.2")
    w.act("routers.reconcile", "--id", "main")


def with_anothers_device(w):
    (_, _, mac), (_, second, _) = w.online()
    w.router.order("load", tables={ACTIVE: []})
    w.log_in(second, mac, "10.88.0.1")
    w.act("routers.reconcile", "--id", "main")


def behind_its_back(w, sql):
    with w.database.connect() as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(sql)


def tamper(w):
    w.act("settings.set", "--id", "drift_alarm", "value=49")
    behind_its_back(w, "UPDATE console.operation SET actor = 'nobody ' || actor WHERE seq = (SELECT max(seq) FROM console.operation)")


def tamper_long_ago(w):
    w.act("settings.set", "--id", "drift_alarm", "value=49")
    behind_its_back(w, "UPDATE console.operation SET actor = 'nobody ' || actor WHERE seq = (SELECT min(seq) FROM console.operation)")
    for n in range(12):
        w.act("settings.set", "--id", "drift_alarm", f"value={60 + n}")
    assert "audit_broken" not in w.look()
    w.job("audit_watch")


def untamper(w):
    behind_its_back(w, "UPDATE console.operation SET actor = replace(actor, 'nobody ', '')")
    w.job("audit_watch")


def late(w):
    user = w.database.one("""SELECT u.id::text FROM public.users u WHERE u.is_active AND u.approval_status = 'APPROVED' AND NOT u.is_blocked
        AND NOT u.is_unlimited_user AND u.role = 'USER' AND NOT EXISTS (SELECT FROM public.transactions t WHERE t.user_id = u.id) ORDER BY 1 LIMIT 1""")
    w.act("payments.sell", "--id", user, "package=Paket 10 GB", "method=qris")
    w.order = w.database.one("SELECT order_id FROM console.charge WHERE user_id = %s", user)
    w.gateways.move(w.order, "expire", silent=True)
    w.act("payments.refresh", "--id", w.order)
    w.gateways.move(w.order, "settlement", silent=True)
    w.act("payments.refresh", "--id", w.order)


def applied(w):
    w.act("payments.apply_late", "--id", w.order)


def no_folder(w):
    shutil.rmtree(w.tmp_path / "logs")
    (w.tmp_path / "logs").touch()


def folder(w):
    (w.tmp_path / "logs").unlink()
    (w.tmp_path / "logs").mkdir()


SOUND = {"mode": "advanced", "hotspot": "yes", "proxy": "yes", "flagged": "no"}
POLICIES = ["read", "write", "policy", "sensitive", "api"]
# kind: what brings it about, what mends it, what looks alike (None: the state before).
CAUSED = {
    "router_down": (away, back, lambda w: w.router.order("drop")),
    "session_limit": (full, back, lambda w: w.router.order("sessions", limit=19)),
    "router_flagged": (lambda w: w.options(device_mode={**SOUND, "flagged": "yes"}), lambda w: w.options(device_mode=SOUND), None),
    "device_mode": (lambda w: w.options(device_mode={**SOUND, "mode": "home", "hotspot": "no"}), lambda w: w.options(device_mode=SOUND),
                    lambda w: w.options(device_mode={**SOUND, "mode": "home"})),
    "clock_skew": (lambda w: w.options(skew_s=-400), lambda w: w.options(skew_s=0), lambda w: w.options(skew_s=60)),
    "router_policies": (lambda w: w.options(policies=["read", "api"]), lambda w: w.options(policies=POLICIES), None),
    "address_shared": (two_at_one_address, each_at_an_address, each_at_an_address),
    "device_shared": (with_anothers_device, each_at_an_address, each_at_an_address),
    "audit_broken": (tamper, untamper, lambda w: w.act("settings.set", "--id", "drift_alarm", "value=48")),
    "audit_broken, long ago": (tamper_long_ago, untamper, None),
    "money_late": (late, applied, None),
    "log_not_writable": (no_folder, folder, None),
}


@pytest.fixture
def world(run, make_config, database, router, gateways, tmp_path):
    (tmp_path / "logs").mkdir()
    config = make_config(database, [router], midtrans=gateways, extra="")
    text = Path(config).read_text(encoding="utf-8").replace(f'audit_file = "{tmp_path}/', f'audit_file = "{tmp_path}/logs/')
    Path(config).write_text(text, encoding="utf-8")
    w = World(run, database, router, gateways, config, tmp_path)
    w.act("routers.reconcile", "--id", "main")
    w.probe()
    return w


@pytest.mark.parametrize("name", CAUSED)
def test_it_is_seen_when_it_is_so_and_over_when_it_is_mended(world, name):
    kind = name.split(",")[0]
    cause, mend, alike = CAUSED[name]
    assert kind not in world.look()
    if alike:
        alike(world)
        assert kind not in world.look(), "what looks alike"
    cause(world)
    assert kind in world.look(), world.database.all("SELECT kind FROM console.incident")
    mend(world)
    assert kind not in world.look(), "after it was mended"


def test_a_routers_certificate_that_ends_is_told(run, make_config, make_router, database, gateways):
    old, new = make_router("--certificate-days", "3"), make_router("--certificate-days", "300")
    config = make_config(database, [old, new], midtrans=gateways.settings("midtrans", tls=True))
    assert run("act", "jobs.run", "--id", "certificate_watch", "--yes", config=config).code == 0
    seen = dict(database.all("SELECT kind || ' ' || name, until > now() + interval '14 days' FROM console.certificate"))
    assert (seen["router main"], seen["router router2"], seen["gateway midtrans"]) == (False, True, True)
    run("act", "jobs.run", "--id", "incident_watch", "--yes", config=config)
    assert database.all("SELECT cause, example LIKE 'main: 2%%', rows FROM console.incident WHERE kind = 'certificate_ends' AND closed_at IS NULL") \
        == [("router", True, 1)]


def test_late_money_is_mended_by_keys_alone(world, console):
    late(world)
    assert world.look()["money_late"]["rows"] == 1
    screen = open_pane(console, "incidents", "Money came late", config=world.config)
    screen.press("enter")
    screen.wait_for("The customer paid after the charge had ended")
    screen.press("M")
    screen.wait_for("Apply all the same")
    screen.wait_for("Rp")
    screen.press("enter")
    screen.wait_for("applied")
    assert "money_late" not in world.look()
    screen.wait_for("Nothing any more")


def test_blocked_for_nothing_are_let_in_from_the_incident_by_one_preview(world, console):
    """Three at once; one who owes by the time is refused, is told, and stays in the incident."""
    users = [user for user, in world.database.all("""SELECT u.id::text FROM public.users u WHERE u.manual_debt_mb = 0 AND u.is_active
        AND NOT u.is_blocked AND u.total_quota_used_mb < u.total_quota_purchased_mb AND u.role = 'USER' ORDER BY 1 LIMIT 3""")]
    world.database.all("UPDATE public.users SET is_blocked = false, blocked_reason = NULL, blocked_at = NULL WHERE is_blocked")
    behind_its_back(world, "UPDATE public.users SET is_blocked = true, blocked_at = now(), blocked_reason = 'quota_debt_limit|auto_debt=1'"
                    f" WHERE id IN ('{users[0]}', '{users[1]}', '{users[2]}')")
    assert world.look()["debt_block_without_debt"]["rows"] == 3
    screen = open_pane(console, "incidents", "Blocked for a debt that is paid", config=world.config)
    screen.press("enter")
    screen.wait_for("Let the customer in again")
    world.act("users.unblock", "--id", users[0])
    screen.press("M")
    screen.wait_for("Unblock")
    screen.wait_for("Unblock 2 users")
    screen.wait_for("is not blocked")
    screen.press("y")
    screen.wait_for("unblocked")
    assert world.database.one("SELECT count(*) FROM public.users WHERE is_blocked") == 0
    assert "debt_block_without_debt" not in world.look()


def test_each_detector_has_a_case():
    names = {name for path in ROOT.glob("model/*/detectors.c") for name in re.findall(r'\{ \.name = "(\w+)"', path.read_text(encoding="utf-8"))}
    cases = set(KINDS) | {name.split(",")[0] for name in [*CAUSED, *CAUSED_BY_LINES]} | set(BY_HAND) | {"queue_failed"} \
        | {case.kind for group, _ in GROUPS.values() for case in group}
    assert names - cases == set()
    assert cases - names == set()

"""PPPoE lines: secrets of routers taken over, isolated and released with their customers, counted session by session."""

import os

import pytest
from test_billing import owe
from test_crash import wait_until
from test_policies import change, let_in, set_today, work  # noqa: F401

POOLED = {"name": "isolir", "address-list": "isolir", "remote-address": "pool-isolir"}
PROFILES = [{"name": "default", "default": "true"}, {"name": "10M", "rate-limit": "10M/10M", "remote-address": "pool-10"},
            {"name": "20M", "rate-limit": "20M/20M", "remote-address": "pool-20"}, POOLED]


@pytest.fixture
def config(make_config, database, bare_router, gateways):
    return make_config(database, [bare_router], xendit=gateways)


@pytest.fixture
def act(run, config):
    def go(*arguments, code=0, **options):
        result = run("act", *arguments, "--yes", **options)
        assert result.code == code, (result.out, result.err)
        return result

    return go


def mac(n):
    return f"AA:BB:CC:00:{n >> 8:02X}:{n & 255:02X}"


class Town:
    """Lines on a router, and the modems that dial."""

    def __init__(self, router, run, database):
        self.router, self.run, self.database = router, run, database

    def load(self, secrets, profiles=PROFILES):
        self.router.order("ppp_clear")
        self.router.order("load", tables={"/ppp/profile": list(profiles), "/ppp/secret": [
            {"password": "rahasia", "profile": "10M", "service": "pppoe", **secret} for secret in secrets]})

    def dial(self, *names, first=1):
        for n, name in enumerate(names, first):
            self.router.order("ppp_modem", user=name, mac=mac(n))

    def follow(self):
        """What the job does each minute."""
        done = self.run("act", "jobs.run", "--id", "line_follow:main", "--yes")
        assert done.code == 0, (done.out, done.err)
        return self.database.one("SELECT last_result FROM console.job WHERE name = 'line_follow:main'")

    def secret(self, name):
        return next(row for row in self.router.rows("/ppp/secret") if row["name"] == name)

    def sessions(self, name):
        self.router.order("ppp_dial")  # those that were ended are there again
        return [row for row in self.router.rows("/ppp/active") if row["name"] == name]

    def addresses(self, name):
        return {row["address"] for row in self.sessions(name)}

    def isolated(self):
        self.router.order("ppp_dial")
        return {row["address"] for row in self.router.rows("/ip/firewall/address-list") if row["list"] == "isolir"}


@pytest.fixture
def town(bare_router, run, database, config):
    run("worker", "--once")
    return Town(bare_router, run, database)


@pytest.fixture
def lines(show):
    return lambda *arguments: {row["name"]: row for row in show("lines", "--limit", "5000", *arguments)}


def customers(database, count):
    return database.all("SELECT id::text, phone_number, full_name FROM public.users WHERE NOT is_blocked AND is_active"
                        " ORDER BY phone_number LIMIT %s", count)


def test_nothing_is_changed_before_it_is_taken_over(town, act, lines, database):
    ((user, phone, name),) = customers(database, 1)
    local = "0" + phone.removeprefix("+62")
    town.load([{"name": local}, {"name": "budi 1/a@x", "comment": "rumah pojok"}, {"name": "Budi 1/a@x", "disabled": "true"}])
    town.dial(local, "budi 1/a@x")
    before = town.router.rows("/ppp/secret")
    town.router.stats(reset=True)
    act("routers.lines", "--id", "main")
    found = lines()
    assert set(found) == {local, "budi 1/a@x", "Budi 1/a@x"} and {row["state"] for row in found.values()} == {"foreign"}
    assert (found[local]["customer"], found["budi 1/a@x"]["customer"]) == (name, None)
    assert (found[local]["sessions"], found["Budi 1/a@x"]["sessions"]) == (1, 0)
    refused = act("lines.isolate", "--id", found[local]["id"], "reason=coba", code=1)
    assert "not in our hands" in refused.out + refused.err
    assert town.router.rows("/ppp/secret") == before and town.router.stats()["writes"] == 0
    # a secret that goes is forgotten, for it was never ours
    town.router.order("row", path="/ppp/secret", verb="remove", values={".id": town.secret("Budi 1/a@x")[".id"]})
    town.follow()
    assert set(lines()) == {local, "budi 1/a@x"}
    act("lines.take", "--id", found["budi 1/a@x"]["id"], f"customer={phone}")
    assert lines()["budi 1/a@x"]["customer"] == name and town.router.stats()["writes"] == 0


def test_isolated_and_released_as_it_was(town, act, lines, database, run):
    """By an operator, and with its customer; a fixed address stays, for the profile has an address list."""
    ((user, phone, _),) = customers(database, 1)
    town.load([{"name": "tetap", "remote-address": "10.9.9.9", "caller-id": mac(1)}, {"name": "kolam"}, {"name": "dua"}])
    town.dial("tetap", "kolam", "dua", "dua")
    act("routers.lines", "--id", "main")
    ids = {name: row["id"] for name, row in lines().items()}
    act("lines.take", "--id", ids["tetap"], "--id", ids["dua"], f"customer={phone}")
    act("lines.take", "--id", ids["kolam"])
    before = {name: town.secret(name) for name in ids}

    act("lines.isolate", "--id", ids["kolam"], "reason=kabel dicuri")
    assert town.secret("kolam")["profile"] == "isolir" and town.addresses("kolam") <= town.isolated()
    assert (lines()["kolam"]["state"], lines()["kolam"]["reason"]) == ("isolated", "kabel dicuri")
    assert town.secret("tetap") == before["tetap"]

    act("users.block", "--id", user, "reason=menunggak")
    run("worker", "--once")
    for name in ("tetap", "dua"):
        assert town.secret(name)["profile"] == "isolir"
        assert town.addresses(name) <= town.isolated(), "a session of before lives on"
    assert town.addresses("tetap") == {"10.9.9.9"} and len(town.sessions("dua")) == 2
    assert {row["state"] for row in lines().values()} == {"isolated"}
    refused = act("lines.release", "--id", ids["tetap"], code=1)
    assert "unblock the customer" in refused.out + refused.err

    act("users.unblock", "--id", user)
    run("worker", "--once")
    act("lines.release", "--id", ids["kolam"])
    assert {row["state"] for row in lines().values()} == {"active"} and not town.isolated()
    for name in ids:
        now = town.secret(name)
        assert {k: now.get(k) for k in ("profile", "remote-address", "caller-id", "disabled")} == \
               {k: before[name].get(k) for k in ("profile", "remote-address", "caller-id", "disabled")}
        assert town.sessions(name)
    assert town.follow().endswith("0 written, 0 ended, 0 refused")


def test_a_pool_alone_does_not_isolate_a_fixed_address(town, act, lines):
    """So it is taken away meanwhile, and comes back."""
    town.load([{"name": "tetap", "remote-address": "10.9.9.9"}], [*PROFILES[:3], {"name": "isolir", "remote-address": "pool-isolir"}])
    town.dial("tetap")
    act("routers.lines", "--id", "main")
    (id,) = [row["id"] for row in lines().values()]
    act("lines.take", "--id", id)
    act("lines.isolate", "--id", id, "reason=menunggak")
    assert town.secret("tetap").get("remote-address", "") == "" and town.addresses("tetap") != {"10.9.9.9"}
    act("lines.release", "--id", id)
    assert town.secret("tetap")["remote-address"] == "10.9.9.9" and town.addresses("tetap") == {"10.9.9.9"}
    assert town.secret("tetap")["profile"] == "10M"


def test_a_profile_that_is_not_there_isolates_nobody(town, act, lines):
    town.load([{"name": "satu"}], PROFILES[:3])
    act("routers.lines", "--id", "main")
    (id,) = [row["id"] for row in lines().values()]
    act("lines.take", "--id", id)
    act("lines.isolate", "--id", id, "reason=menunggak")
    (row,) = lines().values()
    assert (row["state"], row["note"]) == ("active", "the router has no profile isolir")
    town.router.order("row", path="/ppp/profile", verb="add", values=POOLED)
    town.follow()
    assert lines()["satu"]["state"] == "isolated" and lines()["satu"]["note"] is None


def test_isolated_by_switching_off(town, act, lines):
    town.load([{"name": "satu"}, {"name": "mati", "disabled": "true"}])
    town.dial("satu")
    act("routers.lines", "--id", "main")
    act("settings.set", "--id", "line_isolation", "value=off")
    ids = [row["id"] for row in lines().values()]
    act("lines.take", *[word for id in ids for word in ("--id", id)])
    act("lines.isolate", *[word for id in ids for word in ("--id", id)], "reason=menunggak")
    assert town.secret("satu")["disabled"] == "true" and not town.sessions("satu")
    act("lines.release", *[word for id in ids for word in ("--id", id)])
    # what was off before stays off
    assert (town.secret("satu")["disabled"], town.secret("mati")["disabled"]) == ("false", "true")
    assert (lines()["satu"]["state"], lines()["mati"]["state"]) == ("active", "off")


def test_cut_between_writing_and_ending_sessions(town, act, lines, database, run):
    """The secret is written, and the session of before refuses to end: it ends with the next look; the one after it stays."""
    town.load([{"name": "satu"}])
    town.dial("satu")
    act("routers.lines", "--id", "main")
    (id,) = [row["id"] for row in lines().values()]
    act("lines.take", "--id", id)
    (before,) = town.sessions("satu")
    town.router.order("trap", on="/ppp/active/remove", message="failure: busy")
    done = act("lines.isolate", "--id", id, "reason=menunggak")
    assert "1 failed: the router refused a change of a line" in done.err
    assert town.secret("satu")["profile"] == "isolir" and town.sessions("satu")[0][".id"] == before[".id"]
    assert lines()["satu"]["note"] == "failure: busy"
    town.follow()
    town.router.order("ppp_dial")
    (after,) = town.sessions("satu")
    assert after[".id"] != before[".id"] and town.addresses("satu") <= town.isolated()
    town.follow()
    assert [row[".id"] for row in town.sessions("satu")] == [after[".id"]]
    assert (lines()["satu"]["state"], lines()["satu"]["note"]) == ("isolated", None)


def test_what_somebody_changed_there_is_shown_and_not_undone(town, act, lines):
    town.load([{"name": "satu"}, {"name": "dua"}])
    act("routers.lines", "--id", "main")
    ids = {name: row["id"] for name, row in lines().items()}
    act("lines.take", "--id", ids["satu"], "--id", ids["dua"])
    for name in ids:
        town.router.order("row", path="/ppp/secret", verb="set", values={".id": town.secret(name)[".id"], "profile": "20M"})
    town.follow()
    assert {row["note"] for row in lines().values()} == {"differs: profile"} and town.secret("satu")["profile"] == "20M"
    act("lines.put", "--id", ids["satu"])
    act("lines.adopt", "--id", ids["dua"])
    assert (town.secret("satu")["profile"], town.secret("dua")["profile"]) == ("10M", "20M")
    assert {row["note"] for row in lines().values()} == {None} and lines()["dua"]["profile"] == "20M"
    # changed there while it was isolated: what is remembered comes back
    act("lines.isolate", "--id", ids["dua"], "reason=coba")
    act("lines.change", "--id", ids["dua"], "profile=10M", "address=10.8.8.8", "caller=aa-bb-cc-00-00-07")
    assert town.secret("dua")["profile"] == "isolir"
    act("lines.release", "--id", ids["dua"])
    there = town.secret("dua")
    assert (there["profile"], there["remote-address"], there["caller-id"]) == ("10M", "10.8.8.8", "AA:BB:CC:00:00:07")


@pytest.mark.parametrize("given, said", [(("address=10.1.1.256",), "10.20.30.40"), (("caller=AA:BB",), "AA:BB:CC:00:11:22"),
                                         (("customer=081100000000",), "no customer"), ((), "what is to change")])
def test_what_is_no_change(town, act, lines, given, said):
    town.load([{"name": "satu"}])
    act("routers.lines", "--id", "main")
    act("lines.take", "--id", lines()["satu"]["id"])
    refused = act("lines.change", "--id", lines()["satu"]["id"], *given, code=1)
    assert said in refused.out + refused.err


def test_a_new_line(town, act, lines, database):
    ((_, phone, name),) = customers(database, 1)
    town.load([])
    act("lines.add", "router=main", "name=baru 1", f"customer={phone}", "profile=20M", "address=10.7.7.7")
    (row,) = lines("--columns", "name,customer,state,password").values()
    there = town.secret("baru 1")
    assert (there["profile"], there["remote-address"], there["password"]) == ("20M", "10.7.7.7", row["password"]) and len(row["password"]) == 10
    assert (row["customer"], row["state"]) == (name, "active")
    refused = act("lines.add", "router=main", "name=baru 1", code=1)
    assert "already" in refused.out + refused.err
    town.router.order("row", path="/ppp/secret", verb="remove", values={".id": there[".id"]})
    town.follow()
    assert lines()["baru 1"]["state"] == "gone"
    act("lines.put", "--id", lines()["baru 1"]["id"])
    assert town.secret("baru 1")["password"] == row["password"] and lines()["baru 1"]["state"] == "active"


def used(database, name):
    return database.one("SELECT coalesce(sum(u.up), 0)::bigint, coalesce(sum(u.down), 0)::bigint FROM console.ppp_usage u"
                        " JOIN console.ppp_line l ON l.id = u.line_id WHERE l.name = %s", name)


def test_bytes_go_by_the_session_and_not_by_the_name(town, act, lines, database):
    """rx is what the customer sends; a session that is another begins at 0, whatever its counters; two of one name are both counted."""
    town.load([{"name": "budi"}, {"name": "budi-1"}])
    town.dial("budi", "budi", "budi-1")
    act("routers.lines", "--id", "main")
    town.router.order("ppp_traffic", of=[["budi", 500, 9000]])  # before it is ours: not counted
    town.follow()
    act("lines.take", *[word for row in lines().values() for word in ("--id", row["id"])])
    assert used(database, "budi") == (0, 0)
    town.router.order("ppp_traffic", of=[["budi", 100, 1000], ["budi-1", 7, 70]])
    town.follow()
    assert used(database, "budi") == (100, 1000) and used(database, "budi-1") == (7, 70)
    # dialled again, and more through than before: still all of it is new
    town.router.order("ppp_modem", user="budi", mac=mac(1), on=False)
    town.router.order("ppp_modem", user="budi", mac=mac(1))
    town.router.order("ppp_traffic", of=[["budi", 5000, 50000]])
    town.follow()
    total = town.router.order("ppp_truth")["truth"]
    assert used(database, "budi") == (total["budi"][0] - 500, total["budi"][1] - 9000)
    town.router.order("restart")
    town.follow()
    town.router.order("ppp_traffic", of=[["budi", 1, 2], ["budi-1", 3, 4]])
    town.follow()
    total = town.router.order("ppp_truth")["truth"]
    assert used(database, "budi") == (total["budi"][0] - 500, total["budi"][1] - 9000)
    assert used(database, "budi-1") == tuple(total["budi-1"])


# The whole of 2,000 takes half a minute on a machine at rest.
TOWN, DEBTORS = (2000, 300) if "HC_TOWN" in os.environ else (300, 45)
PEOPLE = """INSERT INTO public.users
            SELECT x.* FROM (SELECT u AS u FROM public.users u WHERE is_active AND approval_status = 'APPROVED' AND role = 'USER' AND NOT is_blocked LIMIT 1) t
             CROSS JOIN generate_series(1, %s) AS n
             CROSS JOIN LATERAL jsonb_populate_record(t.u, jsonb_build_object('id', gen_random_uuid(), 'full_name', 'Rumah ' || n,
                                                      'phone_number', '+62899' || lpad(n::text, 8, '0'))) x RETURNING id::text"""


def as_the_database_says(town, lines):
    """Each line on the router, and the sessions that it has."""
    found = lines()
    secrets = {row["name"]: row for row in town.router.rows("/ppp/secret")}
    sessions = {}
    town.router.order("ppp_dial")
    for row in town.router.rows("/ppp/active"):
        sessions.setdefault(row["name"], []).append(row["address"])
    isolated = town.isolated()
    for name, row in found.items():
        is_in = row["state"] == "isolated"
        assert secrets[name]["profile"] == ("isolir" if is_in else row["profile"]), name
        assert secrets[name].get("remote-address", "") == row["address"]
        assert len(sessions[name]) == (2 if name in town.twice else 1)
        assert all((address in isolated) == is_in for address in sessions[name]), (name, sessions[name])
        assert not row["address"] or row["address"] in sessions[name]
    return sum(row["state"] == "isolated" for row in found.values())


def bytes_lost(town, database):
    """What went through and is not counted, of those of which anything is."""
    counted = {name: (up, down) for name, up, down in database.all(
        "SELECT l.name, sum(u.up)::bigint, sum(u.down)::bigint FROM console.ppp_usage u JOIN console.ppp_line l ON l.id = u.line_id GROUP BY l.name")}
    there = town.router.order("ppp_truth")["truth"]
    lost = {name: (up - counted.get(name, (0, 0))[0], down - counted.get(name, (0, 0))[1]) for name, (up, down) in there.items()}
    return {name: gap for name, gap in lost.items() if gap != (0, 0)}


def test_a_town_is_isolated_and_released_by_its_invoices(town, act, lines, database, run, change, work):  # noqa: F811
    """Some lines have a fixed address, some are dialled in twice, and the router restarts in between."""
    people = [id for id, in database.all(PEOPLE, TOWN)]
    names = [f"rumah {n}@desa" for n in range(1, TOWN + 1)]
    town.twice = set(names[::40])
    town.load([{"name": name, "profile": ("10M", "20M")[n % 2], "comment": f"hp 0899{n:08}",
                **({"remote-address": f"10.77.{n >> 8}.{n & 255}"} if n % 10 == 0 else {})} for n, name in enumerate(names, 1)])
    town.router.order("ppp_modems", modems=[(name, mac(n)) for n, name in enumerate(names)])
    town.router.order("ppp_modems", modems=[(name, "02:00:00:00:00:01") for name in town.twice])
    act("routers.lines", "--id", "main")
    act("lines.take", "--where", "state:foreign")
    assert len(lines("--where", "state:active")) == TOWN and as_the_database_says(town, lines) == 0
    traffic = [[name, n * 1000 + 7, n * 10000 + 13] for n, name in enumerate(names, 1)]
    town.router.order("ppp_traffic", of=traffic)
    town.follow()
    assert bytes_lost(town, database) == {}

    let_in(database)
    for user in people[:DEBTORS]:
        owe(database, user)
    set_today(database, "2026-11-20")
    change("isolir_policy", "on")
    town.router.order("ppp_traffic", of=traffic)  # seen by the look that ends sessions
    assert work("isolir") == f"block {DEBTORS}: {DEBTORS} done"
    run("worker", "--once")
    assert as_the_database_says(town, lines) == DEBTORS
    town.follow()
    assert bytes_lost(town, database) == {}
    town.router.order("ppp_traffic", of=traffic)  # one interval, which the restart takes with it
    town.router.order("restart")
    town.follow()
    assert as_the_database_says(town, lines) == DEBTORS
    assert bytes_lost(town, database) == {name: (up, down) for name, up, down in traffic}
    town.router.order("ppp_traffic", of=traffic)
    town.follow()
    assert bytes_lost(town, database) == {name: (up, down) for name, up, down in traffic}

    act("invoices.mark_paid", "--where", "state:unpaid", "reason=tunai")
    run("worker", "--once")
    assert as_the_database_says(town, lines) == 0
    town.router.order("restart")
    assert town.follow().endswith("0 written, 0 ended, 0 refused") and as_the_database_says(town, lines) == 0


def test_by_keys(town, console, act, lines, database):
    """From a router's list to a line that is isolated and released."""
    town.load([{"name": "satu", "remote-address": "10.9.9.9"}, {"name": "dua\x1b[31m"}])
    town.dial("satu")
    screen = console("routers")
    screen.wait_for("main")
    screen.press(":")
    screen.type("Follow PPPoE")
    screen.press("enter")
    screen.wait_for("Follow")
    screen.press("enter")
    screen.wait_for("PPPoE lines are read")
    screen.press("enter")
    wait_until(lambda: len(lines()) == 2)
    screen.press(":")
    screen.type("Go to the PPPoE lines")
    screen.press("enter")
    screen.wait_for("the router's")
    screen.press("G")
    screen.wait_for("2/2")
    screen.wait_for("C Take over")
    screen.press("C")
    screen.wait_for("Customer")
    screen.press("enter")
    screen.wait_for("order from then on")
    screen.press("enter")
    wait_until(lambda: lines()["satu"]["state"] == "active")
    screen.wait_for("active")
    screen.press("b")
    screen.wait_for("Reason")
    screen.type("menunggak")
    screen.press("enter")
    screen.wait_for("menunggak")
    screen.press("enter")
    wait_until(lambda: lines()["satu"]["state"] == "isolated")
    screen.wait_for("u Release")
    screen.press("u")
    screen.wait_for("as it was before")
    screen.press("enter")
    wait_until(lambda: lines()["satu"]["state"] == "active")
    assert town.addresses("satu") == {"10.9.9.9"} and town.secret("satu")["profile"] == "10M"


@pytest.mark.parametrize("given, said", [
    (("profile=nope",), "the router has no profile nope"), (("address=999.1.1.1",), "10.20.30.40"), (("address=0.0.0.0",), "10.20.30.40"),
    (("address=255.255.255.255",), "10.20.30.40"), (("address=224.0.0.5",), "10.20.30.40"), (("address=10.1.1.1.",), "10.20.30.40"),
    (("address=10.9.9.9",), "the line tetap has the address 10.9.9.9"), (("customer=081100000000",), "no customer"), (("caller=AA:BB",), "AA:BB:CC")])
def test_what_no_router_takes_is_refused_before_it_is_asked(town, act, lines, given, said):
    """A new line and a changed one; nothing keeps the name of one that was refused."""
    town.load([{"name": "tetap", "remote-address": "10.9.9.9"}, {"name": "satu"}])
    act("routers.lines", "--id", "main")
    act("lines.take", "--id", lines()["satu"]["id"])
    for deed in (("lines.add", "router=main", "name=baru"), ("lines.change", "--id", lines()["satu"]["id"])):
        refused = act(*deed, *given, code=1)
        assert said in refused.out + refused.err
    assert set(lines()) == {"tetap", "satu"}


def test_nobody_is_given_a_line_by_a_number_that_nobody_has(town, act, lines):
    town.load([{"name": "satu"}, {"name": "dua"}])
    act("routers.lines", "--id", "main")
    ids = [word for row in lines().values() for word in ("--id", row["id"])]
    refused = act("lines.take", *ids, "customer=081100000000", code=1)
    assert "no customer" in refused.out + refused.err and {row["state"] for row in lines().values()} == {"foreign"}
    act("lines.take", *ids)
    refused = act("lines.change", *ids, "address=10.6.6.6", code=1)
    assert "an address is for one line" in refused.out + refused.err


def test_a_line_that_the_router_never_got_is_removed(town, act, lines, database, run):
    """Its name is free again; until then it holds up no other line, and no other deed fails for it."""
    town.load([{"name": "satu"}])
    act("routers.lines", "--id", "main")
    act("lines.take", "--id", lines()["satu"]["id"])
    twenty = next(row for row in town.router.rows("/ppp/profile") if row["name"] == "20M")
    town.router.order("row", path="/ppp/profile", verb="remove", values={".id": twenty[".id"]})  # since the last look
    failed = act("lines.add", "router=main", "name=baru", "profile=20M", "address=10.7.7.7")
    assert "1 failed: the router refused a change of a line" in failed.err
    assert lines()["baru"]["state"] == "gone" and "profile" in lines()["baru"]["note"]
    done = act("lines.change", "--id", lines()["satu"]["id"], "address=10.6.6.6")
    assert "failed" not in done.err and town.secret("satu")["remote-address"] == "10.6.6.6"
    left = act("lines.leave", "--id", lines()["baru"]["id"], code=1)
    assert "lines.remove" in left.out + left.err
    seen = run("act", "lines.remove", "--id", lines()["baru"]["id"], "--dry-run")
    assert "forgotten here" in seen.out
    act("lines.remove", "--id", lines()["baru"]["id"])
    assert set(lines()) == {"satu"}
    act("lines.add", "router=main", "name=baru", "profile=10M", "address=10.7.7.7")
    assert town.secret("baru")["remote-address"] == "10.7.7.7" and lines()["baru"]["state"] == "active"


def test_a_line_ends(town, act, lines, database, run):
    """Its secret first, then its sessions; who changes their mind while the router is away keeps it."""
    town.load([{"name": "satu"}, {"name": "dua"}])
    town.dial("satu", "satu", "dua")
    act("routers.lines", "--id", "main")
    ids = {name: row["id"] for name, row in lines().items()}
    act("lines.take", "--id", ids["satu"], "--id", ids["dua"])
    town.router.order("trap", on="/ppp/secret/remove", message="failure: busy", count=2)
    act("lines.remove", "--id", ids["dua"])
    assert lines()["dua"]["note"] == "to be removed; failure: busy"
    refused = act("lines.isolate", "--id", ids["dua"], "reason=coba", code=1)
    assert "is to be removed" in refused.out + refused.err
    act("lines.put", "--id", ids["dua"])
    act("lines.remove", "--id", ids["satu"])
    assert set(lines()) == {"dua"} and lines()["dua"]["note"] is None
    assert [row["name"] for row in town.router.rows("/ppp/secret")] == ["dua"]
    assert not town.sessions("satu") and len(town.sessions("dua")) == 1

"""Hotspot profiles: what each grants, by `act` and by keys; how two routers differ; and pushing it to them."""

import json
import re

import pytest
from test_crash import wait_until
from test_packages import act, id_of, package, refused  # noqa: F401
from test_migrate import portal  # noqa: F401
from test_widgets import open_pane

MENU = "/ip/hotspot/user/profile"
INDONESIAN = {"LANGUAGE": "id", "LANG": "C.UTF-8"}


@pytest.fixture
def routers(router, make_router):
    """main, and router2, which has another rate and no `gold`."""
    second = make_router("--identity", "north")
    router.order("load", tables={MENU: [{"name": "default", "default": "true"}, {"name": "gold", "rate-limit": "5M/5M", "shared-users": "2"}]})
    second.order("load", tables={MENU: [{"name": "default", "default": "true", "rate-limit": "3M/3M"}]})
    return router, second


@pytest.fixture
def config(make_config, database, routers):
    return make_config(database, routers)


@pytest.fixture
def look(run):
    """The last look at every router is now."""

    def go():
        done = run("act", "routers.reconcile", "--where", "", "mend=no", "--yes")
        assert done.code == 0, done.err

    return go


def profile(show, name):
    row, = [one for one in show("profiles") if one["name"] == name]
    return row


def on(router, name):
    """A profile as the router has it; None where it has none."""
    found = [row for row in router.rows(MENU) if row["name"] == name]
    return found[0] if found else None


def profile_id(database, name):
    return database.one("SELECT id::text FROM public.package_profiles WHERE profile_name = %s", name)


def test_a_profile_is_compared_with_what_routers_have(act, show, look, database, routers):
    assert profile(show, "default")["state"] == "unseen"
    act("profiles.add", "name=gold", "rate=5m/5m", "shared=2")
    look()
    gold = profile(show, "gold")
    assert (gold["state"], gold["on_routers"]) == ("missing", "missing on router router2")
    assert (gold["rate"], gold["shared"], gold["packages"]) == ("5M/5M", "2", 0)
    act("profiles.edit", "--id", profile_id(database, "default"), "rate=5000k", "session=8h")
    row = profile(show, "default")
    assert row["state"] == "differs"
    assert row["on_routers"] == ("rate 5000k here, - on main; session 8h here, 0s on main; "
                                 "rate 5000k here, 3M/3M on router2; session 8h here, 0s on router2")
    # one figure is both ways, whatever its unit
    act("profiles.edit", "--id", profile_id(database, "default"), "rate=3000k", "session=-")
    assert profile(show, "default")["on_routers"] == "rate 3000k here, - on main"
    assert [one["name"] for one in show("profiles", "--where", "state:missing")] == ["gold", "unlimited"]


def test_a_look_writes_only_what_is_new(look, database, routers):
    look()
    before = database.all("SELECT router, name, rate_limit, xmin::text FROM console.router_profile ORDER BY 1, 2")
    assert [row[:3] for row in before] == [("main", "default", ""), ("main", "gold", "5M/5M"), ("router2", "default", "3M/3M")]
    look()
    assert database.all("SELECT router, name, rate_limit, xmin::text FROM console.router_profile ORDER BY 1, 2") == before
    routers[0].order("load", tables={MENU: [{"name": "default", "default": "true"}]})
    look()
    assert database.one("SELECT count(*) FROM console.router_profile WHERE router = 'main'") == 1


def test_pushing_makes_and_changes_it_on_the_routers(act, show, look, refused, run, database, routers):
    main, north = routers
    act("profiles.add", "name=gold", "rate=6M/6M", "session=1d12h", "list=vip")
    look()
    plan, = json.loads(run("act", "profiles.push", "--id", profile_id(database, "gold"), "--dry-run", "--format", "json").out)
    assert plan["after"] == "change it on main; make it on router2"
    act("profiles.push", "--id", profile_id(database, "gold"))
    for router in routers:
        there = on(router, "gold")
        assert (there["rate-limit"], there["session-timeout"], there["address-list"]) == ("6M/6M", "1d12h", "vip")
    assert on(main, "gold")["shared-users"] == "2"  # nothing is said of it here
    assert profile(show, "gold")["on_routers"] == "as here on 2 routers"
    assert "is on all routers as here" in refused("profiles.push", "--id", profile_id(database, "gold"))
    act("profiles.edit", "--id", profile_id(database, "gold"), "rate=unlimited", "list=none", "session=-")
    act("profiles.push", "--id", profile_id(database, "gold"))
    assert on(main, "gold")["session-timeout"] == "1d12h"  # nothing is said of it any more
    assert "rate-limit" not in on(main, "gold") and "address-list" not in on(north, "gold")
    assert database.one("SELECT details ->> 'routers' FROM console.audit_log WHERE action = 'profiles.push' ORDER BY id DESC LIMIT 1") == \
        '["main", "router2"]'


def test_what_a_router_refuses_is_told(act, show, run, database, routers):
    act("profiles.add", "name=odd", "rate=5M/5M")
    database.all("UPDATE console.profile_terms SET rate_limit = 'as fast as can be'")
    done = run("act", "profiles.push", "--id", profile_id(database, "odd"), "--yes")
    assert "2 failed" in done.out + done.err
    assert "rate-limit" in database.one("SELECT last_error FROM console.outbox WHERE effect = 'profile' LIMIT 1")
    assert on(routers[0], "odd") is None


def test_a_router_that_is_away_gets_it_later(act, run, look, database, routers):
    routers[1].order("listen", on=False)
    act("profiles.add", "name=later", "rate=1M/1M")
    run("act", "profiles.push", "--id", profile_id(database, "later"), "--yes")
    assert on(routers[0], "later")
    assert database.one("SELECT state FROM console.outbox WHERE effect = 'profile' AND target = 'router:router2'") == "pending"


def test_without_terms_there_is_nothing_to_push_but_what_is_missing(refused, look, act, database, routers):
    look()
    assert "nothing is set here" in refused("profiles.push", "--id", profile_id(database, "default"))
    act("profiles.push", "--id", profile_id(database, "unlimited"))
    assert on(routers[0], "unlimited") and on(routers[1], "unlimited")


@pytest.mark.parametrize("words, why", [
    (["name=x"], "2 to 100 characters"), (["name=Default"], "there is a profile Default already"),
    (["name=new", "rate=fast"], "no rate like"), (["name=new", "rate=5M/"], "no rate like"), (["name=new", "shared=0"], "no number of devices"),
    (["name=new", "session=soon"], "no time like"), (["name=new", "list=" + "x" * 64], "characters"), ([], "name="),
])
def test_what_is_no_profile_is_refused(refused, database, words, why):
    assert why in refused("profiles.add", *words)
    assert database.one("SELECT count(*) FROM console.profile_terms") == 0


def test_what_goes_by_its_name_keeps_it(act, refused, database):
    default, unlimited = profile_id(database, "default"), profile_id(database, "unlimited")
    assert "is the one that every router has" in refused("profiles.edit", "--id", default, "name=standard")
    assert "packages have it" in refused("profiles.remove", "--id", unlimited)
    database.all("UPDATE public.users SET mikrotik_profile_name = 'Unlimited' WHERE id = (SELECT id FROM public.users LIMIT 1)")
    assert "customers are on it" in refused("profiles.edit", "--id", unlimited, "name=free")
    act("profiles.add", "name=slow", "rate=1M/1M")
    act("settings.set", "--id", "MIKROTIK_FUP_PROFILE", "value=slow")
    assert "is named by MIKROTIK_FUP_PROFILE" in refused("profiles.remove", "--id", profile_id(database, "slow"))
    act("profiles.add", "name=slip", "rate=1M/1M")
    slip = profile_id(database, "slip")
    act("profiles.edit", "--id", slip, "name=slid", "rate=2M")
    assert profile_id(database, "slid") == slip
    act("profiles.remove", "--id", slip)
    assert profile_id(database, "slid") is None
    assert database.one("SELECT count(*) FROM console.profile_terms WHERE profile_id::text = %s", slip) == 0
    before = database.one("SELECT before FROM console.audit_log WHERE action = 'profiles.remove'")
    assert (before["name"], before["rate_limit"]) == ("slid", "2M")


def test_an_edit_that_changes_nothing_is_refused(act, refused, database):
    act("profiles.add", "name=gold", "rate=5M/5M")
    gold = profile_id(database, "gold")
    assert "nothing is given" in refused("profiles.edit", "--id", gold)
    assert "has this already" in refused("profiles.edit", "--id", gold, "rate=5m/5m")
    assert "a name is of one profile alone" in refused("profiles.edit", "--id", gold, "--id", profile_id(database, "default"), "name=both")


def test_on_an_adopted_database(run, show, portal, make_config):  # noqa: F811
    """The portal's tables stay as they are, and what the portal does to its profiles is no harm."""
    config = make_config(portal)
    portal.all("INSERT INTO public.package_profiles (id, profile_name) VALUES (gen_random_uuid(), 'user')")
    assert run("migrate", config=config).code == 0
    for words in (["packages.add", "name=Paket 7 GB", "price=70000", "quota=7"], ["profiles.add", "name=gold", "rate=5M/5M"]):
        done = run("act", *words, "--yes", config=config)
        assert done.code == 0, done.err
    assert package(portal, "Paket 7 GB")[4] == "user"
    portal.all("DELETE FROM public.package_profiles WHERE profile_name = 'gold'")  # as the portal does
    assert [row["name"] for row in show("profiles", config=config)] == ["user"]
    done = run("act", "packages.edit", "--id", id_of(portal, "Paket 7 GB"), "price=75000", "--yes", config=config)
    assert done.code == 0, done.err
    done = run("act", "packages.remove", "--id", id_of(portal, "Paket 7 GB"), "--yes", config=config)
    assert done.code == 0, done.err


@pytest.mark.parametrize("env, said", [({}, "make it on main"), (INDONESIAN, "dibuat di main")])
def test_by_keys(console, database, routers, look, env, said):
    look()
    screen = open_pane(console, "profiles", "unlimited", env=env, rows=30, columns=120)
    screen.press(";")
    screen.wait_for("Nama" if env else "Name")
    screen.type("silver")
    screen.press("tab")
    screen.type("2M/2M")
    screen.press("enter")
    screen.wait_for("→")
    screen.press("enter")
    wait_until(lambda: profile_id(database, "silver"))
    screen.wait_for(lambda t: "silver" in t.text() and "→" not in t.text())
    screen.press("/")
    screen.type("silver")
    screen.press("enter")
    screen.wait_for("1/1")
    screen.press("M")
    screen.wait_for(said)
    screen.press("enter")
    wait_until(lambda: on(routers[0], "silver") and on(routers[1], "silver"))
    screen.wait_for(lambda t: "→" not in t.text() and "2 ro" in t.text())
    screen.press("e")
    screen.wait_for("Ubah profil:" if env else "Edit profile:")
    screen.press("esc")
    screen.wait_for(lambda t: "Edit profile:" not in t.text() and "Ubah profil:" not in t.text() and "silver" in t.text())
    screen.press("del")
    screen.wait_for("→")
    screen.press("enter")
    wait_until(lambda: profile_id(database, "silver") is None)


def test_the_page_says_how_each_router_stands(console, act, database, routers, look):
    act("profiles.add", "name=gold", "rate=5M/5M")
    look()
    screen = open_pane(console, "profiles", "gold", rows=40, columns=120)
    screen.press("j", "enter")
    screen.wait_for("On routers, as last seen")
    assert re.search(r"grants +rate 5M/5M {3,}", screen.line_with("grants")), screen.text()
    assert "missing on router router2" in screen.text()
    screen.press("esc")
    screen.wait_gone("On routers, as last seen")
    screen.press("k", "enter")
    screen.wait_for("Packages that put customers on it")
    assert "Paket 10 GB" in screen.text() and re.search(r"for states +.*active", screen.text()), screen.text()

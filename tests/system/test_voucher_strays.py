"""Vouchers on a router that are not known here, as after a backup of the database was restored: found, and switched off by a repair."""

import pytest
from test_crash import wait_until
from test_vouchers import Phone


@pytest.fixture
def config(make_config, database, bare_router):
    return make_config(database, [bare_router])


@pytest.fixture
def look(run, database):
    def go(job="voucher_follow"):
        database.all("UPDATE console.job SET next_run_at = CASE WHEN name LIKE %s THEN now() - interval '1 s' ELSE now() + interval '1 h' END,"
                     " kept_by = NULL, lease_until = now() - interval '1 s'", job + "%")
        assert run("worker", "--once").code == 0

    return go


def add(router, name, comment, **more):
    router.order("row", path="/ip/hotspot/user", verb="add", values={"name": name, "password": name, "comment": comment, **more})


def off(router):
    return {row["name"]: row["disabled"] == "true" for row in router.rows("/ip/hotspot/user")}


def unknown(run, show):
    run("check")
    return {row["where"]: row for row in show("findings", "--where", "kind:vouchers_unknown")}


FOREIGN = (("tamu", "lot 12"), ("kasir1", "lot 1"), ("abcd23", "lot 1"), ("abxyz2", "parking lot 1"), ("xyz234", "vc-123-11.20.26-"),
           ("lantai10", "lot 0"), ("xyz235", "Lot 12"), ("xyz236", "lot 12 "), ("il0o45", "lot 12"), ("xyz237", ""))


def test_they_are_found_without_those_of_others_and_switched_off_by_a_repair(run, show, look, bare_router, database, console):
    run("worker", "--once")
    for _ in range(2):
        assert run("act", "vouchers.generate", "quantity=3", "prefix=ab", "alphabet=only_digits", "validity=1d", "price=5000", "router=main", "--yes").code == 0
    # lot 2 was made after the backup
    lost = [code for (code,) in database.all("SELECT v.code FROM console.voucher v JOIN console.voucher_lot l ON l.id = v.lot_id WHERE l.number = 2")]
    database.all("DELETE FROM console.voucher WHERE lower(code) = ANY (%s)", lost)
    database.all("DELETE FROM console.voucher_lot WHERE number = 2")
    add(bare_router, "ab2345xyz", "lot 1")              # too long for its lot
    for name, comment in FOREIGN:
        add(bare_router, name, comment)
    add(bare_router, "xyz238", "lot 12", disabled="true")  # lets in nobody
    known = {row["code"] for row in show("vouchers")}
    before = bare_router.rows("/ip/hotspot/user")
    look()
    found = unknown(run, show)
    assert found.keys() == set(lost)
    assert all((row["now"], row["repaired"]) == ("router main lets it in as lot 2", "switched off on the router") for row in found.values())
    assert bare_router.rows("/ip/hotspot/user") == before
    phone = Phone(bare_router, lost[0])
    phone.login(uptime=50)
    # with a preview, by keys; none that others made is in it
    screen = console("findings", rows=24, columns=80)
    screen.wait_for("unknown vouchers")
    screen.press("/")
    screen.type("kind:vouchers_unknown")
    screen.press("enter")
    screen.press("*")
    screen.press("M")
    screen.wait_for(lambda t: "Repair 3 findings" in t.text() and all(code in t.text() for code in lost))
    screen.type("repair")
    screen.press("enter")
    wait_until(lambda: database.one("SELECT count(*) FROM console.outbox WHERE effect = 'voucher_settle'") == 1, 30)
    run("worker", "--once")
    wait_until(lambda: {name for name, is_off in off(bare_router).items() if is_off} == {*lost, "xyz238"}, 30)
    wait_until(lambda: not bare_router.rows("/ip/hotspot/active") and not bare_router.rows("/ip/hotspot/cookie"), 30)
    assert not phone.login()
    assert [row for row in bare_router.rows("/ip/hotspot/user") if row["name"] not in lost] == [row for row in before if row["name"] not in lost]
    look()
    assert not unknown(run, show) and not off(bare_router)["tamu"] and not any(off(bare_router)[code] for code in known)
    # switched on again by somebody it stays on, and is found anew
    (row,) = [row for row in bare_router.rows("/ip/hotspot/user") if row["name"] == lost[0]]
    bare_router.order("row", path="/ip/hotspot/user", verb="set", values={".id": row[".id"], "disabled": "false"})
    look()
    look()
    assert unknown(run, show).keys() == {lost[0]} and not off(bare_router)[lost[0]]
    # gone from the router it is gone here
    bare_router.order("row", path="/ip/hotspot/user", verb="remove", values={".id": row[".id"]})
    look()
    assert not unknown(run, show)
    # and nobody gets its code
    assert database.one("SELECT count(*) FROM console.voucher_code WHERE folded = ANY (%s)", lost) == 3


def test_a_router_that_is_to_have_none_is_looked_at_each_hour(run, show, look, bare_router):
    run("worker", "--once")
    add(bare_router, "xyz234", "lot 7")
    look()
    assert not unknown(run, show)
    look("voucher_strays")
    assert unknown(run, show).keys() == {"xyz234"}


def test_what_is_over_and_comes_back_by_a_backup_of_the_router_is_switched_off(run, show, look, bare_router, database):
    run("worker", "--once")
    assert run("act", "vouchers.generate", "quantity=2", "validity=1d", "price=5000", "router=main", "--yes").code == 0
    (row, _) = show("vouchers")
    phone = Phone(bare_router, row["code"])
    phone.login(uptime=30)
    look()
    backup = bare_router.rows("/ip/hotspot/user")
    database.all("UPDATE console.voucher SET ends_at = now() WHERE code = %s", row["code"])
    look()
    database.all("UPDATE console.voucher SET ended_at = now() - interval '8 days' WHERE code = %s", row["code"])
    look()
    assert row["code"] not in off(bare_router)
    look()
    bare_router.order("load", tables={"/ip/hotspot/user": [{k: v for k, v in r.items() if k != ".id"} for r in backup]})
    look()
    assert off(bare_router)[row["code"]] is True and not unknown(run, show)
    look()
    assert row["code"] not in off(bare_router)

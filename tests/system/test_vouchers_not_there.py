"""Vouchers that a router did not take: said, not printed, put there again, changed or given up. What of a sale came back, on paper."""

import json

import pytest
from test_crash import wait_until
from test_vouchers import act, config, given, ids_of, users  # noqa: F401

LOT = ("quantity=3", "validity=30d", "price=5000", "router=main")
FULL = "failure: no space left"


def whole(result):
    return result.out + result.err


@pytest.fixture
def refuse(bare_router):
    def go(message=FULL):
        bare_router.order("trap", on="/ip/hotspot/user/add", count=1000, message=message)

    return go


def lots(show):
    return show("lots", "--columns", "id,number,quantity,stock,not_there,why,profile,server,void")


def test_a_lot_says_what_its_router_did_not_take_and_gets_it_there(act, show, run, refuse, bare_router, database):  # noqa: F811
    refuse()
    run("act", "vouchers.generate", *LOT, "--yes")
    (lot,) = lots(show)
    assert (lot["not_there"], lot["why"]) == (3, FULL)
    run("check")
    assert f"router main lacks 3 of its vouchers: {FULL}" in [row["now"] for row in show("findings")]
    refused = act("lots.print", "--id", lot["id"], code=1)
    assert f"is not on the router, so nobody would be let in: {FULL}" in whole(refused)
    refused = act("vouchers.print", *given(ids_of(show, "state:made")), code=1)
    assert "is not on the router" in whole(refused)
    # called off in the outbox: no dead end
    failed = show("outbox", "--where", "state:failed")
    run("act", "outbox.cancel", "--id", str(failed[0]["id"]), "--yes")
    bare_router.order("calm")
    seen = run("act", "lots.retry", "--id", lot["id"], "--dry-run")
    assert f"3 not there: {FULL}" in whole(seen)
    act("lots.retry", "--id", lot["id"])
    (lot,) = lots(show)
    assert (lot["not_there"], lot["why"]) == (None, None) and len(users(bare_router)) == 3
    assert "is on the router whole" in whole(act("lots.retry", "--id", lot["id"], code=1))
    act("lots.print", "--id", lot["id"], "file=senin.csv")
    assert {row["state"] for row in show("vouchers")} == {"printed"}


def test_called_off_before_it_was_there(act, show, run, bare_router, database):  # noqa: F811
    bare_router.stop()
    run("act", "vouchers.generate", *LOT, "--yes")
    (lot,) = lots(show)
    assert (lot["not_there"], lot["why"]) == (3, "on their way to the router")
    (row,) = show("outbox", "--where", "state:pending effect:voucher_put")
    run("act", "outbox.cancel", "--id", str(row["id"]), "--yes")
    assert lots(show)[0]["why"] == "called off before they were there"
    act("lots.remove", "--id", lot["id"])
    (lot,) = lots(show)
    assert (lot["not_there"], lot["stock"], lot["void"]) == (None, 0, 3)


def test_some_of_a_lot_are_printed_and_the_others_left_out(act, show, run, bare_router, database):  # noqa: F811
    bare_router.order("trap", on="/ip/hotspot/user/add", nth=3, count=1, message=FULL)
    run("act", "vouchers.generate", *LOT, "--yes")
    (lot,) = lots(show)
    assert (lot["not_there"], lot["why"]) == (1, FULL)
    assert "1 voucher is not on the router" in json.dumps(show("outbox", "--where", "state:failed"))
    seen = run("act", "lots.print", "--id", lot["id"], "file=a.csv", "--dry-run")
    assert "1 not on the router, left out" in whole(seen)
    act("lots.print", "--id", lot["id"], "file=a.csv")
    assert sorted(row["state"] for row in show("vouchers")) == ["made", "printed", "printed"]
    assert "some of it is on the router" in whole(act("lots.change", "--id", lot["id"], "profile=default", code=1))
    act("lots.remove", "--id", lot["id"])
    assert sorted(row["state"] for row in show("vouchers")) == ["printed", "printed", "void"]
    assert not show("outbox", "--where", "state:failed")


def test_what_a_router_has_not_is_refused_before_anything_is_made(act, show, run, refuse, bare_router, database):  # noqa: F811
    """By what it was last seen with; until somebody has looked, its own refusal stands in the lot, and the lot is changed."""
    database.all("DELETE FROM console.router_profile")
    database.all("UPDATE console.router_sync_state SET hotspots = NULL")
    run("act", "vouchers.generate", *LOT, "profile=nope", "server=nope", "--yes")
    (lot,) = lots(show)
    assert lot["not_there"] == 3 and lot["why"]
    database.all("INSERT INTO console.router_profile (router, name) VALUES ('main', 'default'), ('main', '3-jam')")
    database.all("UPDATE console.router_sync_state SET hotspots = '[{\"name\": \"hotspot1\"}]' WHERE router = 'main'")
    for words, said in ((("profile=nope",), "router main has no hotspot profile nope"), (("server=nope",), "router main has no hotspot nope")):
        assert said in whole(act("vouchers.generate", *LOT, *words, code=1))
        assert said in whole(act("lots.change", "--id", lot["id"], *(words if "profile" in said else (*words, "profile=default")), code=1))
    assert "what is to change" in whole(act("lots.change", "--id", lot["id"], code=1))
    assert len(lots(show)) == 1 and not users(bare_router)
    act("lots.change", "--id", lot["id"], "profile=default", "server=all")
    assert (lots(show)[0]["not_there"], lots(show)[0]["profile"]) == (None, "default")
    assert {row["profile"] for row in users(bare_router).values()} == {"default"}


def test_by_keys(act, show, run, console, refuse, bare_router, database):  # noqa: F811
    refuse()
    run("act", "vouchers.generate", *LOT, "--yes")
    bare_router.order("calm")
    screen = console("lots")
    screen.wait_for("Missing")
    screen.press("r")
    screen.wait_for("3 not there")
    screen.press("enter")
    wait_until(lambda: len(users(bare_router)) == 3)


def test_a_lot_is_headed_by_its_number(act, console, show):  # noqa: F811
    """Its page, and the form that begins there; the uuid is in the page alone."""
    act("vouchers.generate", *LOT)
    (lot,) = show("lots")
    screen = console("lots")
    screen.wait_for("default")
    screen.press("enter")
    screen.wait_for(lot["id"])
    assert "Lot 1" in "\n".join(screen.lines()[:3])
    screen.press("_")
    screen.wait_for("File")
    assert "Lot 1" in screen.text()


def receipts(show):
    return show("receipts", "--sort", "at", "--columns", "id,number,subject,gives,amount_rp,reversed,returned,returned_rp,stands_rp,kind")


def test_what_of_a_sale_came_back_is_on_both_receipts(act, show, run, database):  # noqa: F811
    act("vouchers.generate", *LOT)
    first, second = sorted(show("vouchers"), key=lambda row: row["code"])[:2]
    act("vouchers.sell", *given([first["id"], second["id"]]))
    act("vouchers.return", "--id", first["id"], "reason=salah beli")
    sale, back = receipts(show)
    assert (sale["reversed"], sale["returned"], sale["returned_rp"], sale["stands_rp"]) == (False, first["code"], 5000, 5000)
    assert (back["subject"], back["gives"], back["amount_rp"]) == ("default x 1", f"taken back: {first['code']}", -5000)
    paper = whole(run("receipt", sale["number"]))
    assert f"Dikembalikan" in paper and f"{first['code']}" in paper and "Tersisa" in paper and "-Rp 5.000" in paper
    paper = run("receipt", back["number"]).out
    assert "PEMBATALAN" in paper and f"dikembalikan: {first['code']}" in paper and second["code"] not in paper and "x 1" in paper
    act("vouchers.return", "--id", second["id"], "reason=salah beli")
    sale, _, back = receipts(show)
    assert (sale["reversed"], sale["returned"], sale["stands_rp"]) == (True, f"{first['code']}, {second['code']}", 0)
    assert back["gives"] == f"taken back: {second['code']}"
    assert "was taken back already" in whole(act("vouchers.return", "--id", second["id"], "reason=lagi", code=1))


def test_a_blocked_one_that_was_sold_says_so(act, show, run, database):  # noqa: F811
    act("vouchers.generate", *LOT)
    ids = ids_of(show, "state:made")
    act("vouchers.sell", *given(ids[:1]))
    act("vouchers.block", *given(ids[:2]), "reason=hilang")
    assert "is blocked: unblock it first" in whole(act("vouchers.return", "--id", ids[0], "reason=x", code=1))
    assert "was not sold" in whole(act("vouchers.return", "--id", ids[1], "reason=x", code=1))
    act("vouchers.unblock", "--id", ids[0])
    act("vouchers.return", "--id", ids[0], "reason=x")

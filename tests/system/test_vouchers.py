"""Vouchers of the program's own: made, put on the router, sold, followed and ended."""

import pytest

LOT = ("quantity=40", "validity=30d", "uptime=3h", "volume=1GB", "price=5000")


@pytest.fixture
def config(make_config, database, bare_router):
    return make_config(database, [bare_router])


@pytest.fixture
def act(run, config):
    run("worker", "--once")

    def go(*arguments, code=0, **options):
        result = run("act", *arguments, "--yes", **options)
        assert result.code == code, (result.out, result.err)
        return result

    return go


def users(router):
    return {row["name"]: row for row in router.rows("/ip/hotspot/user")}


def test_a_lot_is_made_and_stands_on_the_router(act, show, bare_router, database):
    act("vouchers.generate", *LOT, "prefix=ab", "router=main")
    (lot,) = show("lots")
    assert (lot["quantity"], lot["stock"], lot["sold"], lot["price_rp"], lot["validity"]) == (40, 40, 0, 5000, "30d")
    vouchers = show("vouchers")
    assert len({row["code"].lower() for row in vouchers}) == 40
    assert {row["state"] for row in vouchers} == {"made"} and all(row["is_on_router"] for row in vouchers)
    there = users(bare_router)
    for row in vouchers:
        user = there[row["code"]]
        assert row["code"].startswith("ab") and len(row["code"]) == 8 and not set(row["code"][2:]) & set("01ilo")
        assert (user["password"], user["limit-uptime"], user["limit-bytes-total"]) == (row["code"], "3h", str(1 << 30))
        assert user["comment"] == "lot 1" and user["disabled"] == "false"


def test_an_answer_that_was_lost_puts_nobody_there_twice(act, show, bare_router, database, run):
    bare_router.order("drop", after_bytes=2000)
    result = run("act", "vouchers.generate", *LOT, "router=main", "--yes")
    assert result.code in (0, 5), (result.out, result.err)
    database.all("UPDATE console.outbox SET next_attempt_at = now() WHERE state = 'pending'")
    database.all("UPDATE console.outbox SET lease_until = now() - interval '1 s' WHERE state = 'running'")
    run("worker", "--once")
    codes = {row["code"] for row in show("vouchers")}
    assert codes == set(users(bare_router)) and len(codes) == 40
    assert all(row["is_on_router"] and row["state"] == "made" for row in show("vouchers"))
    assert not database.one("SELECT count(*) FROM console.outbox WHERE state <> 'done'")


def test_a_name_that_another_user_has_makes_a_voucher_void(act, show, bare_router, database, run):
    bare_router.order("trap", on="write", count=1000, message="failure: no space left", category=None)
    run("act", "vouchers.generate", *LOT, "router=main", "--yes")
    assert not users(bare_router)
    taken = show("vouchers")[0]["code"]
    bare_router.order("calm")
    bare_router.order("row", path="/ip/hotspot/user", verb="add", values={"name": taken, "comment": "tamu"})
    database.all("UPDATE console.outbox SET state = 'pending', next_attempt_at = now() WHERE state = 'failed'")
    run("worker", "--once")
    found = {row["code"]: row for row in show("vouchers")}
    assert (found[taken]["state"], found[taken]["reason"]) == ("void", "another user of the router has that name")
    assert [row["state"] for row in found.values()].count("made") == 39
    assert users(bare_router)[taken]["comment"] == "tamu"


def test_no_code_is_given_out_twice(act, show, database):
    """Those of Mikhmon's vouchers and of lots that are long gone among them, whatever their case."""
    act("vouchers.generate", "quantity=200", "length=8", "alphabet=upper_digits", "validity=1d", "price=1000")
    codes = {row["code"].lower() for row in show("vouchers", "--limit", "500")}
    assert len(codes) == 200
    # nearly all codes of four digits are taken: those that are left come out, each once
    database.all("INSERT INTO console.voucher_code (folded) SELECT v FROM (SELECT a || b || c || d AS v FROM"
                 " regexp_split_to_table('23456789', '') a, regexp_split_to_table('23456789', '') b,"
                 " regexp_split_to_table('23456789', '') c, regexp_split_to_table('23456789', '') d) x"
                 " WHERE v NOT LIKE '22__' ORDER BY v")
    drawn = database.all("SELECT console.voucher_codes(20, '', 4, '23456789')")
    assert len(set(drawn)) == 20 and all(code[0].startswith("22") for code in drawn)
    with pytest.raises(Exception, match="not enough codes"):
        database.all("SELECT console.voucher_codes(60, '', 4, '23456789')")


@pytest.mark.parametrize("arguments, why", [
    (("quantity=5", "price=1000"), "it would never end"),
    (("quantity=5", "validity=soon", "price=1000"), "validity is a time"),
    (("quantity=5", "validity=1d"), "what does one cost"),
    (("quantity=500", "validity=1d", "price=1000", "length=4"), "codes could be guessed"),
    (("quantity=5", "validity=1d", "price=1000", "commission=2000"), "the commission is more"),
    (("quantity=5", "validity=1d", "price=1000", "prefix=a-b"), "a prefix has letters"),
])
def test_what_can_not_be_made_says_why(act, arguments, why):
    refused = act("vouchers.generate", *arguments, code=1)
    assert why in refused.out + refused.err

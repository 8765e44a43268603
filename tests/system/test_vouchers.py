"""Vouchers of the program's own: made, put on the router, sold, followed and ended."""

import re

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


# --- at the counter ---


def ids_of(show, *where):
    return [row["id"] for row in show("vouchers", "--where", " ".join(where), "--limit", "1000")]


def given(ids):
    return [word for id in ids for word in ("--id", id)]


def test_sold_and_taken_back_the_money_is_in_the_till(act, show, run, database, bare_router):
    act("vouchers.generate", *LOT, "commission=500", "seller=Warung Ani", "router=main")
    ids = ids_of(show, "state:made")
    act("vouchers.sell", *given(ids[:5]))
    act("vouchers.sell", *given(ids[5:7]), "method=transfer")
    refused = act("vouchers.sell", *given(ids[:1]), code=1)
    assert "is not in stock" in refused.out + refused.err
    act("vouchers.return", *given(ids[:1]), "reason=salah beli", "goods=stock")
    act("vouchers.return", *given(ids[1:3]), "reason=salah beli")
    (till,) = show("till")
    (day,) = show("voucher_days")
    assert (till["cash_rp"], till["transfer_rp"]) == (2 * 5000, 2 * 5000)
    assert (day["seller"], day["sold"], day["returned"], day["cash_rp"], day["transfer_rp"], day["commission_rp"]) == (
        "Warung Ani", 7, 3, 2 * 5000, 2 * 5000, 4 * 500)
    assert [row["amount_rp"] for row in show("receipts", "--sort", "at")] == [25000, 10000, -5000, -10000]
    found = {row["id"]: row for row in show("vouchers", "--limit", "100")}
    assert found[ids[0]]["state"] == "made" and {found[id]["state"] for id in ids[1:3]} == {"void"}
    there = users(bare_router)
    assert there[found[ids[1]]["code"]]["disabled"] == "true" and there[found[ids[0]]["code"]]["disabled"] == "false"
    # the rest of a sale comes back later, and then nothing of it is left
    act("vouchers.return", *given(ids[3:5]), "reason=tutup", "goods=stock")
    assert {row["state"] for row in show("payments", "--where", "gateway:counter")} == {"refunded", "paid"}
    again = act("vouchers.return", *given(ids[3:4]), "reason=lagi", code=1)
    assert "was not sold" in again.out + again.err
    order = database.one("SELECT order_id FROM console.charge WHERE kind = 'voucher' AND state = 'paid'")
    for action in ("payments.reverse", "payments.refund_note"):
        kept = run("act", action, "--id", order, "reason=x", "note=x", "--yes")
        kept = kept if kept.code == 1 else run("act", action, "--id", order, "reason=x" if "reverse" in action else "note=x", "--yes")
        assert kept.code == 1 and "vouchers.return" in kept.out + kept.err, (action, kept.out, kept.err)
    for sql in ("check_receipts_of_ledger", "check_till_sums"):
        assert "0" in run("check").out or sql
    assert "receipts do not come" not in run("check").out


def test_from_the_balance_of_a_customer_and_back(act, show, database):
    act("vouchers.generate", *LOT, "router=main")
    ids = ids_of(show, "state:made")
    buyer, phone = database.all("SELECT id, phone_number FROM public.users WHERE approval_status = 'APPROVED' AND is_active LIMIT 1")[0]
    poor = act("vouchers.sell", *given(ids[:2]), "method=balance", f"customer={phone}", code=1)
    assert "on the balance" in poor.out + poor.err
    act("payments.topup", "--id", str(buyer), "amount=20000", "method=cash")
    act("vouchers.sell", *given(ids[:3]), "method=balance", f"customer={phone}")
    for id in ids[:2]:
        act("vouchers.return", "--id", id, "reason=salah")
    assert database.one("SELECT console.balance_rp(%s)", buyer) == 15000


# --- on the router ---


class Phone:
    """Who logs in by a voucher, as RouterOS does it: a session counts by itself, and the user's row is written when it ends."""

    def __init__(self, router, user, mac="02:00:00:00:00:01"):
        self.router, self.user, self.mac = router, user, mac

    def row(self, path, **wanted):
        return next((r for r in self.router.rows(path) if all(r.get(k.replace("_", "-")) == v for k, v in wanted.items())), None)

    def account(self):
        return self.row("/ip/hotspot/user", name=self.user)

    def login(self, uptime=0, bytes=0):
        account = self.account()
        if not account or account["disabled"] == "true":
            return False
        self.order("/ip/hotspot/active", {"user": self.user, "mac-address": self.mac, "address": "10.5.50.9", "server": "hotspot1",
                                          "bytes-in": bytes, "uptime-s": uptime})
        self.order("/ip/hotspot/cookie", {"user": self.user, "mac-address": self.mac})
        return True

    def order(self, path, values):
        rows = self.router.rows(path)
        kept = [{**r, **({"uptime-s": seconds(r["uptime"])} if "uptime" in r and "active" in path else {})} for r in rows]
        self.router.order("load", tables={path: [{k: v for k, v in r.items() if k not in (".id", "uptime")} for r in kept] + [values]})

    def count(self, seconds, bytes=0):
        session = self.row("/ip/hotspot/active", user=self.user)
        values = {k: v for k, v in session.items() if k not in (".id", "uptime")}
        self.router.order("load", tables={"/ip/hotspot/active": [
            {**values, "uptime-s": seconds, "bytes-in": int(session["bytes-in"]) + bytes}]})

    def end(self, is_written=True):
        session, account = self.row("/ip/hotspot/active", user=self.user), self.account()
        self.router.order("load", tables={"/ip/hotspot/active": []})
        if is_written:
            self.write(account, seconds(account["uptime"]) + seconds(session["uptime"]), int(account["bytes-in"]) + int(session["bytes-in"]))

    def write(self, account, uptime, bytes):
        rows = [{**{k: v for k, v in r.items() if k != ".id"}, **({"uptime": f"{uptime}s", "bytes-in": bytes} if r["name"] == self.user else {})}
                for r in self.router.rows("/ip/hotspot/user")]
        self.router.order("load", tables={"/ip/hotspot/user": rows})


def seconds(text):
    return sum(int(n) * {"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}[u] for n, u in re.findall(r"(\d+)([wdhms])", text))


@pytest.fixture
def follow(database, run):
    def go():
        database.all("UPDATE console.job SET next_run_at = now() - interval '1 s', kept_by = NULL, lease_until = now() - interval '1 s'"
                     " WHERE name LIKE 'voucher_follow%'")
        database.all("UPDATE console.outbox SET next_attempt_at = now() WHERE state = 'pending'")
        result = run("worker", "--once")
        assert result.code == 0, result.err

    return go


@pytest.fixture
def sold(act, show, bare_router):
    """One that was sold: 30 days, 3 hours online, 1 GB."""
    act("vouchers.generate", "quantity=2", *LOT[1:], "router=main")
    id = ids_of(show, "state:made")[0]
    act("vouchers.sell", "--id", id)
    (row,) = show("vouchers", "--id", id)
    return Phone(bare_router, row["code"])


def one(database, phone):
    return database.all("SELECT state, used_s, used_bytes, round(extract(epoch FROM now() - first_login))::int,"
                        " round(extract(epoch FROM ends_at - first_login))::int FROM console.voucher WHERE code = '" + phone.user + "'")[0]


def test_time_and_volume_survive_power_cuts_and_resets(sold, follow, database):
    follow()
    assert one(database, sold)[:2] == ("bought", 0)
    sold.login(uptime=100, bytes=1000)
    follow()
    state, used, volume, ago, lasts = one(database, sold)
    assert (state, volume, lasts) == ("used", 1000, 30 * 86400) and 100 <= used <= 130 and abs(ago - used) <= 15
    # a power cut: the session is in no counter, what was counted stays
    sold.end(is_written=False)
    follow()
    assert one(database, sold)[1:3] == (used, 1000)
    # a short one that is over before it was seen counts whole beside it
    sold.write(sold.account(), 60, 700)
    follow()
    assert one(database, sold)[1:3] == (used + 60, 1700)
    # counted while it runs, and once when it is written at its end
    sold.login(uptime=500, bytes=5000)
    follow()
    counted = one(database, sold)[1]
    assert 500 <= counted - used - 60 <= 530
    sold.end()
    follow()
    assert one(database, sold)[1] - counted <= 30 and one(database, sold)[2] == 6700
    # counters that are reset give nothing back, and what comes after counts from zero
    total = one(database, sold)[1]
    sold.write(sold.account(), 0, 0)
    follow()
    assert one(database, sold)[1:3] == (total, 6700)
    sold.write(sold.account(), 40, 300)
    follow()
    assert one(database, sold)[1:3] == (total + 40, 7000)


def test_what_is_over_is_off_and_neither_session_nor_cookie_lets_it_in(sold, follow, database, bare_router):
    sold.login(uptime=3 * 3600 - 600)
    follow()
    assert one(database, sold)[0] == "used" and sold.account()["disabled"] == "false"
    sold.end(is_written=False)             # the router itself would give that time back
    sold.login(uptime=700)
    follow()
    assert one(database, sold)[0] == "expired" and sold.account()["disabled"] == "true"
    assert not bare_router.rows("/ip/hotspot/active") and not bare_router.rows("/ip/hotspot/cookie")
    assert not sold.login()
    # a cookie that brings one back is met again
    sold.order("/ip/hotspot/active", {"user": sold.user, "mac-address": "02:00:00:00:00:02", "address": "10.5.50.8", "server": "hotspot1"})
    follow()
    assert not bare_router.rows("/ip/hotspot/active")


def test_the_end_is_the_validity_after_the_first_login_by_the_clock_of_the_database(sold, follow, database):
    sold.login(uptime=10)
    follow()
    for ends, state in (("1 hour", "used"), ("-1 s", "expired")):
        database.all(f"UPDATE console.voucher SET ends_at = now() + interval '{ends}' WHERE code = '{sold.user}'")
        follow()
        assert one(database, sold)[0] == state


def test_what_somebody_removed_comes_back_with_what_is_left(sold, follow, database, bare_router):
    sold.login(uptime=3600, bytes=1 << 29)
    follow()
    sold.end()
    follow()
    used = one(database, sold)[1]
    bare_router.order("load", tables={"/ip/hotspot/user": [], "/ip/hotspot/cookie": []})
    follow()
    follow()
    account = sold.account()
    assert account and seconds(account["limit-uptime"]) == 3 * 3600 - used and int(account["limit-bytes-total"]) == 1 << 29
    sold.login(uptime=50)
    follow()
    assert 50 <= one(database, sold)[1] - used <= 80


def test_what_was_used_or_changed_there_is_not_sold(act, show, follow, database, bare_router):
    act("vouchers.generate", "quantity=4", *LOT[1:], "router=main")
    ids = ids_of(show, "state:made")
    codes = {row["id"]: row["code"] for row in show("vouchers")}
    rows = bare_router.rows("/ip/hotspot/user")
    for row in rows:
        row.pop(".id")
        if row["name"] == codes[ids[0]]:
            row["comment"] = "vc-tamu"
        if row["name"] == codes[ids[1]]:
            row["disabled"] = "yes"
    bare_router.order("load", tables={"/ip/hotspot/user": rows})
    Phone(bare_router, codes[ids[2]]).order("/ip/hotspot/cookie", {"user": codes[ids[2]], "mac-address": "02:00:00:00:00:03"})
    follow()
    for id, why in ((ids[0], "changed its comment"), (ids[1], "switched it off"), (ids[2], "is not in stock")):
        refused = act("vouchers.sell", "--id", id, code=1)
        assert why in refused.out + refused.err
    act("vouchers.sell", "--id", ids[3])


def test_blocked_and_let_in_again(sold, act, show, follow, database, bare_router):
    sold.login(uptime=20)
    follow()
    (row,) = show("vouchers", "--where", f"code:{sold.user}")
    act("vouchers.block", "--id", row["id"], "reason=hilang")
    assert sold.account()["disabled"] == "true" and not bare_router.rows("/ip/hotspot/active") and not bare_router.rows("/ip/hotspot/cookie")
    act("vouchers.unblock", "--id", row["id"])
    assert sold.account()["disabled"] == "false" and one(database, sold)[0] == "used"

"""Coupons: made, edited and ended by `act` and by keys; what refuses them; what charges that have one keep."""

import concurrent.futures
import json

import pytest
from test_crash import wait_until
from test_widgets import open_pane


@pytest.fixture
def config(make_config, database, router, gateways):
    return make_config(database, [router], midtrans=gateways)


@pytest.fixture
def act(run):
    """act("coupons.end", …): what it says; it must succeed."""

    def go(*words):
        done = run("act", *words, "--yes")
        assert done.code == 0, (words, done.out, done.err)
        return done.out

    return go


def coupon(database, code):
    return database.one("SELECT discount_type, discount_value, max_uses, used_count, reserved_count, console.coupon_state(k)"
                        " FROM console.coupon k WHERE code = %s", code)


def shown(run, *arguments):
    done = run("show", "coupons", *arguments, "--format", "json")
    assert done.code == 0, done.err
    return json.loads(done.out)


def sell(run, user, code, method="qris"):
    return run("act", "payments.sell", "--id", user, "package=Paket 10 GB", f"method={method}", f"coupon={code}", "--yes")


def buyers(database, count):
    return [user for user, in database.all("""SELECT u.id::text FROM public.users u
        WHERE u.is_active AND u.approval_status = 'APPROVED' AND u.role = 'USER' AND NOT u.is_blocked ORDER BY u.id LIMIT %s""", count)]


# --- by act -------------------------------------------------------------------------------------


def test_it_is_made_edited_and_ended(database, run, act):
    act("coupons.create", "code=hemat10", "percent=10", "uses=100", "from=2026-01-01", "until=2030-12-31")
    assert coupon(database, "HEMAT10") == ("percent", 10, 100, 0, 0, "active")
    assert database.one("SELECT actor <> '' FROM console.coupon")
    row, = shown(run)
    assert (row["code"], row["status"], row["percent"], row["amount"], row["left"]) == ("HEMAT10", "active", 10, None, 100)
    assert row["until"].startswith("2030-12-31T23:59:59")
    act("coupons.edit", "--id", "HEMAT10", "amount=5rb", "uses=-", "until=-")
    assert coupon(database, "HEMAT10") == ("flat", 5000, None, 0, 0, "active")
    audit = database.one("SELECT before, after FROM console.audit_log WHERE action = 'coupons.edit'")
    assert audit[0]["discount_value"] == 10 and audit[1] == {"discount_type": "flat", "discount_value": 5000, "max_uses": None,
                                                             "valid_until": None}
    act("coupons.end", "--id", "HEMAT10")
    assert coupon(database, "HEMAT10")[-1] == "ended"
    assert "has ended already" in run("act", "coupons.end", "--id", "HEMAT10", "--yes").err
    act("coupons.edit", "--id", "HEMAT10", "until=2030-12-31")  # offered again
    assert coupon(database, "HEMAT10")[-1] == "active"


@pytest.mark.parametrize("words, why", [
    (["code=x", "percent=10"], "2 to 32"),
    (["code=DUA KATA", "percent=10"], "a code has 2 to 32 letters, digits, - and _"),
    (["code=ADA", "percent=10"], "is there already: 5 %"),
    (["code=ada", "amount=5rb"], "is there already: 5 %"),
    (["code=BARU"], "say what it gives"),
    (["code=BARU", "percent=10", "amount=5rb"], "percent or an amount, not both"),
    (["code=BARU", "percent=101"], "100"),
    (["code=BARU", "percent=0"], "1"),
    (["code=BARU", "percent=10", "uses=0"], "1"),
    (["code=BARU", "percent=10", "until=2020-01-01"], "its last day is over"),
    (["code=BARU", "percent=10", "from=2030-02-01", "until=2030-01-01"], "it would end before it begins"),
    (["code=BARU", "percent=10", "--id", "ADA"], "makes a new one"),
])
def test_what_is_no_coupon_is_refused(database, run, act, words, why):
    act("coupons.create", "code=ADA", "percent=5")
    done = run("act", "coupons.create", *words, "--yes")
    assert done.code != 0 and why in done.out + done.err, done.out + done.err
    assert database.all("SELECT code, discount_value FROM console.coupon") == [("ADA", 5)]


def test_charges_keep_what_they_were_given(database, run, act):
    act("coupons.create", "code=SEPULUH", "percent=10", "uses=2")
    one, two, three = buyers(database, 3)
    assert sell(run, one, "sepuluh").code == 0
    assert coupon(database, "SEPULUH")[3:5] == (0, 1)
    act("coupons.edit", "--id", "SEPULUH", "percent=50")
    assert sell(run, two, "SEPULUH").code == 0
    rows = database.all("SELECT c.discount_rp * 100 / (c.discount_rp + c.amount_rp) FROM console.charge c WHERE coupon_code = 'SEPULUH'"
                        " ORDER BY c.created_at")
    assert [percent for percent, in rows] == [10, 50]
    done = sell(run, three, "SEPULUH")
    assert done.code == 1 and "coupon SEPULUH is used up" in done.out + done.err
    done = run("act", "coupons.edit", "--id", "SEPULUH", "uses=1", "--yes")
    assert done.code == 1 and "has 2 uses already" in done.out + done.err
    act("coupons.end", "--id", "SEPULUH")
    assert "valid no more" in "".join(sell(run, three, "SEPULUH")[1:])
    order = database.one("SELECT order_id FROM console.charge WHERE coupon_code = 'SEPULUH' ORDER BY created_at LIMIT 1")
    assert run("act", "payments.cancel", "--id", order, "--yes").code == 0
    wait_until(lambda: coupon(database, "SEPULUH")[3:5] == (0, 1))


def test_the_last_use_is_given_once(database, run, act):
    act("coupons.create", "code=SATU", "amount=1000", "uses=1")
    with concurrent.futures.ThreadPoolExecutor(4) as sellers:
        done = list(sellers.map(lambda user: sell(run, user, "SATU"), buyers(database, 4)))
    assert sorted(one.code for one in done) == [0, 1, 1, 1], done
    assert coupon(database, "SATU")[3:5] == (0, 1)


def test_days_are_the_shops(database, run, act):
    """Its first day begins, and its last day ends, where the customers are."""
    act("coupons.create", "code=HARI", "percent=1", "from=2030-03-01", "until=2030-03-31")
    assert coupon(database, "HARI")[-1] == "not_yet"
    days = database.one("SELECT (valid_from AT TIME ZONE console.zone())::text, (valid_until AT TIME ZONE console.zone())::text FROM console.coupon")
    assert days == ("2030-03-01 00:00:00", "2030-03-31 23:59:59.999999")


# --- by keys ------------------------------------------------------------------------------------


def test_by_keys(database, console, act):
    screen = open_pane(console, "coupons", lambda t: "No coupon yet: ; makes one." in t.text())
    screen.press(";")
    screen.wait_for("New coupon")
    for value in ("lebaran", "25", "", "30"):
        screen.type(value)
        screen.press("tab")
    screen.press("enter")
    screen.wait_for("25 % · 30 uses")
    screen.confirm()
    wait_until(lambda: coupon(database, "LEBARAN") == ("percent", 25, 30, 0, 0, "active"))
    screen.wait_for(lambda t: "LEBARAN" in t.text() and "No coupon yet" not in t.text())
    screen.press("enter")
    screen.wait_for("25 % of the price")
    screen.wait_for("Nobody has used it yet.")
    screen.press("E")
    screen.wait_for("nobody can use")
    screen.confirm()
    wait_until(lambda: coupon(database, "LEBARAN")[-1] == "ended")


def test_its_page_shows_who_used_it(database, console, run, act):
    act("coupons.create", "code=HALAMAN", "percent=10")
    user, = buyers(database, 1)
    assert sell(run, user, "HALAMAN").code == 0
    name = database.one("SELECT full_name FROM public.users WHERE id = %s", user)
    screen = open_pane(console, "coupons", lambda t: "HALAMAN" in t.text())
    screen.press("enter")
    screen.wait_for(lambda t: "0 paid, 1 open; no limit" in t.text() and name[:20] in t.text())
    screen.press("4")  # what it was used for
    screen.wait_for("coupon=HALAMAN")
    screen.wait_for(name[:12])

"""Sellers: made of customers, with a price, a limit and a commission; what they buy is paid from their balance and handed out in
the same transaction; the months, the report and the checks that hold them."""

import concurrent.futures

from test_orders import buyer, config, fill, last, order, order_state, shop  # noqa: F401
import pytest
from test_widgets import open_pane


@pytest.fixture
def act(run):
    """act("sellers.edit", "--id", …): it has to succeed."""

    def done(*words, code=0):
        result = run("act", *words, "--yes", "--format", "json")
        assert result.code in (code, 3), result.out + result.err
        return result

    return done


@pytest.fixture
def seller(shop, buyer, act, show):
    """Toko Budi: 15 % off, 2 % commission, 100,000 a day, GAME at 40,000; 500,000 on the balance. Its uuid."""
    user, phone = buyer
    act("sellers.create", "customer=" + phone, "name=Toko Budi", "discount=15", "commission=2", "limit=100rb")
    row, = show("sellers")
    act("sellers.set_price", "--id", row["id"], "product=GAME", "price=40rb")
    act("payments.correct_balance", "--id", user, "amount=500rb", "reason=setor awal")
    return row["id"]


def refused(run, *words):
    done = run("act", *words, "--yes")
    assert done.code != 0
    return done.out + done.err


def test_a_seller_buys_at_a_price_of_its_own(seller, act, run, show, database):
    act("sellers.buy", "--id", seller, "items=PULSA:2,GAME")
    _, number, became, charge = last(database)
    assert became == "paid" and database.one("SELECT total_rp, commission_rp, seller_id::text FROM console.shop_order") == (57000, 1140, seller)
    assert len(show("contents", "--where", "state:handed_out")) == 3
    row, = show("sellers")
    assert (row["balance"], row["orders"], row["sold"], row["earned"], row["due"], row["bought_today"]) == (443000, 1, 57000, 14140, 1140, 57000)
    assert row["prices"] == "GAME Rp 40.000"
    month, = show("seller_sales")
    assert (month["list_rp"], month["paid_rp"], month["margin_rp"], month["commission_rp"], month["goods"]) == (70000, 57000, 13000, 1140, 3)
    assert "may buy for Rp 100.000 a day, and has for Rp 57.000" in refused(run, "sellers.buy", "--id", seller, "items=PULSA:3,GAME")
    act("coupons.create", "code=HEMAT", "percent=10")
    phone = row["phone_number"]
    assert "without a coupon" in refused(run, "orders.create", "customer=" + phone, "items=PULSA", "method=balance", "coupon=HEMAT")
    assert database.one("SELECT sum(rp)::int FROM console.balance_entry WHERE order_id = %s", charge) == -57000


def test_commission_is_put_on_the_balance_once_and_a_refund_takes_it_off_what_is_due(seller, act, run, show, database):
    act("sellers.buy", "--id", seller, "items=PULSA:2")
    act("sellers.pay_commission", "--id", seller)
    row, = show("sellers")
    assert (row["balance"], row["due"]) == (500000 - 17000 + 340, 0)
    assert "no commission is due" in refused(run, "sellers.pay_commission", "--id", seller)
    act("orders.refund", "--id", last(database)[0], "reason=salah", "goods=stock")
    row, = show("sellers")
    assert (row["sold"], row["orders"], row["due"], row["balance"]) == (0, 0, -340, 500340)
    assert "only Rp 0 of commission are due" in refused(run, "sellers.pay_commission", "--id", seller)
    act("sellers.pay_commission", "--id", seller, "amount=-340")
    assert (show("sellers")[0]["due"], show("sellers")[0]["balance"]) == (0, 500000)


def test_terms_are_edited_ended_and_taken_up_again(seller, act, run, show, database, buyer):
    act("sellers.edit", "--id", seller, "discount=10", "limit=-", "commission=0")
    act("sellers.set_price", "--id", seller, "product=GAME", "price=-")
    row, = show("sellers")
    assert (row["discount"], row["limit"], row["prices"]) == (10, None, None)
    act("sellers.end", "--id", seller)
    assert "sells no more" in refused(run, "sellers.buy", "--id", seller, "items=PULSA")
    act("orders.create", "customer=" + buyer[1], "items=PULSA", "method=balance")
    assert database.one("SELECT total_rp, seller_id FROM console.shop_order") == (10000, None), "who has ended pays what everybody pays"
    act("sellers.resume", "--id", seller)
    act("sellers.buy", "--id", seller, "items=PULSA")
    assert show("sellers")[0]["sold"] == 9000
    assert "is a seller already" in refused(run, "sellers.create", "customer=" + buyer[1])
    assert "nobody has the number" in refused(run, "sellers.create", "customer=081999888777")


def test_ten_at_once_never_pass_the_limit_nor_the_balance(seller, run, show, database):
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: run("act", "sellers.buy", "--id", seller, "items=GAME,PULSA", "--yes"), range(4)))
    row, = show("sellers")
    assert (row["sold"], row["orders"], row["balance"]) == (97000, 2, 403000)


def test_checks_find_what_was_changed_by_hand(seller, act, show, database, run):
    act("sellers.buy", "--id", seller, "items=PULSA")
    database.all("UPDATE console.seller_month SET paid_rp = 1")
    database.all("UPDATE console.shop_order SET total_rp = 9999")
    told = run("check")
    assert "seller_months" in told.out and "seller_orders" in told.out
    database.all("UPDATE console.shop_order SET total_rp = 8500")
    finding, = [f for f in show("findings") if f["kind"] == "seller_months"]
    act("findings.repair", "--id", finding["id"])
    assert show("sellers")[0]["sold"] == 8500
    assert "seller_" not in run("check").out


def test_by_keys(seller, console):
    screen = open_pane(console, "sellers", lambda t: "Toko Budi" in t.text())
    screen.press(",")
    screen.wait_for("Product")
    screen.type("PULSA")
    screen.press("enter")
    screen.wait_for("491,500")
    screen.press("enter")
    screen.wait_for("1 order ordered")

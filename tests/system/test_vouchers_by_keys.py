"""A day at the counter by keys: 200 vouchers sold at once, three taken back, and the report of the seller is what the till has."""

import pytest
from test_crash import wait_until


@pytest.fixture
def config(make_config, database, bare_router):
    return make_config(database, [bare_router])


def states(database):
    return dict(database.all("SELECT state, count(*)::int FROM console.voucher GROUP BY state"))


def open_vouchers(screen):
    screen.press(":")
    screen.type("Go to the vouchers")
    screen.press("enter")
    screen.wait_for("Voucher ")


def test_two_hundred_sold_and_three_taken_back_by_keys(console, run, show, database, config):
    run("worker", "--once")
    made = run("act", "vouchers.generate", "quantity=200", "validity=1d", "price=5000", "router=main", "--yes")
    assert made.code == 0, made.err
    screen = console("vouchers")
    screen.wait_for("1/200")
    screen.press("*")
    screen.press("P")
    screen.wait_for("Method")
    screen.press("enter")
    screen.wait_for("Rp 1,000,000 are taken (cash)")
    screen.type("200")
    screen.press("enter")
    wait_until(lambda: states(database) == {"bought": 200}, 20)
    screen.wait_for("200 vouchers sold")
    screen.press("A")
    for _ in range(3):
        screen.press("space")
    screen.press("B")
    screen.wait_for("Reason")
    screen.type("salah beli")
    screen.press("enter")
    screen.wait_for("Rp 15,000 go back")
    screen.type("refund")
    screen.press("enter")
    wait_until(lambda: states(database) == {"bought": 197, "void": 3}, 20)
    screen.wait_for("3 vouchers taken back")
    (day,), (till,) = show("voucher_days"), show("till")
    assert (day["sold"], day["returned"], day["amount_rp"]) == (200, 3, 197 * 5000)
    assert (day["seller"], day["cash_rp"], day["transfer_rp"]) == (till["operator"], till["cash_rp"], till["transfer_rp"])
    assert (till["receipts"], till["reversed_rp"]) == (2, 15000)

"""Ways to pay at Midtrans: which are offered is a setting, each goes by the interface that has it, and what is not offered
is refused with what is."""

import json
import os
import re

import pytest
from cashdesk import buyer, charge, make_due, order_of, sell, settle, sold, state
from invoicing import set_setting
from test_widgets import open_pane

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
USUAL = ["qris", "gopay", "shopeepay", "bca", "bni", "bri", "permata", "cimb", "mandiri_bill"]
SNAP_ONLY = [(["method=dana"], "dana"), (["method=va", "bank=bsi"], "bsi_va"), (["method=va", "bank=danamon"], "danamon_va"),
             (["method=va", "bank=seabank"], "seabank_va"), (["method=va", "bank=saqu"], "saqu_va")]


@pytest.fixture
def config(make_config, database, router, gateways):
    return make_config(database, [router], midtrans=gateways)


@pytest.fixture
def user(database):
    return buyer(database)


@pytest.fixture
def offer(database):
    return lambda *words: set_setting(database, "payment_methods", " ".join(words))


def words(database):
    return [row[0] for row in database.all("SELECT word FROM console.payment_methods() ORDER BY place")]


def bodies(gateways, path):
    return [json.loads(entry["body"]) for entry in gateways.log("midtrans") if path in entry["path"]]


# --- one table ---


def test_all_that_names_ways_to_pay_names_the_same(run, database):
    help_text = run("act", "payments.sell", "--help").out
    method, bank = (re.search(rf"^  {name}=.*?((?:\n   .*)*)$", help_text, re.MULTILINE).group(0) for name in ("method", "bank"))
    texts = [open(os.path.join(ROOT, *name), encoding="utf-8").read() for name in (("model", "pay", "settings.c"), ("docs", "payments.md"))]
    for word, kind in database.all("SELECT word, method FROM console.payment_methods()"):
        assert re.search(rf"\b{word}\b", bank if kind == "va" else method), word
        assert all(re.search(rf"\b{word}\b", text) for text in texts), word


@pytest.mark.parametrize("value, wrong", [("qris paypal", "paypal"), ("va", "va"), ("balance", "balance")])
def test_a_word_that_is_no_way_to_pay_is_no_setting(run, value, wrong):
    done = run("act", "settings.set", "--id", "payment_methods", f"value={value}", "--yes")
    assert done.code != 0 and f"{wrong} is no way to pay" in done.err and "mandiri_bill, ovo, dana" in done.err


def test_what_is_usual_is_offered_where_nothing_is_set(database):
    assert database.one("SELECT console.methods_offered()").split() == USUAL


def test_the_setting_is_read_as_people_write_it(run, database):
    assert run("act", "settings.set", "--id", "payment_methods", "value=Dana, QRIS  ovo", "--yes").code == 0
    assert database.one("SELECT console.methods_offered()") == "qris ovo dana"


# --- refused ---


@pytest.mark.parametrize("action, arguments", [("payments.sell", ["package=Paket 10 GB"]), ("payments.topup", ["amount=50000"]),
                                               ("payments.settle_debt", [])])
def test_what_is_not_offered_is_refused_with_what_is(run, database, gateways, offer, action, arguments):
    user = database.one("""SELECT id::text FROM public.users WHERE is_active AND approval_status = 'APPROVED' AND role = 'USER'
                              AND manual_debt_mb > 0 ORDER BY id LIMIT 1""")
    offer("qris", "bca")
    for given in (["method=gopay"], ["method=va", "bank=bni"], ["method=ovo"]):
        for last in ([], ["--yes"]):
            done = run("act", action, "--id", user, *arguments, *given, *last, stdin="n\n")
            assert done.code != 0 or not last, done
            assert "payment_methods offers qris, bca" in done.err + done.out, done
    assert database.one("SELECT count(*) FROM console.charge") == 0 and not bodies(gateways, "/v2/charge")
    assert run("act", action, "--id", user, *arguments, "method=va", "bank=bca", "--yes").code == 0


def test_what_was_planned_before_the_setting_changed_is_refused_when_it_is_done(database, offer, user):
    """By what would be taken, not by what was seen."""
    offer("qris")
    assert database.one("""SELECT (console.offer_package(u, 'Paket 10 GB', 'gopay', NULL, NULL)).refusal FROM public.users u
                            WHERE id = %s""", user) == "is not asked to pay by gopay: payment_methods offers qris"


def test_a_balance_is_no_way_of_the_gateway(database, run, offer, user):
    offer("qris")
    done = sell(run, user, "method=balance")
    assert "has only Rp 0 on the balance" in done.err


# --- by the interface that has it ---


@pytest.mark.parametrize("given, token", SNAP_ONLY)
def test_what_core_has_not_is_a_page_with_that_alone(run, database, gateways, offer, user, given, token):
    offer(*words(database))
    made = charge(database, sold(run, database, user, *given))
    assert (made["mode"], bool(made["redirect_url"])) == ("snap", True)
    (body,) = bodies(gateways, "/snap/v1/transactions")
    assert body["enabled_payments"] == [token] and not bodies(gateways, "/v2/charge")


def test_snaps_page_shows_what_is_offered(run, database, make_config, gateways, offer, user):
    snap = make_config(database, midtrans=gateways.settings("midtrans", mode="snap"))
    sold(run, database, user, config=snap)
    offer("bca", "qris", "ovo", "mandiri_bill")
    sold(run, database, buyer(database, skip=1), config=snap)
    first, second = bodies(gateways, "/snap/v1/transactions")
    assert "enabled_payments" not in first  # what the shop has there
    assert second["enabled_payments"] == ["other_qris", "bca_va", "echannel"]


@pytest.mark.parametrize("offered", [["ovo"], ["qris", "ovo"]])
def test_what_snaps_page_has_not_is_asked_for_directly(run, database, make_config, gateways, offer, user, offered):
    """Else the page would show all that the shop has, or everything but what was chosen."""
    snap = make_config(database, midtrans=gateways.settings("midtrans", mode="snap"))
    offer(*offered)
    made = charge(database, sold(run, database, user, "method=ovo", config=snap))
    assert (made["mode"], made["redirect_url"]) == ("core_api", None)
    assert len(bodies(gateways, "/v2/charge")) == 1 and not bodies(gateways, "/snap/v1/transactions")


def test_a_page_never_shows_more_than_was_offered(run, database, make_config, gateways, offer, user):
    """Of what was chosen before the setting changed, that alone."""
    snap = make_config(database, midtrans=gateways.settings("midtrans", mode="snap"))
    gateways.fault("midtrans", "reset", on="/snap/v1/transactions", count=5)
    offer("bca")
    sell(run, user, "method=va", "bank=bca", config=snap)
    gateways.order("calm")
    offer("ovo")
    settle(run, database, config=snap)
    assert state(database, order_of(database, user)) == "open"
    assert bodies(gateways, "/snap/v1/transactions")[-1]["enabled_payments"] == ["bca_va"]


def test_every_way_is_taken_by_the_gateway(run, database, gateways, offer):
    offer(*words(database))
    for i, (word, method, bank) in enumerate(database.all("SELECT word, method, bank FROM console.payment_methods()")):
        order = sold(run, database, buyer(database, skip=i), f"method={method}", *([f"bank={bank}"] if bank else []))
        assert state(database, order) == "open", word


# --- OVO ---


def test_ovo_asks_the_customers_number_and_is_soon_asked_about(run, database, gateways, offer, user):
    offer("ovo")
    order = sold(run, database, user, "method=ovo")
    (body,) = bodies(gateways, "/v2/charge")
    phone = database.one("SELECT '0' || substr(phone_number, 4) FROM public.users WHERE id = %s", user)
    assert body["ovo"] == {"payer_phone_number": phone} and "custom_expiry" not in body
    assert database.one("""SELECT expires_at - created_at < interval '80 s' FROM console.charge WHERE order_id = %s""", order)
    assert database.one("""SELECT round(extract(epoch FROM next_attempt_at - created_at)) FROM console.outbox
                            WHERE effect = 'charge_ask' AND state = 'pending'""") == 10
    gateways.move(order, "settlement", silent=True)
    settle(run, database)
    assert state(database, order) == "paid"


def test_an_ovo_whose_answer_was_lost_is_soon_asked_about_too(run, database, gateways, offer, user):
    offer("ovo")
    gateways.fault("midtrans", "reset_after", on="/v2/charge")
    sell(run, user, "method=ovo")
    assert state(database, order_of(database, user)) == "open"
    assert database.one("SELECT count(*) FROM console.outbox WHERE effect = 'charge_ask' AND state = 'pending'") == 1


def test_the_page_of_a_charge_by_ovo_says_where_it_is_agreed_to(run, console, database, gateways, offer, user):
    offer("ovo")
    sold(run, database, user, "method=ovo")
    screen = console("payments")
    screen.wait_for("open")
    screen.press("enter")
    screen.wait_for("OVO: the customer agrees in its app")


def test_ovo_without_an_account_fails_with_its_words(run, database, gateways, offer, user):
    """A 404 that says nothing of the order."""
    offer("ovo")
    gateways.order("twist", on="/v2/charge", bare=True, count=9,
                   fields={"status_code": "404", "status_message": "Payer phone number doesn't exist"})
    sell(run, user, "method=ovo")
    make_due(database)
    order = order_of(database, user)
    assert state(database, order) == "failed"
    assert "phone number doesn't exist" in charge(database, order)["reason"]
    assert len(bodies(gateways, "/v2/charge")) == 1


# --- the form ---


def test_the_form_has_what_is_offered(console, database, offer, user):
    offer("bni", "dana")
    name = database.one("SELECT full_name FROM public.users WHERE id = %s", user)
    screen = open_pane(console, "users", "●db", columns=100)
    screen.press("/")
    screen.type(name)
    screen.press("enter")
    screen.wait_for(lambda t: "/1" in t.lines()[1] and name in t.lines()[3])
    screen.press("P")
    screen.wait_for("‹ VA ›")
    assert "‹ BNI ›" in screen.text()
    screen.type("Paket 10")
    screen.press("tab")
    for expected in ("DANA", "balance", "cash", "transfer", "VA"):
        screen.press("space")
        screen.wait_for(f"‹ {expected} ›")

"""Orders of the shop: made by `act` and by keys, reserved, paid in each way, handed out once, given back where they end; what
becomes of their messages; and that nothing is sold twice, whoever is killed meanwhile."""

import concurrent.futures
import os
import random
import subprocess
import time

import pytest
from cashdesk import everything_kept, settle, state
from test_crash import wait_until
from test_widgets import open_pane

CHAT, ADMIN = "501", "1001"
FULL = "HC_SHOP_STORM" in os.environ  # the whole figure of it: 200 buyers, 100 contents


@pytest.fixture
def config(make_config, database, gateways):
    for key in ("telegram_per_minute", "whatsapp_per_minute"):
        database.all("INSERT INTO console.setting_value (key, value) VALUES (%s, '60000')", key)
    return make_config(database, midtrans=gateways, telegram=gateways, whatsapp=gateways)


def fill(database, code, price, count, start=1):
    """A product with so many contents, CODE-secret-N each."""
    database.all("INSERT INTO console.product (code, name, price_rp) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", code, "Isi " + code, price)
    database.all("""INSERT INTO console.product_content (product_id, content)
                    SELECT p.id, p.code || '-secret-' || n FROM console.product p CROSS JOIN generate_series(%s::int, %s::int) AS n
                     WHERE p.code = %s""", start, start + count - 1, code)


@pytest.fixture
def shop(database):
    fill(database, "PULSA", 10000, 5)
    fill(database, "GAME", 50000, 2)
    return database


@pytest.fixture
def buyer(database):
    """Budi, who has a chat; uuid and phone."""
    user = database.one("""SELECT u.id::text FROM public.users u WHERE u.is_active AND u.approval_status = 'APPROVED' AND u.role = 'USER'
                           AND NOT u.is_blocked ORDER BY u.id LIMIT 1""")
    database.all("UPDATE public.users SET telegram_chat_id = %s, full_name = 'Budi' WHERE id = %s", CHAT, user)
    return user, database.one("SELECT phone_number FROM public.users WHERE id = %s", user)


@pytest.fixture
def order(run):
    """order("items=PULSA:2", …): Result of making one."""
    return lambda *words, **options: run("act", "orders.create", *words, "--yes", "--format", "json", **options)


def ordered(database, done):
    """Its id, number, state and charge."""
    assert done.code in (0, 3), done.err
    return last(database)


def last(database):
    return database.one("SELECT id::text, number, state, charge_order_id FROM console.shop_order ORDER BY number DESC LIMIT 1")


def order_state(database, number):
    return database.one("SELECT state FROM console.shop_order WHERE number = %s", number)


def stock(database, code):
    """Contents free, reserved and used, as they are; the counts say the same."""
    found = database.one("""SELECT count(*) FILTER (WHERE NOT c.is_used AND c.reserved_by IS NULL), count(*) FILTER (WHERE c.reserved_by IS NOT NULL),
                                   count(*) FILTER (WHERE c.is_used)
                              FROM console.product_content c JOIN console.product p ON p.id = c.product_id WHERE p.code = %s""", code)
    counted = database.one("""SELECT sum(k.free)::int, sum(k.reserved)::int, sum(k.used)::int FROM console.product_count k
                              JOIN console.product p ON p.id = k.product_id WHERE p.code = %s""", code)
    assert found == counted
    return found


def goods(database, number):
    return [content for content, in database.all("""SELECT g.content FROM console.shop_order o, console.order_goods(o.id) g WHERE o.number = %s
                                                    ORDER BY g.place""", number)]


def coupon(database, code):
    return database.one("SELECT used_count, reserved_count FROM console.coupon WHERE code = %s", code)


def chats(gateways):
    found = {}
    for message in sorted(gateways.order("dump")["telegram"], key=lambda m: m["message_id"]):
        found.setdefault(message["chat_id"], []).append(message["text"])
    return found


def refusal(done):
    assert done.code != 0
    return done.out + done.err


# --- paid at once ---


def test_cash_at_the_counter(shop, order, run, show):
    _, number, became, charge = ordered(shop, order("items=PULSA:2,GAME", "method=cash"))
    assert became == "paid" and stock(shop, "PULSA") == (3, 0, 2) and stock(shop, "GAME") == (1, 0, 1)
    assert goods(shop, number) == ["PULSA-secret-1", "PULSA-secret-2", "GAME-secret-1"]
    receipt = shop.one("SELECT amount_rp, method, subject FROM console.receipt WHERE order_id = %s", charge)
    assert receipt == (70000, "cash", "Isi PULSA x 2, Isi GAME")
    row, = show("orders")
    assert (row["number"], row["state"], row["total"], row["method"], row["full_name"]) == (number, "paid", 70000, "cash", None)
    assert row["goods"] == "PU******-1\nPU******-2\nGA******-1", "masked"
    payment, = show("payments", "--where", "kind:order")
    assert payment["subject"] == "Isi PULSA x 2, Isi GAME" and payment["order_id"] == charge
    assert show("till")[0]["expected_rp"] == 70000


def test_from_the_balance(shop, buyer, order, database):
    user, phone = buyer
    assert "balance" in refusal(order(f"customer={phone}", "items=GAME", "method=balance"))
    operation = database.one("SELECT id FROM console.operation LIMIT 1") or database.one(
        "INSERT INTO console.operation (id, actor, action, selection) VALUES (gen_random_uuid(), 'test', 'test', '') RETURNING id")
    database.all("INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id) VALUES (%s, %s, 60000, 'GIVEN')", operation, user)
    _, number, became, _ = ordered(shop, order(f"customer={phone}", "items=GAME", "method=balance"))
    assert became == "paid" and database.one("SELECT console.balance_rp(%s)", user) == 10000
    assert goods(shop, number) == ["GAME-secret-1"]
    assert "has only Rp 10.000 on the balance" in refusal(order(f"customer={phone}", "items=GAME", "method=balance"))
    assert "only a customer has a balance" in refusal(order("items=GAME", "method=balance"))


@pytest.mark.parametrize("words, why", [
    (["items=GAME:3"], "only 2 of GAME are in stock"),
    (["items=GAME:3,PULSA:9"], "only 2 of GAME are in stock; only 5 of PULSA are in stock"),
    (["items=NONE"], "there is no product NONE"),
    (["items=GAME:0"], "how many of GAME?"),
    (["items=GAME:viel"], "how many of GAME?"),
    (["items=,"], "nothing is ordered"),
    (["items=KOSONG"], "nothing of KOSONG is in stock"),
    (["items=GAME", "coupon=ADA"], "there is no coupon ADA"),
    (["items=GAME", "customer=081234567890"], "nobody has the number"),
])
def test_what_can_not_be_ordered(shop, order, words, why):
    fill(shop, "KOSONG", 1000, 0)
    assert why in refusal(order(*words, "method=cash"))
    assert shop.one("SELECT count(*) FROM console.shop_order") == 0 and stock(shop, "GAME") == (2, 0, 0)


# --- at the gateway ---


def test_reserved_then_paid_then_told(shop, buyer, order, run, gateways):
    user, phone = buyer
    shop.all("INSERT INTO console.coupon (code, discount_type, discount_value, max_uses) VALUES ('HEMAT', 'percent', 10, 1)")
    _, number, became, charge = ordered(shop, order(f"customer={phone}", "items=PULSA:2,GAME", "method=qris", "coupon=hemat"))
    assert became == "awaiting_payment" and stock(shop, "PULSA") == (3, 2, 0) and coupon(shop, "HEMAT") == (0, 1)
    settle(run, shop)
    assert gateways.order("dump")["charges"][charge]["amount"] == 63000, "the coupon reaches the gateway"
    assert "Rp 63.000" in chats(gateways)[CHAT][0] and "secret" not in chats(gateways)[CHAT][0]
    gateways.move(charge, "settlement", silent=True)
    refresh(run, charge)
    settle(run, shop)
    assert order_state(shop, number) == "paid" and stock(shop, "PULSA") == (3, 0, 2) and coupon(shop, "HEMAT") == (1, 0)
    texts = chats(gateways)
    assert len(texts[CHAT]) == 1, "edited, not sent beside it"
    assert "Isi PULSA:\nPULSA-secret-1\nPULSA-secret-2\nIsi GAME:\nGAME-secret-1" in texts[CHAT][0] and "Kuitansi: KW-" in texts[CHAT][0]
    assert "secret" not in texts[ADMIN][0], "admins are told of the money, not what the goods are"
    kept = [line for line in everything_kept(shop).splitlines() if "PULSA-secret-1" in line]
    assert len(kept) == 1, kept  # the content itself; no outbox, no audit, no log
    assert shop.all("SELECT role, state FROM console.payment_message_log ORDER BY role") == [("admin", "edited"), ("user", "edited")]
    # once more, because it was lost
    assert run("act", "orders.deliver_again", "--id", last(shop)[0], "--yes").code in (0, 3)
    settle(run, shop)
    again = chats(gateways)[CHAT]
    assert len(again) == 1 and "GAME-secret-1" in again[0]


def test_the_same_cart_is_shown_again_and_cash_takes_its_place(shop, buyer, order):
    _, phone = buyer
    first = ordered(shop, order(f"customer={phone}", "items=GAME:2", "method=qris"))
    assert ordered(shop, order(f"customer={phone}", "items= game : 1, GAME", "method=qris")) == first
    _, number, became, charge = ordered(shop, order(f"customer={phone}", "items=GAME:2", "method=cash"))
    assert (became, number) == ("paid", first[1] + 1) and stock(shop, "GAME") == (0, 0, 2)
    assert shop.one("SELECT replaced_by FROM console.charge WHERE order_id = %s", first[3]) == charge


def test_expiry_gives_back_and_the_qr_is_useless(shop, buyer, order, run, gateways):
    _, phone = buyer
    shop.all("INSERT INTO console.coupon (code, discount_type, discount_value, max_uses) VALUES ('HEMAT', 'flat', 1000, 1)")
    _, number, _, charge = ordered(shop, order(f"customer={phone}", "items=GAME:2", "method=qris", "coupon=HEMAT"))
    settle(run, shop)
    first = {m["message_id"] for m in gateways.order("dump")["telegram"]}
    assert len(first) == 2
    shop.all("UPDATE console.charge SET expires_at = now() - interval '50 minutes' WHERE order_id = %s", charge)
    settle(run, shop, rounds=2)
    assert order_state(shop, number) == "expired" and stock(shop, "GAME") == (2, 0, 0) and coupon(shop, "HEMAT") == (0, 0)
    assert gateways.order("dump")["charges"][charge]["status"] == "expire", "an old QR can't be paid"
    left = gateways.order("dump")["telegram"]
    assert not first & {m["message_id"] for m in left} and sorted(m["chat_id"] for m in left) == [ADMIN, CHAT]
    assert any("sudah habis" in m["text"] for m in left if m["chat_id"] == CHAT)
    assert shop.all("SELECT DISTINCT state FROM console.payment_message_log") == [("deleted",)]
    # run over and over it stays so, and nobody is told again
    settle(run, shop, rounds=2)
    assert stock(shop, "GAME") == (2, 0, 0) and len(gateways.order("dump")["telegram"]) == 2


def test_many_runs_of_the_expiry_at_once(shop, buyer, order, run, gateways):
    """Workers over and over each other, and every run due again at once: each order ends once, its contents and the use of the
    coupon come back once, each chat loses its message and is told once, and no old QR can be paid."""
    count, workers, rounds = 4, 3, 2
    _, phone = buyer
    fill(shop, "RAMAI", 1000, 3 * count)
    shop.all("INSERT INTO console.coupon (code, discount_type, discount_value, max_uses) VALUES ('RAMAI', 'flat', 100, %s)", count)
    made = [ordered(shop, order(f"customer={phone}", f"items=RAMAI:{n}", "method=qris", "coupon=RAMAI"))[3] for n in range(1, count // 2 + 1)]
    made += [ordered(shop, order("items=RAMAI", "method=qris", "coupon=RAMAI"))[3] for _ in range(count - len(made))]
    settle(run, shop)
    shown = {m["message_id"] for m in gateways.order("dump")["telegram"]}
    assert stock(shop, "RAMAI")[1] == 5 and coupon(shop, "RAMAI") == (0, count) and len(shown) == count + count // 2
    shop.all("UPDATE console.charge SET expires_at = now() - interval '50 minutes' WHERE order_id = ANY (%s)", made)
    for _ in range(rounds):
        with concurrent.futures.ThreadPoolExecutor(workers) as several:
            done = list(several.map(lambda _: settle(run, shop, timeout=120), range(workers)))
        assert not [d for d in done if "deadlock" in d.out + d.err]
    settle(run, shop)
    assert shop.all("SELECT DISTINCT state FROM console.shop_order") == [("expired",)]
    ended = "SELECT count(*), count(DISTINCT entity_id) FROM console.audit_log WHERE entity_type = 'charge' AND after ->> 'state' = 'expired'"
    assert shop.one(ended) == (count, count), "each of them once"
    assert stock(shop, "RAMAI") == (3 * count, 0, 0) and coupon(shop, "RAMAI") == (0, 0)
    kept = gateways.order("dump")
    assert {kept["charges"][charge]["status"] for charge in made} == {"expire"}, "no old QR can be paid"
    assert not shown & {m["message_id"] for m in kept["telegram"]}
    told = [(m["chat_id"], charge) for m in kept["telegram"] for charge in made if charge in m["text"]]
    assert len(told) == len(set(told)) == len(shown) == len(kept["telegram"])
    assert shop.all("SELECT DISTINCT state FROM console.payment_message_log") == [("deleted",)]


def test_cancelled_at_the_gateway_first(shop, buyer, order, run, gateways):
    _, phone = buyer
    oid, number, _, charge = ordered(shop, order(f"customer={phone}", "items=GAME", "method=qris"))
    settle(run, shop)
    assert charge in chats(gateways)[CHAT][0] and charge in chats(gateways)[ADMIN][0]
    assert run("act", "orders.cancel", "--id", oid, "--yes").code in (0, 3)
    assert order_state(shop, number) == "cancelled" and stock(shop, "GAME") == (2, 0, 0)
    settle(run, shop)
    assert ["dibatalkan" in text.lower() for chat in (CHAT, ADMIN) for text in chats(gateways)[chat]] == [True, True], "told, and the QR is gone"
    assert shop.all("SELECT DISTINCT state FROM console.payment_message_log") == [("deleted",)]
    assert gateways.order("dump")["charges"][charge]["status"] == "cancel"
    assert "is cancelled already" in refusal(run("act", "orders.cancel", "--id", oid, "--yes"))


def expired_order(shop, buyer, order, run, gateways, items="GAME:2"):
    _, phone = buyer
    found = ordered(shop, order(f"customer={phone}", f"items={items}", "method=qris"))
    assert run("act", "payments.expire", "--id", found[3], "--yes").code in (0, 3)
    assert order_state(shop, found[1]) == "expired"
    return found


def refresh(run, charge):
    assert run("act", "payments.refresh", "--id", charge, "--yes").code in (0, 3)


def pay_late(shop, run, gateways, charge):
    gateways.move(charge, "settlement", silent=True)
    refresh(run, charge)


def test_late_money_is_delivered_where_the_goods_are_there(shop, buyer, order, run, gateways):
    assert run("act", "settings.set", "--id", "payment_late", "value=apply", "--yes").code == 0
    _, number, _, charge = expired_order(shop, buyer, order, run, gateways)
    pay_late(shop, run, gateways, charge)
    assert order_state(shop, number) == "paid" and state(shop, charge) == "paid" and stock(shop, "GAME") == (0, 0, 2)


def test_late_money_waits_where_they_are_gone(shop, buyer, order, run, gateways):
    user, _ = buyer
    assert run("act", "settings.set", "--id", "payment_late", "value=apply", "--yes").code == 0
    _, number, _, charge = expired_order(shop, buyer, order, run, gateways)
    assert order("items=GAME", "method=cash").code in (0, 3)
    pay_late(shop, run, gateways, charge)
    assert state(shop, charge) == "late" and order_state(shop, number) == "expired" and stock(shop, "GAME") == (1, 0, 1)
    assert "only 1 of GAME are in stock" in shop.one("SELECT reason FROM console.charge WHERE order_id = %s", charge)
    # one key: there are goods again
    fill(shop, "GAME", 50000, 1, start=9)
    assert run("act", "payments.apply_late", "--id", charge, "--yes").code in (0, 3)
    assert order_state(shop, number) == "paid" and sorted(goods(shop, number)) == ["GAME-secret-2", "GAME-secret-9"]


def test_late_money_goes_on_the_balance_where_nothing_comes_any_more(shop, buyer, order, run, gateways):
    user, _ = buyer
    _, number, _, charge = expired_order(shop, buyer, order, run, gateways)
    assert order("items=GAME:2", "method=cash").code in (0, 3)
    pay_late(shop, run, gateways, charge)
    assert run("act", "payments.apply_late", "--id", charge, "--yes").code in (0, 3)
    assert order_state(shop, number) == "expired" and shop.one("SELECT console.balance_rp(%s)", user) == 100000


def test_another_amount_waits(shop, buyer, order, run, gateways):
    _, phone = buyer
    _, number, _, charge = ordered(shop, order(f"customer={phone}", "items=GAME", "method=qris"))
    gateways.move(charge, "settlement", amount=40000, silent=True)
    refresh(run, charge)
    assert state(shop, charge) == "mismatch" and order_state(shop, number) == "awaiting_payment"
    assert stock(shop, "GAME") == (1, 1, 0), "it stays reserved until somebody decides"
    assert run("act", "payments.refund_note", "--id", charge, "note=kembali", "--yes").code in (0, 3)
    assert order_state(shop, number) == "cancelled" and stock(shop, "GAME") == (2, 0, 0)


# --- money that goes back ---


@pytest.mark.parametrize("after, left", [("lost", (1, 0, 1)), ("stock", (2, 0, 0))])
def test_refunded_at_the_counter(shop, order, run, after, left):
    oid, number, _, charge = ordered(shop, order("items=GAME", "method=cash"))
    done = run("act", "orders.refund", "--id", oid, "reason=salah", f"goods={after}", "--yes")
    assert done.code in (0, 3), done.err
    assert order_state(shop, number) == "refunded" and state(shop, charge) == "refunded" and stock(shop, "GAME") == left
    assert shop.one("SELECT sum(amount_rp) FROM console.receipt WHERE order_id = %s", charge) == 0
    assert shop.one("SELECT waits_for FROM console.charge WHERE order_id = %s", charge) is None
    if after == "lost":
        assert run("act", "orders.restock", "--id", oid, "--yes").code == 0 and stock(shop, "GAME") == (2, 0, 0)


@pytest.mark.parametrize("how", ["counter", "gateway", "by itself"])
def test_messages_end_with_the_money_that_went_back(shop, buyer, order, run, gateways, how):
    """Who was told of the goods, and the admins, are told that the money went back, and nothing else stands in the chat."""
    _, phone = buyer
    long_goods(shop, 9)
    method = "cash" if how == "counter" else "qris"
    oid, number, _, charge = ordered(shop, order(f"customer={phone}", "items=AKUN:9", f"method={method}"))
    if method == "qris":
        gateways.move(charge, "settlement", silent=True)
        refresh(run, charge)
    settle(run, shop, rounds=2)
    assert "END9" in "".join(chats(gateways)[CHAT]) and len(chats(gateways)[CHAT]) > 2
    assert shop.one("SELECT count(*) FROM console.payment_message_log WHERE role = 'user' AND state IN ('sent', 'edited')") == len(chats(gateways)[CHAT])
    if how == "by itself":
        gateways.move(charge, "refund", silent=True)
        refresh(run, charge)
    for _ in range({"counter": 1, "gateway": 2, "by itself": 0}[how]):  # due, then done
        assert run("act", "orders.refund", "--id", oid, "reason=salah", "--yes").code in (0, 3)
    settle(run, shop, rounds=2)
    assert order_state(shop, number) == "refunded"
    said, = chats(gateways)[CHAT]
    assert "dikembalikan" in said and "Rp 9.000" in said and "END" not in said
    assert ["dikembalikan: Rp 9.000" in text for text in chats(gateways)[ADMIN]] == [True]
    assert shop.all("SELECT DISTINCT state FROM console.payment_message_log") == [("deleted",)]


def test_refunded_by_the_gateway_the_goods_stay_and_it_waits(shop, buyer, order, run, gateways):
    _, phone = buyer
    oid, number, _, charge = ordered(shop, order(f"customer={phone}", "items=GAME", "method=qris"))
    gateways.move(charge, "settlement", silent=True)
    refresh(run, charge)
    gateways.move(charge, "refund", silent=True)
    refresh(run, charge)
    assert order_state(shop, number) == "refunded" and stock(shop, "GAME") == (1, 0, 1)
    assert "orders.restock" in shop.one("SELECT waits_for FROM console.charge WHERE order_id = %s", charge)
    assert run("act", "orders.restock", "--id", oid, "--yes").code == 0
    assert stock(shop, "GAME") == (2, 0, 0) and shop.one("SELECT waits_for FROM console.charge WHERE order_id = %s", charge) is None


def test_a_paid_order_never_fails(shop, buyer, order, run, gateways):
    """Moves that no table allows are refused by the database, whoever asks for them."""
    _, number, _, _ = ordered(shop, order("items=GAME", "method=cash"))
    for other in ("cancelled", "expired", "awaiting_payment", "pending"):
        with pytest.raises(Exception, match="may not become"):
            shop.all("UPDATE console.shop_order SET state = %s, paid_at = NULL WHERE number = %s", other, number)


# --- looking at what was handed out ---


def test_goods_are_shown_when_somebody_asks_and_the_audit_says_who(shop, order, run, show):
    oid, _, _, _ = ordered(shop, order("items=GAME", "method=cash"))
    assert run("act", "orders.show_goods", "--id", oid, "--yes").code == 0
    assert show("orders")[0]["goods"] == "GAME-secret-1"
    assert shop.one("SELECT count(*) FROM console.audit_log WHERE action = 'orders.show_goods' AND entity_id = %s", oid) == 1
    shop.all("ALTER TABLE console.audit_log DISABLE TRIGGER USER")
    shop.all("UPDATE console.audit_log SET at = at - interval '6 min' WHERE action = 'orders.show_goods'")
    assert show("orders")[0]["goods"] == "GA******-1"


def long_goods(shop, count):
    """More than a message has room for: AKUN, each for Rp 1.000."""
    shop.all("INSERT INTO console.product (code, name, price_rp) VALUES ('AKUN', 'Akun', 1000)")
    shop.all("""INSERT INTO console.product_content (product_id, content)
                SELECT id, n || repeat('x', CASE n WHEN 3 THEN 3990 ELSE 400 END) || 'END' || n FROM console.product, generate_series(1, %s) AS n
                 WHERE code = 'AKUN'""", count)


def test_goods_that_fill_several_messages_all_come(shop, buyer, order, run, gateways):
    _, phone = buyer
    long_goods(shop, 9)
    ordered(shop, order(f"customer={phone}", "items=AKUN:9", "method=cash"))
    settle(run, shop, rounds=2)
    texts = "\n".join(chats(gateways)[CHAT])
    assert len(chats(gateways)[CHAT]) > 2 and all(f"END{n}" in texts for n in range(1, 10))
    assert all(len(text) <= 4096 for text in chats(gateways)[CHAT])


# --- many at once ---


class Buyers:
    """Operators at eight consoles who sell one content each to many customers, and of whom every fourth is killed on the way. Who
    was killed looks first whether the order is there."""

    COUPON = "SEPULUH"

    def __init__(self, database, argv, environment, seed):
        self.database, self.argv, self.environment, self.seed = database, argv, environment, seed
        self.said, self.killed = [], 0

    def has_order(self, user):
        return self.database.one("SELECT EXISTS (SELECT FROM console.shop_order o WHERE o.user_id = %s AND o.state IN ('awaiting_payment', 'paid'))", user)

    def run(self, words, dice):
        process = subprocess.Popen([*self.argv, "act", "orders.create", *words, "--yes"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True, env=self.environment)
        try:
            said, _ = process.communicate(timeout=dice.uniform(0.02, 0.3) if dice.random() < 0.25 else 60)
        except subprocess.TimeoutExpired:
            process.kill()
            said, _ = process.communicate()
            self.killed += 1
        self.said.append(said)
        return said

    def serve(self, buyer):
        """Sells to one, with the coupon as long as there is one; whoever finds nothing in stock leaves."""
        number, user, phone = buyer
        dice = random.Random(f"{self.seed} {number}")
        words = [f"customer={phone}", "items=KODE", f"method={('qris', 'cash', 'balance')[number % 3]}", f"coupon={self.COUPON}"]
        for _ in range(20):
            if self.has_order(user):
                return
            said = self.run(words, dice)
            if "is used up" in said:
                words = words[:3]
            elif "is in stock" in said:
                return


def test_nothing_is_sold_twice(database, binary, environment, make_config, gateways, run):
    """Buyers over eight connections for half as many contents and a coupon with few uses, mixed ways to pay, clients killed."""
    buyers, contents, uses = (200, 100, 10) if FULL else (36, 18, 4)
    seed = int(os.environ.get("HC_SHOP_SEED", "18"))
    fill(database, "KODE", 10000, contents)
    database.all("INSERT INTO console.coupon (code, discount_type, discount_value, max_uses) VALUES (%s, 'flat', 1000, %s)", Buyers.COUPON, uses)
    database.all("""UPDATE public.users SET is_active = true, approval_status = 'APPROVED', is_blocked = false """)
    found = database.all("""SELECT row_number() OVER (ORDER BY id), id::text, phone_number FROM public.users
                              WHERE is_active AND approval_status = 'APPROVED' ORDER BY id LIMIT %s""", buyers)
    operation = database.one("INSERT INTO console.operation (id, actor, action, selection) VALUES (gen_random_uuid(), 'test', 'test', '') RETURNING id")
    for _, user, _ in found:
        database.all("INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id) VALUES (%s, %s, 15000, %s)", operation, user, "GIVEN-" + user)
    config = make_config(database, midtrans=gateways)  # nobody is told: that is another test's matter
    crowd = Buyers(database, [binary, "--config", config], environment, seed)
    started = time.monotonic()
    for _ in range(10):  # whoever found all of it in others' hands comes once more when these were killed
        with concurrent.futures.ThreadPoolExecutor(8) as consoles:
            list(consoles.map(crowd.serve, [buyer for buyer in found if not crowd.has_order(buyer[1])]))
        if stock(database, "KODE")[0] == 0:
            break
    took = time.monotonic() - started
    settle(run, database, rounds=2, config=config, timeout=300)
    for charge, in database.all("SELECT order_id FROM console.charge WHERE kind = 'order' AND state = 'open'"):
        gateways.move(charge, "settlement", silent=True)
    for _ in range(10):
        settle(run, database, config=config, timeout=300)
        if not database.one("SELECT count(*) FROM console.shop_order WHERE state = 'awaiting_payment'"):
            break
    print(f"{buyers} buyers, {contents} contents, {crowd.killed} killed, {took:.1f} s, seed {seed}")
    assert crowd.killed >= buyers // 10 and not [said for said in crowd.said if "deadlock" in said]
    assert stock(database, "KODE") == (0, 0, contents)
    assert database.one("SELECT count(DISTINCT c.used_by_order_id), count(DISTINCT c.content) FROM console.product_content c") == (contents, contents)
    assert database.all("SELECT state, count(*) FROM console.shop_order GROUP BY state") == [("paid", contents)]
    assert database.one("SELECT count(*) FROM console.shop_order WHERE discount_rp = 1000") == uses
    assert coupon(database, Buyers.COUPON) == (uses, 0)
    assert database.one("SELECT count(*), count(DISTINCT order_id) FROM console.charge_effect WHERE effect = 'order'") == (contents, contents)
    assert database.one("SELECT count(*) FROM console.receipt WHERE kind = 'payment'") == contents
    # each balance is what its ledger says: what was there, less what was bought from it
    wrong = database.all("""SELECT u.id, console.balance_rp(u.id), 15000 - coalesce(sum(o.total_rp) FILTER (WHERE c.gateway = 'balance'), 0)
                              FROM public.users u JOIN console.balance_entry b ON b.user_id = u.id AND b.order_id LIKE 'GIVEN-%%'
                              LEFT JOIN console.shop_order o ON o.user_id = u.id AND o.state = 'paid'
                              LEFT JOIN console.charge c ON c.order_id = o.charge_order_id
                             GROUP BY u.id HAVING console.balance_rp(u.id) <> 15000 - coalesce(sum(o.total_rp) FILTER (WHERE c.gateway = 'balance'), 0)""")
    assert not wrong
    assert {method for method, in database.all("SELECT method FROM console.charge WHERE kind = 'order'")} == {"qris", "cash", "balance"}
    wrong = {"stock_is_its_contents", "coupons_counted", "balance_not_negative", "paid_is_applied", "applied_is_paid", "charges_decided",
             "receipts_without_gap", "receipts_are_the_ledger"}
    assert not wrong & {line.split()[0] for line in run("check", config=config).out.splitlines()[1:] if line}


# --- by keys ------------------------------------------------------------------------------------


def test_by_keys(shop, console, run):
    screen = open_pane(console, "orders", lambda t: "No order yet: , makes one." in t.text())
    screen.press(",")
    screen.wait_for("New order")
    for value in ("", "PULSA", "2", "GAME:1"):  # customer, product, how many, more
        if value:
            screen.type(value)
        screen.press("tab")
    screen.type("c")
    screen.press("enter")
    screen.wait_for(lambda t: "70,000" in t.text() and "in cash" in t.text())
    screen.confirm()
    wait_until(lambda: shop.one("SELECT state FROM console.shop_order") == "paid")
    screen.wait_for("It is paid and handed out.")
    screen.wait_for("PU******-1")
    screen.press(".")
    screen.confirm()
    screen.wait_for("PULSA-secret-1")


# --- deposits are told as orders are ---


def test_a_deposits_messages_end_with_it(database, buyer, run, gateways):
    user, _ = buyer
    for end in ("expire", "settlement"):
        assert run("act", "payments.topup", "--id", user, "amount=50000", "method=qris", "--yes").code in (0, 3)
        charge = database.one("SELECT order_id FROM console.charge WHERE user_id = %s AND kind = 'deposit' ORDER BY created_at DESC LIMIT 1", user)
        settle(run, database)
        shown = [m for m in gateways.order("dump")["telegram"] if charge in m["text"]]
        assert sorted(m["chat_id"] for m in shown) == [ADMIN, CHAT]
        if end == "expire":
            assert run("act", "payments.expire", "--id", charge, "--yes").code in (0, 3)
        else:
            gateways.move(charge, end, silent=True)
            refresh(run, charge)
        settle(run, database)
        after = [m for m in gateways.order("dump")["telegram"] if charge in m["text"]]
        same = {m["message_id"] for m in shown} == {m["message_id"] for m in after}
        assert same == (end == "settlement"), "edited where it is paid, taken away where it ended"
        assert database.all("SELECT DISTINCT state FROM console.payment_message_log WHERE order_id = %s",
                            charge) == [("edited" if end == "settlement" else "deleted",)]
    assert database.one("SELECT console.balance_rp(%s)", user) == 50000
    for _ in range(2):  # due, then done
        assert run("act", "payments.refund_note", "--id", charge, "note=kembali", "--yes").code in (0, 3)
    settle(run, database)
    told = [m for m in gateways.order("dump")["telegram"] if charge in m["text"]]
    assert sorted((m["chat_id"], "dikembalikan" in m["text"]) for m in told) == [(ADMIN, True), (CHAT, True)]
    assert database.one("SELECT console.balance_rp(%s)", user) == 0

"""The database of a shop's bot comes along: read without a change, asked what nobody can know, taken over to the rupiah, a
second run changes nothing, and taken back nothing of it is left."""

import subprocess

import bot_shop
import pytest
from test_crash import wait_until

ANSWERS = ["schema=bot", "rupiah_until=2025-11-05", "balances=early", "coupons=rupiah", "no_phone=telegram_id"]
KINDS = "users products contents orders coupons balances deposits messages".split()


@pytest.fixture
def config(make_config, database):
    return make_config(database)


@pytest.fixture
def source(database):
    """What is true of it; two of its users are customers here already."""
    one, two = database.all("SELECT id::text, phone_number FROM public.users WHERE is_active ORDER BY id LIMIT 2")
    database.all("UPDATE public.users SET telegram_chat_id = '8888' WHERE id = %s", two[0])
    truth = bot_shop.make(database, known=("0" + one[1][3:], "8888"))
    truth["there"] = (one[0], two[0])
    return truth


def all_of_it(database):
    """All that an import may touch, here and there."""
    return [database.one(f"SELECT count(*), coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') FROM {table} t")
            for table in ("public.users", "console.product", "console.product_content", "console.shop_order", "console.order_item", "console.coupon",
                          "console.deposit", "console.payment_message_log",
                          "bot.users", "bot.products", "bot.product_contents", "bot.orders", "bot.order_items", "bot.coupons", "bot.deposits")]


def balances(database):
    return dict(database.all("SELECT user_id::text, sum(rp)::bigint FROM console.balance_entry GROUP BY 1 HAVING sum(rp) <> 0"))


def imported(run, *words):
    return run("act", "shop.import", *words, "--yes", "--format", "json", timeout=120)


def test_what_nobody_knows_is_asked_with_examples(source, run, database):
    before = all_of_it(database)
    assert "say what flat coupons take off" in imported(run, "schema=bot").err
    said = run("act", "shop.import", "schema=bot", "--dry-run", "--format", "json").out
    for example in ("(rupiah_until): ", "SETENGAH (2026-02-01) 1050 = Rp 10,50 / Rp 1.050", "(balances): ", "#44 3050 = Rp 30,50 / Rp 3.050",
                    "(coupons): POTONG5K 5000 = Rp 50 / Rp 5.000 (Diskon Rp 5.000)", "(no_phone): ", "2 users have no phone number"):
        assert example in said, said
    assert "there is no shop of a bot in schema nowhere" in imported(run, "schema=nowhere").err
    assert "rupiah_until is a day" in imported(run, "schema=bot", "rupiah_until=2025-02-31").err
    assert all_of_it(database) == before


def test_the_preview_says_what_would_come_and_what_can_not(source, run, database):
    before = all_of_it(database)
    told = run("act", "shop.import", *ANSWERS, "skip_bad=yes", "--dry-run", timeout=60)
    told = told.out + told.err
    for said in (f"{source['users']} new customers", "2 new products", "2 new coupons", f"{source['contents']} new contents",
                 f"{len(source['balances'])} balances with", f"{len(source['orders'])} new orders", f"{source['faults']} rows can't be taken",
                 "its own screens: ", "deposits there: 4 completed for Rp 95.000, 1 pending; 7 messages of payments",
                 "4 new deposits, completed ones for Rp 95.000", "4 new messages of payments"):
        assert said in told, told
    refused = imported(run, *ANSWERS)
    assert refused.code != 0 and "another content says the same" in refused.out + refused.err
    faults = run("act", "shop.import", *ANSWERS, "--dry-run", "--format", "json", timeout=60).out
    assert "says the same phone number as user 46" in faults and "has a balance that is no whole rupiah" in faults
    assert all_of_it(database) == before
    assert not any(secret in told + refused.out + refused.err + faults for secret in source["secrets"])


def test_it_comes_along_to_the_rupiah_once_and_goes_whole(source, run, show, database):
    before, balance_before = all_of_it(database), balances(database)
    findings = len(show("findings"))
    done = imported(run, *ANSWERS, "skip_bad=yes")
    assert done.code == 0, done.err
    # to the rupiah
    prices = dict(database.all("SELECT code, price_rp FROM console.product"))
    assert prices == source["prices"]
    got = dict(database.all("""SELECT m.key, sum(b.rp)::bigint FROM console.shop_import_made m
                                 JOIN console.balance_entry b ON b.user_id = m.target::uuid AND b.order_id LIKE 'BOT-%%'
                                WHERE m.kind = 'balance' GROUP BY 1"""))
    assert got == source["balances"] and sum(got.values()) == source["balance_rp"]
    assert {o: (state, rp) for o, state, rp in database.all("SELECT id::text, state, total_rp FROM console.shop_order")} == source["orders"]
    assert database.one("SELECT count(*), count(*) FILTER (WHERE is_used) FROM console.product_content") == (source["contents"], source["sold"])
    assert {c: (kind, value, used) for c, kind, value, used in
            database.all("SELECT code, discount_type, discount_value, used_count FROM console.coupon")} == source["coupons"]
    assert {number: (status, rp) for number, status, rp in
            database.all("SELECT gateway_order_id, status, amount_rp FROM console.deposit")} == source["deposits"]
    assert database.one("SELECT sum(payable_rp) FROM console.deposit WHERE gateway_order_id IN ('dp1', 'dp2')") == 25175 + 50000
    assert sorted(database.all("SELECT order_id, role, chat_id, message_id FROM console.payment_message_log")) == sorted(source["messages"])
    assert {user for user in balances(database) if user not in balance_before} >= set(source["there"])
    row, = show("shop_imports")
    assert [row[kind] for kind in KINDS] == [source["users"], 2, source["contents"], len(source["orders"]), 2, len(source["balances"]),
                                        len(source["deposits"]), len(source["messages"])]
    assert row["left_out"] == source["faults"] and "order " in row["why"] and not any(s in row["why"] for s in source["secrets"])
    # the checks find what was wrong there already, and no more: an order that got one of two
    run("check")
    wrong = [f for f in show("findings") if f["kind"] not in ("worker", "outbox")][findings:]
    assert [f["kind"] for f in wrong] == ["orders_have_goods"], wrong
    # a second run changes nothing
    after = all_of_it(database)
    again = imported(run, *ANSWERS, "skip_bad=yes")
    assert again.code != 0 and "all of it is there already" in again.out + again.err
    assert all_of_it(database) == after
    # what was added there meanwhile comes with the next run
    database.all("INSERT INTO bot.product_contents (product_id, content) SELECT id, 'BARU-LAGI-01' FROM bot.products WHERE code = 'GAME10'")
    assert imported(run, *ANSWERS, "skip_bad=yes").code == 0
    assert [r["contents"] for r in show("shop_imports")] == [1, source["contents"]]
    # taken back, the last one first, nothing is left
    assert "products of it are sold since" in run("act", "shop.undo_import", "--id", str(row["id"]), "--yes").err
    database.all("DELETE FROM bot.product_contents WHERE content = 'BARU-LAGI-01'")
    for one in show("shop_imports"):
        undone = run("act", "shop.undo_import", "--id", str(one["id"]), "--yes")
        assert undone.code == 0, undone.err
    assert all_of_it(database) == before and balances(database) == balance_before
    assert [r["state"] for r in show("shop_imports")] == ["taken_back", "taken_back"]
    assert imported(run, *ANSWERS, "skip_bad=yes").code == 0, "it can come again"


def test_what_was_spent_since_keeps_it_here(source, run, show, database):
    assert imported(run, *ANSWERS, "skip_bad=yes").code == 0
    user = database.one("SELECT target FROM console.shop_import_made WHERE kind = 'balance' AND key = '7010'")
    assert run("act", "payments.correct_balance", "--id", user, "amount=-1000", "reason=x", "--yes").code == 0
    told = run("act", "shop.undo_import", "--id", str(show("shop_imports")[0]["id"]), "--yes")
    assert told.code != 0 and "balances of it were spent since" in told.err


def held(database, binary, environment, config, table):
    """An import that is under way, and waits at a table; and the connection that holds it."""
    holder = database.connect(application_name="holder")
    holder.autocommit = False
    holder.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
    process = subprocess.Popen([binary, "--config", config, "act", "shop.import", *ANSWERS, "skip_bad=yes", "--yes"], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    waiting = "SELECT pid FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
    wait_until(lambda: database.one(waiting, table), 60)
    return process, holder, database.one(waiting, table)


@pytest.mark.parametrize("how", ["killed", "database away"])
def test_cut_off_half_way_nothing_is_there_and_it_comes_whole_then(source, run, database, binary, environment, config, how):
    before, balance_before = all_of_it(database), balances(database)
    # customers, products and orders are written by then, contents come next
    process, holder, session = held(database, binary, environment, config, "console.product_content")
    if how == "killed":
        process.kill()
    else:
        database.maintain(f"SELECT pg_terminate_backend({session})")
        said, _ = process.communicate(timeout=60)
        assert process.returncode != 0 and said.strip(), "what failed is said"
    process.wait(60)
    holder.close()
    wait_until(lambda: not database.one("SELECT count(*) FROM pg_locks WHERE relation = 'console.product_content'::regclass AND pid = %s", session), 60)
    assert all_of_it(database) == before and balances(database) == balance_before
    assert imported(run, *ANSWERS, "skip_bad=yes").code == 0
    assert database.one("SELECT count(*) FROM console.product_content") == source["contents"]
    assert database.one("SELECT count(*) FROM console.shop_order") == len(source["orders"])


def test_customers_without_a_number_do_no_harm(source, run, show, database, router, make_config):
    """tg and an id that reads as a customer's number: that one's account, device and rows on the router stay that one's."""
    phone = database.one("SELECT phone_number FROM public.users WHERE phone_number LIKE '+628%%' AND coalesce(mikrotik_password, '') <> '' ORDER BY id LIMIT 1")
    database.all("INSERT INTO bot.users (telegram_id, first_name) VALUES (%s, 'Kembar')", int(phone[3:]))
    config = make_config(database, [router])

    def differences():
        assert run("act", "routers.reconcile", "--id", "main", "mend=no", "--yes", config=config, timeout=120).code == 0
        return sorted((row["kind"], str(row["full_name"])) for row in show("drift", config=config))

    before = differences()
    assert imported(run, *ANSWERS, "skip_bad=yes").code == 0
    twin = "tg" + phone[3:]
    assert database.one("SELECT full_name FROM public.users WHERE phone_number = %s", twin) == "Kembar"
    assert "account_is_one_customers" not in run("check", config=config).out
    assert differences() == before, "there is nothing to tell the router"
    assert [row["phone_number"] for row in show("users", "--where", "kembar")] == [twin]
    assert database.one("SELECT count(*) FROM console.desired_state(NULL) s WHERE s.account LIKE 'tg%%' AND s.wants_account") == 0

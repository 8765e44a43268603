"""What the outbox asks of Midtrans: a charge is made once whatever happens on the way, and ends as it ended there,
by polling alone."""

import json

import pytest
from cashdesk import buyer, charge, charge_at_gateway, make_due, order_of, quota, sell, settle, sold, state


@pytest.fixture
def config(make_config, database, router, gateways):
    return make_config(database, [router], midtrans=gateways)


@pytest.fixture
def user(database):
    return buyer(database)


def requests(gateways, path):
    return [entry for entry in gateways.log("midtrans") if path in entry["path"]]


def job(run, name, **options):
    done = run("act", "jobs.run", "--id", name, "--yes", **options)
    assert done.code == 0, done.err


# --- making a charge --------------------------------------------------------------------------------


@pytest.mark.parametrize("words, filled", [
    (["method=qris"], ["qr_string", "qr_url"]),
    (["method=gopay"], ["deeplink_url"]),
    (["method=shopeepay"], ["deeplink_url"]),
    (["method=va", "bank=bca"], ["va_number"]),
    (["method=va", "bank=permata"], ["va_number"]),
    (["method=mandiri_bill"], ["bill_key", "biller_code"]),
])
def test_a_charge_holds_what_its_method_gives(run, database, gateways, user, words, filled):
    made = charge(database, sold(run, database, user, *words))
    assert made["mode"] == "core_api" and made["expires_at"] and made["transaction_id"]
    assert all(made[column] for column in filled), made
    mirrored = database.one("""SELECT to_jsonb(t) FROM public.transactions t WHERE midtrans_order_id = %s""", made["order_id"])
    assert (mirrored["status"], mirrored["amount"]) == ("PENDING", made["amount_rp"])
    assert mirrored["va_number"] == made["va_number"] and mirrored["payment_code"] == made["bill_key"]
    assert mirrored["expiry_time"] == made["expires_at"]


def test_result_names_the_order_and_user_may_be_a_phone_number(run, database, gateways, user):
    phone = database.one("SELECT phone_number FROM public.users WHERE id = %s", user)
    written = "0" + phone[3:6] + "-" + phone[6:10] + " " + phone[10:]
    done = run("act", "payments.sell", f"user={written}", "package=Paket 10 GB", "method=qris", "--format", "json")
    assert done.code == 0, done.err
    result = json.loads(done.out)[0]
    assert result["order_id"] == order_of(database, user)
    assert (result["effects_done"], result["effects_waiting"], result["effects_failed"]) == (1, 0, 0)
    assert state(database, result["order_id"]) == "open"
    again = run("act", "payments.sell", f"user={user}", "package=Paket 10 GB", "method=qris", "--format", "json")
    again = json.loads(again.out)[0]
    assert again["order_id"] == result["order_id"] and again["summary"].endswith("was open already: it is shown again")
    assert len(requests(gateways, "/v2/charge")) == 1


@pytest.mark.parametrize("words, code, said", [
    (["user=081999999999"], 1, "there is no user"),
    (["user=nobody"], 2, "there is no user nobody"),
    (["user=081"], 2, "a phone number in any form"),
    (["user=0812", "--where", ""], 2, "not by two of them"),
])
def test_a_wrong_user_is_refused(run, words, code, said):
    done = run("act", "payments.sell", *words, "package=Paket 10 GB", "method=qris")
    assert done.code == code and said in done.err, done


def test_internal_actions_are_none_for_scripts(run):
    done = run("act", "payments.news", "--id", "X", "state=paid")
    assert done.code == 2 and "there is no action" in done.err
    assert "payments.news" not in run("act", "--help").out


def test_snap_gives_a_link(run, database, make_config, router, gateways, user):
    snap = make_config(database, [router], midtrans=gateways.settings("midtrans", mode="snap"))
    made = charge(database, sold(run, database, user, config=snap))
    assert made["mode"] == "snap" and made["snap_token"] and made["redirect_url"].startswith("http") and made["expires_at"]


def portal_says(database, mode):
    database.all("INSERT INTO public.application_settings (setting_key, setting_value) VALUES ('PAYMENT_PROVIDER_MODE', %s)"
                 " ON CONFLICT (setting_key) DO UPDATE SET setting_value = excluded.setting_value", mode)


@pytest.mark.parametrize("said, configured, mode", [
    ("snap", None, "snap"),
    ("Snap UI", None, "snap"),
    ("core-api", None, "core_api"),
    ("gopay", None, "core_api"),
    ("snap", "core_api", "core_api"),
    ("core_api", "snap", "snap"),
])
def test_the_portal_decides_how_where_the_configuration_does_not(run, database, make_config, router, gateways, user,
                                                                 said, configured, mode):
    portal_says(database, said)
    config = make_config(database, [router], midtrans=gateways.settings("midtrans", mode=configured))
    made = charge(database, sold(run, database, user, config=config))
    assert made["mode"] == mode and (made["redirect_url"] is not None) == (mode == "snap")
    assert len(requests(gateways, "/snap/v1/transactions")) == (mode == "snap")
    assert len(requests(gateways, "/v2/charge")) == (mode == "core_api")


def test_the_mode_is_set_for_all_hosts_and_says_where_it_comes_from(run, show, database, make_config, router, gateways, user):
    config = make_config(database, [router], midtrans=gateways.settings("midtrans", mode=None))

    def seen():
        row, = show("settings", "--id", "PAYMENT_PROVIDER_MODE", config=config)
        return row["value"], row["source"], row["origin"]

    assert seen() == ("core_api", "default", None)
    portal_says(database, "Midtrans")
    assert seen() == ("core_api", "default", "PAYMENT_PROVIDER_MODE: unreadable")
    found = run("check", config=config)
    assert found.code == 1 and "portal_settings_read" in found.out
    refused = run("act", "settings.set", "--id", "PAYMENT_PROVIDER_MODE", "value=both", config=config)
    assert refused.code == 1 and "must be one of core_api, snap" in refused.err + refused.out
    assert run("act", "settings.set", "--id", "PAYMENT_PROVIDER_MODE", "value=snap", config=config).code == 0
    assert seen() == ("snap", "portal", "PAYMENT_PROVIDER_MODE")
    assert charge(database, sold(run, database, user, config=config))["snap_token"]
    assert '"mode":"by setting"' in run("show", "config", config=config).out.replace('": "', '":"')


@pytest.mark.parametrize("kind", ["reset_after", "cut", "garbage", "html"])
def test_an_answer_that_was_lost_is_looked_up(run, database, gateways, user, kind):
    gateways.fault("midtrans", kind, on="/v2/charge")
    sell(run, user, "method=qris")
    settle(run, database)
    made = charge(database, order_of(database, user))
    assert made["state"] == "open" and len(requests(gateways, "/v2/charge")) == 1
    assert made["qr_url"].endswith(f"/v2/qris/{made['transaction_id']}/qr-code")


def test_what_never_arrived_is_sent_again(run, database, gateways, user):
    gateways.fault("midtrans", "reset", on="/v2/charge", count=5)
    done = sell(run, user, "method=qris")
    assert done.code == 0
    order = order_of(database, user)
    assert state(database, order) == "new" and charge(database, order)["ask_error"]
    gateways.order("calm")
    settle(run, database)
    assert charge(database, order)["qr_string"] and state(database, order) == "open"


def test_a_hiccup_is_over_before_the_customer_notices(run, database, gateways, user):
    gateways.fault("midtrans", "reset", on="/v2/charge")
    assert sell(run, user, "method=qris").code == 0
    assert charge(database, order_of(database, user))["qr_string"]


def test_a_dead_gateway_leaves_charges_waiting(run, database, make_config, router, gateways, free_port):
    dead = f"http://127.0.0.1:{free_port()}"
    config = make_config(database, [router], midtrans=gateways.settings("midtrans", core_url=dead, snap_url=dead))
    done = run("act", "payments.sell", "--where", "status:active", "package=Paket 10 GB", "method=qris", "--yes", "--format", "json",
               config=config)
    result = json.loads(done.out)[0]
    assert done.code == 0 and result["effects_waiting"] > 10
    # one was tried, again after a moment; the others wait with it
    assert 1 <= database.one("SELECT sum(attempts) FROM console.outbox WHERE target = 'midtrans:main'") <= 4
    assert database.one("SELECT state FROM console.gateway_state WHERE name = 'midtrans'") == "down"
    make_due(database)
    assert run("worker", "--once").code == 0
    assert database.one("SELECT count(*) FROM console.charge WHERE NOT is_adopted AND state <> 'open'") == 0
    assert len(requests(gateways, "/v2/charge")) == result["effects_waiting"]
    assert database.one("SELECT state FROM console.gateway_state WHERE name = 'midtrans'") == "up"


def test_a_refusal_fails_the_charge_with_its_reason(run, database, make_config, router, gateways, user):
    config = make_config(database, [router], midtrans=gateways.settings("midtrans", server_key="SB-Mid-server-WRONG"))
    done = sell(run, user, "method=qris", config=config)
    made = charge(database, order_of(database, user))
    assert made["state"] == "failed" and made["reason"], made
    assert made["reason"] in done.err and "WRONG" not in done.err + done.out + json.dumps(made)


def test_a_duplicate_order_is_adopted(run, database, gateways, user):
    gateways.fault("midtrans", "reset", on="/v2/charge", count=5)
    sell(run, user, "method=qris")
    gateways.order("calm")
    order = order_of(database, user)
    charge_at_gateway(gateways, order, charge(database, order)["amount_rp"])
    # looked up in vain because the gateway has no answer for that
    gateways.fault("midtrans", "status", on="/status", status=404)
    settle(run, database)
    assert state(database, order) == "open" and charge(database, order)["transaction_id"]


# --- how it ends, by polling alone --------------------------------------------------------------------


def test_polling_sees_a_payment(run, database, gateways, user):
    order, before = sold(run, database, user, "method=qris"), quota(database, user)
    gateways.move(order, "settlement", silent=True)
    make_due(database)
    job(run, "charge_reconcile")
    assert state(database, order) == "paid" and quota(database, user) > before


def test_refresh_asks_now(run, database, gateways, user):
    order = sold(run, database, user, "method=qris")
    gateways.move(order, "settlement", silent=True)
    done = run("act", "payments.refresh", "--id", order)
    assert done.code == 0, done.err
    assert state(database, order) == "paid"


@pytest.mark.parametrize("action, end, there", [("payments.cancel", "cancelled", "cancel"), ("payments.expire", "expired", "expire")])
def test_ended_by_hand_is_ended_there(run, database, gateways, user, action, end, there):
    order = sold(run, database, user, "method=qris")
    done = run("act", action, "--id", order, "--yes")
    assert done.code == 0, done.err
    assert state(database, order) == end
    assert gateways.order("dump")["charges"][order]["status"] == there


def test_cancelled_too_late_is_paid(run, database, gateways, user):
    order = sold(run, database, user, "method=qris")
    gateways.move(order, "settlement", silent=True)
    run("act", "payments.cancel", "--id", order, "--yes")
    assert state(database, order) == "paid"


def age(database, order, minutes):
    database.all("UPDATE console.charge SET expires_at = now() - make_interval(mins => %s) WHERE order_id = %s", minutes, order)


def test_expiry_waits_for_the_grace_and_ends_it_there(run, database, gateways, user):
    order = sold(run, database, user, "method=qris")
    age(database, order, 4)
    job(run, "charge_expiry")
    assert state(database, order) == "open"
    age(database, order, 6)
    job(run, "charge_expiry")
    assert state(database, order) == "expired"
    assert gateways.order("dump")["charges"][order]["status"] == "expire"
    assert database.one("SELECT status FROM public.transactions WHERE midtrans_order_id = %s", order) == "EXPIRED"


def test_expiry_asks_first(run, database, gateways, user):
    order = sold(run, database, user, "method=qris")
    gateways.move(order, "settlement", silent=True)
    age(database, order, 60)
    job(run, "charge_expiry")
    assert state(database, order) == "paid"


def test_nothing_expires_while_nobody_answers(run, database, gateways, user):
    order = sold(run, database, user, "method=qris")
    age(database, order, 60)
    gateways.fault("midtrans", "status", status=503, count=9)
    job(run, "charge_expiry")
    assert state(database, order) == "open" and charge(database, order)["ask_error"]
    gateways.order("calm")
    job(run, "charge_expiry")
    assert state(database, order) == "expired"


def test_late_money_is_seen_by_polling(run, database, gateways, user):
    order = sold(run, database, user, "method=qris")
    age(database, order, 60)
    job(run, "charge_expiry")
    gateways.move(order, "settlement", silent=True)
    database.all("UPDATE console.charge SET asked_at = now() - interval '1 minute'")
    job(run, "charge_reconcile")
    assert state(database, order) == "late"


@pytest.mark.parametrize("mode", ["mode", "NULL"])
def test_what_is_over_here_can_not_be_paid_there(run, database, gateways, user, mode):
    order = sold(run, database, user, "method=qris")
    # withdrawn while its request was on the way
    database.all(f"UPDATE console.charge SET state = 'cancelled', mode = {mode}, asked_at = NULL WHERE order_id = %s", order)
    job(run, "charge_reconcile")
    assert gateways.order("dump")["charges"][order]["status"] == "expire"
    assert state(database, order) == "cancelled"


def test_many_pages_are_all_asked_about(run, database, gateways):
    users = [buyer(database, skip=number) for number in range(30)]
    done = run("act", "payments.sell", "--id", *users, "package=Paket 10 GB", "method=qris", "--yes", "--format", "json")
    count = json.loads(done.out)[0]["effects_done"]
    orders = [order for order, in database.all("SELECT order_id FROM console.charge WHERE NOT is_adopted")]
    for order in orders:
        gateways.move(order, "settlement", silent=True)
    make_due(database)
    job(run, "charge_reconcile")
    assert database.one("SELECT count(*) FROM console.charge WHERE state = 'paid'") == count == len(orders)
    assert database.one("SELECT count(*) FROM console.charge_effect") == count


def test_the_portals_own_transactions_end_too(run, database, gateways, user):
    charge_at_gateway(gateways, "PORTAL-1", 200000)
    charge_at_gateway(gateways, "PORTAL-2", 200000)
    gateways.move("PORTAL-2", "settlement", silent=True)
    package = database.one("SELECT id FROM public.packages WHERE name = 'Paket 10 GB'")
    price = database.one("SELECT price FROM public.packages WHERE name = 'Paket 10 GB'")
    for order in ("PORTAL-1", "PORTAL-2", "PORTAL-3"):
        database.all("""INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, amount, status, expiry_time)
                        VALUES (gen_random_uuid(), %s, %s, %s, %s, 'PENDING', now() - interval '10 min')""", user, package, order, price)
    # for nothing that is sold here: nobody asks about it for ever
    database.all("""INSERT INTO public.transactions (id, user_id, midtrans_order_id, amount, status, expiry_time)
                    VALUES (gen_random_uuid(), %s, 'PORTAL-4', 5000, 'PENDING', now() - interval '10 min')""", user)
    job(run, "charge_expiry")
    assert requests(gateways, "PORTAL-3") and not requests(gateways, "PORTAL-4")
    found = dict(database.all("SELECT midtrans_order_id, status FROM public.transactions WHERE midtrans_order_id LIKE 'PORTAL%'"))
    assert (found["PORTAL-1"], found["PORTAL-3"]) == ("EXPIRED", "EXPIRED")
    assert state(database, "PORTAL-2") in ("paid", "mismatch")


# --- others are not held up -------------------------------------------------------------------------


def test_a_mute_gateway_holds_up_no_router(run, database, gateways, router, user, worker, make_config):
    config = make_config(database, [router], midtrans=gateways.settings("midtrans", deadline_ms=8000))
    gateways.fault("midtrans", "mute", count=50)
    worker(config=config)
    database.all("""INSERT INTO console.outbox (target, effect, entity_type, entity_id)
                    VALUES ('midtrans:main', 'charge_ask', 'charge', gen_random_uuid())""")
    wait(database, "SELECT count(*) = 1 FROM console.worker WHERE kind = 'worker'")
    order = order_new(database, user)
    wait(database, "SELECT state = 'running' FROM console.outbox WHERE entity_id = (SELECT id FROM console.charge "
                   f"WHERE order_id = '{order}')")
    database.all("INSERT INTO console.outbox (target, effect, entity_type, entity_id) VALUES ('router:main', 'sync_user', 'user', %s)", user)
    database.all("NOTIFY hotspot_console, 'outbox'")
    wait(database, "SELECT state = 'done' FROM console.outbox WHERE target = 'router:main'")
    assert database.one("SELECT state FROM console.outbox WHERE payload ->> 'order_id' = %s", order) == "running"


def test_a_mute_gateway_holds_up_no_other_job(run, database, gateways, router, user, worker, make_config):
    order = sold(run, database, user, "method=qris")
    make_due(database)
    gateways.fault("midtrans", "mute", count=50)
    worker(config=make_config(database, [router], midtrans=gateways.settings("midtrans", deadline_ms=8000)))
    asking = "SELECT lease_until > now() FROM console.job WHERE name = 'charge_reconcile'"
    wait(database, asking)
    runs = database.one("SELECT run_number FROM console.job WHERE name = 'outbox_rescue'")
    assert run("act", "jobs.run", "--id", "outbox_rescue", "--yes").code == 0
    wait(database, f"SELECT run_number > {runs} AND last_result IS NOT NULL FROM console.job WHERE name = 'outbox_rescue'", seconds=4)
    assert database.one(asking) and state(database, order) == "open"


def test_one_worker_asks_the_gateway_and_syncs_the_router_at_once(run, database, gateways, router):
    orders = [sold(run, database, buyer(database, skip=number), "method=qris") for number in range(6)]
    for order in orders:
        gateways.move(order, "settlement", silent=True)
    database.all("""INSERT INTO console.outbox (target, effect, entity_type, entity_id)
                    SELECT 'midtrans:main', 'charge_ask', 'charge', c.id FROM console.charge c WHERE NOT c.is_adopted""")
    database.all("""INSERT INTO console.outbox (target, effect, entity_type, entity_id)
                    SELECT 'router:main', 'sync_user', 'user', id FROM public.users
                     WHERE id NOT IN (SELECT user_id FROM console.charge)""")
    router.order("latency", ms=100)
    done = run("worker", "--once")
    assert done.code == 0, done.err
    assert [state(database, order) for order in orders] == ["paid"] * len(orders)
    assert database.one("SELECT count(*) FROM console.outbox WHERE state IN ('pending', 'running', 'failed')") == 0


def order_new(database, user):
    order = "BELI-000000000001"
    database.all("""INSERT INTO console.charge (order_id, kind, gateway, method, user_id, subject, amount_rp, actor)
                    VALUES (%s, 'deposit', 'midtrans', 'qris', %s, 'Deposit', 50000, 'tester')""", order, user)
    database.all("""INSERT INTO console.outbox (target, effect, entity_type, entity_id, payload)
                    SELECT 'midtrans:main', 'charge_create', 'charge', id, jsonb_build_object('order_id', order_id)
                      FROM console.charge""")
    database.all("NOTIFY hotspot_console, 'outbox'")
    return order


def wait(database, sql, seconds=10):
    import time
    until = time.monotonic() + seconds
    while not database.one(sql):
        assert time.monotonic() < until, sql
        time.sleep(0.02)

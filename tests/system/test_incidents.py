"""What is wrong is seen, said and mended: each kind is brought about in the data, the watch sees it, its page says what to do, and it
is over when it is mended. What looks alike but is none leaves it silent."""

import json
import re

import pytest
from test_widgets import open_pane


@pytest.fixture
def config(make_config, database, router, gateways):
    return make_config(database, [router], midtrans=gateways)


@pytest.fixture
def look(run, config):
    """Lets the watch look once, and gives what is open as {kind: row}."""
    def now():
        done = run("act", "jobs.run", "--id", "incident_watch", "--yes", "--format", "json")
        assert done.code == 0 and "can't look" not in done.out, done.out + done.err
        return {row["kind"]: row for row in incidents(run)}
    return now


def incidents(run, *where):
    done = run("show", "incidents", *(["--where", " ".join(where)] if where else []), "--format", "json")
    assert done.code == 0, done.err
    return json.loads(done.out)


def customers(database, count):
    """Of whom nothing is odd, a new one each time."""
    return [row[0] for row in database.all("""SELECT u.id::text FROM public.users u
        WHERE u.is_active AND u.approval_status = 'APPROVED' AND u.role = 'USER' AND NOT u.is_blocked AND u.manual_debt_mb = 0
          AND u.total_quota_used_mb < u.total_quota_purchased_mb
          AND NOT EXISTS (SELECT FROM public.user_quota_debts d WHERE d.user_id = u.id)
          AND NOT EXISTS (SELECT FROM console.incident_row r WHERE r.user_id = u.id) ORDER BY u.id LIMIT %s""", count)]


CHARGE = """INSERT INTO console.charge (order_id, kind, gateway, mode, method, user_id, subject, amount_rp, state, waits_for, odd_word,
    ask_misfits, paid_at, expires_at, actor, created_at, updated_at)
    VALUES (%(order)s, 'package', 'midtrans', 'core_api', 'qris', %(user)s, 'x', 50000, %(state)s, %(waits)s, %(word)s, %(misfits)s,
            %(paid)s::timestamptz, %(ends)s::timestamptz, 'test', now() - interval '3 hours', now() - interval '1 hour')"""


def charge(state, order="HC-1", waits=None, word=None, misfits=None, paid=None, ends=None):
    return CHARGE, {"order": order, "state": state, "waits": waits, "word": word, "misfits": misfits, "paid": paid, "ends": ends}


ROUTER = "UPDATE console.router_sync_state SET state = 'up', failures = 0, checked_at = now()"
OUTBOX = """INSERT INTO console.outbox (target, effect, entity_type, entity_id, state, last_error, next_attempt_at)
    VALUES ('{}', 'x', 'user', %(user)s::uuid, '{}', 'it says no', now() - interval '{} minutes')"""
SESSION = """INSERT INTO console.router_session (id, router, router_id, user_id, account, mac, address, shares_address)
    SELECT gen_random_uuid(), 'main', '{0}' || u.id::text, u.id, u.phone_number, '02:00:00:00:99:0{0}', '10.99.0.{0}', {1} > 1
      FROM public.users u ORDER BY u.id <> %(user)s::uuid, u.id LIMIT {1}"""
# One that was heard of within 30 s would be left the look.
WORKER = """INSERT INTO console.worker (id, kind, host, pid, version, started_at, heartbeat_at)
    VALUES (gen_random_uuid(), 'worker', '{}', 1, '{}', now() - interval '1 hour', now() - interval '{} s')"""
BLOCK = """UPDATE public.users SET is_blocked = true, blocked_at = now(), blocked_reason = '{}', manual_debt_mb = {} WHERE id = %(user)s"""
JOB = """UPDATE console.job SET last_error = {}, next_run_at = now() + interval '{} minutes', is_paused = {}, lease_until = NULL, kept_by = NULL
    WHERE name = '{}'"""
DRIFT = """INSERT INTO console.drift (id, router, kind, user_id, subject, cause, mend, is_safe, found_at)
    SELECT gen_random_uuid(), 'main', '{}', %(user)s, 'x' || n, 'x', {}, true, now() - interval '1 hour' FROM generate_series(1, {}) n"""
INBOX = """INSERT INTO console.inbox (gateway, order_id, status, body, state, received_at)
    VALUES ('midtrans', '{}', '200/settlement/accept', '', '{}', now() - interval '{} days')"""
PRODUCT = """WITH p AS (INSERT INTO console.product (code, name, price_rp, is_active) VALUES ('PULSA', 'Pulsa', 5000, {}) RETURNING id)
    INSERT INTO console.product_count (product_id, free, reserved, used) SELECT p.id, {}, 0, {} FROM p"""

ORDER = """WITH p AS (INSERT INTO console.product (code, name, price_rp) VALUES ('KUOTA', 'Kuota', 5000) RETURNING id),
    o AS (INSERT INTO console.shop_order (id, user_id, state, total_rp, actor, paid_at)
          VALUES (gen_random_uuid(), %(user)s, 'paid', 5000, 'test', now() - interval '{}') RETURNING id)
    INSERT INTO console.order_item (order_id, position, product_id, quantity, unit_price_rp) SELECT o.id, 1, p.id, 1, 5000 FROM o, p"""
VOUCHER = """INSERT INTO console.voucher (lot_id, place, router, server, code, state, sold_at, order_id)
    VALUES (gen_random_uuid(), 1, 'main', 'all', 'TRY123', 'bought', now() - interval '{}', 'HC-v')"""
TICKET = """INSERT INTO console.ticket (id, subject, text, opened_by, follow_up)
    VALUES (gen_random_uuid(), 'x', 'x', 'test', now() {} interval '5 minutes')"""

# kind: what brings it about, what looks alike. Statements have the customer as %(user)s; of a charge its parameters stand beside it.
KINDS = {
    "paid_without_effect": (charge("paid", paid="now - 1 hour"), charge("paid", paid="now - 1 minute")),
    "money_late": (charge("late", waits="money"), charge("late")),
    "money_mismatch": (charge("mismatch", waits="money"), charge("mismatch")),
    "refund_waits": (charge("refund_due", waits="money"), charge("refunded")),
    "charged_back": (charge("charged_back", waits="money"), charge("charged_back")),
    "unknown_word": (charge("open", waits="word", word="hm"), charge("open", word="hm")),
    "answers_misfit": (charge("open", misfits=3), charge("open", misfits=2)),
    "open_beyond_time": (charge("open", ends="now - 1 hour"), charge("open", ends="now - 1 minute")),
    "notification_failed": (INBOX.format("A-0", "failed", 1), INBOX.format("A-0", "done", 1)),
    "notification_unmatched": (INBOX.format("A-1", "unmatched", 1), INBOX.format("payment_notif_test_1", "unmatched", 1)),
    "gateway_down": ("INSERT INTO console.gateway_state VALUES ('telegram', 'down', 3, now(), 'refused', now())",
                     "INSERT INTO console.gateway_state VALUES ('telegram', 'down', 2, now(), 'refused', now())"),
    "isolir_without_cause": (BLOCK.format("isolir_tagihan|x", 0), BLOCK.format("by hand", 0)),
    "debt_block_without_debt": (BLOCK.format("quota_debt_limit|x", 0), BLOCK.format("by hand", 0)),
    "nothing_inside": (PRODUCT.format(True, 0, 3), PRODUCT.format(True, 2, 3)),
    "router_flagged": (ROUTER + ", is_flagged = true", ROUTER),
    "device_mode": (ROUTER + ", allows_hotspot = false, device_mode = 'home'", ROUTER + ", allows_hotspot = true"),
    "router_policies": (ROUTER + ", lacks_policies = 'write'", ROUTER + ", lacks_policies = ''"),
    "clock_skew": (ROUTER + ", clock_skew_s = -400", ROUTER + ", clock_skew_s = 100"),
    "scan_failed": (ROUTER + ", scan_error = 'no answer'", ROUTER),
    "counters_still": (ROUTER + ", counters_moved_at = now() - interval '2 hours'", ROUTER + ", counters_moved_at = now()"),
    "usage_not_read": (ROUTER + ", last_usage_at = now() - interval '11 minutes'", ROUTER + ", last_usage_at = now() - interval '5 minutes'"),
    "drift_high": (DRIFT.format("account_limit", "'x'", 51), DRIFT.format("account_limit", "NULL", 51)),
    "session_refused": (DRIFT.format("session_open", "'x'", 1), DRIFT.format("account_limit", "'x'", 1)),
    "bank_unreachable": (DRIFT.format("garden", "'x'", 1), DRIFT.format("account_limit", "'x'", 1)),
    "address_shared": (SESSION.format(1, 2), SESSION.format(1, 1)),
    "device_shared": ("""INSERT INTO public.user_devices (id, user_id, mac_address)
                             SELECT gen_random_uuid(), u.id, '02-00-00-00-99-02' FROM public.users u ORDER BY u.id <> %(user)s LIMIT 2""",
                      """INSERT INTO public.user_devices (id, user_id, mac_address)
                             VALUES (gen_random_uuid(), %(user)s, '02-00-00-00-99-02')"""),
    "effect_failed": (OUTBOX.format("router:main", "failed", 0), OUTBOX.format("router:main", "pending", 0)),
    "message_failed": (OUTBOX.format("telegram:bot", "failed", 0), OUTBOX.format("telegram:bot", "pending", 0)),
    "effect_waits": (OUTBOX.format("gateway:midtrans", "pending", 11), OUTBOX.format("gateway:midtrans", "pending", 5)),
    "job_failing": (JOB.format("'it says no'", 5, False, "debt_limit"), JOB.format("'it says no'", 5, True, "debt_limit")),
    "job_overdue": (JOB.format("NULL", -100000, False, "integrity_check"), JOB.format("NULL", -5, False, "integrity_check")),
    "worker_gone": (WORKER.format("pi-2", "1.0", 300), WORKER.format("pi-2", "1.0", 45)),
    "versions_differ": (WORKER.format("pi-4", "0.9", 45) + ", (gen_random_uuid(), 'worker', 'pi-3', 1, '1.0', now(), now() - interval '45 s')",
                        WORKER.format("pi-4", "1.0", 45) + ", (gen_random_uuid(), 'worker', 'pi-3', 1, '1.0', now(), now() - interval '45 s')"),
    "certificate_ends": ("INSERT INTO console.certificate VALUES ('database', 'x', now() + interval '13 days')",
                         "INSERT INTO console.certificate VALUES ('database', 'x', now() + interval '15 days')"),
    "quota_impossible": ("INSERT INTO console.finding (kind, key, present) VALUES ('quota_not_negative', 'y', '-5 MB')",
                         "INSERT INTO console.finding (kind, key, present, closed_at, closed_how) VALUES ('quota_not_negative', 'y', 'z', now(), 'gone')"),
    "debt_sum_wrong": ("INSERT INTO console.finding (kind, key, present) VALUES ('manual_debt_is_ledger_sum', 'y', '5 MB')",
                       "INSERT INTO console.finding (kind, key, present, closed_at, closed_how) VALUES ('manual_debt_is_ledger_sum', 'y', 'z', now(), 'gone')"),
    "session_limit": (ROUTER.replace("'up', failures = 0", "'down', failures = 2") + ", last_error = 'can''t log in to router main: too many sessions'"
                      " WHERE router = 'full'", ROUTER),
    "order_without_content": (ORDER.format("1 hour"), ORDER.format("30 s")),
    "voucher_without_content": (VOUCHER.format("1 hour"), VOUCHER.format("1 minute")),
    "follow_up_due": (TICKET.format("-"), TICKET.format("+")),
    "data_breaks_rule": ("INSERT INTO console.finding (kind, key, present) VALUES ('x', 'y', 'z')",
                         "INSERT INTO console.finding (kind, key, present, closed_at, closed_how) VALUES ('x', 'y', 'z', now(), 'gone')"),
}


def put_in(database, user, what, kind):
    statement, values = (what, {}) if isinstance(what, str) else what
    values = {name: re.sub(r"^now - (.*)$", lambda m: database.one("SELECT (now() - %s::interval)::text", m[1]), value)
              if isinstance(value, str) else value for name, value in values.items()}
    if "order" in values:
        values["order"] = f"HC-{kind}".replace("_", "-")
    with database.connect() as connection:
        connection.execute("SET session_replication_role = replica")
        if kind == "session_limit":
            connection.execute("INSERT INTO console.router (name, position) VALUES ('full', 9)")
            connection.execute("INSERT INTO console.router_sync_state (router, state) VALUES ('full', 'up')")
        connection.execute(statement, {"user": user, **values})


CLEAN = """DELETE FROM console.charge WHERE actor = 'test'; DELETE FROM console.inbox WHERE order_id ~ '^(A-|payment_notif)';
    DELETE FROM console.gateway_state; DELETE FROM console.ticket WHERE opened_by = 'test'; DELETE FROM console.outbox WHERE effect = 'x'; DELETE FROM console.drift WHERE cause = 'x';
    DELETE FROM console.router_session; DELETE FROM public.user_devices WHERE mac_address LIKE '02-00-00-00-99-%';
    DELETE FROM console.order_item WHERE product_id IN (SELECT id FROM console.product WHERE code = 'KUOTA');
    DELETE FROM console.shop_order WHERE actor = 'test'; DELETE FROM console.product WHERE code IN ('PULSA', 'KUOTA');
    DELETE FROM console.voucher WHERE code = 'TRY123'; DELETE FROM console.certificate; DELETE FROM console.router WHERE name = 'full';
    DELETE FROM console.router_sync_state WHERE router = 'full'; DELETE FROM console.worker WHERE host LIKE 'pi-%'; DELETE FROM console.finding;
    UPDATE public.users SET is_blocked = false, blocked_reason = NULL, blocked_at = NULL WHERE blocked_reason ~ '^(isolir|tunggakan|quota_|by hand)';
    UPDATE console.job SET last_error = NULL, is_paused = false, next_run_at = now() + interval '1 minute';
    UPDATE console.router_sync_state SET allows_hotspot = NULL, is_flagged = NULL, lacks_policies = NULL, clock_skew_s = 0, scan_error = NULL,
        counters_moved_at = now(), last_usage_at = now(), state = 'up', failures = 0"""


def clean(database):
    with database.connect() as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(CLEAN)


def put_all_in(database, which):
    for user, (kind, ways) in zip(customers(database, len(KINDS)), KINDS.items(), strict=True):
        put_in(database, user, ways[which], kind)


@pytest.fixture
def quiet(run, config, database, router, look):
    """What the sample data are is none of what is tried here."""
    assert run("act", "routers.reconcile", "--id", "main", "--yes").code == 0
    clean(database)
    return set(look())


def test_each_kind_is_seen_and_over_when_it_is_mended(database, look, quiet):
    assert quiet & set(KINDS) == set()
    put_all_in(database, 0)
    seen = look()
    assert set(KINDS) - set(seen) == set()
    assert seen["money_late"]["severity"] == "critical" and seen["money_late"]["cause"] == "midtrans"
    assert seen["drift_high"]["rows"] == 1 and seen["session_refused"]["cause"] == "main"
    before = database.all("SELECT i.xmin, i.ctid FROM console.incident i ORDER BY i.id") + \
        database.all("SELECT r.xmin, r.ctid FROM console.incident_row r ORDER BY r.incident_id, r.key")
    look()
    assert database.all("SELECT i.xmin, i.ctid FROM console.incident i ORDER BY i.id") + \
        database.all("SELECT r.xmin, r.ctid FROM console.incident_row r ORDER BY r.incident_id, r.key") == before  # nothing is written
    clean(database)
    assert set(look()) == quiet


def test_what_looks_alike_is_none(database, look, quiet):
    put_all_in(database, 1)
    assert set(look()) & set(KINDS) == set()


def test_a_router_that_is_away_is_one_incident(database, look, quiet):
    down = ROUTER.replace("'up', failures = 0", "'down', failures = {}") + ", last_error = 'no answer', last_usage_at = now() - interval '1 day'"
    assert "failures = {}" in down
    put_in(database, None, down.format(1), "router_down")
    assert "router_down" not in look()
    put_in(database, None, down.format(2), "router_down")
    seen = look()
    assert seen["router_down"]["cause"] == "main" and "usage_not_read" not in seen


def test_it_comes_back_as_the_same_one(run, database, look, quiet):
    gateway = "INSERT INTO console.gateway_state VALUES ('telegram', 'down', 3, now(), 'refused', now())"
    put_in(database, None, gateway, "")
    number = look()["gateway_down"]["id"]
    assert run("act", "incidents.acknowledge", "--id", number, "note=telepon mereka", "--yes").code == 0
    clean(database)
    assert "gateway_down" not in look()
    put_in(database, None, gateway, "")
    again = look()["gateway_down"]
    assert (again["id"], again["state"], again["note"]) == (number, "acknowledged", "telepon mereka")


def test_taken_on_put_off_given_and_new_again(run, database, look, quiet):
    put_in(database, None, KINDS["gateway_down"][0], "")
    number = look()["gateway_down"]["id"]

    def act(name, *values):
        done = run("act", f"incidents.{name}", "--id", number, *values, "--yes")
        assert done.code == 0, done.out + done.err
        found = incidents(run, f"id:{number} state:new") + incidents(run, f"id:{number} state:acknowledged") + \
            incidents(run, f"id:{number} state:snoozed")
        return found[0]

    assert act("snooze", "hours=2")["state"] == "snoozed"
    assert "gateway_down" not in {row["kind"] for row in incidents(run)}
    assert act("reopen")["state"] == "new"
    assert act("assign", "to=siti")["assigned_to"] == "siti"
    assert act("acknowledge")["state"] == "acknowledged"
    clean(database)
    look()
    refused = run("act", "incidents.acknowledge", "--id", number, "--yes")
    assert refused.code != 0 and "is over already" in refused.out + refused.err


def test_its_page_says_what_it_means_and_opens_what_it_is_about(run, database, console, look, quiet):
    user = customers(database, 1)[0]
    put_in(database, user, KINDS["money_late"][0], "money_late")
    look()
    name = database.one("SELECT full_name FROM public.users WHERE id = %s", user)
    screen = open_pane(console, "incidents", "Money came late")
    screen.wait_for("○incidents")
    screen.press("enter")
    screen.wait_for("The customer paid after the charge had ended")
    screen.wait_for("Decide: apply it all the same")
    screen.wait_for(name)
    print("\n".join(screen.lines()))


def test_a_new_one_is_told_on_every_pane(run, database, console, look, quiet):
    screen = open_pane(console, "users", "Name")
    screen.wait_for("db")
    put_in(database, None, KINDS["gateway_down"][0], "")
    look()
    screen.wait_for("New incident")
    screen.wait_for("A gateway or messenger does not answer")


def test_a_detector_that_can_not_look_hides_no_other(run, database, look, quiet):
    put_in(database, None, KINDS["gateway_down"][0], "")
    with database.connect() as connection:
        connection.execute("ALTER TABLE console.product_count RENAME TO product_count_away")
        try:
            done = run("act", "jobs.run", "--id", "incident_watch", "--yes", "--format", "json")
        finally:
            connection.execute("ALTER TABLE console.product_count_away RENAME TO product_count")
    assert "the detector nothing_inside can't look" in done.out
    assert "gateway_down" in {row["kind"] for row in incidents(run)}


def test_help_has_what_to_do_about_each(console, quiet):
    screen = open_pane(console, "incidents", "Nothing is wrong")
    screen.press("?")
    screen.press("/")
    screen.type("Two customers at one address")
    screen.press("enter")
    screen.wait_for("One of them uses what the other pays for.")

"""What is wrong with a customer: forty customers with faults that were put in by threes and fours, in the database, on the
simulated router and at the simulated gateways; the oracle below says from the same list what has to be found, and in which order."""

import json
import time

import pytest
from cashdesk import order_of, quota, sold, state
from test_crash import wait_until
from test_path import managed_lists

# Fault: what it does to the customer's rows ({id} is the customer), and the symptom that it is. The rank is written down here once
# more: an oracle that asked the program would agree with whatever it says.
STORED = {
    "paid_late": (100, "UPDATE console.charge SET state = 'late', waits_for = 'apply it all the same, or give the money back', paid_at = now() WHERE order_id = {order}"),
    "paid_otherwise": (101, "UPDATE console.charge SET state = 'mismatch', waits_for = 'paid in USD, not in IDR', paid_at = now() WHERE order_id = {order}"),
    "paid_unapplied": (102, "UPDATE console.charge SET state = 'paid', paid_at = now() WHERE order_id = {order}"),
    "money_waits": (103, "UPDATE console.charge SET state = 'refund_due', waits_for = 'give the money back, then note it' WHERE order_id = {order}"),
    "blocked_cleared": (110, "UPDATE public.users SET is_blocked = true, blocked_at = now(), blocked_reason = 'quota_manual_debt_end_of_month|2048' WHERE id = {id}"),
    "waiting_approval": (200, "UPDATE public.users SET approval_status = 'PENDING_APPROVAL' WHERE id = {id}"),
    "rejected": (201, "UPDATE public.users SET approval_status = 'REJECTED' WHERE id = {id}"),
    "switched_off": (202, "UPDATE public.users SET is_active = false WHERE id = {id}"),
    "blocked_overdue": (210, "UPDATE public.users SET is_blocked = true, blocked_at = now(), blocked_reason = 'tunggakan_overdue|30' WHERE id = {id}"),
    "blocked_limit": (211, "UPDATE public.users SET is_blocked = true, blocked_at = now(), blocked_reason = 'quota_debt_limit|auto_debt=1' WHERE id = {id}"),
    "blocked_month_end": (212, "UPDATE public.users SET is_blocked = true, blocked_at = now(), blocked_reason = 'quota_debt_end_of_month|' WHERE id = {id}"),
    "blocked_by_hand": (213, "UPDATE public.users SET is_blocked = true, blocked_at = now(), blocked_reason = 'Berbagi akun' WHERE id = {id}"),
    "expired": (220, "UPDATE public.users SET quota_expiry_date = now() - interval '2 days' WHERE id = {id}"),
    "never_bought": (221, "UPDATE public.users SET total_quota_purchased_mb = 0, total_quota_used_mb = 0 WHERE id = {id}"),
    "quota_gone": (222, "UPDATE public.users SET total_quota_used_mb = total_quota_purchased_mb WHERE id = {id}"),
    "router_down": (231, "UPDATE public.users SET mikrotik_server_name = 'hotspot2' WHERE id = {id}"),
    "account_missing": (240, "{drift}account_missing', '08', NULL, NULL)"),
    "account_disabled": (241, "{drift}account_disabled', '08', 'enabled', 'disabled')"),
    "account_counter": (242, "{drift}account_counter', '08', NULL, '12.0 GB')"),
    "account_uptime": (243, "{drift}account_uptime', '08', NULL, '1d')"),
    "list_wrong": (244, "{drift}wrong_list', '10.5.50.9', 'active', 'habis')"),
    "list_missing": (245, "{drift}missing_in_list', '10.5.50.9', 'active', NULL)"),
    "binding_wrong": (246, "{drift}binding_type', 'AA', 'bypassed', 'regular')"),
    "profile_differs": (300, "UPDATE public.users SET mikrotik_profile_name = 'laju' WHERE id = {id}"),
    "fup": (301, "UPDATE public.users SET total_quota_used_mb = total_quota_purchased_mb - 100 WHERE id = {id}"),
    "sync_failed": (310, "INSERT INTO console.outbox (target, effect, entity_type, entity_id, state, attempts, last_error) VALUES ('router:main', 'sync_user', 'user', {id}, 'failed', 3, 'no answer')"),
    "sync_waits": (311, "INSERT INTO console.outbox (target, effect, entity_type, entity_id, attempts, next_attempt_at) VALUES ('router:main', 'sync_user', 'user', {id}, 2, now() + interval '1 hour')"),
    "router_differs": (312, "{drift}account_other', '08', 'a', 'b')"),
    "session_open": (313, "{drift}session_open', '10.5.50.9', NULL, 'on')"),
    "mac_changed": (320, "INSERT INTO console.router_host_seen (id, router, mac, login_user_id, is_here, is_listed) VALUES (gen_random_uuid(), 'main', '{mac}', {id}, true, false)"),
    "device_refused": (321, "INSERT INTO public.user_devices (id, user_id, mac_address, is_authorized, first_seen_at, last_seen_at) VALUES (gen_random_uuid(), {id}, '{mac}', false, now(), now())"),
    "address_shared": (322, "INSERT INTO console.router_session (id, router, router_id, user_id, address, uptime_s, bytes) VALUES (gen_random_uuid(), 'main', 'a{n}', {id}, '10.9.0.{n}', 1260, 3435973837), (gen_random_uuid(), 'main', 'b{n}', NULL, '10.9.0.{n}', 5, 5)"),
    "mac_shared": (323, "INSERT INTO public.user_devices (id, user_id, mac_address, is_authorized, first_seen_at, last_seen_at) SELECT gen_random_uuid(), u, '{mac}', true, now(), now() FROM unnest(ARRAY[{id}, {other}]::uuid[]) u"),
    "link_over": (333, "UPDATE console.charge SET state = 'expired', updated_at = now() WHERE order_id = {order}"),
    "charge_unheard": (335, "UPDATE console.charge SET expires_at = now() - interval '1 minute' WHERE order_id = {order}"),
    "debt_sum_wrong": (342, "UPDATE public.users SET manual_debt_mb = manual_debt_mb + 512 WHERE id = {id}"),
    "online": (400, "INSERT INTO console.router_session (id, router, router_id, user_id, address, uptime_s, bytes) VALUES (gen_random_uuid(), 'main', 'o{n}', {id}, '10.8.0.{n}', 1260, 3435973837)"),
}
OF_CHARGES = {"paid_late", "paid_otherwise", "paid_unapplied", "money_waits", "link_over", "charge_unheard"}
RANKS = {name: rank for name, (rank, _) in STORED.items()} | {"not_seen": 402}

# Three or four at a time, so that each comes several times, in other company.
TOGETHER = [
    "paid_late quota_gone account_disabled", "paid_otherwise expired list_wrong", "paid_unapplied router_down fup", "money_waits blocked_by_hand session_open",
    "blocked_cleared account_missing mac_changed", "waiting_approval device_refused", "rejected sync_failed online", "switched_off list_missing online",
    "blocked_overdue quota_gone link_over", "blocked_limit account_counter sync_waits", "blocked_month_end binding_wrong mac_shared", "blocked_by_hand expired account_uptime online",
    "expired paid_late list_missing", "never_bought mac_changed", "quota_gone link_over address_shared", "router_down blocked_cleared fup",
    "account_missing sync_failed debt_sum_wrong", "account_disabled profile_differs online", "account_counter fup charge_unheard", "account_uptime expired paid_unapplied",
    "list_wrong quota_gone mac_shared", "list_missing sync_waits money_waits", "binding_wrong device_refused link_over", "profile_differs fup online",
    "profile_differs router_differs address_shared", "fup mac_changed device_refused", "sync_failed sync_waits router_differs", "sync_waits router_differs online",
    "session_open expired switched_off", "mac_changed link_over debt_sum_wrong", "device_refused mac_shared never_bought", "address_shared paid_otherwise quota_gone",
    "charge_unheard blocked_overdue", "debt_sum_wrong blocked_cleared", "paid_late blocked_cleared expired account_disabled", "money_waits router_down profile_differs",
    "online", "online account_disabled sync_waits", "paid_late fup", "blocked_month_end expired quota_gone mac_changed",
]


def oracle(faults):
    """What is found of these faults, the worst first: a set that is worked out by hand, not by the program."""
    found = set(faults)
    if found & {"online", "address_shared"}:
        found |= {"online"}
    else:
        found |= {"not_seen"}
    if found & {"waiting_approval", "rejected", "switched_off"}:
        found -= {"expired", "never_bought", "quota_gone", "fup"}  # nothing is to be bought yet
    if "expired" in found:
        found -= {"fup"}
    return sorted(found, key=lambda name: RANKS[name])


def tidy(connection, users):
    """Customers without anything amiss: one device, seen now, quota left, nothing owed."""
    for table in ("public.user_quota_debts", "public.user_devices", "console.charge"):
        connection.execute(f"DELETE FROM {table} WHERE user_id = ANY (%s)", (users,))
    connection.execute("""UPDATE public.users SET is_active = true, approval_status = 'APPROVED', is_blocked = false, blocked_reason = NULL, blocked_at = NULL,
                                 role = 'USER', is_unlimited_user = false, manual_debt_mb = 0, total_quota_purchased_mb = 10240, total_quota_used_mb = 100,
                                 auto_debt_offset_mb = 0, quota_expiry_date = now() + interval '30 days', mikrotik_server_name = 'hotspot1',
                                 mikrotik_profile_name = 'default' WHERE id = ANY (%s)""", (users,))
    connection.execute("""INSERT INTO public.user_devices (id, user_id, mac_address, is_authorized, first_seen_at, last_seen_at)
                          SELECT gen_random_uuid(), u, upper(substr(md5(u::text), 1, 12)), true, now(), now() - interval '1 hour' FROM unnest(%s::uuid[]) u""", (users,))


def ground(connection):
    """Two routers, of which one is down, and a profile that one of them has otherwise."""
    connection.execute("""INSERT INTO console.router (name, position, servers) VALUES ('main', 0, '{hotspot1}'), ('north', 1, '{hotspot2}')
                          ON CONFLICT (name) DO UPDATE SET servers = excluded.servers""")
    connection.execute("""INSERT INTO console.router_sync_state (router, state, last_ok_at, last_error) VALUES ('north', 'down', now() - interval '1 hour', 'no answer'),
                          ('main', 'up', now(), NULL) ON CONFLICT (router) DO UPDATE SET state = excluded.state, last_error = excluded.last_error""")
    connection.execute("INSERT INTO public.package_profiles (id, profile_name) VALUES (gen_random_uuid(), 'laju')")
    connection.execute("INSERT INTO console.profile_terms (profile_id, rate_limit) SELECT id, '10M/10M' FROM public.package_profiles WHERE profile_name = 'laju'")
    connection.execute("""INSERT INTO console.router_profile (router, name, rate_limit) VALUES ('main', 'laju', '1M/1M'), ('north', 'laju', '1M/1M'), ('main', 'default', '')
                          ON CONFLICT DO NOTHING""")


def inject(connection, number, user, other, faults):
    order = f"HC-DIAG{number}"
    if OF_CHARGES & set(faults):
        connection.execute("""INSERT INTO console.charge (order_id, kind, gateway, mode, method, user_id, subject, amount_rp, state, expires_at, actor)
                              VALUES (%s, 'package', 'midtrans', 'core_api', 'qris', %s, 'Paket 10 GB', 100000, 'open', now() + interval '1 hour', 'test')""", (order, user))
    for fault in faults:
        statement = STORED[fault][1].replace("{drift}", "INSERT INTO console.drift (id, router, user_id, mend, cause, is_safe, kind, subject, expected, actual) "
                                                        "VALUES (gen_random_uuid(), 'main', {id}, 'x', 'x', true, '")
        for name, value in {"id": f"'{user}'", "order": f"'{order}'", "mac": f"02:00:00:00:{number:02X}:{len(fault):02X}", "n": str(number), "other": f"'{other}'"}.items():
            statement = statement.replace("{" + name + "}", value)
        connection.execute(statement)


def test_forty_customers_with_faults_together(run, database):
    cases = [line.split() for line in TOGETHER]
    users = [row[0] for row in database.all("SELECT id FROM public.users WHERE role = 'USER' ORDER BY id LIMIT %s", len(cases) + 1)]
    with database.connect() as connection:
        connection.execute("SET session_replication_role = replica")  # states that no way of the program leads to in one step
        ground(connection)
        tidy(connection, users)
        for number, faults in enumerate(cases):
            inject(connection, number, users[number], users[-1], faults)
        debtors = [user for user, faults in zip(users, cases) if set(faults) & {"blocked_overdue", "blocked_limit", "blocked_month_end"}]
        for user in debtors:
            connection.execute("""INSERT INTO public.user_quota_debts (id, user_id, debt_date, amount_mb, paid_mb, is_paid, created_at, updated_at)
                                  VALUES (gen_random_uuid(), %s, current_date - 40, 2048, 0, false, now(), now())""", (user,))
            connection.execute("UPDATE public.users SET manual_debt_mb = 2048 WHERE id = %s", (user,))
    done = run("explain", *map(str, users[:-1]), "--format", "json")
    assert done.code == 1, done.err
    found = {str(user): [] for user in users[:-1]}
    for row in json.loads(done.out):
        found[row["user_id"]].append(row["symptom"])
        assert row["severity"] == ("wronged", "stops", "hinders", "tells")[RANKS[row["symptom"]] // 100 - 1]
    wrong = [(faults, found[str(user)], oracle(faults)) for user, faults in zip(users, cases) if found[str(user)] != oracle(faults)]
    assert wrong == []
    assert len(cases) == 40 and {fault for faults in cases for fault in faults} == set(STORED)


# --- the router and the gateways, as they are at the moment ---


@pytest.fixture
def config(make_config, database, router, gateways):
    return make_config(database, [router], midtrans=gateways)


def on_router(router, account, **fields):
    """The hotspot user as the router has it; disabled="true" and the like, or removed=True."""
    rows = router.order("dump")["tables"]["/ip/hotspot/user"]
    if fields.pop("removed", False):
        rows = [row for row in rows if row["name"] != account]
    for row in rows:
        row.update(fields if row["name"] == account else {})
    router.order("load", tables={"/ip/hotspot/user": rows})


def customers(database, count):
    """With nothing amiss, and a device: (id, phone as it is dialled)."""
    return [(str(user), "0" + phone[3:]) for user, phone in database.all(
        """SELECT u.id, u.phone_number FROM public.users u WHERE role = 'USER' AND NOT is_unlimited_user AND is_active AND approval_status = 'APPROVED'
              AND NOT is_blocked AND manual_debt_mb = 0 AND quota_expiry_date > now() + interval '1 day'
              AND total_quota_used_mb < total_quota_purchased_mb - 4096 AND EXISTS (SELECT FROM public.user_devices d WHERE d.user_id = u.id AND d.is_authorized AND d.last_hotspot_host_id IS NOT NULL)
            ORDER BY u.id LIMIT %s""", count)]


def explained(run, *users, code=None):
    done = run("explain", *users, "--live", "--format", "json")
    assert code in (None, done.code), (done.out, done.err)
    found = {user: [] for user in users}
    for row in json.loads(done.out):
        if row["severity"] != "tells":
            found[row["user_id"]].append((row["symptom"], row["mends"]))
    return found


def test_router_and_gateway_are_asked(run, database, router, gateways):
    assert run("act", "routers.reconcile", "--where", "", "mend=no", "--yes").code == 0
    (off, off_phone), (gone, gone_phone), (profile, profile_phone), (paid, _), (ended, _), (well, _) = customers(database, 6)
    on_router(router, off_phone, disabled="true")
    on_router(router, gone_phone, removed=True)
    on_router(router, profile_phone, profile="unlimited")
    orders = [sold(run, database, user, "method=qris") for user in (paid, ended, profile)]
    gateways.move(orders[0], "settlement", silent=True)
    gateways.move(orders[1], "expire", silent=True)
    gateways.move(orders[2], "settlement", silent=True)
    assert explained(run, off, gone, profile, paid, ended, well, code=1) == {
        off: [("account_disabled", "users.sync")], gone: [("account_missing", "users.sync")],
        profile: [("paid_there", "payments.refresh"), ("router_differs", "users.sync")],
        paid: [("paid_there", "payments.refresh")], ended: [("ended_there", "payments.refresh")], well: []}
    assert all(state(database, order) == "open" for order in orders), "a look changes nothing"
    # what does not answer is said, what was stored stays
    database.all("UPDATE public.users SET total_quota_used_mb = total_quota_purchased_mb WHERE id = %s", off)
    router.order("listen", on=False)
    gateways.fault("midtrans", "status", status=503)
    found = explained(run, off, paid, code=3)
    router.order("listen", on=True)
    gateways.order("calm")
    assert [name for name, _ in found[off]] == ["quota_gone", "router_silent"]
    assert [name for name, _ in found[paid]] == ["router_silent", "gateway_silent"]


def test_who_is_asked_and_keeps_silent_holds_up_nobody_beyond_two_seconds(run, database, router, gateways):
    """A router that takes the question and a gateway that takes its time, both at once; a run that asks nobody is what starting costs."""
    user, _ = customers(database, 1)[0]
    sold(run, database, user, "method=qris")
    begun = time.monotonic()
    run("explain", user)
    beside = time.monotonic() - begun
    router.order("mute", on=True)
    gateways.order("latency", gateway="midtrans", ms=20000)
    begun = time.monotonic()
    found = explained(run, user, code=3)
    taken = time.monotonic() - begun
    assert {"router_silent", "gateway_silent"} <= {name for name, _ in found[user]}
    assert taken < 2 + 3 * beside + 3, (taken, beside)


def test_side_by_side_from_another_pane(console, run, database, router, gateways):
    assert run("act", "routers.reconcile", "--where", "", "mend=no", "--yes").code == 0
    user, phone = customers(database, 1)[0]
    on_router(router, phone, disabled="true")
    order = sold(run, database, user, "method=qris")
    gateways.move(order, "settlement", silent=True)
    screen = console("payments", rows=40, columns=120)
    screen.wait_for("14 min")
    screen.press("^")
    screen.wait_for("settlement")
    (account,) = [line for line in screen.lines() if "hotspot user" in line]
    assert "≠" in account and f"{phone}, enabled" in account and f"{phone}, disabled" in account
    (charge,) = [line for line in screen.lines() if order in line]
    assert "≠" in charge and "open, Rp 100" in charge
    assert not any("≠" in line for line in screen.lines() if "profile" in line or "byte limit" in line)


def test_the_list_says_it_in_few_words(console, run, database):
    user, _ = customers(database, 1)[0]
    database.all("UPDATE public.users SET total_quota_used_mb = total_quota_purchased_mb WHERE id = %s", user)
    (row,) = json.loads(run("show", "users", "--id", user, "--columns", "trouble,online", "--format", "json").out)
    assert row == {"trouble": "quota_gone", "online": "not_seen"}
    assert "trouble" not in json.loads(run("show", "users", "--id", user, "--format", "json").out)[0]
    screen = console("users", rows=24, columns=160)
    screen.wait_for("Trouble")
    screen.wait_for("quota gone")


# --- the five commonest calls, from the phone number to mended ---

MOST_STROKES = 8


class Operator:
    """Pastes the number on the list of customers; counts what is pressed."""

    def __init__(self, console, phone):
        self.screen, self.strokes = console("users"), 1
        self.screen.wait_for("1/200")
        self.screen.paste(phone)

    def press(self, *keys):
        self.screen.press(*keys)
        self.strokes += len(keys)

    def mend(self, after, typed="", word=None):
        """M once that line stands there, what the form wants, and the preview's key or word."""
        self.screen.wait_for(after)
        self.press("M")
        if typed:
            self.screen.wait_for("Paket 25 GB")
            self.screen.type(typed)
            self.strokes += len(typed)
            self.screen.wait_for(lambda t: "Paket 10 GB" in t.text() and "Paket 25 GB" not in t.text())
            self.press("enter")
        self.screen.confirm(word)
        self.strokes += 1 + len(word or "")
        assert self.strokes <= MOST_STROKES, self.strokes


def test_i_paid_but_have_no_internet(console, run, database, gateways):
    user, phone = customers(database, 1)[0]
    order, before = sold(run, database, user, "method=qris"), quota(database, user)
    gateways.move(order, "settlement", silent=True)
    Operator(console, phone).mend("is paid at Midtrans")
    wait_until(lambda: state(database, order) == "paid", 15)
    assert quota(database, user) > before


def test_my_quota_is_gone(console, database):
    user, phone = customers(database, 1)[0]
    database.all("UPDATE public.users SET total_quota_used_mb = total_quota_purchased_mb WHERE id = %s", user)
    Operator(console, phone).mend("are used", typed="10")
    wait_until(lambda: order_of(database, user) and state(database, order_of(database, user)) == "open", 15)


def test_blocked_wrongly(console, run, database, router):
    user, phone = customers(database, 1)[0]
    database.all("UPDATE public.users SET is_blocked = true, blocked_at = now(), blocked_reason = 'quota_debt_end_of_month|2048' WHERE id = %s", user)
    assert run("act", "users.sync", "--id", user, "--yes").code == 0
    Operator(console, phone).mend("none is left")
    address = database.one("SELECT ip_address FROM public.user_devices WHERE user_id = %s AND is_authorized LIMIT 1", user)
    wait_until(lambda: managed_lists(router, address) == ["active"] or managed_lists(router, address) == ["fup"], 15)
    assert database.one("SELECT is_blocked FROM public.users WHERE id = %s", user) is False


def test_the_link_has_expired(console, run, database, gateways):
    user, phone = customers(database, 1)[0]
    order = sold(run, database, user, "method=qris")
    gateways.move(order, "expire", silent=True)
    assert run("act", "payments.refresh", "--id", order, "--yes").code == 0 and state(database, order) == "expired"
    Operator(console, phone).mend("ended on", typed="10")
    wait_until(lambda: order_of(database, user) != order and state(database, order_of(database, user)) == "open", 15)


def test_slow_for_all(console, run, database, router):
    user, phone = customers(database, 1)[0]
    profiles = [{**row, "rate-limit": "1M/1M"} if row["name"] == "default" else row for row in router.order("dump")["tables"]["/ip/hotspot/user/profile"]]
    router.order("load", tables={"/ip/hotspot/user/profile": profiles})
    database.all("INSERT INTO console.profile_terms (profile_id, rate_limit) SELECT id, '10M/10M' FROM public.package_profiles WHERE profile_name = 'default'")
    assert run("act", "routers.reconcile", "--where", "", "mend=no", "--yes").code == 0
    Operator(console, phone).mend("is not as it is set")
    wait_until(lambda: [row["rate-limit"] for row in router.order("dump")["tables"]["/ip/hotspot/user/profile"] if row["name"] == "default"] == ["10M/10M"], 15)

"""Devices as an operator sees them: those of nobody, whose they may be, letting in and refusing by keys."""

import pytest

HOSTS, SESSIONS, LEASES = "/ip/hotspot/host", "/ip/hotspot/active", "/ip/dhcp-server/lease"
LISTS, BINDINGS = "/ip/firewall/address-list", "/ip/hotspot/ip-binding"
BY_MAC, BY_LOGIN, BY_COMMENT, NOBODYS = "0C:99:00:00:00:01", "0C:99:00:00:00:02", "0C:99:00:00:00:03", "DA:99:00:00:00:04"


def local(phone):
    return "0" + phone[3:]


def host(router, mac, address, **values):
    router.order("row", path=HOSTS, verb="add", values={"mac-address": mac, "address": address, "bytes-in": "3145728",
                                                        "bytes-out": "0", "uptime-s": 100, **values})


def list_of(router, address):
    return sorted(row["list"] for row in router.rows(LISTS) if row["address"] == address)


def binding_of(router, mac):
    return [row["type"] for row in router.rows(BINDINGS) if row["mac-address"] == mac]


def state_of(screen, mac):
    """As the first row with the MAC says it; the filter's line above may name it, too."""
    line = next((line for line in screen.lines()[3:] if mac in line), "")
    return next((word for word in line.split() if word in ("told", "unknown", "not_authorised", "authorised", "listed")), None)


@pytest.fixture
def strangers(database, router, run):
    """Four hosts that are not let in, by what tells whose they are; the customers as {mac: (id, name, phone)}."""
    people = database.all("""
        SELECT u.id::text, u.full_name, u.phone_number
          FROM public.users u
         WHERE NOT u.is_blocked AND u.approval_status = 'APPROVED' AND u.is_active AND u.is_unlimited_user
           AND u.quota_expiry_date > now() AND u.phone_number LIKE '+62%%'
           AND (SELECT count(*) FROM public.user_devices d WHERE d.user_id = u.id) < 2
         ORDER BY lower(u.full_name), u.id LIMIT 3""")
    known = dict(zip((BY_MAC, BY_LOGIN, BY_COMMENT), people))
    database.all("INSERT INTO public.user_devices (id, user_id, mac_address, is_authorized) VALUES (gen_random_uuid(), %s, %s, false)"
                 " RETURNING id", known[BY_MAC][0], BY_MAC)
    for number, mac in enumerate((BY_MAC, BY_LOGIN, BY_COMMENT, NOBODYS), 1):
        host(router, mac, f"10.98.0.{number}")
        router.order("row", path=LISTS, verb="add", values={
            "list": "unauthorized", "address": f"10.98.0.{number}", "comment": f"lpsaring:unauthorized mac={mac} uptime=1h"})
    router.order("row", path=SESSIONS, verb="add",
                 values={"user": local(known[BY_LOGIN][2]), "address": "10.98.0.2", "mac-address": BY_LOGIN})
    router.order("row", path=LEASES, verb="add", values={
        "mac-address": BY_COMMENT, "address": "10.98.0.3", "host-name": "Galaxy-A12",
        "comment": f"lpsaring|static-dhcp|user={local(known[BY_COMMENT][2])}"})
    assert run("act", "routers.reconcile", "--where", "", "mend=no", "--yes").code == 0
    return known


def test_whose_it_is(strangers, show):
    rows = {row["mac"]: row for row in show("devices", "--where", "here:yes listed:yes")}
    assert {mac: (row["told"], row["state"]) for mac, row in rows.items()} == {
        BY_MAC: ("mac", "not_authorised"), BY_LOGIN: ("login", "told"), BY_COMMENT: ("comment", "told"), NOBODYS: ("nobody", "unknown")}
    assert {mac: rows[mac]["user_id"] for mac in strangers} == {mac: user for mac, (user, _, _) in strangers.items()}
    assert rows[NOBODYS]["user_id"] is None and rows[NOBODYS]["random"] and not rows[BY_MAC]["random"]
    assert rows[BY_COMMENT]["host_name"] == "Galaxy-A12" and rows[BY_COMMENT]["traffic_mb"] == "3.00"
    assert all(row["listed"] for row in rows.values())
    order = [(row["state"] == "authorised", not row["here"], row["user_id"] is None) for row in show("devices")]
    assert order == sorted(order) and order[0][0] is False and order[-1][0] is True, "what waits for a decision comes first"


def test_letting_in_and_refusing_by_keys(strangers, console, database, router, show):
    user, name, _ = strangers[BY_LOGIN]
    screen = console("devices", rows=24, columns=80)
    screen.wait_for(lambda t: t.line_with(BY_LOGIN))
    heads = screen.lines()[2]
    assert [heads.find(head) >= 0 for head in ("Whose", "State", "MAC", "Address")] == [True] * 4, heads
    screen.press("/")
    screen.type("mac:" + BY_LOGIN)
    screen.wait_for("mac:" + BY_LOGIN)
    screen.press("enter")
    screen.wait_for(lambda t: t.line_with(BY_LOGIN) and not t.line_with(BY_MAC))
    screen.press("L")
    screen.wait_for("Usage so far")
    screen.press("enter")
    screen.wait_for(lambda t: "told by login" in t.text() and "3.00 MB so far count" in t.text())
    screen.press("enter")
    screen.wait_for(lambda t: "1 device authorised" in t.text())
    screen.wait_for(lambda t: state_of(t, BY_LOGIN) == "authorised")
    assert database.one("SELECT is_authorized FROM public.user_devices WHERE mac_address = %s AND user_id = %s", BY_LOGIN, user)
    assert list_of(router, "10.98.0.2") == ["active"] and binding_of(router, BY_LOGIN) == ["bypassed"]
    screen.press("x")
    screen.wait_for("Block its MAC")
    screen.press("enter")
    screen.wait_for("no ip-binding is made")
    screen.press("enter")
    screen.wait_for("1 device refused")
    assert not database.one("SELECT is_authorized FROM public.user_devices WHERE mac_address = %s", BY_LOGIN)
    assert list_of(router, "10.98.0.2") == [] and binding_of(router, BY_LOGIN) == []
    assert BY_LOGIN not in [row.get("mac-address") for row in router.rows(SESSIONS)]
    screen.press("U")
    screen.wait_for("Undo Refuse of 1 device")
    screen.press("enter")
    screen.wait_for(lambda t: state_of(t, BY_LOGIN) == "authorised")
    # the database says so before the router has been told
    screen.wait_for(lambda t: list_of(router, "10.98.0.2") == ["active"] and binding_of(router, BY_LOGIN) == ["bypassed"])


def test_marked_rows_and_a_customer_by_number(strangers, run, router, database):
    user, _, phone = strangers[BY_MAC]
    done = run("act", "devices.authorise", "--where", "state:told", "--yes")
    assert done.code == 0, done.err
    assert list_of(router, "10.98.0.2") == list_of(router, "10.98.0.3") == ["active"]
    assert list_of(router, "10.98.0.4") == ["unauthorized"]
    refused = run("act", "devices.authorise", "--where", f"mac:{NOBODYS}", "--yes")
    assert refused.code != 0 and "say it by customer" in refused.out + refused.err
    done = run("act", "devices.authorise", "--where", f"mac:{NOBODYS}", f"customer={local(phone)}", "usage=forget", "--yes")
    assert done.code == 0, done.err
    assert database.one("SELECT last_bytes_total FROM public.user_devices WHERE mac_address = %s AND user_id = %s", NOBODYS, user) == 3145728
    assert list_of(router, "10.98.0.4") == ["active"]


def test_the_page_of_the_customer_leads_to_his_devices(strangers, console):
    _, name, phone = strangers[BY_LOGIN]
    screen = console("users", rows=24, columns=80)
    screen.wait_for("Name")
    screen.type("/" + local(phone))
    screen.press("enter")
    screen.wait_for(lambda t: t.line_with(name[:10]))
    screen.press("enter")
    screen.wait_for("Access")
    screen.resize(60, 80)
    screen.wait_for(lambda t: "V lets in and refuses" in t.text() and "by a login on it, not let in" in t.text())
    screen.press("V")
    screen.wait_for(lambda t: t.line_with(BY_LOGIN) and not t.line_with(BY_COMMENT))

"""The rules of access as a portal's tables and router rows have them, by a hundred thousand random cases each, against
an oracle that shares nothing with the program."""

import datetime
import os
import random
import re
from decimal import Decimal

import portal_oracle
import psycopg
import pytest

CASES = 100_000
LINE_RATE = 125_000_000  # bytes a second: the default of the setting
SQL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "db")
NOW = datetime.datetime(2026, 11, 27, 3, 0, tzinfo=datetime.timezone.utc)


@pytest.fixture
def dice(request):
    """Random, and the same in every run of the same test."""
    return random.Random(request.node.name)


def copy(connection, table, columns, rows):
    with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as out:
        for row in rows:
            out.write_row(row)


def chosen(dice, usual, *others):
    return usual if dice.random() < 0.7 else dice.choice(others)


def figures(dice):
    """Purchased, used and offset: anything, and often just beside where a rule turns."""
    purchased = dice.choice([0, 3072, 3073, 10240, dice.randint(0, 200_000)])
    offset = dice.choice([0, 0, dice.randint(0, 20_000)])
    edge = dice.choice([purchased, purchased + offset, purchased + offset - 3072, purchased - 3072])
    used = dice.choice([Decimal(dice.randint(0, 30_000_000)) / 100,
                        Decimal(edge) + dice.choice([Decimal("-0.01"), 0, Decimal("0.01")])])
    return purchased, max(Decimal("0.00"), used), offset


def person(dice):
    purchased, used, offset = figures(dice)
    return {"is_blocked": dice.random() < 0.15, "is_active": dice.random() < 0.9,
            "approval": chosen(dice, "APPROVED", "APPROVED", "PENDING_APPROVAL", "REJECTED"),
            "expiry": dice.choice([None, NOW, NOW + datetime.timedelta(microseconds=dice.choice([-1, 1])),
                                   NOW + datetime.timedelta(days=dice.randint(-40, 40))]),
            "is_unlimited": dice.random() < 0.1, "purchased": purchased, "used": used, "offset": offset,
            "threshold": chosen(dice, 3072, 0, 1024, 10240)}


def test_what_is_left_and_the_status(database, dice):
    people = [person(dice) for _ in range(CASES)]
    columns = list(people[0])

    def row(p):
        left = portal_oracle.quota_left(p["purchased"], p["used"], p["offset"])
        return [p[name] for name in columns] + [left, portal_oracle.status(p, p["threshold"], NOW, left)]

    with database.connect() as connection:
        connection.execute("""CREATE TEMP TABLE wanted (is_blocked boolean, is_active boolean, approval text, expiry timestamptz,
            is_unlimited boolean, purchased bigint, used numeric(15,2), "offset" bigint, threshold bigint, left_mb numeric, status text)""")
        copy(connection, "wanted", ", ".join(f'"{name}"' for name in columns) + ", left_mb, status", map(row, people))
        wrong = connection.execute("""SELECT * FROM (
              SELECT w.*, console.quota_left_mb(purchased, used, "offset") AS our_left,
                     console.access_status(is_blocked, is_active, approval, expiry, is_unlimited, purchased, used, "offset",
                                           threshold, %s) AS our_status FROM wanted w) x
             WHERE our_left IS DISTINCT FROM left_mb OR our_status IS DISTINCT FROM status LIMIT 3""", (NOW,)).fetchall()
        counts = dict(connection.execute("SELECT status, count(*) FROM wanted GROUP BY status").fetchall())
    assert wrong == []
    assert len(counts) == 7 and min(counts.values()) > 500, counts


KNOWN_PREFIXES = ["quota_debt_limit|", "quota_auto_debt_limit|", "quota_manual_debt_end_of_month|", "quota_debt_end_of_month|",
                  "tunggakan_overdue|"]


def reason(dice):
    """A known prefix, mostly, in any case and with blanks around it; sometimes just not one."""
    prefix = dice.choice(KNOWN_PREFIXES)
    text = "".join(dice.choice([c, c.upper()]) for c in prefix) if dice.random() < 0.5 else prefix
    text = dice.choice([text, text, text[:-1], text.replace("_", "-", 1), "x" + text, "by hand: " + text])
    return dice.choice(["", "", " ", "\t ", "\n"]) + text + dice.choice(["", "debt_mb=900.00", "month=2026-10 ", " note"])


def test_reasons_of_a_block(database, dice):
    reasons = [reason(dice) for _ in range(CASES)] + ["", None]
    with database.connect() as connection:
        connection.execute("CREATE TEMP TABLE wanted (reason text, is_soft boolean)")
        copy(connection, "wanted", "reason, is_soft", ((r, portal_oracle.is_soft_block(r)) for r in reasons))
        assert connection.execute("SELECT * FROM (SELECT *, console.is_soft_block(reason) AS ours FROM wanted) w"
                                  " WHERE ours IS DISTINCT FROM is_soft LIMIT 3").fetchall() == []
        assert connection.execute("SELECT count(*) > 1000 FROM wanted WHERE is_soft").fetchone()[0]


def phone(dice):
    return dice.choice(["+62", "+65", "+1", "+620", "+6"]) + str(dice.randint(10 ** 6, 10 ** 11))


def test_names_of_accounts(database, dice):
    with database.connect() as connection:
        connection.execute("CREATE TEMP TABLE wanted (phone text, account text)")
        copy(connection, "wanted", "phone, account",
             ((p, portal_oracle.account_name(p)) for p in (phone(dice) for _ in range(CASES))))
        assert connection.execute("SELECT * FROM (SELECT *, console.account_name(phone) AS ours FROM wanted) w"
                                  " WHERE ours IS DISTINCT FROM account LIMIT 3").fetchall() == []


# --- what a router should hold -----------------------------------------------------------------------------

PROFILE_KEYS = ["ACTIVE", "DEFAULT", "FUP", "HABIS", "EXPIRED", "UNLIMITED", "KOMANDAN", "INACTIVE", "BLOCKED"]
SCENARIOS = 10


def customer(dice, number):
    p = person(dice)
    p["expiry"] = dice.choice([None, NOW.replace(year=2020), NOW.replace(year=2090)])
    p.update(id=f"00000000-0000-4000-8003-{number:012x}", phone=f"+6288{number:09d}", role=chosen(dice, "USER", "KOMANDAN", "ADMIN"),
             reason=reason(dice) if p["is_blocked"] else None)
    return p


def load_customers(connection, people):
    copy(connection, "public.users", "id, phone_number, full_name, is_active, role, approval_status, total_quota_purchased_mb,"
         " total_quota_used_mb, auto_debt_offset_mb, is_unlimited_user, quota_expiry_date, is_blocked, blocked_reason",
         ((p["id"], p["phone"], "Rules", p["is_active"], p["role"], p["approval"], p["purchased"], p["used"], p["offset"],
           p["is_unlimited"], p["expiry"], p["is_blocked"], p["reason"]) for p in people))


def set_settings(connection, settings):
    connection.execute("DELETE FROM public.application_settings WHERE setting_key = ANY(%s)",
                       ([f"MIKROTIK_{key}_PROFILE" for key in PROFILE_KEYS] + ["HOTSPOT_BYPASS_STATUSES"],))
    for key, value in settings.items():
        connection.execute("INSERT INTO public.application_settings (setting_key, setting_value, is_encrypted) VALUES (%s, %s, false)",
                           (key, value))


def random_settings(dice):
    settings = {f"MIKROTIK_{key}_PROFILE": f"p-{key.lower()}" for key in PROFILE_KEYS if dice.random() < 0.4}
    bypassed = dice.choice([None, "active", "active,fup", " Active, UNLIMITED", "[]", '["active", "habis"]'])
    if bypassed is not None:
        settings["HOTSPOT_BYPASS_STATUSES"] = bypassed
    return settings


def bypassed_states(settings):
    text = settings.get("HOTSPOT_BYPASS_STATUSES")
    return portal_oracle.OPEN_STATES if text is None else tuple(re.findall("[a-z]+", text.lower()))


def test_profiles_and_bindings(database, dice):
    people = {p["id"]: p for p in (customer(dice, number) for number in range(CASES // SCENARIOS))}
    with database.connect() as connection:
        load_customers(connection, people.values())
        connection.execute("ANALYZE public.users")
        for _ in range(SCENARIOS):
            settings = random_settings(dice)
            set_settings(connection, settings)
            rows = connection.execute("SELECT user_id::text, status, profile, binding_type FROM console.desired_state(%s)",
                                      (list(people),)).fetchall()
            assert len(rows) == len(people)
            for key, state, profile, binding in rows:
                p = people[key]
                left = portal_oracle.quota_left(p["purchased"], p["used"], p["offset"])
                wanted = portal_oracle.status(p, 3072, NOW, left)
                assert (state, profile, binding) == (wanted, portal_oracle.profile(wanted, p["role"], settings),
                                                     portal_oracle.binding(wanted, p["is_blocked"], p["reason"],
                                                                           bypassed_states(settings))), (p, settings)


# --- counters of a router ----------------------------------------------------------------------------------


def reading(dice, number):
    """What is known of a device, and what the router says now; mostly the same row going on."""
    size = dice.choice([1000, 10 ** 6, 10 ** 9, 10 ** 12])
    known = dice.random() < 0.9
    device = {"bytes": dice.randint(0, size) if known else None,
              "host_id": chosen(dice, f"*{number:X}", None) if known else None,
              "uptime": chosen(dice, dice.randint(0, 10 ** 6), None) if known else None}
    before, since = device["bytes"] or 0, device["uptime"] or 0
    host = {"bytes": dice.choice([before, before + dice.randint(0, size), max(0, before - dice.randint(0, size)), dice.randint(0, size)]),
            "host_id": chosen(dice, device["host_id"] or f"*{number:X}", f"*F{number:X}"),
            "uptime": max(0, since + dice.choice([dice.randint(-6, -4), dice.randint(-10, 1000), dice.randint(0, 1000), -since + 1]))}
    return device, host


def prepared(connection, name, types):
    with open(os.path.join(SQL, "routers", "usage_apply.sql"), encoding="utf-8") as sql:
        connection.execute(f"PREPARE {name} ({types}) AS {sql.read()}")


def test_generations_of_counters(database, dice):
    cases = {f"{0x020000000000 + number:012X}": reading(dice, number) for number in range(CASES)}
    ids = {mac: f"00000000-0000-4000-8004-{mac}" for mac in cases}

    def written(mac):
        return ":".join(mac[i:i + 2] for i in range(0, 12, 2))

    with database.connect() as connection:
        router, = connection.execute("INSERT INTO console.router (name, position) VALUES ('rules', 0)"
                                     " ON CONFLICT (name) DO UPDATE SET position = 0 RETURNING name").fetchone()
        connection.execute("DELETE FROM console.router WHERE name <> 'rules'")
        load_customers(connection, [{**customer(dice, number), "id": ids[mac], "used": Decimal(0)} for number, mac in enumerate(cases)])
        copy(connection, "public.user_devices", "id, user_id, mac_address, last_bytes_total, last_hotspot_host_id,"
             " last_hotspot_uptime_seconds", ((ids[mac], ids[mac], written(mac), d["bytes"], d["host_id"], d["uptime"])
                                              for mac, (d, _) in cases.items()))
        connection.execute("ANALYZE public.users, public.user_devices")
        prepared(connection, "usage", "text, timestamptz, text[], text[], bigint[], integer[]")
        hosts = [(written(mac), host["host_id"], host["bytes"], host["uptime"]) for mac, (_, host) in cases.items()]
        for _ in range(2):  # the same reading once more adds nothing
            psycopg.ClientCursor(connection).execute("EXECUTE usage ('rules', now(), %s, %s, %s, %s)",
                                                     [list(column) for column in zip(*hosts)])
        found = {key: rest for key, *rest in connection.execute(
            """SELECT d.id::text, (u.total_quota_used_mb * 100)::bigint, d.last_bytes_total, d.last_hotspot_host_id,
                      d.last_hotspot_uptime_seconds FROM public.user_devices d JOIN public.users u ON u.id = d.user_id
                WHERE d.id = ANY(%s::uuid[])""", (list(ids.values()),))}
    assert router == "rules"
    for mac, (device, host) in cases.items():
        used, total, host_id, uptime = found[ids[mac].lower()]
        assert used == portal_oracle.usage_grains(device, host, LINE_RATE), (device, host)
        assert total == host["bytes"] and host_id == host["host_id"], (device, host)

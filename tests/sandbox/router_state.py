"""What the sample database says about a router, as the simulator's tables, with some drift.

Drift, by the first byte of the user's id (one user in 256 each): 00 has no list entry, 01 stands in another list, 02 has no
binding, 03 a binding of another type, 04 another password, 05 stands in two lists, 06 has no hotspot user, 07 another
profile, 08 half of his limit, 09 a hotspot user that is disabled or should be, 0a an old mark in the list, 0b one on the
binding, 0c a second binding, 0d a second entry, 0e no lease, 0f an entry that ends, 10 an entry of somebody else's beside
his. Besides, closed users whose first byte is below 40 are still logged in, and there are entries and devices of nobody.
"""

import json

import psycopg

ACCOUNTS = """
CREATE TEMP TABLE account AS
WITH threshold AS MATERIALIZED (SELECT console.setting_bigint('QUOTA_FUP_THRESHOLD_MB', 3072) AS mb)
SELECT u.*, p.local_phone, s.status, r.list_name AS list, coalesce(r.profile, 'default') AS profile,
       h.is_hard AND u.is_blocked AS is_hard_block, u.is_blocked AND h.is_hard OR s.status = 'inactive' AS is_off,
       CASE WHEN u.is_blocked AND h.is_hard THEN 'blocked' WHEN r.is_bypassed THEN 'bypassed' ELSE 'regular' END AS type,
       'lpsaring|status=' || s.status || '|user=' || p.local_phone || '|uid=' || u.id
           || '|role=' || u.role || to_char(u.updated_at, '"|date="YYYY-MM-DD"|time="HH24:MI:SS') AS mark,
       CASE WHEN {drifts} THEN left(u.id::text, 2) ELSE '' END AS drift
  FROM public.users u
 CROSS JOIN threshold t
 CROSS JOIN LATERAL (SELECT regexp_replace(u.phone_number, '^\\+62', '0') AS local_phone) p
 CROSS JOIN LATERAL (SELECT coalesce(u.blocked_reason, '') !~* '^\\s*(quota(_auto)?_debt_limit|isolir_tagihan)\\|' AS is_hard) h
 CROSS JOIN LATERAL (SELECT console.access_status(u.is_blocked, u.is_active, u.approval_status, u.quota_expiry_date,
                            u.is_unlimited_user, u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb,
                            t.mb, now()) AS status) s
  JOIN console.access_rule() r ON r.status = s.status
 WHERE (%(server)s::text IS NULL OR u.mikrotik_server_name = %(server)s::text)
   AND (NOT %(only_online)s::boolean
        OR EXISTS (SELECT FROM public.user_devices d WHERE d.user_id = u.id AND d.last_hotspot_host_id IS NOT NULL))
"""

DEVICES = """
CREATE TEMP TABLE device AS
SELECT u.*, d.mac_address, d.ip_address, d.last_bytes_total, d.last_hotspot_host_id AS host_id,
       d.last_hotspot_uptime_seconds AS uptime, d.is_authorized, row_number() OVER (ORDER BY d.id) AS number,
       CASE u.list WHEN 'habis' THEN 'active' ELSE 'habis' END AS other_list
  FROM account u JOIN public.user_devices d ON d.user_id = u.id
"""

# Each gives one JSON object a row. Hosts come in the order of the ids that the database holds.
TABLES = {
    "/ip/hotspot/user": """
        SELECT json_build_object('name', local_phone, 'password', CASE drift WHEN '04' THEN 'lama' ELSE mikrotik_password END,
                   'profile', CASE drift WHEN '07' THEN 'unlimited' ELSE profile END, 'server', mikrotik_server_name, 'comment', mark,
                   'disabled', is_off <> (drift = '09'),
                   'limit-bytes-total', CASE WHEN is_unlimited_user THEN 0 ELSE (total_quota_purchased_mb + auto_debt_offset_mb) * 1048576 END
                                        / CASE drift WHEN '08' THEN 2 ELSE 1 END)
          FROM account WHERE approval_status = 'APPROVED' AND drift <> '06' ORDER BY id""",
    "/ip/hotspot/host": """
        SELECT json_build_object('mac-address', mac_address, 'address', ip_address, 'to-address', ip_address,
                   'server', mikrotik_server_name, 'bytes-in', last_bytes_total / 10,
                   'bytes-out', last_bytes_total - last_bytes_total / 10, 'uptime-s', uptime + 40,
                   'authorized', CASE WHEN type = 'regular' THEN 'true' ELSE 'false' END,
                   'bypassed', CASE WHEN type = 'bypassed' THEN 'true' ELSE 'false' END, 'comment', '')
          FROM device WHERE host_id IS NOT NULL ORDER BY length(host_id), host_id""",
    "/ip/hotspot/active": """
        SELECT json_build_object('user', local_phone, 'mac-address', mac_address, 'address', ip_address,
                   'server', mikrotik_server_name, 'login-by', 'http-chap', 'bytes-in', last_bytes_total / 10,
                   'bytes-out', last_bytes_total - last_bytes_total / 10, 'uptime-s', uptime + 40)
          FROM device
         WHERE host_id IS NOT NULL AND (type = 'regular' AND NOT is_off OR drift > '' AND drift < '40' AND is_off)
         ORDER BY length(host_id), host_id""",
    "/ip/hotspot/ip-binding": """
        SELECT json_build_object('mac-address', mac, 'address', coalesce(ip_address, ''), 'server', 'all',
                   'type', CASE WHEN drift <> '03' THEN type WHEN type = 'regular' THEN 'bypassed' ELSE 'regular' END,
                   'comment', CASE drift WHEN '0b' THEN replace(mark, 'role=', 'role=OLD_') ELSE mark END)
          FROM (SELECT mac_address AS mac, * FROM device
                UNION ALL
                SELECT '02:FF' || substr(mac_address, 6), * FROM device WHERE drift = '0c') b
         WHERE is_authorized AND drift <> '02' ORDER BY id, mac""",
    "/ip/firewall/address-list": """
        SELECT json_strip_nulls(json_build_object('list', list, 'address', address, 'comment', comment,
                   'timeout-s', CASE drift WHEN '0f' THEN 3600 END, 'dynamic', CASE drift WHEN '0f' THEN 'true' END))
          FROM (SELECT CASE drift WHEN '01' THEN other_list ELSE list END AS list, ip_address AS address,
                       CASE drift WHEN '0a' THEN replace(mark, 'role=', 'role=OLD_') ELSE mark END AS comment, drift, id
                  FROM device WHERE is_authorized AND ip_address IS NOT NULL AND drift <> '00'
                UNION ALL
                SELECT other_list, ip_address, mark, '', id
                  FROM device WHERE is_authorized AND ip_address IS NOT NULL AND drift = '05'
                UNION ALL
                SELECT list, host('10.200.0.0'::inet + number), mark, '', id FROM device WHERE is_authorized AND drift = '0d'
                UNION ALL
                SELECT other_list, ip_address, 'by hand', '', id
                  FROM device WHERE is_authorized AND ip_address IS NOT NULL AND drift = '10') e
         ORDER BY id, address, list""",
    "/ip/dhcp-server/lease": """
        SELECT json_build_object('address', ip_address, 'mac-address', mac_address, 'server', 'dhcp1', 'status', 'bound', 'dynamic', 'true')
          FROM device WHERE ip_address IS NOT NULL AND host_id IS NOT NULL AND drift <> '0e' ORDER BY id, mac_address""",
}

FOREIGN = {
    "/ip/hotspot/user": [{"name": "kantor", "password": "rahasia", "comment": "staff"}],
    "/ip/hotspot/ip-binding": [{"mac-address": "0A:00:00:00:00:01", "address": "10.15.0.1", "type": "bypassed", "comment": "printer kantor"}],
    "/ip/firewall/address-list": [{"list": "active", "address": "10.15.0.1", "comment": "printer kantor"},
                                  {"list": "blocked", "address": "10.15.0.66"}, {"list": "bank", "address": "103.10.128.0/24"}],
    "/ip/hotspot/walled-garden": [{"dst-host": "*.midtrans.com", "comment": "bank"}, {"dst-host": "*.xendit.co", "comment": "bank"}],
    "/ip/hotspot/walled-garden/ip": [{"dst-address": "103.10.128.0/24", "comment": "bank"}],
    "/ip/hotspot/user/profile": [{"name": "default", "default": "true"}]
    + [{"name": name} for name in ("active", "fup", "inactive", "expired", "habis", "blocked", "unlimited")],
}

GONE = "lpsaring|status=active|user=081200000000|uid=00000000-0000-4000-8000-00000000dead|role=USER|date=2024-01-01|time=08:00:00"

# Marked as ours, of a user who is gone; and devices that nobody has.
NOBODYS = {
    "/ip/firewall/address-list": [{"list": "active", "address": "10.250.0.1", "comment": GONE}],
    "/ip/hotspot/ip-binding": [{"mac-address": "02:FF:FF:00:00:01", "type": "bypassed", "comment": GONE}],
    "/ip/hotspot/user": [{"name": "081200000000", "comment": GONE}],
    "/ip/hotspot/host": [{"mac-address": f"DA:A1:19:00:00:0{n}", "address": f"10.250.0.{10 + n}", "to-address": f"10.250.0.{10 + n}",
                          "server": "{server}", "bytes-in": 40000 * n, "bytes-out": 900000 * n, "uptime-s": 1000 * n, "comment": ""}
                         for n in (1, 2, 3)],
}


def rows_of(cursor, table, server, drifts):
    """The table's rows as JSON texts."""
    rows = []
    if table in TABLES:
        rows = [text for (text,) in cursor.execute(f"SELECT object::text FROM ({TABLES[table]}) AS q (object)")]
    rows += [json.dumps(row) for row in FOREIGN.get(table, [])]
    if drifts:
        rows += [json.dumps(row).replace("{server}", server) for row in NOBODYS.get(table, [])]
    return rows


def write(connection, path, drifts=True, only_online=False, server=None):
    """Writes the state file for router.py --state: the users of one hotspot server, or all on hotspot1; only_online leaves
    out who was never seen."""
    hotspot = server or "hotspot1"
    # Parameters bound here: a CREATE TABLE takes none.
    with psycopg.ClientCursor(connection) as cursor, open(path, "w", encoding="utf-8") as out:
        cursor.execute(ACCOUNTS.format(drifts="true" if drifts else "false"), {"server": server, "only_online": only_online})
        cursor.execute(DEVICES)
        out.write('{"/ip/hotspot": ' + json.dumps([{"name": hotspot, "interface": "bridge"}]))
        # Profiles before the users that name one.
        for table in sorted({*TABLES, *FOREIGN}, key=lambda name: (not name.endswith("/profile"), name)):
            out.write(f",\n{json.dumps(table)}: [" + ",\n".join(rows_of(cursor, table, hotspot, drifts)) + "]")
        out.write("}\n")
    connection.rollback()

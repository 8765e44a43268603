"""What the sample database says about the router, as the simulator's tables, with some drift.

Drift, by the first byte of the user's id: 00 has no list entry, 01 stands in another list, 02 has
no binding, 03 a binding of another type, 04 another password. Besides there are entries of nobody's.
"""

import json

DEVICES = """
CREATE TEMP TABLE device AS
SELECT u.id, d.mac_address, d.ip_address, d.last_bytes_total, d.last_hotspot_host_id AS host_id,
       d.last_hotspot_uptime_seconds AS uptime, d.is_authorized, u.status,
       CASE WHEN u.status = 'unlimited' THEN 'active' ELSE u.status END AS list,
       CASE WHEN u.status IN ('active', 'fup', 'unlimited') THEN 'bypassed'
            WHEN u.status = 'blocked' AND u.blocked_reason NOT LIKE 'quota_debt_limit|%' THEN 'blocked'
            ELSE 'regular' END AS type,
       u.local_phone, u.mark, u.drift
  FROM account u JOIN public.user_devices d ON d.user_id = u.id
"""

ACCOUNTS = """
CREATE TEMP TABLE account AS
WITH threshold AS MATERIALIZED (SELECT console.setting_bigint('QUOTA_FUP_THRESHOLD_MB', 3072) AS mb)
SELECT u.*, regexp_replace(u.phone_number, '^\\+62', '0') AS local_phone, s.status,
       'lpsaring|status=' || s.status || '|user=' || regexp_replace(u.phone_number, '^\\+62', '0') || '|uid=' || u.id
           || '|role=' || u.role || to_char(u.updated_at, '"|date="YYYY-MM-DD"|time="HH24:MI:SS') AS mark,
       left(u.id::text, 2) AS drift
  FROM public.users u
  CROSS JOIN threshold t
  CROSS JOIN LATERAL (SELECT console.access_status(u.is_blocked, u.is_active, u.approval_status, u.quota_expiry_date,
                             u.is_unlimited_user, u.total_quota_purchased_mb, u.total_quota_used_mb,
                             t.mb, now()) AS status) s
 WHERE NOT {only_online}
    OR EXISTS (SELECT FROM public.user_devices d WHERE d.user_id = u.id AND d.last_hotspot_host_id IS NOT NULL)
"""

# Each gives one JSON object a row. Hosts come in the order of the ids that the database holds.
TABLES = {
    "/ip/hotspot/user": """
        SELECT json_build_object('name', local_phone, 'password', CASE WHEN {drifts} AND drift = '04' THEN 'lama' ELSE mikrotik_password END,
                   'profile', 'default', 'server', mikrotik_server_name, 'comment', mark,
                   'disabled', status = 'inactive' OR is_blocked AND blocked_reason NOT LIKE 'quota_debt_limit|%',
                   'limit-bytes-total', CASE WHEN is_unlimited_user THEN 0 ELSE total_quota_purchased_mb * 1048576 END)
          FROM account WHERE approval_status = 'APPROVED' ORDER BY id""",
    "/ip/hotspot/host": """
        SELECT json_build_object('mac-address', mac_address, 'address', ip_address, 'to-address', ip_address, 'server', 'hotspot1',
                   'bytes-in', last_bytes_total / 10, 'bytes-out', last_bytes_total - last_bytes_total / 10, 'uptime-s', uptime + 40,
                   'authorized', CASE WHEN type = 'regular' THEN 'true' ELSE 'false' END,
                   'bypassed', CASE WHEN type = 'bypassed' THEN 'true' ELSE 'false' END, 'comment', '')
          FROM device WHERE host_id IS NOT NULL ORDER BY length(host_id), host_id""",
    "/ip/hotspot/active": """
        SELECT json_build_object('user', local_phone, 'mac-address', mac_address, 'address', ip_address, 'server', 'hotspot1',
                   'login-by', 'http-chap', 'bytes-in', last_bytes_total / 10, 'bytes-out', last_bytes_total - last_bytes_total / 10,
                   'uptime-s', uptime + 40)
          FROM device WHERE host_id IS NOT NULL AND type = 'regular' ORDER BY length(host_id), host_id""",
    "/ip/hotspot/ip-binding": """
        SELECT json_build_object('mac-address', mac_address, 'address', coalesce(ip_address, ''), 'server', 'all',
                   'type', CASE WHEN {drifts} AND drift = '03' THEN CASE type WHEN 'regular' THEN 'bypassed' ELSE 'regular' END ELSE type END,
                   'comment', mark)
          FROM device WHERE is_authorized AND NOT ({drifts} AND drift = '02') ORDER BY id, mac_address""",
    "/ip/firewall/address-list": """
        SELECT json_build_object('list', CASE WHEN {drifts} AND drift = '01' THEN CASE list WHEN 'active' THEN 'habis' ELSE 'active' END ELSE list END,
                   'address', ip_address, 'comment', mark)
          FROM device WHERE is_authorized AND ip_address IS NOT NULL AND NOT ({drifts} AND drift = '00') ORDER BY id, ip_address""",
    "/ip/dhcp-server/lease": """
        SELECT json_build_object('address', ip_address, 'mac-address', mac_address, 'server', 'dhcp1', 'status', 'bound', 'dynamic', 'true')
          FROM device WHERE ip_address IS NOT NULL AND host_id IS NOT NULL ORDER BY id, mac_address""",
}

FOREIGN = {
    "/ip/hotspot/user": [{"name": "kantor", "password": "rahasia", "comment": "staff"}],
    "/ip/hotspot/ip-binding": [{"mac-address": "0A:00:00:00:00:01", "address": "10.15.0.1", "type": "bypassed", "comment": "printer kantor"}],
    "/ip/firewall/address-list": [{"list": "active", "address": "10.15.0.1", "comment": "printer kantor"},
                                  {"list": "blocked", "address": "10.15.0.66"}, {"list": "bank", "address": "103.10.128.0/24"}],
    "/ip/hotspot/walled-garden": [{"dst-host": "*.midtrans.com", "comment": "bank"}],
    "/ip/hotspot/walled-garden/ip": [{"dst-address": "103.10.128.0/24", "comment": "bank"}],
    "/ip/hotspot/user/profile": [{"name": "default", "default": "true"}]
    + [{"name": name} for name in ("active", "fup", "inactive", "expired", "habis", "blocked", "unlimited")],
}


def write(connection, path, drifts=True, only_online=False):
    """Writes the state file for router.py --state; only_online leaves out who was never seen."""
    with connection.cursor() as cursor, open(path, "w", encoding="utf-8") as out:
        cursor.execute(ACCOUNTS.format(only_online="true" if only_online else "false"))
        cursor.execute(DEVICES)
        out.write("{")
        # Profiles before the users that name one.
        paths = sorted({*TABLES, *FOREIGN}, key=lambda name: (not name.endswith("/profile"), name))
        for table in paths:
            out.write(f"{json.dumps(table)}: [")
            rows = []
            if table in TABLES:
                sql = TABLES[table].format(drifts="true" if drifts else "false")
                rows = [text for (text,) in cursor.execute(f"SELECT object::text FROM ({sql}) AS q (object)")]
            rows += [json.dumps(row) for row in FOREIGN.get(table, [])]
            out.write(",\n".join(rows) + ("]" if table == paths[-1] else "],\n"))
        out.write("}\n")
    connection.rollback()

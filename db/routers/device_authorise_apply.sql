-- Lets devices in: a device of the customer's is made where he has none of that MAC, and the audit says that it is let
-- in; db/engine/operation_write_devices.sql does the rest. A new device has no baseline: by the rule of all that is
-- seen first its whole counter counts, unless what it used so far is to be forgotten.
-- $1 operation uuid, $2 uuid[] devices (locked), $3 customer (NULL: the one that is told), $4 usage: count or forget
WITH judged AS MATERIALIZED (
    SELECT a.*, $4::text = 'forget' AND a.host_id IS NOT NULL AND NOT a.is_authorized AS forgets
      FROM console.devices_to_authorise($2::uuid[], $3::text) a
     WHERE a.refusal IS NULL
), made AS (
    INSERT INTO public.user_devices (id, user_id, mac_address, ip_address, label, is_authorized, first_seen_at, last_seen_at,
                                     last_bytes_total, last_bytes_updated_at, last_hotspot_host_id,
                                     last_hotspot_uptime_seconds)
    SELECT DISTINCT ON (j.user_id, j.mac) gen_random_uuid(), j.user_id, j.mac, left(j.address, 45), left(j.host_name, 100),
           false, now(), coalesce(j.last_seen_at, now()), CASE WHEN j.forgets THEN j.bytes END,
           CASE WHEN j.forgets THEN clock_timestamp() END, CASE WHEN j.forgets THEN left(j.host_id, 64) END,
           CASE WHEN j.forgets THEN j.uptime_s END
      FROM judged j
     WHERE j.own_id IS NULL
     ORDER BY j.user_id, j.mac, j.last_seen_at DESC
    ON CONFLICT (user_id, mac_address) DO NOTHING
    RETURNING id, user_id, mac_address
), forgotten AS (
    UPDATE public.user_devices d
       SET last_bytes_total = j.bytes, last_bytes_updated_at = clock_timestamp(),
           last_hotspot_host_id = left(j.host_id, 64), last_hotspot_uptime_seconds = j.uptime_s
      FROM judged j
     WHERE d.id = j.own_id AND j.forgets
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'device', j.id::text, jsonb_build_object('is_authorized', j.is_authorized),
       jsonb_build_object('is_authorized', true),
       jsonb_build_object('user_id', j.user_id, 'device_id', coalesce(j.own_id, m.id), 'mac', j.mac, 'address', j.address,
                          'router', j.router, 'told', CASE WHEN $3::text IS NULL THEN j.told ELSE 'given' END,
                          'is_new', j.own_id IS NULL, 'bytes', j.bytes)
  FROM console.operation o
 CROSS JOIN judged j
  LEFT JOIN made m ON m.user_id = j.user_id AND m.mac_address = j.mac
 WHERE o.id = $1::uuid AND coalesce(j.own_id, m.id) IS NOT NULL
 ORDER BY j.id

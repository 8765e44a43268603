-- Gives customers the devices of staged lines. What follows on the routers, operation_write_devices.sql notes; before there
-- was none, which is as one that is not let in.
-- $1 operation uuid, $2 text[] first lines of parts, $3 import, $4 lines of a part
WITH line AS MATERIALIZED (
    SELECT l.line, gen_random_uuid() AS id, l.user_id, l.mac, l.address, l.label, coalesce(l.authorised, true) AS is_let_in
      FROM unnest($2::text[]) AS p (first)
      JOIN console.import_devices l
           ON l.import_id = $3::bigint AND l.line >= p.first::bigint AND l.line < p.first::bigint + $4::bigint
     WHERE l.fault_kind IS NULL AND l.verdict = 'new'
), made AS (
    INSERT INTO public.user_devices (id, user_id, mac_address, ip_address, label, is_authorized, authorized_at)
    SELECT l.id, l.user_id, l.mac, l.address, l.label, l.is_let_in, CASE WHEN l.is_let_in THEN now() END FROM line l
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'device', l.id::text, jsonb_build_object('is_authorized', false),
       jsonb_build_object('is_authorized', l.is_let_in),
       jsonb_strip_nulls(jsonb_build_object('device_id', l.id, 'user_id', l.user_id, 'mac', l.mac, 'address', l.address,
                                            'import', $3::bigint, 'line', l.line))
  FROM console.operation o
 CROSS JOIN line l
 WHERE o.id = $1::uuid
 ORDER BY l.line

-- Puts a device in the place of another one of the customer's. Two lines of the audit, one device: the old one goes, the
-- new one is made or let in; db/engine/operation_write_devices.sql does it.
-- $1 operation uuid, $2 uuid[] the customer, $3 phone number or id of the customer, $4 the new MAC, $5 the old one
-- (NULL: the one seen least of late), $6 label
WITH person AS MATERIALIZED (
    SELECT u.id FROM public.users u WHERE u.id = ANY ($2::uuid[]) FOR NO KEY UPDATE
), wish AS MATERIALIZED (
    SELECT w.*, coalesce(w.own_id, gen_random_uuid()) AS new_id
      FROM person p
     CROSS JOIN console.device_wish($3::text, $4::text, true, $5::text) w
     WHERE w.refusal IS NULL AND w.user_id = p.id
), line AS (
    SELECT 1 AS place, w.new_id, to_jsonb(w.old) AS before, NULL::jsonb AS after,
           jsonb_build_object('user_id', w.user_id, 'device_id', (w.old).id,
                              'mac', upper(replace((w.old).mac_address, '-', ':')), 'address', nullif((w.old).ip_address, ''),
                              'router', w.router) AS details
      FROM wish w
    UNION ALL
    SELECT 2, w.new_id,
           CASE WHEN w.own_id IS NOT NULL THEN jsonb_build_object('is_authorized', false, 'label', w.own_label) END,
           jsonb_build_object('is_authorized', true,
                              'label', coalesce($6::text, w.own_label, (w.old).label, left(w.host_name, 100)))
               || CASE WHEN w.own_id IS NULL THEN jsonb_build_object('user_id', w.user_id, 'mac_address', w.mac) ELSE '{}' END,
           jsonb_build_object('user_id', w.user_id, 'device_id', w.new_id, 'mac', w.mac, 'address', w.address,
                              'router', w.router, 'told', 'given', 'is_new', w.own_id IS NULL, 'bytes', w.bytes, 'start', w.start)
      FROM wish w
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'device', l.new_id::text, l.before, l.after, jsonb_strip_nulls(l.details)
  FROM console.operation o
 CROSS JOIN line l
 WHERE o.id = $1::uuid
 ORDER BY l.place

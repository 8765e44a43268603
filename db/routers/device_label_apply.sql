-- Calls devices something else: the audit says so, db/engine/operation_write_devices.sql does it.
-- $1 operation uuid, $2 uuid[] devices (locked), $3 label; "-" takes it away
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'device', j.id::text, jsonb_build_object('label', (j.device).label),
       jsonb_build_object('label', nullif($3::text, '-')),
       jsonb_build_object('user_id', (j.device).user_id, 'device_id', (j.device).id, 'mac', j.mac)
  FROM console.operation o
 CROSS JOIN console.devices_to_remove($2::uuid[]) j
 WHERE o.id = $1::uuid AND j.refusal IS NULL AND (j.device).label IS DISTINCT FROM nullif($3::text, '-')
 ORDER BY j.id

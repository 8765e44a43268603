-- Takes devices from their customers: the audit keeps all that they were, and db/engine/operation_write_devices.sql
-- removes them.
-- $1 operation uuid, $2 uuid[] devices (locked)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'device', j.id::text, to_jsonb(j.device), NULL,
       jsonb_strip_nulls(jsonb_build_object('user_id', (j.device).user_id, 'device_id', (j.device).id, 'mac', j.mac,
                                            'address', j.address, 'router', j.router))
  FROM console.operation o
 CROSS JOIN console.devices_to_remove($2::uuid[]) j
 WHERE o.id = $1::uuid AND j.refusal IS NULL
 ORDER BY j.id

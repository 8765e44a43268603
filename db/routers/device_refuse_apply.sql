-- Refuses devices: the audit says that a customer's device is no longer let in, and what is to be done on the router;
-- db/engine/operation_write_devices.sql does it.
-- $1 operation uuid, $2 uuid[] devices (locked), $3 block: yes or no
WITH setting AS MATERIALIZED (
    SELECT console.setting('list_refused_devices', 'no') = 'yes' AS is_listing
), judged AS MATERIALIZED (
    SELECT r.*, s.is_listing AND r.address IS NOT NULL AND r.is_here AS is_to_list
      FROM console.devices_to_refuse($2::uuid[], $3::text = 'yes') r
     CROSS JOIN setting s
     WHERE r.refusal IS NULL
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'device', j.id::text,
       CASE WHEN j.device_id IS NOT NULL THEN jsonb_build_object('is_authorized', j.is_authorized) ELSE '{}' END,
       CASE WHEN j.device_id IS NOT NULL THEN jsonb_build_object('is_authorized', false) ELSE '{}' END,
       jsonb_strip_nulls(jsonb_build_object('user_id', CASE WHEN j.device_id IS NOT NULL THEN j.user_id END,
                                            'device_id', j.device_id, 'mac', j.mac, 'address', j.address,
                                            'router', j.router, 'list', nullif(j.is_to_list, false),
                                            'block', CASE WHEN $3::text = 'yes' THEN true END))
  FROM console.operation o
 CROSS JOIN judged j
 WHERE o.id = $1::uuid
 ORDER BY j.id

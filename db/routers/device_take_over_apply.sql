-- Makes hosts of nobody devices of a customer; db/engine/operation_write_devices.sql does what the audit says.
-- $1 operation uuid, $2 uuid[] devices (locked), $3 phone number or id of the customer, $4 label, $5 usage: count or forget
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'device', j.id::text, NULL,
       jsonb_build_object('is_authorized', true, 'label', coalesce($4::text, left(j.host_name, 100)), 'user_id', j.user_id,
                          'mac_address', j.mac),
       jsonb_strip_nulls(jsonb_build_object(
           'user_id', j.user_id, 'device_id', gen_random_uuid(), 'mac', j.mac, 'address', j.address, 'router', j.router,
           'told', 'given', 'is_new', true, 'bytes', j.bytes,
           'start', CASE WHEN $5::text = 'forget' AND j.host_id IS NOT NULL THEN
               jsonb_build_object('bytes', j.bytes, 'host_id', left(j.host_id, 64), 'uptime_s', j.uptime_s, 'at', clock_timestamp())
               ELSE (SELECT jsonb_build_object('bytes', r.bytes, 'host_id', r.host_id, 'uptime_s', r.uptime_s, 'at', r.counted_at)
                       FROM console.device_removed r
                      WHERE r.user_id = j.user_id AND r.mac = j.mac AND r.bytes IS NOT NULL) END))
  FROM console.operation o
 CROSS JOIN (SELECT DISTINCT ON (a.mac) a.*
               FROM console.devices_to_take_over($2::uuid[], $3::text) a
              WHERE a.refusal IS NULL
              ORDER BY a.mac, a.last_seen_at DESC, a.id) j
 WHERE o.id = $1::uuid
 ORDER BY j.id

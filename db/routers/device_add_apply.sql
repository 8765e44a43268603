-- Makes a device a customer's: the audit says so; db/engine/operation_write_devices.sql does it.
-- $1 operation uuid, $2 uuid[] the customer, $3 phone number or id of the customer, $4 MAC in any spelling, $5 label
WITH person AS MATERIALIZED (
    SELECT u.id FROM public.users u WHERE u.id = ANY ($2::uuid[]) FOR NO KEY UPDATE
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'device', n.id::text,
       CASE WHEN w.own_id IS NOT NULL THEN jsonb_build_object('is_authorized', false, 'label', w.own_label) END,
       jsonb_build_object('is_authorized', true, 'label', coalesce($5::text, w.own_label, left(w.host_name, 100)))
           || CASE WHEN w.own_id IS NULL THEN jsonb_build_object('user_id', w.user_id, 'mac_address', w.mac) ELSE '{}' END,
       jsonb_strip_nulls(jsonb_build_object('user_id', w.user_id, 'device_id', n.id, 'mac', w.mac, 'address', w.address,
                                            'router', w.router, 'told', 'given', 'is_new', w.own_id IS NULL, 'bytes', w.bytes,
                                            'start', w.start))
  FROM console.operation o
 CROSS JOIN person p
 CROSS JOIN console.device_wish($3::text, $4::text, false, NULL) w
 CROSS JOIN LATERAL (SELECT coalesce(w.own_id, gen_random_uuid()) AS id OFFSET 0) n
 WHERE o.id = $1::uuid AND w.refusal IS NULL AND w.user_id = p.id

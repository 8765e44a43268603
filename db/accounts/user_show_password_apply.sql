-- Notes who looks at a hotspot password; the password itself stands in no audit.
-- $1 operation uuid, $2 uuid[] user ids
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, details)
SELECT o.id, o.actor, o.action, 'user', u.id::text, '{"password": "seen"}'
  FROM console.operation o
 CROSS JOIN public.users u
 WHERE o.id = $1::uuid AND u.id = ANY ($2::uuid[])

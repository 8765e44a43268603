-- Gives customers another role, with what the portal does at its change.
-- $1 operation uuid, $2 uuid[] user ids (locked), $3 USER or KOMANDAN, $4 block or NULL, $5 room or NULL
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'user', u.id::text, c.before, c.after,
       NULL
  FROM console.operation o
 CROSS JOIN public.users u
 CROSS JOIN LATERAL console.user_of_role(u, $3, $4, $5) n
 CROSS JOIN LATERAL console.record_change(u, n) c
 WHERE o.id = $1::uuid AND u.id = ANY ($2::uuid[]) AND console.role_refusal(u, $3, $4, $5) IS NULL

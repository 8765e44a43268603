-- Deactivates customers.
-- $1 operation uuid, $2 uuid[] user ids (locked)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'user', u.id::text, c.before, c.after,
       NULL
  FROM console.operation o
 CROSS JOIN public.users u
 CROSS JOIN LATERAL console.user_switched(u, false) n
 CROSS JOIN LATERAL console.record_change(u, n) c
 WHERE o.id = $1::uuid AND u.id = ANY ($2::uuid[]) AND u.is_active AND u.approval_status = 'APPROVED' AND console.admin_refusal(u.role) IS NULL

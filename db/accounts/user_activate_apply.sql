-- Activates customers; who has no hotspot password, having been deleted, gets one.
-- $1 operation uuid, $2 uuid[] user ids (locked)
WITH password AS (
    UPDATE public.users u SET mikrotik_password = console.random_pin()
     WHERE u.id = ANY ($2::uuid[]) AND coalesce(u.mikrotik_password, '') = '' AND NOT u.is_active AND u.approval_status = 'APPROVED' AND console.admin_refusal(u.role) IS NULL
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'user', u.id::text, c.before, c.after,
       NULL
  FROM console.operation o
 CROSS JOIN public.users u
 CROSS JOIN LATERAL console.user_switched(u, true) n
 CROSS JOIN LATERAL console.record_change(u, n) c
 WHERE o.id = $1::uuid AND u.id = ANY ($2::uuid[]) AND NOT u.is_active AND u.approval_status = 'APPROVED' AND console.admin_refusal(u.role) IS NULL

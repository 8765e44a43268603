-- Gives customers a new hotspot password, which stands in no audit.
-- $1 operation uuid, $2 uuid[] user ids (locked)
WITH password AS (
    UPDATE public.users u SET mikrotik_password = console.random_pin()
     WHERE u.id = ANY ($2::uuid[]) AND u.approval_status = 'APPROVED' AND u.is_active
       AND console.admin_refusal(u.role) IS NULL
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'user', u.id::text, '{}', '{}',
       jsonb_build_object('password', 'new', 'told', console.notify_customer(u.id, 'password', '{}', NULL, o.id))
  FROM console.operation o
 CROSS JOIN public.users u
 WHERE o.id = $1::uuid AND u.id = ANY ($2::uuid[]) AND u.approval_status = 'APPROVED' AND u.is_active AND console.admin_refusal(u.role) IS NULL

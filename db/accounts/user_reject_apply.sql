-- Rejects registrations. Their rows stay, so that it can be undone; the audit says why.
-- $1 operation uuid, $2 uuid[] user ids (locked), $3 reason
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'user', u.id::text, c.before, c.after,
       jsonb_build_object('reason', $3::text, 'told', console.notify_customer(
           u.id, 'rejected', jsonb_build_object('reason', $3::text), NULL, o.id))
  FROM console.operation o
 CROSS JOIN public.users u
 CROSS JOIN LATERAL console.user_rejected(u) n
 CROSS JOIN LATERAL console.record_change(u, n) c
 WHERE o.id = $1::uuid AND u.id = ANY ($2::uuid[]) AND u.approval_status = 'PENDING_APPROVAL'

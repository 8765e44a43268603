-- Gives unlimited access; who has it already is left as he is. What was used stands in the audit though it
-- does not change: an undo is refused where more was used meanwhile, which would become a debt. Then revoking
-- is the way back.
-- $1 operation uuid, $2 uuid[] user ids (locked)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'user', u.id::text,
       jsonb_build_object('is_unlimited_user', false, 'total_quota_used_mb', u.total_quota_used_mb),
       jsonb_build_object('is_unlimited_user', true, 'total_quota_used_mb', u.total_quota_used_mb)
  FROM console.operation o
 CROSS JOIN public.users u
 WHERE o.id = $1::uuid AND u.id = ANY ($2::uuid[]) AND NOT u.is_unlimited_user

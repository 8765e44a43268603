-- Blocks users with a reason; who is blocked already is left as he is.
-- $1 operation uuid, $2 uuid[] user ids (locked), $3 reason
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'user', u.id::text,
       jsonb_build_object('is_blocked', false, 'blocked_reason', u.blocked_reason, 'blocked_at', u.blocked_at,
                          'blocked_by_id', u.blocked_by_id) - same.columns,
       jsonb_build_object('is_blocked', true, 'blocked_reason', $3::text, 'blocked_at', now(),
                          'blocked_by_id', NULL) - same.columns
  FROM console.operation o
 CROSS JOIN public.users u
 CROSS JOIN LATERAL (SELECT ARRAY[CASE WHEN u.blocked_reason = $3::text THEN 'blocked_reason' END,
                                  CASE WHEN u.blocked_by_id IS NULL THEN 'blocked_by_id' END] AS columns) same
 WHERE o.id = $1::uuid AND u.id = ANY ($2::uuid[]) AND NOT u.is_blocked

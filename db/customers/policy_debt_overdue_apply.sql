-- Blocks users whose debt is long past its due date.
-- $1 operation uuid, $2 uuid[] user ids (locked)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'user', u.id::text,
       jsonb_build_object('is_blocked', false, 'blocked_reason', u.blocked_reason, 'blocked_at', u.blocked_at,
                          'blocked_by_id', u.blocked_by_id) - same.columns,
       jsonb_build_object('is_blocked', true, 'blocked_reason', c.reason, 'blocked_at', now(),
                          'blocked_by_id', NULL) - same.columns
  FROM console.operation o
 CROSS JOIN console.debt_overdue_cases($2::uuid[]) c
  JOIN public.users u ON u.id = c.user_id
 CROSS JOIN LATERAL (SELECT ARRAY[CASE WHEN u.blocked_reason = c.reason THEN 'blocked_reason' END,
                                  CASE WHEN u.blocked_by_id IS NULL THEN 'blocked_by_id' END] AS columns) same
 WHERE o.id = $1::uuid AND c.refusal IS NULL

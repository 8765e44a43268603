-- Blocks users for manual debt at the month's end, and notes for which month.
-- $1 operation uuid, $2 uuid[] user ids (locked)
WITH found AS MATERIALIZED (
    SELECT * FROM console.debt_month_end_cases($2::uuid[]) c WHERE c.refusal IS NULL
), noted AS (
    INSERT INTO console.debt_notice AS n (user_id, policy, occasion, blocked_at)
    SELECT f.user_id, 'debt_month_end', f.month, now() FROM found f
    ON CONFLICT (user_id, policy, occasion) DO UPDATE SET blocked_at = excluded.blocked_at
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'user', u.id::text,
       jsonb_build_object('is_blocked', false, 'blocked_reason', u.blocked_reason, 'blocked_at', u.blocked_at,
                          'blocked_by_id', u.blocked_by_id) - same.columns,
       jsonb_build_object('is_blocked', true, 'blocked_reason', f.reason, 'blocked_at', now(),
                          'blocked_by_id', NULL) - same.columns
  FROM console.operation o
 CROSS JOIN found f
  JOIN public.users u ON u.id = f.user_id
 CROSS JOIN LATERAL (SELECT ARRAY[CASE WHEN u.blocked_reason = f.reason THEN 'blocked_reason' END,
                                  CASE WHEN u.blocked_by_id IS NULL THEN 'blocked_by_id' END] AS columns) same
 WHERE o.id = $1::uuid

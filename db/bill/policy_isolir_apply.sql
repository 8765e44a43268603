-- Blocks users whose invoices are overdue, and notes on all of these that they were, so that a job blocks for none of
-- them twice.
-- $1 operation uuid, $2 uuid[] user ids (locked)
WITH due AS MATERIALIZED (
    SELECT c.* FROM console.isolir_cases($2::uuid[]) c WHERE c.refusal IS NULL
), noted AS (
    UPDATE console.invoice i
       SET isolated_at = now()
      FROM due d
     WHERE i.user_id = d.user_id AND i.status IN ('unpaid', 'expired') AND i.due_on < (SELECT console.today())
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'user', u.id::text,
       jsonb_build_object('is_blocked', false, 'blocked_reason', u.blocked_reason, 'blocked_at', u.blocked_at,
                          'blocked_by_id', u.blocked_by_id) - same.columns,
       jsonb_build_object('is_blocked', true, 'blocked_reason', d.reason, 'blocked_at', now(),
                          'blocked_by_id', NULL) - same.columns
  FROM console.operation o
 CROSS JOIN due d
  JOIN public.users u ON u.id = d.user_id
 CROSS JOIN LATERAL (SELECT ARRAY[CASE WHEN u.blocked_reason = d.reason THEN 'blocked_reason' END,
                                  CASE WHEN u.blocked_by_id IS NULL THEN 'blocked_by_id' END] AS columns) same
 WHERE o.id = $1::uuid

-- Blocks and unblocks by the limit of automatic debt; who owes otherwise than planned is judged anew.
-- $1 operation uuid, $2 uuid[] user ids (locked)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'user', u.id::text,
       jsonb_build_object('is_blocked', u.is_blocked, 'blocked_reason', u.blocked_reason, 'blocked_at', u.blocked_at,
                          'blocked_by_id', u.blocked_by_id) - same.columns,
       jsonb_build_object('is_blocked', b.is_blocked,
                          'blocked_reason', CASE WHEN b.is_blocked THEN c.reason END,
                          'blocked_at', CASE WHEN b.is_blocked THEN now() END,
                          'blocked_by_id', NULL) - same.columns
  FROM console.operation o
 CROSS JOIN console.debt_limit_cases($2::uuid[]) c
  JOIN public.users u ON u.id = c.user_id
 CROSS JOIN LATERAL (SELECT c.verdict = 'block' AS is_blocked) b
 CROSS JOIN LATERAL (SELECT ARRAY[CASE WHEN NOT b.is_blocked AND u.blocked_at IS NULL THEN 'blocked_at' END,
                                  CASE WHEN u.blocked_by_id IS NULL THEN 'blocked_by_id' END] AS columns) same
 WHERE o.id = $1::uuid AND c.verdict IS NOT NULL

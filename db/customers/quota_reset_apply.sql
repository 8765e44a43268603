-- Nothing used and no automatic debt; what was purchased stays.
-- $1 operation uuid, $2 uuid[] user ids (locked)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'user', u.id::text,
       jsonb_build_object('total_quota_used_mb', u.total_quota_used_mb,
                          'auto_debt_offset_mb', u.auto_debt_offset_mb) - same.columns,
       jsonb_build_object('total_quota_used_mb', 0.00, 'auto_debt_offset_mb', 0) - same.columns
  FROM console.operation o
 CROSS JOIN public.users u
 CROSS JOIN LATERAL (SELECT ARRAY[CASE WHEN u.total_quota_used_mb = 0 THEN 'total_quota_used_mb' END,
                                  CASE WHEN u.auto_debt_offset_mb = 0 THEN 'auto_debt_offset_mb' END] AS columns) same
 WHERE o.id = $1::uuid AND u.id = ANY ($2::uuid[])

-- Ends unlimited access without a debt: what would stand against a user (console.sleeping_debt_mb) is forgiven and
-- becomes quota (console.debtor_paid). Who has no such access is left as he is.
-- $1 operation uuid, $2 uuid[] user ids (locked)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'user', u.id::text,
       jsonb_build_object('is_unlimited_user', true,
                          'total_quota_purchased_mb', u.total_quota_purchased_mb) - same.columns,
       jsonb_build_object('is_unlimited_user', false,
                          'total_quota_purchased_mb', u.total_quota_purchased_mb + f.mb) - same.columns
  FROM console.operation o
 CROSS JOIN public.users u
 CROSS JOIN LATERAL (
       SELECT console.sleeping_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, u.auto_debt_offset_mb,
                                       u.role) AS mb) f
 CROSS JOIN LATERAL (SELECT ARRAY[CASE WHEN f.mb = 0 THEN 'total_quota_purchased_mb' END] AS columns) same
 WHERE o.id = $1::uuid AND u.id = ANY ($2::uuid[]) AND u.is_unlimited_user

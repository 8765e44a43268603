-- Counts the offset as bought: see console.offset_as_quota_mb. Who has none is left as he is.
-- $1 operation uuid, $2 uuid[] user ids (locked)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'user', u.id::text,
       jsonb_build_object('total_quota_purchased_mb', u.total_quota_purchased_mb,
                          'auto_debt_offset_mb', u.auto_debt_offset_mb),
       jsonb_build_object('total_quota_purchased_mb', u.total_quota_purchased_mb
                              + console.offset_as_quota_mb(u.total_quota_used_mb, u.auto_debt_offset_mb),
                          'auto_debt_offset_mb', 0)
  FROM console.operation o
 CROSS JOIN public.users u
 WHERE o.id = $1::uuid AND u.id = ANY ($2::uuid[]) AND u.auto_debt_offset_mb > 0

-- Sets the figure of used quota, and takes an offset down to it; who has both already is left as he is.
-- $1 operation uuid, $2 uuid[] user ids (locked), $3 MB, $4 reason: kept with the operation
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'user', u.id::text,
       jsonb_build_object('total_quota_used_mb', u.total_quota_used_mb,
                          'auto_debt_offset_mb', u.auto_debt_offset_mb) - same.columns,
       jsonb_build_object('total_quota_used_mb', round($3::numeric, 2),
                          'auto_debt_offset_mb', least(u.auto_debt_offset_mb, $3::bigint)) - same.columns
  FROM console.operation o
 CROSS JOIN public.users u
 CROSS JOIN LATERAL (
       SELECT ARRAY[CASE WHEN u.total_quota_used_mb = $3::numeric THEN 'total_quota_used_mb' END,
                    CASE WHEN u.auto_debt_offset_mb <= $3::bigint THEN 'auto_debt_offset_mb' END] AS columns) same
 WHERE o.id = $1::uuid AND u.id = ANY ($2::uuid[])
   AND (u.total_quota_used_mb <> $3::numeric OR u.auto_debt_offset_mb > $3::bigint)
   AND ($4::text IS NULL OR true)

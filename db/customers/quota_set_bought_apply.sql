-- Sets the figure of bought quota; who has it already is left as he is.
-- $1 operation uuid, $2 uuid[] user ids (locked), $3 MB, $4 reason: kept with the operation
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'user', u.id::text,
       jsonb_build_object('total_quota_purchased_mb', u.total_quota_purchased_mb),
       jsonb_build_object('total_quota_purchased_mb', $3::bigint)
  FROM console.operation o
 CROSS JOIN public.users u
 WHERE o.id = $1::uuid AND u.id = ANY ($2::uuid[]) AND u.total_quota_purchased_mb <> $3::bigint
   AND ($4::text IS NULL OR true)

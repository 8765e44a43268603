-- Sets the last day on which the quota is valid; who has that one already is left as he is.
-- $1 operation uuid, $2 uuid[] user ids (locked), $3 the last day, '-' for no end
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'user', u.id::text, jsonb_build_object('quota_expiry_date', u.quota_expiry_date),
       jsonb_build_object('quota_expiry_date', w.expiry)
  FROM console.operation o
 CROSS JOIN public.users u
 CROSS JOIN (SELECT console.day_end(nullif($3, '-')::date) AS expiry) w
 WHERE o.id = $1::uuid AND u.id = ANY ($2::uuid[]) AND u.quota_expiry_date IS DISTINCT FROM w.expiry

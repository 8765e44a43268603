-- Gives a validity days more, or less; who would get nothing by it is left as he is.
-- $1 operation uuid, $2 uuid[] user ids (locked), $3 days, $4 from: end or today; NULL: as a purchase counts
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'user', u.id::text, jsonb_build_object('quota_expiry_date', u.quota_expiry_date),
       jsonb_build_object('quota_expiry_date', d.until)
  FROM console.operation o
 CROSS JOIN public.users u
 CROSS JOIN LATERAL console.days_added(u.quota_expiry_date, $3::integer, $4, u.is_unlimited_user) d
 WHERE o.id = $1::uuid AND u.id = ANY ($2::uuid[]) AND d.refusal IS NULL

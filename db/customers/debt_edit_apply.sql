-- Gives debt items another due date or note; where nothing would differ they are left as they are.
-- $1 operation uuid, $2 uuid[] debt ids (locked), $3 due date, '-' for none or NULL for as it is, $4 note, the same
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'user_quota_debt', d.id::text, c.before, c.after,
       jsonb_build_object('user_id', d.user_id)
  FROM console.operation o
 CROSS JOIN public.user_quota_debts d
 CROSS JOIN LATERAL console.debt_edited(d, $3, $4) c
 WHERE o.id = $1::uuid AND d.id = ANY ($2::uuid[]) AND c.refusal IS NULL

-- The incident recipe: full quota, nothing used, the same amount owed, not blocked. Open debt items
-- are closed as replaced, with what was paid on them left as it was, and one new item is made.
-- Rows come in the order of the users, group by group, so that neighbours of an index are written one after the other.
-- $1 operation uuid, $2 uuid[] user ids (locked, with their open debts), $3 MB
WITH target AS MATERIALIZED (
    SELECT u.id, u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb, u.manual_debt_mb,
           u.is_blocked, u.blocked_reason, u.blocked_at, u.blocked_by_id,
           ARRAY[CASE WHEN u.total_quota_purchased_mb = $3::bigint THEN 'total_quota_purchased_mb' END,
                 CASE WHEN u.total_quota_used_mb = 0 THEN 'total_quota_used_mb' END,
                 CASE WHEN u.auto_debt_offset_mb = 0 THEN 'auto_debt_offset_mb' END,
                 CASE WHEN u.manual_debt_mb = $3::bigint THEN 'manual_debt_mb' END,
                 CASE WHEN NOT u.is_blocked THEN 'is_blocked' END,
                 CASE WHEN u.blocked_reason IS NULL THEN 'blocked_reason' END,
                 CASE WHEN u.blocked_at IS NULL THEN 'blocked_at' END,
                 CASE WHEN u.blocked_by_id IS NULL THEN 'blocked_by_id' END] AS unchanged
      FROM public.users u
     WHERE u.id = ANY ($2::uuid[])
     ORDER BY u.id
), o AS MATERIALIZED (
    SELECT x.id, x.actor, x.action FROM console.operation x WHERE x.id = $1::uuid
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'user', t.id::text,
       jsonb_build_object('total_quota_purchased_mb', t.total_quota_purchased_mb,
                          'total_quota_used_mb', t.total_quota_used_mb,
                          'auto_debt_offset_mb', t.auto_debt_offset_mb, 'manual_debt_mb', t.manual_debt_mb,
                          'is_blocked', t.is_blocked, 'blocked_reason', t.blocked_reason,
                          'blocked_at', t.blocked_at, 'blocked_by_id', t.blocked_by_id) - t.unchanged,
       (SELECT jsonb_build_object('total_quota_purchased_mb', $3::bigint, 'total_quota_used_mb', 0.00,
                          'auto_debt_offset_mb', 0, 'manual_debt_mb', $3::bigint,
                          'is_blocked', false, 'blocked_reason', NULL, 'blocked_at', NULL,
                          'blocked_by_id', NULL)) - t.unchanged,
       NULL::jsonb
  FROM target t
 CROSS JOIN o
UNION ALL
(SELECT o.id, o.actor, o.action, 'user_quota_debt', d.id::text,
       jsonb_build_object('is_paid', false, 'paid_at', d.paid_at, 'last_paid_source', d.last_paid_source),
       (SELECT jsonb_build_object('is_paid', true, 'paid_at', now(), 'last_paid_source', 'console_replaced')),
       jsonb_build_object('user_id', d.user_id, 'payment', 'replaced')
  FROM public.user_quota_debts d
 CROSS JOIN o
 WHERE d.user_id = ANY ($2::uuid[]) AND NOT d.is_paid
 ORDER BY d.user_id)
UNION ALL
SELECT o.id, o.actor, o.action, 'user_quota_debt', gen_random_uuid()::text, NULL,
       jsonb_build_object('user_id', t.id, 'debt_date', (SELECT console.today()),
                          'amount_mb', $3::bigint, 'paid_mb', 0, 'price_rp', NULL, 'is_paid', false,
                          'note', 'console.quota.reset_with_debt'),
       jsonb_build_object('user_id', t.id)
  FROM target t
 CROSS JOIN o

-- Sets what users owe by hand: open items are closed as replaced, with what was paid on them left as
-- it was, and one new item is made, none where the new amount is 0.
-- $1 operation uuid, $2 uuid[] user ids (locked, with their open debts), $3 MB
WITH target AS MATERIALIZED (
    SELECT u.id, u.manual_debt_mb
      FROM public.users u
     WHERE u.id = ANY ($2::uuid[])
       AND ($3::bigint > 0 OR u.manual_debt_mb <> 0
            OR EXISTS (SELECT FROM public.user_quota_debts d WHERE d.user_id = u.id AND NOT d.is_paid))
), change (entity_type, entity_id, before, after, details) AS (
    SELECT 'user', t.id, jsonb_build_object('manual_debt_mb', t.manual_debt_mb) - same.columns,
           jsonb_build_object('manual_debt_mb', $3::bigint) - same.columns, NULL::jsonb
      FROM target t
     CROSS JOIN LATERAL (
           SELECT ARRAY[CASE WHEN t.manual_debt_mb = $3::bigint THEN 'manual_debt_mb' END] AS columns) same
    UNION ALL
    SELECT 'user_quota_debt', d.id, c.before, c.after, jsonb_build_object('user_id', d.user_id, 'payment', 'replaced')
      FROM public.user_quota_debts d
     CROSS JOIN LATERAL console.debt_closed(d, 'console_replaced') c
     WHERE d.user_id = ANY ($2::uuid[]) AND NOT d.is_paid
    UNION ALL
    SELECT 'user_quota_debt', gen_random_uuid(), NULL,
           jsonb_build_object('user_id', t.id, 'debt_date', (SELECT console.today()),
                              'amount_mb', $3::bigint, 'paid_mb', 0, 'price_rp', NULL, 'is_paid', false,
                              'note', 'console.debts.set'),
           jsonb_build_object('user_id', t.id)
      FROM target t
     WHERE $3::bigint > 0
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, c.entity_type, c.entity_id::text, c.before, c.after, c.details
  FROM console.operation o
 CROSS JOIN change c
 WHERE o.id = $1::uuid

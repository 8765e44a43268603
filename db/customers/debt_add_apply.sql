-- Enters a debt item for each user. 1 MB with a price stands for an unlimited package.
-- $1 operation uuid, $2 uuid[] user ids (locked, with their open debts), $3 MB, $4 price in rupiah or NULL,
-- $5 due date or NULL: by setting, $6 note or NULL
WITH target AS MATERIALIZED (
    SELECT u.id, u.manual_debt_mb, gen_random_uuid() AS debt_id,
           (SELECT coalesce(sum(d.amount_mb - d.paid_mb), 0)::bigint FROM public.user_quota_debts d
             WHERE d.user_id = u.id AND NOT d.is_paid) + $3::bigint AS open_mb
      FROM public.users u
     WHERE u.id = ANY ($2::uuid[])
), change (entity_type, entity_id, before, after, details) AS (
    SELECT 'user', t.id, jsonb_build_object('manual_debt_mb', t.manual_debt_mb),
           jsonb_build_object('manual_debt_mb', t.open_mb), NULL::jsonb
      FROM target t
    UNION ALL
    SELECT 'user_quota_debt', t.debt_id, NULL,
           jsonb_build_object('user_id', t.id, 'debt_date', (SELECT console.today()), 'due_date', due.day,
                              'amount_mb', $3::bigint, 'paid_mb', 0, 'price_rp', $4::bigint, 'is_paid', false,
                              'note', $6::text),
           jsonb_build_object('user_id', t.id)
      FROM target t
     CROSS JOIN (SELECT console.debt_due($5::date) AS day OFFSET 0) due
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, c.entity_type, c.entity_id::text, c.before, c.after, c.details
  FROM console.operation o
 CROSS JOIN change c
 WHERE o.id = $1::uuid

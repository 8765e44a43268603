-- Settles debt items, whole or in part; who has none left is let in again where debt was what kept him out.
-- $1 operation uuid, $2 uuid[] debt ids (locked, with their users and all that these owe), $3 MB of each or
-- NULL for all that is left, $4 note
WITH item AS MATERIALIZED (
    SELECT d.id, d.user_id, coalesce($3::bigint, greatest(0, d.amount_mb - d.paid_mb)) AS pays
      FROM public.user_quota_debts d
     WHERE d.id = ANY ($2::uuid[]) AND console.settle_refusal(d, $3::bigint) IS NULL
), debtor AS MATERIALIZED (
    SELECT d.user_id, count(*) FILTER (WHERE x.stays_open) AS open_items,
           coalesce(sum(d.amount_mb - d.paid_mb - coalesce(i.pays, 0)) FILTER (WHERE x.stays_open), 0)::bigint AS open_mb
      FROM public.user_quota_debts d
      LEFT JOIN item i ON i.id = d.id
     CROSS JOIN LATERAL (SELECT i.pays IS NULL OR d.paid_mb + i.pays < d.amount_mb AS stays_open) x
     WHERE d.user_id IN (SELECT s.user_id FROM item s) AND NOT d.is_paid
     GROUP BY d.user_id
), change (entity_type, entity_id, before, after, details) AS (
    SELECT 'user', u.id, s.before, s.after, NULL::jsonb
      FROM debtor t
      JOIN public.users u ON u.id = t.user_id
     CROSS JOIN LATERAL console.debtor_paid(u, t.open_items, t.open_mb, 0) s
    UNION ALL
    SELECT 'user_quota_debt', d.id, c.before, c.after,
           jsonb_build_object('user_id', d.user_id, 'payment', 'settled', 'payment_note', $4::text)
      FROM item i
      JOIN public.user_quota_debts d ON d.id = i.id
     CROSS JOIN (SELECT console.price_list() AS list OFFSET 0) p
     CROSS JOIN LATERAL console.debt_paid(d, i.pays, 'console_settle', p.list) c
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, c.entity_type, c.entity_id::text, c.before, c.after, c.details
  FROM console.operation o
 CROSS JOIN change c
 WHERE o.id = $1::uuid

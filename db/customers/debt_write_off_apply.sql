-- Closes debt items that nobody will pay, with what was paid on them left as it was; who has none left is let
-- in again where debt was what kept him out.
-- $1 operation uuid, $2 uuid[] debt ids (locked, with their users and all that these owe), $3 reason
WITH item AS MATERIALIZED (
    SELECT d.id, d.user_id
      FROM public.user_quota_debts d
     WHERE d.id = ANY ($2::uuid[]) AND console.settle_refusal(d, NULL) IS NULL
), debtor AS MATERIALIZED (
    SELECT d.user_id, count(*) FILTER (WHERE i.id IS NULL) AS open_items,
           coalesce(sum(d.amount_mb - d.paid_mb) FILTER (WHERE i.id IS NULL), 0)::bigint AS open_mb
      FROM public.user_quota_debts d
      LEFT JOIN item i ON i.id = d.id
     WHERE d.user_id IN (SELECT s.user_id FROM item s) AND NOT d.is_paid
     GROUP BY d.user_id
), change (entity_type, entity_id, before, after, details) AS (
    SELECT 'user', u.id, s.before, s.after, NULL::jsonb
      FROM debtor t
      JOIN public.users u ON u.id = t.user_id
     CROSS JOIN LATERAL console.debtor_paid(u, t.open_items, t.open_mb, 0) s
    UNION ALL
    SELECT 'user_quota_debt', d.id, c.before, c.after,
           jsonb_build_object('user_id', d.user_id, 'payment', 'written_off', 'payment_note', $3::text)
      FROM item i
      JOIN public.user_quota_debts d ON d.id = i.id
     CROSS JOIN LATERAL console.debt_closed(d, 'console_write_off') c
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, c.entity_type, c.entity_id::text, c.before, c.after, c.details
  FROM console.operation o
 CROSS JOIN change c
 WHERE o.id = $1::uuid

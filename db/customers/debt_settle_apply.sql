-- Settles debt items, whole or in part; who has none left is let in again where debt was what kept him out.
-- $1 operation uuid, $2 uuid[] debt ids (locked, with their users and all that these owe), $3 MB of each, a part of
-- what is left of each as "50%" (rounded up), or NULL for all of that, $4 note,
-- $5 method: the money is taken here, by a charge each (NULL: none is)
-- Columns: entity_id (of what was written, or the order id of such a charge), id (what such a charge is for), terms (of it).
WITH item AS MATERIALIZED (
    SELECT d.id, d.user_id, coalesce(w.mb, l.left_mb) AS pays
      FROM public.user_quota_debts d
     CROSS JOIN LATERAL (SELECT greatest(0, d.amount_mb - d.paid_mb) AS left_mb) l
     CROSS JOIN LATERAL (
           SELECT coalesce(substring($3::text FROM '^\d+$')::bigint,
                      ceil(l.left_mb * substring($3::text FROM '^(\d+)%$')::numeric / 100)::bigint) AS mb) w
     WHERE d.id = ANY ($2::uuid[]) AND $5::text IS NULL AND console.settle_refusal(d, w.mb) IS NULL
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
), written AS (
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
    SELECT o.id, o.actor, o.action, c.entity_type, c.entity_id::text, c.before, c.after, c.details
      FROM console.operation o
     CROSS JOIN change c
     WHERE o.id = $1::uuid
    RETURNING entity_id
)
SELECT w.entity_id, NULL::uuid AS id, NULL AS terms FROM written w
UNION ALL
SELECT s.order_id, s.id, console.charge_terms(s.order_id)
  FROM (SELECT d.id, console.sell_debt($1::uuid, d.user_id, d.id, $5, NULL, console.settle_amount($3), $4) AS order_id
          FROM (SELECT DISTINCT ON (x.user_id) x.user_id, x.id
                  FROM public.user_quota_debts x
                 WHERE x.id = ANY ($2::uuid[]) AND NOT x.is_paid AND $5::text IS NOT NULL
                 ORDER BY x.user_id, x.debt_date, x.created_at, x.id) d
        OFFSET 0) s
 WHERE s.order_id IS NOT NULL

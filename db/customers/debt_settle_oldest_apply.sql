-- Settles so much of what users owe by hand, the oldest items first; what is owed for an unlimited package is
-- not paid by MB. Who owes less is left as he is; who has no item left is let in again where debt was what
-- kept him out.
-- $1 operation uuid, $2 uuid[] user ids (locked, with their open debts), $3 MB of each, or a part of
-- what each owes so, as "50%" (rounded up); $4 note,
-- $5 method: the money is taken here, by a charge each (NULL: none is)
-- Columns: entity_id (of what was written, or the order id of such a charge), id (what such a charge is for), terms (of it).
WITH owed AS MATERIALIZED (
    -- How much older items take stands beside each, so that every item knows its part.
    SELECT d.id, d.user_id, d.amount_mb, d.paid_mb, x.payable,
           sum(x.payable) OVER (PARTITION BY d.user_id) AS payable_mb,
           coalesce(sum(x.payable) OVER older, 0) AS older_mb
      FROM public.user_quota_debts d
     CROSS JOIN LATERAL (
           SELECT CASE WHEN console.is_unlimited_debt(d.amount_mb, d.price_rp) THEN 0
                       ELSE greatest(0, d.amount_mb - d.paid_mb) END AS payable) x
     WHERE d.user_id = ANY ($2::uuid[]) AND NOT d.is_paid AND $5::text IS NULL
    WINDOW older AS (PARTITION BY d.user_id ORDER BY d.debt_date NULLS LAST, d.created_at, d.id
                     ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), line AS MATERIALIZED (
    SELECT o.*, w.mb, greatest(0, least(o.payable, w.mb - o.older_mb))::bigint AS pays
      FROM owed o
     CROSS JOIN LATERAL (
           SELECT coalesce(substring($3::text FROM '^\d+$')::bigint,
                      ceil(o.payable_mb * substring($3::text FROM '^(\d+)%$')::numeric / 100)::bigint) AS mb) w
), debtor AS MATERIALIZED (
    SELECT l.user_id, count(*) FILTER (WHERE l.pays = 0 OR l.pays < l.payable) AS open_items,
           sum(l.amount_mb - l.paid_mb - l.pays)::bigint AS open_mb
      FROM line l
     WHERE l.payable_mb >= l.mb
     GROUP BY l.user_id
), change (entity_type, entity_id, before, after, details) AS (
    SELECT 'user', u.id, s.before, s.after, NULL::jsonb
      FROM debtor t
      JOIN public.users u ON u.id = t.user_id
     CROSS JOIN LATERAL console.debtor_paid(u, t.open_items, t.open_mb, 0) s
    UNION ALL
    SELECT 'user_quota_debt', d.id, c.before, c.after,
           jsonb_build_object('user_id', d.user_id, 'payment', 'settled', 'payment_note', $4::text)
      FROM line l
      JOIN public.user_quota_debts d ON d.id = l.id
     CROSS JOIN (SELECT console.price_list() AS list OFFSET 0) p
     CROSS JOIN LATERAL console.debt_paid(d, l.pays, 'console_settle', p.list) c
     WHERE l.payable_mb >= l.mb AND l.pays > 0
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
  FROM (SELECT u.id, console.sell_debt($1::uuid, u.id, NULL, $5, NULL, console.settle_oldest_amount(u.id, $3), $4) AS order_id
          FROM (SELECT x.id FROM unnest($2::uuid[]) AS x (id) WHERE $5::text IS NOT NULL ORDER BY x.id) u
        OFFSET 0) s
 WHERE s.order_id IS NOT NULL

-- Keeps what an operation settled of debt items, from its audit: what was paid of each, or what was left of
-- it when it was closed without being paid. An undo takes back what was kept of the operation that it undoes, and
-- so does a charge that is reversed.
-- $1 operation uuid, $2 of its audit rows, those after this number; 0: all
WITH line AS MATERIALIZED (
    SELECT a.actor, a.entity_id::uuid AS debt_id, (a.details ->> 'user_id')::uuid AS user_id,
           coalesce(o.undo_of, (a.details ->> 'reverses')::uuid) AS undo_of,
           coalesce(a.details ->> 'payment', 'settled') AS kind, a.details ->> 'payment_note' AS note,
           (a.after ->> 'paid_mb')::bigint AS paid_after, (a.before ->> 'paid_mb')::bigint AS paid_before,
           (a.after ->> 'is_paid')::boolean AND NOT (a.before ->> 'is_paid')::boolean AS closes
      FROM console.operation o
      JOIN console.audit_log a ON a.operation_id = o.id
     WHERE o.id = $1::uuid AND a.entity_type = 'user_quota_debt' AND a.id > $2::bigint
       AND a.before IS NOT NULL AND a.after IS NOT NULL
)
INSERT INTO console.debt_payment (operation_id, actor, debt_id, user_id, kind, mb, rp, note)
SELECT $1::uuid, l.actor, l.debt_id, l.user_id, l.kind, p.mb, p.to_rp - p.from_rp, l.note
  FROM line l
  JOIN public.user_quota_debts d ON d.id = l.debt_id
 CROSS JOIN (SELECT console.price_list() AS list OFFSET 0) s
 CROSS JOIN LATERAL (SELECT console.debt_price_rp(d.amount_mb, d.price_rp, s.list) AS price OFFSET 0) c
 CROSS JOIN LATERAL (
       SELECT CASE WHEN l.paid_after IS NOT NULL THEN l.paid_after - l.paid_before
                   WHEN l.closes THEN d.amount_mb - d.paid_mb END AS mb,
              CASE WHEN l.paid_after IS NULL THEN c.price
                   ELSE console.price_of_first_rp(c.price, d.amount_mb, l.paid_after) END AS to_rp,
              console.price_of_first_rp(c.price, d.amount_mb, coalesce(l.paid_before, d.paid_mb)) AS from_rp) p
 WHERE l.undo_of IS NULL AND p.mb <> 0
UNION ALL
SELECT $1::uuid, l.actor, l.debt_id, l.user_id, p.kind, -p.mb, -p.rp, p.note
  FROM line l
  JOIN console.debt_payment p ON p.operation_id = l.undo_of AND p.debt_id = l.debt_id
 WHERE l.undo_of IS NOT NULL -- else every line would be looked up

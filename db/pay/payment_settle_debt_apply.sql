-- Asks customers for what they owe, or shows what is open for it already.
-- $1 operation uuid, $2 uuid[] user ids (locked, with their open debts), $3 debt uuid or NULL for all,
-- $4 amount (console.debt_share) or NULL for all, $5 method, $6 bank, $7 note
-- Columns: order_id (those who are refused by now have none), id (of the customer), terms.
SELECT s.order_id, s.id, console.charge_terms(s.order_id) AS terms
  FROM (SELECT u.id, console.sell_debt($1::uuid, u.id, $3::uuid, $5, $6, $4, $7) AS order_id
          FROM (SELECT x.id FROM unnest($2::uuid[]) AS x (id) ORDER BY x.id) u
        OFFSET 0) s
 WHERE s.order_id IS NOT NULL

-- Asks customers for the price of a package, or shows what is open for it already.
-- $1 operation uuid, $2 uuid[] user ids (locked), $3 package's name, $4 method, $5 bank, $6 coupon or NULL, $7 note
-- Columns: order_id (those who are refused by now have none), id (of the customer), terms.
SELECT s.order_id, s.id, console.charge_terms(s.order_id) AS terms
  FROM (SELECT u.id, console.sell_package($1::uuid, u.id, $3, $4, $5, $6, $7) AS order_id
          FROM (SELECT x.id FROM unnest($2::uuid[]) AS x (id) ORDER BY x.id) u
        OFFSET 0) s
 WHERE s.order_id IS NOT NULL

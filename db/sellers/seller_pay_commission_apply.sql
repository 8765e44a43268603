-- Puts commission on balances.
-- $1 operation uuid, $2 uuid[] sellers (locked), $3 rupiah of each, NULL for all that is due
-- Columns: id (none of those of whom it is refused by now), terms.
SELECT s.id, console.commission_terms($1::uuid, s.id) AS terms
  FROM (SELECT x.id, console.seller_pay_commission($1::uuid, x.id, $3::bigint) AS is_paid
          FROM unnest($2::uuid[]) AS x (id)
        OFFSET 0) s
 WHERE s.is_paid

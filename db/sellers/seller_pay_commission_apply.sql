-- Puts commission on balances.
-- $1 operation uuid, $2 uuid[] sellers (locked), $3 rupiah of each, NULL for all that is due
-- Columns: id (none of those of whom it is refused by now).
SELECT s.id
  FROM unnest($2::uuid[]) AS s (id)
 WHERE console.seller_pay_commission($1::uuid, s.id, $3::bigint)

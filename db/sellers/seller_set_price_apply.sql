-- Gives sellers a price of their own.
-- $1 operation uuid, $2 uuid[] sellers (locked), $3 a product, $4 a package, $5 rupiah, - for none of their own
-- Columns: id (none of those that have it by now).
SELECT s.id
  FROM unnest($2::uuid[]) AS s (id)
 WHERE console.seller_set_price($1::uuid, s.id, $3, $4, nullif($5::text, '-')::bigint)

-- Has a seller buy: the order is made, paid and handed out at once where it is paid from the balance.
-- $1 operation uuid, $2 uuid[] the seller (locked), $3 a product, $4 how many of it, $5 further lines, $6 method, $7 bank,
-- $8 note
-- Columns: id (of the seller; none where it is refused by now).
SELECT s.id
  FROM console.seller s
 WHERE s.id = ANY ($2::uuid[]) AND s.ended_at IS NULL
   AND console.order_make($1::uuid, s.user_id, console.order_given($3, $4, $5), $6, $7, NULL, $8) IS NOT NULL

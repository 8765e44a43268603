-- Has a seller buy: the order is made, paid and handed out at once where it is paid from the balance.
-- $1 operation uuid, $2 uuid[] the seller (locked), $3 a product, $4 how many of it, $5 further lines, $6 method, $7 bank,
-- $8 note
-- Columns: id (of the seller; none where it is refused by now), terms.
SELECT s.id, console.order_terms(s.made) AS terms
  FROM (SELECT x.id, console.order_make($1::uuid, x.user_id, console.order_given($3, $4, $5), $6, $7, NULL, $8) AS made
          FROM console.seller x
         WHERE x.id = ANY ($2::uuid[]) AND x.ended_at IS NULL
        OFFSET 0) s
 WHERE s.made IS NOT NULL

-- What writing sellers anew would change.
-- $1 uuid[] ids, $2 name, $3 discount, $4 commission (both per cent), $5 rupiah a day, $6 note; of each NULL for as it is, of
-- the last two - for none
-- Columns: id, refusal, label, before, after, note.
SELECT s.id,
       CASE WHEN $2::text IS NOT NULL AND cardinality($1::uuid[]) > 1 THEN 'a name is of one seller alone'
            WHEN s = w THEN 'has this already' END AS refusal,
       console.seller_label(s) AS label, console.seller_text(s) AS before, console.seller_text(w) AS after,
       CASE WHEN s <> w AND row_number() OVER (ORDER BY s = w, lower(s.name), s.id) = 1
            THEN 'orders that are made already keep their price and commission' END AS note
  FROM console.seller s
 CROSS JOIN LATERAL console.seller_wanted(s, $2::text, $3::integer, $4::integer, $5, $6) w
 WHERE s.id = ANY ($1::uuid[])
 ORDER BY s = w, lower(s.name), s.id

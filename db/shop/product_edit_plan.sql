-- What writing products anew would change.
-- $1 uuid[] product ids, $2 code, $3 name, $4 price, $5 category, $6 terms, $7 description; of each NULL for as it is
-- Columns: id, refusal, label, before, after, note.
SELECT e.id, e.refusal, CASE WHEN e.place <= 20 THEN e.name END AS label, CASE WHEN e.place <= 20 THEN e.old_text END AS before,
       CASE WHEN e.place <= 20 AND e.refusal IS NULL THEN e.new_text END AS after,
       CASE WHEN e.place = 1 AND e.after ? 'price_rp' THEN 'orders that are made already keep their price' END AS note
  FROM (SELECT x.*, row_number() OVER (PARTITION BY x.refusal IS NULL ORDER BY lower(x.name), x.id) AS place
          FROM console.product_edits($1::uuid[], $2, $3, $4::bigint, $5, $6, $7) x) e
 ORDER BY e.place, e.id

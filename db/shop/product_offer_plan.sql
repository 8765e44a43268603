-- Which products would be sold again.
-- $1 uuid[] product ids
-- Columns: id, refusal, label, before, after, note.
SELECT p.id, CASE WHEN p.is_active THEN 'is on sale already' END AS refusal, p.name AS label,
       p.code || ' · ' || console.product_text(p.price_rp, p.category, p.terms) AS before,
       CASE WHEN NOT p.is_active THEN 'on sale' END AS after, NULL AS note
  FROM console.product p
 WHERE p.id = ANY ($1::uuid[])
 ORDER BY p.is_active, lower(p.name), p.id

-- Which products would be sold no more.
-- $1 uuid[] product ids
-- Columns: id, refusal, label, before, after, note.
SELECT p.id, CASE WHEN NOT p.is_active THEN 'is sold no more already' END AS refusal, p.name AS label,
       p.code || ' · ' || console.product_text(p.price_rp, p.category, p.terms) AS before,
       CASE WHEN p.is_active THEN 'sold no more' END AS after,
       CASE WHEN p.is_active THEN 'its contents stay, and open orders for it can still be paid' END AS note
  FROM console.product p
 WHERE p.id = ANY ($1::uuid[])
 ORDER BY p.is_active DESC, lower(p.name), p.id

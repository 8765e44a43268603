-- Which products would be removed: those without contents that stand in no order.
-- $1 uuid[] product ids
-- Columns: id, refusal, label, before, after, note.
SELECT p.id, r.refusal, p.name AS label, p.code || ' · ' || console.product_text(p.price_rp, p.category, p.terms) AS before,
       CASE WHEN r.refusal IS NULL THEN 'removed' END AS after, NULL AS note
  FROM console.product p
 CROSS JOIN LATERAL (SELECT console.product_remove_refusal(p.id) AS refusal) r
 WHERE p.id = ANY ($1::uuid[])
 ORDER BY r.refusal IS NOT NULL, lower(p.name), p.id

-- Products that can be ordered now, with what each costs and how many there are.
-- Columns: value, label.
SELECT p.code AS value, p.code || ' · ' || p.name || ' · ' || console.rp_text(p.price_rp) || ' · ' || n.free AS label
  FROM console.product p
 CROSS JOIN LATERAL (SELECT coalesce(sum(k.free), 0) AS free FROM console.product_count k WHERE k.product_id = p.id) n
 WHERE p.is_active AND n.free > 0
 ORDER BY p.code

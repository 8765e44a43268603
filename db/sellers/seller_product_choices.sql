-- The products that a seller can have a price for.
-- Columns: value, label.
SELECT p.code AS value, p.code || ' · ' || p.name || ' · ' || console.rp_text(p.price_rp) AS label
  FROM console.product p
 WHERE p.is_active
 ORDER BY p.code

-- The brands that a customer can be invoiced in the name of.
-- Columns: value (the name), label.
SELECT b.name AS value, b.name || ' · ' || b.prefix || ' · ' || trim_scale(b.tax_percent) || ' % tax' AS label
  FROM console.brand b
 ORDER BY b.name

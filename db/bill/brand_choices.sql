-- The brands that a customer can be invoiced in the name of.
-- Columns: value (the name), label.
SELECT b.name AS value, b.name || ' · ' || b.prefix || ' · ' || console.tax_text(b.tax_kind, b.tax_percent) AS label
  FROM console.brand b
 ORDER BY b.name

-- Packages that vouchers can be of.
-- Columns: value, label.
SELECT p.name AS value, p.name || ' · ' || console.rp_text(p.price) AS label
  FROM public.packages p
 WHERE p.is_active
 ORDER BY p.price, p.name

-- What stands in a subscription that is about to be edited.
-- $1 uuid
-- Columns: price, due_day, tax, vip, tipe, email, whatsapp, discount, tax_included.
SELECT s.price_rp AS price, s.due_day, coalesce(nullif(s.tax_kind, 'percent'), trim_scale(s.tax_percent)::text) AS tax,
       CASE WHEN s.is_vip THEN 'yes' ELSE 'no' END AS vip,
       s.tipe, s.email, s.whatsapp, s.discount_rp AS discount,
       CASE s.tax_included WHEN true THEN 'yes' WHEN false THEN 'no' ELSE 'brand' END AS tax_included
  FROM console.subscription s
 WHERE s.id = $1::uuid

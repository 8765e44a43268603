-- What stands in a subscription that is about to be edited.
-- $1 uuid
-- Columns: price, due_day, tax, vip, tipe, email, whatsapp.
SELECT s.price_rp AS price, s.due_day, trim_scale(s.tax_percent) AS tax,
       CASE WHEN s.is_vip THEN 'yes' ELSE 'no' END AS vip,
       s.tipe, s.email, s.whatsapp
  FROM console.subscription s
 WHERE s.id = $1::uuid

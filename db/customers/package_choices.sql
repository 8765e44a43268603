-- The packages that a customer can be put on.
-- Columns: value (the name), label.
SELECT p.name AS value,
       p.name || ' · ' || CASE WHEN p.data_quota_gb = 0 THEN 'unlimited' ELSE trim_scale(p.data_quota_gb) || ' GB' END
       || ' · ' || p.duration_days || ' d · Rp ' || translate(to_char(p.price, 'FM999,999,999,999'), ',', '.') AS label
  FROM public.packages p
 WHERE p.is_active
 ORDER BY p.data_quota_gb = 0, p.data_quota_gb, p.price, p.name

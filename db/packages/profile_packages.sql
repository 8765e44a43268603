-- The packages that put customers on a profile.
-- $1 its uuid
-- Columns: id, name, text.
SELECT p.id, p.name, console.package_text(p.price, p.data_quota_gb, p.duration_days, f.profile_name) AS text
  FROM public.packages p
  JOIN public.package_profiles f ON f.id = p.profile_id
 WHERE p.profile_id = $1::uuid
 ORDER BY lower(p.name), p.id

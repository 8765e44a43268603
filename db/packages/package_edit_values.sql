-- What stands in a package that is about to be edited.
-- $1 uuid
-- Columns: name, price, quota, days, profile.
SELECT p.name, p.price, trim_scale(p.data_quota_gb) AS quota, p.duration_days AS days, f.profile_name AS profile
  FROM public.packages p
  JOIN public.package_profiles f ON f.id = p.profile_id
 WHERE p.id = $1::uuid

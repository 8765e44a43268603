-- The first of some ids that is no profile's.
-- $1 uuid[] ids
-- Columns: id.
SELECT f.id
  FROM unnest($1::uuid[]) AS f (id)
 WHERE NOT EXISTS (SELECT FROM public.package_profiles x WHERE x.id = f.id)
 LIMIT 1

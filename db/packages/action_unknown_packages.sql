-- The first of some ids that is no package's.
-- $1 uuid[] ids
-- Columns: id.
SELECT p.id
  FROM unnest($1::uuid[]) AS p (id)
 WHERE NOT EXISTS (SELECT FROM public.packages x WHERE x.id = p.id)
 LIMIT 1

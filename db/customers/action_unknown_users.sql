-- The first of some ids that is no user's.
-- $1 uuid[] ids
-- Columns: id.
SELECT s.id
  FROM unnest($1::uuid[]) AS s (id)
 WHERE NOT EXISTS (SELECT FROM public.users u WHERE u.id = s.id)
 LIMIT 1

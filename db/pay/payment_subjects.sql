-- What the portal's transactions are called in the order of payments by what they are for: like their packages.
-- $1 from which on, NULL: from the first; $2 boolean: against the order
-- Columns: level, in the order asked for.
SELECT s.level
  FROM (SELECT DISTINCT lower(k.name) AS level FROM public.packages k) s
 WHERE $1::text IS NULL OR CASE WHEN $2::boolean THEN s.level <= $1 ELSE s.level >= $1 END
 ORDER BY CASE WHEN $2 THEN s.level END DESC, s.level

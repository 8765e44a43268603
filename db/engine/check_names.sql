-- Functions of ours that look up names where others may create some: neither bound to them nor with a path.
-- Columns: count, example.
SELECT count(*) AS count, min(p.oid::regprocedure::text) AS example
  FROM pg_catalog.pg_proc p
 WHERE p.pronamespace = 'console'::regnamespace AND p.prosqlbody IS NULL
   AND NOT coalesce(p.proconfig, '{}') @> ARRAY['search_path=pg_catalog, pg_temp']

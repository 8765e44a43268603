-- How the operator class of searches is named, whatever the search path.
-- Columns: name, with its schema.
SELECT format('%I.gin_trgm_ops', n.nspname) AS name
  FROM pg_catalog.pg_extension x
  JOIN pg_catalog.pg_namespace n ON n.oid = x.extnamespace
 WHERE x.extname = 'pg_trgm'

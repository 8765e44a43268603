-- Scratch databases that a drill left behind, with nobody in them.
-- $1 what such a one says of itself
-- Columns: name.
SELECT d.datname AS name
  FROM pg_catalog.pg_database d
 WHERE pg_catalog.shobj_description(d.oid, 'pg_database') = $1
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity s WHERE s.datid = d.oid)

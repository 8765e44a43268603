-- Our indexes that an interrupted CREATE INDEX CONCURRENTLY left behind: they are in the way of
-- building them again, and cost without being of use.
-- Columns: drop_statement, being_built_by (process id of a session that still works on it, or NULL).
SELECT format('DROP INDEX CONCURRENTLY IF EXISTS %I.%I', n.nspname, c.relname) AS drop_statement,
       (SELECT p.pid FROM pg_stat_progress_create_index p WHERE p.index_relid = c.oid LIMIT 1) AS being_built_by
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE NOT i.indisvalid
   AND n.nspname = 'public'
   AND c.relname LIKE 'hc\_%'
 ORDER BY c.relname

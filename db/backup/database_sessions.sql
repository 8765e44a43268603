-- Who is connected to a database, asked from another one.
-- $1 name
-- Columns: who.
SELECT concat_ws(' ', coalesce(nullif(s.application_name, ''), s.usename::text, '-'), 'pid ' || s.pid,
                 'from ' || host(s.client_addr)) AS who
  FROM pg_catalog.pg_stat_activity s
 WHERE s.datname = $1 AND s.pid <> pg_backend_pid()
 ORDER BY s.pid

-- Statements in this database that have run for two minutes, or transactions that have waited for their program for ten; backups
-- and upkeep of the server aside.
-- Columns: cause, key, label, detail, user_id, since.
SELECT coalesce(nullif(s.application_name, ''), s.usename, '')::text AS cause, s.pid::text AS key,
       coalesce(nullif(s.application_name, ''), s.usename, '-')::text AS label, s.wait_event AS detail, NULL::uuid AS user_id,
       s.xact_start AS since
  FROM pg_catalog.pg_stat_activity s
 WHERE s.datname = current_database() AND s.pid <> pg_backend_pid() AND s.backend_type = 'client backend'
   AND s.application_name NOT IN ('pg_dump', 'pg_basebackup')
   AND ((s.state = 'active' AND s.query_start < now() - interval '2 minutes')
        OR (s.state ~ '^idle in' AND s.state_change < now() - interval '10 minutes'))

-- The server, where four fifths of its connections are taken.
-- Columns: cause, key, label, detail, user_id, since.
SELECT ''::text AS cause, current_setting('max_connections') AS key, current_database()::text AS label, NULL::text AS detail,
       NULL::uuid AS user_id, NULL::timestamptz AS since
  FROM (SELECT count(*) AS taken FROM pg_catalog.pg_stat_activity s WHERE s.backend_type = 'client backend') n
 WHERE n.taken * 5 >= (current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer) * 4

-- The server that answers.
-- Columns: version, is_standby, behind_s (a standby, what it shows is so old; NULL: a primary, or it has replayed nothing), taken
--          (connections of clients), most (that it allows), now_s (its clock, seconds since 1970).
SELECT split_part(current_setting('server_version'), ' ', 1) AS version,
       pg_is_in_recovery() AS is_standby,
       CASE WHEN NOT pg_is_in_recovery() THEN NULL
            WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
            ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::bigint END AS behind_s,
       (SELECT count(*) FROM pg_catalog.pg_stat_activity a WHERE a.backend_type = 'client backend') AS taken,
       current_setting('max_connections')::bigint - current_setting('superuser_reserved_connections')::bigint AS most,
       extract(epoch FROM clock_timestamp())::bigint AS now_s

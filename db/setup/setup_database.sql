-- What a connection finds, before anything of ours need be there.
-- Columns: version, account, database, is_standby, is_read_only, may_create, has_portal, is_ours, may_write.
SELECT current_setting('server_version') AS version, current_user AS account, current_database() AS database,
       pg_is_in_recovery() AS is_standby, current_setting('default_transaction_read_only') = 'on' AS is_read_only,
       has_database_privilege(current_database(), 'CREATE') AS may_create,
       to_regclass('public.users') IS NOT NULL AS has_portal,
       to_regclass('console.migration') IS NOT NULL AS is_ours,
       coalesce(has_table_privilege(to_regclass('console.operation'), 'INSERT'), true) AS may_write

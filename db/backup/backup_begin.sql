-- The moment that a backup shows, for pg_dump, and what is written beside it.
-- Columns: snapshot, at (UTC), stamp (for a file's name), database, server, encoding, lc_collate, lc_ctype, provider, icu_locale,
--          roles (text[]: those that own something or were given rights), bytes (of the database).
SELECT pg_catalog.pg_export_snapshot() AS snapshot,
       to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at,
       to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD"T"HH24MISS"Z"') AS stamp,
       d.datname AS database, current_setting('server_version') AS server,
       pg_encoding_to_char(d.encoding) AS encoding, d.datcollate AS lc_collate, d.datctype AS lc_ctype,
       to_jsonb(d) ->> 'datlocprovider' AS provider,
       coalesce(to_jsonb(d) ->> 'daticulocale', to_jsonb(d) ->> 'datlocale') AS icu_locale,
       (SELECT array_agg(DISTINCT r.rolname::text ORDER BY r.rolname::text)
          FROM pg_catalog.pg_shdepend s
          JOIN pg_catalog.pg_roles r ON r.oid = s.refobjid
         WHERE s.dbid = d.oid AND s.refclassid = 'pg_catalog.pg_authid'::regclass) AS roles,
       pg_database_size(d.oid) AS bytes
  FROM pg_catalog.pg_database d
 WHERE d.datname = current_database()

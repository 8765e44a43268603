-- What there is of a database, asked from another one.
-- $1 name
-- Columns: is_there, may_create (databases, by who asks), is_superuser, bytes, at (UTC, for a name).
SELECT EXISTS (SELECT FROM pg_catalog.pg_database d WHERE d.datname = $1) AS is_there,
       r.rolcreatedb OR r.rolsuper AS may_create, r.rolsuper AS is_superuser,
       (SELECT pg_database_size(d.oid) FROM pg_catalog.pg_database d WHERE d.datname = $1 AND has_database_privilege(d.oid, 'CONNECT')) AS bytes,
       to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD"T"HH24MISS"Z"') AS at
  FROM pg_catalog.pg_roles r
 WHERE r.rolname = current_user

-- Keeps what came of a backup or a drill.
-- $1 kind, $2 actor, $3 host, $4 file, $5 bytes, $6 sha256, $7 encrypted, $8 tables, $9 rows, $10 server, $11 client,
-- $12 seconds that it took, $13 report, $14 error (NULL: it went well)
INSERT INTO console.backup (kind, actor, host, file, bytes, sha256, is_encrypted, tables, rows, server, client, began_at, report, error)
VALUES ($1, $2, $3, $4, $5::bigint, $6, $7::boolean, $8::integer, $9::bigint, $10, $11,
        clock_timestamp() - make_interval(secs => $12::numeric::double precision), $13, $14)
RETURNING pg_notify('hotspot_console', 'backups')

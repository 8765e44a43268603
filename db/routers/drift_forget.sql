-- Forgets differences of one kind that have just been mended.
-- $1 router, $2 kind, $3 uuid[] differences (NULL: all of that kind)
WITH lock AS MATERIALIZED (
    SELECT r.name FROM console.router r WHERE r.name = $1 FOR NO KEY UPDATE
), gone AS (
    DELETE FROM console.drift d
     WHERE d.router = $1 AND d.kind = $2 AND ($3::uuid[] IS NULL OR d.id = ANY ($3::uuid[])) AND EXISTS (SELECT FROM lock)
    RETURNING d.id
)
SELECT pg_notify('hotspot_console', 'drift') WHERE EXISTS (SELECT FROM gone)

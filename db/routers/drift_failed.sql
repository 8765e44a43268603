-- A router could not be looked at: what the last look found stays, and why is said.
-- $1 router, $2 error
WITH before AS MATERIALIZED (
    SELECT s.scan_error FROM console.router_sync_state s WHERE s.router = $1
), stored AS (
    INSERT INTO console.router_sync_state AS s (router, state, scan_error)
    SELECT r.name, 'unknown', $2 FROM console.router r WHERE r.name = $1
    ON CONFLICT (router) DO UPDATE SET scan_error = excluded.scan_error
)
SELECT pg_notify('hotspot_console', 'routers') WHERE (SELECT b.scan_error FROM before b) IS DISTINCT FROM $2

-- The router could not be reached or did not answer. A change from another state is told to the consoles.
-- $1 router, $2 error
WITH before AS MATERIALIZED (
    SELECT s.state FROM console.router_sync_state s WHERE s.router = $1
), stored AS (
    INSERT INTO console.router_sync_state AS s (router, state, failures, last_error)
    SELECT r.name, 'down', 1, $2 FROM console.router r WHERE r.name = $1
    ON CONFLICT (router) DO UPDATE
       SET state = 'down', failures = s.failures + 1, last_error = excluded.last_error, checked_at = clock_timestamp()
)
SELECT pg_notify('hotspot_console', 'routers') WHERE (SELECT b.state FROM before b) IS DISTINCT FROM 'down'

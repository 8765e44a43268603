-- The router could not be reached or did not answer. A change from another state is told to the consoles.
-- $1 router, $2 error, $3 milliseconds until it is tried again, $4 boolean clear text, $5 boolean unverified
WITH before AS MATERIALIZED (
    SELECT s.state FROM console.router_sync_state s WHERE s.router = $1
), stored AS (
    INSERT INTO console.router_sync_state AS s
           (router, state, failures, last_error, retry_at, is_clear_text, is_unverified)
    SELECT r.name, 'down', 1, $2, clock_timestamp() + make_interval(secs => $3::integer / 1000.0), $4::boolean,
           $5::boolean
      FROM console.router r WHERE r.name = $1
    ON CONFLICT (router) DO UPDATE
       SET state = 'down', failures = s.failures + 1, last_error = excluded.last_error, retry_at = excluded.retry_at,
           is_clear_text = excluded.is_clear_text, is_unverified = excluded.is_unverified,
           checked_at = clock_timestamp()
)
SELECT pg_notify('hotspot_console', 'routers') WHERE (SELECT b.state FROM before b) IS DISTINCT FROM 'down'

-- The router answered. A change from another state is told to the consoles.
-- $1 router, $2 identity, $3 version (NULL: as known), $4 latency in us, $5 uptime in s (NULL: as known),
-- $6 the router's clock in seconds since 1970 (NULL: not asked)
WITH before AS MATERIALIZED (
    SELECT s.state FROM console.router_sync_state s WHERE s.router = $1
), stored AS (
    INSERT INTO console.router_sync_state AS s
           (router, state, identity, version, latency_us, uptime_s, clock_skew_s, last_ok_at)
    SELECT r.name, 'up', $2, $3, $4::bigint, $5::bigint,
           $6::bigint - extract(epoch FROM clock_timestamp())::bigint, clock_timestamp()
      FROM console.router r WHERE r.name = $1
    ON CONFLICT (router) DO UPDATE
       SET state = 'up', identity = coalesce(excluded.identity, s.identity),
           version = coalesce(excluded.version, s.version), latency_us = excluded.latency_us,
           uptime_s = coalesce(excluded.uptime_s, s.uptime_s),
           clock_skew_s = coalesce(excluded.clock_skew_s, s.clock_skew_s),
           failures = 0, last_error = NULL, last_ok_at = excluded.last_ok_at, checked_at = clock_timestamp()
)
SELECT pg_notify('hotspot_console', 'routers') WHERE (SELECT b.state FROM before b) IS DISTINCT FROM 'up'

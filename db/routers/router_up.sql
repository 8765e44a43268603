-- The router answered. A change from another state is told to the consoles.
-- $1 router, $2 identity (NULL: as known, and so on), $3 version, $4 latency in us, $5 uptime in s,
-- $6 the router's clock in seconds since 1970, $7 boolean clear text, $8 boolean unverified,
-- $9 boolean it was examined too: then $10 device-mode, $11 boolean it allows hotspot, $12 boolean proxy, $13 boolean
-- it is flagged, $14 policies that our account lacks, $15 menus that it refuses,
-- $16 its hotspots, JSON (each NULL: not said)
WITH before AS MATERIALIZED (
    SELECT s.state FROM console.router_sync_state s WHERE s.router = $1
), stored AS (
    INSERT INTO console.router_sync_state AS s
           (router, state, identity, version, latency_us, uptime_s, clock_skew_s, last_ok_at, is_clear_text,
            is_unverified, device_mode, allows_hotspot, allows_proxy, is_flagged, lacks_policies, refused_menus, hotspots)
    SELECT r.name, 'up', $2, $3, $4::bigint, $5::bigint,
           $6::bigint - extract(epoch FROM clock_timestamp())::bigint, clock_timestamp(), $7::boolean, $8::boolean,
           $10, $11::boolean, $12::boolean, $13::boolean, $14, $15, $16::jsonb
      FROM console.router r WHERE r.name = $1
    ON CONFLICT (router) DO UPDATE
       SET state = 'up', identity = coalesce(excluded.identity, s.identity),
           version = coalesce(excluded.version, s.version), latency_us = coalesce(excluded.latency_us, s.latency_us),
           uptime_s = coalesce(excluded.uptime_s, s.uptime_s),
           clock_skew_s = coalesce(excluded.clock_skew_s, s.clock_skew_s),
           is_clear_text = excluded.is_clear_text, is_unverified = excluded.is_unverified,
           device_mode = CASE WHEN $9::boolean THEN excluded.device_mode ELSE s.device_mode END,
           allows_hotspot = CASE WHEN $9::boolean THEN excluded.allows_hotspot ELSE s.allows_hotspot END,
           allows_proxy = CASE WHEN $9::boolean THEN excluded.allows_proxy ELSE s.allows_proxy END,
           is_flagged = CASE WHEN $9::boolean THEN excluded.is_flagged ELSE s.is_flagged END,
           lacks_policies = CASE WHEN $9::boolean THEN excluded.lacks_policies ELSE s.lacks_policies END,
           refused_menus = CASE WHEN $9::boolean THEN excluded.refused_menus ELSE s.refused_menus END,
           hotspots = CASE WHEN $9::boolean THEN excluded.hotspots ELSE s.hotspots END,
           failures = 0, last_error = NULL, retry_at = NULL, last_ok_at = excluded.last_ok_at,
           checked_at = clock_timestamp()
)
SELECT pg_notify('hotspot_console', 'routers') WHERE (SELECT b.state FROM before b) IS DISTINCT FROM 'up'

-- A router's counters were read and accounted: says so, to the consoles too.
-- $1 router, $2 boolean users changed, $3 boolean syncs were asked for,
-- $4 boolean a customer's counter moved, or no customer's device was there
WITH state AS (
    INSERT INTO console.router_sync_state AS s (router, state, last_ok_at, last_usage_at, counters_moved_at)
    SELECT r.name, 'up', clock_timestamp(), clock_timestamp(), clock_timestamp() FROM console.router r WHERE r.name = $1
    ON CONFLICT (router) DO UPDATE
       SET last_usage_at = excluded.last_usage_at,
           counters_moved_at = CASE WHEN $4::boolean OR s.counters_moved_at IS NULL THEN excluded.counters_moved_at
                                    ELSE s.counters_moved_at END
)
SELECT pg_notify('hotspot_console', n.what)
  FROM (VALUES ('users', $2::boolean), ('outbox', $3::boolean)) AS n (what, is_wanted)
 WHERE n.is_wanted

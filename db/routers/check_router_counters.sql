-- Routers on which customers' devices are, and none of their counters has moved for an hour of readings.
-- Columns: count, example.
SELECT count(*) AS count,
       min(format('router %s: since %s', r.name, to_char(s.counters_moved_at, 'YYYY-MM-DD HH24:MI'))) AS example
  FROM console.router r JOIN console.router_sync_state s ON s.router = r.name
 WHERE r.is_enabled AND s.last_usage_at - s.counters_moved_at > interval '1 hour'

-- Routers on which devices are, and none of their counters has moved for an hour of readings.
-- Columns: cause, key, label, detail, user_id, since.
SELECT s.router AS cause, s.router AS key, s.router AS label, NULL::text AS detail, NULL::uuid AS user_id,
       s.counters_moved_at AS since
  FROM console.router r
  JOIN console.router_sync_state s ON s.router = r.name
 WHERE r.is_enabled AND s.last_usage_at - s.counters_moved_at > interval '1 hour'

-- Routers that answer, and whose usage was not read for ten minutes.
-- Columns: cause, key, label, detail, user_id, since.
SELECT s.router AS cause, 'usage_sync:' || s.router AS key, s.router AS label, NULL::text AS detail, NULL::uuid AS user_id,
       s.last_usage_at AS since
  FROM console.router r
  JOIN console.router_sync_state s ON s.router = r.name
 WHERE r.is_enabled AND s.state = 'up' AND s.last_usage_at < now() - interval '10 minutes'

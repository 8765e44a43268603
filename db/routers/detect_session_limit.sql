-- Routers that allow no more API sessions.
-- Columns: cause, key, label, detail, user_id, since.
SELECT s.router AS cause, s.router AS key, s.router AS label, s.last_error AS detail, NULL::uuid AS user_id,
       s.last_ok_at AS since
  FROM console.router r
  JOIN console.router_sync_state s ON s.router = r.name
 WHERE r.is_enabled AND s.state = 'down' AND s.failures >= 2 AND console.is_session_limit(s.last_error)

-- Routers whose clock is off by more than two minutes.
-- Columns: cause, key, label, detail, user_id, since.
SELECT s.router AS cause, s.router AS key, s.router AS label,
       CASE WHEN s.clock_skew_s > 0 THEN '+' ELSE '-' END || ceil(abs(s.clock_skew_s) / 60.0) || ' min' AS detail,
       NULL::uuid AS user_id, NULL::timestamptz AS since
  FROM console.router r
  JOIN console.router_sync_state s ON s.router = r.name
 WHERE r.is_enabled AND s.state = 'up' AND abs(s.clock_skew_s) > 120

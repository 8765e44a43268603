-- Routers that answer, and could not be compared with the database.
-- Columns: cause, key, label, detail, user_id, since.
SELECT s.router AS cause, s.router AS key, s.router AS label, s.scan_error AS detail, NULL::uuid AS user_id,
       s.scanned_at AS since
  FROM console.router r
  JOIN console.router_sync_state s ON s.router = r.name
 WHERE r.is_enabled AND s.state = 'up' AND s.scan_error IS NOT NULL

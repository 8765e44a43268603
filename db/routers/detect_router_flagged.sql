-- Routers that found traces of a break-in when they started.
-- Columns: cause, key, label, detail, user_id, since.
SELECT s.router AS cause, s.router AS key, s.router AS label, NULL::text AS detail, NULL::uuid AS user_id,
       NULL::timestamptz AS since
  FROM console.router r
  JOIN console.router_sync_state s ON s.router = r.name
 WHERE r.is_enabled AND s.is_flagged
